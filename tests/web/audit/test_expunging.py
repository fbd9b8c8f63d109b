"""Expungement: the text is gone everywhere, a tombstone stands, and what was sealed still verifies."""

from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from tests.making.people import a_person
from tests.making.probe import a_file, a_navigator
from tests.web.probe.models import ProbeFile, ProbeFileEvent, ProbeNote

from arcs.core.refusal import Refusal
from arcs.postgres.addresses import Addresses
from arcs.web.audit.actions import seal_now
from arcs.web.audit.expunging import expunge, plan_expunging
from arcs.web.audit.models import Tombstone
from arcs.web.audit.verifying import verify
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.vault import KeyDestroyed, destroy_key, has_key, make_key, open_text, seal_text


def test_an_expunged_file_cannot_be_read_from_rows_history_or_backup_and_seals_hold(
    fresh_database: Addresses, outside: Path
) -> None:
    nora = a_navigator("Nora")
    file, other = a_file(nora), a_file(nora, headline="Other")
    seal_now()
    with acting_as(nora.pk), transaction.atomic():
        backup = bytes(ProbeFile.objects.get(pk=file.pk).story or b"")
        assert open_text(file.pk, backup) == "Sleeps in a car."
    plan = plan_expunging(file.pk, owner_url=fresh_database.owner)
    assert plan.confirm == f"expunge {str(file.pk)[:8]}"
    assert "1 in probe_probefile, 1 in probe_probenote" in plan.sentences()[0]
    expunge(file.pk, "Order 12-345", by_whom="C. Clerk", confirmation=plan.confirm, owner_url=fresh_database.owner)
    with acting_as(nora.pk), transaction.atomic():
        copies = [
            ProbeFile.objects.get(pk=file.pk).story,
            ProbeFileEvent.objects.get(pgh_obj_id=file.pk).story,
            ProbeNote.objects.get(file=file).text,
            backup,
        ]
    for copy in copies:
        with pytest.raises(KeyDestroyed):
            open_text(file.pk, bytes(copy or b""))
    assert open_text(other.pk, bytes(other.story or b"")) == "Sleeps in a car."
    with pytest.raises(KeyDestroyed):
        make_key(file.pk)
    seal_now()
    found = verify()
    assert found.good, found.sentences()
    auditor = a_person("Olga", permissions=("audit.read",))
    with acting_as(auditor.pk), transaction.atomic():
        stones = list(Tombstone.objects.order_by("table"))
    assert [(one.table, one.file_id, one.order_reference, one.by_whom) for one in stones] == [
        ("probe_probefile", file.pk, "Order 12-345", "C. Clerk"),
        ("probe_probenote", file.pk, "Order 12-345", "C. Clerk"),
    ]
    with psycopg.connect(fresh_database.owner) as owner:
        digest = owner.execute(
            "select sha256(convert_to(t::text, 'UTF8')) from probe_probefile t where id = %s", (file.pk,)
        ).fetchone()
    assert digest == (bytes(stones[0].row_digest),)


def test_it_takes_the_exact_words_an_order_and_a_name(fresh_database: Addresses) -> None:
    file = a_file(a_navigator("Nora"))
    plan = plan_expunging(file.pk, owner_url=fresh_database.owner)
    for order, by_whom, words in [
        ("Order 1", "Clerk", "yes"),
        (" ", "Clerk", plan.confirm),
        ("Order 1", "", plan.confirm),
    ]:
        with pytest.raises(Refusal):
            expunge(file.pk, order, by_whom=by_whom, confirmation=words, owner_url=fresh_database.owner)
    assert has_key(file.pk)
    with pytest.raises(Refusal, match="neither a row nor a key"):
        plan_expunging(uuid4(), owner_url=fresh_database.owner)


def test_run_again_it_finishes_what_was_interrupted(fresh_database: Addresses) -> None:
    file = a_file(a_navigator("Nora"))
    destroy_key(file.pk)  # as if the power had failed between the key and anything else
    for _ in range(2):
        plan = plan_expunging(file.pk, owner_url=fresh_database.owner)
        expunge(file.pk, "Order 1", by_whom="Clerk", confirmation=plan.confirm, owner_url=fresh_database.owner)
    auditor = a_person("Olga", permissions=("audit.read",))
    with acting_as(auditor.pk), transaction.atomic():
        assert Tombstone.objects.count() == 2


def test_a_key_that_came_back_with_a_backup_of_keys_is_named(fresh_database: Addresses, outside: Path) -> None:
    file = a_file(a_navigator("Nora"))
    copied = (outside / "keys" / str(file.pk)).read_bytes()
    plan = plan_expunging(file.pk, owner_url=fresh_database.owner)
    expunge(file.pk, "Order 1", by_whom="Clerk", confirmation=plan.confirm, owner_url=fresh_database.owner)
    (outside / "keys" / str(file.pk)).write_bytes(copied)
    found = verify()
    assert (found.good, found.risen_keys) == (False, (file.pk,))


def test_the_application_can_neither_call_the_procedure_nor_write_a_tombstone(fresh_database: Addresses) -> None:
    with psycopg.connect(fresh_database.application) as application:
        application.execute("select set_config('arcs.person', %s, true)", (str(Standing.KEEPER.value),))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("call owner_only.expunge('x', 'id', gen_random_uuid(), gen_random_uuid(), 'a', 'b')")
    refused = pytest.raises(ProgrammingError, match="row-level security")
    with acting_as(Standing.KEEPER), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            'insert into audit_tombstone (id, file_id, "table", object_id, row_digest, order_reference, by_whom) '
            "values (gen_random_uuid(), gen_random_uuid(), 'x', gen_random_uuid(), '', 'o', 'me')"
        )


def test_a_text_moved_to_another_file_or_changed_does_not_open(outside: Path) -> None:
    one, two = uuid4(), uuid4()
    make_key(one)
    make_key(two)
    sealed = seal_text(one, "Sleeps in a car.")
    assert open_text(one, sealed) == "Sleeps in a car."
    assert b"Sleeps" not in sealed
    for wrong in (sealed[:-1], sealed[:-1] + bytes([sealed[-1] ^ 1]), b"", b"short"):
        with pytest.raises(ValueError, match="does not fit its key"):
            open_text(one, wrong)
    with pytest.raises(ValueError, match="does not fit its key"):
        open_text(two, sealed)
    with pytest.raises(FileExistsError):
        make_key(one)
    assert oct((outside / "keys").stat().st_mode & 0o777) == "0o700"
    assert {oct(path.stat().st_mode & 0o777) for path in (outside / "keys").iterdir()} == {"0o600"}
    (outside / "keys").chmod(0o755)
    with pytest.raises(PermissionError, match="chmod 700"):
        has_key(one)


def test_plain_text_never_reaches_a_protected_column() -> None:
    field = ProbeFile._meta.get_field("story")
    for plain in ("Sleeps in a car.", b"Sleeps in a car."):
        with pytest.raises(TypeError, match="must be sealed first"):
            field.get_prep_value(plain)

"""Which edition answers calls on a day; and what the database itself refuses, whatever the code believes."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils.formats import date_format
from hypothesis import given
from hypothesis import strategies as some
from tests.making.clock import settle
from tests.making.people import a_person
from tests.making.protocols import (
    DRAFTS,
    ENACTS,
    a_draft,
    a_drafter,
    a_reader,
    a_role_holder,
    a_row,
    approved,
    bare,
    in_force,
    named_approvers,
    sent_for_review,
)
from tests.web.conftest import SignIn

from arcs.postgres.addresses import Addresses
from arcs.web.people.models import Role, Staff
from arcs.web.protocols import actions, pages, queries
from arcs.web.protocols.histories import drafters_of
from arcs.web.protocols.models import (
    Decision,
    EditionApproval,
    EditionComment,
    EditionProof,
    EditionRow,
    ProtocolEdition,
    State,
)
from arcs.web.protocols.policies import TABLES
from arcs.web.wall.acting import acting_as
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused

DAY = timedelta(days=1)


def number_on(who: Staff, day: date) -> int | None:
    with acting_as(who.pk), transaction.atomic():
        found = queries.edition_in_force(who, day)
    return found.number if found else None


@pytest.mark.django_db
def test_an_edition_holds_from_its_day_until_the_next_one_and_never_comes_back() -> None:
    who, now = a_drafter(), today()
    in_force(who, since=now - 6 * DAY)
    in_force(who, since=now - 3 * DAY, until=now + 5 * DAY)
    a_draft(who)
    assert number_on(who, now - 7 * DAY) is None
    assert number_on(who, now - 4 * DAY) == 1
    assert number_on(who, now) == 2
    assert number_on(who, now + 4 * DAY) == 2
    assert number_on(who, now + 5 * DAY) is None, "what was replaced does not come back where its heir is retired"


@pytest.mark.django_db
def test_where_each_edition_stands_is_said_in_words() -> None:
    who, now = a_drafter(), today()
    for since, until in ((-6, None), (-3, None), (5, None)):
        in_force(who, since=now + since * DAY, until=until)
    a_draft(who)
    with acting_as(who.pk), transaction.atomic():
        current = queries.edition_in_force(who)
        words = [pages.standing_of(one, current, now).word for one in queries.editions_seen_by(who)]
    assert words == ["Draft", "Comes", "In force", "Ended"]


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Chicago", "Pacific/Pago_Pago"])
def test_an_edition_begins_at_midnight_where_the_programme_is(zone: str, sign_in: SignIn) -> None:
    settle(zone)
    who = a_drafter()
    with acting_as(who.pk), transaction.atomic():
        here = today()
    assert here == datetime.now(ZoneInfo(zone)).date()
    in_force(who, since=here - DAY)
    in_force(who, since=here)
    in_force(who, since=here + DAY)
    text = " ".join(sign_in(who).get("/protocols/").content.decode().split())
    assert f"Edition 2, since {date_format(here)}." in text


@given(first=some.integers(-20, 20), second=some.integers(-20, 20), asked=some.integers(-40, 40))
def test_standing_never_says_that_two_editions_are_in_force(first: int, second: int, asked: int) -> None:
    day = date(2026, 6, 1)
    rows = [
        ProtocolEdition(number=number, state=State.APPROVED, effective_from=day + since * DAY)
        for number, since in enumerate((first, second), 1)
    ]
    begun = [one for one in rows if one.effective_from and one.effective_from <= day + asked * DAY]
    current = max(begun, key=lambda one: one.effective_from or day, default=None)
    said = [pages.standing_of(one, current, day + asked * DAY).word for one in rows]
    assert said.count("In force") == (1 if begun else 0)


def ready(who: Staff) -> ProtocolEdition:
    return sent_for_review(who, a_draft(who))


def enact(who: Staff, edition: ProtocolEdition, **values: object) -> None:
    with acting_as(who.pk), transaction.atomic():
        ProtocolEdition.objects.filter(pk=edition.pk).update(**values)


@pytest.mark.django_db
def test_no_edition_is_approved_before_every_role_has_said_so_of_exactly_this_content() -> None:
    drafter, enacter = a_drafter(), a_person("Ena Cter", permissions=ENACTS)
    (one, first), (other, second) = a_role_holder("First"), a_role_holder("Second")
    made = a_draft(drafter)
    named_approvers(drafter, made, [first, second])
    sent = sent_for_review(drafter, made)
    with pytest.raises(DatabaseError):
        enact(enacter, sent, state=State.APPROVED)
    approved(one, first, sent)
    with pytest.raises(DatabaseError):
        enact(enacter, sent, state=State.APPROVED)
    approved(other, second, sent, Decision.REFUSED)
    with pytest.raises(DatabaseError):
        enact(enacter, sent, state=State.APPROVED)
    approved(other, second, sent)
    enact(enacter, sent, state=State.APPROVED, effective_from=today())
    assert number_on(drafter, today()) == made.number


@pytest.mark.django_db
def test_whoever_drafted_is_never_the_only_one_who_approves() -> None:
    both = a_person("Bo Th", permissions=(*ENACTS, "protocols.approve"))
    with acting_as(both.pk), transaction.atomic():
        (role,) = both.role_ids
    made = a_draft(both)
    with acting_as(both.pk), transaction.atomic():
        named = Role.objects.get(pk=role)
    named_approvers(both, made, [named])
    sent = sent_for_review(both, made)
    approved(both, named, sent)
    with pytest.raises(DatabaseError):
        enact(both, sent, state=State.APPROVED)


@pytest.mark.django_db
def test_whoever_took_something_out_has_drafted_too() -> None:
    drafter, enacter = a_drafter(), a_person("Ena Cter", permissions=ENACTS)
    both, role = a_role_holder("Bo Th", *DRAFTS)
    made = a_draft(drafter)
    shown = a_row(both, made, "examples", bare().examples[0].code)
    with acting_as(both.pk):
        actions.remove_row(by=both, row=shown, version=1)
    named_approvers(drafter, made, [role])
    sent = sent_for_review(drafter, made)
    approved(both, role, sent)
    with acting_as(drafter.pk), transaction.atomic():
        assert drafters_of(made) == {drafter.pk, both.pk}
    with pytest.raises(DatabaseError):
        enact(enacter, sent, state=State.APPROVED)


@pytest.mark.django_db
def test_nobody_approves_in_a_role_that_he_does_not_hold_or_content_that_is_not_in_review() -> None:
    drafter = a_drafter()
    person, role = a_role_holder()
    _other, foreign = a_role_holder("Other")
    draft, sent = a_draft(drafter), ready(drafter)
    for edition, digest, wrong in ((sent, sent.digest, foreign), (sent, "0" * 64, role), (draft, "0" * 64, role)):
        with pytest.raises(DatabaseError), acting_as(person.pk), transaction.atomic():
            EditionApproval.objects.create(
                edition=edition, digest=digest, review=edition.review, role=wrong, role_name="R",
                staff=person, staff_name="P", decision=Decision.APPROVED,
            )  # fmt: skip


@pytest.mark.django_db
def test_what_was_dated_is_history_and_two_editions_never_begin_on_one_day() -> None:
    who, enacter = a_drafter(), a_person("Ena Cter", permissions=ENACTS)
    made = in_force(who)
    with pytest.raises(DatabaseError):
        enact(enacter, made, state=State.DRAFT, effective_from=None)
    with pytest.raises(IntegrityError):
        in_force(who)
    with pytest.raises(IntegrityError):
        enact(enacter, made, retired_from=made.effective_from)
    with pytest.raises(DatabaseError):
        enact(enacter, made, state=State.WITHDRAWN)
    to_come = in_force(who, since=today() + DAY)
    enact(enacter, to_come, state=State.WITHDRAWN)
    with pytest.raises(DatabaseError):
        enact(enacter, to_come, state=State.DRAFT, effective_from=None)


@pytest.mark.django_db
def test_the_database_keeps_rows_of_an_edition_that_is_no_draft_and_readers_from_writing() -> None:
    who, reader = a_drafter(), a_reader()
    made, draft = in_force(who), a_draft(who)
    for person, edition in ((who, made), (reader, draft), (reader, made)):
        row = a_row(who, edition, "questions", "weapon")
        with acting_as(person.pk), transaction.atomic():
            assert EditionRow.objects.filter(pk=row.pk).update(changed_by=person.pk) == 0
            assert EditionRow.objects.filter(pk=row.pk).delete()[0] == 0
        with pytest.raises(DatabaseError), acting_as(person.pk), transaction.atomic():
            EditionRow.objects.create(
                edition=edition, section="questions", position=1, key="x", cells={}, changed_by=person.pk
            )
    for make in (
        lambda: EditionComment.objects.create(edition=draft, text="x", made_by=reader.pk, made_name="x"),
        lambda: EditionProof.objects.create(edition=draft, digest="0", types=1, examples=1, made_by=reader.pk),
        lambda: ProtocolEdition.objects.create(number=99, made_by=reader.pk),
    ):
        with pytest.raises(DatabaseError), acting_as(reader.pk), transaction.atomic():
            make()


@pytest.mark.django_db
def test_a_stranger_sees_nothing_of_the_protocol() -> None:
    made = in_force()
    stranger = a_person("Stranger")
    with acting_as(stranger.pk), transaction.atomic():
        assert not ProtocolEdition.objects.exists()
        assert not EditionRow.objects.exists()
        assert queries.edition_seen_by(stranger, made.number) is None


@pytest.fixture
def without_the_databases_wall(fresh_database: Addresses) -> Iterator[None]:
    """Row security switched off by the owner, on every table of protocols."""
    with psycopg.connect(fresh_database.owner, autocommit=True) as owner:
        for table in TABLES:
            owner.execute(
                psycopg.sql.SQL("alter table {} disable row level security").format(psycopg.sql.Identifier(table))
            )
    yield


@pytest.mark.usefixtures("without_the_databases_wall")
def test_with_the_databases_wall_down_the_code_still_shows_a_stranger_nothing_and_changes_nothing() -> None:
    drafter = a_drafter()
    made = a_draft(drafter)
    row = a_row(drafter, made, "questions", "weapon")
    stranger = a_person("Stranger")
    with acting_as(stranger.pk), transaction.atomic():
        assert ProtocolEdition.objects.exists()  # the database's wall is down indeed
        assert queries.edition_seen_by(stranger, made.number) is None
        assert queries.row_seen_by(stranger, row.pk) is None
        assert list(queries.editions_seen_by(stranger)) == []
        assert queries.edition_in_force(stranger) is None
        with pytest.raises(Refused):
            actions.change_row(by=stranger, row=row, version=1, cells=row.cells)
        with pytest.raises(Refused):
            actions.remove_row(by=stranger, row=row, version=1)
        with pytest.raises(Refused):
            actions.begin_edition(by=stranger, rows={})
        with pytest.raises(Refused):
            actions.keep_proof(by=stranger, edition=made, digest="0", types=0, examples=0, findings=[])

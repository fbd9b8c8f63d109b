"""What holds for every table, policy, function and view, whatever room it belongs to."""

import ast
import re

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from tests.repository.tree import ROOT, text_of, tracked

from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.grants import append_only_tables, every_model
from arcs.web.wall.history import is_append_only

pytestmark = pytest.mark.django_db

# Every table without row security, and why it needs none.
OPEN = {
    "django_migrations": "says which migrations ran; the application may only read it",
    "django_content_type": "names of models, nothing of anybody",
    "auth_permission": "Django's own permissions, which nothing here asks",
    "auth_group": "Django's own groups, which nobody here uses",
    "auth_group_permissions": "Django's own groups, which nobody here uses",
    "django_session": "read by a cookie's key before anybody is known; its data is signed and names only a person",
    "pghistory_context": "pghistory's own; no history here writes into it",
}
# Libraries whose tables are read before anybody is known, or by a queue that hands ids to workers.
OPEN_ROOMS = {"account_", "mfa_", "axes_", "django_tasks_", "socialaccount_", "usersessions_"}
# Tables that nobody may see, and why: only functions with the owner's rights read them.
UNSEEN = {"people_ratecount": "counts attempts at the door; a function of the owner's counts and answers"}
CONFIDENTIAL = {"probe": "care"}
ARROWS = (
    "wall",
    "ui",
    "people",
    "audit",
    "agency",
    "jobs",
    "outbox",
    "calls",
    "units",
    "studies",
    "sheets",
    "ratings",
    "surveys",
    "workbench",
    "programmes",
    "protocols",
    "triage",
    "dispatch",
    "desks",
    "demo",
    "site",
    "probe",
)


def rows(statement: str) -> list[tuple[object, ...]]:
    with acting_as(Standing.SEALER), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def own(model: type[models.Model]) -> bool:
    return model.__module__.startswith(("arcs.", "tests."))


def test_every_table_has_row_security_or_says_why_it_needs_none() -> None:
    found = rows(
        "select relname from pg_class "
        "where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace and not relrowsecurity"
    )
    bare = {str(name) for (name,) in found} - set(OPEN)
    assert {name for name in bare if not name.startswith(tuple(OPEN_ROOMS))} == set()
    assert not {model._meta.db_table for model in every_model() if own(model)} & (bare | set(OPEN))


def test_every_table_of_ours_can_be_seen_by_somebody() -> None:
    policies = {name for (name,) in rows("select distinct tablename from pg_policies where cmd in ('SELECT', 'ALL')")}
    assert {model._meta.db_table for model in every_model() if own(model)} - policies == set(UNSEEN)


def test_the_sealer_reads_every_append_only_table_and_no_reader_of_the_audit_is_needed_for_it() -> None:
    sealed = {name for (name,) in rows("select tablename from pg_policies where policyname = 'sealer_reads'")}
    assert sealed == set(append_only_tables())


def test_no_policy_calls_a_function_for_each_row() -> None:
    """Asked as `(select f())` a function runs once; PostgreSQL prints that as `( SELECT f(…) AS f)`."""
    calls = re.compile(r"\b(acting_\w+|permissions_of_person|\w+_my_\w+|current_setting)\(")
    bare = []
    for table, name, using, check in rows("select tablename, policyname, qual, with_check from pg_policies"):
        text = f"{using or ''} {check or ''}"
        for call in calls.finditer(text):
            if not re.search(r"SELECT\s+(\(*)$", text[: call.start()]):
                bare.append(f"{table}.{name}: {text[max(0, call.start() - 30) : call.end()]}")
    assert bare == []


def test_no_policy_asks_in_a_list_of_a_sub_select() -> None:
    """`column in (select …)` costs ten times `column = any (array(select …))`; printed, it is `IN ( SELECT`."""
    texts = rows("select tablename, policyname, coalesce(qual, '') || coalesce(with_check, '') from pg_policies")
    assert [f"{table}.{name}" for table, name, text in texts if re.search(r"\bIN \(\s*SELECT", str(text))] == []


def test_every_view_shows_only_what_its_reader_may_see() -> None:
    views = rows(
        "select relname, coalesce(reloptions::text, '') from pg_class "
        "where relkind in ('v', 'm') and relnamespace = 'public'::regnamespace"
    )
    assert views, "the audit's trail is a view"
    assert [name for name, options in views if "security_invoker=true" not in str(options)] == []


def test_functions_with_the_owners_rights_look_up_names_where_nobody_else_can_put_them() -> None:
    found = rows(
        "select proname, coalesce(proconfig::text, '') from pg_proc "
        "where prosecdef and pronamespace = 'public'::regnamespace"
    )
    assert found
    assert [name for name, config in found if not re.search(r"pg_catalog.*pg_temp\"?'?\}?\"?}$", str(config))] == []


def test_no_role_but_the_application_may_call_our_functions() -> None:
    found = rows(
        "select p.proname from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a "
        "where p.pronamespace = 'public'::regnamespace and a.grantee = 0 and a.privilege_type = 'EXECUTE'"
    )
    assert found == []


def test_every_append_only_table_carries_its_transaction_and_refuses_changes() -> None:
    columns = {
        (table, column) for table, column in rows("select table_name, column_name from information_schema.columns")
    }
    assert [table for table in append_only_tables() if (table, "transaction") not in columns] == []
    guarded = {
        name
        for (name,) in rows(
            "select c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid "
            "where tgname like 'pgtrigger_%append_only%' or tgname like 'pgtrigger_facts_only%'"
        )
    }
    assert set(append_only_tables()) - guarded == set()
    granted = rows(
        "select table_name, privilege_type from information_schema.role_table_grants "
        "where grantee = 'arcs_app' and privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE')"
    )
    assert {table for table, _ in granted} & set(append_only_tables()) == set()
    assert [table for table, privilege in granted if privilege == "TRUNCATE"] == []


def test_the_application_and_the_public_role_own_nothing_and_bypass_nothing() -> None:
    roles = rows(
        "select rolname, rolsuper, rolbypassrls, rolinherit from pg_roles where rolname in ('arcs_app', 'arcs_public')"
    )
    assert {(name, flags) for name, *rest in roles for flags in [tuple(rest)]} >= {("arcs_app", (False, False, False))}
    assert rows("select relname from pg_class where pg_get_userbyid(relowner) in ('arcs_app', 'arcs_public')") == []


def test_no_foreign_key_crosses_a_compartment_or_leads_up_an_arrow() -> None:
    """The database checks a foreign key past row security, so that its answer tells who exists on the other side."""
    wrong = []
    for model in every_model():
        if not own(model):
            continue
        here = model._meta.app_label
        for field in model._meta.local_fields:
            there = field.related_model._meta.app_label if isinstance(field, models.ForeignKey) else here
            if there == here or there not in ARROWS:
                continue
            crosses = CONFIDENTIAL.get(here) != CONFIDENTIAL.get(there) and there in CONFIDENTIAL
            if crosses or ARROWS.index(there) > ARROWS.index(here):
                wrong.append(f"{model._meta.label}.{field.name} -> {there}")
    assert wrong == []


def test_confidential_tables_have_uuid_keys_and_no_unique_key_that_means_anything() -> None:
    """A unique check too runs past row security: "this name is taken" would tell that there is a file of it."""
    wrong = []
    for model in every_model():
        if model._meta.app_label not in CONFIDENTIAL or is_append_only(model):
            continue
        if not isinstance(model._meta.pk, models.UUIDField):
            wrong.append(f"{model._meta.label} has no UUID as its key")
        wrong += [
            f"{model._meta.label}.{field.name}"
            for field in model._meta.local_fields
            if field.unique and not field.primary_key
        ]
        wrong += [
            f"{model._meta.label}: {constraint.name}"
            for constraint in model._meta.constraints
            if isinstance(constraint, models.UniqueConstraint) and not _only_ids(model, constraint)
        ]
    assert wrong == []


def _only_ids(model: type[models.Model], constraint: models.UniqueConstraint) -> bool:
    fields = [model._meta.get_field(name) for name in constraint.fields]
    return bool(fields) and any(isinstance(field, models.ForeignKey | models.UUIDField) for field in fields)


WEB = [path for path in tracked() if "src" in path.parts and "web" in path.parts and path.suffix == ".py"]


def _naming(name: str) -> set[str]:
    """The modules of the web in which this name stands."""
    return {
        str(path.relative_to(ROOT))
        for path in WEB
        for node in ast.walk(ast.parse(text_of(path) or ""))
        if (isinstance(node, ast.Name) and node.id == name) or (isinstance(node, ast.alias) and node.name == name)
    }


def test_no_page_streams_after_its_transaction() -> None:
    """A streamed answer is made when its transaction, and with it the acting person, is gone. Exports are jobs."""
    assert _naming("StreamingHttpResponse") == set()


def test_every_file_leaves_piece_by_piece() -> None:
    """Django's own file answer is gathered whole in memory by a server of ASGI."""
    assert _naming("FileResponse") == {"src/arcs/web/ui/sent_files.py"}


def test_every_own_model_of_a_tracked_table_has_its_history_protected() -> None:
    histories = [model for model in apps.get_models() if hasattr(model, "pgh_tracked_model")]
    assert len(histories) >= 10
    assert all(is_append_only(model) for model in histories)

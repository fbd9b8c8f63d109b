"""The view `audit_trail`: one row for each thing that happened, whatever table holds it.

Made by the owner after every migration, from the model registry, with `security_invoker`: a reader sees of it what the
tables below would show. It is secret-free: what is tracked leaves secrets out, protected text is shown as a print of
its ciphertext, and what somebody typed as a sign-in is shown only where it can be no password.
"""

from typing import Any

from django.db import connections, models
from django.utils.translation import gettext_lazy as _

from arcs.web.audit.sources import Source, sources
from arcs.web.people.models import SignInEvent
from arcs.web.wall.grants import APPLICATION
from arcs.web.wall.models import ReadLog

VIEW = "audit_trail"
BOOKKEEPING = ("pgh_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "person", "transaction")
PERSONS = ("person", "by", "made_by", "requested_by", "staff_id")
SPECIAL_DONE: dict[type[models.Model], str] = {
    ReadLog: "case when {row}.allowed then 'read' else 'refused' end",
    SignInEvent: "{row}.kind",
}
SPECIAL_FIELDS: dict[type[models.Model], dict[str, str]] = {
    # Somebody may have typed a password into the wrong field.
    SignInEvent: {
        "login_given": "case when {row}.login_given like '%@%' then {row}.login_given else '(no e-mail address)' end"
    },
}


WORDS = {"insert": _("made"), "update": _("changed"), "delete": _("deleted"), "recorded": _("written")}
LINE = ("source", "event_id", "fact_id", "at", "person", "kind", "done", "object_id")
COLUMNS = (*LINE, "before", "after")
# Rows of equal time are told apart by their key, so that a page begins exactly where the one before it ended.
NEWEST_FIRST = "at desc, source desc, coalesce(event_id, 0) desc, fact_id desc nulls last"
OLDEST_FIRST = "at, source, coalesce(event_id, 0), fact_id nulls first"


def drop_trail(*, using: str, **__: Any) -> None:
    """Before migrations: a view must not stand in the way of a column that changes."""
    with connections[using].cursor() as cursor:
        cursor.execute(f"drop view if exists {VIEW}")


def make_trail(*, using: str, **__: Any) -> None:
    """After migrations, as the owner."""
    with connections[using].cursor() as cursor:
        cursor.execute(trail_sql())
        cursor.execute(f"revoke all on {VIEW} from public")
        cursor.execute(f"grant select on {VIEW} to {APPLICATION}")


def trail_sql() -> str:
    """The statement that makes the view."""
    parts = "\nunion all\n".join(_history(one) if one.is_history else _facts(one) for one in sources() if one.time)
    return f"create or replace view {VIEW} ({', '.join(COLUMNS)}) with (security_invoker = true) as\n{parts}"


def kinds_in_trail() -> list[str]:
    """Every kind of record the trail can show."""
    return sorted({kind_of(source) for source in sources() if source.time})


def actions_in_trail() -> list[str]:
    """Every word for what was done: of histories, of looks, of other facts."""
    return ["insert", "update", "delete", "read", "refused", "recorded"]


def in_words(done: str) -> str:
    """What was done, for people: the words of the field in place of the database's."""
    return str(WORDS.get(done, done))


def kind_of(source: Source) -> str:
    """The record's kind in words: "Compartment grant".

    A history is named after what it is the history of.
    """
    model = getattr(source.model, "pgh_tracked_model", source.model)
    words = str(model._meta.verbose_name)
    return words[:1].upper() + words[1:]


def line_sql(source: Source, row: str) -> str:
    """The columns of one line of the trail, without the record's content, over a row of its table."""
    line = _line_of_history(source, row) if source.is_history else _line_of_fact(source, row)
    return ", ".join(f"{sql} as {name}" for name, sql in line.items())


def _line_of_history(source: Source, row: str) -> dict[str, str]:
    tracked = source.model.pgh_tracked_model  # type: ignore[attr-defined] # set by pghistory on event models
    is_uuid = isinstance(tracked._meta.pk, models.UUIDField)
    return {
        "source": f"'{source.table}'::text", "event_id": f"{row}.pgh_id", "fact_id": "null::uuid",
        "at": f"{row}.pgh_created_at", "person": f"{row}.person", "kind": f"'{kind_of(source)}'::text",
        "done": f"{row}.pgh_label::text", "object_id": f"{row}.pgh_obj_id" if is_uuid else "null::uuid",
    }  # fmt: skip


def _line_of_fact(source: Source, row: str) -> dict[str, str]:
    uuids = {field.column for field in source.model._meta.concrete_fields if isinstance(field, models.UUIDField)}
    done = SPECIAL_DONE.get(source.model, "'recorded'").format(row=row)
    return {
        "source": f"'{source.table}'::text", "event_id": "null::bigint", "fact_id": f'{row}."{source.key}"',
        "at": f'{row}."{source.time}"',
        "person": next((f'{row}."{name}"' for name in PERSONS if name in uuids), "null::uuid"),
        "kind": f"'{kind_of(source)}'::text", "done": f"({done})::text",
        "object_id": f"{row}.object_id" if "object_id" in uuids else f'{row}."{source.key}"',
    }  # fmt: skip


def _history(source: Source) -> str:
    earlier = (
        f'select {_state(source, "b")} from "{source.table}" b '
        "where b.pgh_obj_id = t.pgh_obj_id and b.pgh_id < t.pgh_id order by b.pgh_id desc limit 1"
    )
    state = _state(source, "t")
    return f"""select {line_sql(source, "t")},
  case t.pgh_label when 'insert' then null when 'delete' then {state} else ({earlier}) end as before,
  case t.pgh_label when 'delete' then null else {state} end as after
from "{source.table}" t"""


def _facts(source: Source) -> str:
    return f"""select {line_sql(source, "t")}, null::jsonb as before, {_state(source, "t")} as after
from "{source.table}" t"""


def _state(source: Source, alias: str) -> str:
    """The row as jsonb, without bookkeeping and without anything secret."""
    hidden = [*BOOKKEEPING] if source.is_history else ["transaction"]
    shown = f"to_jsonb({alias}) - array[{', '.join(repr(name) for name in hidden)}]"
    replaced = dict(SPECIAL_FIELDS.get(source.model, {}))
    for field in source.model._meta.concrete_fields:
        if isinstance(field, models.BinaryField):
            column = f'{{row}}."{field.column}"'
            replaced[str(field.column)] = f"'protected, print ' || left(encode(sha256({column}), 'hex'), 12)"
    for name, sql in replaced.items():
        shown = f"{shown} || jsonb_build_object('{name}', {sql.format(row=alias)})"
    return f"({shown})"

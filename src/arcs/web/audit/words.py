"""The words of the trail: an index of them over each of its tables, and the one function that searches by it.

Row security asks its policies before anything else that could tell of a row, and so keeps a search for words from every
index. The search therefore runs with the owner's rights, in a function of fixed text that asks of each table the very
conditions of its policies, as they stand in the database: it finds what the trail's view would show, and no more.
"""

import re
from hashlib import sha256
from typing import Any

from django.db import connections, models
from django.db.backends.utils import CursorWrapper

from arcs.web.audit.sources import Source, sources
from arcs.web.audit.trail import BOOKKEEPING, NEWEST_FIRST, OLDEST_FIRST, SPECIAL_FIELDS, line_sql
from arcs.web.wall.grants import APPLICATION

LONGEST = 100_000  # characters of a record whose words are found
SPOKEN = (
    models.CharField, models.TextField, models.UUIDField, models.ForeignKey, models.IntegerField, models.DecimalField,
    models.JSONField, models.GenericIPAddressField,
)  # fmt: skip
PREFIX = "trail_words_"
SEARCH = """
  return query select w.source, w.event_id, w.fact_id, w.at, w.person, w.kind, w.done, w.object_id
    from owner_only.audit_words w
    where w.words @@ to_tsquery('simple', asked_words)
      and (asked_since is null or w.at >= asked_since) and (asked_until is null or w.at < asked_until)
      and (asked_persons is null or w.person = any (asked_persons))
      and (asked_kind is null or w.kind = asked_kind) and (asked_done is null or w.done = asked_done)
      and (asked_object is null or w.object_id = asked_object)
      and (after_at is null or (
        (w.at, w.source, coalesce(w.event_id, 0)) {further} (after_at, after_source, after_event)
        and not ((w.at, w.source, coalesce(w.event_id, 0)) = (after_at, after_source, after_event)
          and (w.fact_id is null or w.fact_id {shown_before} after_fact))))
    order by {order} limit most;
"""
ARGUMENTS = (
    "asked_words text", "asked_since timestamptz", "asked_until timestamptz", "asked_persons uuid[]",
    "asked_kind text", "asked_done text", "asked_object uuid", "after_at timestamptz", "after_source text",
    "after_event bigint", "after_fact uuid", "oldest_first boolean", "most integer",
)  # fmt: skip
FUNCTION = f"""
create or replace function audit_found({", ".join(ARGUMENTS)})
returns table (source text, event_id bigint, fact_id uuid, at timestamptz, person uuid, kind text, done text,
  object_id uuid)
language plpgsql stable security definer
set plan_cache_mode = force_custom_plan set search_path = pg_catalog, public, pg_temp as $$
#variable_conflict use_column
begin
  if oldest_first then {SEARCH.format(further=">=", shown_before="<=", order=OLDEST_FIRST)}
  else {SEARCH.format(further="<=", shown_before=">=", order=NEWEST_FIRST)}
  end if;
end $$;
revoke all on function audit_found from public;
grant execute on function audit_found to {APPLICATION};
"""
POLICIES = """
select relname, relrowsecurity, coalesce((
  select string_agg('(' || pg_get_expr(polqual, polrelid) || ')', ' or ' order by polname) from pg_policy
  where polrelid = c.oid and polcmd in ('r', '*') and polpermissive), 'false')
from pg_class c where relnamespace = 'public'::regnamespace and relname = any (%s)
"""
# What is between words; PostgreSQL's own reading of addresses, hosts and paths would hide the words inside them.
BETWEEN = "".join(chr(code) for code in range(1, 128) if not chr(code).isalnum())
UUID_PARTS = "-".join(f"([0-9a-f]{{{digits}}})" for digits in (8, 4, 4, 4, 12))


def asked_words(text: str) -> str:
    """What somebody looks for, as PostgreSQL's query: these words one after another, the last perhaps only begun.

    >>> asked_words("Person 77"), asked_words("ada@example.org"), asked_words("%")
    ('person <-> 77:*', 'ada <-> example <-> org:*', '')
    """
    words = re.findall(r"[^\W_]+", re.sub(UUID_PARTS, r"\1\2\3\4\5", text.lower()))
    return f"{' <-> '.join(words)}:*" if words else ""


def drop_words(*, using: str, **__: Any) -> None:
    """Before migrations: the view must not stand in the way of a column that changes."""
    with connections[using].cursor() as cursor:
        cursor.execute("drop view if exists owner_only.audit_words")


def make_words(*, using: str, **__: Any) -> None:
    """After migrations, as the owner: indexes where they are missing, then the view and the function."""
    shown = [one for one in sources() if one.time]
    with connections[using].cursor() as cursor:
        _renew_indexes(cursor, shown)
        cursor.execute(POLICIES, [[one.table for one in shown]])
        seen = {table: condition if is_on else "true" for table, is_on, condition in cursor.fetchall()}
        parts = "\nunion all\n".join(_part(one, seen[one.table]) for one in shown)
        cursor.execute(f"create or replace view owner_only.audit_words as\n{parts}")
        cursor.execute(FUNCTION)


def words_sql(source: Source) -> str:
    """The words of a row, over its table's own name: one expression for the index and for whoever asks it."""
    texts = [_text_of(source, field) for field in source.model._meta.concrete_fields if _is_spoken(source, field)]
    text = f"left({' || '.join(texts)}, {LONGEST})" if texts else "''"
    whole = f"regexp_replace({text}, '{UUID_PARTS}', '\\1\\2\\3\\4\\5', 'g')"
    between = "".join(f"\\x{ord(one):02x}" for one in BETWEEN)
    return f"to_tsvector('simple', translate({whole}, E'{between}', '{' ' * len(BETWEEN)}'))"


def _is_spoken(source: Source, field: "models.Field[Any, Any]") -> bool:
    return isinstance(field, SPOKEN) and str(field.column) not in {*BOOKKEEPING, "transaction", source.key}


def _text_of(source: Source, field: "models.Field[Any, Any]") -> str:
    column = f'"{source.table}"."{field.column}"'
    special = SPECIAL_FIELDS.get(source.model, {}).get(str(field.column))
    text = special.format(row=f'"{source.table}"') if special else f"{column}::text"
    if isinstance(field, models.JSONField):  # a line's end is written as two letters there
        text = f"replace(replace({text}, '\\n', ' '), '\\t', ' ')"
    return f"' ' || coalesce({text}, '')"


def _renew_indexes(cursor: CursorWrapper, shown: list[Source]) -> None:
    """An index of each table's words, made anew where its columns changed."""
    wanted = {_index_name(one): one for one in shown}
    cursor.execute(
        "select indexname from pg_indexes where schemaname = 'public' and starts_with(indexname, %s)", [PREFIX]
    )
    there = {name for (name,) in cursor.fetchall()}
    for name in there - set(wanted):
        cursor.execute(f"drop index {name}")
    for name in set(wanted) - there:
        one = wanted[name]
        # Words that wait in a list would be read through by every search.
        cursor.execute(f'create index {name} on "{one.table}" using gin (({words_sql(one)})) with (fastupdate = off)')


def _index_name(source: Source) -> str:
    return PREFIX + sha256(f"{source.table} {words_sql(source)}".encode()).hexdigest()[:16]


def _part(source: Source, seen: str) -> str:
    line = line_sql(source, f'"{source.table}"')
    return f'select {line}, {words_sql(source)} as words from "{source.table}" where {seen}'

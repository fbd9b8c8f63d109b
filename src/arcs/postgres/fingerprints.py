"""How many rows each table holds and what they are: counted and summed by the server, in any order of the rows.

A table's digest is the sum of the two halves of each row's SHA-256 (as text, in fixed settings), so it needs no sorting
and little memory. It finds damage and loss; it is no signature against someone who wants to deceive.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

import psycopg
from psycopg import sql

# What a value's text depends on, held equal on every server; a filtered table is an error and never a smaller count.
SESSION_SQL = (
    "set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres'; set bytea_output = 'hex'; "
    "set extra_float_digits = 1; set row_security = off; set search_path = pg_catalog; set lock_timeout = '30s'; "
    "set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; "
)
_TABLES = (
    "select n.nspname, c.relname, c.relkind::text from pg_catalog.pg_class c "
    "join pg_catalog.pg_namespace n on n.oid = c.relnamespace "
    "where c.relkind in ('r', 'S') and n.nspname <> 'information_schema' and n.nspname !~ '^pg_' order by 1, 2"
)
_OF_TABLE = (
    "select count(*) || ' rows, ' "
    "|| coalesce(sum(('x' || encode(substr(h, 1, 8), 'hex'))::bit(64)::bigint), 0) || ' ' "
    "|| coalesce(sum(('x' || encode(substr(h, 9, 8), 'hex'))::bit(64)::bigint), 0) "
    "from (select sha256(convert_to(t::text, 'UTF8')) h from only {} t) hashed"
)
_OF_SEQUENCE = "select last_value || ' ' || is_called from {}"


@dataclass(frozen=True)
class Fingerprint:
    """One table (rows and digest) or one sequence (its state)."""

    schema: str
    name: str
    kind: str
    told: str

    @classmethod
    def from_manifest(cls, kept: Any) -> Self:
        """The fingerprint as the manifest keeps it; raises KeyError or TypeError where it is none."""
        return cls(**{key: str(kept[key]) for key in ("schema", "name", "kind", "told")})

    def as_dict(self) -> dict[str, str]:
        """The fingerprint as the manifest keeps it."""
        return asdict(self)

    @property
    def query(self) -> sql.Composed:
        """The statement whose one text tells what the table or sequence holds now."""
        return _query(self.schema, self.name, self.kind)


def fingerprints(connection: psycopg.Connection[Any]) -> Sequence[Fingerprint]:
    """Every table and sequence of the database, as this connection's transaction sees it."""
    found = connection.execute(_TABLES).fetchall()
    told = []
    for schema, name, kind in found:
        row = connection.execute(_query(schema, name, kind)).fetchone()
        told.append(Fingerprint(schema, name, kind, str(row[0]) if row else ""))
    return told


def checking_sql(expected: Sequence[Fingerprint], connection: psycopg.Connection[Any]) -> str:
    """Statements that fail unless the database holds exactly these tables with exactly these rows."""
    names = sql.SQL(", ").join(sql.Literal(f"{one.schema}.{one.name}") for one in expected) or sql.SQL("''")
    listed = sql.SQL(
        "coalesce((select string_agg(s || '.' || t, ', ') from ({}) f(s, t, k) where s || '.' || t <> all "
    )
    parts = [_failing(listed.format(sql.SQL(_TABLES)) + sql.SQL("(array[{}])), '')").format(names), "", "tables")]
    parts += [_failing(sql.SQL("({})").format(one.query), one.told, f"{one.schema}.{one.name}") for one in expected]
    return SESSION_SQL + "\n" + "\n".join(part.as_string(connection) for part in parts)


def _failing(value: sql.Composable, expected: str, name: str) -> sql.Composable:
    """A statement that raises where a value differs, whatever letters stand in the name."""
    body = sql.SQL(
        "declare found text; begin found := {value}; if found is distinct from {expected} then "
        "raise exception using message = "
        "'ARCS: ' || {name} || ' differs: restored ' || found || ', saved ' || {expected}; end if; end"
    ).format(value=value, expected=sql.Literal(expected), name=sql.Literal(name))
    return sql.SQL("do {};").format(sql.Literal(body.as_string(None)))


def _query(schema: str, name: str, kind: str) -> sql.Composed:
    text = _OF_SEQUENCE if kind == "S" else _OF_TABLE
    return sql.SQL(text).format(sql.Identifier(schema, name))

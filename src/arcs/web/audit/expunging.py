"""Expungement: a court orders that a file's text be gone. It cannot be undone.

Protected text stands as ciphertext in rows, histories, seals and backups. The owner's procedure leaves a tombstone for
each row, with its digest and the order's reference; then the file's key is destroyed, and with it every copy of the
text. No row changes, so that every seal still verifies. Run as the database's owner, from the command line.
"""

from dataclasses import dataclass
from uuid import UUID

import psycopg
from psycopg import sql

from arcs.core.refusal import Refusal
from arcs.web.audit.sources import key_column
from arcs.web.wall.grants import every_model
from arcs.web.wall.history import is_append_only
from arcs.web.wall.vault import ProtectedText, destroy_key, has_key

CALL = "call owner_only.expunge(%s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True, kw_only=True)
class ProtectedTable:
    """A table that holds protected text: its key, and the column that names the file."""

    table: str
    key: str
    file_column: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What expunging one file would do; `confirm` is the text that must be typed."""

    file_id: UUID
    rows: tuple[tuple[ProtectedTable, UUID], ...]
    has_key: bool

    @property
    def confirm(self) -> str:
        """The words to type, which name the file so that no other can be meant."""
        return f"expunge {str(self.file_id)[:8]}"

    def sentences(self) -> list[str]:
        """What to print before asking."""
        counted = {one.table: sum(other.table == one.table for other, _ in self.rows) for one, _ in self.rows}
        where = ", ".join(f"{count} in {table}" for table, count in counted.items()) or "none"
        key = "Its key will be destroyed." if self.has_key else "Its key is gone already."
        return [
            f"File {self.file_id}: rows with protected text: {where}.",
            f"{key} No copy of its text, in the database, its history or any backup, can be read again, by anybody.",
            f"This cannot be undone. To go on, give the confirmation: {self.confirm}",
        ]


def protected_tables() -> tuple[ProtectedTable, ...]:
    """Every table with protected text, histories left out: they hold the same ciphertext."""
    found = {
        ProtectedTable(table=model._meta.db_table, key=key_column(model), file_column=field.file)
        for model in every_model()
        if not is_append_only(model)
        for field in model._meta.concrete_fields
        if isinstance(field, ProtectedText)
    }
    return tuple(sorted(found, key=lambda one: (one.table, one.file_column)))


def plan_expunging(file_id: UUID, *, owner_url: str) -> Plan:
    """The first step: say what would be done. Refusal when nothing is known of the file."""
    with psycopg.connect(owner_url) as connection:
        rows = tuple((one, key) for one in protected_tables() for key in _rows(connection, one, file_id))
    plan = Plan(file_id=file_id, rows=rows, has_key=has_key(file_id))
    if not rows and not plan.has_key:
        raise Refusal(f"file {file_id}", "there is neither a row nor a key of it", "check the file's id in the order")
    return plan


def expunge(file_id: UUID, order_reference: str, *, by_whom: str, confirmation: str, owner_url: str) -> Plan:
    """The second step, and the last: tombstones, then the key. Run again, it finishes what was interrupted."""
    plan = plan_expunging(file_id, owner_url=owner_url)
    if not order_reference.strip() or not by_whom.strip():
        raise Refusal("the order", "its reference or the name of who carries it out is missing", "give both")
    if confirmation != plan.confirm:
        raise Refusal("the confirmation", f"it reads {confirmation!r}", f"type exactly: {plan.confirm}")
    with psycopg.connect(owner_url) as connection:
        for one, key in plan.rows:
            connection.execute(CALL, (one.table, one.key, key, file_id, order_reference.strip(), by_whom.strip()))
    # Only now: a tombstone whose key still is there shows itself in `audit verify`; a destroyed key without a tombstone
    # would not.
    destroy_key(file_id)
    return plan


def _rows(connection: psycopg.Connection, one: ProtectedTable, file_id: UUID) -> list[UUID]:
    question = sql.SQL("select {} from {} where {} = %s order by 1").format(
        sql.Identifier(one.key), sql.Identifier(one.table), sql.Identifier(one.file_column)
    )
    return [row[0] for row in connection.execute(question, (file_id,))]

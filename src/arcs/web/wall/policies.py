"""Row security as data: a policy is written once, beside its table, and a migration puts it into the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.db import migrations

from arcs.web.wall.acting import Standing

Command = Literal["select", "insert", "update", "delete"]
# Who acts, asked once a statement, and whether that is the clerk, who hands out long work and counts by the clock.
SELF = "(select acting_person())"
CLERK = f"{SELF} = '{Standing.CLERK.value}'"


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One permissive policy of one table for `arcs_app`.

    `using` says which rows may be seen or changed, `check` which rows may result; both are SQL over the row's own
    columns and array sub-selects (`team_id = any (array(select …))`): a function called per row costs 700 times more.
    """

    table: str
    name: str
    command: Command
    using: str = ""
    check: str = ""

    def __post_init__(self) -> None:
        wrong = (self.command == "insert" and self.using) or (self.command in ("select", "delete") and self.check)
        if wrong or not (self.using or self.check):
            raise ValueError(
                f"Policy {self.name} on {self.table} for {self.command} has using={self.using!r} and "
                f"check={self.check!r}. "
                "select and delete take `using`, insert takes `check`, update takes `using` and may take `check`."
            )

    def create_sql(self) -> str:
        """The statement that makes this policy."""
        using = f" using ({self.using})" if self.using else ""
        check = f" with check ({self.check})" if self.check else ""
        return f'create policy "{self.name}" on "{self.table}" for {self.command} to arcs_app{using}{check};'

    def drop_sql(self) -> str:
        """The statement that takes this policy away."""
        return f'drop policy if exists "{self.name}" on "{self.table}";'


def protect(table: str, policies: Sequence[Policy]) -> migrations.RunSQL:
    """A migration step that turns row security on for `table` with these policies; reversible.

    Without a policy for a command nobody but the owner may do it: that is how deletion is refused.
    """
    foreign = [policy.name for policy in policies if policy.table != table]
    if foreign:
        raise ValueError(f"Policies {', '.join(foreign)} belong to another table than {table}.")
    on = [f'alter table "{table}" enable row level security;', *(policy.create_sql() for policy in policies)]
    off = [*(policy.drop_sql() for policy in policies), f'alter table "{table}" disable row level security;']
    return migrations.RunSQL(sql="\n".join(on), reverse_sql="\n".join(off))


def of_table(table: str, policies: Sequence[Policy]) -> tuple[Policy, ...]:
    """Those of `policies` that belong to one table."""
    return tuple(policy for policy in policies if policy.table == table)


def event_policies(table: str, *, seen: str = "(select acting_may('audit.read'))") -> tuple[Policy, ...]:
    """An event table's own: written in the name of whoever acts, seen by whoever may see its parent.

    `seen` is SQL over the event row's own columns; without it only those who read the audit do.
    """
    return (
        Policy(table=table, name=f"{table}_written", command="insert", check="person = (select acting_person())"),
        Policy(table=table, name=f"{table}_seen", command="select", using=seen),
    )

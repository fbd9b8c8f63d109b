"""Every address of the programme and what each shipped role is answered there: made from the URL resolver."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.making.world import World

from arcs.web.people.models import Staff
from arcs.web.wall.acting import Standing, acting_as

GOLDEN = Path(__file__).parents[2] / "golden" / "permission_matrix.csv"
VISITOR = "visitor"
METHODS = ("GET", "POST")
BLANK = re.compile(r"<(?:(?P<converter>[a-z]+):)?(?P<name>[a-z_]+)>")
# What any form could want, so that a post that is let through does something.
TYPED = {
    "title": "New", "place": "New", "name": "New", "login": "typed@example.org", "note": "n", "about": "", "key": "k",
    "reason": "A reason.", "compartment": "care", "part": "reader", "language": "en", "until": "2026-12-01",
    "open": "1", "item": "one", "day": "2026-01-01",
}  # fmt: skip
# Written by any page for whoever is signed in, or counted at the door.
BOOKKEEPING = ("django_session", "people_sessionmark", "people_sessionmarkevent", "people_ratecount", "people_apitoken",
               "people_apitokenevent", "people_signinevent", "axes_accessattempt", "people_staff")  # fmt: skip
KEEPS = ("select", "savepoint", "release savepoint", "rollback to savepoint")  # statements that write nothing
WRITES = """
select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) from pg_stat_xact_user_tables where relname <> all (%s)
"""


@dataclass(frozen=True, kw_only=True)
class Route:
    """One address: its name in the room, its pattern with blanks."""

    name: str
    pattern: str

    @property
    def blanks(self) -> tuple[str, ...]:
        """The names of what stands in the address."""
        return tuple(one["name"] for one in BLANK.finditer(self.pattern))

    @property
    def room(self) -> str:
        """The first part of the address."""
        return self.pattern.split("/")[0]

    def path(self, world: World) -> str:
        """The address with the world's things in its blanks; KeyError for a blank that nothing fills."""
        filled = world.kwargs(self.name, self.blanks)
        return "/" + BLANK.sub(lambda one: str(filled[one["name"]]), self.pattern)


def routes() -> list[Route]:
    """Every address, none twice, in the order of its pattern."""
    found = {one.pattern: one for one in reversed(list(_below(get_resolver().url_patterns, "", "")))}
    return sorted(found.values(), key=lambda one: one.pattern)


def _below(patterns: list[URLPattern | URLResolver], before: str, space: str) -> Iterator[Route]:
    for one in patterns:
        pattern = before + str(one.pattern)
        if isinstance(one, URLResolver):
            inner = f"{one.namespace}:" if one.namespace else space
            yield from _below(one.url_patterns, pattern, inner)
        else:
            yield Route(name=f"{space}{one.name}", pattern=pattern)


@dataclass
class Caller:
    """A visitor or one role's person, with a browser and, where the role may make one, a token."""

    role: str
    person: Staff | None
    token: str = ""

    def __post_init__(self) -> None:
        self.client = Client(raise_request_exception=False)
        if self.person is not None:
            with acting_as(Standing.DOOR), transaction.atomic():
                self.client.force_login(self.person)
        self.kept = dict(self.client.cookies.items())
        self.counted = writes()
        self.marks: dict[str, str] = {}  # a savepoint of each connection that was asked for anything
        self.more_than_reads = False

    def ask(self, method: str, path: str) -> "Answer":
        """Ask once and take back whatever it did, in every connection and in the browser."""
        self.marks = {}
        headers = {"Authorization": f"Bearer {self.token}"} if self.token and path.startswith("/api/") else {}
        send = self.client.post if method == "POST" else self.client.get
        self.more_than_reads = False
        with ExitStack() as listening:
            for alias in connections:
                listening.enter_context(connections[alias].execute_wrapper(self._listen))
            given = send(path, TYPED if method == "POST" else {}, headers=headers)
            if given.streaming:
                list(given.streaming_content)
        found = Answer(
            status=given.status_code, to=given.headers.get("Location", ""), wrote=self._written(),
            headers=dict(given.headers),
        )  # fmt: skip
        for alias, mark in self.marks.items():
            transaction.savepoint_rollback(mark, using=alias)
            # Released as well: thousands of them, one within the other, would hold a lock each.
            transaction.savepoint_commit(mark, using=alias)
        self.client.cookies.clear()
        self.client.cookies.update(self.kept)
        return found

    def _listen(self, execute: Any, statement: str, given: Any, many: bool, context: Any) -> Any:
        alias = context["connection"].alias
        if alias not in self.marks:
            self.marks[alias] = ""  # the mark itself is a statement
            self.marks[alias] = transaction.savepoint(using=alias) or ""
        self.more_than_reads |= not statement.lstrip().lower().startswith(KEEPS)
        return execute(statement, given, many, context)

    def _written(self) -> int:
        """Rows written since the last count; to count is dear, and whoever only read is counted at the end."""
        return self.count() if self.more_than_reads else 0

    def count(self) -> int:
        """Rows written since the last count."""
        before, self.counted = self.counted, writes()
        return self.counted - before


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back, and how many rows were written on the way."""

    status: int
    to: str
    wrote: int
    headers: dict[str, str]

    @property
    def shown(self) -> str:
        """The status; "sign in" where it leads to the door."""
        at_the_door = self.status == 302 and self.to.startswith(settings.LOGIN_URL)
        return "sign in" if at_the_door else str(self.status)


def writes() -> int:
    """Rows written in this transaction so far, bookkeeping apart."""
    with connection.cursor() as cursor:
        cursor.execute(WRITES, [list(BOOKKEEPING)])
        (count,) = cursor.fetchone()
    return int(count)


Matrix = dict[tuple[str, str], dict[str, str]]


def as_csv(matrix: Matrix, roles: list[str]) -> str:
    """The matrix as the golden file holds it: a row for each method and address, a column for each role."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["method", "address", *roles])
    for (method, pattern), answers in matrix.items():
        writer.writerow([method, f"/{pattern}", *(answers[role] for role in roles)])
    return text.getvalue()

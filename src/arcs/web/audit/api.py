"""The audit for programs: the same search as the page's, and logged like it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from arcs.web.audit.forms import SearchForm
from arcs.web.audit.pages import TrailPage
from arcs.web.audit.queries import Asked, search_trail
from arcs.web.people.program_access import Words, asker, reads
from arcs.web.wall.read_log import record_read

router = Router(tags=["Audit"])


class Question(Schema):
    """What to search for. Every field is optional; `words` needs `since` and `until`, at most 92 days apart."""

    person: Words = Field("", description="A part of a name, or a person's id.")
    since: date | None = None
    until: date | None = None
    kind: Words = ""
    done: Words = ""
    object_id: UUID | None = None
    words: Words = ""
    after: Words = Field("", description="The `after` of the page before.")


class TrailLineOut(Schema):
    """One thing that happened."""

    source: str
    key: str
    at: datetime
    person: str
    person_id: UUID | None
    kind: str
    done: str
    about: str
    object_id: UUID | None


class TrailOut(Schema):
    """A page of them, newest first; `after` asks for the next one and is empty on the last."""

    lines: list[TrailLineOut]
    after: str


@reads(router, "/audit/trail", "audit.read", answer=TrailOut, summary="Search the audit")
def trail(request: HttpRequest, question: Query[Question]) -> TrailPage:
    """Every change and every look, by anybody. Your looking is itself written into the read log first."""
    given: dict[str, Any] = question.model_dump(exclude={"after"})
    form = SearchForm({name: value for name, value in given.items() if value})
    if not form.is_valid():
        said = "; ".join(f"{name}: {' '.join(map(str, faults))}" for name, faults in form.errors.items())
        raise HttpError(422, said)
    asked = Asked(**{name: value for name, value in form.cleaned_data.items() if value})
    record_read(kind="audit", compartment="operational", object_id=None, reason=asked.sentence())
    return search_trail(asker(request), asked, after=question.after)

"""Live calls for programs: dispatch sends its calls, once each, and reads how they stand."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema, Status
from ninja.errors import HttpError
from pydantic import Field

from arcs.web.calls import pages, queries, sending
from arcs.web.calls.actions import FOLLOWED
from arcs.web.calls.models import CallSource, CallState, FlagMoment, FlagValue, InitiatedBy, ReachedBy
from arcs.web.calls.rows import NEEDS, RowForm
from arcs.web.people.program_access import NotTaken, Page, Paging, Words, asker, page_of, reads, writes

READS, TAKES = "calls.read", "calls.take"
router = Router(tags=["Live calls"])


class LiveCallOut(Schema):
    """A call as the list shows it. `number` is what people name it by; `source_key` the number its source gave."""

    id: UUID
    number: str
    state: CallState
    received_at: datetime
    source: str
    source_key: str
    reception: str
    initiated_by: str
    initial_call_type: str
    call_type: str
    priority: str
    address: str
    unit: str
    area: str
    beat: str
    latitude: Decimal | None
    longitude: Decimal | None
    invented: bool
    closed_at: datetime | None
    closing_code: str


class NeedOut(Schema):
    """What was answered to one need at intake and at the close; null where nobody was asked yet."""

    need: str
    intake: FlagValue | None
    close: FlagValue | None


class WholeLiveCallOut(LiveCallOut):
    """A call with its caller, what was said, and the six needs."""

    caller_name: str
    caller_telephone: str
    wants_callback: bool
    caller_language: str
    reached_by: str
    accommodation: str
    said: str
    wishes_officer: bool
    wishes_telephone: bool
    wishes_interpreter: bool
    no_internet: bool
    needs: list[NeedOut]


class SentOut(Schema):
    """The call that was sent, and whether its number was there before; then nothing of it was changed."""

    was_there: bool
    call: LiveCallOut


class OneOfMany(Schema):
    """What became of one call of a list: taken, there already, or set aside with the reason and what was kept."""

    became: Literal["taken", "was_there", "set_aside"]
    call: LiveCallOut | None = None
    detail: str = ""
    set_aside: UUID | None = None


class ManyOut(Schema):
    """What became of each call, in the order in which they were sent."""

    calls: list[OneOfMany]


class ChangedOut(Schema):
    """The call, which columns were changed, and which stay as they are since somebody here changed them."""

    changed: list[str]
    kept: list[str]
    call: LiveCallOut


class CallsQuestion(Schema):
    """What to list; every field is optional, and the same as on the page."""

    state: CallState | None = None
    source: CallSource | None = None
    address: Words = Field("", description="A part of the address.")
    area: Words = Field("", description="A part of the area's name.")
    type: Words = Field("", description="A part of the call type.")
    day_from: date | None = Field(None, description="The first day on which it came in.")
    day_until: date | None = Field(None, description="The last one.")


def _body_of_a_call() -> dict[str, Any]:
    """The schema of a call, from the form by which each row of a file is judged."""
    needs = {one: {"type": "string", "enum": ["yes", "no", "unknown"]} for one in NEEDS}
    return {
        "type": "object",
        "properties": {name: _schema_of(name, one) for name, one in RowForm.base_fields.items()} | needs,
        "required": [name for name, one in RowForm.base_fields.items() if one.required],
        "additionalProperties": False,
    }


def _schema_of(name: str, field: forms.Field) -> dict[str, Any]:
    if name in KNOWN:
        return KNOWN[name]
    if isinstance(field, forms.BooleanField):
        return {"type": "boolean"}
    most = getattr(field, "max_length", None)
    return {"type": "string", "maxLength": most} if most else {"type": "string"}


KNOWN: dict[str, dict[str, Any]] = {
    "received_at": {"type": "string", "format": "date-time", "description": "A moment with its zone."},
    "latitude": {"type": "number", "minimum": -90, "maximum": 90},
    "longitude": {"type": "number", "minimum": -180, "maximum": 180},
    "initiated_by": {"type": "string", "enum": InitiatedBy.values},
    "reached_by": {"type": "string", "enum": ReachedBy.values},
}
BODY = _body_of_a_call()
CHANGE = BODY | {
    "properties": {name: one for name, one in BODY["properties"].items() if name in {"source_key", *FOLLOWED, *NEEDS}},
    "required": ["source_key"],
}
SEVERAL = {"type": "array", "items": BODY, "minItems": 1, "maxItems": sending.MOST_AT_ONCE}
_COMPONENTS = {"type": "array", "items": {"type": "object"}}
EIDO_BODY: dict[str, Any] = {
    "type": "object",
    "description": "An Emergency Incident Data Object (NENA-STA-021.1). Named here is what is read of it.",
    "properties": {
        "$id": {"type": "string"},
        "lastUpdateTimeStamp": {"type": "string", "format": "date-time"},
        "incidentComponent": {
            "type": "object",
            "properties": {
                "$id": {"type": "string", "description": "The number of the call; else the message's own $id."},
                "lastUpdateTimeStamp": {"type": "string", "format": "date-time"},
                "incidentTypeInternalText": {"type": "string"},
                "incidentTypeInternalCode": {"type": "string"},
                "incidentTypeCommonRegistryText": {"type": "string"},
                "incidentPriorityInternalText": {"type": "string"},
                "incidentCommonPriorityNumber": {"type": "integer"},
                "beatOrDispatchGroupText": {"type": "string"},
            },
            "additionalProperties": True,
        },
        "callComponent": _COMPONENTS,
        "locationComponent": _COMPONENTS,
        "notesComponent": _COMPONENTS,
        "personComponent": _COMPONENTS,
        "callbackComponent": _COMPONENTS,
    },
    "required": ["incidentComponent"],
    "additionalProperties": True,
}


@reads(router, "/calls", READS, answer=Page[LiveCallOut], summary="List live calls")
def calls(request: HttpRequest, paging: Query[Paging], question: Query[CallsQuestion]) -> dict[str, Any]:
    """Open calls first, then the newest."""
    words = {name: str(value) for name, value in question.model_dump(mode="json").items() if value}
    rows = queries.calls_seen_by(asker(request))
    for one in (each.ask(words) for each in pages.CALLS.filters):
        if one.problem:
            raise HttpError(422, one.problem)
        rows = rows.filter(one.rows)
    return page_of(rows.order_by("-place_in_list", "pk"), paging)


@writes(router, "/calls", TAKES, body=BODY, answer=SentOut, summary="Send a call")
def send(request: HttpRequest) -> Status[Any]:
    """201 the first time, 200 whenever its source_key was there; 422 with the reason, and what was sent is kept."""
    return _answer(sending.take_sent(by=asker(request), body=_body(request)))


@writes(
    router, "/calls/many", TAKES, body=SEVERAL, answer=ManyOut, summary="Send several calls", commits_by_itself=True
)
def send_many(request: HttpRequest) -> Status[Any]:
    """Each call for itself, as if it were sent alone: 201 where one was taken; 422 where the body is no such list."""
    came = sending.take_many(by=asker(request), body=request.read(sending.LARGEST_OF_MANY + 1))
    if isinstance(came, sending.Sent):
        return _answer(came)
    is_new = any(one.call is not None and not one.was_there for one in came)
    return Status(201 if is_new else 200, {"calls": [_one_of_many(one) for one in came]})


@writes(router, "/calls/changes", TAKES, body=CHANGE, answer=ChangedOut, summary="Change a call that was sent")
def send_change(request: HttpRequest) -> Status[Any]:
    """201 where something was changed, 200 where nothing was; 422 with the reason, and what was sent is kept."""
    came = sending.take_change(by=asker(request), body=_body(request))
    if isinstance(came, sending.Sent):
        return _answer(came)
    words = {"changed": list(came.changed), "kept": list(came.kept), "call": came.call}
    return Status(201 if came.changed else 200, words)


@writes(router, "/calls/eido", TAKES, body=EIDO_BODY, answer=SentOut, summary="Send a call as an EIDO")
def send_eido(request: HttpRequest) -> Status[Any]:
    """As with a call; what ARCS does not read of the message stands in a note to the call."""
    return _answer(sending.take_eido(by=asker(request), body=_body(request)))


@reads(router, "/calls/{call}", READS, answer=WholeLiveCallOut, summary="Read one live call")
def call(request: HttpRequest, call: UUID) -> dict[str, Any]:
    """A call with its caller, what was said and the six needs."""
    who = asker(request)
    found = queries.call_seen_by(who, call)
    if found is None:
        raise Http404
    known = queries.flags_of(who, found)
    needs = [
        {"need": one, "intake": known[FlagMoment.INTAKE].get(one), "close": known[FlagMoment.CLOSE].get(one)}
        for one in NEEDS
    ]
    said = {name: getattr(found, name) for name in WholeLiveCallOut.model_fields if name != "needs"}
    return {**said, "needs": needs}


def _body(request: HttpRequest) -> bytes:
    """As much of the body as is ever kept, and one byte more: by that it is known to be too large."""
    return request.read(sending.LARGEST + 1)


def _one_of_many(sent: sending.Sent) -> dict[str, Any]:
    if sent.aside is not None:
        return {"became": "set_aside", "detail": sent.aside.why, "set_aside": sent.aside.pk}
    return {"became": "was_there" if sent.was_there else "taken", "call": sent.call}


def _answer(sent: sending.Sent) -> Status[Any]:
    if sent.aside is not None:
        return Status(422, NotTaken(detail=sent.aside.why, set_aside=sent.aside.pk))
    return Status(200 if sent.was_there else 201, {"was_there": sent.was_there, "call": sent.call})

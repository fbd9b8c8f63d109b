"""The columns of the call table: two relations, calls and the units' responses to them, whatever the dispatch system.

Times are timestamps in microseconds without zone: `_utc` for differences, `_local` (wall clock) for hours and days.
An export whose time zone nobody stated has local clocks only, and its intervals are differences of those.
NULL means "not recorded", never "no".
"""

from dataclasses import dataclass

import ibis


@dataclass(frozen=True, kw_only=True)
class CallColumn:
    """One column of the call table, as it stands in Parquet, in the database view and in the reference page."""

    name: str
    dtype: str
    meaning: str
    required: bool = False
    allowed: tuple[str, ...] = ()


def _columns(*rows: tuple[str, str, str]) -> tuple[CallColumn, ...]:
    made = []
    for name, kind, meaning in rows:
        dtype, _, choices = kind.partition(" ")
        made.append(
            CallColumn(
                name=name,
                dtype=dtype.rstrip("!"),
                meaning=meaning,
                required=dtype.endswith("!"),
                allowed=tuple(choices.split("|")) if choices else (),
            )
        )
    return tuple(made)


def _times(*points: tuple[str, str]) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (f"{point}_{clock}", "timestamp(6)", f"{meaning}, {words}")
        for point, meaning in points
        for clock, words in (("utc", "UTC; empty where no time zone was stated"), ("local", "local wall clock"))
    )


# The points of time in a call's life, in their order; an interval runs from one to a later one.
POINTS = {
    "received": "Call received",
    "queued": "Call put in the dispatcher's queue",
    "dispatched": "First unit dispatched",
    "enroute": "First unit on its way",
    "arrived": "First unit on scene",
    "cleared_first": "Call closed for the first time",
    "cleared": "Call closed for the last time",
}

UNIT_POINTS = {
    "dispatched": "Unit dispatched",
    "enroute": "Unit on its way",
    "arrived": "Unit on scene",
    "cleared": "Unit free again",
}

CALLS = _columns(
    ("call_key", "string!", "Key of the call in this table; made from the source and its call number, or its line"),
    ("source_id", "string!", "The source table the call was read from"),
    ("source_file", "string", "Name of that source as given: file, member of an archive, or sheet"),
    ("source_line", "int64", "Line of the source on which the call's (first) record begins"),
    ("call_number", "string", "The agency's number of the call"),
    ("incident_number", "string", "The agency's number of the incident or report, if it is another"),
    ("agency", "string", "The agency, as the source names it"),
    ("discipline", "string police|fire|ems|other", "Which service the call belongs to"),
    ("initial_call_type", "string", "Call type when the call was taken, as given"),
    ("final_call_type", "string", "Call type when the call was closed, as given"),
    ("call_type", "string!", "Final call type, else the initial one; a record with neither is set aside"),
    ("priority", "string", "Priority, as given"),
    ("priority_rank", "int16", "Priority as a rank, 1 = most urgent, where the source's order is known"),
    ("reception", "string", "How the call came in, as given"),
    ("initiated_by", "string! community|officer|alarm|transfer|unknown", "Who began the call"),
    *_times(*(POINTS.items())),
    ("clock_ambiguous", "boolean!", "A local time falls into the hour that the autumn clock change repeats"),
    ("time_precision", "string! second|minute|day", "Finest step in which the received time was recorded"),
    ("reported_units", "int16", "Units on the call, where the source gives only a count"),
    ("reported_officers", "int16", "Officers on the call, where the source gives only a count"),
    ("reported_seconds", "int32", "Committed seconds, where the source gives only a duration"),
    ("reopened", "boolean", "The call was opened again after it was first closed"),
    ("disposition", "string", "How the call ended, as given"),
    ("disposition_group", "string", "How the call ended, grouped"),
    *(
        (f"outcome_{what}", "boolean", meaning)
        for what, meaning in (
            ("arrest", "An arrest was made"),
            ("report", "A report was written"),
            ("citation", "A citation was issued"),
            ("force", "Force was used"),
            ("injury", "Someone was injured"),
            ("weapon", "A weapon was present"),
            ("transport", "Someone was transported"),
            ("upgraded", "The response was upgraded"),
            ("backup", "Backup was asked for"),
        )
    ),
    *(
        (f"nature_{what}", "boolean", f"The call involved {meaning}")
        for what, meaning in (
            ("mental_health", "a mental-health need"),
            ("unhoused", "an unhoused person"),
            ("juvenile", "a person under 18"),
            ("substance", "substance use"),
            ("domestic", "a domestic relation"),
            ("elder", "an older person in need"),
        )
    ),
    ("nature_basis", "string recorded|type|words", "What the nature flags rest on"),
    ("beat", "string", "Beat or zone, as given"),
    ("area", "string", "Area of the programme"),
    ("address_block", "string", "Address, to the block"),
    ("latitude", "float64", "Latitude, degrees"),
    ("longitude", "float64", "Longitude, degrees"),
    ("edition_key", "string", "Protocol edition the call was triaged under"),
    ("triage_state", "string triaged|not_triaged", "Whether the call was triaged"),
    ("recommended_route", "string", "Route the protocol recommended"),
    ("chosen_route", "string", "Route that was chosen"),
    ("override_reason", "string", "Why the choice differs from the recommendation"),
    ("invented", "boolean!", "The call is invented, for demonstration or test"),
)

UNIT_RESPONSES = _columns(
    ("call_key", "string!", "The call responded to"),
    ("unit_row", "int32!", "Number of the response within its call, from 1"),
    ("basis", "string! unit|call|duration", "A unit's own times; the call's times; or only a reported duration"),
    ("unit_id", "string", "The unit, as given"),
    ("agency", "string", "The unit's agency, as given"),
    ("responder", "string", "Kind of responder"),
    ("officers", "int16", "Officers in the unit, where known"),
    ("is_primary", "boolean", "The unit was the first assigned"),
    *_times(*(UNIT_POINTS.items())),
    ("reported_seconds", "int32", "Committed seconds, where the source gives only a duration"),
    ("source_line", "int64", "Line of the source on which the response's record begins"),
)

ANSWERS = _columns(
    ("call_key", "string!", "The call"),
    ("edition_key", "string!", "Protocol edition the question belongs to"),
    ("question", "string!", "The question"),
    ("answer", "boolean", "Yes, no, or not recorded"),
    ("asked_at_utc", "timestamp(6)", "When it was asked, UTC"),
)

SET_ASIDE = _columns(
    ("source_id", "string!", "The source table the record was read from"),
    ("source_file", "string", "Name of that source as given"),
    ("source_line", "int64!", "Line on which the record begins"),
    ("reason", "string!", "Why the record is not in the call table"),
    ("column", "string", "The column at fault"),
    ("given", "string", "What stood there, at most 200 characters"),
)

RELATIONS = {"calls": CALLS, "unit_responses": UNIT_RESPONSES, "answers": ANSWERS, "set_aside": SET_ASIDE}


def schema(relation: str) -> ibis.Schema:
    """The relation's schema; every store of the call table (Parquet, view, Spark) must equal it.

    >>> schema("answers")["answer"].is_boolean()
    True
    """
    return ibis.schema({one.name: ibis.dtype(one.dtype, nullable=not one.required) for one in RELATIONS[relation]})

"""The edition to begin from where there is no study: what every edition holds, proven, with no call type of anybody."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from arcs.core.agency import Holiday, Service
from arcs.core.agency.hours import WEEKDAYS
from arcs.core.agency.rows import EVERY_SERVICE
from arcs.core.drafting import without_hours
from arcs.core.protocol import ProtocolEdition
from arcs.files.protocol.starting import starting_edition

NOTE = (
    "Begun from the questions, routes and rules that every edition holds. "
    "The matrix is an example and not the State's text."
)


@cache
def _begun() -> ProtocolEdition:
    """The starting edition without call types and without hours that nobody has said."""
    whole = starting_edition()
    examples = tuple(one for one in whole.examples if not one.call_type)
    shown = {rule for one in examples for rule in one.rules}
    rules = tuple(one for one in whole.rules if one.code in shown and not one.types)
    return replace(
        whole, about=replace(whole.about, note=NOTE), services=tuple(without_hours(one) for one in whole.services),
        holidays=(), call_types=(), rules=rules, examples=examples,
    )  # fmt: skip


def bare_protocol(
    *, code: str, title: str, place: str, time_zone: str, services: Sequence[Service] = (),
    holidays: Sequence[Holiday] = (),
) -> ProtocolEdition:  # fmt: skip
    """The reserved questions and routes, the rules of the law with their worked calls, and an example of a matrix.

    A service keeps the hours that `services` gives under its code. One of which nobody has said when it is open is
    open at no hour: nothing is ever sent to it.
    """
    begun = _begun()
    given = {one.code: one for one in services}
    own = tuple(_with_hours(one, given.get(one.code)) for one in begun.services)
    known = {one.code for one in own} | {EVERY_SERVICE}
    closed = [(one, tuple(code for code in one.closes if code in known)) for one in holidays]
    about = replace(begun.about, code=code, title=title, place=place, time_zone=time_zone)
    return replace(
        begun, about=about, services=own, holidays=tuple(replace(one, closes=codes) for one, codes in closed if codes)
    )


def _with_hours(own: Service, given: Service | None) -> Service:
    if given is None:
        return own
    hours = {day: getattr(given, day) for day in WEEKDAYS}
    return replace(own, name=given.name, kind=given.kind, telephone=given.telephone, **hours)

"""Two people who change the same thing at once: what a page showed, against what stands now.

A form carries a sign of the values that it showed. Whoever was slower is told, with the values as they stand; nothing
is written over in silence. Rows of a study have versions of their own (`sheets.actions`).

What can be only once is looked for before it is made; two at the same instant both find nothing, and the database lets
one of them through. `once_or_refused` gives the other a sentence.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256

from django.db import IntegrityError, transaction
from psycopg.errors import UniqueViolation

from arcs.web.wall.permit import Refused


class ChangedMeanwhile(Exception):
    """Somebody else changed this after the page was read; `now` are the values as they stand."""

    def __init__(self, now: Mapping[str, object]) -> None:
        super().__init__("changed meanwhile")
        self.now = dict(now)


def values_of(thing: object, names: Iterable[str]) -> dict[str, object]:
    """The values that a form about `thing` shows, by name."""
    return {name: getattr(thing, name) for name in names}


def sign_of(values: Mapping[str, object]) -> str:
    """A sign of these values: the same while nobody changes any of them.

    >>> sign_of({"title": "Calls", "place": "Oak Park"}) == sign_of({"place": "Oak Park", "title": "Calls"})
    True
    >>> sign_of({"title": "Calls"}) == sign_of({"title": "Calls 2026"})
    False
    """
    told = repr(sorted((name, str(value)) for name, value in values.items()))
    return sha256(told.encode()).hexdigest()[:32]


def demand_unchanged(now: Mapping[str, object], seen: str) -> None:
    """Raise ChangedMeanwhile unless these are the values that the page showed when it made the sign `seen`."""
    if sign_of(now) != seen:
        raise ChangedMeanwhile(now)


@contextmanager
def once_or_refused(why_not: str) -> Iterator[None]:
    """Refused with this sentence where somebody else made, in the same instant, what can be only once."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as twice:
        if not isinstance(twice.__cause__, UniqueViolation):
            raise
        raise Refused(why_not) from twice


def problem_of(action: Callable[[], object], *, changed: str = "") -> str:
    """Do it, whole or not at all; the sentence of the refusal, or nothing when it was done.

    `changed` is the sentence for what somebody else changed meanwhile; without it that is raised.
    """
    try:
        with transaction.atomic():
            action()
    except Refused as refused:
        return str(refused)
    except ChangedMeanwhile:
        if not changed:
            raise
        return changed
    return ""

"""How a view finds what its address names: for this person, or 404 as if it were not there."""

from typing import TypeVar

from django.http import Http404, HttpRequest

from arcs.web.people.models import Staff

Thing = TypeVar("Thing")


def asker(request: HttpRequest) -> Staff:
    """The signed-in person; views of this room are for nobody else."""
    if not isinstance(request.user, Staff):
        raise Http404
    return request.user


def found(thing: Thing | None) -> Thing:
    """The thing itself; Http404 for what is not there for this person."""
    if thing is None:
        raise Http404
    return thing

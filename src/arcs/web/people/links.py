"""People without an account who hold a link: a rating officer, a resident, a partner.

A room registers the addresses under which its links live and how to find whose link it is; the holder then acts in a
name of their own (the id of the rater, respondent or partner), and the policies of that room's tables ask for it. The
link is a secret of 256 bits, of which only the digest is kept (`joining.digest_of`).
"""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from arcs.web.people.joining import digest_of
from arcs.web.wall.acting import Standing, acting_as

Finder = Callable[[bytes], UUID | None]
_finders: dict[str, Finder] = {}


def links_at(prefix: str, find: Finder) -> None:
    """Links live at `prefix` ("/rate/"), their secret being the next part of the path; call it when the room is ready.

    `find` is asked in the door's name, in a transaction of its own, for the holder of a digest. ValueError for a prefix
    that another room has.
    """
    if _finders.get(prefix, find) is not find or not (prefix.startswith("/") and prefix.endswith("/")):
        raise ValueError(f"Links at {prefix!r} cannot be: the prefix is taken, or does not begin and end with a slash.")
    _finders[prefix] = find


def is_link(path: str) -> bool:
    """Whether a page belongs to whoever holds its link, signed in or not."""
    return any(path.startswith(prefix) for prefix in _finders)


def holder_of(path: str) -> UUID | Standing:
    """Who acts on a page of links: the holder, or a visitor where the link opens nothing."""
    for prefix, find in _finders.items():
        secret = path.removeprefix(prefix).split("/", 1)[0] if path.startswith(prefix) else ""
        if secret:
            with acting_as(Standing.DOOR), transaction.atomic():
                return find(digest_of(secret)) or Standing.VISITOR
    return Standing.VISITOR

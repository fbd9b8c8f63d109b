"""What a program sends: one call, taken, there already or set aside; nothing that was sent is lost.

The same rule as for the rows of a file (`rows`). What cannot be taken is kept with the reason, in the name of the
token's holder, and the program hears the same sentence.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import DataError, IntegrityError, transaction

from arcs.web.calls import permits
from arcs.web.calls.actions import add_note, take_call
from arcs.web.calls.eido import Told, told_by
from arcs.web.calls.models import Call, CallNote, CallSource, SetAsideRow
from arcs.web.calls.rows import Row, Unreadable, call_of, row_of_object
from arcs.web.calls.text import LONGEST_NOTE, LONGEST_WHY, plain
from arcs.web.people.models import Staff

LARGEST = 200_000  # bytes of one call: above any message that is one


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What became of what was sent: a call, there before or not; or a row that was set aside, with its reason."""

    call: Call | None = None
    was_there: bool = False
    aside: SetAsideRow | None = None


def take_sent(*, by: Staff, body: bytes) -> Sent:
    """Take a call whose body names the columns of a file's row."""
    permits.may_take(by).demand()
    try:
        row = row_of_object(1, _object_in(body))
        with transaction.atomic():
            sent = _taken(by, row)
            if sent.call is not None and sent.was_there:
                _note_what_differs(by, sent.call, call_of(row)[0])
        return sent
    except Unreadable as wrong:
        return _set_aside(by, body, str(wrong))


def take_eido(*, by: Staff, body: bytes) -> Sent:
    """Take a call from a message shaped like an EIDO; what is not read of it becomes a note, once."""
    permits.may_take(by).demand()
    try:
        found = _object_in(body)
        if not isinstance(found, dict):
            raise Unreadable("a message is one object")
        told = told_by(found)
        with transaction.atomic():
            sent = _taken(by, told.row)
            if sent.call is not None:
                _note_the_rest(by, sent.call, told, is_further=sent.was_there)
        return sent
    except Unreadable as wrong:
        return _set_aside(by, body, str(wrong))
    except RecursionError:
        return _set_aside(by, body, "it is nested too deeply to be read")


def _object_in(body: bytes) -> Any:
    if len(body) > LARGEST:
        raise Unreadable(f"it is larger than {LARGEST:,} bytes; what is kept ends there")
    try:
        return json.loads(body.decode("utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError as wrong:
        raise Unreadable(f"byte {wrong.start} is not UTF-8") from wrong
    except (ValueError, RecursionError) as wrong:
        raise Unreadable(f"it is no JSON: {wrong}") from wrong


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON")


def _taken(by: Staff, row: Row) -> Sent:
    """The call of a row; Unreadable with the reason."""
    try:
        facts, needs, key = call_of(row)
        taken = take_call(by=by, facts=facts, flags=needs, source=CallSource.API.value, source_key=key)
    except (DataError, IntegrityError) as wrong:
        raise Unreadable(f"the database does not take it: {type(wrong).__name__}") from wrong
    return Sent(call=taken.call, was_there=taken.was_there)


def _note_what_differs(by: Staff, call: Call, facts: Mapping[str, Any]) -> None:
    """What a further message says otherwise than the call does, as a note, once: nothing that was sent is lost."""
    lines = tuple(
        f"{name}: {said}" for name, said in facts.items() if said not in ("", None) and getattr(call, name) != said
    )
    if not lines:
        return
    heading = "A further message with the number of this call; it changes nothing of it, and says otherwise:"
    for text in notes_of(heading, lines):
        if not CallNote.objects.filter(call=call, text=text).exists():
            add_note(by=by, call=call, text=text)


def _note_the_rest(by: Staff, call: Call, told: Told, *, is_further: bool) -> None:
    """Keep what was not read, in as many notes as it needs; the same message sent again adds nothing."""
    name = f"Message {told.digest}"
    if CallNote.objects.filter(call=call, text__startswith=name).exists():
        return
    said = "a further one: it changes nothing of the call, and this is what it says" if is_further else "not read of it"
    for text in notes_of(f"{name}, {said}:", told.lines if is_further else told.unread):
        add_note(by=by, call=call, text=text)


def notes_of(heading: str, lines: tuple[str, ...]) -> Iterator[str]:
    """The lines as texts of notes, none longer than a note may be."""
    rest, size = "\n".join(plain(line) for line in lines) or "nothing", LONGEST_NOTE - len(heading) - 1
    while rest:
        end = len(rest) if len(rest) <= size else max(rest.rfind("\n", 0, size), 0) or size
        yield f"{heading}\n{rest[:end]}"
        rest = rest[end:].removeprefix("\n")


def _set_aside(by: Staff, body: bytes, why: str) -> Sent:
    row = SetAsideRow.objects.create(
        source=CallSource.API, why=plain(why)[:LONGEST_WHY], content=plain(body[:LARGEST].decode("utf-8", "replace")),
        made_by=by.pk,
    )  # fmt: skip
    return Sent(aside=row)

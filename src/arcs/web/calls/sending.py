"""What a program sends: one call, taken, there already or set aside; nothing that was sent is lost.

The same rule as for the rows of a file (`rows`). What cannot be taken is kept with the reason, in the name of the
token's holder, and the program hears the same sentence.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import DataError, IntegrityError, transaction

from arcs.web.calls import permits
from arcs.web.calls.actions import FOLLOWED, add_note, answer_needs, follow_source, take_call
from arcs.web.calls.eido import Told, told_by
from arcs.web.calls.models import Call, CallNote, CallSource, FlagMoment, SetAsideRow
from arcs.web.calls.queries import answers_of
from arcs.web.calls.rows import NEEDS, Row, RowForm, Unreadable, call_of, row_of_object
from arcs.web.calls.text import LONGEST_NOTE, LONGEST_WHY, plain
from arcs.web.people.models import Staff
from arcs.web.wall.permit import Refused

TOO_DEEP = "it is nested too deeply to be read"
LARGEST = 200_000  # bytes of one call: above any message that is one
MOST_AT_ONCE, LARGEST_OF_MANY = 100, 2_000_000


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
        return _take_object(by, _object_in(body))
    except Unreadable as wrong:
        return _set_aside(by, body, str(wrong))
    except RecursionError:
        return _set_aside(by, body, TOO_DEEP)


def take_many(*, by: Staff, body: bytes) -> list[Sent] | Sent:
    """Take the calls of a list, each for itself and in its order; a body that is no such list is set aside whole.

    Call it outside a transaction: each call is committed before the next, so that a strip that takes one waits for one
    and not for a hundred (`actions.ONE_AT_A_TIME`), and what fails later takes none of them back.
    """
    permits.may_take(by).demand()
    try:
        found = _object_in(body, most=LARGEST_OF_MANY)
        if not isinstance(found, list) or not 1 <= len(found) <= MOST_AT_ONCE:
            raise Unreadable(f"several calls are a list of one to {MOST_AT_ONCE}")
    except Unreadable as wrong:
        return _set_aside(by, body, str(wrong), most=LARGEST_OF_MANY)
    came: list[Sent] = []
    whole: Sent | None = None
    for one in found:
        try:
            came.append(_take_one_of(by, one))
        except RecursionError:  # what can be read, and not be written again, is kept as it came: the whole list, once
            whole = whole or _set_aside(by, body, f"{TOO_DEEP}; the whole list is kept", most=LARGEST_OF_MANY)
            came.append(whole)
    return came


def _take_one_of(by: Staff, one: Any) -> Sent:
    said = json.dumps(one, ensure_ascii=False).encode("utf-8", "surrogatepass")
    try:
        if len(said) > LARGEST:
            raise Unreadable(f"it is larger than {LARGEST:,} bytes")
        return _take_object(by, one)
    except Unreadable as wrong:
        return _set_aside(by, said, str(wrong), most=LARGEST_OF_MANY)


def _take_object(by: Staff, one: Any) -> Sent:
    row = row_of_object(1, one)
    with transaction.atomic():
        sent = _taken(by, row)
        if sent.call is not None and sent.was_there:
            _note_what_differs(by, sent.call, call_of(row)[0])
    return sent


@dataclass(frozen=True, kw_only=True)
class Changed:
    """What became of a change: the columns that were changed, and those that stay since somebody here changed them."""

    call: Call
    changed: tuple[str, ...]
    kept: tuple[str, ...]


def take_change(*, by: Staff, body: bytes) -> Changed | Sent:
    """Change a call that this program sent before, in the columns that the body names; a note says what it was.

    What cannot be done is set aside with the reason: a number that is not known, a closed call, another column.
    """
    permits.may_take(by).demand()
    try:
        row = row_of_object(1, _object_in(body))
        with transaction.atomic():
            return _changed(by, row)
    except (Unreadable, Refused) as wrong:
        return _set_aside(by, body, str(wrong))
    except RecursionError:
        return _set_aside(by, body, TOO_DEEP)


def _changed(by: Staff, row: Row) -> Changed:
    if row.fault:
        raise Unreadable(row.fault)
    named = set(row.cells) - {"source_key"}
    if others := sorted(named - {*FOLLOWED, *NEEDS}):
        raise Unreadable(f"{', '.join(others)[:200]}: not changed once a call is taken")
    key = plain(row.cells.get("source_key", "")).strip()
    call = Call.objects.filter(source=CallSource.API, source_key=key, numbered_by=by.pk).first() if key else None
    if call is None:
        raise Unreadable("no call of this program has this source_key; send the call first")
    facts, needs, _key = call_of(replace(row, cells=_cells_of(call) | dict(row.cells)))
    try:
        came = follow_source(by=by, call=call, values={name: facts[name] for name in named & set(FOLLOWED)})
    except (DataError, IntegrityError) as wrong:
        raise Unreadable(f"the database does not take it: {type(wrong).__name__}") from wrong
    known = answers_of(by, call)[FlagMoment.INTAKE]
    said = {name: value for name, value in needs.items() if value and (name not in known or known[name].value != value)}
    here = {name for name in said if name in known and known[name].made_by != by.pk}
    told = {name: value for name, value in said.items() if name not in here}
    answer_needs(by=by, call=call, flags=told)
    before = {**came.before, **{name: known[name].value if name in known else None for name in told}}
    kept = (*came.kept, *sorted(here))
    _note_what_changed(by, came.call, before=before, kept=kept, said={**facts, **said})
    return Changed(call=came.call, changed=tuple(before), kept=kept)


def _cells_of(call: Call) -> dict[str, str]:
    """The call as a row would say it, so that what a change leaves out is judged as it stands."""
    cells = {name: getattr(call, name) for name in RowForm.base_fields}
    said = {name: "" if value is None else str(value) for name, value in cells.items()}
    flags = {name: "yes" if value else "no" for name, value in cells.items() if isinstance(value, bool)}
    return said | flags | {"received_at": call.received_at.isoformat()}


def _note_what_changed(
    by: Staff, call: Call, *, before: Mapping[str, Any], kept: tuple[str, ...], said: Mapping[str, Any]
) -> None:
    """What was changed, as a note. Where all stays as it is, a source that says the same again adds nothing."""
    was = {name: "nothing" if value in ("", None) else value for name, value in before.items()}
    lines = [f"{name}: {said[name]} (before: {value})" for name, value in was.items()]
    lines += [f"{name}: {said[name]}; not changed, since somebody here changed it" for name in kept]
    for text in notes_of("Its source says now:", tuple(lines)) if lines else ():
        if before or not CallNote.objects.filter(call=call, text=text).exists():
            add_note(by=by, call=call, text=text)


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
        return _set_aside(by, body, TOO_DEEP)


def _object_in(body: bytes, *, most: int = LARGEST) -> Any:
    if len(body) > most:
        raise Unreadable(f"it is larger than {most:,} bytes; what is kept ends there")
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


def _set_aside(by: Staff, body: bytes, why: str, *, most: int = LARGEST) -> Sent:
    with transaction.atomic():
        row = SetAsideRow.objects.create(
            source=CallSource.API, why=plain(why)[:LONGEST_WHY], content=plain(body[:most].decode("utf-8", "replace")),
            made_by=by.pk,
        )  # fmt: skip
    return Sent(aside=row)

"""A call from a message shaped like NENA's EIDO (NENA-STA-021.1): what ARCS reads of it, and what it does not.

An EIDO has some forty kinds of components; ARCS reads the few that make a call. Whatever it does not read becomes lines
of text, "path: value", which are kept as a note: the message can be told again from the call and its note.
"""

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any

from arcs.web.calls.rows import Row, Unreadable

Path = tuple[str | int, ...]
INCIDENT: Path = ("incidentComponent",)
NOTES, PLACES, PEOPLE, CALLBACKS, CALLS = (
    "notesComponent", "locationComponent", "personComponent", "callbackComponent", "callComponent",
)  # fmt: skip
CALLER = "caller"
# A civic address of PIDF-LO (RFC 5139), in the order in which people write it.
STREET = ("HNO", "HNS", "PRD", "RD", "STS", "POD")
WITHIN = ("UNIT", "LOC")
POSITION = re.compile(r"<(?:[\w.-]+:)?pos\b[^<>]*>\s*(-?[\d.]+)\s+(-?[\d.]+)")
TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a message says: the row of its call, every line of it, and those that the row does not hold.

    `digest` is the same for messages that say the same, whatever the order in which they name it.
    """

    row: Row
    lines: tuple[str, ...]
    unread: tuple[str, ...]
    digest: str


@dataclass
class _Message:
    """The leaves of a message by their paths; whoever takes one has read it."""

    whole: Mapping[str, Any]
    left: dict[Path, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.left = dict(_leaves(self.whole, ()))

    def at(self, path: Path) -> Any:
        """What stands at a path, read or not; None where nothing does."""
        found: Any = self.whole
        for step in path:
            is_there = (isinstance(found, dict) and step in found) or (
                isinstance(found, list) and isinstance(step, int) and step < len(found)
            )
            if not is_there:
                return None
            found = found[step]
        return found

    def look(self, *path: str | int) -> str:
        """The text at a path, which still counts as not read."""
        value = self.at(path)
        return "" if value is None or isinstance(value, dict | list | bool) else str(value).strip()

    def take(self, *path: str | int) -> str:
        """The text at a path, read by that."""
        text = self.look(*path)
        if text:
            self.left.pop(path, None)
        return text

    def first(self, at: Path, *names: str) -> str:
        """The first of these that says something."""
        return next((text for name in names if (text := self.take(*at, name))), "")

    def parts(self, name: str) -> list[Path]:
        """The paths of the components of a kind, one or several."""
        found = self.whole.get(name)
        if isinstance(found, dict):
            return [(name,)]
        return [(name, at) for at in range(len(found))] if isinstance(found, list) else []

    def referred(self, at: Path, reference: str, kind: str) -> Path | None:
        """The first component of a kind that `at` refers to by its $id."""
        named = self.at((*at, reference))
        wanted = [
            one.get("$ref") for one in (named if isinstance(named, list) else [named]) if isinstance(one, dict)
        ]  # fmt: skip
        parts = {self.look(*part, "$id"): part for part in reversed(self.parts(kind))}
        return next((parts[one] for one in wanted if isinstance(one, str) and one in parts), None)

    @property
    def unread(self) -> tuple[str, ...]:
        """A line for each leaf that nobody took."""
        return tuple(f"{_said(path)}: {_plain(value)}" for path, value in self.left.items())


def told_by(message: Mapping[str, Any]) -> Told:
    """The call that a message tells of; Unreadable where it tells of none, or of several."""
    incidents = message.get("incidentComponent")
    if isinstance(incidents, list) and len(incidents) > 1:
        raise Unreadable(f"incidentComponent holds {len(incidents)} incidents; send one message for each")
    at: Path = (*INCIDENT, 0) if isinstance(incidents, list) else INCIDENT
    read = _Message(message)
    if not isinstance(read.at(at), dict):
        raise Unreadable("it has no incidentComponent, so it tells of no incident")
    lines = read.unread
    cells = {
        "source_key": read.take(*at, "$id") or read.take("$id"),
        "received_at": _received(read, at),
        "call_type": read.first(
            at, "incidentTypeInternalText", "incidentTypeInternalCode", "incidentTypeCommonRegistryText"
        ),
        "priority": read.first(at, "incidentPriorityInternalText", "incidentCommonPriorityNumber"),
        "beat": read.take(*at, "beatOrDispatchGroupText"),
        "said": _notes(read),
        **_place(read, at),
        **_caller(read),
    }
    row = Row(line=1, cells={name: text for name, text in cells.items() if text}, content="")
    digest = sha256(json.dumps(message, sort_keys=True).encode()).hexdigest()
    return Told(row=row, lines=lines, unread=read.unread, digest=digest[:16])


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Every plain value with its path; an empty object or list is one too, so that nothing is left out."""
    waiting: list[tuple[Path, Any]] = [(path, value)]
    while waiting:
        here, one = waiting.pop()
        if isinstance(one, dict) and one:
            waiting += [((*here, str(name)), inner) for name, inner in reversed(one.items())]
        elif isinstance(one, list) and one:
            waiting += [((*here, at), inner) for at, inner in reversed(list(enumerate(one)))]
        else:
            yield here, one


def _said(path: Path) -> str:
    words = "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in path)
    return words.lstrip(".")


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _received(read: _Message, at: Path) -> str:
    """When the first call about it began; else when the incident, or the message, was last changed."""
    for part in read.parts(CALLS):
        began = read.take(*part, "callStartTimestamp")
        if began:
            return began
    return read.take(*at, "lastUpdateTimeStamp") or read.take("lastUpdateTimeStamp")


def _notes(read: _Message) -> str:
    """What was noted, as text; a note with marks of HTML is kept as it stands besides."""
    texts = []
    for part in read.parts(NOTES):
        raw = read.look(*part, "notesActionComments")
        text = html.unescape(TAG.sub(" ", raw)).strip()
        if text == raw:
            read.take(*part, "notesActionComments")
        texts.append(text)
    return "\n".join(filter(None, texts))


def _place(read: _Message, at: Path) -> dict[str, str]:
    """Address, unit and position of the incident's location; its XML is kept as well, since only these are read."""
    parts = read.parts(PLACES)
    part = read.referred(at, "locationReference", PLACES) or (parts[0] if parts else None)
    if part is None:
        return {}
    pidf = read.look(*part, "locationByValue")
    address = " ".join(filter(None, (_element(pidf, name) for name in STREET)))
    return {
        "address": address or read.take(*part, "locationDescriptionText"),
        "unit": next((text for name in WITHIN if (text := _element(pidf, name))), ""),
        **_position(pidf),
    }


def _element(pidf: str, name: str) -> str:
    """The text of an element, found by its name alone: no XML of strangers is ever expanded."""
    found = re.search(rf"<(?:[\w.-]+:)?{name}(?:\s[^<>]*)?>([^<]*)<", pidf)
    return html.unescape(found[1]).strip() if found else ""


def _position(pidf: str) -> dict[str, str]:
    found = POSITION.search(pidf)
    if found is None:
        return {}
    try:
        latitude, longitude = (round(Decimal(one), 6) for one in found.groups())
    except InvalidOperation:
        return {}
    return {"latitude": str(latitude), "longitude": str(longitude)} if _on_earth(latitude, longitude) else {}


def _on_earth(latitude: Decimal, longitude: Decimal) -> bool:
    return abs(latitude) <= 90 and abs(longitude) <= 180


def _caller(read: _Message) -> dict[str, str]:
    """Name and telephone of the person whose role is Caller; else the telephone alone."""
    person = next((part for part in read.parts(PEOPLE) if CALLER in _roles(read.at(part))), None)
    back = read.referred(person, "callBackReference", CALLBACKS) if person else None
    parts = read.parts(CALLBACKS)
    back = back or (parts[0] if parts else None)
    return {
        "caller_name": _name(read, person) if person else "",
        "caller_telephone": _telephone(read, back) if back else "",
    }


def _roles(person: Any) -> list[str]:
    roles = person.get("personIncidentRoleRegistryText") if isinstance(person, dict) else None
    return [str(one).casefold() for one in (roles if isinstance(roles, list) else [roles])]


def _name(read: _Message, person: Path) -> str:
    """The full name, or given name and surname, wherever NIEM's person holds it."""
    inside = [path for path in read.left if path[: len(person)] == person and "ncPersonComponent" in path]
    for wanted in (("personfullname",), ("persongivenname", "personsurname")):
        found = [path for name in wanted for path in inside if str(path[-1]).casefold().endswith(name)]
        name = " ".join(filter(None, (read.take(*path) for path in found)))
        if name:
            return name
    return ""


def _telephone(read: _Message, back: Path) -> str:
    """The first number to call back: `tel:` before `sip:`."""
    named = read.at((*back, "callBackInformationUri"))
    uris = [one for one in named if isinstance(one, str)] if isinstance(named, list) else []
    for scheme in ("tel:", "sip:", "sips:"):
        for uri in uris:
            if uri.casefold().startswith(scheme):
                return uri[len(scheme) :].split("@")[0].split(";")[0]
    return ""

"""Reads of the audit; each begins with who asks. Row security decides once more what the answer holds."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from arcs.web.audit.pages import AlarmInList, AlarmState, EventShown, TrailLine, TrailPage, changed_fields
from arcs.web.audit.permits import may_read_audit, may_see_alarms
from arcs.web.audit.trail import LINE, NEWEST_FIRST, OLDEST_FIRST, VIEW, in_words
from arcs.web.audit.words import ARGUMENTS, asked_words
from arcs.web.people import queries as people
from arcs.web.people.models import Staff
from arcs.web.wall.acting import Standing
from arcs.web.wall.alarm import all_alarms
from arcs.web.wall.models import ReadLog

PAGE_SIZE, MOST_EXPORTED, MOST_NAMED = 50, 5_000, 50
COLUMNS = ", ".join(LINE)
LEAST_ID, GREATEST_ID = str(UUID(int=0)), str(UUID(int=2**128 - 1))
FIRST_DAY, LAST_DAY = date.min + timedelta(days=2), date.max - timedelta(days=2)
LARGEST_KEY = 2**63 - 1
Position = tuple[datetime, str, int, str]  # where a page ended: moment, source, event's key, fact's key
FOUND = f"audit_found({', '.join(f'%s::{one.split()[-1]}' for one in ARGUMENTS)})"
STANDINGS = {one.value: one.name.capitalize() for one in Standing}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a search of the trail asks; None or empty leaves a question open."""

    person: str = ""
    since: date | None = None
    until: date | None = None
    kind: str = ""
    done: str = ""
    object_id: UUID | None = None
    words: str = ""

    def sentence(self) -> str:
        """The filters as the read log keeps them."""
        said = (f"{name}={value}" for name, value in vars(self).items() if value)
        return ", ".join(said) or "everything"


def search_trail(
    who: Staff, asked: Asked, *, after: str = "", most: int = PAGE_SIZE, oldest_first: bool = False
) -> TrailPage:
    """One page of what happened, newest first unless asked otherwise: three statements, however much is stored."""
    may_read_audit(who).demand()
    search = _by_words if asked.words else _by_conditions
    rows = search(who, asked, _position(after), most + 1, oldest_first)
    shown, names = rows[:most], names_of(who, (row[4] for row in rows))
    looks = _looked_at(row[2] for row in shown if row[0] == ReadLog._meta.db_table)
    lines = tuple(_line(row, names, looks) for row in shown)
    return TrailPage(lines=lines, after=_after(shown[-1]) if len(rows) > most else "")


def _by_conditions(
    who: Staff, asked: Asked, position: Position | None, most: int, oldest_first: bool
) -> list[tuple[Any, ...]]:
    conditions, values = _conditions(who, asked)
    if position:
        further, shown_before, last = (">=", "<=", GREATEST_ID) if oldest_first else ("<=", ">=", LEAST_ID)
        conditions.append(f"(at, source, coalesce(event_id, 0)) {further} (%s, %s, %s)")
        conditions.append(
            "not ((at, source, coalesce(event_id, 0)) = (%s, %s, %s)"
            f" and (fact_id is null or fact_id {shown_before} %s::uuid))"
        )
        values += [*position[:3], *position[:3], position[3] or last]
    where = " and ".join(conditions) or "true"
    with connection.cursor() as cursor:
        order = OLDEST_FIRST if oldest_first else NEWEST_FIRST
        cursor.execute(f"select {COLUMNS} from {VIEW} where {where} order by {order} limit %s", [*values, most])
        return cursor.fetchall()


def _by_words(
    who: Staff, asked: Asked, position: Position | None, most: int, oldest_first: bool
) -> list[tuple[Any, ...]]:
    words = asked_words(asked.words)
    if not words:
        return []
    at, source, event_id, fact_id = position or (None, None, None, None)
    values = [
        words, *day_bounds(asked.since, asked.until), _persons(asked.person) if asked.person else None,
        asked.kind or None, asked.done or None, asked.object_id,
        at, source, event_id, fact_id or (GREATEST_ID if oldest_first else LEAST_ID), oldest_first, most,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(f"select {COLUMNS} from {FOUND}", values)
        return cursor.fetchall()


def event(who: Staff, source: str, key: str) -> EventShown | None:
    """One thing that happened, with the record before and after it; None when there is none for this reader."""
    may_read_audit(who).demand()
    is_event = key.isdigit()
    column = "event_id" if is_event else "fact_id"
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {COLUMNS}, before, after from {VIEW} where source = %s and {column} = %s",
            [source, int(key) if is_event else UUID(key)],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    looks = _looked_at([row[2]] if row[0] == ReadLog._meta.db_table else [])
    line = _line(row[:8], names_of(who, [row[4]]), looks)
    return EventShown(line=line, fields=changed_fields(_jsonb(row[8]), _jsonb(row[9])))


def names_of(who: Staff, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Names of those whom `who` may see, by id; fixed identities by what they are."""
    wanted = {one for one in ids if one}
    return {**STANDINGS, **people.names_of(who, wanted - set(STANDINGS))}


def nameless(person: UUID) -> str:
    """What stands for somebody whose name the asker may not see."""
    return f"Person {str(person)[:8]}"


def alarms_of(who: Staff) -> tuple[AlarmInList, ...]:
    """Every alarm of the file, and who acknowledged it when."""
    may_see_alarms(who).demand()
    alarms = all_alarms()
    names = names_of(who, (one.seen_by for one in alarms))
    return tuple(
        AlarmInList(
            at=one.at, what=one.what, state=AlarmState.SEEN if one.seen_by else AlarmState.OPEN,
            seen_by=names.get(one.seen_by, nameless(one.seen_by)) if one.seen_by else "", seen_at=one.seen_at,
        )
        for one in alarms
    )  # fmt: skip


def day_bounds(since: date | None, until: date | None) -> tuple[datetime | None, datetime | None]:
    """The moments at which the first day begins and the last one ends, in the programme's time zone.

    A day at either end of all time bounds nothing: no zone can be reckoned with there.
    """
    zone = timezone.get_current_timezone()
    start = datetime.combine(since, time.min, zone).astimezone(UTC) if since and since > FIRST_DAY else None
    end = None
    if until and until < LAST_DAY:
        end = datetime.combine(until + timedelta(days=1), time.min, zone).astimezone(UTC)
    return start, end


def _conditions(who: Staff, asked: Asked) -> tuple[list[str], list[Any]]:
    start, end = day_bounds(asked.since, asked.until)
    given: list[tuple[str, Any]] = [
        ("at >= %s", start),
        ("at < %s", end),
        ("kind = %s", asked.kind),
        ("done = %s", asked.done),
        ("object_id = %s", asked.object_id),
    ]
    if asked.person:
        given.append(("person = any (%s)", _persons(asked.person) or [UUID(int=0)]))
    used = [(condition, value) for condition, value in given if value]
    return [condition for condition, _ in used], [value for _, value in used]


def _persons(text: str) -> list[UUID]:
    try:
        return [UUID(text)]
    except ValueError:
        found = Staff.objects.filter(Q(name__icontains=text) | Q(login__icontains=text))
        fixed = [value for value, name in STANDINGS.items() if text.casefold() == name.casefold()]
        return [*fixed, *found.values_list("pk", flat=True)[:MOST_NAMED]]


def _looked_at(looks: Iterable[UUID]) -> dict[UUID, str]:
    """What each of these looks was at: "call rows: calls, by a program"."""
    found = ReadLog.objects.filter(pk__in=list(looks)).values_list("pk", "kind", "reason")
    return {key: f"{kind}: {reason}" if reason else kind for key, kind, reason in found}


def _line(row: tuple[Any, ...], names: Mapping[UUID, str], looks: Mapping[UUID, str]) -> TrailLine:
    source, event_id, fact_id, at, person, kind, done, object_id = row
    name = names.get(person, f"Person {str(person)[:8]}") if person else ""
    return TrailLine(
        source=source,
        key=str(event_id if event_id is not None else fact_id),
        at=at,
        person=name,
        person_id=person,
        kind=kind,
        done=in_words(done),
        object_id=object_id,
        about=looks.get(fact_id, ""),
    )


def _after(row: tuple[Any, ...]) -> str:
    source, event_id, fact_id, at = row[:4]
    return f"{at.isoformat()}~{source}~{event_id or 0}~{fact_id or ''}"


def _position(after: str) -> Position | None:
    """Where the page before ended; what is no such place begins at the newest."""
    try:
        at, source, event_id, fact_id = after.split("~")
        place = datetime.fromisoformat(at).astimezone(UTC), source, int(event_id), str(UUID(fact_id)) if fact_id else ""
    except (ValueError, OverflowError):
        return None
    is_place = "\x00" not in source and 0 <= place[2] <= LARGEST_KEY
    return place if is_place else None


def _jsonb(value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    found: dict[str, Any] = json.loads(value) if isinstance(value, str) else value
    return found

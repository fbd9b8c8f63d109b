"""What a week's review lists, read from the read log, the histories and the tombstones."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arcs.web.audit.models import ReviewedItem, WeeklyReview
from arcs.web.audit.pages import ReviewGroup, ReviewLine, WeekInList, WeekShown, WeekState
from arcs.web.audit.permits import may_review
from arcs.web.audit.queries import day_bounds, nameless, names_of
from arcs.web.people.models import Staff
from arcs.web.wall.alarm import Alarm, all_alarms

MANY_FILES = 50  # different files opened by one person on one day
DAY_BEGINS, DAY_ENDS = 7, 19  # local hours; outside them, and at weekends, a look is listed
Row = tuple[Any, ...]

# Each statement gives: item, at, person, what, how often. What somebody did again and again on one day is one line, so
# that a week stays a list, whole: a line that was cut off would be a line that nobody looked at. The count is part of
# the item: what happens after somebody looked is looked at once more.
REFUSED = """
select 'refused:' || person || ':' || (at at time zone %(zone)s)::date || ':' || count(*), min(at), person,
       string_agg(distinct kind, ', '), count(*)
from wall_readlog where not allowed and at >= %(start)s and at < %(end)s
group by person, (at at time zone %(zone)s)::date order by 2"""
OFF_HOURS = """
select 'hours:' || person || ':' || (at at time zone %(zone)s)::date || ':' || count(*), min(at), person,
       string_agg(distinct kind, ', '), count(*)
from wall_readlog where allowed and at >= %(start)s and at < %(end)s
  and (extract(hour from at at time zone %(zone)s) not between %(begins)s and %(ends)s - 1
       or extract(isodow from at at time zone %(zone)s) > 5)
group by person, (at at time zone %(zone)s)::date order by 2"""
MANY = """
select 'many:' || person || ':' || (at at time zone %(zone)s)::date || ':' || count(distinct object_id), min(at),
       person, string_agg(distinct kind, ', '), count(distinct object_id)
from wall_readlog where allowed and object_id is not null and at >= %(start)s and at < %(end)s
group by person, (at at time zone %(zone)s)::date having count(distinct object_id) >= %(many)s
order by 2"""
GRANTS = """
select 'grant:' || e.pgh_id, e.pgh_created_at, e.person, e.compartment || ' / ' || e.staff_id || ' / ' ||
       e.granted_by || ' / ' || coalesce(e.confirmed_by::text, ''), 1
from people_compartmentgrantevent e where e.pgh_created_at >= %(start)s and e.pgh_created_at < %(end)s
order by 2"""
ROLES = """
select * from (
  select 'role:' || pgh_id as item, pgh_created_at as at, person,
         case pgh_label when 'insert' then 'new role ' when 'delete' then 'removed role ' else 'changed role ' end
         || name as what, 1 as often
    from people_roleevent where pgh_created_at >= %(start)s and pgh_created_at < %(end)s
  union all
  select 'permission:' || max(e.pgh_id), min(e.pgh_created_at), e.person,
         'role ' || coalesce(r.name, e.role_id::text)
         || case e.pgh_label when 'insert' then ' may now ' when 'delete' then ' may no longer ' else ' changed: ' end
         || string_agg(distinct e.permission, ', '), 1
    from people_rolepermissionevent e left join people_role r on r.id = e.role_id
    where e.pgh_created_at >= %(start)s and e.pgh_created_at < %(end)s
    group by e.person, e.role_id, r.name, e.pgh_label, (e.pgh_created_at at time zone %(zone)s)::date
  union all
  select 'assignment:' || max(e.pgh_id), min(e.pgh_created_at), e.person,
         'role ' || coalesce(r.name, e.role_id::text)
         || case e.pgh_label when 'insert' then ' given to ' else ' changed or ended for ' end
         || string_agg(distinct e.staff_id::text, ' and '), 1
    from people_roleassignmentevent e left join people_role r on r.id = e.role_id
    where e.pgh_created_at >= %(start)s and e.pgh_created_at < %(end)s
    group by e.person, e.role_id, r.name, e.pgh_label, (e.pgh_created_at at time zone %(zone)s)::date
) changes order by at, item"""
LOCKED = """
select 'locked:' || coalesce(staff_id::text, 'nobody') || ':' || (at at time zone %(zone)s)::date || ':' || count(*),
       min(at), staff_id,
       case when count(distinct login_given) > 5
         then count(distinct login_given) || ' sign-ins, among them ' else '' end
       || coalesce(array_to_string(
         (array_agg(distinct login_given) filter (where login_given like '%%@%%'))[1:5], ', '), ''), count(*)
from people_signinevent where kind = 'locked out' and at >= %(start)s and at < %(end)s
group by staff_id, (at at time zone %(zone)s)::date order by 2"""
EXPUNGED = """
select 'expunged:' || id, at, null::uuid,
       "table" || ' ' || object_id || ', order ' || order_reference || ', by ' || by_whom, 1
from audit_tombstone where at >= %(start)s and at < %(end)s order by at"""

KINDS: tuple[tuple[Any, Any, str], ...] = (
    (_("Refused looks"), _("Somebody asked for a record that is not theirs to see."), REFUSED),
    (_("Looks outside working hours"), _("Before 7, after 19, or at a weekend."), OFF_HOURS),
    (_("Many files in one day"), _("Fifty or more different records opened by one person."), MANY),
    (_("Access to confidential compartments"), _("Proposed by one person, confirmed by another."), GRANTS),
    (_("Roles changed"), _("What a role may do, and who holds it."), ROLES),
    (_("Lock-outs"), _("Five failures within fifteen minutes."), LOCKED),
    (_("Expungements"), _("Text made unreadable by an order."), EXPUNGED),
)


def weeks_of(who: Staff, *, today: date) -> tuple[WeekInList, ...]:
    """The weeks since the first thing logged, newest first; a week is overdue seven days after it ended."""
    may_review(who).demand()
    monday = today - timedelta(days=today.weekday())
    first = _first_day() or today
    closed = {one.week: one for one in WeeklyReview.objects.all()}
    names = names_of(who, (one.person for one in closed.values()))
    many = 1 + max(0, (monday - first).days + 6) // 7
    mondays = (monday - timedelta(weeks=back) for back in range(many))
    return tuple(_in_list(one, closed.get(one), names, today) for one in mondays)


def _in_list(monday: date, review: WeeklyReview | None, names: dict[UUID, str], today: date) -> WeekInList:
    sunday = monday + timedelta(days=6)
    if review is not None:
        return WeekInList(
            monday=monday, sunday=sunday, state=WeekState.CLOSED, closed_by=_name(names, review.person),
            closed_at=review.at, lines=review.items,
        )  # fmt: skip
    if today <= sunday:
        return WeekInList(monday=monday, sunday=sunday, state=WeekState.RUNNING)
    is_late = today >= monday + timedelta(days=14)
    return WeekInList(monday=monday, sunday=sunday, state=WeekState.OVERDUE if is_late else WeekState.TO_DO)


def overdue_weeks(who: Staff, *, today: date) -> int:
    """How many weeks wait for this person, to be shown as work; none for whoever does not review."""
    return sum(one.state == WeekState.OVERDUE for one in weeks_of(who, today=today)) if may_review(who) else 0


def week_of(who: Staff, monday: date) -> WeekShown:
    """One week's lines with the marks and notes so far."""
    may_review(who).demand()
    start, end = day_bounds(monday, monday + timedelta(days=6))
    asked = {
        "start": start, "end": end, "zone": str(timezone.get_current_timezone()), "many": MANY_FILES,
        "begins": DAY_BEGINS, "ends": DAY_ENDS,
    }  # fmt: skip
    with connection.cursor() as cursor:
        found = [(title, about, _rows(cursor, statement, asked)) for title, about, statement in KINDS]
    alarms = [_alarm_row(one) for one in all_alarms() if start and end and start <= one.at < end]
    found.append((_("Alarms"), _("What ARCS itself called for."), alarms))
    looked = {one.item: one for one in ReviewedItem.objects.filter(week=monday).order_by("at")}
    review = WeeklyReview.objects.filter(week=monday).first()
    people = {row[2] for _title, _about, rows in found for row in rows} | {one.person for one in looked.values()}
    names = names_of(who, {*people, *_mentioned(found), *([review.person] if review else [])})
    return WeekShown(
        monday=monday,
        sunday=monday + timedelta(days=6),
        groups=tuple(
            ReviewGroup(title=title, about=about, lines=tuple(_line(row, looked, names) for row in rows))
            for title, about, rows in found
        ),
        closed_by=_name(names, review.person) if review else "",
        closed_at=review.at if review else None,
        note=review.note if review else "",
    )


def _rows(cursor: Any, statement: str, asked: dict[str, Any]) -> list[Row]:
    cursor.execute(statement, asked)
    rows: list[Row] = cursor.fetchall()
    return rows


def _alarm_row(alarm: Alarm) -> Row:
    return (f"alarm:{alarm.at.isoformat()}", alarm.at.astimezone(UTC), None, alarm.what, 1)


def _mentioned(found: Iterable[tuple[Any, Any, list[Row]]]) -> set[UUID]:
    """People named by id inside a line."""
    words = (word for _title, _about, rows in found for row in rows for word in str(row[3]).split())
    return {known for known in map(_uuid, words) if known}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _line(row: Row, looked: dict[str, ReviewedItem], names: dict[UUID, str]) -> ReviewLine:
    item, at, person, what, often = row
    told = [names[known] if (known := _uuid(word)) and known in names else word for word in str(what).split()]
    text = f"{_name(names, person)}: {' '.join(told)}" if person else " ".join(told)
    seen = looked.get(item)
    return ReviewLine(
        item=item,
        at=at,
        text=text if often == 1 else f"{text} ({often} times)",
        looked_by=_name(names, seen.person) if seen else "",
        note=seen.note if seen else "",
    )


def _name(names: dict[UUID, str], person: UUID) -> str:
    return names.get(person, nameless(person))


def _first_day() -> date | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select least((select min(at) from wall_readlog), (select min(at) from people_signinevent), "
            "(select min(pgh_created_at) from people_staffevent))"
        )
        first: datetime | None = cursor.fetchone()[0]
    return timezone.localtime(first).date() if first else None

"""Fills one database for `script/bench dispatch` and says which pages to ask for.  dispatch_filling.py CALLS

In both systems 200 calls are open and 60 units on shift, 20 of them on a call; in the archive lie CALLS more that were
triaged and closed at a thousand a day, every second one answered by a unit. Prints one JSON object with the fields of
`side_by_side.System`.
"""

import json
import os
import sys
import time
from typing import Any

import django
import psycopg
from tests.making.statements import queries_of

from benchmarks.filling import browser_of

OPEN, UNITS, SENT, A_DAY = 200, 60, 20, 1_000
ROUTES = ("cso", "officer", "tru", "co_response")
MORE = ("dispatch.field", "units.own_status", "desks.figures", "desks.read")
# As the owner, without triggers (a call is closed only with its six needs, and each change has its history: no page of
# dispatch reads either) and with the indexes made last. Keys come of running numbers: each table finds its call.
CALL, BEGUN = (
    "md5('archived call ' || i)::uuid",
    "now() - (%(calls)s - i + %(a_day)s) * %(apart)s * interval '1 second'",
)
FROM = "from generate_series(1, %(calls)s::int) i"
SENT_TO = "where i %% 4 < 2"  # to the first two routes a unit went
TABLES = (
    "calls_call",
    "calls_callnote",
    "triage_decision",
    "units_assignment",
    "units_statusevent",
    "dispatch_fieldentry",
    "dispatch_calloutcome",
    "dispatch_handback",
    "dispatch_plea",
)
INDEXES = """
    select c.relname, pg_get_indexdef(c.oid) from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indrelid = %s::regclass and not i.indisunique and not i.indisexclusion
"""
TWICE = "select conname, pg_get_constraintdef(oid) from pg_constraint where conrelid = %s::regclass and contype = 'x'"
SQL = (
    f"""insert into calls_call (id, day, day_number, source, source_key, reception, initiated_by, received_at,
         caller_name, caller_telephone, telephone_key, wants_callback, caller_language, reached_by, accommodation,
         address, address_key, unit, area, beat, initial_call_type, call_type, priority, said, wishes_officer,
         wishes_telephone, wishes_interpreter, no_internet, invented, state, closed_at, closed_by, closing_code,
         place_in_list, made_by, made_at)
       select {CALL}, (now() - (3 + (%(calls)s::int - i) / %(a_day)s::int) * interval '1 day')::date,
         1 + i %% %(a_day)s::int, 'api',
         'archived-' || i, 'Simulator', 'community', moment, '', '', '', false, '', '', '',
         (i %% 5000) || ' Invented Ave', (i %% 5000) || ' invented ave', '', 'Area ' || i %% 7, '', type, type, '', '',
         false, false, false, false, true, 'closed', moment + interval '50 minutes', %(boss)s, 'answered',
         (extract(epoch from moment) * 1000000)::bigint, %(boss)s, moment
       from (select i, {BEGUN} as moment, 'TYPE ' || i %% 90 as type {FROM}) each_call""",
    f"""insert into calls_callnote (id, call_id, position, made_by, made_at, text)
       select gen_random_uuid(), {CALL}, 1, %(boss)s, {BEGUN}, 'An invented note.' {FROM} where i %% 5 = 0""",
    f"""insert into triage_decision (id, call_id, call_number, position, key, edition_name, edition_digest, call_type,
         priority, answers, wishes, computed, recommended_route, recommended_secondary, rules, because, fallback, later,
         shown_route, shown_secondary, chosen_route, chosen_secondary, override_reason, counts, made_by, made_by_name,
         made_at, decided_at)
       select gen_random_uuid(), {CALL}, '0101-' || i, 1, gen_random_uuid(), '', '', 'TYPE ' || i %% 90,
         '', '{{"weapon": "no"}}', '[]', 'at_call', route, '[]', '["type:TYPE"]', 'By its type.', false, '[]', route,
         '[]', route, '[]', '', true, %(boss)s, 'Bench', {BEGUN} + interval '1 minute', {BEGUN} + interval '1 minute'
       from (select i, (%(routes)s::text[])[1 + i %% 4] as route {FROM}) each_call""",
    f"""insert into units_assignment (id, unit_id, call_id, is_backup, held_from, held_by, held_by_name, held_to,
         assigned_at, en_route_at, on_scene_at, check_in_minutes, crew_routes, stands_in_for, why_stands_in)
       select gen_random_uuid(), (%(units)s::uuid[])[1 + i %% %(many_units)s], {CALL}, false, moment, %(boss)s, 'Bench',
         moment + interval '40 minutes', moment, moment + interval '2 minutes', moment + interval '9 minutes', 20,
         '["cso"]', '', ''
       from (select i, {BEGUN} + interval '2 minutes' as moment {FROM} {SENT_TO}) each_call""",
    f"""insert into units_statusevent (id, unit_id, status, made_by, made_by_name, made_at)
       select gen_random_uuid(), (%(units)s::uuid[])[1 + i %% %(many_units)s], 'available', %(boss)s, 'Bench',
         {BEGUN} + interval '42 minutes' {FROM} {SENT_TO}""",
    f"""insert into dispatch_fieldentry (id, made_by, made_by_name, made_at, key, kind, call_id, unit_id, words, sign,
         why_kept, waited_seconds)
       select gen_random_uuid(), %(boss)s, 'Bench', {BEGUN} + interval '42 minutes', gen_random_uuid(), 'status',
         {CALL}, (%(units)s::uuid[])[1 + i %% %(many_units)s], 'Status: available', 'x', '', 0 {FROM} {SENT_TO}""",
    f"""insert into dispatch_calloutcome (id, made_by, made_by_name, made_at, key, call_id, position, unit_id, route,
         ending, alternatives, why_not, de_escalation, force, injury, transport, released_to, referred_to,
         crisis_disposition, follow_up, follow_up_route)
       select gen_random_uuid(), %(boss)s, 'Bench', {BEGUN} + interval '41 minutes', gen_random_uuid(), {CALL}, 1,
         (%(units)s::uuid[])[1 + i %% %(many_units)s], 'cso', 'resolved', '[]', '', 'succeeded', 'none', 'none', 'none',
         '', '', '', '', '' {FROM} {SENT_TO}""",
    f"""insert into dispatch_handback (id, made_by, made_by_name, made_at, key, call_id, route, reason, said)
       select gen_random_uuid(), %(boss)s, 'Bench', {BEGUN} + interval '30 minutes', gen_random_uuid(), {CALL},
         'cso', 'other', '' {FROM} where i %% 100 = 0""",
    f"""insert into dispatch_plea (id, made_by, made_by_name, made_at, key, call_id, kind, urgency, reason, said,
         answer, answered_by, answered_by_name, answered_at)
       select gen_random_uuid(), %(boss)s, 'Bench', {BEGUN} + interval '20 minutes', gen_random_uuid(), {CALL},
         'officer', 'routine', '', '', 'It comes.', %(boss)s, 'Bench', {BEGUN} + interval '21 minutes' {FROM}
       where i %% 100 = 1""",
)  # fmt: skip


def main(calls: int) -> None:
    """Fill what is missing, then print what to ask for."""
    django.setup()
    from django.db import transaction
    from tests.making.dispatch import DISPATCHES

    from arcs.web.calls.models import Call
    from arcs.web.people.models import Staff
    from arcs.web.wall.acting import Standing, acting_as

    with acting_as(Standing.KEEPER), transaction.atomic():
        boss = Staff.objects.filter(name="Bench").first()
    if boss is None:
        from tests.making.people import a_person, a_second_factor
        from tests.making.units import SUPERVISES

        boss = a_person("Bench", permissions={*SUPERVISES, *DISPATCHES, *MORE})
        a_second_factor(boss)
        _work_of_now(boss)
    with acting_as(boss.pk), transaction.atomic():
        is_archived = Call.objects.filter(source_key="archived-1").exists()
    if calls and not is_archived:
        _archive(boss, calls)
    browser, pages = browser_of(boss), _pages(boss)
    queries = {name: queries_of(browser, path) for name, path in pages.items()} | {"board itself": _of_the_board(boss)}
    cookie = "; ".join(f"{name}={one.value}" for name, one in browser.cookies.items())
    print(json.dumps({"cookie": cookie, "pages": pages, "queries": queries}))


def _work_of_now(boss: Any) -> None:
    """Open calls, three of four triaged, and units on shift, a third of them on a call; the boss is on one."""
    from datetime import timedelta

    from django.utils import timezone
    from tests.making.calls import a_call
    from tests.making.dispatch import a_decision, sent_to
    from tests.making.dispatch_load import edition_of_all_hours
    from tests.making.people import a_person
    from tests.making.protocols import in_force
    from tests.making.units import a_crew, a_shift, a_unit

    in_force(edition=edition_of_all_hours())
    shift, units, calls = a_shift(boss, hours=24 * 7), [], []
    for at in range(UNITS):
        units.append(a_unit(boss, f"Unit {at + 1}", since=shift.day))
        a_crew(boss, units[-1], boss if at == 0 else a_person(f"Crew {at + 1}"), shift, route=ROUTES[at % 2])
    for at in range(OPEN):
        received = timezone.now() - timedelta(minutes=at % 90)
        calls.append(a_call(boss, received_at=received, call_type=f"TYPE {at % 30}", area=f"Area {at % 7}"))
        if at % 4:
            a_decision(boss, calls[-1], ROUTES[at % 4])
    for unit, call in zip(units[:SENT], calls, strict=False):
        sent_to(boss, unit, call)


def _archive(boss: Any, calls: int) -> None:
    """Calls of earlier days, with all that happened to them."""
    with psycopg.connect(os.environ["ARCS_OWNER_DATABASE_URL"]) as owner:
        units = [one[0] for one in owner.execute("select id from units_unit order by call_sign").fetchall()]
        told = {
            "calls": calls, "boss": boss.pk, "a_day": A_DAY, "apart": 24 * 60 * 60 / A_DAY, "units": units,
            "many_units": len(units), "routes": list(ROUTES),
        }  # fmt: skip
        owner.execute("set local maintenance_work_mem = '512MB'")
        owner.execute("select set_config('arcs.person', %s, true)", [str(boss.pk)])
        for table, insert in zip(TABLES, SQL, strict=True):
            _insert(owner, table, insert, told)
    with psycopg.connect(os.environ["ARCS_OWNER_DATABASE_URL"], autocommit=True) as owner:
        owner.execute("vacuum analyze")


def _insert(owner: Any, table: str, insert: str, told: dict[str, Any]) -> None:
    """Fill one table; its triggers rest meanwhile, and what finds and what refuses is made over all rows at the end."""
    begun = time.monotonic()
    indexes = owner.execute(INDEXES, [table]).fetchall()
    refuses = owner.execute(TWICE, [table]).fetchall()
    owner.execute(f"alter table {table} disable trigger user")
    for name, _made in indexes:
        owner.execute(f'drop index "{name}"')
    for name, _made in refuses:
        owner.execute(f'alter table {table} drop constraint "{name}"')
    owner.execute(insert.encode(), told)
    owner.execute("set constraints all immediate")  # else a table with open checks cannot be changed
    for _name, made in indexes:
        owner.execute(made)
    for name, made in refuses:
        owner.execute(f'alter table {table} add constraint "{name}" {made}')
    owner.execute(f"alter table {table} enable trigger user")
    print(f"{table}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)


def _of_the_board(boss: Any) -> int:
    """How many statements the board makes by itself, without what every page's frame asks."""
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from arcs.web.dispatch.board import board_of
    from arcs.web.wall.acting import acting_as

    with acting_as(boss.pk), transaction.atomic():
        board_of(boss)  # reads what is kept in the process from then on
        with CaptureQueriesContext(connection) as asked:
            board_of(boss)
    return len(asked)


def _pages(boss: Any) -> dict[str, str]:
    """What dispatchers, callers' strips and telephones ask for, by what it shows."""
    from django.db import transaction
    from django.urls import reverse

    from arcs.web.calls.models import Call
    from arcs.web.triage.models import Decision
    from arcs.web.wall.acting import acting_as

    with acting_as(boss.pk), transaction.atomic():
        waiting = Call.objects.filter(state="open").exclude(pk__in=Decision.objects.values("call")).first()
    if waiting is None:
        raise SystemExit("Every open call is triaged; remove the bench's folder and begin again.")
    board = reverse("dispatch:board")
    return {
        "board": board,
        "board, one call chosen": f"{board}?call={waiting.pk}",
        "board's parts": f"{board}?part=1",
        "board's sign": reverse("dispatch:revision"),
        "wall display": reverse("dispatch:wall"),
        "strip": reverse("triage:strip"),
        "strip of a call": reverse("triage:strip_of", args=[waiting.pk]),
        "calls not triaged": reverse("triage:waiting"),
        "list of calls": reverse("calls:list"),
        "hand-overs": reverse("dispatch:hand_overs"),
        "field page": reverse("dispatch:field"),
        "field's sign": reverse("dispatch:field_sign"),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]))

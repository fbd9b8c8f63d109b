"""Fills one database for `script/bench dispatch` and says which pages to ask for.  dispatch_filling.py CALLS

In both systems 200 calls are open and 60 units on shift, 20 of them on a call; in the archive lie CALLS more that were
triaged, answered and closed at a thousand a day. Prints one JSON object with the fields of `side_by_side.System`.
"""

import json
import os
import sys
from typing import Any

import django
import psycopg
from tests.making.statements import queries_of

from benchmarks.filling import browser_of

OPEN, UNITS, SENT, A_DAY = 200, 60, 20, 1_000
ROUTES = ("cso", "officer", "tru", "co_response")
MORE = ("dispatch.field", "units.own_status", "desks.figures", "desks.read")
# As the owner; what triggers write into the histories is part of the measured system. Keys come of running numbers, so
# that each table finds the calls without asking for them.
CALL, BEGUN = (
    "md5('archived call ' || i)::uuid",
    "now() - (%(calls)s - i + %(a_day)s) * %(apart)s * interval '1 second'",
)
FROM = "from generate_series(1, %(calls)s::int) i"
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
         answers, wishes, computed, recommended_route, recommended_secondary, rules, because, fallback, shown_route,
         shown_secondary, chosen_route, chosen_secondary, override_reason, made_by, made_by_name, made_at)
       select gen_random_uuid(), {CALL}, '0101-' || i, 1, gen_random_uuid(), '', '', 'TYPE ' || i %% 90,
         '{{"weapon": "no"}}', '[]', 'at_call', route, '[]', '["type:TYPE"]', 'By its type.', false, route, '[]', route,
         '[]', '', %(boss)s, 'Bench', {BEGUN} + interval '1 minute'
       from (select i, (%(routes)s::text[])[1 + i %% 4] as route {FROM}) each_call""",
    f"""insert into units_assignment (id, unit_id, call_id, is_backup, held_from, held_by, held_by_name, held_to,
         assigned_at, en_route_at, on_scene_at, check_in_minutes)
       select gen_random_uuid(), (%(units)s::uuid[])[1 + i %% %(many_units)s], {CALL}, false, moment, %(boss)s, 'Bench',
         moment + interval '40 minutes', moment, moment + interval '2 minutes', moment + interval '9 minutes', 20
       from (select i, {BEGUN} + interval '2 minutes' as moment {FROM}) each_call""",
    f"""insert into units_statusevent (id, unit_id, status, made_by, made_by_name, made_at)
       select gen_random_uuid(), (%(units)s::uuid[])[1 + i %% %(many_units)s], 'available', %(boss)s, 'Bench',
         {BEGUN} + interval '42 minutes' {FROM}""",
    f"""insert into dispatch_fieldentry (id, made_by, made_by_name, made_at, key, kind, call_id, unit_id, words, sign,
         why_kept, waited_seconds)
       select gen_random_uuid(), %(boss)s, 'Bench', {BEGUN} + interval '42 minutes', gen_random_uuid(), 'status',
         {CALL}, (%(units)s::uuid[])[1 + i %% %(many_units)s], 'Status: available', 'x', '', 0 {FROM}""",
    f"""insert into dispatch_calloutcome (id, made_by, made_by_name, made_at, key, call_id, position, unit_id, route,
         ending, alternatives, why_not, de_escalation, force, injury, transport, released_to, referred_to, follow_up)
       select gen_random_uuid(), %(boss)s, 'Bench', {BEGUN} + interval '41 minutes', gen_random_uuid(), {CALL}, 1,
         (%(units)s::uuid[])[1 + i %% %(many_units)s], 'cso', 'resolved', '[]', '', 'succeeded', 'none', 'none', 'none',
         '', '', '' {FROM}""",
    f"""insert into dispatch_handback (id, made_by, made_by_name, made_at, key, call_id, route, reason, said)
       select gen_random_uuid(), %(boss)s, 'Bench', {BEGUN} + interval '30 minutes', gen_random_uuid(), {CALL},
         'cso', 'other', '' {FROM} where i %% 100 = 0""",
    f"""insert into dispatch_plea (id, made_by, made_by_name, made_at, key, call_id, kind, urgency, reason, said,
         answer, answered_by, answered_by_name, answered_at)
       select gen_random_uuid(), %(boss)s, 'Bench', {BEGUN} + interval '20 minutes', gen_random_uuid(), {CALL},
         'officer', 'routine', '', '', 'It comes.', %(boss)s, 'Bench', {BEGUN} + interval '21 minutes' {FROM}
       where i %% 100 = 1""",
    f"""insert into desks_countedcall (call_id, number, received_at, day, call_type, area, place_sign, stands,
         is_triaged, route, recommended, is_eligible, is_served, not_served, waited_seconds, is_handed_back, has_backup,
         breaches, breach_count, counted_at)
       select {CALL}, '0101-' || i, {BEGUN}, ({BEGUN})::date, 'TYPE ' || i %% 90, 'Area ' || i %% 7, '', 'served', true,
         'cso', 'cso', true, true, '', 660, false, false, '[]', 0, now() {FROM}""",
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
        # The needs of archived calls are in no page of dispatch; without them none could be written closed.
        guard = owner.execute(
            "select tgname from pg_trigger where tgrelid = 'calls_call'::regclass and tgname like '%six_needs%'"
        ).fetchone()
        if guard is None:
            raise SystemExit("calls_call has no trigger that asks for the six needs; the bench must follow.")
        units = [one[0] for one in owner.execute("select id from units_unit order by call_sign").fetchall()]
        told = {
            "calls": calls, "boss": boss.pk, "a_day": A_DAY, "apart": 24 * 60 * 60 / A_DAY, "units": units,
            "many_units": len(units), "routes": list(ROUTES),
        }  # fmt: skip
        owner.execute("select set_config('arcs.person', %s, true)", [str(boss.pk)])
        owner.execute(f'alter table calls_call disable trigger "{guard[0]}"'.encode())
        for one in SQL:
            owner.execute(one.encode(), told)
        owner.execute(f'alter table calls_call enable trigger "{guard[0]}"'.encode())
    with psycopg.connect(os.environ["ARCS_OWNER_DATABASE_URL"], autocommit=True) as owner:
        owner.execute("vacuum analyze")


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

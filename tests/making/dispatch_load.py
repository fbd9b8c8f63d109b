"""Dispatch under load: simulated people at a running programme, parts of it killed, and what is demanded afterwards."""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from threading import Event, Lock, Thread
from typing import Any
from uuid import UUID

from django.db import connections, transaction
from django.test import Client
from tests.making.dispatch import DISPATCHES, IN_THE_FIELD
from tests.making.dispatch_ledger import Kill, Ledger
from tests.making.people import a_person, a_second_factor
from tests.making.programme import Programme
from tests.making.protocols import example, in_force
from tests.making.simulated_dispatch import Dispatcher, Meeting, Phone
from tests.making.simulated_people import TOKEN, Person, Screen, Sender
from tests.making.units import SUPERVISES, a_crew, a_shift, a_unit

from arcs.core.protocol import BoundEdition, ProtocolEdition, case_of, recommend
from arcs.files.invented.live_calls import Simulation, row_of, weights_of
from arcs.files.studies import read_study
from arcs.web.people.models import Staff
from arcs.web.people.tokens import make_token
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.clock import today

STUDY = Path(__file__).parents[2] / "examples" / "oak_park"
UNDER_LOAD = 180.0  # seconds within which a programme serves again while everybody asks
# What the log may say of a database that was killed, or that everybody asks at once.
OF_CONNECTIONS = re.compile(
    r"connection|server closed|database system|terminat|timed out|recovery|TimeoutError|CancelledError", re.IGNORECASE
)
# An error that another one followed from was caught: the last of a chain is what happened.
ENDS_OF_ERRORS = re.compile(
    r"^((?:\w+\.)*\w*(?:Error|Exception|Timeout|Violation|Detected|Refused)\b.*)$(?!\n\n(?:During|The above))",
    re.MULTILINE,
)
ENDS_IN = ("cso", "officer", "tru")  # units answer the first two, a desk the third


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many people, and how many seconds lie between what one of them does."""

    dispatchers: int
    units: int
    senders: int = 2
    dispatchers_think: tuple[float, float] = (0.5, 2.0)
    phones_think: tuple[float, float] = (1.0, 3.0)
    senders_think: tuple[float, float] = (0.8, 1.6)
    competes: float = 0.25


@cache
def edition_of_all_hours() -> ProtocolEdition:
    """The demonstration edition with every route open at any hour, so that a load is the same by day and by night."""
    whole = example()
    return replace(whole, routes=tuple(replace(one, service="", when_closed=()) for one in whole.routes))


@cache
def types_that_end() -> Mapping[str, float]:
    """Call types of the study that a unit of the load or a desk answers, by their hours."""
    bound = BoundEdition(edition_of_all_hours())

    def ends(name: str) -> bool:
        found = recommend(bound, case_of({"call_type": name, "answers": {"*": "no"}, "local_time": None, "wishes": []}))
        return found.route in ENDS_IN and not found.secondary

    return {name: weight for name, weight in weights_of(read_study(STUDY)).items() if ends(name)}


@dataclass
class Rows:
    """The calls of `arcs simulate-calls`, handed out one by one to whoever sends."""

    seed: int
    is_over: Event = field(default_factory=Event)
    _lock: Lock = field(default_factory=Lock)
    _rows: Iterator[dict[str, str]] | None = None

    def __call__(self) -> Mapping[str, str] | None:
        """The next call as it would be sent now; None once no more come in."""
        with self._lock:
            self._rows = self._rows or self._made()
            return None if self.is_over.is_set() else next(self._rows)

    def _made(self) -> Iterator[dict[str, str]]:
        zone = BoundEdition(edition_of_all_hours()).zone
        begins = datetime.now(zone).replace(tzinfo=None)
        played = Simulation(types=types_that_end(), begins=begins, hours=24 * 365, a_day=1000, seed=self.seed)
        for one in played.calls():
            yield row_of(one, seed=self.seed, zone=zone, received=datetime.now(zone))


class Load:
    """People of dispatch at one programme; Django must point at the programme's database."""

    def __init__(self, programme: Programme, size: Size, *, seed: int) -> None:
        self.programme, self.ledger, self.rows = programme, Ledger(), Rows(seed)
        self.chance, self._stop = Random(seed), Event()  # noqa: S311 - a run must be repeatable
        self.since = datetime.now().astimezone()
        self._log_from = programme.log.stat().st_size
        in_force(edition=edition_of_all_hours())
        self.boss = a_person("Sue Supervisor", permissions={*SUPERVISES, *DISPATCHES, "desks.figures"})
        self.shift = a_shift(self.boss, hours=24)
        meeting = Meeting(self.ledger)
        self.people: list[Person] = [self._sender(size) for _ in range(size.senders)]
        for at in range(size.dispatchers):
            who = a_person(f"Dispatcher {at + 1}", permissions=DISPATCHES)
            self.people.append(
                Dispatcher(self._screen(who), self._chance(), size.dispatchers_think, meeting, size.competes)
            )
        for at in range(size.units):
            self.people.append(self._phone(size, at))
        connections.close_all()

    def _phone(self, size: Size, at: int) -> Phone:
        route = "officer" if at % 5 < 3 else "cso"  # as the calls of the study are
        who = a_person(f"Field {at + 1}", permissions=IN_THE_FIELD)
        sign = f"{'Car' if route == 'officer' else 'CSO'} {at + 101}"
        a_crew(self.boss, a_unit(self.boss, sign, since=self.shift.day), who, self.shift, route=route)
        return Phone(self._screen(who), self._chance(), size.phones_think, sign)

    def _sender(self, size: Size) -> Sender:
        who = a_person("Dispatch system", permissions=("people.make_tokens", "calls.take"))
        with acting_as(who.pk):
            _token, text = make_token(by=who, name="Load", scopes=["calls.take"], until=today())
        screen = Screen(self.programme.port, who.pk, self.ledger, {})
        return Sender(screen, self._chance(), size.senders_think, self.rows, text)

    def _chance(self) -> Random:
        return Random(self.chance.random())  # noqa: S311 - as above

    def _screen(self, who: Staff) -> Screen:
        """A browser in which this person is signed in, as the door signs in whoever gave password and factor."""
        a_second_factor(who)
        browser = Client(SERVER_NAME="127.0.0.1")
        with acting_as(Standing.DOOR), transaction.atomic():
            browser.force_login(who, backend="arcs.web.people.signing_in.StaffBackend")
        cookies = {name: one.value for name, one in browser.cookies.items()} | {"csrftoken": TOKEN}
        return Screen(self.programme.port, who.pk, self.ledger, cookies)

    # ---- at work

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Everybody works until the block ends, and finishes what was begun."""
        threads = [Thread(target=self._work, args=(one,)) for one in self.people]
        for one in threads:
            one.start()
        try:
            yield
        finally:
            self.rows.is_over.set()
            self._stop.set()
            for one in threads:
                one.join()

    def _work(self, one: Person) -> None:
        try:
            one.work(self._stop)
        except Exception as wrong:
            self.ledger.fault(f"{type(one).__name__} gave up: {type(wrong).__name__} {wrong}")

    def kill(self, kind: str) -> float:
        """End one part with `kill -9` and wait until it is there again and people are answered; seconds.

        Where everybody asks at once, a question of ours for `/health` would wait behind theirs.
        """
        begun = time.monotonic()
        killed = self.programme.kill(kind, self.chance)
        if not killed:
            raise AssertionError(f"no {kind} was there to be killed: {self.programme.parts()}")
        while not self._is_back(kind, killed):
            assert time.monotonic() - begun < UNDER_LOAD, f"{kind} did not come back: {self.programme.last_words()}"
            time.sleep(0.05)
        back = time.monotonic()
        while self.ledger.answered_last < back:
            assert time.monotonic() - begun < UNDER_LOAD, f"nobody was answered since the {kind} was killed"
            time.sleep(0.05)
        self.ledger.kills.append(Kill(kind=kind, begun=begun, ended=time.monotonic()))
        return time.monotonic() - begun

    def _is_back(self, kind: str, killed: list[int]) -> bool:
        parts = self.programme.parts()
        return all(parts[one] for one in ("web", "worker", "postmaster")) and not set(killed) & set(parts[kind])

    def errors(self) -> list[str]:
        """The last lines of errors that the programme logged, but for those about a database that was gone."""
        with self.programme.log.open("rb") as log:
            log.seek(self._log_from)
            said = log.read().decode(errors="replace")
        return [one for one in ENDS_OF_ERRORS.findall(said) if not OF_CONNECTIONS.search(one)]

    def all_answered(self) -> bool:
        """Whether every call that came in is triaged, and every unit that was sent has told what came of it."""
        ledger = self.ledger
        triaged = {one.call for one in ledger.decisions.values()}
        gone = [one.call for one in ledger.decisions.values() if one.what in ENDS_IN[:2]]
        told = {one.call for one in ledger.told.values() if one.what == "outcome"}
        return set(ledger.calls.values()) <= triaged and set(gone) <= told

    def wait_until(self, holds: Callable[[], bool], within: float = 90.0) -> None:
        """Wait until something holds of the ledger; AssertionError where it never does or something is amiss."""
        until = time.monotonic() + within
        while not holds():
            assert not self.ledger.faults, self.ledger.faults
            assert time.monotonic() < until, f"nothing came of it within {within:.0f} s: {self.ledger.sums()}"
            time.sleep(0.05)


# ---- what is demanded


def demand_everything(load: Load) -> dict[str, int]:
    """Where the calls of the load stand; AssertionError names whatever is lost, doubled or unexplained."""
    ledger = load.ledger
    wrong = [*ledger.faults, *ledger.unexplained(), *(f"the log says: {one}" for one in load.errors())]
    with acting_as(load.boss.pk), transaction.atomic():
        wrong += [
            *_calls(ledger), *_decisions(ledger), *_assignments(load), *_told(ledger), *_events(load), *_closed(ledger)
        ]  # fmt: skip
    stand = _places(load)
    if sum(stand.values()) != len(ledger.calls):
        wrong.append(f"{len(ledger.calls)} calls came in and {sum(stand.values())} stand in a place: {stand}")
    assert not wrong, f"{len(wrong)} amiss:\n" + "\n".join(wrong[:20])
    return stand


def _calls(ledger: Ledger) -> Iterator[str]:
    from arcs.web.calls.models import Call

    there = Counter(Call.objects.filter(pk__in=ledger.calls.values()).values_list("source_key", flat=True))
    for key in ledger.calls:
        if there[key] != 1:
            yield f"call {key} was acknowledged and is there {there[key]} times"
    every = Call.objects.filter(source="api", source_key__in=ledger.calls).count()
    if every != len(ledger.calls):
        yield f"{len(ledger.calls)} calls were sent and {every} are there under their numbers"


def _decisions(ledger: Ledger) -> Iterator[str]:
    from arcs.web.triage.models import Decision

    rows = list(Decision.objects.filter(call__in=ledger.calls.values()))
    found = {one.key: (one.call_id, one.chosen_route, one.made_by) for one in rows}
    for key, kept in ledger.decisions.items():
        if found.get(key) != (kept.call, kept.what, kept.who):
            yield f"the decision {key} about {kept.call} was acknowledged and is {found.get(key, 'lost')}"
    for one in rows:
        if one.key not in ledger.decisions:
            yield f"{one.call_number} has a decision of which nobody was told"


def _assignments(load: Load) -> Iterator[str]:
    from arcs.web.units.models import Assignment

    ledger, many = load.ledger, Counter[tuple[str, UUID, UUID]]()
    rows = list(Assignment.objects.filter(call__in=ledger.calls.values()).select_related("unit", "call"))
    many.update((one.unit.call_sign, one.call_id, one.held_by) for one in rows)
    for one in (*ledger.asked, *(ledger.sent.keys() - ledger.asked.keys())):
        asked, sent = ledger.asked[one], ledger.sent[one]
        there = many.pop((one.unit, one.call, one.who), 0)
        if not sent <= there <= asked - ledger.refused[one]:
            yield f"{one.unit} to {one.call}: asked {asked}, acknowledged {sent}, and there {there} times"
    for unit, call, _who in many:
        yield f"{unit} has {call}, and nobody sent it"
    yield from _overlaps("has two calls at once", rows, lambda one: one.unit.call_sign)
    yield from _overlaps("has two units that no one sent as backup", rows, lambda one: one.call.number)


def _overlaps(words: str, rows: list[Any], of: Callable[[Any], str]) -> Iterator[str]:
    last: dict[str, datetime | None] = {}
    for one in sorted(rows, key=lambda row: row.held_from):
        name = of(one)
        if name in last and (last[name] is None or one.held_from < last[name]):
            yield f"{name} {words}"
        last[name] = one.held_to


def _told(ledger: Ledger) -> Iterator[str]:
    from arcs.web.calls.models import CallNote
    from arcs.web.dispatch.models import CallOutcome, FieldEntry

    rows = list(FieldEntry.objects.filter(call__in=ledger.calls.values()))
    found = {one.key: (one.call_id, one.made_by, one.kind, one.why_kept) for one in rows}
    for key, kept in ledger.told.items():
        if found.get(key) != (kept.call, kept.who, kept.what, ""):
            yield f"{kept.what} {key} of {kept.call} was acknowledged and is {found.get(key, 'lost')}"
    yield from (
        f"{one.words} of {one.call_id} is there and nobody told it" for one in rows if one.key not in ledger.told
    )
    outcomes = set(CallOutcome.objects.filter(call__in=ledger.calls.values()).values_list("key", flat=True))
    told = {key for key, kept in ledger.told.items() if kept.what == "outcome"}
    if outcomes != told:
        yield f"outcomes lost: {len(told - outcomes)}, outcomes that nobody told: {len(outcomes - told)}"
    notes = CallNote.objects.filter(call__in=ledger.calls.values(), text__startswith="Note ").values_list(
        "text", flat=True
    )
    asked = sum(kept.what == "note" for kept in ledger.told.values())
    if (len(notes), len(set(notes))) != (asked, asked):
        yield f"{asked} notes were told, {len(notes)} are there, {len(set(notes))} different ones"


def _events(load: Load) -> Iterator[str]:
    """Each step of each assignment is one status of its unit, and one tap of its people."""
    from arcs.web.units.models import Assignment, CheckIn, StatusEvent

    rows = list(Assignment.objects.filter(call__in=load.ledger.calls.values()).select_related("unit"))
    steps = Counter[str]()
    for one in rows:
        steps["assigned"] += 1
        steps["en_route"] += one.en_route_at is not None
        steps["on_scene"] += one.on_scene_at is not None
        steps["available"] += one.held_to is not None
    signs = [one.sign_of_unit for one in load.people if isinstance(one, Phone)]
    events = StatusEvent.objects.filter(unit__call_sign__in=signs).values_list("status", flat=True)
    found = Counter(events) - Counter({"available": len(signs)})  # each was available once before the day began
    if found != steps:
        yield f"assignments have {dict(steps)} and their units {dict(found)}"
    tapped = Counter[str](kept.what for kept in load.ledger.told.values())
    if tapped["status"] != sum(steps.values()) - steps["assigned"]:
        yield f"{tapped['status']} statuses were told and {sum(steps.values()) - steps['assigned']} are there"
    check_ins = CheckIn.objects.filter(assignment__in=rows).count()
    if check_ins != tapped["check_in"]:
        yield f"{tapped['check_in']} check-ins were told and {check_ins} are there"


def _closed(ledger: Ledger) -> Iterator[str]:
    from arcs.web.calls.models import Call

    rows = dict(Call.objects.filter(pk__in=ledger.closed, state="closed").values_list("pk", "closed_by"))
    for call, who in ledger.closed.items():
        if rows.get(call) != who:
            yield f"{call} was closed, and that is {rows.get(call, 'lost')}"


def _places(load: Load) -> dict[str, int]:
    """The calls of the load by where they stand, as the programme counts its days."""
    from arcs.web.desks.models import CountedCall
    from arcs.web.desks.work import count_lately

    count_lately()
    keys = list(load.ledger.calls.values())
    with acting_as(load.boss.pk), transaction.atomic():
        stands = CountedCall.objects.filter(call__in=keys, received_at__gte=load.since - timedelta(minutes=1))
        return dict(Counter(stands.values_list("stands", flat=True)))

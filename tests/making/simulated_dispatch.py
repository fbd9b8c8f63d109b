"""Dispatchers and people in the field as programs (`simulated_people`): what one turn of each of them is."""

import html
import http.client
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from threading import Event, Lock
from uuid import UUID, uuid4

from tests.making.dispatch import WHOLE
from tests.making.dispatch_ledger import Acknowledged, Ledger, Send
from tests.making.simulated_people import PATIENCE, NoAnswer, Person

from arcs.core.protocol import RESERVED_QUESTIONS
from arcs.core.vocabulary import NatureFlag

EVERY_SECONDS = 15.0  # what a page shows is fetched anew although its sign is the same: ages grow
KEY = "[0-9a-f-]{36}"
NO_TO_ALL = {f"a-{code}": "no" for code in RESERVED_QUESTIONS}
NO_NEEDS = {one.value: "no" for one in NatureFlag}
OUTCOME = {**WHOLE, "alternatives": "no_ground_to_arrest"}


@dataclass(frozen=True)
class Wish:
    """What a dispatcher is about to press: which unit to which call, and where the button leads."""

    unit: str
    call: UUID
    url: str


@dataclass
class Meeting:
    """Where two dispatchers come to want the same unit, or the same call, in one instant."""

    ledger: Ledger
    _lock: Lock = field(default_factory=Lock)
    _waits: tuple[Wish, Event] | None = None

    def come(self, mine: Wish, *, same_unit: bool, patience: float) -> Wish:
        """Wait for another; the second wants the first one's unit, or its call."""
        with self._lock:
            if self._waits is not None:
                (theirs, other), self._waits = self._waits, None
                other.set()
                self.ledger.met()
                return replace(mine, unit=theirs.unit) if same_unit else replace(theirs, unit=mine.unit)
            waits = (mine, Event())
            self._waits = waits
        waits[1].wait(patience)
        with self._lock:
            if self._waits is waits:
                self._waits = None
        return mine


@dataclass
class Dispatcher(Person):
    """Somebody at the board: triages what came in, sends the unit that is recommended, closes what was answered."""

    meeting: Meeting
    competes: float = 0.25
    sign: str = ""
    looked_at: float = 0.0
    rows: tuple[tuple[UUID, str], ...] = ()

    def turn(self) -> None:
        """Look at the board as its page does each second, then do one thing."""
        self.look()
        by_kind: dict[str, list[UUID]] = {}
        for call, kind in self.rows:
            by_kind.setdefault(kind, []).append(call)
        acts = [("untriaged", self.triage), ("recommended", self.send), ("answered", self.close)]
        self.chance.shuffle(acts)
        for kind, act in acts:
            if calls := by_kind.get(kind):
                # Mostly each takes another one; now and then all of them take the first.
                act(calls[0] if self.chance.random() < self.competes else self.chance.choice(calls))
                if self.chance.random() < 0.7:
                    return

    def look(self) -> None:
        """The board as it stands."""
        quiet = {"Arcs-Background": "true"}
        now = self.screen.ask("board's sign", "/dispatch/revision", headers=quiet).text
        if now != self.sign or time.monotonic() - self.looked_at > EVERY_SECONDS:
            part = self.screen.ask("board's parts", "/dispatch/?part=1", headers=quiet).text
            self.sign, self.looked_at, self.rows = now, time.monotonic(), _rows_of(part)

    def triage(self, call: UUID) -> None:
        """Put a call through the strip: no danger, and what is recommended is accepted."""
        page = self.screen.ask("strip", f"/triage/{call}/").text
        found = re.search(r'id="id_call_type"[^>]* value="([^"]*)"', page)
        if found is None or 'id="accept"' not in page:
            return  # somebody closed it meanwhile
        given = {"call": str(call), "key": str(uuid4()), "call_type": html.unescape(found[1]), **NO_TO_ALL}
        advice = json.loads(self.screen.ask("recommendation", "/triage/recommend", script=given).text)
        answer = self.screen.insist("decision", "/triage/decide", script={**given, "shown": advice["route"]})
        if answer.status == http.client.OK:
            kept = Acknowledged(call=call, who=self.screen.who, what=advice["route"])
            self.screen.ledger.decisions[UUID(given["key"])] = kept
        elif answer.status != http.client.CONFLICT:
            self.screen.ledger.fault(f"decision about {call} was answered {answer.status}: {answer.text[:200]}")

    def send(self, call: UUID) -> None:
        """Send the unit that is recommended; sometimes just when another dispatcher does."""
        page = self.screen.ask("board's parts", f"/dispatch/?part=1&call={call}").text
        found = re.search(
            rf'<form method="post" action="(/dispatch/calls/{call}/send/[^"]*)">(?:(?!</form>).)*'
            r'name="unit" value="([^"]+)"', page, re.DOTALL,
        )  # fmt: skip
        if found is None:
            return
        wish = Wish(html.unescape(found[2]), call, html.unescape(found[1]))
        if self.chance.random() < self.competes:
            wish = self.meeting.come(wish, same_unit=self.chance.random() < 0.5, patience=0.8)
        self._press(wish)

    def _press(self, wish: Wish) -> None:
        ledger, one = self.screen.ledger, Send(wish.unit, wish.call, self.screen.who)
        ledger.count(ledger.asked, one)
        answer = self.screen.ask("assignment", wish.url, form={"unit": wish.unit})
        if answer.status != http.client.FOUND:
            ledger.fault(f"{wish.unit} to {wish.call} was answered {answer.status}: {answer.text[:200]}")
            return
        try:
            said, is_heard = self.screen.ask("board", answer.leads_to).text, True
        except NoAnswer:  # what became of it stood on the page that did not arrive, and is said once
            said, is_heard = self.screen.insist("board", answer.leads_to).text, False
        if re.search(rf"{re.escape(wish.unit)} is assigned to \d+-\d+\.", html.unescape(said)):
            ledger.count(ledger.sent, one)
        elif is_heard:
            ledger.count(ledger.refused, one)

    def close(self, call: UUID) -> None:
        """Close a call that was answered, each of the six needs answered anew."""
        path, ledger = f"/calls/{call}/close/", self.screen.ledger
        if self.screen.ask("page to close a call", path).status != http.client.OK:
            return  # somebody else closed it
        answer = self.screen.ask("call closed", path, form={"code": "answered", **NO_NEEDS})
        if answer.status == http.client.FOUND:
            ledger.closed[call] = self.screen.who
        elif answer.status not in {http.client.CONFLICT, http.client.FORBIDDEN}:
            ledger.fault(f"closing {call} was answered {answer.status}: {answer.text[:200]}")


def _rows_of(board: str) -> tuple[tuple[UUID, str], ...]:
    """The calls of a board with what is to be done about each: triage it, send somebody, close it."""
    found = []
    for row in board.split('<article class="call')[1:]:
        key = re.search(rf'id="call-({KEY})"', row)
        pick = row.partition('<p class="pick">')[2].partition("</article>")[0]
        kind = ""
        if "Not triaged" in row:
            kind = "untriaged"
        elif "To be closed." in pick:
            kind = "answered"
        elif " data-waits" in row and "<span" not in pick and "<b>" not in pick:
            kind = "recommended"
        if key is not None and kind:
            found.append((UUID(key[1]), kind))
    return tuple(found)


# ---- people in the field


@dataclass
class Entry:
    """One tap or text, as the telephone keeps it until it is sent."""

    call: UUID
    fields: Mapping[str, str]
    key: UUID = field(default_factory=uuid4)
    at: float = field(default_factory=time.monotonic)


@dataclass
class Phone(Person):
    """Somebody on a unit: reads where to go, taps each step, and loses the link now and then."""

    sign_of_unit: str = ""
    loses_link: float = 0.15
    sign: str = ""
    looked_at: float = 0.0
    call: UUID | None = None
    steps: list[Mapping[str, str]] = field(default_factory=list)
    queue: list[Entry] = field(default_factory=list)
    done: set[UUID] = field(default_factory=set)
    offline_until: float = 0.0

    def turn(self) -> None:
        """Look as the page does, tap the next step, send what waits."""
        if time.monotonic() >= self.offline_until:
            self.flush()
            if not self.queue:
                self.look()
        if self.call is None:
            return
        if self.chance.random() < self.loses_link:
            self.offline_until = time.monotonic() + self.chance.uniform(1, 4)
        self.queue.append(Entry(self.call, self.steps.pop(0)))
        if not self.steps:
            self.call = None
        if time.monotonic() >= self.offline_until:
            self.flush()

    def look(self) -> None:
        """Whether there is a call."""
        now = self.screen.ask("field's sign", "/field/revision", headers={"Arcs-Background": "true"}).text
        if now == self.sign and time.monotonic() - self.looked_at < EVERY_SECONDS:
            return
        page = self.screen.ask("field page", "/field/").text
        self.sign, self.looked_at = now, time.monotonic()
        found = re.search(r'name="status" value="en_route"', page) and re.search(rf'name="call" value="({KEY})"', page)
        if self.call is None and found and UUID(found[1]) not in self.done:
            self._begin(UUID(found[1]), is_crisis='name="crisis_disposition"' in page)

    def _begin(self, call: UUID, *, is_crisis: bool) -> None:
        self.call = call
        self.done.add(call)
        ledger = self.screen.ledger
        if (sent := ledger.assigned_at.get((call, self.sign_of_unit))) is not None:
            ledger.time("unit sees its call", sent)
        outcome = OUTCOME | ({"crisis_disposition": "released"} if is_crisis else {})
        self.steps = [
            {"kind": "status", "status": "en_route"}, {"kind": "check_in"}, {"kind": "status", "status": "on_scene"},
            {"kind": "note", "text": f"Note {uuid4()}"}, {"kind": "outcome", **outcome},
            {"kind": "status", "status": "available"},
        ]  # fmt: skip

    def flush(self) -> None:
        """Send what waits, in its order; NoAnswer where nobody takes it."""
        while self.queue:
            first = self.queue[0]
            state = self._send(first)
            if self.chance.random() < 0.1 and state in {"done", "there"}:
                self.screen.ledger.again()
                if (again := self._send(first)) != "there":
                    self.screen.ledger.fault(f"{first.fields} sent again was answered {again}")
            self.queue.pop(0)
            if state in {"done", "there"}:
                told = Acknowledged(call=first.call, who=self.screen.who, what=first.fields["kind"])
                self.screen.ledger.told[first.key] = told
            else:
                self.screen.ledger.fault(f"{self.sign_of_unit}: {first.fields} was answered {state}")

    def _send(self, one: Entry) -> str:
        waited = str(round(time.monotonic() - one.at))
        form = {**one.fields, "key": str(one.key), "call": str(one.call), "waited": waited}
        answer = self.screen.ask("field's word", "/field/send", form=form, headers={"Accept": "application/json"})
        said = json.loads(answer.text)
        return str(said["state"]) if said["state"] in {"done", "there"} else f"{said['state']}: {said['words']}"

    def end(self) -> None:
        """Finish the call at hand and send what still waits."""
        if self.call is not None:
            self.queue += [Entry(self.call, one) for one in self.steps]
            self.call = None
        until = time.monotonic() + PATIENCE
        while self.queue and time.monotonic() < until:
            try:
                self.flush()
            except NoAnswer:
                time.sleep(0.3)
        if self.queue:
            self.screen.ledger.fault(f"{self.sign_of_unit}: {len(self.queue)} entries could not be sent")

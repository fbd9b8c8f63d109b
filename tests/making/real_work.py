"""Real work for a running programme: imports and messages, acknowledged only once they are committed, and what is
demanded of them afterwards.
"""

import json
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event, Thread
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import InterfaceError, OperationalError, connections, transaction
from tests.making.people import a_person

from arcs.web.audit.actions import seal_now
from arcs.web.audit.verifying import verify
from arcs.web.jobs.models import Job, JobState
from arcs.web.messages.actions import send_message
from arcs.web.messages.models import MessageState, OutgoingMessage
from arcs.web.people.models import Staff
from arcs.web.studies.actions import begin_study, import_file
from arcs.web.studies.models import CallImport, CallTally, ImportedCall, ImportState, LedgerLine, Study, StudyTable
from arcs.web.wall.acting import Standing, acting_as

GONE = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
HEADER = "Incident Number,Call Type,Priority,Received,Dispatched,Arrived,Cleared,Beat,invented\n"
ENDS_WITHIN = 180.0


def an_invented_export(path: Path, calls: int) -> Path:
    """An export of that many calls, one a minute; every fifth is never dispatched."""
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        for at in range(calls):
            day, hour, minute = 1 + at // 1440, at // 60 % 24, at % 60
            times = ",".join(f"2026-01-{day:02d} {hour:02d}:{minute:02d}:{second:02d}" for second in (0, 10, 20, 50))
            received = times.split(",")[0]
            given = f"{received},,," if at % 5 == 0 else times
            file.write(f"{at},TYPE {at % 7},{at % 3},{given},B{at % 4},yes\n")
    return path


@dataclass
class Asked:
    """What the programme said it has: imports with their numbers of calls, messages by their keys."""

    imports: dict[UUID, int] = field(default_factory=dict)
    messages: dict[UUID, str] = field(default_factory=dict)
    refused: int = 0

    @property
    def many(self) -> int:
        """How much was acknowledged."""
        return len(self.imports) + len(self.messages)


@dataclass
class Customer:
    """A person who keeps asking for work, and remembers only what was acknowledged."""

    folder: Path
    chance: Random
    who: Staff
    study: Study
    asked: Asked = field(default_factory=Asked)
    number: int = 0

    @classmethod
    def new(cls, folder: Path, chance: Random) -> "Customer":
        """An analyst with a study."""
        who = a_person("Ana Lyst", permissions=["studies.read", "studies.create"])
        with acting_as(who.pk), transaction.atomic():
            study = begin_study(by=who, title="Invented", place="Nowhere", invented=True, invented_words="All of it.")
        return cls(folder=folder, chance=chance, who=who, study=study)

    def ask_until(self, stop: Event, imports: int) -> None:
        """Ask for that many imports and for messages all the while, whatever is killed meanwhile."""
        try:
            while not stop.is_set():
                self.number += 1
                try:
                    if imports:
                        imports -= 1
                        self._import()
                    self._message()
                except GONE:
                    self.asked.refused += 1
                    connections.close_all()
                stop.wait(0.15)
        finally:
            connections.close_all()

    def _import(self) -> None:
        calls = self.chance.randint(1, 400)
        path = an_invented_export(self.folder / f"calls-{self.number}.csv", calls)
        with acting_as(self.who.pk), transaction.atomic():
            asked = import_file(by=self.who, study=self.study, path=path, time_zone="America/Chicago")
        self.asked.imports[asked.pk] = calls

    def _message(self) -> None:
        key = f"message-{self.number}"
        with acting_as(self.who.pk), transaction.atomic():
            sent = send_message(
                by=self.who, to="somebody@example.org", subject=f"Invented {self.number}", body="Hello.", key=key
            )
        self.asked.messages[sent.pk] = key


class Asking:
    """`with Asking(customer, imports=2):` the customer asks in a thread of its own until the block ends."""

    def __init__(self, customer: Customer, imports: int) -> None:
        self._stop = Event()
        self._thread = Thread(target=customer.ask_until, args=(self._stop, imports))

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


def wait_until_all_ended(within: float = ENDS_WITHIN) -> float:
    """Wait until no job is open and no message is on its way; seconds. AssertionError with what is stuck."""
    begun = time.monotonic()
    stuck = ""
    while time.monotonic() - begun < within:
        try:
            jobs, messages = _open_work()
        except GONE:  # our own connection was killed too
            connections.close_all()
            continue
        if not jobs and not messages:
            return time.monotonic() - begun
        stuck = f"{[(str(one), one.attempt, one.stage) for one in jobs]} {[str(one) for one in messages]}"
        time.sleep(0.1)
    raise AssertionError(f"not ended after {within:.0f} s: {stuck}")


def _open_work() -> tuple[list[Job], list[OutgoingMessage]]:
    with acting_as(Standing.CLERK), transaction.atomic():
        jobs = list(Job.objects.filter(state__in=(JobState.WAITING, JobState.RUNNING)))
    with acting_as(Standing.MESSENGER), transaction.atomic():
        moving = OutgoingMessage.objects.filter(state__in=(MessageState.WAITING, MessageState.SENDING))
        return jobs, list(moving)


def demand_everything(customer: Customer, *, taken: Counter[str]) -> dict[str, int]:
    """What was acknowledged is there, once, and ended well or says why not; how much of which.

    `taken` counts how often the way out was handed each message, by its id; AssertionError for whatever is amiss.
    """
    found = Counter[str]()
    for pk, calls in customer.asked.imports.items():
        found[_demand_import(customer, pk, calls)] += 1
    with acting_as(Standing.MESSENGER), transaction.atomic():
        states = dict(OutgoingMessage.objects.values_list("pk", "state"))
        why = dict(OutgoingMessage.objects.values_list("pk", "why"))
    for pk in customer.asked.messages:
        assert pk in states, f"message {pk} was acknowledged and is lost"
    for pk, state in states.items():
        many = taken[str(pk)]
        assert many <= 1, f"message {pk} was sent {many} times"
        assert state != MessageState.SENT or many == 1, f"message {pk} is called sent and was not"
        assert state in (MessageState.SENT, MessageState.UNCLEAR), f"message {pk} is {state}: {why[pk]}"
        assert state != MessageState.UNCLEAR or why[pk], f"message {pk} is unclear and does not say why"
        found[f"messages {state}"] += 1
    return dict(found)


def _demand_import(customer: Customer, pk: UUID, calls: int) -> str:
    with acting_as(customer.who.pk), transaction.atomic():
        one = CallImport.objects.get(pk=pk)
        jobs = list(Job.objects.filter(subject_id=pk))
        assert len(jobs) == 2, f"import {pk} has {len(jobs)} jobs"
        for job in jobs:
            assert job.state == JobState.DONE or (job.state == JobState.FAILED and job.why), f"{job} {job.why}"
        numbers = list(ImportedCall.objects.filter(call_import=pk).values_list("number", flat=True))
        if any(job.state == JobState.FAILED for job in jobs):
            assert one.state != ImportState.LOADED or len(numbers) == calls
            return "imports failed with a sentence"
        assert one.state == ImportState.LOADED, f"import {pk} is {one.state}, its work is done: {one.why_stopped}"
        assert sorted(numbers) == list(range(1, calls + 1)), f"import {pk} has {len(numbers)} calls of {calls}"
        assert CallTally.objects.get(call_import=pk, dimension="chosen", value="yes").calls == calls
        lines = LedgerLine.objects.filter(call_import=pk, account="records", discipline="")
        assert [line.rows for line in lines.order_by("position")] == [calls, calls]
        names = list(StudyTable.objects.filter(call_import=pk).values_list("name", flat=True))
        assert names, f"import {pk} has no tables"
        assert len(names) == len(set(names))
    return "imports loaded"


def demand_the_audit() -> None:
    """Seal what is over, and verify every seal."""
    seal_now()
    found = verify()
    assert found.good, found.sentences()


def taken_by_the_log(path: Path | None = None) -> Counter[str]:
    """How often each message stands in the log that stands for a mail server, by its id."""
    path = path or Path(settings.ARCS_MAIL_LOG)
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return Counter(json.loads(line)["id"].partition("@")[0] for line in lines)

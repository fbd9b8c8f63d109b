"""`script/bench faults`: kills the running programme in the middle of real work, and demands everything."""

import os
import random
import shutil
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from tests.making.programme import KINDS, Programme

if TYPE_CHECKING:
    from tests.making.real_work import Customer

FOLDER = Path("var/bench/faults").absolute()
LONGEST_WAIT = 4.0  # seconds of work before the kill
SEALED_EVERY = 5  # rounds
Taken = Callable[[], Counter[str]]


@dataclass
class Rounds:
    """What one kind of kill came to."""

    rounds: int = 0
    recovered: int = 0
    serving: list[float] = field(default_factory=list)
    ended: list[float] = field(default_factory=list)


@dataclass
class Tally:
    """All rounds of a run; `faults` are the sentences of what was amiss."""

    by_kind: dict[str, Rounds] = field(default_factory=lambda: defaultdict(Rounds))
    faults: list[str] = field(default_factory=list)


def run(*, rounds: int, seed: int | None) -> int:
    """Run that many rounds, half with the mail log and half with a mail server; 1 when anything was amiss."""
    seed = random.SystemRandom().randrange(10**6) if seed is None else seed
    print(f"{rounds} rounds, seed {seed}, {os.cpu_count()} processors")
    tally, chance = Tally(), Random(seed)  # noqa: S311 - a run must be repeatable
    kinds = [KINDS[at % len(KINDS)] for at in range(rounds)]
    chance.shuffle(kinds)
    Programme(FOLDER / "state").erase()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with ExitStack() as stack:
        _use_state(stack, tally, chance, kinds)
    _report(tally)
    return 1 if tally.faults else 0


def _use_state(stack: ExitStack, tally: Tally, chance: Random, kinds: list[str]) -> None:
    """Begin the programme on a new state folder, do the rounds, and stop it."""
    from tests.making.mail import TinyMailServer

    half = len(kinds) // 2
    programme = Programme(FOLDER / "state")
    print(f"first start: {programme.begin_and_wait():.1f} s", flush=True)
    stack.callback(programme.stop)
    addresses = programme.addresses()
    set_django_up(programme, addresses.application)
    from tests.making import real_work

    customer = real_work.Customer.new(FOLDER, chance)
    _do_rounds(programme, customer, tally, kinds[:half], real_work.taken_by_the_log)
    server = stack.enter_context(TinyMailServer())
    programme.stop()
    programme.environment["ARCS_SMTP_URL"] = server.url
    print(f"again, with a mail server: {programme.begin_and_wait():.1f} s", flush=True)

    def taken() -> Counter[str]:
        ids = (line for text in server.taken for line in text.splitlines() if line.startswith("Message-ID: <"))
        return real_work.taken_by_the_log() + Counter(line[13:].partition("@")[0] for line in ids)

    _do_rounds(programme, customer, tally, kinds[half:], taken)
    programme.stop()
    left = programme.left_over(addresses)
    if left:
        tally.faults.append(f"after the stop these were left: {left}")
    print(f"nothing left over after the stop: {not left}")
    if not tally.faults:
        programme.erase()


def set_django_up(programme: Programme, application: str) -> None:
    """Django of this process at the programme's database, with the programme's keys."""
    os.environ |= {
        "DATABASE_URL": application,
        "ARCS_STATE_FOLDER": str(programme.state),
        "DJANGO_SETTINGS_MODULE": "arcs.web.site.settings",
    }
    import django

    django.setup()
    from django.db import connections

    for alias in connections:
        connections.settings[alias]["OPTIONS"].pop("pool", None)  # a pool would speak of every kill


def _do_rounds(programme: Programme, customer: "Customer", tally: Tally, kinds: list[str], taken: Taken) -> None:
    for kind in kinds:
        one = tally.by_kind[kind]
        one.rounds += 1
        number = sum(each.rounds for each in tally.by_kind.values())
        try:
            serving, ended, said = _round(programme, customer, kind, taken, audited=number % SEALED_EVERY == 0)
        except AssertionError as fault:
            tally.faults.append(f"round {number}, {kind}: {fault}")  # told once: it would be found again each time
            print(f"{number:4} {kind:12} FAULT {fault}", flush=True)
            customer.asked.imports.clear()
            _begin_anew(programme)
        else:
            one.recovered += 1
            one.serving.append(serving)
            one.ended.append(ended)
            print(
                f"{number:4} {kind:12} serves after {serving:6.2f} s, work ended {ended:6.1f} s later: {said}",
                flush=True,
            )


def _round(
    programme: Programme, customer: "Customer", kind: str, taken: Taken, *, audited: bool
) -> tuple[float, float, str]:
    """One kill at a random moment of the work; seconds to serve again, seconds to the work's end, what was there."""
    from tests.making import real_work

    wait = customer.chance.uniform(0, LONGEST_WAIT)
    with real_work.Asking(customer, imports=2):
        time.sleep(wait)
        killed = programme.kill(kind, customer.chance)
        if not killed:
            raise AssertionError(f"no {kind} was there to be killed: {programme.parts()}")
        serving = programme.recover(kind, killed)
    ended = real_work.wait_until_all_ended()
    said = real_work.demand_everything(customer, taken=taken())
    if audited:
        real_work.demand_the_audit()
    return serving, ended, ", ".join(f"{many} {what}" for what, many in sorted(said.items()))


def _begin_anew(programme: Programme) -> None:
    """After a fault: stop and start, so that the next round has a programme."""
    programme.stop()
    programme.begin_and_wait()


def _report(tally: Tally) -> None:
    print(f"\n{'killed':14}{'rounds':>8}{'recovered':>11}{'median s':>10}{'90 % s':>9}{'work ended s':>14}")
    for kind in KINDS:
        one = tally.by_kind[kind]
        times = one.serving or [float("nan")]
        p90 = statistics.quantiles(times, n=10)[-1] if len(times) > 1 else times[0]
        ended = statistics.median(one.ended or [float("nan")])
        middle = statistics.median(times)
        print(f"{kind:14}{one.rounds:8}{one.recovered:11}{middle:10.2f}{p90:9.2f}{ended:14.1f}")
    for fault in tally.faults:
        print(f"FAULT {fault}", file=sys.stderr)

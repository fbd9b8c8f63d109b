"""`script/bench dispatch`: dispatchers and units at work while parts are killed; the board beside a million calls."""

import os
import random
import shutil
import statistics
import sys
import time
from collections import Counter
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from tests.making.programme import Programme

from arcs.postgres.server import PrivateServer
from benchmarks.faults import set_django_up
from benchmarks.side_by_side import HERE, System, measure, report, serving, system

if TYPE_CHECKING:
    from tests.making.dispatch_load import Load

FOLDER = Path("var/bench/dispatch").absolute()
DISPATCHERS, UNITS = 12, 40
MOST_QUERIES = 13  # of the board itself, tests/web/dispatch/test_board.py; the page's frame asks a few of its own
KINDS = ("web", "worker", "postmaster", "backend")
APART = (45.0, 75.0)  # seconds between kills: a part that lived for a minute begins again at once
DRAIN = 120.0  # seconds in which no more calls come in and those that are there are answered


def run(*, minutes: float, calls: int, requests: int, seed: int | None) -> int:
    """The pages with an empty archive and with that many calls, then the load; 1 when anything was amiss."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    grown = _pages(calls, requests)
    seed = random.SystemRandom().randrange(10**6) if seed is None else seed
    amiss = _load(minutes, seed)
    return 1 if grown or amiss else 0


# ---- pages


def _pages(calls: int, requests: int) -> list[str]:
    """Print each page with an empty archive and with a full one, and how many bare pages it is worth."""
    with ExitStack() as stack:
        server = stack.enter_context(PrivateServer(FOLDER / "server"))
        few, many = (stack.enter_context(_system(server, archived)) for archived in (0, calls))
        alone = {**os.environ, "PYTHONPATH": str(HERE)}
        port = stack.enter_context(serving("benchmarks.bare_django:application", alone))
        bare = System(port=port, pages={"bare Django page": "/"})
        measure(few, many, requests, beside=bare)
        heading = f"few: 200 open calls, 60 units, empty archive; many: the same and {calls:,} archived calls"
        grown = report(few, many, requests, heading)
    own = [one.queries["board itself"] for one in (few, many)]
    print(
        f"the board itself: {own[0]} queries with an empty archive, {own[1]} with {calls:,} calls; most {MOST_QUERIES}"
    )
    grown += ["board itself"] if own[0] != own[1] or own[1] > MOST_QUERIES else []
    plain = statistics.median(bare.times["bare Django page"])
    print(
        f"a bare Django page, asked for in turn with them, takes {1000 * plain:.1f} ms; with {calls:,} archived calls:"
    )
    for name, times in many.times.items():
        print(f"{name:28}{statistics.median(times) / plain:8.1f} bare pages")
    return grown


def _system(server: PrivateServer, archived: int) -> AbstractContextManager[System]:
    filling = ["benchmarks.dispatch_filling", str(archived)]
    return system(server, f"dispatch_{archived}", FOLDER, filling, f"{archived:,} archived calls")


# ---- the load


def _load(minutes: float, seed: int) -> bool:
    """Dispatchers and units at a programme of their own, parts of it killed; whether anything was amiss."""
    chance = Random(seed)  # noqa: S311 - a run must be repeatable
    print(f"\n{DISPATCHERS} dispatchers, {UNITS} units, {minutes:g} minutes, seed {seed}, {os.cpu_count()} processors")
    Programme(FOLDER / "state").erase()
    shutil.rmtree(FOLDER / "state", ignore_errors=True)
    programme = Programme(FOLDER / "state")
    try:
        print(f"first start: {programme.begin_and_wait():.1f} s", flush=True)
        set_django_up(programme, programme.addresses().application)
        from tests.making.dispatch_load import Load, Size, demand_everything

        load = Load(programme, Size(dispatchers=DISPATCHERS, units=UNITS), seed=seed)
        _work(load, chance, minutes * 60)
        stand = demand_everything(load)
    except AssertionError as fault:
        print(f"FAULT {fault}", file=sys.stderr)
        return True
    finally:
        programme.stop()
    _report(load, stand)
    programme.erase()
    return False


def _work(load: "Load", chance: Random, seconds: float) -> None:
    """Everybody works; every minute or so one part is killed, each kind in turn; then what is there is answered."""
    begun = time.monotonic()
    with load.at_work():
        while (left := begun + seconds - time.monotonic()) > 0:
            next_kill = time.monotonic() + min(left, chance.uniform(*APART))
            load.wait_until(lambda: time.monotonic() >= next_kill)  # noqa: B023 - it is asked within the turn
            if left > APART[1]:
                kind = KINDS[len(load.ledger.kills) % len(KINDS)]
                after = load.kill(kind)
                print(f"{time.monotonic() - begun:5.0f} s: {kind} killed, serves after {after:.1f} s", flush=True)
        load.rows.is_over.set()
        end = time.monotonic() + DRAIN
        load.wait_until(lambda: load.all_answered() or time.monotonic() >= end, 2 * DRAIN)


def _report(load: "Load", stand: dict[str, int]) -> None:
    ledger = load.ledger
    told = Counter(one.what for one in ledger.told.values())
    kinds = Counter(one.kind for one in ledger.kills)
    print(
        f"\ncalls {len(ledger.calls):,}, decisions {len(ledger.decisions):,}, assignments {ledger.sent.total():,}, "
        f"{ledger.refused.total():,} refused (two wanted the same at one instant {ledger.meetings:,} times), "
        f"statuses {told['status']:,}, check-ins {told['check_in']:,}, notes {told['note']:,}, "
        f"outcomes {told['outcome']:,}, closed {len(ledger.closed):,}"
    )
    print(f"kills {len(ledger.kills)}: {', '.join(f'{kind} {many}' for kind, many in sorted(kinds.items()))}")
    print(
        f"not answered {ledger.no_answers:,} times, all of them around a kill; sent twice {ledger.sent_twice:,} times"
    )
    print("lost 0, doubled 0, no unit on two calls at once, no call with two units that nobody sent as backup")
    print(f"where the {sum(stand.values()):,} calls stand: {', '.join(f'{k} {v:,}' for k, v in sorted(stand.items()))}")
    print(f"\n{'page':28}{'asked':>8}{'median ms':>11}{'90 % ms':>9}")
    for name, times in sorted(ledger.took.items()):
        p90 = statistics.quantiles(times, n=10)[-1] if len(times) > 1 else times[0]
        print(f"{name:28}{len(times):8,}{1000 * statistics.median(times):11.0f}{1000 * p90:9.0f}")

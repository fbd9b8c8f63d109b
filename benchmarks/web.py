"""`script/bench web`: every page with little more than it shows stored, and with a million calls, side by side."""

import json
import os
import statistics
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from arcs.postgres.server import PrivateServer
from benchmarks.side_by_side import HERE, System, measure, report, run_command, serving, system

FOLDER = Path("var/bench/web").absolute()
# As few as fill the pages: one call in a hundred has a negative interval, one look in fifty was refused.
FEW = (7_000, 2_600, 100)
MANY_ROWS = 5_000
CONNECTIONS, SECONDS, LOADS = 8, 4.0, 3


def run(*, calls: int, events: int, requests: int, only: Sequence[str] = ()) -> int:
    """Print pages, queries and requests per second; 1 when a page's number of queries grows with the rows.

    `only` names the pages to ask for, where not all are wanted; requests per second are then left out.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        server = stack.enter_context(PrivateServer(FOLDER / "server"))
        few, many = (
            stack.enter_context(_system(server, "bench_" + "_".join(map(str, rows)), *rows))
            for rows in (FEW, (calls, events, MANY_ROWS))
        )
        measure(few, many, requests, set(only))
        heading = "; ".join(
            f"{name}: {rows[0]:,} calls, {rows[1]:,} looks in the audit, {rows[2]:,} jobs and messages"
            for name, rows in (("few", FEW), ("many", (calls, events, MANY_ROWS)))
        )
        grown = report(few, many, requests, heading)
        if not only:
            _report_load(stack, many)
    return 1 if grown else 0


def _system(server: PrivateServer, name: str, calls: int, events: int, rows: int) -> AbstractContextManager[System]:
    filling = ["benchmarks.web_filling", str(calls), str(events), str(rows), str(FOLDER)]
    return system(server, name, FOLDER, filling, f"{calls:,} calls")


# ---- requests per second


def _report_load(stack: ExitStack, full: System) -> None:
    """As many requests as the server takes, in turn with a bare Django page under the same settings."""
    alone = {**os.environ, "PYTHONPATH": str(HERE)}
    bare = stack.enter_context(serving("benchmarks.bare_django:application", alone))
    asked = {
        "bare Django page": (bare, "/", ""),
        "/health": (full.port, "/health", ""),
        "start page, signed in": (full.port, "/", full.cookie),
        "list of studies": (full.port, full.pages["studies"], full.cookie),
        "list of calls": (full.port, full.pages["calls"], full.cookie),
    }
    rates: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(LOADS):
        for name, (port, path, cookie) in asked.items():
            command = [sys.executable, "-m", "benchmarks.load", str(port), path, str(CONNECTIONS), str(SECONDS), cookie]
            found = json.loads(run_command(command, os.environ))
            if found["bad"]:
                raise SystemExit(f"{path}: {found['bad']} answers were not 200")
            rates[name].append(found["good"] / found["seconds"])
    print(
        f"\nrequests per second, {CONNECTIONS} connections, one server process, {LOADS} runs of {SECONDS:g} s in turn"
    )
    plain = statistics.median(rates["bare Django page"])
    for name, found_rates in rates.items():
        rate = statistics.median(found_rates)
        print(f"{name:28}{rate:10,.0f}{rate / plain:9.1%} of the bare page")

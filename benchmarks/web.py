"""`script/bench web`: every page with next to nothing stored and with a million calls, side by side."""

import http.client
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.making.programme import a_free_port

from arcs.postgres.addresses import Addresses
from arcs.postgres.roles import create_database, databases
from arcs.postgres.server import PrivateServer

FOLDER = Path("var/bench/web").absolute()
FEW_CALLS = 1_000
GOAL = 2.0
CONNECTIONS, SECONDS, LOADS = 8, 4.0, 3
HERE = Path(__file__).parents[1]


@dataclass(kw_only=True)
class System:
    """One database and the web server before it; `cookie` is a session of somebody who may do everything."""

    port: int = 0
    cookie: str = ""
    pages: Mapping[str, str] = field(default_factory=dict)
    queries: Mapping[str, int] = field(default_factory=dict)
    times: dict[str, list[float]] = field(default_factory=dict)


def run(*, calls: int, events: int, requests: int) -> int:
    """Print pages, queries and requests per second; 1 when a page's number of queries grows with the rows."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        server = stack.enter_context(PrivateServer(FOLDER / "server"))
        empty = stack.enter_context(_system(server, "bench_empty", FEW_CALLS, 0))
        full = stack.enter_context(_system(server, f"bench_{calls}_{events}", calls, events))
        _measure(empty, full, requests)
        grown = _report(empty, full, calls, events, requests)
        _report_load(stack, full)
    return 1 if grown else 0


# ---- the systems


@contextmanager
def _system(server: PrivateServer, name: str, calls: int, events: int) -> Iterator[System]:
    """A database, made and filled once, and a web server before it as `arcs serve` starts one."""
    if name not in databases(server.admin_url):
        create_database(server.admin_url, name)
    addresses = server.addresses.of_database(name)
    surroundings = _surroundings(addresses)
    owner = {**surroundings, "DATABASE_URL": addresses.owner}
    begun = time.monotonic()
    _run([sys.executable, "-m", "arcs.web.site.preparing"], owner)
    said = _run(
        [sys.executable, "-m", "benchmarks.web_filling", str(calls), str(events), str(FOLDER)],
        {**surroundings, "ARCS_OWNER_DATABASE_URL": addresses.owner},
    )
    print(f"{name}: {calls:,} calls, ready after {time.monotonic() - begun:.0f} s", flush=True)
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    with _serving("arcs.web.site.asgi:application", surroundings) as port:
        yield System(port=port, **found)


def _surroundings(addresses: Addresses) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": addresses.application,
        "ARCS_STATE_FOLDER": str(FOLDER / "state"),
        "DJANGO_SETTINGS_MODULE": "arcs.web.site.settings",
        "ARCS_BEHIND_TLS": "0",
        "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE / "src")]),
    }


def _run(command: list[str], surroundings: Mapping[str, str]) -> str:
    done = subprocess.run(command, env=dict(surroundings), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    return done.stdout


@contextmanager
def _serving(application: str, surroundings: Mapping[str, str]) -> Iterator[int]:
    """uvicorn with the settings of `arcs serve`, until the block ends; its port."""
    port = a_free_port()
    command = [sys.executable, "-m", "uvicorn", application, "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--no-server-header", "--log-level", "warning", "--lifespan", "off"]
    process = subprocess.Popen(command, env=dict(surroundings))
    try:
        while not _answers(port):
            if process.poll() is not None:
                raise SystemExit(f"{application} could not be served")
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < http.client.INTERNAL_SERVER_ERROR
    except OSError:
        return False
    finally:
        connection.close()


# ---- pages


def _measure(empty: System, full: System, requests: int) -> None:
    """Each page of both systems in turn, so that what slows the machine slows both."""
    for at in range(requests + 1):
        for name in full.pages:
            for one in (empty, full) if at % 2 else (full, empty):
                if name in one.pages:
                    seconds = _ask(one, one.pages[name])
                    if at:  # the first of each warms it up
                        one.times.setdefault(name, []).append(seconds)


def _ask(one: System, path: str) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", one.port, timeout=120)
    begun = time.perf_counter()
    connection.request("GET", path, headers={"Cookie": one.cookie})
    answer = connection.getresponse()
    answer.read()
    seconds = time.perf_counter() - begun
    connection.close()
    if answer.status != http.client.OK:
        raise SystemExit(f"{path} answers {answer.status}")
    return seconds


def _report(empty: System, full: System, calls: int, events: int, requests: int) -> list[str]:
    """Print each page; the names of those whose number of queries grows."""
    print(f"\n{requests} requests of each page, {os.cpu_count()} processors; milliseconds: median, 90 %")
    print(f"few: {FEW_CALLS:,} calls, one person; many: {calls:,} calls, {events:,} looks in the audit")
    print(f"{'page':28}{'few':>8}{'90 %':>8}{'many':>8}{'90 %':>8}{'ratio':>8}{'queries':>9}{'many':>6}")
    slow, grown = [], []
    for name, times in full.times.items():
        few = empty.times.get(name, [])
        ratio = statistics.median(times) / statistics.median(few) if few else float("nan")
        print(
            f"{name:28}{_two(few)}{_two(times)}{ratio:8.2f}{empty.queries.get(name, 0):9}{full.queries[name]:6}"
            f"{'  slow' if ratio > GOAL else ''}"
        )
        slow += [name] if ratio > GOAL else []
        grown += [name] if name in empty.queries and full.queries[name] > empty.queries[name] else []
    within = len(full.times) - len(slow)
    print(f"{within} of {len(full.times)} pages within {GOAL:g} times; beyond: {', '.join(slow) or 'none'}")
    print(f"pages whose number of queries grows: {', '.join(grown) or 'none'}")
    return grown


def _two(times: list[float]) -> str:
    if not times:
        return f"{'–':>8}{'–':>8}"
    p90 = statistics.quantiles(times, n=10)[-1] if len(times) > 1 else times[0]
    return f"{1000 * statistics.median(times):8.1f}{1000 * p90:8.1f}"


# ---- requests per second


def _report_load(stack: ExitStack, full: System) -> None:
    """As many requests as the server takes, in turn with a bare Django page under the same settings."""
    alone = {**os.environ, "PYTHONPATH": str(HERE)}
    bare = stack.enter_context(_serving("benchmarks.bare_django:application", alone))
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
            found = json.loads(_run(command, os.environ))
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

"""Two systems of one programme on one PostgreSQL, one with few rows and one with many, and their pages in turn."""

import http.client
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.making.programme import a_free_port

from arcs.postgres.addresses import Addresses
from arcs.postgres.roles import create_database, databases
from arcs.postgres.server import PrivateServer

GOAL = 2.0
LONG = 1.0  # seconds of a first request that are worth telling
HERE = Path(__file__).parents[1]


@dataclass(kw_only=True)
class System:
    """One database and the web server before it; `cookie` is a session of somebody who may do everything.

    A page whose name stands in `posted` is asked for by a post of that body; `headers` are what a page's script adds.
    """

    port: int = 0
    cookie: str = ""
    pages: Mapping[str, str] = field(default_factory=dict)
    posted: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    queries: Mapping[str, int] = field(default_factory=dict)
    times: dict[str, list[float]] = field(default_factory=dict)
    first: dict[str, float] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)


# ---- the systems


@contextmanager
def system(server: PrivateServer, name: str, folder: Path, filling: Sequence[str], holds: str) -> Iterator[System]:
    """A database, made and filled once, and a web server before it as `arcs serve` starts one.

    `filling` is the module with its arguments that fills it and prints the other fields of `System` as JSON.
    """
    if name not in databases(server.admin_url):
        create_database(server.admin_url, name)
    addresses = server.addresses.of_database(name)
    surroundings = _surroundings(addresses, folder)
    begun = time.monotonic()
    run_command([sys.executable, "-m", "arcs.web.site.preparing"], {**surroundings, "DATABASE_URL": addresses.owner})
    said = run_command([sys.executable, "-m", *filling], {**surroundings, "ARCS_OWNER_DATABASE_URL": addresses.owner})
    print(f"{name}: {holds}, ready after {time.monotonic() - begun:.0f} s", flush=True)
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    with serving("arcs.web.site.asgi:application", surroundings) as port:
        yield System(port=port, **found)


def _surroundings(addresses: Addresses, folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": addresses.application,
        "ARCS_STATE_FOLDER": str(folder / "state"),
        "DJANGO_SETTINGS_MODULE": "arcs.web.site.settings",
        "ARCS_BEHIND_TLS": "0",
        "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE / "src")]),
    }


def run_command(command: list[str], surroundings: Mapping[str, str]) -> str:
    """What a command says; SystemExit with the end of its errors where it fails."""
    done = subprocess.run(command, env=dict(surroundings), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    return done.stdout


@contextmanager
def serving(application: str, surroundings: Mapping[str, str]) -> Iterator[int]:
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


def measure(
    few: System, many: System, requests: int, only: Collection[str] = (), *, beside: System | None = None
) -> None:
    """Each page of both systems (those named, or all) in turn, so that what slows the machine slows both.

    The pages of `beside` are asked for after each page of the others.
    """
    names = [name for name in many.pages if not only or name in only]
    for at in range(requests + 1):
        for name in names:
            for one in (few, many) if at % 2 else (many, few):
                if name in one.pages:
                    seconds = _ask(one, name)
                    if at:
                        one.times.setdefault(name, []).append(seconds)
                    else:  # it warms the page up, and may reckon what others only show
                        one.first[name] = seconds
            for plain in beside.pages if beside and at else ():
                beside.times.setdefault(plain, []).append(_ask(beside, plain))


def _ask(one: System, name: str) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", one.port, timeout=600)
    headers = {"Cookie": one.cookie, **one.headers.get(name, {})}
    begun = time.perf_counter()
    if name in one.posted:
        connection.request("POST", one.pages[name], one.posted[name], headers)
    else:
        connection.request("GET", one.pages[name], headers=headers)
    answer = connection.getresponse()
    one.sizes[name] = len(answer.read())
    seconds = time.perf_counter() - begun
    connection.close()
    if answer.status != http.client.OK:
        raise SystemExit(f"{one.pages[name]} answers {answer.status}")
    return seconds


def report(few: System, many: System, requests: int, heading: str) -> list[str]:
    """Print each page; the names of those whose number of queries grows."""
    print(f"\n{requests} requests of each page, {os.cpu_count()} processors; milliseconds: median, 90 %")
    print(heading)
    print(
        f"{'page':28}{'few':>8}{'90 %':>8}{'many':>8}{'90 %':>8}{'ratio':>8}{'queries':>9}{'many':>6}"
        f"{'kB':>7}{'many':>6}"
    )
    slow, grown = [], []
    for name, times in many.times.items():
        fewer = few.times.get(name, [])
        ratio = statistics.median(times) / statistics.median(fewer) if fewer else float("nan")
        print(
            f"{name:28}{_two(fewer)}{_two(times)}{ratio:8.2f}{few.queries.get(name, 0):9}{many.queries[name]:6}"
            f"{few.sizes.get(name, 0) / 1000:7.0f}{many.sizes[name] / 1000:6.0f}"
            f"{'  slow' if ratio > GOAL else ''}"
        )
        slow += [name] if ratio > GOAL else []
        grown += [name] if name in few.queries and many.queries[name] > few.queries[name] else []
    within = len(many.times) - len(slow)
    print(f"{within} of {len(many.times)} pages within {GOAL:g} times; beyond: {', '.join(slow) or 'none'}")
    print(f"pages whose number of queries grows: {', '.join(grown) or 'none'}")
    for name, seconds in many.first.items():
        if seconds > LONG:
            print(f"{name}, asked for first: {few.first.get(name, 0):.1f} s with few, {seconds:.1f} s with many")
    return grown


def _two(times: list[float]) -> str:
    if not times:
        return f"{'–':>8}{'–':>8}"
    p90 = statistics.quantiles(times, n=10)[-1] if len(times) > 1 else times[0]
    return f"{1000 * statistics.median(times):8.1f}{1000 * p90:8.1f}"

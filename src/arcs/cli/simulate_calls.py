"""`arcs simulate-calls`: invented calls at a chosen pace, into the interface or the folder, as dispatch sends them."""

import http.client
import json
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

import click

from arcs.core.refusal import Refusal

PATIENCE_SECONDS, TRIES = 10.0, 4
LONGEST_HOURS, LAST_YEAR, LONGEST_WAIT = 100_000, 9_000, 3_600.0
PATH = "/api/calls"
TAKEN, THERE, ASIDE, WRITTEN, NOT_SENT = "taken", "there already", "set aside", "written", "not sent"
Row = Mapping[str, str]
Send = Callable[[Row, Event], tuple[str, str]]


@click.command("simulate-calls")
@click.option("--to", "url", help="Address of ARCS, as in http://127.0.0.1:8000; the calls go to its /api/calls.")
@click.option("--folder", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Folder that ARCS reads.")
@click.option(
    "--token-file", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="File that holds an API token with the scope calls.take; else the variable ARCS_TOKEN.",
)  # fmt: skip
@click.option("--pace", type=float, default=1.0, show_default=True, help="1: in real time; 60: an hour in a minute.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same calls.")
@click.option("--calls", type=click.IntRange(1), help="Stop after so many calls.")
@click.option(
    "--hours",
    type=click.FloatRange(0, LONGEST_HOURS, min_open=True),
    default=24.0,
    show_default=True,
    help="Hours to play.",
)
@click.option("--a-day", type=click.IntRange(1, 100_000), default=60, show_default=True, help="Calls in 24 hours.")
@click.option(
    "--day", type=click.DateTime(["%Y-%m-%d"]),
    help="Play this day from midnight, each call received at its own moment; else from now on, received when sent.",
)  # fmt: skip
@click.option(
    "--study", type=click.Path(path_type=Path, exists=True, file_okay=False), default=Path("examples/oak_park"),
    show_default=True, help="Study folder: its call types by their hours, and the clock of its agency.toml.",
)  # fmt: skip
@click.option("--quiet", is_flag=True, help="Say only what became of all of them.")
def simulate_calls(
    *, url: str | None, folder: Path | None, token_file: Path | None, pace: float, seed: int, calls: int | None,
    hours: float, a_day: int, day: datetime | None, study: Path, quiet: bool,
) -> None:  # fmt: skip
    """Send invented calls, each marked as invented, until the hours are over, the calls are sent, or Ctrl-C.

    Ends with 1 when a call was set aside or could not be sent.
    """
    from arcs.files.agency import read_agency  # noqa: PLC0415 - loads what `--help` must not wait for
    from arcs.files.invented.live_calls import Simulation, row_of, weights_of  # noqa: PLC0415 - the same reason
    from arcs.files.studies import read_study  # noqa: PLC0415 - the same reason

    if not 0 < pace < float("inf"):
        raise Refusal(f"--pace {pace}", "time stands still or runs back", "give a pace above 0, as in 60")
    if day is not None and day.year > LAST_YEAR:
        raise Refusal(f"--day {day:%Y-%m-%d}", "calendars end soon after it", f"give a day before the year {LAST_YEAR}")
    send = _sender(url, folder, token_file)
    zone = read_agency(study / "agency.toml").zone
    begins = day or datetime.now(zone).replace(tzinfo=None)
    played = Simulation(types=weights_of(read_study(study)), begins=begins, hours=hours, a_day=a_day, seed=seed)
    became: Counter[str] = Counter()
    with _until_stopped() as stop:
        clock = datetime.now(UTC)
        for one in played.calls():
            due = (one.received_local - begins).total_seconds() / pace
            if _stopped_before(due, clock, stop):
                break
            row = row_of(one, seed=seed, zone=zone, received=None if day else datetime.now(zone))
            state, why = send(row, stop)
            became[state] += 1
            if not quiet:
                click.echo(f"{row['received_at']}  {row['call_type']}: {state}{f' ({why})' if why else ''}")
            if calls and became.total() >= calls:
                break
    _tell(became, folder)


def _stopped_before(due: float, clock: datetime, stop: Event) -> bool:
    """Wait until so many seconds after the clock began; True as soon as it is to stop."""
    while (left := due - (datetime.now(UTC) - clock).total_seconds()) > 0:
        if stop.wait(min(left, LONGEST_WAIT)):
            return True
    return stop.is_set()


@contextmanager
def _until_stopped() -> Iterator[Event]:
    """An event that Ctrl-C or an end asked for from outside sets: the call at hand is finished, and the sum is told."""
    stop = Event()
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, what in before.items():
            signal.signal(number, what)


def _sender(url: str | None, folder: Path | None, token_file: Path | None) -> Send:
    if (url is None) == (folder is None):
        raise Refusal("where to send the calls", "neither or both are named", "give one of --to and --folder")
    if folder is not None:
        return _IntoFolder(folder)
    token = (token_file.read_text(encoding="utf-8") if token_file else os.environ.get("ARCS_TOKEN", "")).strip()
    if not token:
        raise Refusal("the token", "there is none", "name a file with --token-file, or set ARCS_TOKEN")
    try:
        address = urlsplit(str(url))
        port = address.port
    except ValueError:
        address, port = urlsplit(""), None
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise Refusal(f"--to {url}", "it is no address of a site", "write it as http://127.0.0.1:8000")
    return _ToInterface(secure=address.scheme == "https", host=address.hostname, port=port, token=token)


@dataclass(frozen=True)
class _IntoFolder:
    """Each call is a file of its own, whole when it gets its name."""

    folder: Path

    def __call__(self, row: Row, stop: Event) -> tuple[str, str]:
        from arcs.files.invented.live_calls import csv_of  # noqa: PLC0415 - loads what `--help` must not wait for

        part = self.folder / f"{row['source_key']}.csv.part"
        part.write_text(csv_of(row), encoding="utf-8", newline="")
        part.rename(part.with_suffix(""))
        return WRITTEN, ""


@dataclass(frozen=True, kw_only=True)
class _ToInterface:
    """Each call is posted; when nobody answers it is sent again, which the interface forgives."""

    secure: bool
    host: str
    port: int | None
    token: str

    def __call__(self, row: Row, stop: Event) -> tuple[str, str]:
        why = ""
        for turn in range(TRIES):
            try:
                status, said, pause = self._post(row)
            except (OSError, http.client.HTTPException) as wrong:
                status, said, pause = 0, f"{type(wrong).__name__}: {wrong}", 2.0**turn
            if status in {201, 200, 422}:
                return {201: TAKEN, 200: THERE, 422: ASIDE}[status], said if status == 422 else ""
            if status in {401, 403, 404, 405}:
                raise Refusal(f"{self.host}{PATH}", said or f"it answers {status}", "check the address and the token")
            why = said or f"it answers {status}"
            if turn + 1 < TRIES and stop.wait(pause):
                break
        return NOT_SENT, why

    def _post(self, row: Row) -> tuple[int, str, float]:
        """Status, the sentence of a refusal, and the seconds after which to come back."""
        kind = http.client.HTTPSConnection if self.secure else http.client.HTTPConnection
        line = kind(self.host, self.port, timeout=PATIENCE_SECONDS)
        try:
            headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
            line.request("POST", PATH, json.dumps(dict(row)).encode(), headers)
            answer = line.getresponse()
            body = answer.read(100_000)
            after = answer.headers.get("Retry-After", "")
            return answer.status, _detail(body), float(after) if after.isdigit() else 1.0
        finally:
            line.close()


def _detail(body: bytes) -> str:
    try:
        found = json.loads(body)
    except ValueError:
        return ""
    return str(found.get("detail", "")) if isinstance(found, dict) else ""


def _tell(became: Counter[str], folder: Path | None) -> None:
    states = (WRITTEN, NOT_SENT) if folder else (TAKEN, THERE, ASIDE, NOT_SENT)
    parts = " + ".join(f"{became[one]:,} {one}" for one in states)
    click.echo(f"{became.total():,} calls invented = {parts}.")
    if became[ASIDE] or became[NOT_SENT]:
        raise click.exceptions.Exit(1)

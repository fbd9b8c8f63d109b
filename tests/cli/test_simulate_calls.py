"""`arcs simulate-calls`: the same seed sends the same calls, and what became of them adds up."""

import csv
import io
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from tests.repository.tree import ROOT

from arcs.cli.program import main

STUDY = ROOT / "examples" / "oak_park"
AT_ONCE = ("--pace", "1e9", "--day", "2026-03-10", "--study", STUDY)


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        main(["simulate-calls", *(str(one) for one in arguments)])
    return int(left.value.code or 0)


def rows(folder: Path) -> list[dict[str, str]]:
    texts = [file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.csv"))]
    return [one for text in texts for one in csv.DictReader(io.StringIO(text))]


def test_the_same_seed_writes_the_same_files_and_each_call_is_marked_as_invented(tmp_path: Path, capsys: Any) -> None:
    first, again, other = (tmp_path / name for name in ("first", "again", "other"))
    for folder, seed in ((first, 7), (again, 7), (other, 8)):
        folder.mkdir()
        assert run("--folder", folder, "--seed", seed, "--a-day", 30, *AT_ONCE) == 0
    assert "30 calls invented = 30 written + 0 not sent." in capsys.readouterr().out
    assert rows(first) == rows(again) != rows(other)
    assert len(rows(first)) == 30
    assert {one["invented"] for one in rows(first)} == {"yes"}
    assert all("invented" in one["address"] for one in rows(first))
    moments = [one["received_at"] for one in rows(first)]
    assert moments == sorted(moments)
    assert all(one.startswith("2026-03-10T") and one.endswith("-05:00") for one in moments)
    assert {one["source_key"] for one in rows(first)}.isdisjoint(one["source_key"] for one in rows(other))


def test_hours_and_calls_end_it(tmp_path: Path) -> None:
    assert run("--folder", tmp_path, "--hours", "12", "--a-day", "60", *AT_ONCE) == 0
    half = len(rows(tmp_path))
    assert 0 < half < 60
    assert all(one["received_at"] < "2026-03-10T12" for one in rows(tmp_path))
    few = tmp_path / "few"
    few.mkdir()
    assert run("--folder", few, "--calls", "3", *AT_ONCE) == 0
    assert rows(few) == rows(tmp_path)[:3]


class Interface:
    """What answers instead of ARCS: the statuses it gives, one after the other, and what it heard."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.heard: list[dict[str, str]] = []
        outer = self

        class Answers(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                assert (self.path, self.headers["Authorization"]) == ("/api/calls", "Bearer arcs_x")
                outer.heard.append(said)
                body = json.dumps({"detail": "no such colour"}).encode()
                self.send_response(outer.statuses.pop(0))
                self.send_header("Retry-After", "0")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def interface(monkeypatch: pytest.MonkeyPatch) -> Iterator[Interface]:
    monkeypatch.setenv("ARCS_TOKEN", "arcs_x")
    answers = Interface()
    thread = Thread(target=answers.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield answers
    answers.server.shutdown()
    thread.join()
    answers.server.server_close()


def test_what_became_of_the_calls_adds_up(interface: Interface, capsys: Any) -> None:
    # taken, there already, set aside, taken at the second try, and never answered well
    interface.statuses = [201, 200, 422, 429, 201, 503, 503, 503, 503]
    assert run("--to", interface.url, "--calls", "5", *AT_ONCE) == 1
    said = capsys.readouterr().out
    assert "5 calls invented = 2 taken + 1 there already + 1 set aside + 1 not sent." in said
    assert "set aside (no such colour)" in said
    assert interface.heard[3] == interface.heard[4], "sent again under the same number"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "--to and --folder"),
        (("--to", "ftp://x"), "no address"),
        (("--to", "http://x:99999"), "no address"),
        (("--to", "http://[x"), "no address"),
        (("--folder", ".", "--day", "9999-12-31"), "before the year"),
        (("--folder", ".", "--hours", "inf"), "range"),
        (("--to", "http://127.0.0.1:1", "--folder", "."), "--to and --folder"),
        (("--folder", ".", "--pace", "0"), "pace above 0"),
        (("--folder", ".", "--pace", "nan"), "pace above 0"),
    ],
)
def test_what_cannot_be_played_is_said(
    interface: Interface, capsys: Any, arguments: tuple[str, ...], said: str
) -> None:
    assert run(*arguments, "--study", STUDY) == 2
    assert said in capsys.readouterr().err


def test_a_token_that_does_not_work_ends_it(interface: Interface, capsys: Any) -> None:
    interface.statuses = [403]
    assert run("--to", interface.url, *AT_ONCE) == 2
    assert "check the address and the token" in capsys.readouterr().err


def test_ctrl_c_ends_it_cleanly_with_the_sum(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "arcs.cli", "simulate-calls", "--folder", str(tmp_path), "--study", str(STUDY)]
    # 100,000 calls a day are more than one a second: the first is there soon, and the last not for a day.
    with subprocess.Popen([*command, "--a-day", "100000"], stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        assert "written" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest = process.communicate(timeout=30)[0]
    assert process.returncode == 0
    assert f"{len(rows(tmp_path))} calls invented = {len(rows(tmp_path))} written + 0 not sent." in rest
    assert not list(tmp_path.glob("*.part"))

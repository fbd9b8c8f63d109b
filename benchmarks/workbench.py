"""`script/bench workbench`: every page of a small study and of a large one, side by side."""

from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from arcs.postgres.server import PrivateServer
from benchmarks.side_by_side import System, measure, report, system

FOLDER = Path("var/bench/workbench").absolute()
FEW = (31, 124, 1_000)  # raters and survey answers as in Oak Park
COUNTED = ("workload, redrawn", "staffing, redrawn", "matrix", "agreement")


def run(*, raters: int, answers: int, calls: int, requests: int) -> int:
    """Print each page's times and queries; 1 when a page's number of queries grows with the study."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    many = (raters, answers, calls)
    with ExitStack() as stack:
        server = stack.enter_context(PrivateServer(FOLDER / "server"))
        small, large = (stack.enter_context(_system(server, *rows)) for rows in (FEW, many))
        measure(small, large, requests)
        grown = report(small, large, requests, f"few: {_words(*FEW)}; many: {_words(*many)}")
    for name in COUNTED:
        print(f"{name}: {small.queries[name]} queries with few, {large.queries[name]} with many")
    return 1 if grown else 0


def _system(server: PrivateServer, raters: int, answers: int, calls: int) -> AbstractContextManager[System]:
    rows = (str(raters), str(answers), str(calls))
    filling = ["benchmarks.workbench_filling", *rows, str(FOLDER)]
    return system(server, f"bench_{'_'.join(rows)}", FOLDER, filling, _words(raters, answers, calls))


def _words(raters: int, answers: int, calls: int) -> str:
    return f"{raters:,} raters, {answers:,} survey answers, {calls:,} calls"

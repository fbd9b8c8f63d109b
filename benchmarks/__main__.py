"""`script/bench`: lists the benches; `script/bench evaluate [--rows N]` runs one."""

import argparse
import sys
from collections.abc import Callable

from benchmarks import dispatch, evaluate, faults, protocol, web, workbench

BENCHES: dict[str, tuple[Callable[[argparse.Namespace], int], str]] = {
    "dispatch": (
        lambda given: dispatch.run(minutes=given.minutes, calls=given.calls, requests=given.requests, seed=given.seed),
        "the board beside 1,000,000 archived calls; 12 dispatchers and 40 units at work while parts are killed",
    ),
    "evaluate": (
        lambda given: evaluate.run(rows=given.rows, many_rows=given.many_rows or 4 * given.rows, pairs=given.pairs),
        "arcs workload against DuckDB's own scan and pandas, and its memory at 20 million rows",
    ),
    "faults": (
        lambda given: faults.run(rounds=given.rounds, seed=given.seed),
        "kills parts of the running programme at random moments and demands that nothing is lost or done twice",
    ),
    "protocol": (
        lambda given: protocol.run(calls=given.calls, pairs=3 * given.pairs),
        "one recommendation in CPU time, and a replay of 1,000,000 calls beside DuckDB's own group-by",
    ),
    "web": (
        lambda given: web.run(calls=given.calls, events=given.events, requests=given.requests, only=given.page),
        "pages with little more than they show and with 1,000,000 calls, and requests per second beside bare Django",
    ),
    "workbench": (
        lambda given: workbench.run(
            raters=given.raters, answers=given.answers, calls=given.calls, requests=given.requests
        ),
        "every page of a study with 31 raters, 124 answers, 1,000 calls, and with 300, 5,000 and 1,000,000",
    ),
}


def main() -> int:
    """Run the named bench, or list them."""
    reader = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    reader.add_argument("name", nargs="?", choices=sorted(BENCHES))
    reader.add_argument("--rows", type=int, default=5_000_000, help="evaluate: calls in the export (default 5,000,000)")
    reader.add_argument("--many-rows", type=int, help="evaluate: calls in the second export (default: 4 times --rows)")
    reader.add_argument(
        "--pairs", type=int, default=3, help="evaluate: how often each runs; protocol: three times as often (default 3)"
    )
    reader.add_argument("--rounds", type=int, default=100, help="faults: how many kills (default 100)")
    reader.add_argument("--seed", type=int, help="dispatch, faults: the seed of an earlier run, to repeat it")
    reader.add_argument("--minutes", type=float, default=10, help="dispatch: how long people work (default 10)")
    reader.add_argument(
        "--calls", type=int, default=1_000_000, help="dispatch, protocol, web, workbench: calls (default 1,000,000)"
    )
    reader.add_argument("--events", type=int, default=200_000, help="web: events in the audit (default 200,000)")
    reader.add_argument(
        "--requests", type=int, default=40, help="dispatch, web, workbench: requests of each page (default 40)"
    )
    reader.add_argument("--page", action="append", default=[], help="web: only this page; may be given several times")
    reader.add_argument("--raters", type=int, default=300, help="workbench: raters of every call type (default 300)")
    reader.add_argument("--answers", type=int, default=5_000, help="workbench: answers to the survey (default 5,000)")
    given = reader.parse_args()
    if given.name is None:
        for name, (_, line) in BENCHES.items():
            print(f"{name:11}{line}")
        return 0
    counts = (given.rows, given.pairs, given.rounds, given.calls, given.events, given.requests, given.raters)
    if min(*counts, given.answers) < 1:
        print("Every number must be at least one, for example --rows 200000 --pairs 3.", file=sys.stderr)
        return 2
    return BENCHES[given.name][0](given)


if __name__ == "__main__":
    sys.exit(main())

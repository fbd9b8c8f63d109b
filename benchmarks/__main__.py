"""`script/bench`: lists the benches; `script/bench evaluate [--rows N]` runs one."""

import argparse
import sys

from benchmarks import evaluate

BENCHES = {
    "evaluate": (evaluate.run, "arcs workload against DuckDB's own scan and pandas, and its memory at 20 million rows")
}


def main() -> int:
    """Run the named bench, or list them."""
    reader = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    reader.add_argument("name", nargs="?", choices=sorted(BENCHES))
    reader.add_argument("--rows", type=int, default=5_000_000, help="calls in the export (default 5,000,000)")
    reader.add_argument("--many-rows", type=int, help="calls in the second export (default: four times --rows)")
    reader.add_argument("--pairs", type=int, default=3, help="how often each tool runs (default 3)")
    given = reader.parse_args()
    if given.name is None:
        for name, (_, line) in BENCHES.items():
            print(f"{name}  {line}")
        return 0
    if given.rows < 1 or given.pairs < 1:
        print("Give at least one row and one pair, for example --rows 200000 --pairs 3.", file=sys.stderr)
        return 2
    return BENCHES[given.name][0](rows=given.rows, many_rows=given.many_rows or 4 * given.rows, pairs=given.pairs)


if __name__ == "__main__":
    sys.exit(main())

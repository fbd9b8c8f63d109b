"""`script/bench evaluate`: `arcs workload` as a whole process, beside DuckDB's own scan-and-group and beside pandas."""

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.invented_export import FOLDER, invented_export

MEMORY_LIMIT = "512MB"
GOAL_TO_DUCKDB = 3
GOAL_TO_PANDAS = 8
HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One process: seconds on the clock, seconds of processor time, and its largest memory in MB."""

    seconds: float
    processor_seconds: float
    peak_mb: float


def measured(command: Sequence[str]) -> Measured:
    """Run a command to its end and measure it; its output is kept back unless it fails."""
    log = FOLDER / "last_output.txt"
    with log.open("wb") as output:
        begun = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(
            f"{' '.join(command)} ended with {process.returncode}:\n{log.read_text(errors='replace')[-2000:]}"
        )
    in_mb = 1024 if sys.platform != "darwin" else 1024 * 1024
    return Measured(seconds=seconds, processor_seconds=usage.ru_utime + usage.ru_stime, peak_mb=usage.ru_maxrss / in_mb)


def arcs_command(path: Path, *options: str) -> list[str]:
    """`arcs workload` on a file; results go to a folder of their own."""
    out = FOLDER / "workload"
    shutil.rmtree(out, ignore_errors=True)
    return [sys.executable, "-m", "arcs.cli", "workload", str(path), "--out", str(out), *options]


def run(*, rows: int, many_rows: int, pairs: int) -> int:
    """Print the ratios on `rows` calls and the memory on `many_rows`; 0 always, since goals inform and fail nothing."""
    path = invented_export(rows)
    commands = {
        "arcs workload": arcs_command(path),
        "DuckDB, types counted": [sys.executable, str(HERE / "duckdb_alone.py"), str(path), "count"],
        "DuckDB, hours and median": [sys.executable, str(HERE / "duckdb_alone.py"), str(path), "hours"],
        "pandas, same tables": [sys.executable, str(HERE / "pandas_alone.py"), str(path)],
    }
    size = path.stat().st_size / 1e6
    print(f"{rows:,} calls, {size:,.0f} MB CSV, {os.cpu_count()} processors, {pairs} interleaved runs")
    subprocess.run(["cat", str(path)], stdout=subprocess.DEVNULL, check=True)  # into the page cache, for all alike
    runs: dict[str, list[Measured]] = {name: [] for name in commands}
    for _ in range(pairs):
        for name, command in commands.items():
            runs[name].append(measured(command))
    _report(runs)
    _report_memory(many_rows)
    return 0


def _median(runs: Sequence[Measured], of: str) -> float:
    return statistics.median(getattr(one, of) for one in runs)


def _report(runs: Mapping[str, Sequence[Measured]]) -> None:
    print(f"{'':28}{'seconds':>10}{'processor':>12}{'peak MB':>10}   (medians of whole processes)")
    for name, found in runs.items():
        seconds, processor, peak = (_median(found, of) for of in ("seconds", "processor_seconds", "peak_mb"))
        print(f"{name:28}{seconds:10.2f}{processor:12.2f}{peak:10,.0f}")
    ours = runs["arcs workload"]
    for other in ("DuckDB, types counted", "DuckDB, hours and median"):
        ratio = _of_pairs(ours, runs[other])
        print(f"arcs takes {ratio:.2f} times as long as {other} (goal: within {GOAL_TO_DUCKDB})")
    ratio = _of_pairs(runs["pandas, same tables"], ours)
    print(f"pandas takes {ratio:.2f} times as long as arcs (goal: at least {GOAL_TO_PANDAS})")


def _of_pairs(one: Sequence[Measured], other: Sequence[Measured]) -> float:
    """Median over the pairs of the ratio of clock times."""
    return statistics.median(a.seconds / b.seconds for a, b in zip(one, other, strict=True))


def _report_memory(rows: int) -> None:
    path = invented_export(rows)
    found = measured(arcs_command(path, "--memory-limit", MEMORY_LIMIT))
    print(
        f"{rows:,} calls, {path.stat().st_size / 1e6:,.0f} MB CSV, --memory-limit {MEMORY_LIMIT}: "
        f"{found.seconds:.1f} s, peak {found.peak_mb:,.0f} MB of the whole process"
    )

"""What `arcs workload` writes: CSV by call type, hour and area, the ledger, the manifest; and the summary it prints."""

import hashlib
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from arcs import __version__
from arcs.core.figures import rounded
from arcs.core.workload import OFFICER, Reckoning, fte, fte_range
from arcs.core.workload.intervals import MS_PER_HOUR
from arcs.documents.table_files import csv_text
from arcs.files.workload import MeasuredFiles, tables_of

TOP = 15


def write_workload(found: MeasuredFiles, out: Path) -> None:
    """Write every result into `out`, each whole or not at all, the manifest last; an earlier run's results go."""
    tables = tables_of(found)
    pages = {f"{name}.csv": csv_text(table) for name, table in tables.items()}
    pages["quality.json"] = _json(quality(found))
    out.mkdir(parents=True, exist_ok=True)
    for name in _written_before(out) - set(pages):
        (out / name).unlink(missing_ok=True)
    for name, text in pages.items():
        _write(out / name, text)
    _write(out / "manifest.json", _json(manifest(found, pages)))


def quality(found: MeasuredFiles) -> dict[str, Any]:
    """The ledger as data: every source record kept or set aside, every interval used or left out."""
    totals, interval = found.workload.totals, found.workload.request.interval
    ledger = found.ledger.as_json()
    points = ledger.pop("intervals")
    ledger |= {
        "rows_kept": found.rows_kept,
        "set_aside": found.set_aside,
        "calls": totals.calls,
        "unit_responses": totals.unit_responses,
        "intervals": {
            "from": interval.start,
            "to": interval.end,
            "max_hours": None if interval.max_hours is None else float(interval.max_hours),
            "rows": totals.rows,
            "usable": totals.used,
            "missing": totals.missing,
            "negative": totals.negative,
            "over_long": totals.over,
            "reopened": totals.reopened,
            "without_response": totals.without_response,
            "hours": None if not totals.used else _hours(totals.used_ms),
            "hours_in_negative": _hours(totals.negative_ms),
            "hours_in_over_long": _hours(totals.over_ms),
            "median_minutes": _minutes(totals.median_ms),
            "p90_minutes": _minutes(totals.p90_ms),
        },
        "intervals_by_points": points,
        "without_received_time": totals.unreceived,
        "warnings": list(found.warnings),
        "statements": [*found.ledger.statements, *found.statements, *found.remarks],
        "invented": found.invented,
    }
    return {name: ledger[name] for name in ("rows_read", "rows_kept", "set_aside")} | ledger


def manifest(found: MeasuredFiles, pages: dict[str, str]) -> dict[str, Any]:
    """What the results were made from and how; the same inputs and parameters give the same manifest."""
    workload, reckoning = found.workload, Reckoning()
    request = workload.request
    return {
        "arcs": __version__,
        "command": "workload",
        "inputs": [{"file": file, "sha256": sha256} for file, sha256 in found.inputs.items()],
        "parameters": {
            "from": request.interval.start,
            "to": request.interval.end,
            "where": dict(request.where),
            "max_hours": None if request.interval.max_hours is None else str(request.interval.max_hours),
            "annualise": request.annualise,
            "timezone": found.timezone,
            "day_order": found.day_order,
            "mapping_sha256": found.mapping_sha256,
        },
        "assumptions": {
            one.name: {
                "paid_hours": str(one.paid_hours),
                "net_hours": str(one.net_hours),
                "share_on_calls": str(one.share_on_calls),
                "hours_per_fte": str(one.hours_per_fte),
                "source": one.source,
            }
            for one in (reckoning.assumptions, reckoning.civilian)
        },
        "little_relief_below_fte": str(reckoning.little_relief_below),
        "period": {
            "first": workload.first_date and workload.first_date.isoformat(),
            "last": workload.last_date and workload.last_date.isoformat(),
            "days": workload.totals.days_covered,
        },
        "annualised": _annualised(found),
        "seed": None,
        "invented": found.invented,
        "outputs": {name: hashlib.sha256(text.encode()).hexdigest() for name, text in pages.items()},
    }


def summary(found: MeasuredFiles) -> str:
    """The result for a reader at a terminal."""
    workload, totals = found.workload, found.workload.totals
    lines = ["INVENTED CALLS: for demonstration only."] if found.invented else []
    aside = sum(found.set_aside.values())
    lines.append(f"{found.ledger.rows_read:,} rows read = {found.rows_kept:,} kept + {aside:,} set aside.")
    lines += [f"  {count:,} set aside: {reason}" for reason, count in found.set_aside.items()]
    dates = (
        f"{workload.first_date} to {workload.last_date}, {totals.days_covered:,} days" if workload.first_date else ""
    )
    lines.append(f"{totals.calls:,} calls, {totals.unit_responses:,} unit responses{', ' + dates if dates else ''}.")
    lines += _hours_lines(found)
    lines += [*found.statements, "", *_top_lines(found)]
    return "\n".join(lines)


def _hours_lines(found: MeasuredFiles) -> list[str]:
    workload, totals = found.workload, found.workload.totals
    cap = workload.request.interval.max_hours
    left = f"{totals.missing:,} missing, {totals.negative:,} negative"
    left += f", {totals.over:,} longer than {cap:f} h" if cap is not None else "; no cap on length"
    if workload.hours is None:
        return [f"No usable interval from {workload.request.interval.words} ({left})."]
    scaled = workload.hours * workload.year_factor
    span = fte_range(scaled)
    year = f", scaled by 365/{totals.days_covered} to a year" if workload.request.annualise else ""
    return [
        f"{rounded(workload.hours, 1):,} committed unit hours ({found.span_words}), median "
        f"{_minutes(totals.median_ms) or 0:.1f} min, 90th percentile {_minutes(totals.p90_ms) or 0:.1f} min.",
        f"Left out of sums: {left}. Longer than 24 h: {totals.long:,} ({_hours(totals.long_ms):,.1f} h).",
        f"{rounded(fte(scaled), 2)} FTE{year}; {rounded(span.low, 1)} to {rounded(span.high, 1)} by other assumptions.",
        f"({OFFICER.sentence}.)",
    ]


def _top_lines(found: MeasuredFiles) -> list[str]:
    table = tables_of(found)["by_call_type"]
    shown = ("calls", "unit_responses", "hours", "median_minutes", "p90_minutes", "fte")
    columns = [table.columns[table.index(name)] for name in shown]
    records = list(table.records())
    wide = max([len("Call type"), *(len(str(row["call_type"])) for row in records[:TOP])])
    lines = ["Call type".ljust(wide) + "".join(name.replace("_minutes", " min").rjust(16) for name in shown)]
    for row in records[:TOP]:
        cells = "".join((column.shown(row[column.name]) or "-").rjust(16) for column in columns)
        lines.append(f"{str(row['call_type']).ljust(wide)}{cells}{'  little relief' if row['little_relief'] else ''}")
    if records[TOP:]:
        lines.append(f"... and {len(records) - TOP:,} more call types in workload.csv")
    if found.workload.hours is None:
        return lines
    marked = sum(bool(row["little_relief"]) for row in records)
    limit = Reckoning().little_relief_below
    lines.append(f"{marked:,} of {len(records):,} types are below {limit} FTE: moving them gives little relief.")
    return lines


def _annualised(found: MeasuredFiles) -> dict[str, Any] | None:
    if not found.workload.request.annualise:
        return None
    return {
        "columns": ["fte", "fte_low", "fte_high", "fte_civilian"],
        "days_covered": found.workload.totals.days_covered,
        "factor": float(found.workload.year_factor),
    }


def _hours(ms: int) -> float:
    return float(rounded(Decimal(ms) / MS_PER_HOUR, 4))


def _minutes(ms: float | None) -> float | None:
    return None if ms is None else float(rounded(Decimal(str(ms)) / 60_000, 4))


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, default=str) + "\n"


def _written_before(out: Path) -> set[str]:
    """Names of result files that an earlier run's manifest lists and that lie directly in the folder."""
    try:
        outputs = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["outputs"]
        return {name for name in outputs if Path(name).name == name and Path(name).suffix in {".csv", ".json"}}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _write(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8", newline="")
    part.replace(path)

"""The whole package of an evaluation: report, page, workbook, tables, charts and the manifest that lists them."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from arcs import __version__
from arcs.core.evaluation import Evaluation
from arcs.core.figures import Table
from arcs.core.refusal import Refusal
from arcs.documents.charts.rendering import png, svg
from arcs.documents.outline import Report
from arcs.documents.page import html
from arcs.documents.paper import BANNER, pdf
from arcs.documents.sections import compose
from arcs.documents.table_files import csv_text
from arcs.documents.workbook import workbook_bytes

MANIFEST = "manifest.json"
MADE_BY = "ARCS evaluation package"
ASSUMPTIONS = {"annual_hours", "net_hours", "share_on_calls", "hours_per_fte", "draws"}
Progress = Callable[[str], object]


def write_report(
    evaluation: Evaluation,
    out: Path,
    progress: Progress | None = None,
    *,
    inputs: Mapping[str, str] | None = None,
    parameters: Mapping[str, str | int | float | None] | None = None,
) -> tuple[Path, ...]:
    """Write the package of an evaluation into the folder `out` and return its files, the manifest last.

    `inputs` (file name to SHA-256) and `parameters` (the seed and other choices) are noted in the manifest.

    All is written beside `out` first and put in place as a whole; an older package there is replaced. A folder that
    holds anything else is refused. The same evaluation gives the same bytes. `progress` is told each step's name.
    """
    tell = progress or (lambda step: None)
    _refuse_foreign(out)
    tell("Composing sections and charts")
    report = compose(evaluation)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as workspace:
        fresh = Path(workspace) / "package"
        fresh.mkdir()
        _write_all(report, fresh, tell)
        made_from = {"inputs": dict(sorted((inputs or {}).items())), "parameters": dict(parameters or {})}
        (fresh / MANIFEST).write_bytes(_manifest(evaluation, fresh, made_from).encode("utf-8"))
        _put_in_place(fresh, out, Path(workspace) / "older")
    names = [Path(name) for name in json.loads((out / MANIFEST).read_text(encoding="utf-8"))["files"]]
    return tuple(out / name for name in [*names, Path(MANIFEST)])


def all_tables(report: Report) -> dict[str, Table]:
    """The evaluation's tables, then the rows behind each chart, then every figure that a sentence prints."""
    tables = dict(report.evaluation.tables)
    tables.update({chart.data.name: chart.data for chart in report.charts.values()})
    tables["figures"] = report.measured.table()
    return tables


def _write_all(report: Report, folder: Path, tell: Progress) -> None:
    study = report.evaluation
    drawings = {name: svg(chart.print) for name, chart in report.charts.items()}
    tell("Drawing charts")
    _write_charts(report, drawings, folder / "charts")
    tell("Setting the PDF")
    (folder / "report.pdf").write_bytes(pdf(report, drawings))
    tell("Writing the page")
    phones = {name: svg(chart.phone) for name, chart in report.charts.items()}
    (folder / "report.html").write_bytes(html(report, drawings, phones).encode("utf-8"))
    tell("Writing tables")
    tables = all_tables(report)
    notes = [
        f"{study.subtitle}, {study.place}",
        f"Prepared by {study.prepared_by}",
        *([BANNER] if study.invented else []),
    ]
    (folder / "tables.xlsx").write_bytes(workbook_bytes(tables, study.title, notes, study.version_date))
    (folder / "tables").mkdir()
    for name, table in tables.items():
        (folder / "tables" / f"{name}.csv").write_bytes(csv_text(table).encode("utf-8"))


def _write_charts(report: Report, drawings: dict[str, str], folder: Path) -> None:
    folder.mkdir()
    for name, chart in report.charts.items():
        (folder / f"{name}.svg").write_bytes(drawings[name].encode("utf-8"))
        (folder / f"{name}.png").write_bytes(png(chart.print))


def _manifest(study: Evaluation, folder: Path, made_from: dict[str, Any]) -> str:
    """Names and SHA-256 of all files, and what they were made from; no clock and no machine's path."""
    files = sorted(one for one in folder.rglob("*") if one.is_file())
    found: dict[str, Any] = {
        "made_by": MADE_BY,
        "arcs_version": __version__,
        "title": study.title,
        "place": study.place,
        "version_date": study.version_date.isoformat(),
        "invented": study.invented,
        **made_from,
        "assumptions": {name: str(figure) for name, figure in sorted(study.figures.items()) if name in ASSUMPTIONS},
        "files": {one.relative_to(folder).as_posix(): hashlib.sha256(one.read_bytes()).hexdigest() for one in files},
    }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _refuse_foreign(out: Path) -> None:
    """Refuse a place that is not a folder, or a folder that holds files which no earlier package put there."""
    if not out.exists():
        return
    if not out.is_dir() or out.is_symlink():
        raise Refusal(str(out), "it is not a folder, so no report can be written into it", "name another folder")
    present = {one.relative_to(out).as_posix() for one in out.rglob("*") if not one.is_dir()}
    foreign = sorted(present - _files_of_older(out))
    if foreign:
        raise Refusal(
            str(out),
            f"it holds files that no earlier report put there, the first is {foreign[0]}",
            "name an empty or new folder, or move those files away",
        )


def _files_of_older(out: Path) -> set[str]:
    try:
        older = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return set()
    if not isinstance(older, dict) or older.get("made_by") != MADE_BY or not isinstance(older.get("files"), dict):
        return set()
    return {MANIFEST, *older["files"]}


def _put_in_place(fresh: Path, out: Path, older: Path) -> None:
    """Swap folders by renaming, so that a reader never sees half a package."""
    if out.exists():
        out.rename(older)
    try:
        fresh.rename(out)
    except OSError:
        if older.exists():
            older.rename(out)
        raise
    if older.exists():
        shutil.rmtree(older)

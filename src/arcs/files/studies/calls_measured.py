"""The dispatch exports that belong to a study, measured into tables beside its own."""

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from arcs.core.evaluation.study import Study
from arcs.core.figures import Column, Table
from arcs.core.refusal import Refusal
from arcs.core.workload import AssumptionSet, Interval, Reckoning, Request, workload_tables
from arcs.files.workload import MeasuredFiles, measure_files


def calls_tables(study: Study, folder: Path) -> Mapping[str, Table]:
    """Workload and quality of the study's dispatch exports; empty where it names none.

    All exports of one study are read together, so they must share mapping, time zone and interval.
    """
    if not study.calls:
        return {}
    first = study.calls[0]
    differing = [one.path for one in study.calls if replace(one, path=first.path) != first]
    if differing:
        raise Refusal(
            str(folder / "study.toml"),
            f"[[calls]] of {differing[0]} has another mapping, time zone or interval than {first.path}",
            "read them with the same settings, or make one call table of them first: arcs cad read",
        )
    request = Request(interval=Interval(start=first.start or "dispatched", end=first.end or "cleared"),
                      annualise=first.annualise)  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="arcs-") as scratch:
        found = measure_files(
            [folder / one.path for one in study.calls],
            request,
            scratch=Path(scratch),
            mapping=folder / first.mapping if first.mapping else None,
            timezone=first.timezone or None,
        )
    return _tables(study, found)


def _tables(study: Study, found: MeasuredFiles) -> dict[str, Table]:
    given = study.assumptions
    own = AssumptionSet(
        name="study", label="This study", paid_hours=given.annual_hours, net_hours=given.net_hours,
        share_on_calls=given.share_on_calls, source=study.study.source,
    )  # fmt: skip
    source = ", ".join(one.path for one in study.calls) + (" (invented calls)" if found.invented else "")
    reckoning = Reckoning(assumptions=own, little_relief_below=given.little_relief_fte)
    tables = dict(workload_tables(found.workload, source=source, reckoning=reckoning))
    if "sensitivity" in tables:  # the name is taken by the sensitivity of the study's categories
        tables["workload_sensitivity"] = replace(tables.pop("sensitivity"), name="workload_sensitivity")
    return tables | {"quality": _quality(found, source)}


def _quality(found: MeasuredFiles, source: str) -> Table:
    ledger = found.ledger
    rows = [("Records read", ledger.rows_read), ("Records kept", found.rows_kept)]
    rows += [(f"Set aside: {reason}", count) for reason, count in found.set_aside.items()]
    rows += [("Calls", ledger.calls)]
    return Table(
        name="quality",
        title="What was read, and what was set aside",
        columns=(Column(name="what", heading="What"), Column(name="count", heading="Count", kind="whole")),
        rows=tuple(rows),
        population="records of the dispatch export",
        period="",
        source=source,
        notes=(*found.warnings, *found.statements),
    )

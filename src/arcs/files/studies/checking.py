"""Everything wrong in a study folder at once: files, cells, references between files, formulas, decisions."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from arcs.core.cells import cells
from arcs.core.evaluation.claims import check_claim
from arcs.core.evaluation.judging import category_views, evidence_for
from arcs.core.evaluation.measuring import coded_call_types
from arcs.core.evaluation.rating_tables import consolidated
from arcs.core.evaluation.study import Study
from arcs.core.evaluation.study_values import study_values
from arcs.core.instruments.ratings import of_groups
from arcs.core.refusal import Refusal
from arcs.core.suitability.coding import unanswered
from arcs.core.suitability.dispositions import decided, judge
from arcs.core.vocabulary import CallClass
from arcs.files.faults import Fault
from arcs.files.studies.folder import Folder
from arcs.files.studies.reading import as_study, read_folder
from arcs.files.studies.schema import CSV_FILES, SETTINGS_FILE, CsvFile


def check_study(path: Path) -> tuple[Fault, ...]:
    """All faults of a study folder, by file and line; empty: none. Raises `Refusal` where there is no study."""
    return check_folder(read_folder(path))


def check_folder(folder: Folder) -> tuple[Fault, ...]:
    """All faults of a study that was read, those of reading it included."""
    for table in CSV_FILES:
        _check_keys(folder, table)
        _check_references(folder, table)
    study = as_study(folder)
    if study is not None:
        for found in (
            _coding_faults(folder),
            _merge_faults(folder),
            _together_faults(folder),
            _programme_faults(folder),
            _fact_faults(folder, study),
            _assumption_faults(study),
            _judged_faults(folder, study),
            _calls_faults(folder, study),
            _answers_faults(study),
        ):
            _take(folder, found)
    return tuple(sorted(set(folder.faults)))


def _take(folder: Folder, found: Iterator[Fault]) -> None:
    """Note faults one by one; what a fault already told makes impossible to judge is no second fault."""
    try:
        folder.faults.extend(found)
    except Refusal as refused:
        if not folder.faults:
            folder.fault(SETTINGS_FILE, 0, f"{refused.where}: {refused.why}", refused.remedy)


def _with_lines(folder: Folder, file: str) -> Iterator[tuple[int, Any]]:
    return zip(folder.lines.get(file, ()), folder.rows.get(file, ()), strict=True)


def _check_keys(folder: Folder, table: CsvFile) -> None:
    for key in (one for one in cells(table.row) if one.key):
        first: dict[object, int] = {}
        for line, row in _with_lines(folder, table.file):
            value = getattr(row, key.name)
            if value in first:
                folder.fault(
                    table.file,
                    line,
                    f'{key.name} "{value}" stands on line {first[value]} already',
                    "keep one of the two lines",
                )
            first.setdefault(value, line)


def _check_references(folder: Folder, table: CsvFile) -> None:
    for one in (one for one in cells(table.row) if one.refers_to):
        file, column = one.refers_to.split(":")
        known = {getattr(row, column) for row in folder.rows.get(file, ())}
        for line, row in _with_lines(folder, table.file):
            value = getattr(row, one.name)
            if value not in known:
                folder.fault(
                    table.file,
                    line,
                    f'{one.name} "{value}" is not in {file}',
                    f"write it exactly as {file} has it, or add it there",
                )


def _coding_faults(folder: Folder) -> Iterator[Fault]:
    types = {row.call_type: row for row in folder.rows.get("call_types.csv", ())}
    for line, row in _with_lines(folder, "coding.csv"):
        for question in unanswered(types[row.call_type], row) if row.call_type in types else ():
            yield Fault(
                file="coding.csv",
                line=line,
                what=f'{question} of "{row.call_type}" is not answered',
                remedy="answer Y or N, or write Y under removed",
            )
    for line, row in _with_lines(folder, "call_types.csv"):
        if row.excluded and not row.excluded_reason:
            yield Fault(
                file="call_types.csv",
                line=line,
                what=f'"{row.call_type}" is left out without a reason',
                remedy="fill in excluded_reason",
            )


def _merge_faults(folder: Folder) -> Iterator[Fault]:
    filled = {row.category for row in folder.rows.get("merges.csv", ())}
    for line, row in _with_lines(folder, "categories.csv"):
        if row.category not in filled:
            yield Fault(
                file="categories.csv",
                line=line,
                what=f'"{row.category}" has no call type',
                remedy="add its call types to merges.csv",
            )
    types = {row.call_type: row for row in folder.rows.get("call_types.csv", ())}
    for line, row in _with_lines(folder, "merges.csv"):
        if row.call_type in types and types[row.call_type].excluded:
            yield Fault(
                file="merges.csv",
                line=line,
                what=f'"{row.call_type}" is left out and yet merged',
                remedy="take it out here, or clear excluded in call_types.csv",
            )


def _together_faults(folder: Folder) -> Iterator[Fault]:
    for table in (one for one in CSV_FILES if one.together):
        seen: dict[tuple[str, ...], int] = {}
        for line, row in _with_lines(folder, table.file):
            place = tuple(getattr(row, name) for name in table.together)
            if place in seen:
                named = " with ".join(f'"{one}"' for one in place)
                what = f"{named} stands twice, on line {seen[place]} already"
                yield Fault(file=table.file, line=line, what=what, remedy="keep one of the two lines")
            seen.setdefault(place, line)


def _programme_faults(folder: Folder) -> Iterator[Fault]:
    for line, row in _with_lines(folder, "board_decisions.csv"):
        if row.decision.startswith("adopted") and not (row.disposition and row.effective_on):
            what = f'"{row.category}" is adopted without a disposition or a day from which it holds'
            yield Fault(file="board_decisions.csv", line=line, what=what, remedy="fill in both")
        if row.decision != "adopted" and not row.reason:
            what = f'"{row.category}" is not adopted as proposed, and no reason is given'
            yield Fault(file="board_decisions.csv", line=line, what=what, remedy="fill in reason")
    steps = {row.step for row in folder.rows.get("programme_plan.csv", ())}
    for line, row in _with_lines(folder, "programme_plan.csv"):
        if row.waits_for and (row.waits_for not in steps or row.waits_for == row.step):
            what = f'"{row.step}" waits for "{row.waits_for}", which is no other step'
            yield Fault(file="programme_plan.csv", line=line, what=what, remedy="name a step of this table")


def _fact_faults(folder: Folder, study: Study) -> Iterator[Fault]:
    """A cold report is of a crime: by the class of the source, else by the class that the study's ratings give."""
    classes = {one.call_type: one.type for one in coded_call_types(study)}
    of_category: dict[str, set[str]] = {}
    for merge in study.merges:
        of_category.setdefault(merge.category, set()).add(classes.get(merge.call_type, ""))
    for line, row in _with_lines(folder, "facts.csv"):
        known = of_category.get(row.category, set()) - {""}
        if row.fact == "cold_report" and known and CallClass.CRIME not in known:
            yield Fault(
                file="facts.csv",
                line=line,
                what=f'"{row.category}" is marked a cold report but is no crime',
                remedy="take the line out, or correct the class",
            )


def _assumption_faults(study: Study) -> Iterator[Fault]:
    given = study.assumptions
    ordered = (
        ("net_hours", given.net_hours_low, given.net_hours, given.net_hours_high),
        ("share_on_calls", given.share_low, given.share_on_calls, given.share_high),
    )
    for name, low, chosen, high in ordered:
        if not low <= chosen <= high:
            yield Fault(
                file="study.toml",
                line=0,
                what=f"{name} is {chosen}, outside its own range {low} to {high}",
                remedy="widen the range or correct the number",
            )
    if given.net_hours > given.annual_hours:
        yield Fault(
            file="study.toml", line=0, what="net_hours are more than annual_hours", remedy="correct one of them"
        )


def _judged_faults(folder: Folder, study: Study) -> Iterator[Fault]:
    values = study_values(study)
    for line, claim in _with_lines(folder, "claims.csv"):
        try:
            check_claim(claim, values)
        except Refusal as refused:
            yield Fault(
                file="claims.csv",
                line=line,
                what=f'the formula of "{claim.claim}": {refused.why}',
                remedy=refused.remedy,
            )
    evidence = {view.category: evidence_for(study, view) for view in category_views(study)}
    for line, decision in _with_lines(folder, "decisions.csv"):
        if decision.category in evidence:
            try:
                decided(judge(evidence[decision.category]), decision)
            except Refusal as refused:
                yield Fault(file="decisions.csv", line=line, what=refused.why, remedy=refused.remedy)


def _calls_faults(folder: Folder, study: Study) -> Iterator[Fault]:
    for one in study.calls:
        for name, given in (("path", one.path), ("mapping", one.mapping)):
            if given and not (folder.path / given).is_file():
                yield Fault(
                    file="study.toml",
                    line=0,
                    what=f'[[calls]] {name} "{given}" is not there',
                    remedy="put the file beside study.toml, or correct its name",
                )


def _answers_faults(study: Study) -> Iterator[Fault]:
    """What only shows when ratings and suggestions are put together."""
    for file, put_together in (
        ("ratings.csv", lambda: of_groups(study.ratings)),
        ("resource_words.csv", lambda: consolidated(study)),
    ):
        try:
            put_together()
        except Refusal as refused:
            yield Fault(file=file, line=0, what=f"{refused.where}: {refused.why}", remedy=refused.remedy)

"""A study as its rows stand now, and what the core makes of them: reckoned once for the same content.

Nothing here is a rule. What is kept is found by a digest of everything that was read, so that whoever holds the same
content gets the same answer, and nobody gets what he did not read.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from arcs.core.evaluation import Evaluation, Study, evaluate
from arcs.core.evaluation.evaluating import with_volumes
from arcs.core.evaluation.judgement_tables import matrix
from arcs.core.evaluation.judging import CategoryView, Judged, category_views, evidence_for, judge_study
from arcs.core.evaluation.measuring import coded_call_types
from arcs.core.evaluation.weighting import weighed
from arcs.core.figures import Table
from arcs.core.refusal import Refusal
from arcs.core.suitability.dispositions import Judgement, decided, judge
from arcs.core.suitability.records import CallType
from arcs.web.people.models import Staff
from arcs.web.sheets.workload import own_workload
from arcs.web.studies import models as studies
from arcs.web.studies.actions import SEED
from arcs.web.studies.kept import Kept, lengths
from arcs.web.workbench.composing import study_with_digest

Made = TypeVar("Made")
_kept = Kept(most=12, heaviest=3_000_000)  # contents, with all that was reckoned of each; they weigh by their answers


@dataclass(frozen=True, kw_only=True)
class Current:
    """A study as it stands: `content` is None where a row cannot be one, and `why` says which and what helps."""

    content: Study | None
    tables: Mapping[str, Table]
    digest: str
    why: str = ""


def current(who: Staff, study: studies.Study) -> Current:
    """What the study's rows, ratings and answers say now, with the workload of its own calls."""
    try:
        content, digest = study_with_digest(who, study)
        workload = own_workload(who, study, content)
    except Refusal as refused:
        return Current(content=None, tables={}, digest="", why=str(refused))
    tables = {workload.name: workload} if workload is not None else {}
    told = hashlib.sha256(digest.encode())
    for one in tables.values():
        told.update(repr(one).encode())
    return Current(content=content, tables=tables, digest=told.hexdigest())


def _made(now: Current, kind: str, make: Callable[[Study], Made]) -> Made:
    """What `make` makes of the content, once for the same content; Refusal where there is none."""
    if now.content is None:
        raise Refusal("study.toml", now.why or "the study has no front page", "fill in the study's front page")
    content = now.content
    weight = lengths(content.ratings, content.survey_answers)
    return _kept.get(now.digest, kind, lambda: make(content), weight=lambda _: weight)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A study judged as it stands; `refused` are decisions that the core refuses, in its own words, by category."""

    judged: Judged
    matrix: Table
    by_rules: Mapping[str, Judgement]
    refused: Mapping[str, str]


def standing(now: Current) -> Standing | None:
    """Every category judged; None where there is no study to judge yet."""
    if now.content is None or not now.content.categories:
        return None
    return _made(now, "judged", lambda content: _standing(content, now.tables))


def _standing(content: Study, tables: Mapping[str, Table]) -> Standing:
    study, _ = weighed(with_volumes(content, tables.get("workload")))
    refused, by_rules = {}, {}
    decisions = {one.category: one for one in study.decisions}
    views = category_views(study)
    for view in views:
        by_rules[view.category] = found = judge(evidence_for(study, view))
        try:
            if view.category in decisions:
                decided(found, decisions[view.category])
        except Refusal as why:
            refused[view.category] = f"{why.why}. {why.remedy[:1].upper()}{why.remedy[1:]}."
    left = tuple(one for one in study.decisions if one.category not in refused)
    judged = judge_study(replace(study, decisions=left), seed=SEED, views=views)
    return Standing(judged=judged, matrix=matrix(judged), by_rules=by_rules, refused=refused)


def evaluation_of(now: Current) -> Evaluation:
    """The whole evaluation of a study as it stands; Refusal where the core refuses it, or where there is no study."""
    return _made(now, "evaluation", lambda content: evaluate(content, seed=SEED, workload_tables=now.tables))


def measured(now: Current) -> Study | None:
    """A study's content; a call type whose FTE no source prints has that of the study's own calls."""
    return (
        _made(now, "measured", lambda content: with_volumes(content, now.tables.get("workload")))
        if now.content
        else None
    )


def types_of(now: Current) -> tuple[CallType, ...]:
    """Every call type with its codes, as printed or by the study's ratings; none where there is no study."""
    content = measured(now)
    return _made(now, "types", lambda _content: coded_call_types(content)) if content else ()


def views_of(now: Current) -> tuple[CategoryView, ...]:
    """Every category, printed beside computed; none where there is no study. A budget changes nothing in them."""
    return _made(now, "views", category_views) if now.content else ()


def dispositions_under(now: Current, preset: str) -> Mapping[str, str]:
    """What the rules say of each category when ratings are coded by another preset; people's decisions stay out."""
    if now.content is None:
        return {}
    return _made(now, f"under {preset}", lambda content: _under(content, now.tables, preset))


def _under(content: Study, tables: Mapping[str, Table], preset: str) -> Mapping[str, str]:
    study, _ = weighed(with_volumes(content, tables.get("workload")))
    other = replace(study, coding_choice=replace(study.coding_choice, preset=preset))
    return {view.category: judge(evidence_for(other, view)).disposition.value for view in category_views(other)}


def report_of(now: Current) -> Any:
    """The report as it would be printed now, with every section, those too that are chosen to be left out.

    It is a `documents.outline.Report`. Refusal where the core refuses the study.
    """
    from arcs.documents.sections import compose  # noqa: PLC0415 - it loads charts, which no other page needs

    made = evaluation_of(now)
    return _made(now, "report", lambda _content: compose(replace(made, sections_left_out={})))

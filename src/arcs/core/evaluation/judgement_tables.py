"""The matrix, dispositions, lineage, needs behind calls, and how firmly each answer stands."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from arcs.core.evaluation.judging import CategoryView, Judged
from arcs.core.evaluation.study import Study
from arcs.core.evaluation.tabling import column, number, tabled, text, whole
from arcs.core.figures import Table, Value
from arcs.core.suitability.coding import QUESTIONS, conflicts
from arcs.core.suitability.nature import crosswalk, nature_volumes
from arcs.core.suitability.robustness import rounding_interval
from arcs.core.vocabulary import Disposition

Words = tuple[Mapping[str, set[str]], Mapping[str, set[str]]]


def matrix(judged: Judged) -> Table:
    """One row per category: everything known of it, its disposition and how firmly that stands."""
    means = 2 if judged.study.survey_answers else 0  # printed whole numbers must not look more exact than they are
    columns = (
        text("category"), number("fte", "FTE", 2, "FTE"), number("hours", "Hours a year", 1, "hours"),
        column("risk", "Risk", "code"), column("class", "Class", "code"),
        column("police_mandate", "Police mandate", "code"), column("immediate_response", "Immediate response", "code"),
        column("other_resources", "Other resources", "code"),
        column("alternative_response", "Alternative response", "code"), whole("department_value", "Value"),
        number("cso_average", "CSO", means), number("cso_low", "CSO, from", 1), number("cso_high", "CSO, below", 1),
        number("tru_online_average", "TRU/online", means), number("tru_online_low", "TRU/online, from", 1),
        number("tru_online_high", "TRU/online, below", 1), text("alternative", "Outside"),
        text("disposition"), text("permitted"), text("not_yet", "Not yet"),
        column("robustness", "Holds", "share"), column("little_relief", "Little relief", "mark"),
        text("compressed_mark", "*"), text("multi_need_mark", "!"), text("merged_from"), text("comments"),
    )  # fmt: skip
    words = _words(judged.study)
    return tabled(
        judged.study, "matrix", "Evaluation matrix", columns,
        [_matrix_row(judged, view, words) for view in judged.views],
        "categories of the survey",
        notes=("An average printed as a whole number stands for a range, shown beside it.",),
    )  # fmt: skip


def _matrix_row(judged: Judged, view: CategoryView, words: Words) -> tuple[Value, ...]:
    found, given = judged.judgements[view.category], judged.study.assumptions
    fte = view.fte
    return (
        view.category, fte, None if fte is None else fte * given.hours_per_fte, view.code("risk"), view.code("type"),
        view.code("police_mandate"), view.code("immediate_response"), view.code("other_resources"),
        view.code("alternative_response"), view.value,
        view.cso, *_range(view.cso, view.measured.cso_mean),
        view.tru_online, *_range(view.tru_online, view.measured.tru_online_mean),
        view.printed.alternative, found.disposition.value, _joined([one.value for one in found.permitted]),
        _joined([one.value for one in found.not_yet]), judged.robustness[view.category].stays,
        fte is not None and fte < given.little_relief_fte, view.printed.compressed_mark, view.printed.multi_need_mark,
        _joined(view.computed.members), _comments(view, words),
    )  # fmt: skip


def _range(mean: Decimal | None, measured: Decimal | None) -> tuple[Value, Value]:
    if mean is None or measured is not None:
        return None, None
    return rounding_interval(mean)


def _joined(parts: Sequence[str]) -> str:
    return "; ".join(parts)


def _words(study: Study) -> Words:
    """What raters wrote by call type, and what respondents wrote by category."""
    of_types: dict[str, set[str]] = {}
    for one in study.ratings:
        if one.comment:
            of_types.setdefault(one.call_type, set()).add(one.comment)
    of_categories: dict[str, set[str]] = {}
    for said in study.survey_answers:
        if said.depends_on:
            of_categories.setdefault(said.category, set()).add(said.depends_on)
    return of_types, of_categories


def _comments(view: CategoryView, words: Words) -> str:
    """What raters and respondents wrote, word for word; sorted, so that nobody is known by a place in the order."""
    of_types, of_categories = words
    rated = (of_types.get(member, set()) for member in view.computed.members)
    return " | ".join(sorted(of_categories.get(view.category, set()).union(*rated)))


def dispositions(judged: Judged) -> Table:
    """Who answers each category, what else is permitted, and which rules spoke or could not be asked."""
    columns = (
        text("category"), text("disposition"), text("disposition_label", "In words"), text("permitted"),
        text("conditions"), text("not_yet", "Not yet, with precautions"), text("rules_applied", "Rules that spoke"),
        text("rules_not_evaluated", "Rules that could not be asked"), column("robustness", "Holds", "share"),
        text("decided_by", "Decided by"),
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for view in judged.views:
        found = judged.judgements[view.category]
        rows.append((
            view.category, found.disposition.value, found.disposition.label,
            _joined([one.value for one in found.permitted]), " ".join(found.conditions),
            _joined([one.value for one in found.not_yet]), _joined(found.rules_applied),
            _joined(found.rules_not_evaluated), judged.robustness[view.category].stays, found.decided_by,
        ))  # fmt: skip
    return tabled(judged.study, "dispositions", "Dispositions", columns, rows, "categories of the survey", notes=(
        "A rule whose input is published only as one Yes among all raters cannot be asked; it is listed, not applied.",
    ))  # fmt: skip


def disposition_totals(judged: Judged) -> Table:
    """FTE and categories by disposition, in the order of section 5.0."""
    rows: list[tuple[Value, ...]] = []
    total = sum((view.fte or Decimal(0) for view in judged.views), Decimal(0))
    for one in Disposition:
        own = [view for view in judged.views if judged.judgements[view.category].disposition is one]
        fte = sum((view.fte or Decimal(0) for view in own), Decimal(0))
        rows.append((one.value, one.label, len(own), fte, fte / total if total else None))
    columns = (text("disposition"), text("label", "In words"), whole("categories", "Categories"),
               number("fte", "FTE", 2, "FTE"), column("share_of_fte", "Share of FTE", "share"))  # fmt: skip
    return tabled(judged.study, "disposition_totals", "FTE by disposition", columns, rows, "categories of the survey")


def robustness_table(judged: Judged) -> Table:
    """Shares of draws by disposition for every category."""
    rows: list[tuple[Value, ...]] = [
        (name, steady.draws, disposition.value, share, disposition is judged.judgements[name].disposition)
        for name, steady in judged.robustness.items()
        for disposition, share in steady.shares
    ]
    columns = (text("category"), whole("draws", "Draws"), text("disposition"), column("share", "Share", "share"),
               column("judged", "Disposition of the matrix", "mark"))  # fmt: skip
    return tabled(judged.study, "robustness", "Robustness of dispositions", columns, rows, "categories of the survey",
                  notes=(f"Seed {judged.seed}. Each draw takes means from the range that a printed whole number hides "
                         "(or from the answers, where they were kept), the bound of not yet from 2.0 to 3.0, and the "
                         "lead at which telephone or online goes first from 0.25 to 0.75.",))  # fmt: skip


def lineage_tables(judged: Judged) -> list[Table]:
    """Every step of every call type, and the steps with printed counts beside counted ones.

    A study that has neither coded, merged nor noted anything yet has left nothing out, and so has no lineage.
    """
    study = judged.study
    if not (study.coding or study.lineage or study.merges or study.lineage_steps):
        return []
    rows: list[tuple[Value, ...]] = [
        (one.call_type, one.step, one.outcome, one.category, one.rule, one.certainty, one.evidence)
        for one in judged.lineage.entries
    ]
    columns = (text("call_type"), text("step"), text("outcome"), text("category"), text("rule"), text("certainty"),
               text("evidence"))  # fmt: skip
    return [
        tabled(
            judged.study,
            "lineage",
            "Lineage of call types",
            columns,
            rows,
            "call types",
            notes=("Where the source does not say what became of a type, certainty is cannot_be_told.",),
        ),
        _lineage_steps(judged),
    ]


def _lineage_steps(judged: Judged) -> Table:
    columns = (text("step"), whole("into", "Types before"), whole("left_out", "Left out"), whole("out", "Types after"),
               text("rule"), text("where"))  # fmt: skip
    printed = judged.study.lineage_steps
    if printed:
        rows: list[tuple[Value, ...]] = [
            (one.step, one.into, one.left_out, one.out, one.rule, one.where) for one in printed
        ]
        return tabled(
            judged.study,
            "lineage_steps",
            "From call types to categories",
            columns,
            rows,
            "call types",
            notes=("Counts as printed.",),
        )
    counts = judged.lineage.counts()
    into = len(judged.study.call_types)
    out = sum(count for (step, outcome), count in counts.items() if (step, outcome) == ("volume", "kept"))
    uncoded = counts.get(("coding", "not coded yet"), 0)
    kept = counts.get(("coding", "to survey"), 0) + uncoded
    coding = f"Administration coding ({uncoded:,} not coded yet)" if uncoded else "Administration coding"
    rows = [
        ("Volume and calls for service", into, into - out, out, "Types without volume and types that are not calls "
         "for service are left out.", ""),
        (coding, out, out - kept, kept, "Types that require an officer, or that do not apply, are "
         "left out.", ""),
        ("Merging", kept, None, len(judged.views), "Types that are alike are merged.", ""),
    ]  # fmt: skip
    return tabled(judged.study, "lineage_steps", "From call types to categories", columns, rows, "call types")


def nature_tables(judged: Judged) -> list[Table]:
    """Officer time by need, as a range, and the proposed call types with their crosswalk."""
    study = judged.study
    into = {one.call_type: one.category for one in study.merges}
    volume = {one.call_type: one.fte or Decimal(0) for one in study.call_types}
    rows: list[tuple[Value, ...]] = []
    for one in nature_volumes(study.call_types, study.nature):
        rows.append(("All call types", None, one.flag.value, one.fte_low, one.fte_high,
                     "low: only types that name it; high: all types that may include it"))  # fmt: skip
        for mark in (mark for mark in study.nature if mark.flag == one.flag):
            fte = volume[mark.call_type]
            rows.append((into.get(mark.call_type), mark.call_type, one.flag.value,
                         fte if mark.basis == "names" else Decimal("0.00"), fte, mark.reason))  # fmt: skip
    columns = (text("category"), text("call_type"), text("flag", "Need"), number("fte_low", "FTE, at least", 2, "FTE"),
               number("fte_high", "FTE, at most", 2, "FTE"), text("basis"))  # fmt: skip
    walked = crosswalk(study.call_types, study.cad_types, study.nature)
    proposed = tabled(
        study, "cad_types_proposed", "Proposed CAD types and flags",
        (text("proposed_type"), text("flags"), text("from_types", "From today's types"), text("reason")),
        [(one.proposed_type, _joined([flag.value for flag in one.flags]), _joined(one.from_types), one.reason)
         for one in walked],
        "call types", notes=("A proposal to discuss: every type of today stands in exactly one proposed type.",),
    )  # fmt: skip
    return [tabled(study, "nature", "Needs behind call types", columns, rows, "call types"), proposed]


def coding_tables(judged: Judged) -> list[Table]:
    """The administration's coding with its reasons, and the questions on which two coders differ."""
    study = judged.study
    names = ("call_type", "coder", *QUESTIONS, "reason")
    rows: list[tuple[Value, ...]] = [tuple(getattr(one, name) for name in names) for one in study.coding]
    open_ones: list[tuple[Value, ...]] = [
        (one.call_type, QUESTIONS[one.question], _joined([f"{coder}: {answer}" for coder, answer in one.answers]))
        for one in conflicts(study.coding)
    ]
    return [
        tabled(study, "coding", "Administration coding", tuple(text(name) for name in names), rows, "call types"),
        tabled(
            study,
            "coding_conflicts",
            "Coders differ",
            (text("call_type"), text("question"), text("answers")),
            open_ones,
            "questions on which coders differ",
        ),
    ]


def assumptions_table(judged: Judged) -> Table:
    """What an FTE is in this study, and what is plausible beside it."""
    given = judged.study.assumptions
    rows: list[tuple[Value, ...]] = [
        ("Paid hours of a position in a year", given.annual_hours, None, None, "hours"),
        ("Hours worked after leave and training", given.net_hours, given.net_hours_low, given.net_hours_high, "hours"),
        ("Share of them on calls", given.share_on_calls, given.share_low, given.share_high, "share"),
        (
            "Hours on calls that make one FTE",
            given.hours_per_fte,
            given.net_hours_low * given.share_low,
            given.net_hours_high * given.share_high,
            "hours",
        ),
    ]
    columns = (text("assumption"), number("value", "Value"), number("low", "Plausible, from"),
               number("high", "Plausible, to"), text("unit"))  # fmt: skip
    return tabled(judged.study, "assumptions", "Assumptions", columns, rows, "the study")

"""The judgement behind every table: categories with printed values beside computed ones, and their dispositions."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random

from arcs.core.evaluation.measuring import Measured, coded_call_types, measure, recoded
from arcs.core.evaluation.study import Study
from arcs.core.suitability.dispositions import Judgement, decided, judge
from arcs.core.suitability.lineage import Lineage, trace
from arcs.core.suitability.merging import MergedCategory, merge_categories
from arcs.core.suitability.records import Category
from arcs.core.suitability.robustness import Robustness, robustness
from arcs.core.suitability.rules import CategoryEvidence
from arcs.core.vocabulary import CallClass, Risk


@dataclass(frozen=True, kw_only=True)
class CategoryView:
    """One category as the evaluation carries it: printed where a source prints it, else computed from its types."""

    category: str
    printed: Category
    computed: MergedCategory
    measured: Measured = field(default_factory=Measured)

    def code(self, item: str) -> str:
        """The printed code of an item, else the one computed."""
        return str(getattr(self.printed, item) or getattr(self.computed, item))

    @property
    def fte(self) -> Decimal | None:
        """Printed FTE, else the sum over its call types."""
        return self.printed.fte if self.printed.fte is not None else self.computed.fte

    @property
    def value(self) -> int | None:
        """Printed value to the department, else the mean of its types, rounded half up."""
        printed = self.printed.police_department_value
        return printed if printed is not None else self.computed.police_department_value

    @property
    def cso(self) -> Decimal | None:
        """Mean acceptance of a CSO: from answers where there are any, else as printed."""
        return self.measured.cso_mean if self.measured.cso_mean is not None else _whole(self.printed.cso_average)

    @property
    def tru_online(self) -> Decimal | None:
        """Mean acceptance of telephone or online reports."""
        measured = self.measured.tru_online_mean
        return measured if measured is not None else _whole(self.printed.tru_online_average)

    @property
    def acceptance(self) -> Decimal | None:
        """Acceptance of the alternative that respondents accept best."""
        return max((one for one in (self.cso, self.tru_online) if one is not None), default=None)


def _whole(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A study with everything derived from it that more than one table needs."""

    study: Study
    views: tuple[CategoryView, ...]
    lineage: Lineage
    judgements: Mapping[str, Judgement]
    robustness: Mapping[str, Robustness]
    seed: int


def category_views(study: Study) -> tuple[CategoryView, ...]:
    """Every category, printed beside computed, in the study's order; ratings are pooled where the study holds them."""
    made = merge_categories(coded_call_types(study), study.merges, study.categories)
    found = measure(study)
    return tuple(
        CategoryView(
            category=one.category,
            printed=one,
            computed=recoded(made[one.category], found[one.category]),
            measured=found[one.category],
        )
        for one in study.categories
    )


def evidence_for(study: Study, view: CategoryView) -> CategoryEvidence:
    """What the rules may know of one category."""
    risk, call_class = view.code("risk"), view.code("type")
    return CategoryEvidence(
        category=view.category,
        risk=Risk(risk) if risk else None,
        call_class=CallClass(call_class) if call_class else None,
        facts=frozenset(one.fact for one in study.facts if one.category == view.category),
        multi_need=bool(view.printed.multi_need_mark),
        outside=view.printed.alternative,
        cso_mean=view.cso,
        tru_online_mean=view.tru_online,
        police_mandate=view.code("police_mandate"),
        immediate_response=view.code("immediate_response"),
        alternative_response=view.code("alternative_response"),
        mandate_share=view.measured.mandate_share,
        immediate_share=view.measured.immediate_share,
    )


def judge_study(study: Study, *, seed: int, views: tuple[CategoryView, ...] | None = None) -> Judged:
    """Judge every category; each has a stream of chance of its own, so that adding one moves no other.

    `views`: the study's categories, if made already.
    """
    coded = replace(study, call_types=coded_call_types(study))
    views = category_views(study) if views is None else views
    decisions = {one.category: one for one in study.decisions}
    judgements: dict[str, Judgement] = {}
    steady: dict[str, Robustness] = {}
    for view in views:
        evidence = evidence_for(study, view)
        found = judge(evidence)
        steady[view.category] = robustness(
            evidence,
            judged=found.disposition,
            spread=view.measured.spread,
            draws=study.coding_choice.draws,
            stream=Random(f"{seed}/{view.category}"),  # noqa: S311 - draws for a measure, not for a secret
        )
        decision = decisions.get(view.category)
        judgements[view.category] = decided(found, decision) if decision else found
    lineage = trace(call_types=study.call_types, codes=study.coding, notes=study.lineage, merges=study.merges)
    return Judged(study=coded, views=views, lineage=lineage, judgements=judgements, robustness=steady, seed=seed)

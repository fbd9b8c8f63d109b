"""One study: every row and choice that an evaluation reads, however it was stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from arcs.core.evaluation.records import (
    AlternativeModel,
    Assumptions,
    BoardDecision,
    BudgetRates,
    CallsSource,
    CategoryWords,
    Claim,
    CodingChoice,
    Equipment,
    InterviewTheme,
    LegendRow,
    MethodActivity,
    Outsourcing,
    Participation,
    PartnerOffer,
    ProgrammeStep,
    ReportSection,
    ReportVersion,
    ResourceSuggestion,
    ResourceWord,
    RespondentTrait,
    SalariedPosition,
    StaffPost,
    StudyTitle,
    SurveyLegendRow,
    SurveyMargin,
    Term,
    WorkStep,
)
from arcs.core.instruments.items import PRESET_INSTRUMENT, Instrument
from arcs.core.instruments.ratings import Rating
from arcs.core.suitability.acceptance import SurveyAnswer
from arcs.core.suitability.records import (
    AdministrationCode,
    CallType,
    Category,
    CrosswalkRow,
    Decision,
    Fact,
    LineageNote,
    LineageStep,
    Merge,
    NatureMark,
    ProposedCadType,
)


@dataclass(frozen=True, kw_only=True)
class Budget:
    """Section 7 as inputs."""

    rates: BudgetRates | None = None
    posts: tuple[StaffPost, ...] = ()
    salaried: tuple[SalariedPosition, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    outsourcing: tuple[Outsourcing, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Study:
    """Everything that one evaluation reads. `statements` holds the narrative: paragraphs by section number."""

    study: StudyTitle
    assumptions: Assumptions
    coding_choice: CodingChoice
    participation: Participation
    calls: tuple[CallsSource, ...] = ()
    work_plan: tuple[WorkStep, ...] = ()
    versions: tuple[ReportVersion, ...] = ()
    report_sections: tuple[ReportSection, ...] = ()
    method_activities: tuple[MethodActivity, ...] = ()
    method_legend: tuple[LegendRow, ...] = ()
    survey_legend: tuple[SurveyLegendRow, ...] = ()
    call_types: tuple[CallType, ...] = ()
    ratings: tuple[Rating, ...] = ()
    coding: tuple[AdministrationCode, ...] = ()
    lineage: tuple[LineageNote, ...] = ()
    lineage_steps: tuple[LineageStep, ...] = ()
    merges: tuple[Merge, ...] = ()
    categories: tuple[Category, ...] = ()
    facts: tuple[Fact, ...] = ()
    decisions: tuple[Decision, ...] = ()
    nature: tuple[NatureMark, ...] = ()
    cad_types: tuple[ProposedCadType, ...] = ()
    crosswalk: tuple[CrosswalkRow, ...] = ()
    category_words: tuple[CategoryWords, ...] = ()
    survey_answers: tuple[SurveyAnswer, ...] = ()
    respondents: tuple[RespondentTrait, ...] = ()
    survey_margins: tuple[SurveyMargin, ...] = ()
    resources: tuple[ResourceSuggestion, ...] = ()
    resource_words: tuple[ResourceWord, ...] = ()
    interviews: tuple[InterviewTheme, ...] = ()
    partner_offers: tuple[PartnerOffer, ...] = ()
    alternative_models: tuple[AlternativeModel, ...] = ()
    terms: tuple[Term, ...] = ()
    claims: tuple[Claim, ...] = ()
    board_decisions: tuple[BoardDecision, ...] = ()
    programme_steps: tuple[ProgrammeStep, ...] = ()
    instrument: Instrument = PRESET_INSTRUMENT
    budget: Budget = field(default_factory=Budget)
    statements: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

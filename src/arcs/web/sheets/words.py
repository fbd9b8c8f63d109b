"""The parts of a study in words, grouped as the work goes."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from arcs.core.cells import Cell

Words = str | Promise


@dataclass(frozen=True, kw_only=True)
class Group:
    """Parts that belong to one stretch of the work."""

    name: Words
    parts: tuple[str, ...]


NAMES: dict[str, Words] = {
    "study.toml:study": _("Title page"),
    "study.toml:assumptions": _("What an FTE is"),
    "study.toml:coding": _("How ratings become codes"),
    "study.toml:participation": _("Who took part"),
    "study.toml:calls": _("Dispatch exports of the study"),
    "budget.toml:rates": _("Hours and rates"),
    "budget.toml:posts": _("Posts"),
    "budget.toml:salaried": _("Salaried positions"),
    "budget.toml:equipment": _("Equipment"),
    "budget.toml:outsourcing": _("Outsourcing"),
    "work_plan.csv": _("Work plan"),
    "versions.csv": _("Report versions"),
    "report_sections.csv": _("Sections left out of the report"),
    "method_activities.csv": _("Example activities"),
    "method_legend.csv": _("Items of the instrument, as printed"),
    "survey_legend.csv": _("Items and scales, as raters see them"),
    "call_types.csv": _("Call types"),
    "coding.csv": _("Administration’s coding"),
    "lineage.csv": _("What became of call types"),
    "lineage_steps.csv": _("Steps that a source prints"),
    "merges.csv": _("Merges"),
    "categories.csv": _("Categories"),
    "facts.csv": _("Facts that rules need"),
    "decisions.csv": _("Decisions in place of the rules"),
    "nature.csv": _("Needs behind call types"),
    "cad_types.csv": _("Proposed call types"),
    "crosswalk.csv": _("Codes of other systems"),
    "category_words.csv": _("Categories in plain words"),
    "ratings.csv": _("Officers’ ratings"),
    "survey_answers.csv": _("Survey answers"),
    "survey_margins.csv": _("Known shares of the population"),
    "resources.csv": _("Suggested outside resources"),
    "resource_words.csv": _("Spellings of resources"),
    "interviews.csv": _("Interviews"),
    "partner_offers.csv": _("Partners’ offers"),
    "alternative_models.csv": _("Alternative models"),
    "terms.csv": _("Terms"),
    "claims.csv": _("Printed claims"),
    "board_decisions.csv": _("The board’s decisions"),
    "programme_plan.csv": _("Programme plan"),
    "narrative": _("The study’s own words"),
    "instrument.toml": _("The instrument"),
}
GROUPS: tuple[Group, ...] = (
    Group(
        name=_("The study and its report"),
        parts=("study.toml:study", "study.toml:participation", "work_plan.csv", "versions.csv", "report_sections.csv",
               "narrative", "terms.csv", "claims.csv"),
    ),
    Group(
        name=_("Calls and workload"),
        parts=("study.toml:calls", "study.toml:assumptions", "call_types.csv", "nature.csv", "crosswalk.csv",
               "cad_types.csv"),
    ),
    Group(
        name=_("Ratings"),
        parts=("study.toml:coding", "instrument.toml", "method_activities.csv", "method_legend.csv",
               "survey_legend.csv"),
    ),
    Group(
        name=_("Coding and categories"),
        parts=("coding.csv", "merges.csv", "categories.csv", "lineage.csv", "lineage_steps.csv"),
    ),
    Group(
        name=_("Residents, stakeholders and partners"),
        parts=("category_words.csv", "survey_margins.csv", "resources.csv", "resource_words.csv", "interviews.csv",
               "partner_offers.csv"),
    ),
    Group(name=_("Judgement"), parts=("facts.csv", "decisions.csv", "alternative_models.csv")),
    Group(
        name=_("Budget"),
        parts=("budget.toml:rates", "budget.toml:posts", "budget.toml:salaried", "budget.toml:equipment",
               "budget.toml:outsourcing"),
    ),
    Group(name=_("Board and programme"), parts=("board_decisions.csv", "programme_plan.csv")),
)  # fmt: skip


def name_of(part: str) -> str:
    """A part in words.

    >>> name_of("terms.csv")
    'Terms'
    """
    return str(NAMES.get(part, part))


def heading_of(cell: Cell) -> str:
    """A column in words.

    >>> from arcs.files.studies.parts import PARTS
    >>> heading_of(PARTS["terms.csv"].cells[0])
    'Term'
    """
    words = cell.name.replace("_", " ")
    named = {"fte": "FTE", "fte note": "FTE note", "cso average": "CSO average", "tru online average": "TRU average",
             "toml": "TOML", "cad type": "CAD type"}  # fmt: skip
    return named.get(words, words[:1].upper() + words[1:])

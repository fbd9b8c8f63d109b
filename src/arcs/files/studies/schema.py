"""The layout of a study folder, declared once: reading, writing, checking and the reference page all follow it."""

from dataclasses import dataclass
from typing import Any

from arcs.core.cells import cells
from arcs.core.evaluation import records as evaluation
from arcs.core.suitability import records as suitability
from arcs.files.cell_tables import allowed

SCHEMA_VERSION = 1
SETTINGS_FILE = "study.toml"
BUDGET_FILE = "budget.toml"
NARRATIVE_FOLDER = "narrative"
INSTRUMENT_FILE = "instrument.toml"
RATINGS_FILE = "ratings.csv"
RATINGS_FOLDER = "ratings"
SURVEY_FILE = "survey_answers.csv"
SURVEY_FOLDER = "survey"
RESPONDENTS_FILE = "respondents.csv"


@dataclass(frozen=True, kw_only=True)
class CsvFile:
    """A table of the study: `field` is its place in `Study`, `row` the dataclass of one line.

    `together` names the columns that tell its rows apart where no single column does; () where rows may be alike.
    """

    file: str
    field: str
    row: type[Any]
    meaning: str
    required: bool = False
    together: tuple[str, ...] = ()

    @property
    def identity(self) -> tuple[str, ...]:
        """The columns whose values no two rows share; () where rows may be alike."""
        return tuple(one.name for one in cells(self.row) if one.key) or self.together


@dataclass(frozen=True, kw_only=True)
class TomlSection:
    """A section of a TOML file; `many` marks one that may stand several times ([[name]])."""

    file: str
    section: str
    field: str
    row: type[Any]
    meaning: str
    required: bool = False
    many: bool = False


CSV_FILES: tuple[CsvFile, ...] = (
    CsvFile(file="work_plan.csv", field="work_plan", row=evaluation.WorkStep, meaning="Steps of the work plan (2.1)."),
    CsvFile(file="versions.csv", field="versions", row=evaluation.ReportVersion, meaning="Report versions (Table i)."),
    CsvFile(
        file="report_sections.csv",
        field="report_sections",
        row=evaluation.ReportSection,
        meaning="Sections of the report that are left out.",
    ),
    CsvFile(
        file="method_activities.csv",
        field="method_activities",
        row=evaluation.MethodActivity,
        meaning="Example activities of the evaluation form (Table 2.1).",
    ),
    CsvFile(
        file="method_legend.csv",
        field="method_legend",
        row=evaluation.LegendRow,
        meaning="Items of the instrument (Table 2.2).",
    ),
    CsvFile(
        file="survey_legend.csv",
        field="survey_legend",
        row=evaluation.SurveyLegendRow,
        meaning="Items and scales as raters see them (Table 3.1).",
    ),
    CsvFile(
        file="call_types.csv",
        field="call_types",
        row=suitability.CallType,
        required=True,
        meaning="Every call type with its volume, coded ratings and exclusions (Table A.1).",
    ),
    CsvFile(
        file="ratings.csv",
        field="ratings",
        row=evaluation.RatingRow,
        meaning="Officers' individual ratings and comments, where they may be kept.",
    ),
    CsvFile(
        file="coding.csv",
        field="coding",
        row=suitability.AdministrationCode,
        together=("call_type", "coder"),
        meaning="The administration's coding (3.1.2), one row per coder and call type.",
    ),
    CsvFile(
        file="lineage.csv",
        field="lineage",
        row=suitability.LineageNote,
        meaning="What became of a call type where its coding was not kept or published.",
    ),
    CsvFile(
        file="lineage_steps.csv",
        field="lineage_steps",
        row=suitability.LineageStep,
        meaning="The steps and counts that a source prints.",
    ),
    CsvFile(file="merges.csv", field="merges", row=suitability.Merge, meaning="Call types that make up each category."),
    CsvFile(
        file="categories.csv",
        field="categories",
        row=suitability.Category,
        meaning="Categories of the survey with printed values (Table 3.2).",
    ),
    CsvFile(
        file="facts.csv",
        field="facts",
        row=suitability.Fact,
        together=("category", "fact"),
        meaning="Facts that rules need and no rating asks, each with author and reason.",
    ),
    CsvFile(
        file="decisions.csv",
        field="decisions",
        row=suitability.Decision,
        meaning="Decisions in place of the rules' disposition.",
    ),
    CsvFile(
        file="nature.csv",
        field="nature",
        row=suitability.NatureMark,
        together=("call_type", "flag"),
        meaning="Needs behind call types.",
    ),
    CsvFile(
        file="cad_types.csv",
        field="cad_types",
        row=suitability.ProposedCadType,
        meaning="Crosswalk from today's call types to proposed ones.",
    ),
    CsvFile(
        file="crosswalk.csv",
        field="crosswalk",
        row=suitability.CrosswalkRow,
        together=("call_type", "system", "code"),
        meaning="Call types in other systems of codes.",
    ),
    CsvFile(
        file="category_words.csv",
        field="category_words",
        row=evaluation.CategoryWords,
        together=("category", "language"),
        meaning="Categories in plain words with an example call, for residents.",
    ),
    CsvFile(
        file="survey_answers.csv",
        field="survey_answers",
        row=evaluation.SurveyAnswerRow,
        meaning="Individual survey answers, where they may be kept.",
    ),
    CsvFile(
        file=RESPONDENTS_FILE,
        field="respondents",
        row=evaluation.RespondentTrait,
        meaning="What respondents said of themselves, for weighing.",
    ),
    CsvFile(
        file="survey_margins.csv",
        field="survey_margins",
        row=evaluation.SurveyMargin,
        meaning="Known shares of the population; answers are raked to them.",
    ),
    CsvFile(
        file="resources.csv",
        field="resources",
        row=evaluation.ResourceSuggestion,
        meaning="Suggested outside resources (Tables 3.3 and 3.4).",
    ),
    CsvFile(
        file="resource_words.csv",
        field="resource_words",
        row=evaluation.ResourceWord,
        meaning="Spellings of resources that mean the same.",
    ),
    CsvFile(
        file="interviews.csv",
        field="interviews",
        row=evaluation.InterviewTheme,
        meaning="Points raised in interviews and meetings (3.2).",
    ),
    CsvFile(
        file="partner_offers.csv",
        field="partner_offers",
        row=evaluation.PartnerOffer,
        together=("partner", "category"),
        meaning="What outside partners would take, and on which terms.",
    ),
    CsvFile(
        file="alternative_models.csv",
        field="alternative_models",
        row=evaluation.AlternativeModel,
        meaning="Alternative models in use elsewhere (Table B.1).",
    ),
    CsvFile(file="terms.csv", field="terms", row=evaluation.Term, meaning="Terms (Table C.1)."),
    CsvFile(file="claims.csv", field="claims", row=evaluation.Claim, meaning="Printed claims and how to test them."),
    CsvFile(
        file="board_decisions.csv",
        field="board_decisions",
        row=evaluation.BoardDecision,
        meaning="What the board decided about each category.",
    ),
    CsvFile(
        file="programme_plan.csv",
        field="programme_steps",
        row=evaluation.ProgrammeStep,
        meaning="Steps from the board's decision to answered calls.",
    ),
)

SECTIONS: tuple[TomlSection, ...] = (
    TomlSection(
        file=SETTINGS_FILE,
        section="study",
        field="study",
        row=evaluation.StudyTitle,
        required=True,
        meaning="What the study is, whose, and when.",
    ),
    TomlSection(
        file=SETTINGS_FILE,
        section="assumptions",
        field="assumptions",
        row=evaluation.Assumptions,
        required=True,
        meaning="What an FTE is, and what is plausible beside it.",
    ),
    TomlSection(
        file=SETTINGS_FILE,
        section="coding",
        field="coding_choice",
        row=evaluation.CodingChoice,
        required=True,
        meaning="How ratings become codes; draws behind robustness.",
    ),
    TomlSection(
        file=SETTINGS_FILE,
        section="participation",
        field="participation",
        row=evaluation.Participation,
        required=True,
        meaning="Who took part.",
    ),
    TomlSection(
        file=SETTINGS_FILE,
        section="calls",
        field="calls",
        row=evaluation.CallsSource,
        many=True,
        meaning="Dispatch exports that belong to the study.",
    ),
    TomlSection(
        file=BUDGET_FILE,
        section="rates",
        field="rates",
        row=evaluation.BudgetRates,
        meaning="Hours and rates of hourly staff.",
    ),
    TomlSection(
        file=BUDGET_FILE,
        section="posts",
        field="posts",
        row=evaluation.StaffPost,
        many=True,
        meaning="Posts to be filled.",
    ),
    TomlSection(
        file=BUDGET_FILE,
        section="salaried",
        field="salaried",
        row=evaluation.SalariedPosition,
        many=True,
        meaning="Positions paid by the year.",
    ),
    TomlSection(
        file=BUDGET_FILE,
        section="equipment",
        field="equipment",
        row=evaluation.Equipment,
        many=True,
        meaning="Things to buy.",
    ),
    TomlSection(
        file=BUDGET_FILE,
        section="outsourcing",
        field="outsourcing",
        row=evaluation.Outsourcing,
        many=True,
        meaning="Fixed price against price per unit.",
    ),
)


@dataclass(frozen=True, kw_only=True)
class DescribedCell:
    """One column or key, in words."""

    name: str
    kind: str
    needed: bool
    allowed: str
    meaning: str


@dataclass(frozen=True, kw_only=True)
class DescribedPart:
    """One file or section, in words."""

    file: str
    section: str
    meaning: str
    needed: bool
    many: bool
    cells: tuple[DescribedCell, ...]


def schema_parts() -> tuple[DescribedPart, ...]:
    """The whole layout, part by part: TOML sections first, then tables.

    >>> schema_parts()[0].section
    'study'
    """
    toml = [
        DescribedPart(
            file=one.file,
            section=one.section,
            meaning=one.meaning,
            needed=one.required,
            many=one.many,
            cells=_described(one.row),
        )
        for one in SECTIONS
    ]
    tables = [
        DescribedPart(
            file=one.file, section="", meaning=one.meaning, needed=one.required, many=True, cells=_described(one.row)
        )
        for one in CSV_FILES
    ]
    return (*toml, *tables)


def describe_schema() -> str:
    """The whole layout in words, as a page of Markdown for the reference.

    >>> describe_schema().splitlines()[0]
    '# The study folder'
    """
    lines = [
        "# The study folder",
        "",
        f"A study is a folder of plain files, UTF-8. This is version {SCHEMA_VERSION} of its layout "
        f"(`schema_version = {SCHEMA_VERSION}` at the head of `{SETTINGS_FILE}`).",
        "`arcs study new` makes one, `arcs study check` lists everything wrong in one, `arcs evaluate` reads one.",
        "An empty cell means not recorded; it is never taken for zero or for No. A table may be left out unless it is",
        "marked as needed.",
        "",
        f"- `{NARRATIVE_FOLDER}/` holds the study's own words: one file for each section (`1.0.md`, `3.1.2.md`), "
        "paragraphs parted by an empty line, list entries begun with a dash.",
        f"- `{INSTRUMENT_FILE}`, where there is one, lists the items that raters answer; else the seven of the report.",
        f"- `{RATINGS_FOLDER}/` and `{SURVEY_FOLDER}/` hold the rating workbooks and survey forms that came back.",
        "",
    ]
    for part in schema_parts():
        lines += _described_part(part)
    return "\n".join(lines)


def _described_part(part: DescribedPart) -> list[str]:
    brackets = f"[[{part.section}]]" if part.many else f"[{part.section}]"
    name = f"`{part.file}`, `{brackets}`" if part.section else f"`{part.file}`"
    head = "key" if part.section else "column"
    lines = [f"## {name}", "", part.meaning + (" Needed." if part.needed else ""), ""]
    lines += [f"| {head} | kind | needed | allowed | meaning |", "|---|---|---|---|---|"]
    for one in part.cells:
        lines.append(f"| `{one.name}` | {one.kind} | {'yes' if one.needed else ''} | {one.allowed} | {one.meaning} |")
    return [*lines, ""]


def _described(row: type[Any]) -> tuple[DescribedCell, ...]:
    found = []
    for one in cells(row):
        listed = f"listed in {one.refers_to}" if one.refers_to else ""
        found.append(
            DescribedCell(
                name=one.name,
                kind=one.kind,
                needed=one.required,
                allowed=allowed(one) or listed,
                meaning=one.meaning + (" One row each." if one.key else ""),
            )
        )
    return tuple(found)

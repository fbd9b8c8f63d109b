"""The rows of a study that are not about one call type: plan, survey, interviews, models, terms, claims, budget."""

# ruff: noqa: RUF009 - cell() declares a dataclass field; it is not a shared default

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from arcs.core.cells import cell
from arcs.core.suitability.records import DISPOSITIONS

GROUPS = ("department", "stakeholders", "community")
ASKED = ("community", "department")
COMPARISONS = ("equals", "at_most", "at_least", "contradicts", "cannot_be_checked")
CLAIM_UNITS = ("number", "money", "share", "fte", "text")
CONSENTS = ("given", "published", "withheld")
TAKES = ("yes", "depends", "no")
LANGUAGES = ("en", "es")
APPROVALS = ("adopted", "adopted_otherwise", "put_off", "declined")
PHASES = ("prepare", "policy", "training", "public_education", "approval", "go_live", "review")
PARTIES = ("agency", "dispatch", "partner", "public", "board")


@dataclass(frozen=True, kw_only=True)
class WorkStep:
    """One step of the work plan (section 2.1)."""

    step: int = cell("whole", "Number of the step.", key=True, minimum=1)
    text: str = cell("text", "What is done.", required=True)
    owner: str = cell("text", "Who does it: a role or an office.")
    starts_on: date | None = cell("date", "When it begins.")
    due_on: date | None = cell("date", "When it has to be done.")
    done_on: date | None = cell("date", "When it was done; empty: not yet.")


@dataclass(frozen=True, kw_only=True)
class ReportSection:
    """Whether a section of the report is printed; a section that is not listed is."""

    section: str = cell("text", "Number of the section, as in 3.1.2.", key=True)
    printed: str = cell("code", "Is it printed?", required=True, choices=("Y", "N"))
    reason: str = cell("text", "Why it is left out; the report says so where it tells its limits.")


@dataclass(frozen=True, kw_only=True)
class ReportVersion:
    """One version of the report (Table i)."""

    version: str = cell("text", "Version.", key=True)
    date: str = cell("text", "Date, as the report prints it.", required=True)
    update_reason: str = cell("text", "Why it was made.", required=True)


@dataclass(frozen=True, kw_only=True)
class MethodActivity:
    """One example activity of the evaluation form (Table 2.1); the form's columns are the legend's categories."""

    cfs_activity: str = cell("text", "Example of a call type on the form.", key=True)


@dataclass(frozen=True, kw_only=True)
class LegendRow:
    """One item of the instrument as the method describes it (Table 2.2)."""

    category: str = cell("text", "Item.", key=True)
    rating: str = cell("text", "Answers.", required=True)
    explanation: str = cell("text", "What it asks.", required=True)


@dataclass(frozen=True, kw_only=True)
class SurveyLegendRow:
    """One item, or the heading of a scale, as raters saw it (Table 3.1)."""

    category: str = cell("text", "Item or scale.", key=True)
    rating: str = cell("text", "Answers.", required=True)
    explanation: str = cell("text", "What it asks.", required=True)
    row_kind: str = cell("code", "item or scale heading.", required=True, choices=("item", "scale heading"))


@dataclass(frozen=True, kw_only=True)
class ResourceSuggestion:
    """One answer to "who else could respond?"; an answer may name several, parted by commas or semicolons."""

    category: str = cell("text", "Category.", required=True, refers_to="categories.csv:category")
    asked: str = cell("code", "Who was asked.", required=True, choices=ASKED)
    suggested_resources: str = cell("text", "The answer as given, or as the source consolidates it.", required=True)
    respondent: str = cell("text", "A number for who answered; empty where a source prints them together.")


@dataclass(frozen=True, kw_only=True)
class SurveyAnswerRow:
    """One respondent's acceptance of one alternative for one category, 1 (least) to 5 (most); empty: not answered."""

    respondent: str = cell("text", "A code, never a name.", required=True)
    group: str = cell("text", "Resident, stakeholder or another group.")
    category: str = cell("text", "Category.", required=True, refers_to="categories.csv:category")
    alternative: str = cell("text", "cso, tru_online or outside, or one of the study's own.", required=True)
    score: int | None = cell("whole", "1 to 5; empty: not answered.", minimum=1, maximum=5)
    depends_on: str = cell("text", "What it depends on, in the respondent's own words.")
    suggestion: str = cell("text", "A resource that the respondent names.")
    weight: Decimal | None = cell("number", "Weight of the respondent; empty: 1.", minimum=0)


@dataclass(frozen=True, kw_only=True)
class RespondentTrait:
    """What one respondent said of themselves, where answers are weighed by it."""

    respondent: str = cell("text", "The code in survey_answers.csv.", required=True)
    variable: str = cell("text", "What was asked, such as age or area.", required=True)
    value: str = cell("text", "The answer.", required=True)


@dataclass(frozen=True, kw_only=True)
class SurveyMargin:
    """A known share of the population, to which survey answers are weighed; the shares of a variable sum to 1."""

    variable: str = cell("text", "group, or a variable of respondents.csv.", required=True)
    value: str = cell("text", "One of its values.", required=True)
    share: Decimal = cell("number", "Its share of the population.", required=True, minimum="0.0001", maximum=1)
    source: str = cell("text", "Where the share is known from.", required=True)


@dataclass(frozen=True, kw_only=True)
class RatingRow:
    """One officer's answer to one item about one call type; ? is "don't know"."""

    rater: str = cell("text", "A code, never a name.", required=True)
    group: str = cell("text", "Patrol, supervisor or another group.")
    call_type: str = cell("text", "Call type.", required=True, refers_to="call_types.csv:call_type")
    item: str = cell("text", "Item of the instrument; empty: a comment on the type as a whole.")
    answer: str = cell("text", "The code given, ? for don't know.")
    comment: str = cell("text", "The officer's own words.")
    repeat: int | None = cell("whole", "1 where the type was shown a second time.", minimum=0, maximum=1)


@dataclass(frozen=True, kw_only=True)
class ResourceWord:
    """A spelling of a resource and the name it stands for."""

    spelling: str = cell("text", "As it was written.", key=True)
    name: str = cell("text", "The name it stands for.", required=True)


@dataclass(frozen=True, kw_only=True)
class InterviewTheme:
    """One point raised in interviews or meetings (sections 3.2.1 to 3.2.3), in the source's own words."""

    group: str = cell("code", "Who raised it.", required=True, choices=GROUPS)
    theme: str = cell("text", "What it is about.", required=True)
    mentions: int | None = cell("whole", "How often it was raised; empty: not counted.", minimum=1)
    quotation: str = cell("text", "The words.", required=True)
    consent: str = cell(
        "code",
        "May the words be printed? given: whoever said them agreed; published: they stand in a public source; "
        "withheld or empty: the theme is counted, the words are not printed.",
        choices=CONSENTS,
    )

    @property
    def may_be_quoted(self) -> bool:
        """Whether the words themselves may be printed; nobody's silence is taken for consent."""
        return self.consent in {"given", "published"}


@dataclass(frozen=True, kw_only=True)
class CategoryWords:
    """A category in plain words with an example call, as residents read it in one language."""

    category: str = cell("text", "Category.", required=True, refers_to="categories.csv:category")
    language: str = cell("code", "Language.", required=True, choices=LANGUAGES)
    words: str = cell("text", "The category in plain words.", required=True)
    example: str = cell("text", "An example of such a call, in a sentence or two.", required=True)
    reviewed_by: str = cell("text", "Who reviewed the translation; empty: nobody yet, and the page says so.")


@dataclass(frozen=True, kw_only=True)
class PartnerOffer:
    """What one outside partner would do for one category of calls, as the partner answered."""

    partner: str = cell("text", "The organisation.", required=True)
    category: str = cell("text", "Category.", required=True, refers_to="categories.csv:category")
    would_take: str = cell("code", "Would it take such calls?", required=True, choices=TAKES)
    hours: str = cell("text", "When, in words, as in: weekdays 8:30 to 17:00.")
    conditions: str = cell("text", "Under which conditions.")
    calls_a_week: Decimal | None = cell("number", "How many it could take in a week; empty: not said.", minimum=0)
    annual_cost: Decimal | None = cell("number", "Dollars a year that it would cost; empty: not said.", minimum=0)
    answered_on: date | None = cell("date", "When it answered.")


@dataclass(frozen=True, kw_only=True)
class BoardDecision:
    """What the board decided about one category, and from when."""

    category: str = cell("text", "Category.", key=True, refers_to="categories.csv:category")
    decision: str = cell("code", "What was decided.", required=True, choices=APPROVALS)
    disposition: str = cell("code", "Who is to answer; needed where it is adopted.", choices=DISPOSITIONS)
    effective_on: date | None = cell("date", "From when; needed where it is adopted.")
    decided_on: date = cell("date", "When the board decided.", required=True)
    decided_by: str = cell("text", "Which board.", required=True)
    reason: str = cell("text", "Why, in words; needed where it is not adopted as proposed.")


@dataclass(frozen=True, kw_only=True)
class ProgrammeStep:
    """One step from the board's decision to answered calls: policy, training, public education, approval, start."""

    step: str = cell("text", "A short name of the step.", key=True)
    phase: str = cell("code", "Phase.", required=True, choices=PHASES)
    party: str = cell("code", "Whom it concerns.", required=True, choices=PARTIES)
    task: str = cell("text", "What is done.", required=True)
    disposition: str = cell("code", "For which way of answering; empty: all.", choices=DISPOSITIONS)
    owner: str = cell("text", "Who does it: a role or an office.")
    starts_on: date | None = cell("date", "When it begins.")
    due_on: date | None = cell("date", "When it has to be done.")
    done_on: date | None = cell("date", "When it was done; empty: not yet.")
    waits_for: str = cell("text", "The step without which it cannot begin.")
    blocked: str = cell("text", "What stands in its way, in words; empty: nothing.")


@dataclass(frozen=True, kw_only=True)
class AlternativeModel:
    """One alternative in use elsewhere (Table B.1): the printed text, then what can be read out of it."""

    city: str = cell("text", "City or agency.", key=True)
    model: str = cell("text", "Model, as printed.", required=True)
    data_notes: str = cell("text", "Data and notes, as printed.")
    costs: str = cell("text", "Costs and funding, as printed.")
    hours: str = cell("text", "Hours of service that the text states; empty: none stated.")
    team: str = cell("text", "Who responds.")
    annual_cost: str = cell("text", "Yearly cost that the text states; empty: none stated.")
    funding: str = cell("text", "Who pays.")
    evidence: str = cell("text", "What the text says about results.")
    as_of: str = cell("text", "When this was known.")
    source: str = cell("text", "Where it was read.")


@dataclass(frozen=True, kw_only=True)
class Term:
    """One term (Table C.1)."""

    term: str = cell("text", "Term.", key=True)
    definition: str = cell("text", "Definition.", required=True)


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A statement printed in a source, with the formula over the study's own values that tests it."""

    claim: str = cell("text", "What is claimed.", key=True)
    where: str = cell("text", "Section or table.", required=True)
    printed: str = cell("text", "The words or the number as printed.", required=True)
    printed_value: Decimal | None = cell("number", "The number that was printed; empty: none.")
    comparison: str = cell("code", "How the two must stand.", required=True, choices=COMPARISONS)
    formula: str = cell("text", "Names, numbers, + - * / ( ) and round(x, places).")
    places: int | None = cell("whole", "Decimals to which the claim was printed; empty: 0.", minimum=0, maximum=6)
    tolerance: Decimal | None = cell("number", "How far apart they may be; empty: half of the last place.", minimum=0)
    unit: str = cell("code", "How numbers are shown.", required=True, choices=CLAIM_UNITS)
    against: str = cell("text", "For contradicts: what another place says, with formulas in braces filled in.")
    note: str = cell("text", "More, with formulas in braces filled in.")


@dataclass(frozen=True, kw_only=True)
class StudyTitle:
    """What the study is, whose, and when."""

    title: str = cell("text", "Title on the cover.", required=True)
    place: str = cell("text", "City or village.", required=True)
    subtitle: str = cell("text", "A line below the title.")
    prepared_by: str = cell("text", "Who prepared it.", required=True)
    version_date: date = cell("date", "Date of this version, year-month-day.", required=True)
    period: str = cell("text", "The period that the calls cover, in words.", required=True)
    source: str = cell("text", "Where the figures come from.", required=True)
    invented: bool = cell("yes_no", "true where the figures are invented for show.")


@dataclass(frozen=True, kw_only=True)
class Assumptions:
    """What an FTE is, and what is plausible beside it."""

    annual_hours: Decimal = cell("number", "Paid hours of a position in a year.", required=True, minimum=1)
    net_hours: Decimal = cell("number", "Hours worked after leave and training.", required=True, minimum=1)
    share_on_calls: Decimal = cell("number", "Share of net hours on calls.", required=True, minimum="0.01", maximum=1)
    net_hours_low: Decimal = cell("number", "Lowest plausible net hours.", required=True, minimum=1)
    net_hours_high: Decimal = cell("number", "Highest plausible net hours.", required=True, minimum=1)
    share_low: Decimal = cell("number", "Lowest plausible share on calls.", required=True, minimum="0.01", maximum=1)
    share_high: Decimal = cell("number", "Highest plausible share.", required=True, minimum="0.01", maximum=1)
    little_relief_fte: Decimal = cell(
        "number", "Below this FTE a category is marked as little relief.", minimum=0, required=True
    )

    @property
    def hours_per_fte(self) -> Decimal:
        """Hours on calls that make one FTE (525 in the Oak Park report)."""
        return self.net_hours * self.share_on_calls


@dataclass(frozen=True, kw_only=True)
class Participation:
    """Who took part, as the source prints it; empty: not stated."""

    raters: int | None = cell("whole", "Officers who rated.", minimum=0)
    answers_received: int | None = cell("whole", "Survey answers received.", minimum=0)
    answers_usable: int | None = cell("whole", "Survey answers that could be used.", minimum=0)
    stakeholders: int | None = cell("whole", "Stakeholders invited by name.", minimum=0)
    survey_weeks: int | None = cell("whole", "Weeks that the survey was open, about.", minimum=0)
    individual_ratings: str = cell("text", "Where individual ratings are, or why there are none.")
    individual_answers: str = cell("text", "Where individual survey answers are, or why there are none.")


@dataclass(frozen=True, kw_only=True)
class CodingChoice:
    """How several raters' answers become one code, and how many draws test each disposition."""

    preset: str = cell("code", "Coding preset.", required=True, choices=("report", "majority", "two_thirds"))
    draws: int = cell("whole", "Draws behind each share of robustness.", required=True, minimum=1, maximum=100_000)


@dataclass(frozen=True, kw_only=True)
class CallsSource:
    """A dispatch export that belongs to the study."""

    path: str = cell("text", "File, beside study.toml.", required=True)
    mapping: str = cell("text", "Mapping of its columns, TOML; empty: recognised.")
    timezone: str = cell("text", "Time zone of its clocks; empty: local clocks are kept.")
    start: str = cell("text", "Committed time begins at this point; empty: dispatched.")
    end: str = cell("text", "Committed time ends at this point; empty: cleared.")
    annualise: bool = cell("yes_no", "true scales hours to a year by the days covered.")


@dataclass(frozen=True, kw_only=True)
class StaffPost:
    """A place to be filled at stated hours."""

    name: str = cell("text", "What it is for.", key=True)
    people: Decimal = cell("number", "People at once.", required=True, minimum=0)
    shifts_per_day: Decimal = cell("number", "Shifts a day.", required=True, minimum=0)
    shift_hours: Decimal = cell("number", "Hours of a shift.", required=True, minimum=0, maximum=24)
    days: Decimal = cell("number", "Days a year.", required=True, minimum=0, maximum=366)


@dataclass(frozen=True, kw_only=True)
class BudgetRates:
    """Hours and rates of hourly staff; the sworn cost stands beside them where it is known."""

    annual_hours: Decimal = cell("number", "Paid hours of a position in a year.", required=True, minimum=1)
    leave_hours: Decimal = cell("number", "Hours not worked: leave, training.", required=True, minimum=0)
    hourly: Decimal = cell("number", "Dollars an hour.", required=True, minimum=0)
    overhead: Decimal = cell("number", "Overhead as a share of pay.", required=True, minimum=0)
    positions: Decimal | None = cell("number", "Positions that the source plans with.", minimum=0)
    sworn_annual_cost: Decimal | None = cell("number", "Dollars a year for one sworn position; empty: not stated.")


@dataclass(frozen=True, kw_only=True)
class SalariedPosition:
    """Positions paid by the year."""

    name: str = cell("text", "What they do.", key=True)
    number: Decimal = cell("number", "How many.", required=True, minimum=0)
    salary: Decimal = cell("number", "Dollars a year for one.", required=True, minimum=0)
    benefits: Decimal = cell("number", "Benefits as a share of the salary.", required=True, minimum=0)


@dataclass(frozen=True, kw_only=True)
class Equipment:
    """Things to buy once; a cost that the source does not state stays empty and is not taken as nothing."""

    name: str = cell("text", "What it is.", key=True)
    quantity: Decimal = cell("number", "How many.", required=True, minimum=0)
    unit_cost: Decimal | None = cell("number", "Dollars for one; empty: not stated.", minimum=0)
    note: str = cell("text", "What the source says.")


@dataclass(frozen=True, kw_only=True)
class Outsourcing:
    """A fixed yearly price against a price per unit, or the price per unit at which own positions would equal it."""

    name: str = cell("text", "What is compared.", key=True)
    retainer: Decimal = cell("number", "Dollars a year, fixed.", required=True, minimum=0)
    per_response: Decimal | None = cell("number", "Dollars for one response; empty: not stated.", minimum=0)
    units: Decimal | None = cell("number", "Units a year that could be handled; empty: not known.", minimum=0)
    unit: str = cell("text", "What a unit is: response, hour on calls.")
    share_low: Decimal | None = cell("number", "Lowest share handled.", minimum=0, maximum=1)
    share_high: Decimal | None = cell("number", "Highest share handled.", minimum=0, maximum=1)

"""What leads from the evaluation to the programme: codes elsewhere, plain words, partners, the board, the plan."""

from collections.abc import Iterable
from datetime import date

from arcs.core.evaluation.study import Study
from arcs.core.evaluation.tabling import column, number, tabled, text
from arcs.core.figures import Table
from arcs.core.vocabulary import Disposition


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _label(disposition: str) -> str:
    return Disposition(disposition).label if disposition else ""


def programme_tables(study: Study) -> Iterable[Table]:
    """Tables of what the study holds of it; one without rows is left out of the evaluation."""
    yield tabled(
        study, "crosswalk", "Call types in other systems of codes",
        (text("call_type"), text("system"), text("code"), text("label"), text("confidence"), text("reason")),
        [(one.call_type, one.system, one.code, one.label, one.confidence, one.reason) for one in study.crosswalk],
        "call types and their codes",
    )  # fmt: skip
    yield tabled(
        study, "category_words", "Categories as residents read them",
        (text("category"), text("language"), text("words", "In plain words"), text("example"), text("reviewed_by")),
        [(one.category, one.language, one.words, one.example, one.reviewed_by) for one in study.category_words],
        "categories",
    )  # fmt: skip
    yield tabled(
        study, "partner_offers", "What partners would take",
        (text("partner"), text("category"), text("would_take", "Would take"), text("hours"), text("conditions"),
         number("calls_a_week", "Calls a week", 1), column("annual_cost", "Dollars a year", "money"),
         text("answered_on", "Answered")),
        [(one.partner, one.category, one.would_take, one.hours, one.conditions, one.calls_a_week, one.annual_cost,
          _day(one.answered_on)) for one in study.partner_offers],
        "offers of partners",
    )  # fmt: skip
    yield tabled(
        study, "board_decisions", "What the board decided",
        (text("category"), text("decision"), text("disposition"), text("effective_on", "From"),
         text("decided_on", "Decided"), text("decided_by", "By"), text("reason")),
        [(one.category, one.decision.replace("_", " "), _label(one.disposition), _day(one.effective_on),
          _day(one.decided_on), one.decided_by, one.reason) for one in study.board_decisions],
        "categories",
    )  # fmt: skip
    yield tabled(
        study, "programme_plan", "From the decision to answered calls",
        (text("step"), text("phase"), text("party", "For"), text("task"), text("disposition", "Way of answering"),
         text("owner"), text("starts_on", "Begins"), text("due_on", "Due"),
         text("done_on", "Done"), text("waits_for", "Waits for"), text("blocked", "In its way")),
        [(one.step, one.phase.replace("_", " "), one.party, one.task, _label(one.disposition), one.owner,
          _day(one.starts_on), _day(one.due_on), _day(one.done_on), one.waits_for, one.blocked)
         for one in study.programme_steps],
        "steps",
    )  # fmt: skip

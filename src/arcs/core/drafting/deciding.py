"""What was decided about each category: by the board, else by the study's own rules and persons."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from arcs.core.drafting.records import Note, NoteKind
from arcs.core.evaluation.judging import CategoryView, category_views, evidence_for
from arcs.core.evaluation.records import BoardDecision
from arcs.core.evaluation.study import Study
from arcs.core.refusal import Refusal
from arcs.core.suitability.dispositions import Judgement, decided, judge, primary
from arcs.core.vocabulary import Disposition

ADOPTED, ADOPTED_OTHERWISE = "adopted", "adopted_otherwise"
_NOT_ADOPTED = {"put_off": "put it off", "declined": "declined it"}


@dataclass(frozen=True, kw_only=True)
class Decided:
    """Who answers a category. Without a disposition nobody decided, and `why` is the reason for it.

    `permitted` are the other answers that the study permits; `cold`: only a report of what is over may leave officers.
    """

    category: str
    disposition: Disposition | None
    why: str
    permitted: tuple[Disposition, ...] = ()
    cold: bool = False


def decided_categories(study: Study) -> tuple[Mapping[str, Decided], tuple[Note, ...]]:
    """Every category of the study with what was decided, and the decisions that cannot be as they were made."""
    found: dict[str, Decided] = {}
    notes: list[Note] = []
    board = {one.category: one for one in study.board_decisions}
    for view in category_views(study):
        judgement, refused = _judged(study, view)
        notes += refused
        if study.board_decisions:
            made, cannot = _by_the_board(judgement, board.get(view.category))
            notes += cannot
        else:
            made = _by_the_study(study, view, judgement)
        cold = any(one.category == view.category and one.fact == "cold_report" for one in study.facts)
        found[view.category] = Decided(**vars(made) | {"cold": cold})
    for name in board:
        if name not in found:
            notes.append(
                Note(
                    kind=NoteKind.CANNOT,
                    about=name,
                    sentence="the board decided on it, and the study has no such category",
                )
            )
    return found, tuple(notes)


def _judged(study: Study, view: CategoryView) -> tuple[Judgement, list[Note]]:
    """The study's judgement with its persons' decision, where that can stand beside the rules that keep officers."""
    judgement = judge(evidence_for(study, view))
    decision = next((one for one in reversed(study.decisions) if one.category == view.category), None)
    if decision is None:
        return judgement, []
    try:
        return decided(judgement, decision), []
    except Refusal as refused:
        return judgement, [Note(kind=NoteKind.CANNOT, about=view.category, sentence=refused.why)]


def _by_the_study(study: Study, view: CategoryView, judgement: Judgement) -> Decided:
    if judgement.decided_by:
        reason = judgement.rules_applied[-1]
    elif judgement.vetoed:
        reason = f"{primary(evidence_for(study, view))[1]} ({judgement.rules_applied[0]})"
    else:
        reason = primary(evidence_for(study, view))[1]
    return Decided(
        category=judgement.category,
        disposition=judgement.disposition,
        why=f"the study proposes it: {reason}",
        permitted=judgement.permitted,
    )


def _by_the_board(judgement: Judgement, decision: BoardDecision | None) -> tuple[Decided, list[Note]]:
    category = judgement.category
    if decision is None:
        return Decided(category=category, disposition=None, why="the board has not decided on it"), []
    said = f"{decision.decided_by}, {decision.decided_on}"
    reason = f": {decision.reason.rstrip('. ')}" if decision.reason else ""
    if decision.decision in _NOT_ADOPTED:
        why = f"the board {_NOT_ADOPTED[decision.decision]} ({said}){reason}"
        return Decided(category=category, disposition=None, why=why), []
    if not decision.disposition:
        why = f"the board adopted it without saying who answers ({said})"
        return Decided(category=category, disposition=None, why=why), []
    chosen = Disposition(decision.disposition)
    if judgement.vetoed and chosen is not Disposition.OFFICER:
        kept = f"a danger rule keeps it with officers ({judgement.rules_applied[0]})"
        cannot = f"the board gives it to {chosen.label.lower()} ({said}), but {kept}"
        return (
            Decided(category=category, disposition=Disposition.OFFICER, why=kept),
            [Note(kind=NoteKind.CANNOT, about=category, sentence=cannot)],
        )
    dated = f", from {decision.effective_on}" if decision.effective_on else ""
    return (
        Decided(
            category=category,
            disposition=chosen,
            why=f"the board adopted it ({said}{dated}){reason}",
            permitted=judgement.permitted if chosen is judgement.disposition else (),
        ),
        list(_changed(judgement, decision, chosen)),
    )


def _changed(judgement: Judgement, decision: BoardDecision, chosen: Disposition) -> Iterator[Note]:
    """A decision that says it is as proposed and is not."""
    if decision.decision == ADOPTED and chosen is not judgement.disposition:
        sentence = (
            f"the board adopted {chosen.label.lower()} as proposed, and the study now proposes "
            f"{judgement.disposition.label.lower()}; the board's word stands"
        )
        yield Note(kind=NoteKind.LOOK, about=judgement.category, sentence=sentence)

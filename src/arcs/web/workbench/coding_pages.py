"""Administration coding as a page: the queue, the evidence about one call type, its questions, and where coders differ.

A coder does not see what others answered about a call type before having answered it: `shown_to` holds that for every
page that tells of codes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arcs.core.evaluation import Study
from arcs.core.instruments.presets import PRESETS
from arcs.core.suitability.coding import CRIMINAL_QUESTIONS, QUESTIONS, conflicts, fate, questions_for
from arcs.core.suitability.records import AdministrationCode, CallType
from arcs.core.vocabulary import CallClass, NatureFlag
from arcs.web.ratings.queries import Evidence as Officers
from arcs.web.sheets.models import StudyRow
from arcs.web.studies.models import Part

REMOVED = "removed"
SEES_ALL = (Part.BOARD, Part.READER, "")
MOST_REASONS, MOST_COMMENTS = 9, 12
MAJORITY, TWO_THIRDS = 50, 66.67

# The report's questions in the words of whoever answers them; the report's own wording stands below each.
SHORT = {
    "officer_required": gettext_lazy("Must an officer go in person?"),
    "non_sworn_possible": gettext_lazy("Could a non-sworn person handle it in person?"),
    "tru_online_possible": gettext_lazy("Could it go to telephone or online reporting?"),
    "police_required": gettext_lazy("Does it need police at all, if somebody else can be found?"),
    "not_always_police": gettext_lazy("Might it not always need police?"),
    REMOVED: gettext_lazy("Should it be left out: it does not apply here, or cannot be diverted?"),
}
FATES = {
    "undecided": (gettext_lazy("Not coded yet"), ""),
    "to_survey": (gettext_lazy("Open to others"), "good"),
    "officer_required": (gettext_lazy("Stays with officers"), "info"),
    REMOVED: (gettext_lazy("Left out"), ""),
}


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question with this coder's answer ("" for none) and the other coders', where they may be seen."""

    name: str
    short: str
    words: str
    answer: str
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One line of the queue."""

    call_type: str
    fte: str
    is_done: bool
    is_here: bool


@dataclass(frozen=True, kw_only=True)
class Share:
    """What officers said on one item: the share of Yes in percent, and the code under each preset."""

    item: str
    percent: str
    width: str
    code: str
    differs: str


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What is known of one call type before it is coded."""

    call_type: CallType
    class_words: str
    fte: str
    hours: str
    rank: str
    calls: str
    raters: int
    shares: tuple[Share, ...]
    risks: tuple[tuple[str, str], ...]
    codes: tuple[tuple[str, str], ...]
    comments: tuple[str, ...]
    natures: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Coding:
    """The page of one call type."""

    number: int
    of: int
    done: int
    here: str
    evidence: Evidence
    questions: tuple[Question, ...]
    removed: Question
    reason: str
    reasons: tuple[str, ...]
    version: int
    others: tuple[AdministrationCode, ...]
    queue: tuple[Waiting, ...]
    before: str
    after: str
    next_open: str


def to_code(study: Study, types: Sequence[CallType]) -> tuple[CallType, ...]:
    """The call types that are coded, largest first, without those left out before coding or removed by a source.

    `types` are the study's call types with the codes that its ratings give them.
    """
    removed = {one.call_type for one in study.lineage if one.fate == REMOVED}
    coded = {one.call_type for one in study.coding}
    kept = [
        one for one in types
        if not one.excluded and (one.call_type not in removed or one.call_type in coded)
    ]  # fmt: skip
    return tuple(sorted(kept, key=lambda one: (-(one.fte or Decimal(0)), one.call_type)))


def asked_about(call_type: CallType) -> tuple[str, ...]:
    """The questions of a type's class; those of every class where nobody has coded the class yet."""
    return questions_for(CallClass(call_type.type)) if call_type.type else CRIMINAL_QUESTIONS


def shown_to(codes: Sequence[AdministrationCode], *, coder: str, part: str) -> tuple[AdministrationCode, ...]:
    """The codes that this person may see: all for a reader; for whoever codes only those of types he answered too."""
    mine = {one.call_type for one in codes if one.coder == coder}
    if part in SEES_ALL or (part != Part.CODER and not mine):
        return tuple(codes)
    return tuple(one for one in codes if one.call_type in mine)


def first_open(types: Sequence[CallType], mine: Mapping[str, StudyRow], after: str = "") -> str:
    """The next type that this coder has not answered, from `after` on and round again; "" when all are done."""
    names = [one.call_type for one in types]
    at = names.index(after) + 1 if after in names else 0
    return next((one for one in (*names[at:], *names[:at]) if one not in mine), "")


def coding_page(
    study: Study,
    types: Sequence[CallType],
    rows: Sequence[StudyRow],
    *,
    coder: str,
    wanted: str,
    typed: Mapping[str, str],
    calls: Mapping[str, int],
    officers: Callable[[str], Officers],
) -> Coding | None:
    """The page of the wanted type, else of the next one that is open; None where nothing is to be coded.

    `types` are those `to_code`; `officers` tells what officers said about one of them.
    """
    if not types:
        return None
    mine = {one.cells["call_type"]: one for one in rows if one.cells.get("coder") == coder}
    names = [one.call_type for one in types]
    here = wanted if wanted in names else first_open(types, mine) or names[0]
    at = names.index(here)
    row = mine.get(here)
    given = dict(typed) or (row.cells if row else {})
    others = tuple(one for one in study.coding if one.call_type == here and one.coder != coder) if row else ()
    asked = asked_about(types[at])
    return Coding(
        number=at + 1, of=len(types), done=sum(one in mine for one in names), here=here,
        evidence=_evidence(study, types, at, calls, officers(here)),
        questions=tuple(_question(one, given, others) for one in asked),
        removed=_question(REMOVED, given, others),
        reason=given.get("reason", ""), reasons=_reasons(rows, coder), version=row.version if row else 0, others=others,
        queue=_queue(types, mine, at), before=names[at - 1] if at else "",
        after=names[at + 1] if at + 1 < len(names) else "", next_open=first_open(types, mine, here),
    )  # fmt: skip


def _question(name: str, given: Mapping[str, str], others: Sequence[AdministrationCode]) -> Question:
    told = tuple((one.coder, getattr(one, name)) for one in others if getattr(one, name))
    return Question(name=name, short=str(SHORT[name]), words=QUESTIONS[name], answer=given.get(name, ""), others=told)


def _reasons(rows: Sequence[StudyRow], coder: str) -> tuple[str, ...]:
    """Reasons that this coder gave before, the latest first: one key each."""
    own = [one for one in rows if one.cells.get("coder") == coder and one.cells.get("reason")]
    latest = sorted(own, key=lambda one: one.changed_at, reverse=True)
    return tuple(dict.fromkeys(one.cells["reason"] for one in latest))[:MOST_REASONS]


def _queue(types: Sequence[CallType], mine: Mapping[str, StudyRow], here: int) -> tuple[Waiting, ...]:
    """The neighbours of the type at hand: what was just done, and what comes."""
    first = max(0, min(here - 4, len(types) - 14))
    return tuple(
        Waiting(
            call_type=one.call_type, fte=_fte(one.fte), is_done=one.call_type in mine,
            is_here=one.call_type == types[here].call_type,
        )
        for one in types[first : first + 14]
    )  # fmt: skip


def _fte(value: Decimal | None) -> str:
    return "–" if value is None else f"{value:,.2f}"


def _evidence(study: Study, types: Sequence[CallType], at: int, calls: Mapping[str, int], said: Officers) -> Evidence:
    one = types[at]
    ranked = [other.call_type for other in types if other.fte is not None]
    hours = None if one.fte is None else one.fte * study.assumptions.hours_per_fte
    return Evidence(
        call_type=one, class_words=CallClass(one.type).label if one.type else "", fte=_fte(one.fte),
        hours="–" if hours is None else f"{hours:,.0f}",
        rank=_("%(rank)s of %(of)s") % {"rank": ranked.index(one.call_type) + 1, "of": len(ranked)}
        if one.call_type in ranked else "–",
        calls=f"{calls[one.call_type]:,}" if one.call_type in calls else "–",
        raters=said.raters, shares=_shares(said, study.coding_choice.preset), risks=_risks(said), codes=_codes(one),
        comments=tuple(dict.fromkeys(said.comments))[:MOST_COMMENTS],
        natures=tuple(
            (NatureFlag(mark.flag).label, _("the type names it") if mark.basis == "names" else _("it may include it"))
            for mark in study.nature if mark.call_type == one.call_type
        ),
    )  # fmt: skip


def _shares(said: Officers, preset: str) -> tuple[Share, ...]:
    """Shares of Yes by item, with the code of the study's rule and where another rule codes otherwise."""
    return tuple(
        Share(
            item=one.item.replace("_", " ").capitalize(), percent=f"{one.share_of_yes:.0%}",
            width=f"{one.share_of_yes * 100:.1f}%", code=one.codes[preset],
            differs=", ".join(
                f"{PRESETS[name].title.split(':')[0].split(' (')[0]}: {code}"
                for name, code in one.codes.items() if code != one.codes[preset]
            ),
        )
        for one in said.items if one.share_of_yes is not None
    )  # fmt: skip


def _risks(said: Officers) -> tuple[tuple[str, str], ...]:
    """The shares of the answers about risk."""
    words = {"L": _("Limited"), "P": _("Possible"), "H": _("High")}
    risk = next((one for one in said.items if one.item == "risk" and one.answered), None)
    return tuple((words[code], f"{risk.votes.get(code, 0) / risk.answered:.0%}") for code in "LPH") if risk else ()


CODED = (
    ("police_mandate", gettext_lazy("Police mandate")),
    ("immediate_response", gettext_lazy("Immediate response")),
    ("other_resources", gettext_lazy("Other resources")),
    ("alternative_response", gettext_lazy("Telephone or online possible")),
)
WORDS = {
    "Y": gettext_lazy("Yes"),
    "N": gettext_lazy("No"),
    "T": gettext_lazy("To be determined"),
    "L": gettext_lazy("Limited"),
}


def _codes(one: CallType) -> tuple[tuple[str, str], ...]:
    """The codes that stand, where no single ratings are there to show."""
    return tuple((str(label), str(WORDS[code])) for name, label in CODED if (code := getattr(one, name)))


@dataclass(frozen=True, kw_only=True)
class Side:
    """One coder's part in a conflict."""

    coder: str
    answer: str
    reason: str
    is_me: bool


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """One question on which coders differ; `row` and `version` are this person's own code, which he may change."""

    call_type: str
    question: str
    short: str
    sides: tuple[Side, ...]
    standing: str
    row: UUID | None
    version: int


def conflicts_of(study: Study, rows: Sequence[StudyRow], *, coder: str, part: str) -> tuple[Conflict, ...]:
    """Every conflict that this person may see, with what counts until it is settled."""
    seen = shown_to(study.coding, coder=coder, part=part)
    mine = {one.cells["call_type"]: one for one in rows if one.cells.get("coder") == coder}
    found = []
    for one in conflicts(seen):
        codes = [code for code in seen if code.call_type == one.call_type]
        reasons = {code.coder: code.reason for code in codes}
        row = mine.get(one.call_type)
        found.append(Conflict(
            call_type=one.call_type, question=one.question, short=str(SHORT[one.question]),
            sides=tuple(
                Side(coder=who, answer=answer, reason=reasons[who], is_me=who == coder) for who, answer in one.answers
            ),
            standing=str(FATES[fate(codes)][0]), row=row.pk if row else None, version=row.version if row else 0,
        ))  # fmt: skip
    return tuple(found)

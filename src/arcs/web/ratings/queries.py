"""Reads of ratings; the first argument is who asks: a member of staff, or a rater by the own id.

Staff read rounds, progress and published counts. There is no query of single answers for them.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Count, QuerySet

from arcs.core.instruments.items import DONT_KNOW, Instrument, instrument_from_dict
from arcs.core.instruments.ratings import Rating
from arcs.web.people.models import Staff
from arcs.web.ratings.models import (
    Answer,
    CodeChange,
    Comment,
    Invitation,
    ItemSummary,
    PairSummary,
    Publication,
    PublishedComment,
    PublishedCount,
    Rater,
    RaterLink,
    RatingRound,
    RoundType,
    Share,
    TypeSummary,
)
from arcs.web.ratings.published import coded
from arcs.web.ratings.summarising import votes_of
from arcs.web.studies import queries as studies
from arcs.web.studies.models import Study

# ---- staff


def round_seen_by(who: Staff, of_round: UUID) -> RatingRound | None:
    """One round with its study, or None where there is none for this person."""
    seen = studies.studies_seen_by(who).values("pk")
    return RatingRound.objects.filter(study__in=seen, pk=of_round).select_related("study").first()


def rater_seen_by(who: Staff, rater: UUID) -> Rater | None:
    """One rater with the round and its study."""
    seen = studies.studies_seen_by(who).values("pk")
    return Rater.objects.filter(study__in=seen, pk=rater).select_related("round__study").first()


def type_seen_by(who: Staff, round_type: UUID) -> RoundType | None:
    """One call type of a round, with both."""
    seen = studies.studies_seen_by(who).values("pk")
    return RoundType.objects.filter(study__in=seen, pk=round_type).select_related("round__study").first()


def newest_round(who: Staff, study: Study) -> RatingRound | None:
    """The study's last round."""
    rounds = RatingRound.objects.filter(study=study).select_related("study")
    return rounds.order_by("opened_at").last()


def published_round(who: Staff, study: Study) -> RatingRound | None:
    """The study's last round of which anything is shown."""
    shown = Publication.objects.filter(study=study).values("round")
    return RatingRound.objects.filter(pk__in=shown).select_related("study").order_by("opened_at").last()


def newest_publication(who: Staff, of_round: RatingRound) -> Publication | None:
    """The round's last publication."""
    return Publication.objects.filter(round=of_round).order_by("number").last()


def instrument(of_round: RatingRound) -> Instrument:
    """What the round asks."""
    return instrument_from_dict(of_round.instrument)


def raters_of(who: Staff, of_round: RatingRound) -> QuerySet[Rater]:
    """The round's raters."""
    return Rater.objects.filter(round=of_round).select_related("invitation")


def invitation_of(who: Staff, rater: Rater) -> Invitation | None:
    """Who a rater is, for those who may know."""
    return Invitation.objects.filter(rater=rater).first()


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a round is, in raters."""

    invited: int
    not_begun: int
    in_progress: int
    done: int
    ended: int
    without_share: int


def progress_of(who: Staff, of_round: RatingRound) -> Progress:
    """The raters of a round by where they stand."""
    with connection.cursor() as cursor:
        cursor.execute("select * from rating_progress(%s)", [of_round.pk])
        row = cursor.fetchone()
    return Progress(
        invited=row[0], not_begun=row[1], in_progress=row[2], done=row[3], ended=row[4], without_share=row[5]
    )


def types_of(who: Staff, of_round: RatingRound) -> int:
    """How many call types a round asks about."""
    return RoundType.objects.filter(round=of_round).count()


def item_summaries(who: Staff, of_round: RatingRound) -> list[ItemSummary]:
    """Agreement by item, all raters first."""
    return list(ItemSummary.objects.filter(round=of_round).order_by("position", "group"))


def type_summaries(who: Staff, of_round: RatingRound) -> QuerySet[TypeSummary]:
    """The call types of a round of which anything is shown."""
    return TypeSummary.objects.filter(round=of_round, raters__gt=0)


def pairs_of(who: Staff, of_round: RatingRound, call_types: list[str]) -> dict[str, dict[str, PairSummary]]:
    """What is shown of some call types, by type and item."""
    found: dict[str, dict[str, PairSummary]] = {}
    for one in PairSummary.objects.filter(round=of_round, call_type__in=call_types):
        found.setdefault(one.call_type, {})[one.item] = one
    return found


def pairs_shown(who: Staff, of_round: RatingRound) -> QuerySet[PairSummary]:
    """Every call type and item of which anything is shown, in order."""
    return PairSummary.objects.filter(round=of_round)


def changes_of(who: Staff, of_round: RatingRound, rule_from: str, rule_to: str) -> QuerySet[CodeChange]:
    """The codes that another coding rule would change."""
    return CodeChange.objects.filter(round=of_round, rule_from=rule_from, rule_to=rule_to)


def changes_by_item(who: Staff, of_round: RatingRound, rule_from: str, rule_to: str) -> dict[str, int]:
    """How many codes of each item another coding rule would change."""
    rows = changes_of(who, of_round, rule_from, rule_to).values_list("item")
    return dict(rows.annotate(many=Count("pk")).order_by("item"))


def counts_of_type(who: Staff, one: RoundType) -> dict[str, dict[str, dict[str, int]]]:
    """The published answers about one call type: item, group, answer, raters."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    for row in PublishedCount.objects.filter(round=one.round, call_type=one.call_type):
        found.setdefault(row.item, {}).setdefault(row.group, {})[row.answer] = row.many
    return found


def comments_of_type(who: Staff, one: RoundType) -> list[str]:
    """What raters wrote about one call type, in the order of the words."""
    if not PublishedCount.objects.filter(round=one.round, call_type=one.call_type).exists():
        return []
    rows = PublishedComment.objects.filter(round=one.round, call_type=one.call_type)
    return sorted(rows.values_list("words", flat=True))


@dataclass(frozen=True, kw_only=True)
class ItemEvidence:
    """How one item was answered: raters who answered, who don't know, shares, the most given answers, agreement.

    `votes` are how many gave each answer, `codes` what each coding rule makes of them.
    """

    item: str
    heading: str
    answered: int
    dont_know: int
    share_of_yes: float | None
    modal: tuple[str, ...]
    modal_share: float | None
    agreement: float | None
    votes: Mapping[str, int]
    codes: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What officers said about one call type, as far as it may be shown; `raters` is 0 where nothing may."""

    call_type: str
    raters: int
    items: tuple[ItemEvidence, ...]
    comments: tuple[str, ...]

    @property
    def is_shown(self) -> bool:
        """Whether five raters at least answered anything."""
        return self.raters > 0


def evidence_of(who: Staff, study: Study, call_type: str) -> Evidence:
    """The officers' evidence on one call type, for the card on which the administration codes it."""
    of_round = published_round(who, study)
    found = RoundType.objects.filter(round=of_round, call_type=call_type).first() if of_round else None
    if of_round is None or found is None:
        return Evidence(call_type=call_type, raters=0, items=(), comments=())
    pairs = pairs_of(who, of_round, [call_type]).get(call_type, {})
    counts = counts_of_type(who, found)
    shown = tuple(
        _item_evidence(one.name, one.heading, pairs[one.name], counts.get(one.name, {}))
        for one in instrument(of_round).items
        if one.name in pairs
    )
    raters = max((one.answered + one.dont_know for one in shown), default=0)
    return Evidence(
        call_type=call_type, raters=raters, items=shown, comments=tuple(comments_of_type(who, found)) if raters else ()
    )


def _item_evidence(
    item: str, heading: str, pair: PairSummary, by_group: Mapping[str, Mapping[str, int]]
) -> ItemEvidence:
    votes: Counter[str] = Counter()
    for given in by_group.values():
        votes.update({answer: many for answer, many in given.items() if answer != DONT_KNOW})
    most = max(votes.values(), default=0)
    return ItemEvidence(
        item=item, heading=heading, answered=pair.answered, dont_know=pair.dont_know, share_of_yes=pair.share_of_yes,
        modal=tuple(sorted(answer for answer, many in votes.items() if many == most)), modal_share=pair.modal_share,
        agreement=pair.agreement, votes=votes, codes=pair.codes,
    )  # fmt: skip


def shown_publication(who: Staff, study: Study) -> Publication | None:
    """The last publication of `published_round`, with that round. It tells what `ratings_of` holds: only another
    publication changes anything that is shown.
    """
    found = Publication.objects.filter(study=study).select_related("round")
    return found.order_by("round__opened_at", "number").last()


def ratings_of(who: Staff, study: Study) -> tuple[Rating, ...]:
    """The study's ratings as the study folder may hold them: no person, no answer of too few raters.

    Codes of raters are numbers within one call type and item; nobody can be followed from one to another.
    """
    of_round = published_round(who, study)
    if of_round is None:
        return ()
    remarks = PublishedComment.objects.filter(round=of_round).values_list("call_type", "item", "words")
    return coded(votes_of(of_round.pk), tuple(remarks), instrument(of_round))


# ---- raters


def rater_by_link(digest: bytes) -> UUID | None:
    """Whose link this is; asked in the door's name."""
    return RaterLink.objects.filter(digest=digest).values_list("rater_id", flat=True).first()


def sheet_of(who: UUID) -> Rater | None:
    """The own sheet with its round, or None for whoever is no rater."""
    return Rater.objects.filter(pk=who).select_related("round").first()


def invitation_ended(who: UUID) -> bool:
    """Whether the own invitation was ended."""
    with connection.cursor() as cursor:
        cursor.execute("select acting_invitation_ended()")
        (ended,) = cursor.fetchone()
    return bool(ended)


def pages_of(who: UUID) -> list[Share]:
    """The pages of the own sheet, in order."""
    return list(Share.objects.filter(rater_id=who).order_by("position"))


def answers_on(who: UUID, page: Share) -> dict[str, str]:
    """What the rater answered on one page, by item."""
    own = Answer.objects.filter(rater_id=who, call_type=page.call_type, repeat=page.repeat)
    return dict(own.values_list("item", "answer"))


def comment_on(who: UUID, page: Share) -> str:
    """What the rater wrote on one page."""
    own = Comment.objects.filter(rater_id=who, call_type=page.call_type, repeat=page.repeat)
    return own.values_list("words", flat=True).first() or ""


def answered_by_page(who: UUID) -> dict[tuple[str, int], int]:
    """How many items of each page the rater answered."""
    own = Answer.objects.filter(rater_id=who).values_list("call_type", "repeat").annotate(many=Count("pk"))
    return {(call_type, repeat): many for call_type, repeat, many in own.order_by()}


def type_of_page(who: UUID, page: Share) -> RoundType | None:
    """The call type of a page with its volume."""
    return RoundType.objects.filter(round_id=page.round_id, call_type=page.call_type).first()

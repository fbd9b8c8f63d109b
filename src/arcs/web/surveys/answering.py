"""What a respondent does: begin, say who he is, answer cards, finish. Each acts in the name that his link gives him."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from arcs.core.suitability.survey_cards import share_cards
from arcs.web.people.joining import digest_of
from arcs.web.surveys import permits, sums
from arcs.web.surveys.models import (
    AnswerLink,
    Channel,
    Flag,
    Respondent,
    RespondentTrait,
    SurveyCard,
    SurveyWave,
    WaveCategory,
)
from arcs.web.surveys.queries import choices_of
from arcs.web.surveys.texts import GROUP
from arcs.web.wall.permit import Refused

USUAL_AT_ONE_PLACE = 5  # a household, an office; a library's or a school's answers are counted, not dropped


@dataclass(frozen=True, kw_only=True)
class CardSaid:
    """What somebody says on one card: scores 1 to 5, 0 for "I don't know", None for nothing."""

    cso: int | None = None
    tru_online: int | None = None
    outside: int | None = None
    depends_on: str = ""
    suggestion: str = ""


def holder_of_link(digest: bytes) -> UUID | None:
    """Whose survey link this is, asked in the door's name."""
    found = AnswerLink.objects.filter(digest=digest, withdrawn_at=None, kind__in=("wave", "own", "invited"))
    return found.values_list("holder", flat=True).first()


def place_of(wave: SurveyWave, address: str | None) -> bytes | None:
    """A network address as something that can be compared within one wave and read by nobody."""
    if not address:
        return None
    return hmac.digest(settings.SECRET_KEY.encode(), f"{wave.pk}:{address}".encode(), "sha256")[:16]


@transaction.atomic
def begin_by_open_link(
    *, wave: SurveyWave, language: str, address: str | None, began_before: bool
) -> tuple[Respondent, str]:
    """A new respondent with a link of his own, given back once; whoever holds the open link acts as the wave."""
    permits.is_open_to_answers(wave).demand()
    place = place_of(wave, address)
    flag = ""
    if began_before:
        flag = Flag.SAME_BROWSER
    elif place is not None and sums.begun_at_place(wave, place) >= USUAL_AT_ONE_PLACE:
        flag = Flag.SAME_PLACE
    one = Respondent(
        study_id=wave.study_id, wave=wave, channel=Channel.OPEN, language=language, place=place, flag=flag,
        begun_at=timezone.now(),
    )  # fmt: skip
    one.save(force_insert=True)
    secret = secrets.token_urlsafe(32)
    AnswerLink(study_id=wave.study_id, digest=digest_of(secret), holder=one.pk, kind="own").save(force_insert=True)
    give_cards(one, wave)
    return one, secret


@transaction.atomic
def begin_invited(*, respondent: Respondent, wave: SurveyWave, language: str) -> None:
    """Whoever holds a personal link begins; a second click changes nothing."""
    permits.is_open_to_answers(wave).demand()
    now = Respondent.objects.select_for_update().get(pk=respondent.pk)
    if now.begun_at is not None:
        return
    now.begun_at, now.language = timezone.now(), language
    now.save(update_fields=["begun_at", "language"])
    give_cards(now, wave)


def give_cards(respondent: Respondent, wave: SurveyWave) -> None:
    """The categories of one respondent: the least shown first; the respondent's key makes the chance repeatable."""
    known = list(WaveCategory.objects.filter(wave=wave).order_by("position").values_list("category", flat=True))
    shown = sums.shown_so_far(wave)
    given = share_cards(known, shown, cards=wave.cards, chance=Random(respondent.pk.int))  # noqa: S311 - no secret
    SurveyCard.objects.bulk_create(
        SurveyCard(
            study_id=wave.study_id, wave=wave, respondent=respondent, channel=respondent.channel, position=at,
            category=category,
        )
        for at, category in enumerate(given, start=1)
    )  # fmt: skip


def _answering(respondent: Respondent) -> Respondent:
    """The respondent, locked, while answers can still change; Refused otherwise."""
    permits.is_open_to_answers(SurveyWave.objects.get(pk=respondent.wave_id)).demand()
    now = Respondent.objects.select_for_update(of=("self",)).select_related("wave").get(pk=respondent.pk)
    if now.finished_at is not None:
        raise Refused(_("You finished this survey. Thank you: your answers stay as they are."))
    return now


@transaction.atomic
def say_who(*, respondent: Respondent, said: Mapping[str, str]) -> None:
    """Keep the group and the traits by which the study weighs; nothing is an answer too."""
    now = _answering(respondent)
    asked = choices_of(now.wave)
    kept = {variable: said[variable] for variable, values in asked.items() if said.get(variable) in values}
    now.group = kept.pop(GROUP, "")
    now.save(update_fields=["group"])
    RespondentTrait.objects.filter(respondent=now).delete()
    RespondentTrait.objects.bulk_create(
        RespondentTrait(
            study_id=now.study_id, wave_id=now.wave_id, respondent=now, channel=now.channel, variable=variable,
            value=value,
        )
        for variable, value in kept.items()
    )  # fmt: skip


@transaction.atomic
def answer_card(*, respondent: Respondent, position: int, said: CardSaid) -> None:
    """Keep what is said on one card, in place of what was said before."""
    now = _answering(respondent)
    put_on_card(SurveyCard.objects.get(respondent=now, position=position), said)
    count_answered(now)


@transaction.atomic
def skip_card(*, respondent: Respondent, position: int) -> None:
    """Note that a card was seen and passed over; what stood on it stays."""
    now = _answering(respondent)
    SurveyCard.objects.filter(respondent=now, position=position).update(visited=True)


def put_on_card(card: SurveyCard, said: CardSaid) -> None:
    """Write what was said on a card."""
    card.cso, card.tru_online, card.outside = said.cso, said.tru_online, said.outside
    card.depends_on, card.suggestion, card.visited = said.depends_on, said.suggestion, True
    card.save(update_fields=["cso", "tru_online", "outside", "depends_on", "suggestion", "visited"])


def count_answered(respondent: Respondent) -> None:
    """Keep how many cards have an answer, so that nobody has to look at them to count."""
    cards = SurveyCard.objects.filter(respondent=respondent)
    respondent.answered = sum(one.is_answered for one in cards)
    respondent.save(update_fields=["answered"])


@transaction.atomic
def finish(*, respondent: Respondent) -> None:
    """Make the answers final: from now on nobody reads them alone, not even by the respondent's own link.

    Refused while there is none: an empty answer would be set aside, and its link would take no other.
    """
    now = Respondent.objects.filter(pk=respondent.pk).first()
    if now is not None and now.finished_at is None and not now.answered:
        raise Refused(_("There is no answer yet. Answer at least one card, then finish."))
    sums.seal_respondent(respondent)


def cards_of(respondent: Respondent) -> list[SurveyCard]:
    """The respondent's cards in order; none once they are final."""
    return list(SurveyCard.objects.filter(respondent=respondent).order_by("position"))

"""What the public pages print: a card's words in the reader's language, where one goes on, one's own link."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import activate

from arcs.web.surveys.models import SurveyCard, SurveyWave, WaveCategory
from arcs.web.surveys.texts import SPANISH


@dataclass(frozen=True, kw_only=True)
class ShownCard:
    """A category in words, the language they are in, and whether somebody signed them."""

    words: str
    example: str
    language: str
    is_reviewed: bool


def shown_card(one: WaveCategory, language: str) -> ShownCard:
    """The words in the reader's language; where those are missing the English ones, said to be English."""
    if language == SPANISH and one.words_es:
        return ShownCard(
            words=one.words_es, example=one.example_es, language=SPANISH, is_reviewed=bool(one.reviewed_by)
        )
    return ShownCard(words=one.words, example=one.example, language="en", is_reviewed=True)


def introduction(wave: SurveyWave, language: str) -> str:
    """The wave's own introduction, or nothing."""
    return wave.introduction_es if language == SPANISH else wave.introduction


def next_step(secret: str, cards: Sequence[SurveyCard]) -> tuple[str, ...]:
    """Where whoever comes back goes on: the first card not seen yet, else the end; (name, parts of the address)."""
    if not any(one.visited for one in cards):
        return ("surveys:you", secret)
    ahead = next((one.position for one in cards if not one.visited), None)
    return ("surveys:end", secret) if ahead is None else ("surveys:card", secret, str(ahead))


def own_url(request: HttpRequest, secret: str) -> str:
    """The whole address by which one comes back."""
    return request.build_absolute_uri(reverse("surveys:welcome", args=[secret]))


def speak_as(request: HttpRequest, language: str) -> None:
    """Speak the language of whoever holds this link, until the reader chooses another."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        activate(language)

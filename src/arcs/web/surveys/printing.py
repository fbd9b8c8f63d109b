"""A printed form's words: the survey as the reader of one language gets it on paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from arcs.documents.survey_paper import PaperCard, PaperQuestion, PaperSurvey
from arcs.web.surveys.models import Respondent, SurveyCard, SurveyWave, WaveCategory
from arcs.web.surveys.public_pages import introduction, shown_card
from arcs.web.surveys.queries import choices_of, shown_categories
from arcs.web.surveys.texts import ALTERNATIVES, GROUP, SCALE, UNKNOWN, shown_group


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Forms that were made together: consecutive numbers of one language, made in one moment."""

    first: int
    last: int
    language: str
    open: int


def batches_of(forms: Sequence[Respondent]) -> list[Batch]:
    """The printed forms by language and place in a row, newest first; `open` are not keyed in yet."""
    runs: list[list[Respondent]] = []
    for one in forms:
        before = runs[-1][-1] if runs else None
        together = before is not None and before.language == one.language and (
            abs((one.made_at - before.made_at).total_seconds()) < 5
        )  # fmt: skip
        if together:
            runs[-1].append(one)
        else:
            runs.append([one])
    return [
        Batch(
            first=run[0].form_number or 0, last=run[-1].form_number or 0, language=run[0].language,
            open=sum(one.finished_at is None for one in run),
        )
        for run in reversed(runs)
    ]  # fmt: skip


def forms_to_print(wave: SurveyWave, forms: Sequence[Respondent]) -> list[PaperSurvey]:
    """Each form in its language, with its number and its own cards."""
    cards: dict[object, list[SurveyCard]] = {}
    for card in SurveyCard.objects.filter(respondent__in=forms).order_by("position"):
        cards.setdefault(card.respondent_id, []).append(card)
    shown, groups = shown_categories(wave), choices_of(wave)[GROUP]
    return [_one(wave, form, [shown[card.category] for card in cards[form.pk]], groups) for form in forms]


def _one(wave: SurveyWave, form: Respondent, categories: Sequence[WaveCategory], groups: Sequence[str]) -> PaperSurvey:
    with translation.override(form.language):
        words = [shown_card(one, form.language) for one in categories]
        return PaperSurvey(
            language=form.language,
            number=form.form_number or 0,
            title=_("Which calls could be answered another way?"),
            introduction=introduction(wave, form.language)
            or _("When people call the police, it is not always a police officer who has to come. Tell us what you "
                 "would accept."),
            how=_("Tick one box in each row. Leave out what you do not want to answer. Give the form back by %(day)s.")
            % {"day": date_format(wave.closes_on, "DATE_FORMAT")},
            privacy=_("Please write no names or addresses. Nobody can see who answered what: the number of this form "
                      "only keeps its pages together."),
            number_words=_("Form %(number)s") % {"number": form.form_number},
            example_words=_("For example"),
            card_words=_("Card"),
            safety=_("If anyone is hurt or threatened, police officers still come."),
            group_question=_("Which fits you best?"),
            groups=tuple(shown_group(one) for one in groups),
            scale=(*((str(score), str(word)) for score, word in SCALE), ("", str(UNKNOWN))),
            questions=tuple(PaperQuestion(question=str(one.question), hint=str(one.hint)) for one in ALTERNATIVES),
            depends_words=_("Does your answer depend on something?"),
            suggestion_words=_("Who should answer this call?"),
            unreviewed=_("This translation has not yet been reviewed by a translator.")
            if not all(one.is_reviewed for one in words) else "",
            cards=tuple(PaperCard(words=one.words, example=one.example) for one in words),
        )  # fmt: skip

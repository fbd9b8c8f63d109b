"""The survey on paper: forms with numbers and cards of their own, and keying in what came back."""

from collections.abc import Mapping
from dataclasses import astuple

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from arcs.web.people.models import Staff
from arcs.web.surveys import permits, sums
from arcs.web.surveys.answering import CardSaid, count_answered, give_cards, put_on_card
from arcs.web.surveys.models import Channel, Respondent, SurveyCard, SurveyWave
from arcs.web.wall.permit import Refused

MOST_FORMS = 100


@transaction.atomic
def make_forms(*, by: Staff, wave: SurveyWave, many: int, language: str) -> range:
    """So many more forms, each with its own cards; their numbers."""
    permits.may_run(by, wave).demand()
    now = SurveyWave.objects.select_for_update(of=("self",)).select_related("study").get(pk=wave.pk)
    permits.may_run(by, now).demand()
    if not 1 <= many <= MOST_FORMS:
        raise Refused(_("Print 1 to %(most)s forms at once.") % {"most": MOST_FORMS})
    last = Respondent.objects.filter(wave=now, channel=Channel.PAPER).aggregate(last=Max("form_number"))["last"] or 0
    for number in range(last + 1, last + many + 1):
        form = Respondent(study_id=now.study_id, wave=now, channel=Channel.PAPER, language=language, form_number=number)
        form.save(force_insert=True)
        give_cards(form, now)
    return range(last + 1, last + many + 1)


def form_cards(form: Respondent) -> list[SurveyCard]:
    """A form's cards in order, until it is keyed in for good."""
    return list(SurveyCard.objects.filter(respondent=form).order_by("position"))


@transaction.atomic
def key_in(*, by: Staff, form: Respondent, group: str, said: Mapping[int, CardSaid], settle: bool = False) -> list[int]:
    """Key in one form; the positions on which a second keying differs from the first, which then is not final yet.

    With `settle` the second keying stands. Without a second keying a form is final at once. Refused for a form that
    is final, and where the same person would key it twice.
    """
    permits.may_run(by, form.wave).demand()
    now = Respondent.objects.select_for_update(of=("self",)).select_related("wave__study").get(pk=form.pk)
    permits.may_run(by, now.wave).demand()
    if now.finished_at is not None:
        raise Refused(_("Form %(number)s is keyed in already.") % {"number": now.form_number})
    cards = form_cards(now)
    second = now.wave.checked_twice and now.keyed_by is not None
    if second and now.keyed_by == by.pk:
        raise Refused(_("You keyed this form in first. Somebody else does it the second time."))
    if second and not settle:
        differing = [card.position for card in cards if astuple(said.get(card.position, CardSaid())) != _stored(card)]
        if differing:
            return differing
    for card in cards:
        put_on_card(card, said.get(card.position, CardSaid()))
    now.group, now.keyed_by = group, now.keyed_by or by.pk
    now.begun_at = now.begun_at or timezone.now()
    now.save(update_fields=["group", "keyed_by", "begun_at"])
    count_answered(now)
    if second or not now.wave.checked_twice:
        sums.seal_respondent(now)
    return []


def _stored(card: SurveyCard) -> tuple[object, ...]:
    return astuple(
        CardSaid(
            cso=card.cso, tru_online=card.tru_online, outside=card.outside, depends_on=card.depends_on,
            suggestion=card.suggestion,
        )
    )  # fmt: skip

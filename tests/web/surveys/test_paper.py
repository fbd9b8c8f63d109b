"""The paper twin: forms with cards of their own, a tagged PDF, keying in once or twice."""

import re

import pytest
from django.db import transaction
from tests.making.people import a_person
from tests.making.studies import MAY_WORK, an_analyst
from tests.making.surveys import a_survey_study, an_open_wave, close
from tests.web.conftest import SignIn

from arcs.core.refusal import Refusal
from arcs.documents.survey_paper import survey_pdf
from arcs.web.people.models import Staff
from arcs.web.studies import actions as studies
from arcs.web.studies.models import Part
from arcs.web.surveys import paper_forms, printing, queries, sums
from arcs.web.surveys.answering import CardSaid
from arcs.web.surveys.models import SurveyCard, SurveyWave
from arcs.web.wall.acting import acting_as
from arcs.web.wall.permit import Refused

pytestmark = pytest.mark.django_db


def forms_of(by: Staff, wave: SurveyWave, many: int = 2, language: str = "en") -> range:
    with acting_as(by.pk):
        return paper_forms.make_forms(by=by, wave=wave, many=many, language=language)


def test_each_form_has_a_number_and_cards_of_its_own_and_prints_as_a_tagged_pdf(
    sign_in: SignIn,
) -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana, 13))
    assert list(forms_of(ana, wave)) == [1, 2]
    assert list(forms_of(ana, wave, 1, "es")) == [3]
    with acting_as(ana.pk), transaction.atomic():
        told = printing.forms_to_print(wave, queries.paper_forms(ana, wave))
    assert [len(one.cards) for one in told] == [12, 12, 12]
    assert told[0].cards != told[1].cards
    assert told[2].number_words == "Formulario 3" and told[2].scale[0] == ("1", "Nada")
    assert "revisada" in told[2].unreviewed and told[0].unreviewed == ""
    answer = sign_in(ana).get(f"/studies/surveys/{wave.pk}/paper/1-3.pdf")
    assert answer.content.startswith(b"%PDF") and b"pdfuaid" in answer.content
    assert answer.content == sign_in(ana).get(f"/studies/surveys/{wave.pk}/paper/1-3.pdf").content
    assert sign_in(ana).get(f"/studies/surveys/{wave.pk}/paper/7-9.pdf").status_code == 404
    with pytest.raises(Refusal):
        survey_pdf([])


def test_a_form_is_keyed_in_by_plain_posts_counts_as_paper_and_cannot_be_keyed_again(sign_in: SignIn) -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana))
    forms_of(ana, wave)
    browser, here = sign_in(ana), f"/studies/surveys/{wave.pk}/entry/"
    assert browser.post(here, {"form": "9"}).status_code == 422
    assert browser.post(here, {"form": "2"})["Location"] == f"{here}2/"
    wrong = browser.post(f"{here}2/", {"group": "1", "c1-cso": "7", "c2-cso": "3"})
    assert wrong.status_code == 422 and 'value="7"' in wrong.content.decode()
    kept = browser.post(f"{here}2/", {"group": "1", "c1-cso": "5", "c1-depends_on": "<i>rain</i>", "c2-outside": "0"})
    assert kept["Location"] == here
    assert browser.get(f"{here}2/").status_code == 404
    assert "keyed in already" in browser.post(here, {"form": "2"}).content.decode()
    with acting_as(ana.pk), transaction.atomic():
        (row,) = sums.received_of(wave)
        assert (row.channel, row.group, row.outcome, row.finished) == ("paper", "Resident", "usable", 1)
        assert not SurveyCard.objects.filter(respondent__form_number=2).exists()  # final: nobody reads it alone


def test_a_second_keying_by_another_person_shows_where_the_two_differ() -> None:
    ana, ben = an_analyst(), a_person("Ben", permissions=MAY_WORK)
    wave = an_open_wave(ana, a_survey_study(ana), checked_twice=True)
    with acting_as(ana.pk):
        studies.add_member(by=ana, study=wave.study, staff=ben, part=Part.ANALYST)
    forms_of(ana, wave, 1)
    with acting_as(ana.pk):
        with transaction.atomic():
            form = queries.paper_form(ana, wave, 1)
        assert form is not None
        said = {1: CardSaid(cso=5), 2: CardSaid(cso=1, depends_on="rain")}
        assert paper_forms.key_in(by=ana, form=form, group="", said=said) == []
        with pytest.raises(Refused, match="Somebody else"):
            paper_forms.key_in(by=ana, form=form, group="", said=said)
    with acting_as(ben.pk):
        other = said | {2: CardSaid(cso=2, depends_on="rain")}
        assert paper_forms.key_in(by=ben, form=form, group="", said=other) == [2]
        assert paper_forms.key_in(by=ben, form=form, group="", said=other, settle=True) == []
        with pytest.raises(Refused, match="keyed in already"):
            paper_forms.key_in(by=ben, form=form, group="", said=other)


def test_a_closed_wave_takes_no_paper_and_prints_none(sign_in: SignIn) -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana))
    forms_of(ana, wave)
    wave = close(ana, wave)
    with acting_as(ana.pk), pytest.raises(Refused):
        paper_forms.make_forms(by=ana, wave=wave, many=1, language="en")
    for path in ("paper/1-2.pdf", "entry/", "entry/1/"):
        assert sign_in(ana).get(f"/studies/surveys/{wave.pk}/{path}").status_code == 403
    page = sign_in(ana).get(f"/studies/surveys/{wave.pk}/paper/").content.decode()
    assert not re.search(r"href=\"[^\"]+\.pdf", page)

"""Who answers reads his own until it is final; staff read sums; nobody reads one person's answers, by either wall."""

from collections.abc import Callable

import pytest
from django.db import Error, connection, transaction
from tests.making.people import a_person
from tests.making.studies import an_analyst
from tests.making.surveys import a_partner, a_survey_study, an_open_wave, close, says, somebody

from arcs.web.people.joining import digest_of
from arcs.web.studies.models import Study
from arcs.web.surveys import answering, partnering, queries, sums
from arcs.web.surveys.answering import CardSaid
from arcs.web.surveys.models import (
    AnswerLink,
    Invitation,
    Partner,
    PartnerAnswer,
    Respondent,
    RespondentTrait,
    SurveyCard,
    SurveyWave,
)
from arcs.web.wall.acting import Standing, acting_as

pytestmark = pytest.mark.django_db
SAID = CardSaid(cso=5, depends_on="how soon")
ANSWERS = (Respondent, SurveyCard, RespondentTrait)


def refused_by_the_database(write: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            return not write()
    except Error as wall:
        assert "row-level security" in str(wall)
        return True


def test_staff_see_no_answer_and_no_respondent_neither_while_a_wave_is_open_nor_after() -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana))
    says(somebody(wave, group="Resident"), SAID, finish=False)
    says(somebody(wave, group="Resident"), SAID)
    for _ in range(2):
        with acting_as(ana.pk), transaction.atomic():
            assert all(not model.objects.exists() for model in ANSWERS)
            assert SurveyCard.objects.update(cso=1) == 0
        wave = close(ana, wave) if wave.state == "open" else wave


def test_no_result_and_no_words_come_out_of_an_open_wave_even_by_the_databases_own_functions() -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana, 3))
    for _ in range(6):
        says(somebody(wave), SAID)
    with acting_as(ana.pk), transaction.atomic():
        assert sums.answers_by_cell(wave) == sums.words_of(wave) == sums.rows_of_study(wave.study) == []
        assert queries.results_of(ana, wave) == []
        assert queries.folder_answers_of(ana, wave.study)[0] == ()
    with acting_as(ana.pk), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select survey_close(%s)", [wave.pk])
        assert cursor.fetchone()[0] == 0  # what is open is not sealed from aside


def test_a_respondent_reads_and_writes_his_own_and_nothing_of_another() -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana))
    mine, other = somebody(wave, group="Resident"), somebody(wave)
    says(mine, SAID, finish=False)
    with acting_as(other.pk), transaction.atomic():
        assert {one.respondent_id for one in SurveyCard.objects.all()} == {other.pk}
        assert [one.pk for one in Respondent.objects.all()] == [other.pk]
        assert [one.pk for one in SurveyWave.objects.all()] == [wave.pk]
        assert not Study.objects.exists() and not Invitation.objects.exists()
        assert SurveyCard.objects.filter(respondent=mine).update(cso=1) == 0
        assert not Partner.objects.exists() and not AnswerLink.objects.exists()
    with acting_as(other.pk):
        stolen = SurveyCard(
            study_id=wave.study_id, wave=wave, respondent=mine, channel="open", position=99, category="X"
        )
        assert refused_by_the_database(lambda: stolen.save(force_insert=True))
        with transaction.atomic():
            assert not answering.sums.seal_respondent(mine)


def test_once_final_not_even_the_own_link_shows_or_changes_an_answer() -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana))
    one = somebody(wave)
    says(one, SAID)
    with acting_as(one.pk), transaction.atomic():
        assert answering.cards_of(one) == []
        assert SurveyCard.objects.filter(respondent=one).update(cso=1) == 0
        assert SurveyCard.objects.filter(respondent=one).delete()[0] == 0


def test_staff_cannot_make_themselves_a_link_into_answers_that_somebody_gave() -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana))
    one = somebody(wave)
    for kind in ("own", "invited"):
        link = AnswerLink(study_id=wave.study_id, digest=digest_of(kind), holder=one.pk, kind=kind)
        with acting_as(ana.pk):
            assert refused_by_the_database(lambda link=link: link.save(force_insert=True))
    second = AnswerLink(study_id=wave.study_id, digest=digest_of("second"), holder=one.pk, kind="own")
    with acting_as(wave.pk), pytest.raises(Error, match="answerlink_own_once"), transaction.atomic():
        second.save(force_insert=True)


def test_whoever_holds_the_open_link_reads_no_answers_and_a_stranger_nothing() -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana))
    says(somebody(wave), SAID, finish=False)
    stranger = an_analyst("Eve")
    for person in (wave.pk, stranger.pk, Standing.VISITOR):
        with acting_as(person), transaction.atomic():
            assert all(not model.objects.exists() for model in ANSWERS)
            assert sums.received_of(wave) == []
    with acting_as(stranger.pk), transaction.atomic():
        assert queries.wave_seen_by(stranger, wave.pk) is None
        assert not SurveyWave.objects.exists()


def test_a_partner_reads_and_writes_its_own_and_staff_cannot_answer_for_it() -> None:
    ana = an_analyst()
    study = a_survey_study(ana)
    mine, _ = a_partner(ana, study)
    other, _ = a_partner(ana, study, name="Shelter")
    with acting_as(mine.pk), transaction.atomic():
        assert [one.pk for one in Partner.objects.all()] == [mine.pk]
        assert {one.partner_id for one in PartnerAnswer.objects.all()} == {mine.pk}
        assert PartnerAnswer.objects.filter(partner=other).update(would_take="yes") == 0
        assert not SurveyWave.objects.exists() and not Study.objects.exists()
    with acting_as(ana.pk), transaction.atomic():
        assert PartnerAnswer.objects.filter(partner=mine).update(would_take="yes") == 0
        assert len(partnering.answers_of(mine)) == 2
    stranger = a_person(permissions=("studies.read",))
    with acting_as(stranger.pk), transaction.atomic():
        assert queries.partner_seen_by(stranger, mine.pk) is None
        assert not PartnerAnswer.objects.exists()

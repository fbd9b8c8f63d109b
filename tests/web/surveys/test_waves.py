"""A wave opens when every card has its words, shares its cards equally, accounts for every answer, closes for good."""

import re
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.making.forms import typed_in
from tests.making.people import a_person
from tests.making.studies import MAY_WORK, an_analyst
from tests.making.surveys import (
    HOST,
    a_survey_study,
    a_wave,
    an_open_wave,
    close,
    fresh,
    in_words,
    invited,
    says,
    somebody,
)
from tests.web.conftest import SignIn

from arcs.core.disclosure import SMALLEST_PUBLISHABLE_COUNT
from arcs.web.messages.models import MessageText
from arcs.web.people.models import Staff
from arcs.web.sheets.actions import replace_part
from arcs.web.studies import actions as studies
from arcs.web.studies.models import Part
from arcs.web.surveys import actions, answering, database, pages, queries, sums
from arcs.web.surveys.answering import CardSaid
from arcs.web.surveys.models import AnswerLink, Flag, Respondent, SurveyCard, SurveyWave, WaveState
from arcs.web.surveys.work import close_by_the_clock
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused

pytestmark = pytest.mark.django_db


def test_a_wave_does_not_open_while_a_category_has_no_plain_words_and_says_which() -> None:
    ana = an_analyst()
    study = a_survey_study(ana, 3, words=False)
    wave = a_wave(ana, study)
    with acting_as(ana.pk):
        replace_part(by=ana, study=study, part="category_words.csv", rows=in_words(["C01"]), change=uuid4())
        with pytest.raises(Refused, match="C02, C03"):
            actions.open_wave(by=ana, wave=wave)
        english = in_words(["C01"]) + in_words(["C02", "C03"], ["en"])
        replace_part(by=ana, study=study, part="category_words.csv", rows=english, change=uuid4())
        with pytest.raises(Refused, match="C02 in Spanish, C03 in Spanish"):
            actions.open_wave(by=ana, wave=wave)
        replace_part(
            by=ana, study=study, part="category_words.csv", rows=in_words(["C01", "C02", "C03"]), change=uuid4()
        )
        assert actions.open_wave(by=ana, wave=wave).state == "open"


def test_a_study_without_categories_opens_no_wave_and_two_waves_are_never_open_at_once() -> None:
    ana = an_analyst()
    empty = a_survey_study(ana, 0)
    with acting_as(ana.pk), pytest.raises(Refused, match="no categories"):
        actions.open_wave(by=ana, wave=a_wave(ana, empty))
    study = a_survey_study(ana)
    an_open_wave(ana, study)
    with acting_as(ana.pk), pytest.raises(Refused, match="Another wave"):
        actions.open_wave(by=ana, wave=a_wave(ana, study, name="Other"))


def test_only_who_works_in_the_study_opens_and_closes() -> None:
    ana = an_analyst()
    study = a_survey_study(ana)
    wave = an_open_wave(ana, study)
    reader = a_person(permissions=MAY_WORK)
    with acting_as(ana.pk):
        studies.add_member(by=ana, study=study, staff=reader, part=Part.READER)
    with acting_as(reader.pk), pytest.raises(Refused):
        actions.close_wave(by=reader, wave=wave)


def test_everybody_gets_as_many_cards_and_every_category_is_shown_equally_often() -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana, 17), cards=13)
    shown: Counter[str] = Counter()
    for _ in range(9):
        one = somebody(wave)
        with acting_as(one.pk), transaction.atomic():
            cards = answering.cards_of(one)
        assert [card.position for card in cards] == list(range(1, 14))
        shown.update(card.category for card in cards)
    assert max(shown.values()) - min(shown.values()) <= 1
    assert len(shown) == 17


STEPS = st.tuples(st.booleans(), st.booleans(), st.sampled_from(["", "10.0.0.1"]), st.integers(0, 3))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(STEPS, max_size=9), leaves_out=st.booleans())
def test_received_is_always_usable_and_set_aside_whatever_people_do(
    people: list[tuple[bool, bool, str, int]], leaves_out: bool
) -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana, 4))
    for again, finishes, address, cards in people:
        says(somebody(wave, address=address or None, again=again), CardSaid(cso=3), cards=cards, finish=finishes)
    with acting_as(ana.pk):
        if leaves_out:
            actions.set_flagged_aside(by=ana, wave=wave, aside=True, reason="They look like one person.")
        with transaction.atomic():
            for_study = queries.participation_of(ana, wave.study)
            rows = sums.received_of(wave)
    assert for_study.received == len(people) == for_study.usable + sum(for_study.set_aside.values())
    ledger = pages.ledger_of(rows)
    assert ledger.received == ledger.usable + sum(many for _reason, many in ledger.set_aside)
    answered = [one for one in people if one[3]]
    assert for_study.set_aside.get("nothing_answered", 0) == len(people) - len(answered)
    if not leaves_out:
        assert for_study.usable == len(answered)


def test_what_looks_like_one_person_is_flagged_counted_and_left_out_only_with_a_reason() -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana))
    for _ in range(7):
        says(somebody(wave, address="10.0.0.7"), CardSaid(cso=4), cards=2)
    says(somebody(wave, again=True), CardSaid(cso=4), cards=2)
    with acting_as(ana.pk):
        with transaction.atomic():
            flagged = {one.flag: one.many for one in sums.received_of(wave) if one.flag}
        assert flagged == {Flag.SAME_PLACE: 2, Flag.SAME_BROWSER: 1}
        with pytest.raises(Refused, match="Write why"):
            actions.set_flagged_aside(by=ana, wave=wave, aside=True, reason=" ")
        actions.set_flagged_aside(by=ana, wave=wave, aside=True, reason="One office answered for all.")
        with transaction.atomic():
            told = queries.participation_of(ana, wave.study)
    assert (told.received, told.usable, dict(told.set_aside)) == (8, 5, {"same_browser": 1, "same_place": 2})
    assert "One office answered for all." in told.note
    assert "no random sample" in told.note


def test_answers_faster_than_anybody_reads_are_flagged_at_the_end() -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana))
    says(somebody(wave), CardSaid(cso=5), cards=8)
    with acting_as(ana.pk), transaction.atomic():
        assert [one.flag for one in sums.received_of(wave)] == [Flag.TOO_FAST]


def test_closing_is_final_forgets_addresses_and_keeps_what_was_not_finished() -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana))
    one = somebody(wave, address="10.0.0.9")
    says(one, CardSaid(cso=5), cards=2, finish=False)
    closed = close(ana, wave)
    with acting_as(ana.pk), pytest.raises(Refused, match="not open"):
        actions.close_wave(by=ana, wave=closed)
    with acting_as(ana.pk), pytest.raises(Refused):
        actions.set_flagged_aside(by=ana, wave=closed, aside=True, reason="Too late.")
    with acting_as(one.pk), pytest.raises(Refused, match="not open"):
        answering.answer_card(respondent=one, position=3, said=CardSaid(cso=1))
    with acting_as(one.pk), transaction.atomic():
        assert Respondent.objects.get(pk=one.pk).place is None
        assert not SurveyCard.objects.exists()
    with acting_as(ana.pk), transaction.atomic():
        assert queries.participation_of(ana, fresh(ana, wave).study).usable == 1


def test_the_clock_closes_a_wave_after_its_last_day_and_only_then() -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana))
    says(somebody(wave), CardSaid(cso=5), cards=2)
    with acting_as(ana.pk), transaction.atomic():
        SurveyWave.objects.filter(pk=wave.pk).update(opens_on=today(), closes_on=today())
    with acting_as(Standing.CLERK):
        assert close_by_the_clock() == 0, "its last day is a day like the others"
    yesterday = today() - timedelta(days=1)
    with acting_as(ana.pk), transaction.atomic():
        SurveyWave.objects.filter(pk=wave.pk).update(opens_on=yesterday, closes_on=yesterday)
    with acting_as(Standing.CLERK):
        assert close_by_the_clock() == 1
        assert close_by_the_clock() == 0
    closed = fresh(ana, wave)
    assert closed.state == WaveState.CLOSED and closed.closed_at is not None
    with acting_as(ana.pk), transaction.atomic():
        states = SurveyWave.pgh_event_model.objects.filter(pgh_obj_id=wave.pk).order_by("pgh_id")
        assert states.values_list("state", flat=True).last() == WaveState.CLOSED, "the history tells of it"
        assert not AnswerLink.objects.filter(holder=wave.pk, withdrawn_at=None).exists()


def test_nobody_but_the_clock_learns_which_waves_are_over() -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana))
    with acting_as(ana.pk), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select count(*) from survey_waves_over(%s)", [wave.closes_on + timedelta(days=1)])
        assert cursor.fetchone() == (0,)


def test_the_smallest_count_of_the_database_is_that_of_the_core() -> None:
    assert database.LARGE == SMALLEST_PUBLISHABLE_COUNT
    with connection.cursor() as cursor:
        cursor.execute("select prosrc from pg_proc where proname = 'survey_words'")
        assert f"count(*) >= {SMALLEST_PUBLISHABLE_COUNT}" in cursor.fetchone()[0]


def test_letters_leave_by_the_outbox_once_for_each_person_and_reminders_go_to_who_has_not_finished() -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana))
    people = [{"name": "Ada", "email": "ada@example.org", "group": ""},
              {"name": "Bo", "email": "bo@example.org", "group": "Business"},
              {"name": "Cy", "email": "", "group": ""}]  # fmt: skip
    with acting_as(ana.pk):
        made = actions.invite(
            by=ana, wave=wave, people=people, language="es", link_to=lambda path: "https://x" + path, batch=uuid4()
        )
        again = actions.invite(by=ana, wave=wave, people=people[:2], language="es", link_to=str, batch=uuid4())
        assert len(again) == 0
    ada, bo, _cy = (invitation for invitation, _url in made)
    letters = _letters(ana)
    assert sorted(to for to, _body in letters) == ["ada@example.org", "bo@example.org"]
    assert all(url in body for (_to, body), (_one, url) in zip(sorted(letters), made, strict=False))
    assert "encuesta" in letters[0][1]
    # Ada finishes, Bo begins: only Bo is reminded, and gets no second link into what he has said
    for invitation, finishes in ((ada, True), (bo, False)):
        with acting_as(invitation.pk):
            with transaction.atomic():
                one = Respondent.objects.get(pk=invitation.pk)
            answering.begin_invited(respondent=one, wave=wave, language="es")
        says(one, CardSaid(cso=2), cards=1, finish=finishes)
    with acting_as(ana.pk):
        assert actions.remind(by=ana, wave=wave, link_to=lambda path: "https://x" + path) == 1
    (again,) = [body for to, body in _letters(ana) if "Todavía" in body]
    assert "primera carta" in again and "https://x" not in again


def _letters(ana: Staff) -> list[tuple[str, str]]:
    with acting_as(ana.pk), transaction.atomic():
        return [(one.message.to, one.body) for one in MessageText.objects.select_related("message")]


def test_a_second_click_on_the_invitation_invites_nobody_twice(sign_in: SignIn) -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana))
    browser, here = sign_in(ana), f"/studies/surveys/{wave.pk}/invite/"
    assert b"Nobody who was invited is still to finish" in browser.get(here).content
    given = {"people": "Ada\nBo", "group": "", "language": "en", "batch": str(uuid4())}
    first = browser.post(here, given)
    assert first.content.decode().count("/survey/") == 2
    second = browser.post(here, given)
    assert second.status_code == 409
    assert b"This form was sent already" in second.content
    assert "/survey/" not in second.content.decode().split("<main")[1]
    with acting_as(ana.pk), transaction.atomic():
        assert queries.invitations_of(ana, wave).count() == 2


def test_two_who_change_a_wave_see_both_versions_and_nothing_is_overwritten_in_silence(sign_in: SignIn) -> None:
    ana = an_analyst()
    wave = a_wave(ana, a_survey_study(ana))
    browser, here = sign_in(ana), f"/studies/surveys/{wave.pk}/change/"
    form = typed_in(browser.get(here).content.decode(), with_field="seen")
    assert form["target_0"] == "30"
    assert browser.post(here, form | {"name": "Autumn", "target_1": "12"}).status_code == 302
    late = browser.post(here, form | {"name": "Winter"})
    assert late.status_code == 409
    shown = late.content.decode()
    assert "Somebody else changed this meanwhile" in shown
    assert re.search(r"<td>Autumn</td>\s*<td>Winter</td>", shown)
    assert re.search(r"<td>12</td>\s*<td>–</td>", shown)
    assert fresh(ana, wave).name == "Autumn"
    assert browser.post(here, typed_in(shown, with_field="seen")).status_code == 302  # seen, and meant
    assert fresh(ana, wave).name == "Winter"


def test_a_lost_printed_link_is_made_anew_and_one_that_was_used_is_not(sign_in: SignIn) -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana))
    (kern, first), (lind, used) = invited(ana, wave, ["Noa Kern", "Mia Lind"])
    browser, again = sign_in(ana), "/studies/surveys/invitations/{}/new-link/"
    page = browser.post(again.format(kern.pk)).content.decode()
    second = re.search(r"http://testserver(/survey/[\w-]+/)", page)
    assert (
        second is not None and "Noa Kern" in page and "Mia Lind" not in page.partition("facts printed-links")[2][:400]
    )
    assert Client().get(first.removeprefix(HOST)).status_code == 404
    assert Client().get(second[1]).status_code == 200
    old = used.removeprefix(HOST)
    assert Client().post(f"{old}begin/").status_code == 302
    told = browser.post(again.format(lind.pk), follow=True).content.decode()
    assert "This link has been used" in told and "/survey/" not in told
    assert Client().get(old, follow=True).status_code == 200  # what was begun goes on by the link that began it
    with acting_as(ana.pk), transaction.atomic():
        assert AnswerLink.objects.filter(holder=lind.pk).update(withdrawn_at=timezone.now()) == 0
        assert AnswerLink.objects.filter(holder=kern.pk, withdrawn_at=None).count() == 1


def test_whoever_has_a_letter_gets_a_reminder_and_a_stranger_finds_no_invitation(sign_in: SignIn) -> None:
    ana, eve = an_analyst(), an_analyst("Eve")
    wave = an_open_wave(ana, a_survey_study(ana))
    ((kern, link),) = invited(ana, wave, ["Noa Kern"])
    assert sign_in(eve).post(f"/studies/surveys/invitations/{kern.pk}/new-link/").status_code == 404
    with acting_as(ana.pk), transaction.atomic():
        kern.email = "noa@example.org"
        kern.save()
    assert sign_in(ana).post(f"/studies/surveys/invitations/{kern.pk}/new-link/").status_code == 403
    assert Client().get(link.removeprefix(HOST)).status_code == 200


def test_an_open_wave_does_not_press_anybody_to_close_it(sign_in: SignIn) -> None:
    ana = an_analyst()
    wave = an_open_wave(ana, a_survey_study(ana))
    page = sign_in(ana).get(f"/studies/surveys/{wave.pk}/").content.decode()
    primary = re.findall(r'class="btn btn-primary[^"]*"[^>]*>(?:<svg.*?</svg>)?([^<]+)', page)
    assert primary == ["Invite and remind"] and "Close the survey" in page

"""Partners' offers go into the study and back; interviews show words only with consent; words in two versions."""

import pytest
from django.db import transaction
from django.test import Client
from tests.making.forms import typed_in
from tests.making.studies import an_analyst
from tests.making.surveys import HOST, a_partner, a_survey_study
from tests.web.conftest import SignIn

from arcs.web.people.models import Staff
from arcs.web.sheets.actions import add_row
from arcs.web.sheets.queries import rows_of
from arcs.web.studies.models import Study
from arcs.web.surveys import partnering
from arcs.web.surveys.models import Partner
from arcs.web.surveys.words import categories_in_words
from arcs.web.wall.acting import acting_as
from arcs.web.wall.permit import Refused

pytestmark = pytest.mark.django_db
SAID = {"c1-would_take": "depends", "c1-hours": "nights", "c1-conditions": "<b>with police</b>",
        "c1-calls_a_week": "3.5", "c1-annual_cost": "40000",
        "contact_name": "Mia", "contact_way": "555 0100"}  # fmt: skip


def seen_on(here: str) -> dict[str, str]:
    """The sign of what the partner's page shows now, as its form sends it."""
    return {"seen": typed_in(Client().get(here).content.decode(), with_field="seen")["seen"]}


def offers(by: Staff, study: Study) -> list[dict[str, str]]:
    with acting_as(by.pk), transaction.atomic():
        return [row.cells for row in rows_of(by, study, "partner_offers.csv")]


def now(by: Staff, partner: Partner) -> Partner:
    with acting_as(by.pk), transaction.atomic():
        return Partner.objects.select_related("study").get(pk=partner.pk)


def test_a_partner_saves_comes_back_sends_and_staff_take_it_into_the_study_and_back(sign_in: SignIn) -> None:
    ana = an_analyst()
    study = a_survey_study(ana)
    partner, secret = a_partner(ana, study)
    here = f"/partner/{secret}/"
    assert Client().post(here, SAID | seen_on(here) | {"save": "1"})["Location"] == f"{here}?saved=1"
    page = Client().get(here).content.decode()
    assert 'value="nights"' in page and "<b>with police</b>" not in page and "&lt;b&gt;with police" in page
    with acting_as(ana.pk), pytest.raises(Refused, match="not sent"):
        partnering.accept(by=ana, partner=partner)
    Client().post(here, SAID | seen_on(here) | {"send": "1"})
    staff = sign_in(ana).get(f"/studies/partners/{partner.pk}/").content.decode()
    assert "nights" in staff and "$40,000" in staff and "Mia" in staff
    assert sign_in(ana).post(f"/studies/partners/{partner.pk}/accept/").status_code == 302
    (offer,) = offers(ana, study)
    assert (offer["partner"], offer["category"], offer["would_take"], offer["calls_a_week"]) == (
        "Mediators", "C01", "depends", "3.5",
    )  # fmt: skip
    assert Client().post(here, SAID | {"send": "1"}).status_code == 409  # it is in the study now
    sign_in(ana).post(f"/studies/partners/{partner.pk}/accept/", {"back": "1"})
    assert offers(ana, study) == []
    assert Client().post(here, SAID | seen_on(here) | {"send": "1"}).status_code == 302


def test_what_the_study_says_otherwise_is_shown_and_replaced_only_when_chosen() -> None:
    ana = an_analyst()
    study = a_survey_study(ana)
    partner, secret = a_partner(ana, study)
    here = f"/partner/{secret}/"
    Client().post(here, SAID | seen_on(here) | {"send": "1"})
    old = {"partner": "Mediators", "category": "C01", "would_take": "no"}
    with acting_as(ana.pk):
        add_row(by=ana, study=study, part="partner_offers.csv", cells=old)
        partner = now(ana, partner)
        with transaction.atomic():
            (conflict,) = partnering.conflicts_of(ana, partner, partnering.answers_of(partner))
        assert (conflict.stands["would_take"], conflict.new["would_take"]) == ("no", "depends")
        assert partnering.accept(by=ana, partner=partner) == 0
        assert offers(ana, study) == [old]
        partnering.take_back(by=ana, partner=now(ana, partner))
        assert partnering.accept(by=ana, partner=now(ana, partner), replace=["C01"]) == 1
        assert offers(ana, study)[0]["would_take"] == "depends"
        partnering.take_back(by=ana, partner=now(ana, partner))
    assert offers(ana, study) == [old]


def test_nothing_typed_is_lost_an_empty_questionnaire_is_not_sent_and_a_renewed_link_ends_the_old() -> None:
    ana = an_analyst()
    partner, secret = a_partner(ana, a_survey_study(ana))
    wrong = Client().post(f"/partner/{secret}/", SAID | {"c1-calls_a_week": "-1", "c2-would_take": "maybe"})
    assert wrong.status_code == 422 and "nights" in wrong.content.decode()
    here = f"/partner/{secret}/"
    empty = Client().post(here, seen_on(here) | {"contact_name": "Mia", "send": "1"})
    assert empty.status_code == 409 and "at least one kind of call" in empty.content.decode()
    again = typed_in(empty.content.decode(), with_field="seen")  # what it kept is its own, and no other's version
    assert (
        Client().post(here, again | {"c1-would_take": "no", "c1-annual_cost": "40000", "send": "1"}).status_code == 302
    )
    with acting_as(ana.pk):
        new = partnering.renew_link(by=ana, partner=partner, link_to=lambda path: HOST + path)
    assert Client().get(f"/partner/{secret}/").status_code == 404
    assert Client().get(new.removeprefix(HOST)).status_code == 200


def test_of_two_people_with_one_link_the_second_sees_both_versions_in_the_partner_s_language() -> None:
    ana = an_analyst()
    partner, secret = a_partner(ana, a_survey_study(ana))
    here = f"/partner/{secret}/"
    seen = seen_on(here)
    first = {"c1-would_take": "yes", "c1-hours": "days", "c1-annual_cost": "40000", "save": "1"}
    assert Client().post(here, first | seen).status_code == 302
    late = Client(headers={"accept-language": "es"})
    late.cookies["django_language"] = "es"
    answer = late.post(
        here, {"c1-would_take": "no", "c1-hours": "nights", "c1-annual_cost": "40000", "send": "1"} | seen
    )
    text = answer.content.decode()
    assert answer.status_code == 409 and "Otra persona cambió esto entretanto" in text
    assert "<td>days</td><td>nights</td>" in text and "<td>Sí</td><td>No</td>" in text
    assert "40000" not in text.partition("<form")[0]  # the same on both sides is no difference
    stands = now(ana, partner)
    with acting_as(ana.pk), transaction.atomic():
        assert stands.sent_at is None
        assert partnering.answers_of(stands)[0].hours == "days"
    assert late.post(here, typed_in(text, with_field="seen") | {"send": "1"}).status_code == 302
    with acting_as(ana.pk), transaction.atomic():
        assert partnering.answers_of(stands)[0].hours == "nights"
    assert late.post(here, first | {"seen": ""}).status_code == 409  # a form that does not say what it showed


def test_an_organisation_is_asked_once_and_about_something(sign_in: SignIn) -> None:
    ana = an_analyst()
    study = a_survey_study(ana)
    a_partner(ana, study)
    browser, here = sign_in(ana), f"/studies/{study.pk}/partners/new/"
    again = browser.post(here, {"organisation": "Mediators", "language": "en", "categories": ["C01"]})
    assert again.status_code == 422 and "asked already" in again.content.decode()
    assert browser.post(here, {"organisation": "Shelter", "language": "en"}).status_code == 422
    made = browser.post(here, {"organisation": "Shelter", "language": "en", "categories": ["C03"]})
    assert "/partner/" in made.content.decode()
    assert browser.get(f"/studies/{study.pk}/partners/").status_code == 200


INTERVIEW = {"group": "community", "theme": "Fear", "mentions": "3", "quotation": "I would not call.", "consent": ""}


def test_words_of_an_interview_are_shown_and_exported_only_with_consent_and_removal_is_undone(sign_in: SignIn) -> None:
    ana = an_analyst()
    study = a_survey_study(ana)
    browser, here = sign_in(ana), f"/studies/{study.pk}/interviews/"
    for consent in ("", "withheld", "given", "published"):
        answer = browser.post(
            f"{here}new/", INTERVIEW | {"consent": consent, "quotation": f"Words {consent or 'silent'}."}
        )
        assert answer.status_code == 302
    page, file = browser.get(here).content.decode(), browser.get(f"{here}?csv=1").content.decode()
    for told in (page, file):
        assert "Words given." in told and "Words published." in told
        assert "Words withheld." not in told and "Words silent." not in told
    assert "raised 12 times" in page and "<b>4 points</b>" in page
    with acting_as(ana.pk), transaction.atomic():
        row = rows_of(ana, study, "interviews.csv")[2]
    gone = browser.post(f"/studies/interviews/{row.pk}/", row.cells | {"version": row.version, "remove": "1"})
    change = gone["Location"].split("removed=")[1]
    assert "Words given." not in browser.get(here).content.decode()
    browser.post(f"{here}undo/{change}/")
    assert "Words given." in browser.get(here).content.decode()


def test_of_two_who_change_a_point_the_second_sees_both_and_loses_nothing(sign_in: SignIn) -> None:
    ana = an_analyst()
    study = a_survey_study(ana)
    sign_in(ana).post(f"/studies/{study.pk}/interviews/new/", INTERVIEW)
    with acting_as(ana.pk), transaction.atomic():
        (row,) = rows_of(ana, study, "interviews.csv")
    here = f"/studies/interviews/{row.pk}/"
    assert sign_in(ana).post(here, INTERVIEW | {"version": 1, "theme": "First"}).status_code == 302
    second = sign_in(ana).post(here, INTERVIEW | {"version": 1, "theme": "Second"})
    assert second.status_code == 409
    assert "First" in second.content.decode() and 'value="Second"' in second.content.decode()
    assert sign_in(ana).post(here, INTERVIEW | {"version": 2, "theme": "Second"}).status_code == 302


def test_plain_words_are_written_in_both_languages_signed_and_never_overwritten_silently(sign_in: SignIn) -> None:
    ana = an_analyst()
    study = a_survey_study(ana, 2, words=False)
    with acting_as(ana.pk), transaction.atomic():
        first = categories_in_words(ana, study)[0].row
    browser, here = sign_in(ana), f"/studies/surveys/words/{first.pk}/"
    written = {"words_en": "Noise", "example_en": "A party.", "words_es": "Ruido", "example_es": "Una fiesta."}
    assert browser.post(here, written | {"words_es": ""}).status_code == 422
    assert browser.post(here, written).status_code == 302
    page = browser.get(f"/studies/{study.pk}/surveys/words/").content.decode()
    assert "Ruido" in page and "not yet reviewed by a translator" in page
    stale = browser.post(here, written | {"words_en": "Loud noise"})
    assert stale.status_code == 409 and "Loud noise" in stale.content.decode()
    signed = written | {"reviewed_by": "T. Raductora", "version_en": "1", "version_es": "1"}
    assert browser.post(here, signed).status_code == 302
    assert "T. Raductora" in browser.get(f"/studies/{study.pk}/surveys/words/").content.decode()

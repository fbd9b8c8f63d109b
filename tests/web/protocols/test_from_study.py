"""An edition begun from a study: what was decided there, its open questions, and nobody who does not see the study."""

import pytest
from django.db import DatabaseError, transaction
from tests.making.people import a_person
from tests.making.programmes import a_decided_study, decide
from tests.making.protocols import DRAFTS, a_draft, a_drafter, a_role_holder
from tests.making.studies import an_analyst
from tests.making.workbench import an_oak_park
from tests.web.conftest import SignIn

from arcs.web.people.models import Staff
from arcs.web.protocols import queries
from arcs.web.protocols.models import ProtocolEdition
from arcs.web.wall.acting import acting_as

pytestmark = pytest.mark.django_db
SEES_ALL = (*DRAFTS, "studies.read", "studies.see_all")


def a_drafter_who_sees_studies() -> Staff:
    return a_person("Dra Fter", permissions=SEES_ALL)


def test_an_edition_is_begun_from_what_the_board_decided(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    decide(lead, study)  # Noise Complaint, and nothing else
    who = a_drafter_who_sees_studies()
    browser = sign_in(who)
    page = browser.get("/protocols/begin/").content.decode()
    assert "from what was decided in a study" in page
    assert "(the board has decided)" in page
    answer = browser.post("/protocols/begin/", {"begin": "study", "study": str(study.pk)}, follow=True)
    text = answer.content.decode()
    assert answer.redirect_chain[-1][0].endswith("/from-study/")
    assert "What the study left open" in text
    assert "import the matrix that the region has adopted" in text
    with acting_as(who.pk), transaction.atomic():
        made = ProtocolEdition.objects.get()
        assert made.study_id == study.pk
        content = queries.content_seen_by(who, made)
    assert content.edition is not None
    goes = {one.name: one for one in content.edition.call_types}
    assert len(goes) == 233
    assert (goes["NOISE COMPLAINT"].base, goes["ABANDONED AUTO"].base) == ("cso", "officer")
    assert "Invented board" in goes["NOISE COMPLAINT"].why
    assert "the board has not decided on it" in goes["ABANDONED AUTO"].why
    assert "The board has not decided on it." in text
    assert "What the study left open" in browser.get(f"/protocols/{made.number}/").content.decode()


def test_whoever_does_not_see_the_study_neither_drafts_from_it_nor_reads_what_it_left_open(sign_in: SignIn) -> None:
    _lead, study = a_decided_study()
    who = a_drafter_who_sees_studies()
    sign_in(who).post("/protocols/begin/", {"begin": "study", "study": str(study.pk)})
    with acting_as(who.pk), transaction.atomic():
        made = ProtocolEdition.objects.get()
    stranger = sign_in(a_drafter("Stra Nger"))
    assert "from what was decided in a study" not in stranger.get("/protocols/begin/").content.decode()
    assert stranger.post("/protocols/begin/", {"begin": "study", "study": str(study.pk)}).status_code == 422
    assert stranger.get(f"/protocols/{made.number}/from-study/").status_code == 404
    assert "What the study left open" not in stranger.get(f"/protocols/{made.number}/").content.decode()


def test_an_edition_of_proposals_says_to_whoever_approves_that_nobody_adopted_them(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    who = a_drafter_who_sees_studies()
    browser = sign_in(who)
    assert "(nobody has decided yet: what it proposes)" in browser.get("/protocols/begin/").content.decode()
    browser.post("/protocols/begin/", {"begin": "study", "study": str(study.pk)})
    with acting_as(who.pk), transaction.atomic():
        made = ProtocolEdition.objects.get()
    browser.post("/protocols/begin/", {"begin": "copy", "edition": str(made.number)})
    with acting_as(who.pk), transaction.atomic():
        copy = ProtocolEdition.objects.get(based_on=made)
    who_approves, _role = a_role_holder("Appro Ver")
    approver = sign_in(who_approves)
    for one in (made, copy):
        for page in (f"/protocols/{one.number}/", f"/protocols/{one.number}/approval/"):
            assert "Made from proposals that nobody had adopted." in approver.get(page).content.decode()
    with acting_as(who.pk), pytest.raises(DatabaseError), transaction.atomic():
        ProtocolEdition.objects.filter(pk=made.pk).update(proposed=False)
    decide(lead, study)
    sign_in(who).post("/protocols/begin/", {"begin": "study", "study": str(study.pk)})
    with acting_as(who.pk), transaction.atomic():
        followed = ProtocolEdition.objects.order_by("-number")[0]
    text = sign_in(who_approves).get(f"/protocols/{followed.number}/approval/").content.decode()
    assert "Made from proposals" not in text


def test_an_edition_of_no_study_has_no_such_page(sign_in: SignIn) -> None:
    who = a_drafter_who_sees_studies()
    made = a_draft(who)
    assert sign_in(who).get(f"/protocols/{made.number}/from-study/").status_code == 404


def test_which_study_has_to_be_said(sign_in: SignIn) -> None:
    a_decided_study()
    who = a_drafter_who_sees_studies()
    answer = sign_in(who).post("/protocols/begin/", {"begin": "study"})
    assert answer.status_code == 422
    assert "Choose the study." in answer.content.decode()

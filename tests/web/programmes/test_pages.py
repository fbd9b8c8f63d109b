"""Pages of programmes: what each says, what they keep, and that they ask as often for 200 people as for two."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.making.people import a_person
from tests.making.programmes import (
    READS,
    a_begun_programme,
    a_current_route,
    a_decided_study,
    a_manager,
    a_staffed_route,
    read_by,
)
from tests.making.studies import a_stored_study
from tests.web.conftest import SignIn

from arcs.web.people.models import Staff
from arcs.web.people.permissions import shipped_roles
from arcs.web.programmes import queries
from arcs.web.programmes.models import Programme
from arcs.web.sheets.models import StudyRow
from arcs.web.site.navigation import MOST_ENTRIES, PLACES
from arcs.web.wall.acting import acting_as

pytestmark = pytest.mark.django_db


def row_of(who: Staff, programme: Programme, name: str) -> StudyRow:
    with acting_as(who.pk), transaction.atomic():
        return queries.plan_rows(who, programme).get(cells__step=name)


def typed(row: StudyRow, **changes: str) -> dict[str, Any]:
    return {**{name: text for name, text in row.cells.items() if name != "step"}, "version": row.version, **changes}


def test_a_manager_drafts_and_begins_a_plan_and_reads_its_first_glance(sign_in: SignIn) -> None:
    _lead, study = a_decided_study()
    manager = a_manager()
    browser = sign_in(manager)
    assert "Draft its programme plan" in browser.get("/programme/").content.decode()
    draft = browser.get(f"/programme/begin/{study.pk}/")
    assert "Begin with this plan" in draft.content.decode()
    begun = browser.post(f"/programme/begin/{study.pk}/", follow=True)
    text = begun.content.decode()
    assert "0 of 13 steps done, 0 blocked, 0 late. Next: " in text
    assert "Waits for “CSO: responsible”." in text


def test_the_study_leads_to_its_programme_once_its_board_has_decided(sign_in: SignIn) -> None:
    lead, study = a_decided_study()
    manager = a_manager()
    home = f"/studies/{study.pk}/"
    begin = f"/programme/begin/{study.pk}/"
    assert begin in sign_in(manager).get(home).content.decode()
    assert begin not in sign_in(lead).get(home).content.decode(), "who may not see programmes is not led to them"
    browser = sign_in(manager)
    plan = browser.post(begin).headers["Location"]
    assert browser.get(begin).headers["Location"] == plan
    assert "Its plan is being carried out." in browser.get(home).content.decode()
    undecided = a_stored_study(lead, "Not decided")
    assert "/programme/begin/" not in browser.get(f"/studies/{undecided.pk}/").content.decode()


def test_the_plan_narrows_by_phase_party_owner_and_state_and_goes_out_as_csv(sign_in: SignIn) -> None:
    begun = a_begun_programme()
    browser = sign_in(begun.manager)
    here = f"/programme/{begun.programme.pk}/"
    text = browser.get(f"{here}?phase=training&party=dispatch").content.decode()
    assert (
        "1 step" in text
        and "practice calls" in text
        and "Village attorney" not in text.split('id="list"')[1].split("</form>")[1]
    )
    assert browser.get(f"{here}?state=late").content.decode().count('id="step-') == 0
    assert browser.get(f"{here}?phase=magic").status_code == 200
    file = browser.get(f"{here}?csv=1&owner=Analyst").content.decode("utf-8-sig")
    assert file.splitlines()[0].startswith("Step,What is done,Phase")
    assert len(file.splitlines()) == 3
    assert "data-print" in browser.get(f"{here}?print=1").content.decode()


def test_a_step_is_changed_undone_done_and_conflicts_show_both_versions(sign_in: SignIn) -> None:
    begun = a_begun_programme()
    browser = sign_in(begun.manager)
    row = row_of(begun.manager, begun.programme, "baseline")
    here = f"/programme/steps/{row.pk}/"
    saved = browser.post(here, typed(row, owner="Ann"))
    assert saved.status_code == 302 and "changed=" in saved.url
    assert "Undo this change" in browser.get(saved.url).content.decode()
    both = browser.post(here, typed(row, owner="Ben"))
    text = both.content.decode()
    assert both.status_code == 409 and "Ann" in text and "Ben" in text and "Both versions" in text
    assert 'name="version" value="2"' in text  # saving again is a choice, against the version that stands
    assert browser.post(here, typed(row, owner="Ben", version="2")).status_code == 302
    blocked = browser.post(here, typed(row_of(begun.manager, begun.programme, "baseline"), blocked="No data"))
    assert "In the way" in browser.get(blocked.url).content.decode()
    refused = browser.post(f"{here}done/", {"version": 4}, follow=True)
    assert "It is blocked: No data" in refused.content.decode()
    now = row_of(begun.manager, begun.programme, "baseline")
    bad = browser.post(here, typed(now, starts_on="2027-05-05", due_on="2027-05-01"))
    assert "It is due before it begins" in bad.content.decode()


def test_hostile_words_are_shown_and_filed_as_words(sign_in: SignIn) -> None:
    begun = a_begun_programme()
    browser = sign_in(begun.manager)
    row = row_of(begun.manager, begun.programme, "baseline")
    browser.post(f"/programme/steps/{row.pk}/", typed(row, task="<script>alert(1)</script>", owner="=1+1"))
    here = f"/programme/{begun.programme.pk}/"
    text = browser.get(here).content.decode()
    assert "<script>alert(1)" not in text and "&lt;script&gt;alert(1)" in text
    assert ",'=1+1," in browser.get(f"{here}?csv=1").content.decode("utf-8-sig")
    assert browser.post(f"{here}undo/", {"change": "no uuid"}).status_code == 404
    assert browser.post(f"/programme/steps/{row.pk}/done/", {"version": "x"}).status_code == 302
    assert browser.post(f"/programme/steps/{row.pk}/remove/", {"version": "²"}).status_code == 302


def test_an_officer_reads_on_his_own_page_and_says_so_and_opens_nothing_else(sign_in: SignIn) -> None:
    made = a_staffed_route(1)
    (officer,) = made.people
    browser = sign_in(officer)
    assert "1 policy waits for you to read it." in browser.get("/").content.decode()
    assert "1 policy waits" in browser.get("/programme/").content.decode()
    page = browser.get(f"/programme/read/{made.version.pk}/").content.decode()
    assert "<p>Go.</p>" in page and "I have read this" in page
    after = browser.post(f"/programme/read/{made.version.pk}/", follow=True).content.decode()
    assert "You have read it" in after and "I have read this" not in after
    assert "Nothing waits for you to read." in browser.get("/programme/").content.decode()
    for closed in (f"/programme/{made.begun.programme.pk}/", f"/programme/routes/{made.route.pk}/",
                   f"/programme/policies/{made.version.policy_id}/"):  # fmt: skip
        assert browser.get(closed).status_code == 404
    stranger = sign_in(a_person("Stranger"))
    assert stranger.get(f"/programme/read/{made.version.pk}/").status_code == 404


def test_a_refused_switch_says_why_and_a_reader_sees_and_changes_nothing(sign_in: SignIn) -> None:
    made = a_staffed_route(2)
    browser = sign_in(made.begun.manager)
    here = f"/programme/routes/{made.route.pk}/"
    assert "0 of 2 people are current" in browser.get(here).content.decode()
    refused = browser.post(f"{here}live/", {"live_from": "2099-01-01"})
    assert refused.status_code == 409 and "2 of 2 people are not current." in refused.content.decode()
    read_by(made.people, made.version)
    reader = sign_in(a_person("Reader", permissions=READS))
    text = reader.get(here).content.decode()
    assert "CSO course: not trained" in text and "Officer 1" in text
    for closed in ("live/", "off/", "people/", "policies/new/", "trainings/new/"):
        assert reader.post(f"{here}{closed}", {"live_from": "2099-01-01", "why": "x"}).status_code == 403
    board = sign_in(a_person("Board", permissions=("programmes.read",)))
    text = board.get(here).content.decode()
    assert "0 of 2 people are current" in text and "Officer 1" not in text and "Somebody whom you do not see" in text


def counted(browser: Any, paths: list[str]) -> dict[str, int]:
    found = {}
    for path in paths:
        browser.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(path).status_code == 200, path
        found[path] = len(asked)
    return found


def test_pages_ask_as_often_for_two_hundred_people_as_for_two(sign_in: SignIn) -> None:
    made = a_current_route(2, valid_days=20)
    browser = sign_in(made.begun.manager)
    one = f"/programme/{made.begun.programme.pk}/"
    paths = ["/programme/", one, f"{one}routes/", f"{one}ending/?days=90", f"/programme/routes/{made.route.pk}/",
             f"/programme/policies/{made.version.policy_id}/", f"/programme/trainings/{made.training.pk}/"]  # fmt: skip
    few = counted(browser, paths)
    more = [a_person(f"More {number}", teams=[made.team]) for number in range(198)]
    read_by(more[:60], made.version)
    assert counted(browser, paths) == few
    assert max(few.values()) < 40


def test_no_shipped_role_has_more_entries_than_fit_and_everybody_finds_the_programme() -> None:
    for role in shipped_roles():
        shown = [one for one in PLACES if not one.permissions or set(one.permissions) & set(role.permissions)]
        assert len({str(one.group or one.label) for one in shown}) <= MOST_ENTRIES, role.key
        assert "programmes:mine" in {one.address for one in shown}
    may = {role.key: {one for one in role.permissions if one.startswith("programmes.")} for role in shipped_roles()}
    assert {key: codes for key, codes in may.items() if codes} == {
        "programme-manager": {"programmes.read", "programmes.manage"}, "chief": {"programmes.read"},
        "supervisor": {"programmes.read"}, "board-member": {"programmes.read"},
    }  # fmt: skip

"""The board decides: as proposed for many at once, otherwise with a reason; nothing is silently overwritten."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some
from tests.making.forms import typed_in
from tests.making.statements import queries_of
from tests.making.studies import an_analyst
from tests.making.workbench import a_member, an_oak_park, rows
from tests.web.conftest import SignIn

from arcs.core.evaluation.records import APPROVALS
from arcs.core.suitability.records import DISPOSITIONS
from arcs.files.studies.checking import check_folder
from arcs.files.studies.parts import folder_of
from arcs.web.studies.models import Part, Study
from arcs.web.wall.permit import Refused
from arcs.web.workbench.approval_actions import Resolution, _cells

pytestmark = pytest.mark.django_db
BOARD = "board_decisions.csv"
GIVEN = {"decision": "adopted", "effective_on": "2027-01-01", "decided_on": "2026-11-30", "decided_by": "Village Board"}


def page(study: Study, name: str = "approval") -> str:
    return reverse(f"workbench:{name}", args=[study.pk])


def decide(browser: Any, study: Study, *categories: str, version: int = 0, **more: str) -> Any:
    versions = [f"{one}:{version}" for one in categories]
    words = {"category": list(categories), "row": versions, "shown": shown(browser, study)}
    return browser.post(page(study), GIVEN | words | more)


def shown(browser: Any, study: Study) -> list[str]:
    """Who the page proposes for each category, as its form carries it."""
    told = browser.get(page(study)).content.decode()
    return [unescape(one) for one in re.findall(r'name="shown" value="([^"]*)"', told)]


def test_a_board_member_reads_the_finding_and_adopts_many_categories_as_proposed(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    browser = sign_in(a_member(study, lead, Part.BOARD, "Bo Ardmore"))
    told = browser.get(page(study)).content.decode()
    assert "<h1>32% of officer time on calls is in 46 categories that may not always need an officer</h1>" in told
    assert "The ratings of the 31 officers were not published" in told, "what the report does not say"
    assert told.count('name="category"') == told.count('" checked><span>') == 46
    names = [one.category for one in browser.get(page(study)).context["page"].proposals]
    assert decide(browser, study, *names).status_code == 302
    entered = {one["category"]: one for one in rows(lead, study, BOARD)}
    assert len(entered) == 46
    assert entered["Parking Complaint"]["disposition"] == "non_sworn"
    assert entered["Rowdies"]["disposition"] == "officer"
    assert "46 of 46 decided" in browser.get(page(study)).content.decode()
    record = browser.get(page(study, "record")).content.decode()
    assert record.count("Village Board, Nov. 30, 2026") == 46 and "24.30 FTE" in record


@pytest.mark.parametrize(
    ("part", "action"),
    [(Part.LEAD, "Upload a dispatch export"), (Part.BOARD, "Read and decide"), (Part.CODER, "Code call types"),
     (Part.READER, "")],
)  # fmt: skip
def test_the_first_button_of_a_study_is_something_that_this_person_may_do(
    sign_in: SignIn, part: Part, action: str
) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    person = lead if part == Part.LEAD else a_member(study, lead, part)
    told = sign_in(person).get(reverse("studies:study", args=[study.pk]))
    shown = told.context["next"]
    assert (shown.action if shown else "") == action
    assert ("Upload a dispatch export" in told.content.decode()) == (part == Part.LEAD)
    assert "233 of 233 call types carry the codes of the source" in told.content.decode()


def test_a_resolution_is_taken_back_whole_and_nothing_else_can_be_through_this_page(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    board = sign_in(a_member(study, lead, Part.BOARD))
    made = decide(board, study, "Parking Complaint", "Rowdies")
    change = made.url.split("undo=")[1].split("#")[0]
    assert board.post(page(study), {"undo": change}).status_code == 302
    assert rows(lead, study, BOARD) == []
    fact = {"category": "Parking Complaint", "fact": "violent", "fact_reason": "Fights."}
    other = sign_in(lead).post(reverse("workbench:why", args=[study.pk]), fact).url.split("undo=")[1]
    assert board.post(page(study), {"undo": other}).status_code == 409
    assert any(one["reason"] == "Fights." for one in rows(lead, study, "facts.csv"))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"decision": "adopted", "effective_on": ""}, "what is adopted needs a day"),
        ({"decision": "adopted_otherwise", "reason": "So."}, "Say who is to answer"),
        ({"decision": "adopted_otherwise", "disposition": "officer"}, "Say why"),
        ({"decision": "put_off"}, "Say why"),
        ({"decision": "declined", "reason": "No.", "decided_by": " "}, "Say which board"),
        ({"decision": "perhaps"}, "Choose what was decided"),
        ({"decided_on": "yesterday"}, "Say which board decided, and when"),
    ],
)
def test_what_is_missing_is_asked_for_and_what_was_typed_is_kept(
    sign_in: SignIn, more: dict[str, str], said: str
) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    answer = decide(sign_in(lead), study, "Parking Complaint", **{"reason": "", **more})
    told = answer.content.decode()
    assert answer.status_code == 409 and said in told
    assert told.count('" checked><span>') == 1, "only the ticked one is still ticked"
    assert rows(lead, study, BOARD) == []


def test_of_two_who_enter_a_decision_the_second_is_told_and_nothing_is_overwritten(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    decide(sign_in(a_member(study, lead, Part.BOARD)), study, "Parking Complaint")
    second = decide(sign_in(lead), study, "Rowdies", "Parking Complaint", decision="declined", reason="No.")
    assert second.status_code == 409 and "was decided in the meantime" in second.content.decode()
    assert [one["decision"] for one in rows(lead, study, BOARD)] == ["adopted"]
    changed = decide(sign_in(lead), study, "Parking Complaint", version=1, decision="put_off", reason="Later.")
    assert changed.status_code == 302
    left = {"decided_on": "2026-11-30", "decided_by": "Village Board", "reason": "Later."}
    assert rows(lead, study, BOARD) == [{"category": "Parking Complaint", "decision": "put_off"} | left]


@pytest.mark.parametrize(
    ("part", "status"),
    [(Part.BOARD, 302), (Part.LEAD, 302), (Part.ANALYST, 403), (Part.CODER, 403), (Part.READER, 403)],
)
def test_the_board_or_a_lead_decides_and_nobody_else(sign_in: SignIn, part: Part, status: int) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    browser = sign_in(a_member(study, lead, part))
    assert browser.get(page(study)).status_code == 200
    assert decide(browser, study, "Parking Complaint").status_code == status
    assert bool(rows(lead, study, BOARD)) == (status == 302)


def test_strangers_find_nothing_and_unknown_categories_are_refused(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    eve = sign_in(an_analyst("Eve"))
    assert [eve.get(page(study, name)).status_code for name in ("approval", "record")] == [404, 404]
    assert decide(eve, study, "Parking Complaint").status_code == 404
    assert decide(sign_in(lead), study, "<script>").status_code == 409
    assert decide(sign_in(lead), study).status_code == 409


def test_the_page_asks_the_database_as_often_for_many_decisions_as_for_none(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    browser = sign_in(lead)
    browser.get(page(study))
    none = queries_of(browser, page(study))
    names = [one.category for one in browser.get(page(study)).context["page"].proposals]
    decide(browser, study, *names)
    browser.get(page(study))  # what the change made new is reckoned once
    assert queries_of(browser, page(study)) == none


RESOLUTIONS = some.builds(
    Resolution,
    decision=some.sampled_from([*APPROVALS, ""]), disposition=some.sampled_from([*DISPOSITIONS, "", "nobody"]),
    effective_on=some.none() | some.dates(), decided_on=some.none() | some.dates(),
    decided_by=some.sampled_from(["", " ", "Board"]), reason=some.sampled_from(["", " ", "So."]),
)  # fmt: skip


@given(resolution=RESOLUTIONS, proposed=some.sampled_from(DISPOSITIONS))
def test_whatever_is_accepted_is_a_row_in_which_the_study_check_finds_no_fault(
    resolution: Resolution, proposed: str
) -> None:
    try:
        resolution.demand()
    except Refused:
        return
    cells = {name: text for name, text in _cells("Parking", resolution, proposed).items() if text}
    folder = folder_of({BOARD: [cells], "categories.csv": [{"category": "Parking"}]})
    assert [one for one in check_folder(folder) if one.file == BOARD] == []
    assert resolution.decided_on is None or isinstance(resolution.decided_on, date)


def test_the_board_never_adopts_a_proposal_that_was_changed_behind_its_page(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    board = sign_in(a_member(study, lead, Part.BOARD))
    before = shown(board, study)
    assert "Parking Complaint:non_sworn" in before
    override = {"category": "Parking Complaint", "disposition": "officer", "reason": "Tow trucks.", "decide": "1"}
    why = f"{page(study, 'why')}?category=Parking+Complaint"
    fields = typed_in(sign_in(lead).get(why).content.decode(), with_field="disposition")
    assert sign_in(lead).post(why, fields | override).status_code == 302
    late = board.post(page(study), GIVEN | {"category": ["Parking Complaint", "Rowdies"], "shown": before})
    assert late.status_code == 409
    assert "Another answer is proposed now for Parking Complaint." in late.content.decode()
    assert rows(lead, study, BOARD) == []
    assert decide(board, study, "Parking Complaint").status_code == 302
    assert rows(lead, study, BOARD)[0]["disposition"] == "officer"

"""Call types into categories: put together, take out, rename everywhere, undo; danger of one is danger of all."""

from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some
from tests.making.statements import queries_of
from tests.making.studies import an_analyst
from tests.making.workbench import PUBLISHED, a_member, a_row, an_oak_park, rows
from tests.web.conftest import SignIn

from arcs.core.evaluation.measuring import coded_call_types
from arcs.core.suitability.merging import RISK_ORDER
from arcs.web.studies.models import Part, Study
from arcs.web.workbench.merging_actions import naming_parts
from arcs.web.workbench.merging_pages import suggestions, together

pytestmark = pytest.mark.django_db


def page(study: Study, name: str = "merge") -> str:
    return reverse(f"workbench:{name}", args=[study.pk])


def group(browser: Any, study: Study, category: str) -> Any:
    return next(one for one in browser.get(page(study)).context["page"].groups if one.category == category)


def taken_out(browser: Any, study: Study, category: str, call_type: str) -> Any:
    member = next(one for one in group(browser, study, category).members if one.call_type == call_type)
    return browser.post(page(study), {"out": str(member.row.pk), "version": str(member.row.version)})


def test_a_type_is_taken_out_waits_with_a_suggestion_and_goes_back(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    browser = sign_in(lead)
    assert taken_out(browser, study, "Theft From Auto", "BURGLARY TO AUTO").status_code == 302
    waiting = browser.get(page(study)).context["page"].waiting
    assert [one.call_type for one in waiting] == ["BURGLARY TO AUTO"]
    assert "Theft From Auto" in waiting[0].suggestions
    given = {
        "call_type": ["BURGLARY TO AUTO"],
        "category": " Theft  From Auto ",
        "certainty": "probable",
        "evidence": "Alike.",
    }
    assert browser.post(page(study), given).status_code == 302
    assert browser.post(page(study), given).status_code == 409, "it is in a category now: nothing is moved unseen"
    merged = next(one for one in rows(lead, study, "merges.csv") if one["call_type"] == "BURGLARY TO AUTO")
    assert merged == {
        "call_type": "BURGLARY TO AUTO",
        "category": "Theft From Auto",
        "certainty": "probable",
        "evidence": "Alike.",
    }
    assert group(browser, study, "Theft From Auto").certainty == "probable", "that of its least certain type"


def test_a_new_category_is_made_with_computed_codes_and_undone(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    browser = sign_in(lead)
    taken_out(browser, study, "Theft From Auto", "BURGLARY TO AUTO")
    shown = browser.get(page(study, "codes"), {"call_type": ["BURGLARY TO AUTO"], "category": "Autos"}).content.decode()
    assert "<dd>0.62</dd>" in shown and "Possible" in shown
    given = {"call_type": ["BURGLARY TO AUTO"], "category": "Autos", "certainty": "certain", "evidence": ""}
    made = browser.post(page(study), given)
    assert group(browser, study, "Autos").codes.fte == "0.62"
    change = made.url.split("undo=")[1]
    browser.post(reverse("workbench:undo", args=[study.pk]), {"change": change, "back": page(study)})
    assert "Autos" not in [one["category"] for one in rows(lead, study, "categories.csv")]
    assert "Tick call types" in browser.get(page(study, "codes")).content.decode()


def test_a_category_is_renamed_in_every_table_that_names_it_and_never_one_that_the_board_decided(
    sign_in: SignIn,
) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    browser = sign_in(lead)
    one = group(browser, study, "Theft From Auto")
    sent = {"rename": str(one.row.pk), "version": str(one.row.version), "name": "Theft from cars"}
    assert browser.post(page(study), sent).status_code == 302
    for part, columns in naming_parts().items():
        assert not [
            cells for cells in rows(lead, study, part) for name in columns if cells.get(name) == "Theft From Auto"
        ]
    assert any(cells["category"] == "Theft from cars" for cells in rows(lead, study, "facts.csv"))
    assert browser.get(reverse("workbench:matrix", args=[study.pk])).status_code == 200
    assert browser.post(page(study), sent).status_code == 409, "another version than was shown"
    decided = {"category": "Parking Complaint", "decision": "put_off", "decided_on": "2026-11-01"}
    a_row(lead, study, "board_decisions.csv", decided | {"decided_by": "B", "reason": "?"})
    parking = group(browser, study, "Parking Complaint").row
    kept = browser.post(page(study), {"rename": str(parking.pk), "version": "1", "name": "Parking"})
    assert kept.status_code == 409 and "keeps its name" in kept.content.decode()


def test_an_empty_category_goes_only_when_nothing_names_it(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    browser = sign_in(lead)
    taken_out(browser, study, "Theft From Auto", "BURGLARY TO AUTO")
    browser.post(page(study), {"call_type": ["BURGLARY TO AUTO"], "category": "Autos", "certainty": "certain"})
    row = group(browser, study, "Autos").row
    drop = {"drop": str(row.pk), "version": str(row.version)}
    assert "still named in merges.csv" in browser.post(page(study), drop).content.decode()
    taken_out(browser, study, "Autos", "BURGLARY TO AUTO")
    assert browser.post(page(study), drop).status_code == 302
    assert "Autos" not in [one["category"] for one in rows(lead, study, "categories.csv")]


def test_a_coder_does_not_learn_from_what_waits_what_another_answered(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    deputy = a_member(study, lead, Part.CODER, "Dep Utty")
    code = {"call_type": "WELFARE CHECK", "coder": "Chia Feld", "officer_required": "N", "reason": "So."}
    a_row(lead, study, "coding.csv", code)
    seen = {who.name: [one.call_type for one in sign_in(who).get(page(study)).context["page"].waiting]
            for who in (lead, deputy)}  # fmt: skip
    assert seen == {lead.name: ["WELFARE CHECK"], "Dep Utty": []}


@pytest.mark.parametrize("part", [Part.CODER, Part.BOARD, Part.READER])
def test_who_does_not_work_in_the_study_merges_nothing(sign_in: SignIn, part: Part) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    browser = sign_in(a_member(study, lead, part))
    assert browser.get(page(study)).status_code == 200
    assert (
        browser.post(page(study), {"call_type": ["FIREWORKS"], "category": "X", "certainty": "certain"}).status_code
        == 403
    )
    eve = sign_in(an_analyst("Eve"))
    assert {eve.get(page(study, name)).status_code for name in ("merge", "codes")} == {404}


def test_hostile_words_and_strange_rows_change_nothing(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    browser = sign_in(lead)
    for sent in ({"call_type": ["NONE"], "category": "X", "certainty": "certain"}, {"category": "X"},
                 {"call_type": ["FIREWORKS"], "category": " ", "certainty": "certain"}):  # fmt: skip
        assert browser.post(page(study), sent).status_code == 409
    assert browser.post(page(study), {"out": "x"}).status_code == 404
    fact = {"category": "Parking Complaint", "fact": "violent", "reason": "So.", "author": "A"}
    row = a_row(lead, study, "facts.csv", fact)
    for name in ("out", "rename", "drop"):
        assert browser.post(page(study), {name: str(row.pk), "version": "1", "name": "X"}).status_code == 409, name
    assert fact in rows(lead, study, "facts.csv")
    assert browser.get(page(study), {"q": "<script>alert(1)"}).content.decode().count("<script>alert") == 0


def test_queries_do_not_grow_with_categories(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    browser = sign_in(lead)
    assert queries_of(browser, page(study)) <= 22
    before = queries_of(browser, page(study))
    taken_out(browser, study, "Theft From Auto", "BURGLARY TO AUTO")
    browser.post(page(study), {"call_type": ["BURGLARY TO AUTO"], "category": "Autos", "certainty": "certain"})
    assert queries_of(browser, page(study)) == before


NAMES = [one.call_type for one in PUBLISHED.call_types]


@given(chosen=some.lists(some.sampled_from(NAMES), min_size=1, max_size=6), text=some.text("ABCDE -/", max_size=20))
def test_danger_of_one_type_is_danger_of_the_category_and_suggestions_are_categories(
    chosen: list[str], text: str
) -> None:
    codes = together(PUBLISHED, coded_call_types(PUBLISHED), chosen, "")
    risks = [one.risk for one in PUBLISHED.call_types if one.call_type in chosen and one.risk]
    assert codes is not None
    if risks:
        assert f"risk-{max(risks, key=RISK_ORDER.index).lower()}" in codes.risk
    names = [one.category for one in PUBLISHED.categories]
    assert set(suggestions(text, names, PUBLISHED.merges)) <= set(names)

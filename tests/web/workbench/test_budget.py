"""Staffing and budget: a changed number is reckoned at once, and kept only when saved, whole, over nobody else's."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some
from tests.making.statements import queries_of
from tests.making.studies import an_analyst
from tests.making.workbench import PUBLISHED, a_member, an_oak_park, rows
from tests.web.conftest import SignIn

from arcs.core.evaluation.judging import category_views
from arcs.files.studies.parts import rows_of
from arcs.web.studies.models import Part, Study
from arcs.web.workbench.budget_pages import FIELDS, RATES, forms_of, reckoned, typed_rows

pytestmark = pytest.mark.django_db
SAVED = {part: rows_of(PUBLISHED).get(part, []) for part in FIELDS}


def page(study: Study) -> str:
    return reverse("workbench:staffing", args=[study.pk])


def inputs(browser: Any, study: Study) -> dict[str, str]:
    shown = browser.get(page(study)).context
    given = {one.field: one.value for form in shown["forms"] for row in form.rows for one in row}
    return given | {"stamp": shown["stamp"]}


def test_the_published_inputs_give_the_published_positions_and_claims(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    told = sign_in(lead).get(page(study)).content.decode()
    assert "6.67 <small>positions" in told
    assert re.search(r'<h2 id="budget-h">[^<]+</h2>', told) and re.search(r'<h2 id="even-h">[^<]+</h2>', told)
    assert "approximately $86,000" in told and "$78,000" in told


def test_without_any_number_the_page_says_what_to_write(sign_in: SignIn) -> None:
    lead = an_analyst()
    browser, study = sign_in(lead), an_oak_park(lead)
    empty = browser.post(page(study), {"stamp": inputs(browser, study)["stamp"]}).content.decode()
    assert "Nothing to reckon with yet" in empty and "<small>positions" not in empty


def test_a_number_is_reckoned_at_once_and_kept_only_when_saved(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    browser = sign_in(lead)
    changed = inputs(browser, study) | {f"{RATES}/0/hourly": "30"}
    tried = browser.post(page(study), changed, headers={"HX-Request": "true"}).content.decode()
    assert tried.lstrip().startswith("<div") and "$93,600" in tried and "tried, not saved" in tried
    assert rows(lead, study, RATES)[0]["hourly"] == "25"
    whole = browser.post(page(study), changed).content.decode()
    assert "<h1>" in whole and 'value="30"' in whole, "without script the same page comes back with what was typed"
    saved = browser.post(page(study), changed | {"save": "1"})
    assert saved.status_code == 302 and "undo=" in saved.url
    assert rows(lead, study, RATES)[0]["hourly"] == "30"
    assert rows(lead, study, "budget.toml:posts") == SAVED["budget.toml:posts"], "what did not change is not touched"


def test_of_two_who_save_the_second_sees_both(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    browser = sign_in(lead)
    mine = inputs(browser, study) | {f"{RATES}/0/hourly": "31", "save": "1"}
    theirs = inputs(browser, study) | {f"{RATES}/0/hourly": "29", "save": "1"}
    browser.post(page(study), theirs)
    second = browser.post(page(study), mine)
    told = second.content.decode()
    assert second.status_code == 409 and 'value="31"' in told and "<dd>29</dd>" in told
    assert rows(lead, study, RATES)[0]["hourly"] == "29"


def test_what_cannot_be_is_said_and_nothing_is_kept(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    browser = sign_in(lead)
    before = inputs(browser, study)
    for wrong in ("many", "-1", "1e9999", "<script>"):
        answer = browser.post(page(study), before | {f"{RATES}/0/hourly": wrong, "save": "1"})
        assert answer.status_code == 409, wrong
        assert "<script>alert" not in answer.content.decode()
    leave = browser.post(page(study), before | {f"{RATES}/0/leave_hours": "2080"}).content.decode()
    assert "leave no hours to work" in leave
    assert rows(lead, study, RATES) == SAVED[RATES]


@pytest.mark.parametrize("part", [Part.CODER, Part.BOARD, Part.READER])
def test_others_may_try_numbers_and_not_save_them(sign_in: SignIn, part: Part) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    browser = sign_in(a_member(study, lead, part))
    changed = inputs(browser, study) | {f"{RATES}/0/hourly": "30"}
    assert browser.post(page(study), changed).status_code == 200
    assert browser.post(page(study), changed | {"save": "1"}).status_code == 403
    assert sign_in(an_analyst("Eve")).get(page(study)).status_code == 404
    assert rows(lead, study, RATES) == SAVED[RATES]


def test_queries_do_not_grow(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    browser = sign_in(lead)
    few = queries_of(browser, page(study))
    more = {f"budget.toml:equipment/{at}/{name}": text for at in range(2, 30) for name, text in
            (("name", f"Thing {at}"), ("quantity", "1"))}  # fmt: skip
    assert browser.post(page(study), inputs(browser, study) | more | {"save": "1"}).status_code == 302
    assert len(rows(lead, study, "budget.toml:equipment")) == 30
    assert queries_of(browser, page(study)) == few


@given(people=some.decimals("0.5", 9, places=1), hours=some.integers(1, 12))
def test_the_form_gives_back_what_it_was_given_and_more_people_never_need_fewer_positions(
    people: Decimal, hours: int
) -> None:
    post = {"name": "Post", "people": str(people), "shifts_per_day": "2", "shift_hours": str(hours), "days": "365"}
    given = SAVED | {"budget.toml:posts": [post]}
    fields = {one.field: one.value for form in forms_of(given) for row in form.rows for one in row}
    assert typed_rows(fields) == {part: list(given[part]) for part in FIELDS}
    more = SAVED | {"budget.toml:posts": [post | {"people": str(people + 1)}]}
    assert Decimal(reckoned(PUBLISHED, more).positions) > Decimal(reckoned(PUBLISHED, given).positions)


def test_categories_made_before_give_the_same_budget_and_claims() -> None:
    assert reckoned(PUBLISHED, SAVED).pairs
    assert reckoned(PUBLISHED, SAVED, category_views(PUBLISHED)) == reckoned(PUBLISHED, SAVED)

"""The matrix as it stands, why each category is answered so, facts, decisions, undo, and other rules of coding."""

import re
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as some
from tests.making.statements import queries_of
from tests.making.studies import an_analyst
from tests.making.workbench import PUBLISHED, a_member, an_oak_park, rows
from tests.web.conftest import SignIn

from arcs.core.evaluation import evaluate
from arcs.core.evaluation.judgement_tables import matrix
from arcs.core.figures import Column, Table
from arcs.core.suitability.rules import ALL_RULES
from arcs.web.studies.models import Part, Study
from arcs.web.wall.acting import acting_as
from arcs.web.workbench.current import current, standing
from arcs.web.workbench.matrix_pages import newer_than
from arcs.web.workbench.scatter import WIDE_PX, Mark, _in_column, scatter

pytestmark = pytest.mark.django_db


def page(study: Study, name: str = "matrix") -> str:
    return reverse(f"workbench:{name}", args=[study.pk])


def why(browser: Any, study: Study, category: str) -> str:
    return str(browser.get(page(study, "why"), {"category": category}).content.decode())


def test_the_matrix_shows_what_the_command_line_would_write(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    with acting_as(lead.pk), transaction.atomic():
        judged = standing(current(lead, study))
    assert judged is not None
    told = evaluate(replace(judged.judged.study, decisions=()))
    assert matrix(judged.judged).rows == told.tables["matrix"].rows
    shown = sign_in(lead).get(page(study)).content.decode()
    assert shown.count('<tr role="row"><th role="rowheader"') == 46
    assert "46 of 46 categories" in shown and "24.30 FTE" in shown
    whole = sign_in(lead).get(page(study), {"disposition": "officer", "sort": "category"}).content.decode()
    narrowed = whole[whole.index('id="matrix"') :]
    assert "4 of 46 categories" in narrowed
    assert narrowed.index("Bond/Bank Run") < narrowed.index("Rowdies") < narrowed.index("Suspicious Incident")


def test_every_rule_is_listed_once_by_what_it_said(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    told = why(sign_in(lead), study, "Theft From Auto")
    assert all(told.count(rule.sentence) == 1 for rule in ALL_RULES)
    assert "Found after the fact; minor theft." in told
    assert told.index("Rules that spoke") < told.index("Could not be asked") < told.index("rules did not speak")


def test_a_decision_stands_in_place_of_the_rules_with_reason_and_author_and_is_taken_back(sign_in: SignIn) -> None:
    lead = an_analyst("Lea Lead")
    study = an_oak_park(lead)
    browser = sign_in(lead)
    given = {
        "category": "Parking Complaint",
        "disposition": "tru_online",
        "reason": "Parking has its own line.",
        "version": "0",
    }
    made = browser.post(page(study, "why"), given)
    assert made.status_code == 302 and "undo=" in made.url
    told = browser.get(made.url).content.decode()
    assert "Decided by Lea Lead: Parking has its own line." in told
    change = re.search(r'name="change" value="([^"]+)"', told)
    assert change is not None
    back = browser.post(page(study, "undo"), {"change": change[1], "back": page(study, "why") + "?category=Parking"})
    assert back.status_code == 302 and back.url.startswith(page(study, "why"))
    assert rows(lead, study, "decisions.csv") == []


def test_a_decision_against_a_danger_rule_is_refused_in_the_cores_own_sentence(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    browser = sign_in(lead)
    fact = {"category": "Parking Complaint", "fact": "violent", "fact_reason": "Fights over parking."}
    assert browser.post(page(study, "why"), fact).status_code == 302
    given = {"category": "Parking Complaint", "disposition": "non_sworn", "reason": "Nobody fights.", "version": "0"}
    refused = browser.post(page(study, "why"), given)
    assert refused.status_code == 409
    told = refused.content.decode()
    assert "a danger rule keeps it with officers (violent)" in told
    assert "Nobody fights." in told, "what was typed is kept"
    assert rows(lead, study, "decisions.csv") == []


def test_a_decision_that_a_later_fact_forbids_is_told_and_the_page_still_stands(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    browser = sign_in(lead)
    given = {"category": "Parking Complaint", "disposition": "tru_online", "reason": "So.", "version": "0"}
    browser.post(page(study, "why"), given)
    browser.post(page(study, "why"), {"category": "Parking Complaint", "fact": "violent", "fact_reason": "Fights."})
    assert "The decision does not count." in why(browser, study, "Parking Complaint")
    assert browser.get(page(study)).status_code == 200


def test_of_two_who_decide_the_second_sees_both_and_overwrites_nothing(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    other = a_member(study, lead, Part.ANALYST, "Ann Other")
    given = {"category": "Parking Complaint", "disposition": "tru_online", "reason": "The first.", "version": "0"}
    sign_in(lead).post(page(study, "why"), given)
    second = sign_in(other).post(page(study, "why"), given | {"reason": "The second."})
    told = second.content.decode()
    assert second.status_code == 409
    assert "The first." in told and "The second." in told
    assert [one["reason"] for one in rows(lead, study, "decisions.csv")] == ["The first."]


@pytest.mark.parametrize("part", [Part.CODER, Part.BOARD, Part.READER])
def test_who_does_not_work_in_the_study_changes_no_judgement(sign_in: SignIn, part: Part) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    browser = sign_in(a_member(study, lead, part))
    given = {"category": "Parking Complaint", "disposition": "officer", "reason": "So.", "version": "0"}
    fact = {"category": "Parking Complaint", "fact": "violent", "fact_reason": "So."}
    assert browser.get(page(study)).status_code == 200
    for name, sent in (
        ("why", given),
        ("why", fact),
        ("presets", {"preset": "majority"}),
        ("undo", {"change": str(uuid4())}),
    ):
        assert browser.post(page(study, name), sent).status_code == 403, (name, sent)
    assert rows(lead, study, "decisions.csv") == []


def test_strangers_find_nothing_and_hostile_words_are_only_words(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    eve, browser = sign_in(an_analyst("Eve")), sign_in(lead)
    assert {eve.get(page(study, name)).status_code for name in ("matrix", "why", "presets")} == {404}
    assert browser.get(page(study, "why"), {"category": "<b>"}).status_code == 404
    assert browser.get(page(study), {"sort": "'; drop table", "q": "<script>"}).status_code == 200
    assert "<script>" not in browser.get(page(study), {"q": "<script>alert(1)"}).content.decode().replace(
        "<script src", ""
    ).replace("<script type", "")
    assert browser.post(page(study, "undo"), {"change": "x", "back": "//evil.example/"}).url == page(study)
    wrong = {"category": "Parking Complaint", "fact": "dangerous", "fact_reason": "So."}
    assert browser.post(page(study, "why"), wrong).status_code == 409


def test_presets_move_nothing_without_ratings_and_one_can_be_chosen(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    browser = sign_in(lead)
    shown = browser.get(page(study, "presets")).content.decode()
    assert "The study holds no single ratings" in shown and "Use this rule" not in shown
    assert browser.post(page(study, "presets"), {"preset": "majority", "version": "1"}).status_code == 302
    assert rows(lead, study, "study.toml:coding")[0]["preset"] == "majority"
    assert browser.post(page(study, "presets"), {"preset": "two_thirds", "version": "1"}).status_code == 409
    assert browser.post(page(study, "presets"), {"preset": "coin", "version": "2"}).status_code == 409


def test_the_matrix_asks_the_database_as_often_for_46_categories_as_for_two(sign_in: SignIn) -> None:
    lead = an_analyst()
    two = PUBLISHED.categories[:2]
    merges = tuple(one for one in PUBLISHED.merges if one.category in {each.category for each in two})
    bare = replace(PUBLISHED, facts=(), decisions=(), resources=(), claims=())
    small = replace(bare, categories=two, merges=merges)
    few, many = an_oak_park(lead, small), an_oak_park(lead)
    browser = sign_in(lead)
    for study in (few, many):
        browser.get(page(study))
    assert queries_of(browser, page(few)) == queries_of(browser, page(many)) <= 25


def test_what_is_newer_than_the_last_evaluation_is_named() -> None:
    columns = (Column(name="category", heading="Category"), Column(name="disposition", heading="Disposition"))

    def table(*given: tuple[str, str]) -> Table:
        return Table(name="matrix", title="", columns=columns, rows=given, population="", period="", source="")

    then = table(("A", "officer"), ("B", "officer"))
    assert not newer_than(then, then)
    assert newer_than(table(("A", "hybrid"), ("C", "officer")), then).dispositions == ("A", "C", "B")
    assert not newer_than(then, None)


def test_the_scatter_stands_in_bands_and_its_table_holds_every_mark(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    with acting_as(lead.pk), transaction.atomic():
        judged = standing(current(lead, study))
    assert judged is not None
    chart = scatter(matrix(judged.judged))
    assert chart is not None and chart.title.endswith("two categories hold 32% of the hours")
    assert len(chart.table.rows) == chart.wide.body.count("<title>") == chart.narrow.body.count("<title>") == 46
    assert "20 categories, 12.22 FTE" in chart.wide.body


MARKS = some.lists(
    some.builds(
        Mark, name=some.text("abc ", min_size=1, max_size=30), hours=some.floats(0, 3000),
        fte=some.decimals(0, 5, places=2),
        band=some.just(3), risk=some.sampled_from(["L", "P", "H", ""]),
    ),
    min_size=1, max_size=20,
)  # fmt: skip


@given(marks=MARKS)
@settings(deadline=None)
def test_no_name_in_the_scatter_leaves_its_band(marks: list[Mark]) -> None:
    most = max(one.hours for one in marks) or 1.0
    placed = _in_column(sorted(marks, key=lambda one: -one.hours), most, 60, WIDE_PX / 2)
    assert len(placed) == len(marks)
    assert all(60 <= one.x <= WIDE_PX / 2 for one in placed)
    assert all(one.x + one.radius + 6.4 * len(one.mark.name) <= WIDE_PX / 2 + 8 for one in placed if one.is_named)

"""Lineage and claims: every count opens as many call types as it says, and coders see nothing too early."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some
from tests.making.statements import queries_of
from tests.making.studies import an_analyst
from tests.making.workbench import PUBLISHED, a_member, a_row, an_oak_park
from tests.web.conftest import SignIn

from arcs.core.suitability.records import AdministrationCode, CallType
from arcs.web.studies.models import Part, Study
from arcs.web.workbench.discrepancy_pages import VERDICTS
from arcs.web.workbench.lineage_pages import MAIN, flow_page

pytestmark = pytest.mark.django_db


def page(study: Study, name: str = "lineage") -> str:
    return reverse(f"workbench:{name}", args=[study.pk])


def test_every_count_of_the_flow_opens_the_types_behind_it(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    browser = sign_in(lead)
    flow = browser.get(page(study)).context["page"]
    assert [one.goes_on.types for one in flow.stages] == [233, 125, 62, 62]
    assert flow.categories == 46
    for one in flow.counts:
        opened = browser.get(page(study) + one.url.split("#")[0]).context["page"]
        assert len(opened.rows) == one.types, one.words


def test_one_type_shows_its_path_with_rules_and_how_sure_they_are(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    told = sign_in(lead).get(page(study), {"type": "ABANDONED AUTO"}).content.decode()
    assert "The path of ABANDONED AUTO" in told
    assert told.index("to be coded") < told.index("into “Abandoned Auto”")
    assert "traced (count 23 = 86-63)" in told
    assert "The path of" not in sign_in(lead).get(page(study), {"type": "<b>NONE"}).content.decode()


def test_a_coder_does_not_learn_from_the_flow_what_another_answered(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    deputy = a_member(study, lead, Part.CODER, "Dep Utty")
    code = {
        "call_type": "WELFARE CHECK",
        "coder": "Chia Feld",
        "officer_required": "Y",
        "reason": "Only the chief knows.",
    }
    a_row(lead, study, "coding.csv", code)
    assert "Only the chief knows." not in sign_in(deputy).get(page(study), {"type": "WELFARE CHECK"}).content.decode()
    assert "Only the chief knows." in sign_in(lead).get(page(study), {"type": "WELFARE CHECK"}).content.decode()


def test_claims_stand_printed_and_recomputed_with_their_formula(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    browser = sign_in(lead)
    claims = browser.get(page(study, "claims")).context["page"]
    assert {name: many for name, _words, many, _here in claims.counts} == {
        "differs": 12, "cannot be checked": 2, "agrees": 10
    }  # fmt: skip
    assert [one.verdict for one in claims.lines[:12]] == ["differs"] * 12
    narrowed = browser.get(page(study, "claims"), {"verdict": "agrees"}).context["page"]
    assert len(narrowed.lines) == 10 and set(VERDICTS) == {"agrees", "differs", "cannot be checked"}
    cost = next(one for one in claims.lines if one.claim == "Annual cost of one non-sworn position")
    assert (cost.printed, cost.recomputed) == ("approximately $86,000", "$78,000")
    assert b"claim,where,printed" in browser.get(page(study, "claims"), {"csv": "1"}).content


def test_strangers_find_neither_and_queries_do_not_grow(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    eve, browser = sign_in(an_analyst("Eve")), sign_in(lead)
    assert {eve.get(page(study, name)).status_code for name in ("lineage", "claims")} == {404}
    browser.get(page(study, "claims"))
    for name in ("lineage", "claims"):
        assert queries_of(browser, page(study, name)) <= 20, name


REST = ("non_sworn_possible", "tru_online_possible", "police_required", "not_always_police")
CODES = some.lists(
    some.builds(
        AdministrationCode, call_type=some.sampled_from([one.call_type for one in PUBLISHED.call_types[:12]]),
        coder=some.sampled_from(["Ana", "Ben"]), officer_required=some.sampled_from(["Y", "N", ""]),
        removed=some.sampled_from(["Y", "N", ""]), reason=some.just("-"),
        **dict.fromkeys(REST, some.just("")),
    ),
    max_size=12, unique_by=lambda one: (one.call_type, one.coder),
)  # fmt: skip


@given(codes=CODES)
def test_no_type_is_lost_or_counted_twice_on_the_way(codes: list[AdministrationCode]) -> None:
    flow = flow_page(PUBLISHED, codes)
    by_words = {one.words: one.types for one in flow.counts}
    kept, out = by_words.get("Volume: to be coded", 0), by_words.get("Volume: left out", 0)
    unknown = by_words.get("Volume or coding: left out; the source does not say at which step", 0)
    assert kept + out + unknown == len(PUBLISHED.call_types)
    coded = Counter({words: many for words, many in by_words.items() if words.startswith("Administration coding")})
    assert sum(coded.values()) == kept
    assert len(flow.stages) <= len(MAIN)


def test_what_is_not_coded_yet_stands_in_the_flow_and_is_not_called_left_out() -> None:
    types = tuple(CallType(call_type=name, fte=Decimal(1)) for name in ("A", "B", "C"))
    study = replace(PUBLISHED, call_types=types, coding=(), lineage=(), merges=(), categories=(), lineage_steps=())
    flow = flow_page(study, ())
    assert [(one.goes_on.words, one.goes_on.types) for one in flow.stages][-1] == (
        "Administration coding: open to others",
        0,
    )
    assert [(one.outcome, one.types) for one in flow.stages[-1].leaves] == [("not coded yet", 3)]

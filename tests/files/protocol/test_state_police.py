"""The State Police's lists: every code has a meaning, every route of an edition its level or none."""

from dataclasses import replace

import pytest
from tests.making.protocol import the_demonstration

from arcs.core.protocol.state_report import CodeList
from arcs.core.refusal import Refusal
from arcs.core.replay.folding import REGRETS
from arcs.files.protocol import crisis_codes


def levels(*codes: str) -> tuple[str, ...]:
    routes = {one.code: one for one in the_demonstration().routes}
    return crisis_codes().levels_of(routes[one] for one in codes)


def test_the_lists_hold_what_the_rule_names() -> None:
    names = {which: [one.name for one in crisis_codes().of(which)] for which in CodeList}
    assert names[CodeList.LEVEL] == ["Sworn", "CIT", "SWAT", "Social worker", "Psychologist", "Ambulance", "Other"]
    assert names[CodeList.OUTCOME] == [
        "Released to self or family", "Arrested", "Admitted voluntarily", "Admitted by officer", "Other",
    ]  # fmt: skip
    assert names[CodeList.REASON] == ["Unable to locate"]
    assert crisis_codes().report.source == "20 Ill. Adm. Code 1244.300"


@pytest.mark.parametrize(
    ("routes", "reported"),
    [
        (("officer",), ("sworn",)),
        (("cit_officer",), ("cit",)),
        (("co_response",), ("cit", "social_worker")),
        (("srt", "co_response", "ems"), ("cit", "swat", "social_worker", "ambulance")),
        (("988",), ()),
        (("clinician_remote",), ()),
        (("cso",), ("other_level",)),
        (("care",), ("other_level",)),
        (("fire",), ("other_level",)),
        (("none",), ()),
    ],
)
def test_routes_are_reported_by_what_they_can_do(routes: tuple[str, ...], reported: tuple[str, ...]) -> None:
    assert levels(*routes) == reported


def test_a_capability_of_ones_own_is_reported_as_other_and_not_left_out() -> None:
    own = replace(the_demonstration().routes[0], code="drone", capabilities=("eyes_in_the_air",))
    assert crisis_codes().levels_of([own]) == ("other_level",)


def test_every_capability_of_the_editions_that_ship_is_in_the_crosswalk() -> None:
    known = {one.capability for one in crisis_codes().levels}
    assert {one.code for one in the_demonstration().capabilities} <= known


def test_an_arrest_is_told_to_a_replay_by_its_code_and_by_its_name() -> None:
    told = crisis_codes().outcomes
    assert told == {"arrested": "arrest", "Arrested": "arrest"}
    assert set(told.values()) <= set(REGRETS)


def test_a_crosswalk_to_a_level_that_is_not_listed_is_refused() -> None:
    codes = crisis_codes()
    wrong = (replace(codes.levels[0], level="tank"),)
    with pytest.raises(Refusal, match="no level code"):
        replace(codes, levels=wrong)

"""Shares by type and group of raters show nothing about fewer than five raters, whatever is subtracted."""

from hypothesis import given
from hypothesis import strategies as st

from arcs.core.instruments.by_type import TypeAnswers, answers_by_type, categories_to_show
from arcs.core.instruments.items import PRESET_INSTRUMENT
from arcs.core.instruments.ratings import Rating

GROUPS = ("patrol", "supervisor", "detective")


def answered(group: str, answers: str, item: str = "police_mandate") -> list[Rating]:
    return [
        Rating(rater=f"{group} {at}", group=group, call_type="FIGHT", item=item, answer=answer)
        for at, answer in enumerate(answers)
        if answer != " "
    ]


def rows(ratings: list[Rating]) -> dict[str, TypeAnswers]:
    shown, _ = answers_by_type(ratings, PRESET_INSTRUMENT)
    return {one.group: one for one in shown if one.item == "police_mandate"}


def test_a_group_of_four_is_held_back_with_a_second_one_so_that_it_cannot_be_subtracted() -> None:
    found = rows(answered("patrol", "YYYYYNNNNN") + answered("supervisor", "YYYYYN") + answered("detective", "NNNN"))
    assert found[""].share_of_yes == 0.5
    assert found["detective"].suppressed
    assert found["supervisor"].suppressed
    assert found["patrol"].share_of_yes == 0.5
    assert found["supervisor"].answered is None


def test_groups_of_five_and_more_are_all_shown() -> None:
    found = rows(answered("patrol", "YYYYYNNNNN") + answered("supervisor", "YYYYN") + answered("detective", "NNNNN"))
    assert not any(one.suppressed for one in found.values())
    assert found["supervisor"].share_of_yes == 0.8


def test_raters_less_those_who_answered_never_point_at_fewer_than_five() -> None:
    found = rows(answered("patrol", "YYYYYYY?"))
    assert found[""].answered == 7
    assert found[""].raters is None
    assert found[""].dont_know is None
    many = rows(answered("patrol", "YYYYYYY?????"))
    assert (many[""].raters, many[""].answered, many[""].dont_know) == (12, 7, 5)


def test_fewer_than_five_answers_in_a_large_group_show_nothing() -> None:
    found = rows(answered("patrol", "YYYY????????"))
    assert found[""].suppressed
    assert found[""].share_of_yes is None
    assert found[""].answered is None


def test_a_late_rater_cannot_be_read_off_the_difference_of_two_releases() -> None:
    early = answered("patrol", "YYYYYYNN")
    first, released = answers_by_type(early, PRESET_INSTRUMENT)
    late = [*early, *answered("supervisor", "N")]
    second, _ = answers_by_type(late, PRESET_INSTRUMENT, releases=released)
    total = next(one for one in second if one.item == "police_mandate" and one.group == "")
    assert not first[0].suppressed
    assert total.suppressed


@given(st.lists(st.text("YN? ", max_size=9), min_size=3, max_size=3))
def test_no_number_shown_and_no_difference_of_two_rests_on_one_to_four_raters(given_answers: list[str]) -> None:
    ratings = [one for group, text in zip(GROUPS, given_answers, strict=True) for one in answered(group, text)]
    found = rows(ratings)
    behind = {
        group: {one.rater for one in ratings if group in ("", one.group) and one.answer != "?"}
        for group in ("", *GROUPS)
    }
    shown = [behind[group] for group, one in found.items() if one.modal_share is not None]
    for one in shown:
        assert len(one) >= 5
        for other in shown:
            assert not 0 < len(one - other) < 5 or not other < one
    groups = [behind[group] for group, one in found.items() if group and one.modal_share is not None]
    if "" in found and found[""].modal_share is not None:
        rest = behind[""] - set().union(*groups)
        assert len(rest) == 0 or len(rest) >= 5


def on_type(call_type: str, answers: str) -> list[Rating]:
    return [
        Rating(rater=f"R{at}", group="patrol", call_type=call_type, item="police_mandate", answer=answer)
        for at, answer in enumerate(answers)
    ]


def test_a_category_is_held_back_where_its_types_would_subtract_to_a_type_with_few_raters() -> None:
    merges = {"Falls and Fall Reports": ["FALLS", "FALL REPORT"], "Graffiti": ["GRAFFITI"]}
    few = [*on_type("FALLS", "YYNNYYNN"), *on_type("FALL REPORT", "YYY"), *on_type("GRAFFITI", "YNYNYN")]
    _, released = answers_by_type(few, PRESET_INSTRUMENT)
    shown, _ = categories_to_show(few, merges, releases=released)
    assert shown == {("Graffiti", "police_mandate")}
    many = [*few, *on_type("FALL REPORT", "YYYNNN")[3:]]
    _, released = answers_by_type(many, PRESET_INSTRUMENT)
    shown, _ = categories_to_show(many, merges, releases=released)
    assert ("Falls and Fall Reports", "police_mandate") in shown

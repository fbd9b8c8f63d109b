"""Suggested resources, split, normalised and consolidated as in Tables 3.3 and 3.4."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.making.oak_park import suggested

from arcs.core.refusal import Refusal
from arcs.core.suitability.resources import ResourceWords, Suggestion, consolidate, listed, split_suggestions


@pytest.mark.parametrize(("asked", "number"), [("community", 38), ("department", 62)])
def test_the_published_lists_are_reproduced_in_order_and_with_their_separators(asked: str, number: int) -> None:
    printed = suggested(asked)
    assert len(printed) == 12
    found = consolidate([Suggestion(category=category, asked=asked, text=text) for category, text in printed])[asked]
    assert sum(len(resources) for resources in found.values()) == number
    assert {category: listed(resources) for category, resources in found.items()} == dict(printed)


@pytest.mark.parametrize("asked", ["community", "department"])
def test_single_suggestions_of_many_people_consolidate_to_the_same_resources(asked: str) -> None:
    single = [
        Suggestion(category=category, asked=asked, text=name)
        for category, text in suggested(asked)
        for _, name in split_suggestions(text)
    ]
    twice = [*single, *(Suggestion(category=one.category, asked=asked, text=one.text.upper()) for one in single)]
    found = consolidate(twice)[asked]
    for category, text in suggested(asked):
        assert [one.name for one in found[category]] == [name for _, name in split_suggestions(text)]
        assert all(one.mentions == 2 for one in found[category])


def test_declared_synonyms_join_and_the_words_given_are_kept() -> None:
    words = ResourceWords(same_as={"Thrive Counseling Services": "Thrive", "soc worker": "Social Worker"})
    given_words = [
        Suggestion(category="Vagrant", asked="department", text="Thrive; Soc Worker"),
        Suggestion(category="Vagrant", asked="department", text="thrive counseling services, CSO"),
    ]
    thrive, worker, cso = consolidate(given_words, words)["department"]["Vagrant"]
    assert (thrive.name, thrive.mentions, thrive.originals) == ("Thrive", 2, ("Thrive", "thrive counseling services"))
    assert (worker.name, worker.originals) == ("Social Worker", ("Soc Worker",))
    assert (cso.position, cso.mentions) == (3, 1)


def test_community_and_department_are_kept_apart() -> None:
    both = [Suggestion(category="Vagrant", asked=asked, text="CSO") for asked in ("community", "department")]
    found = consolidate(both)
    assert {asked: listed(found[asked]["Vagrant"]) for asked in found} == {"community": "CSO", "department": "CSO"}


def test_brackets_and_names_kept_whole_are_not_split() -> None:
    assert [name for _, name in split_suggestions("AAA (Chicago, Ill.); STARS")] == ["AAA (Chicago, Ill.)", "STARS"]
    whole = ResourceWords(keep_whole=("Parks, Recreation and Forestry",))
    found = consolidate([Suggestion(category="A", asked="x", text="parks, recreation and forestry")], whole)
    assert len(found["x"]["A"]) == 1


def test_an_open_bracket_loses_nothing() -> None:
    assert split_suggestions("CSO; AAA (Chicago, Ill.") == (("", "CSO"), (";", "AAA (Chicago, Ill."))


@given(st.text(alphabet="ab ,;()\n", max_size=40))
def test_no_word_is_lost_in_splitting(text: str) -> None:
    kept = "".join(name for _, name in split_suggestions(text))
    assert sorted(mark for mark in kept if mark in "ab") == sorted(mark for mark in text if mark in "ab")


def test_synonyms_that_lead_on_to_other_synonyms_are_refused() -> None:
    with pytest.raises(Refusal, match="final name"):
        ResourceWords(same_as={"SW": "Soc Worker", "Soc Worker": "Social Worker"})

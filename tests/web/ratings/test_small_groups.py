"""Whoever keeps everything that was ever shown and subtracts any of it learns nothing about fewer than five raters."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, product
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.making.ratings import a_round, answer, publish, raters
from tests.making.studies import a_stored_study, an_analyst
from tests.web.conftest import SignIn

from arcs.core.disclosure import Statistic, narrowest_exposure
from arcs.core.instruments.by_type import answers_by_type
from arcs.web.people.models import Staff
from arcs.web.ratings import queries
from arcs.web.ratings.actions import HandedOut
from arcs.web.ratings.models import Publication, RoundType
from arcs.web.sheets import actions as sheets
from arcs.web.studies.models import Study
from arcs.web.wall.acting import acting_as

pytestmark = pytest.mark.django_db
FEWEST = 5
TYPES = ("NOISE", "THEFT")
INSTRUMENT = """
name = "Two questions"
version = 1
[[item]]
name = "risk"
heading = "Risk"
level = "ordinal"
answers = [{code = "L", label = "Limited"}, {code = "H", label = "High"}]
[[item]]
name = "mandate"
heading = "Mandate"
level = "nominal"
answers = [{code = "Y", label = "Yes"}, {code = "N", label = "No"}]
"""
CODES = {"risk": ("L", "H"), "mandate": ("Y", "N")}


@dataclass(frozen=True)
class Officer:
    """What one rater will do: group, answers by type and item ("" left open), whether there is a comment."""

    group: str
    answers: dict[tuple[str, str], str]
    comments: bool


officers = st.builds(
    Officer,
    group=st.sampled_from(["patrol", "desk"]),
    answers=st.fixed_dictionaries({
        (call_type, item): st.sampled_from([*CODES[item], *CODES[item], "?", ""])
        for call_type, item in product(TYPES, CODES)
    }),
    comments=st.booleans(),
)  # fmt: skip
# A date is how many more sheets are finished before the next publication.
histories = st.tuples(st.lists(officers, min_size=8, max_size=22), st.lists(st.integers(0, 9), min_size=2, max_size=5))


@dataclass
class Attacker:
    """Keeps whatever was shown, with whose answers each number must rest on; `finished` are the sheets done so far."""

    finished: list[int] = field(default_factory=list)
    behind: dict[tuple[str, str, bool], frozenset[int]] = field(default_factory=dict)
    shown: list[Statistic] = field(default_factory=list)
    waiting: dict[str, set[int]] = field(default_factory=lambda: {name: set() for name in TYPES})
    comments: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in TYPES})
    dates: int = 0


def rates(one: Officer, call_type: str) -> bool:
    return one.comments or any(one.answers[call_type, item] for item in CODES)


def gave(one: Officer, call_type: str, item: str, unsure: bool) -> bool:
    answer = one.answers[call_type, item]
    return answer == "?" if unsure else answer not in ("", "?")


def look(attacker: Attacker, people: list[Officer], ratings: tuple) -> None:
    """Take in all that the study folder holds now, and say which persons each number rests on."""
    attacker.dates += 1
    for call_type, item, unsure in product(TYPES, CODES, (False, True)):
        pile = [one for one in ratings if (one.call_type, one.item) == (call_type, item) and one.answer is not None
                and (one.answer == "?") == unsure]  # fmt: skip
        place = (call_type, item, unsure)
        before = attacker.behind.get(place, frozenset())
        now = frozenset(at for at in attacker.finished if gave(people[at], call_type, item, unsure))
        persons = before if len(pile) == len(before) else now
        assert len(pile) == len(persons), "an answer is shown that nobody finished, or one of a pile is missing"
        assert Counter(one.answer for one in pile) == Counter(people[at].answers[call_type, item] for at in persons)
        attacker.behind[place] = persons
        question = (call_type, item)
        name = (attacker.dates, *place)
        attacker.shown.append(Statistic.about((*name, "all"), question, {str(at) for at in persons}))
        for group in {one.group for one in pile if one.group}:
            own = {str(at) for at in persons if people[at].group == group}
            assert len(own) == sum(one.group == group for one in pile)
            attacker.shown.append(Statistic.about((*name, group), question, own))


def look_at_comments(attacker: Attacker, people: list[Officer], call_type: str, seen: list[str]) -> None:
    """New comments come out of five raters of the type or more, never of fewer."""
    new = Counter(seen) - attacker.comments[call_type]
    if len(attacker.waiting[call_type]) < FEWEST:
        assert not new
        return
    assert len(new) <= len(attacker.waiting[call_type])  # who wrote on the hidden repeat too has the same words there
    if new:
        attacker.comments[call_type] += new
    attacker.waiting[call_type].clear()


def differences(shown: list[Statistic]) -> Iterator[set[str]]:
    """Every sum and difference of up to three shown numbers on one question: the persons it rests on."""
    by_question: dict[object, set[frozenset[str]]] = {}
    for one in shown:
        for question, persons in one.asked.items():
            by_question.setdefault(question, set()).add(persons)
    for sets in by_question.values():
        for chosen in (few for many in (1, 2, 3) for few in combinations([one for one in sets if one], many)):
            for signs in product((1, -1), repeat=len(chosen)):
                weight: Counter[str] = Counter()
                for sign, persons in zip(signs, chosen, strict=True):
                    weight.update(dict.fromkeys(persons, sign))
                yield {person for person, total in weight.items() if total}


def prepared(by: Staff, title: str, people: list[Officer]) -> tuple[Study, object, list[HandedOut]]:
    study = a_stored_study(by, title)
    with acting_as(by.pk):
        rows = [{"toml": INSTRUMENT}]
        sheets.replace_part(by=by, study=study, part="instrument.toml", rows=rows, change=uuid4())
    of_round = a_round(by, study, TYPES, minutes=5, repeats=1)
    return study, of_round, raters(by, of_round, [one.group for one in people])


def finish(handed: HandedOut, one: Officer, at: int) -> None:
    words = dict.fromkeys(TYPES, f"Comment {at}") if one.comments else {}
    if not any(one.answers.values()):
        return
    answer(handed, lambda call_type, item: one.answers[call_type, item], words=words)


def replay(history: tuple[list[Officer], list[int]]) -> tuple[Staff, Study, Attacker]:
    people, dates = history
    ana = an_analyst()
    study, of_round, handed = prepared(ana, "Attacked", people)
    attacker, coming = Attacker(), list(range(len(people)))
    for many in [*dates, len(people)]:
        for at in coming[:many]:
            finish(handed[at], people[at], at)
            if any(people[at].answers.values()):
                attacker.finished.append(at)
                for name in TYPES:
                    if rates(people[at], name):
                        attacker.waiting[name].add(at)
        coming = coming[many:]
        publish(ana, of_round)
        with acting_as(ana.pk), transaction.atomic():
            ratings = queries.ratings_of(ana, study)
            look(attacker, people, ratings)
            for one in RoundType.objects.filter(round=of_round):
                said = [row.comment for row in ratings if row.comment and row.call_type == one.call_type]
                assert said == queries.comments_of_type(ana, one)
                if any(row.answer for row in ratings if row.call_type == one.call_type):
                    look_at_comments(attacker, people, one.call_type, said)
    return ana, study, attacker


@settings(max_examples=12)
@given(histories)
def test_no_difference_of_dates_groups_and_totals_rests_on_fewer_than_five(
    history: tuple[list[Officer], list[int]],
) -> None:
    _, _, attacker = replay(history)
    assert narrowest_exposure(attacker.shown) == frozenset()
    for persons in differences(attacker.shown):
        assert not 0 < len(persons) < FEWEST


STEADY = {("NOISE", "risk"): "H", ("NOISE", "mandate"): "Y", ("THEFT", "risk"): "L", ("THEFT", "mandate"): "N"}


def officer(group: str = "patrol", **changed: str) -> Officer:
    answers = STEADY | {("THEFT", item): code for item, code in changed.items()}
    return Officer(group=group, answers=answers, comments=True)


def shown_groups(study: Study, by: Staff) -> set[str]:
    with acting_as(by.pk), transaction.atomic():
        return {one.group for one in queries.ratings_of(by, study) if one.item}


def test_a_group_is_shown_only_while_every_step_had_five_of_each_group() -> None:
    five_and_five = [officer("patrol")] * 5 + [officer("desk")] * 5
    ana, study, _ = replay((five_and_five, [10]))
    assert shown_groups(study, ana) == {"patrol", "desk"}
    # Two of the desk among seven that come later: split, they could be worked out; so no group is shown any more.
    ana, study, attacker = replay((five_and_five + [officer("patrol")] * 5 + [officer("desk")] * 2, [10, 7]))
    assert shown_groups(study, ana) == {""}
    assert narrowest_exposure(attacker.shown) == frozenset()


def test_the_attack_itself_finds_what_a_careless_round_would_give_away() -> None:
    everybody = {str(at) for at in range(9)}
    careless = [Statistic.about("Monday", "risk", everybody - {"8"}), Statistic.about("Tuesday", "risk", everybody)]
    assert narrowest_exposure(careless) == {"8"}
    assert {"8"} in list(differences(careless))


def test_one_who_says_dont_know_is_not_told_apart_and_waits() -> None:
    people = [officer()] * 7 + [officer(risk="?")] * 2
    ana, study, attacker = replay((people, [9]))
    with acting_as(ana.pk), transaction.atomic():
        ratings = queries.ratings_of(ana, study)
        publication = Publication.objects.get(study=study)
    theft = Counter(one.answer for one in ratings if (one.call_type, one.item) == ("THEFT", "risk"))
    assert theft == {"L": 7}
    assert publication.waiting == 2  # of the whole study, and of no call type
    assert narrowest_exposure(attacker.shown) == frozenset()


def test_pages_and_files_print_no_count_that_the_published_ones_do_not_hold(sign_in: SignIn) -> None:
    people = [officer("patrol")] * 6 + [officer("desk", risk="H")] * 3
    ana, study, _ = replay((people, [9]))
    browser = sign_in(ana)
    with acting_as(ana.pk), transaction.atomic():
        theft = RoundType.objects.select_related("round").get(study=study, call_type="THEFT")
        ratings = queries.ratings_of(ana, study)
    page = browser.get(f"/studies/ratings/types/{theft.pk}/").content.decode()
    assert "desk" not in page
    assert "9 raters answered" in page
    table, _ = answers_by_type(ratings, queries.instrument(theft.round))
    assert not any(one.suppressed for one in table if one.group == "")
    csv = browser.get(f"/studies/{study.pk}/ratings/agreement/?csv=1").content.decode()
    assert [line.split(",")[1] for line in csv.splitlines()[1:]] == ["9", "9"]
    for path in ("yes/", "yes/?csv=1", "rules/report/two_thirds/", "agreement/items.csv", "agreement/", ""):
        text = browser.get(f"/studies/{study.pk}/ratings/{path}").content.decode()
        assert "Comment" not in text or "Comments" in text

"""How a crisis ended for the person: asked of such calls only, by the list that ships, shown where outcomes are."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import transaction
from tests.making.calls import a_call
from tests.making.dispatch import NOTHING_DANGEROUS, WHOLE, Scene, a_decision, a_supervisor
from tests.making.protocols import example, in_force
from tests.web.conftest import SignIn

from arcs.core.protocol.state_report import CodeList
from arcs.files.protocol import crisis_codes
from arcs.web.calls.models import Call
from arcs.web.dispatch.decided import decided_on, is_crisis
from arcs.web.dispatch.dispositions import dispositions, named
from arcs.web.dispatch.models import CallOutcome, Told
from arcs.web.dispatch.telling import NotWhole
from arcs.web.people.models import Staff
from arcs.web.wall.acting import acting_as

pytestmark = pytest.mark.django_db
IN_NEED = NOTHING_DANGEROUS | {"behavioral_health": "yes"}
JSON = {"Accept": "application/json"}


def a_crisis(route: str = "co_response") -> Scene:
    scene = Scene(route=route)
    a_decision(scene.boss, scene.call, route, answers=IN_NEED)
    return scene


def is_one(who: Staff, call: Call) -> bool:
    with acting_as(who.pk), transaction.atomic():
        return is_crisis(who, call, decided_on(who, [call.pk])[call.pk])


def test_a_crisis_is_one_by_the_answer_by_the_matrix_or_by_the_type_and_by_nothing_else() -> None:
    boss = a_supervisor()
    plain = a_call(boss, call_type="WELFARE CHECK")
    assert not is_one(boss, plain)
    a_decision(boss, plain, answers=NOTHING_DANGEROUS | {"behavioral_health": "unknown"})
    assert not is_one(boss, plain), "what nobody knows is not told the State as a crisis"
    a_decision(boss, plain, rules=["type:WELFARE CHECK", "matrix:urgent"])
    assert is_one(boss, plain)
    a_decision(boss, plain, answers=IN_NEED)
    assert is_one(boss, plain)
    assert is_one(boss, a_call(boss, call_type="SUICIDAL SUBJECT")), "also before anybody triaged it"


def test_a_type_that_the_edition_answers_by_the_matrix_is_a_crisis_before_it_is_triaged() -> None:
    row, name = example().matrix[0].code, "WELFARE CHECK"
    types = tuple(replace(one, row=row, ground="") if one.name == name else one for one in example().call_types)
    boss = a_supervisor()
    assert not is_one(boss, a_call(boss, call_type=name.lower()))
    in_force(edition=replace(example(), call_types=types))
    assert is_one(boss, a_call(boss, call_type=name.lower()))
    assert not is_one(boss, a_call(boss, call_type="LOST ARTICLE"))


def test_the_outcome_of_a_crisis_says_how_it_ended_for_the_person_and_the_last_word_counts() -> None:
    scene = a_crisis()
    whole = WHOLE | {"alternatives": ["no_ground_to_arrest"]}
    with pytest.raises(NotWhole, match="how it ended for the person, as the State Police are told"):
        scene.tell(Told.OUTCOME, **whole)
    told = scene.tell(Told.OUTCOME, **whole, crisis_disposition="admitted_voluntarily").entry
    assert (told.why_kept, told.words) == ("", "Outcome: Resolved (Admitted voluntarily)")
    scene.tell(Told.OUTCOME, by=scene.boss, ending="unable_to_locate")
    with acting_as(scene.boss.pk), transaction.atomic():
        kept = CallOutcome.objects.filter(call=scene.call).order_by("position")
        assert list(kept.values_list("crisis_disposition", flat=True)) == ["admitted_voluntarily", ""]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"crisis_disposition": "went_home"}, "None of the State Police’s outcomes"),
        ({"crisis_disposition": "released", "ending": "unable_to_locate"}, "Nobody was found"),
        ({"crisis_disposition": "arrested"}, "differ on whether somebody was arrested"),
        (
            {"crisis_disposition": "released", "ending": "arrest", "why_not": "declined"},
            "differ on whether somebody was arrested",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_not_kept(given: dict[str, str], words: str) -> None:
    scene = a_crisis()
    with pytest.raises(NotWhole, match=words):
        scene.tell(Told.OUTCOME, **(WHOLE | {"alternatives": ["warning"]} | given))
    assert scene.entries() == []


def test_an_arrest_in_a_crisis_is_told_as_both() -> None:
    scene = a_crisis()
    arrest = {"ending": "arrest", "alternatives": ["citation"], "why_not": "declined"}
    assert not scene.tell(Told.OUTCOME, **WHOLE | arrest, crisis_disposition="arrested").entry.why_kept


def test_of_another_call_the_state_is_told_nothing_also_by_a_page_that_was_drawn_before(sign_in: SignIn) -> None:
    scene = Scene()
    browser = sign_in(scene.who)
    sent = {
        "key": str(uuid4()),
        "call": str(scene.call.pk),
        "kind": "outcome",
        **WHOLE,
        "crisis_disposition": "released",
    }
    answer = browser.post("/field/send", sent, headers=JSON)
    assert (answer.status_code, answer.json()["state"]) == (422, "not_whole")
    assert "nothing recorded makes this call one" in answer.json()["words"]
    assert scene.entries() == []
    del sent["crisis_disposition"]
    assert browser.post("/field/send", sent, headers=JSON).json()["state"] == "done"


def test_the_phone_and_the_dispatcher_are_asked_of_a_crisis_and_read_the_answer(sign_in: SignIn) -> None:
    scene = a_crisis("care")
    page, asked = f"/field/calls/{scene.call.pk}/", 'name="crisis_disposition"'
    for who in (scene.who, scene.boss):
        text = sign_in(who).get(page).content.decode()
        assert asked in text and "Admitted by officer" in text
        assert 'value="arrested"' not in text, "nobody on this route arrests"
    sent = {
        "key": str(uuid4()),
        "call": str(scene.call.pk),
        "kind": "outcome",
        **WHOLE,
        "crisis_disposition": "released",
    }
    assert sign_in(scene.boss).post("/field/send", sent).status_code == 302
    assert "for the State Police: Released to self or family" in sign_in(scene.who).get(page).content.decode()
    board = sign_in(scene.boss).get(f"/dispatch/?call={scene.call.pk}").content.decode()
    assert "Outcome: Resolved (Released to self or family), by Sue Supervisor" in board
    assert asked not in sign_in(scene.boss).get(f"/field/calls/{Scene().call.pk}/").content.decode()


def test_each_outcome_of_the_list_that_ships_can_be_said_by_police() -> None:
    listed = crisis_codes().of(CodeList.OUTCOME)
    assert dispositions("officer") == listed
    assert [named(one.code) for one in listed] == [one.name for one in listed]
    assert named("of_an_older_list") == "of_an_older_list"

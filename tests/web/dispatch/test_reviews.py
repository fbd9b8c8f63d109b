"""What demands a review opens one; it is worked through in its steps, and its lesson reaches the protocol's editor."""

import pytest
from django.db import transaction
from tests.making.calls import a_call
from tests.making.dispatch import (
    WHOLE,
    Scene,
    a_decision,
    a_dispatcher,
    a_supervisor,
    a_unit_with,
    sent_to,
    somebody_in_the_field,
)
from tests.making.people import a_person
from tests.making.protocols import example, in_force
from tests.making.triage import NO_TO_ALL, a_decider, decided
from tests.web.conftest import SignIn

from arcs.core.dispatching.outcomes import ReviewGround
from arcs.web.dispatch import reviewing
from arcs.web.dispatch.models import Review, ReviewAnswer, Told
from arcs.web.protocols.models import EditionComment
from arcs.web.units.models import Crew
from arcs.web.units.rostering import take_off
from arcs.web.wall.acting import acting_as

pytestmark = pytest.mark.django_db


def grounds(scene: Scene) -> list[str]:
    with acting_as(scene.boss.pk), transaction.atomic():
        return sorted(Review.objects.values_list("ground", flat=True))


def test_an_ordinary_call_demands_none_and_the_special_response_team_does() -> None:
    scene = Scene()
    scene.tell(Told.OUTCOME, **WHOLE)
    assert grounds(scene) == []
    team = Scene(route="srt")
    assert grounds(team) == ["srt"]


def test_whoever_was_taken_off_the_unit_since_was_sent_all_the_same() -> None:
    scene = Scene(route="srt")
    with acting_as(scene.boss.pk), transaction.atomic():
        crew = Crew.objects.get(staff=scene.who)
    with acting_as(scene.boss.pk):
        take_off(by=scene.boss, crew=crew)
    with acting_as(scene.boss.pk), transaction.atomic():
        assert scene.boss.permissions
        assert reviewing.open_reviews(by=scene.boss, call=scene.call) == (ReviewGround.SRT,)


def test_the_third_override_of_one_rule_by_one_person_demands_a_review_and_of_two_people_none() -> None:
    scene, other = Scene(sent=False), a_dispatcher("Other")
    for by in (scene.boss, scene.boss, other):
        a_decision(by, a_call(scene.boss), "cso", override_reason="caller_wish")
    unit = a_unit_with(scene.boss, somebody_in_the_field("Second"))
    once = a_call(scene.boss)
    a_decision(other, once, "cso", override_reason="caller_wish")
    sent_to(scene.boss, unit, once)
    assert grounds(scene) == []
    third = a_call(scene.boss)
    a_decision(scene.boss, third, "cso", override_reason="caller_wish")
    sent_to(scene.boss, scene.unit, third)
    assert grounds(scene) == ["repeated_override"]


def test_the_override_itself_opens_the_review_though_nobody_was_sent_yet() -> None:
    boss, by = a_supervisor(), a_decider("Dee Cider")
    in_force(edition=example())
    for times in range(1, 4):
        decided(by, call_type="LOST ARTICLE", **NO_TO_ALL, chosen="officer", override="caller_wish")
        with acting_as(boss.pk), transaction.atomic():
            assert Review.objects.count() == (times == 3), times


def test_a_review_is_finished_when_every_question_is_answered_and_its_lesson_is_a_comment(sign_in: SignIn) -> None:
    edition = in_force(edition=example())
    scene = Scene()
    scene.tell(Told.HAND_BACK, reason="inaccurate_caller_information", said="There was a knife.")
    with acting_as(scene.boss.pk), transaction.atomic():
        review = Review.objects.get()
    browser, here = sign_in(scene.boss), f"/dispatch/reviews/{review.pk}/"
    assert scene.call.number in browser.get("/dispatch/reviews/").content.decode()
    lesson = "Ask about knives in the kitchen."
    browser.post(here, {"lesson": "Ask about", "keep": "1"})
    assert ">Ask about</textarea>" in browser.get(here).content.decode(), "what is written of the lesson is kept too"
    early = browser.post(here, {"collect-0": "Nothing about a knife.", "lesson": lesson, "finish": "1"})
    assert early.status_code == 409
    text = early.content.decode()
    assert "Answer every question first. Still open: Collect information; Assess situation" in text
    assert lesson in text and "Nothing about a knife." in text, "nothing typed is lost"
    answers = {f"{step}-{at}": f"Answer {step} {at}" for step, at in reviewing.QUESTIONS}
    assert browser.post(here, answers | {"lesson": "", "finish": "1"}).status_code == 409
    assert browser.post(here, answers | {"lesson": lesson, "finish": "1"}).status_code == 302
    with acting_as(scene.boss.pk), transaction.atomic():
        comment = EditionComment.objects.get(edition=edition)
        assert comment.text == f"From the review of call {scene.call.number} (Hand back): {lesson}"
        assert ReviewAnswer.objects.count() == len(reviewing.QUESTIONS) + 1, "what was first written stays"
        assert Review.objects.get().told_edition == edition.number
    again = browser.post(here, {"collect-0": "Later.", "keep": "1"})
    assert "This review is done" in again.content.decode()
    field = sign_in(scene.who)
    assert (field.get(here).status_code, field.get("/dispatch/reviews/").status_code) == (404, 403)


def test_who_is_in_the_field_reads_no_answers_of_a_review(sign_in: SignIn) -> None:
    scene = Scene()
    scene.tell(Told.HAND_BACK, reason="other")
    with acting_as(scene.boss.pk):
        with transaction.atomic():
            review = Review.objects.get()
        reviewing.answer_steps(by=scene.boss, review=review, texts={("collect", 0): "He was afraid."})
    with acting_as(scene.who.pk), transaction.atomic():
        assert not ReviewAnswer.objects.exists()
    with acting_as(a_person("Stranger").pk), transaction.atomic():
        assert not Review.objects.exists()

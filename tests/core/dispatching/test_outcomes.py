"""What is still missing of an outcome, and which events demand a review."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcs.core.dispatching.outcomes import (
    AT_DESKS,
    FOLLOW_UPS,
    OF_THE_CHOICE,
    PASSED_OVER,
    REVIEW_STEPS,
    ArrestAlternative,
    DeEscalation,
    Desk,
    Ending,
    Force,
    Injury,
    NotServed,
    Outcome,
    Override,
    ReviewGround,
    Transport,
    WhyNotAlternative,
    missing,
    review_grounds,
)
from arcs.core.protocol.words import RESERVED_ROUTES
from arcs.core.refusal import Refusal

WHOLE = {
    "ending": Ending.RESOLVED,
    "alternatives": (ArrestAlternative.WARNING,),
    "why_not": WhyNotAlternative.DECLINED,
    "de_escalation": DeEscalation.SUCCEEDED,
    "force": Force.NONE,
    "injury": Injury.NONE,
    "transport": Transport.VOLUNTARY,
    "released_to": "her sister",
    "referred_to": "care",
}


def test_each_reason_of_an_override_is_a_reason_why_a_call_was_not_served() -> None:
    assert set(PASSED_OVER) == set(Override)
    assert len(set(PASSED_OVER.values())) == len(Override), "two reasons that are counted as one are none"
    assert set(PASSED_OVER.values()) >= OF_THE_CHOICE - {NotServed.LINK_LOST}


def test_an_officers_call_asks_for_alternatives_and_a_telephone_report_only_how_it_ended() -> None:
    assert missing("tru", Outcome(ending=Ending.REPORT_TAKEN)) == ()
    assert missing("officer", Outcome(ending=Ending.ARREST)) == (
        "why no alternative to arrest was taken",
        "whether de-escalation was used",
        "whether force was used",
        "whether somebody was hurt",
        "whether somebody was transported, and whether voluntarily",
        "which alternatives to arrest were considered",
    )
    assert missing("officer", Outcome(ending=Ending.UNABLE_TO_LOCATE)) == ()


def test_a_crisis_call_asks_how_it_ended_for_the_person_unless_nobody_was_found() -> None:
    ended = Outcome(ending=Ending.RESOLVED)
    assert missing("988", ended) == ()
    assert missing("988", ended, is_crisis=True) == ("how it ended for the person, as the State Police are told",)
    assert missing("988", replace(ended, crisis_disposition="released"), is_crisis=True) == ()
    assert missing("officer", Outcome(ending=Ending.UNABLE_TO_LOCATE), is_crisis=True) == ()


def test_each_route_that_ends_at_a_desk_has_its_words_and_only_a_form_looks_after_nobody() -> None:
    assert {"tru", "online", "care", "partner"} == AT_DESKS
    assert {*FOLLOW_UPS} == {*Desk} - {Desk.ONLINE}
    assert {*RESERVED_ROUTES} >= AT_DESKS


def test_released_to_a_blank_is_released_to_nobody() -> None:
    assert missing("online", Outcome(ending=Ending.RELEASED_TO, released_to="  ")) == (
        "to whom the person was released",
    )


def test_every_override_reason_has_a_key_of_its_own() -> None:
    assert len({one.key for one in Override}) == len(Override)


def test_hand_back_force_srt_and_a_third_override_are_reviewed_in_five_steps() -> None:
    found = review_grounds(routes=["srt"], handed_back=True, force=Force.DISPLAYED, overrides=3)
    assert found == tuple(ReviewGround)
    assert review_grounds(routes=["cso"], handed_back=False, force=None, overrides=2) == ()
    assert [one.code for one in REVIEW_STEPS] == ["collect", "assess", "powers", "options", "act"]
    with pytest.raises(Refusal, match="no repetition"):
        review_grounds(routes=[], handed_back=False, force=None, overrides=1, repeated_from=1)


@given(st.sets(st.sampled_from(sorted(WHOLE))), st.sampled_from(["officer", "cso", "tru", "partner", "unheard_of"]))
def test_a_whole_outcome_lacks_nothing_and_a_part_of_it_never_less(kept, route: str) -> None:
    part = Outcome(**{one: WHOLE[one] for one in kept})
    assert missing(route, Outcome(**WHOLE)) == ()
    assert ("how it ended" in missing(route, part)) == ("ending" not in kept)

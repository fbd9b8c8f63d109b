"""Settings agree with themselves, have one digest, are told apart in words, and hold from their day."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from tests.making.settings import a_programme, a_service, programmes

from arcs.core.agency import (
    KNOWN_THRESHOLDS,
    Area,
    Edition,
    Holiday,
    Identity,
    Language,
    Service,
    Target,
    differences,
    digest,
    edition_in_force,
    editions_to_come,
)
from arcs.core.refusal import Refusal

CSO = a_service("cso", "08:30-17:00")


def test_ten_may_be_published_only_where_the_programme_says_so() -> None:
    assert a_programme().threshold("smallest_publishable_count") == 11
    eleven = KNOWN_THRESHOLDS["smallest_publishable_count"].default
    assert a_programme(thresholds=(replace(eleven, value=Decimal(20)),)).threshold(eleven.code) == 20
    with pytest.raises(Refusal, match="neither the programme nor ARCS"):
        a_programme().threshold("luck")


def test_a_lock_out_weaker_than_the_policy_is_refused() -> None:
    weak = replace(KNOWN_THRESHOLDS["failed_sign_ins"].default, value=Decimal(6))
    with pytest.raises(Refusal, match="outside 1 to 5"):
        a_programme(thresholds=(weak,))


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"services": (CSO, CSO)}, "stands twice"),
        ({"holidays": (Holiday(on=date(2026, 12, 25), name="Christmas", closes=("tru",)),)}, 'closes names "tru"'),
        ({"targets": (Target(service="tru", measure="m", statistic="p90", minutes=Decimal(5)),)}, "tru"),
        ({"areas": (Area(code="a", name="A", kind="beat", neighbors=("b",)),)}, 'neighbors names "b"'),
        ({"languages": (Language(code="en", name="English"),)}, "none of them is marked"),
    ],
)
def test_parts_that_do_not_agree_are_refused_with_a_remedy(parts, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        a_programme(**({"services": (CSO,)} | parts))


@pytest.mark.parametrize(
    "made",
    [
        lambda: Service(code="CSO", name="x", kind="route"),
        lambda: Service(code="all", name="x", kind="route"),
        lambda: Service(code="cso", name="two\nlines", kind="route"),
        lambda: Service(code="cso", name="x", kind="wizard"),
        lambda: Target(service="cso", measure="m", statistic="p90", minutes=Decimal("NaN")),
        lambda: Target(service="cso", measure="m", statistic="p90", minutes=Decimal(5), share=Decimal("0.5")),
        lambda: Target(service="cso", measure="m", statistic="share_within", minutes=Decimal(5)),
        lambda: Target(service="cso", measure="m", statistic="mean", minutes=Decimal(5)),
        lambda: Language(code="es", name="Español", reviewed_by="A. Person"),
        lambda: Identity(name="x", short_name="x", place="x", time_zone="Mars/Olympus"),
        lambda: Identity(name="x", short_name="x", place="x", time_zone="America/Chicago", logo="../logo.png"),
        lambda: Identity(name="x", short_name="x", place="x", time_zone="America/Chicago", logo="logo.svg"),
    ],
)
def test_a_row_that_cannot_be_is_refused(made) -> None:
    with pytest.raises(Refusal):
        made()


def test_a_translation_says_that_nobody_reviewed_it_until_a_named_person_signs() -> None:
    spanish = Language(code="es", name="Español")
    assert spanish.notice == "not yet reviewed by a translator"
    assert replace(spanish, reviewed_by="Ana Ruiz", reviewed_on=date(2026, 11, 2)).notice == ""


def test_neighbors_are_neighbors_on_both_sides() -> None:
    areas = (Area(code="a", name="A", kind="beat", neighbors=("b",)), Area(code="b", name="B", kind="beat"))
    assert a_programme(areas=areas).neighbors_of("b") == {"a"}


def test_longer_hours_are_told_in_plain_words() -> None:
    longer = replace(CSO, monday=a_service("x", "08:30-18:00").monday)
    (said,) = differences(a_programme(CSO), a_programme(longer))
    assert said.sentence == "CSO: Monday was 08:30-17:00 and is now 08:30-18:00."
    (gone,) = differences(a_programme(CSO), a_programme())
    assert gone.sentence == "CSO: taken out."
    (new,) = differences(a_programme(), a_programme(CSO))
    assert new.sentence == "CSO: new."


@given(programmes(), programmes())
def test_settings_differ_exactly_where_a_difference_is_told_and_where_the_digest_differs(one, other) -> None:
    assert differences(one, one) == ()
    assert (differences(one, other) == ()) == (one == other) == (digest(one) == digest(other))


def test_another_order_of_services_is_a_difference_too() -> None:
    tru = a_service("tru", "08:30-17:00")
    (said,) = differences(a_programme(CSO, tru), a_programme(tru, CSO))
    assert said.sentence == "Services and hours: order was cso, tru and is now tru, cso."


def test_a_digest_does_not_change_from_one_release_to_the_next() -> None:
    assert digest(a_programme(CSO)) == "73ea44ca028122835011d6c5378428dcc4787120b641ec61f41a370f3247135c"


def test_the_edition_in_force_is_the_last_begun_and_of_one_day_the_later_made() -> None:
    first = Edition(number=1, valid_from=date(2026, 1, 1), programme=a_programme())
    winter = Edition(number=2, valid_from=date(2027, 1, 1), programme=a_programme(CSO))
    repaired = Edition(number=3, valid_from=date(2027, 1, 1), programme=a_programme())
    editions = (repaired, first, winter)
    assert edition_in_force(editions, date(2026, 12, 31)) == first
    assert edition_in_force(editions, date(2027, 1, 1)) == repaired
    assert editions_to_come(editions, date(2026, 12, 31)) == (repaired,)
    with pytest.raises(Refusal, match="no edition holds"):
        edition_in_force(editions, date(2025, 12, 31))

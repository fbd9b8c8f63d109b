"""The programme's thresholds rule the door: lock, lock-out, idle days; none weakens the rule behind them."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.making.people import PASSWORD, a_person
from tests.making.settings import a_programme
from tests.web.conftest import SignIn

from arcs.core.agency import KNOWN_THRESHOLDS, Threshold
from arcs.core.refusal import Refusal
from arcs.web.agency.actions import new_edition
from arcs.web.people import limits
from arcs.web.people.models import SessionMark, Staff
from arcs.web.wall.acting import Standing, acting_as

Has = Callable[..., None]


@pytest.fixture
def programme_has(db: None) -> Has:
    def made(**thresholds: int) -> None:
        rows = tuple(
            Threshold(code=code, name=code, value=Decimal(value), unit="of it", source="us", definition="Ours.")
            for code, value in thresholds.items()
        )
        with acting_as(Standing.KEEPER), transaction.atomic():
            new_edition(
                by=Standing.KEEPER, valid_from=date(2020, 1, 1), programme=a_programme(thresholds=rows), after=0
            )

    return made


def let_pass(person: Staff, minutes: float) -> None:
    with acting_as(Standing.DOOR), transaction.atomic():
        then = timezone.now() - timedelta(minutes=minutes)
        SessionMark.objects.filter(staff=person).update(last_active=then)


@pytest.mark.django_db
def test_a_programme_with_ten_minutes_locks_after_ten(sign_in: SignIn, programme_has: Has) -> None:
    programme_has(session_lock_minutes=10)
    ann = a_person("Ann")
    browser = sign_in(ann)
    let_pass(ann, 9)
    assert browser.get("/me/").status_code == 200
    let_pass(ann, 11)
    assert browser.get("/me/").status_code == 302


@pytest.mark.django_db
def test_a_programmes_own_number_of_failures_and_time_rule_the_lock_out(programme_has: Has) -> None:
    programme_has(failed_sign_ins=2, lock_out_minutes=20)
    ann = a_person("Ann", password=PASSWORD)
    browser = Client()
    first, second = (browser.post("/sign-in/", {"login": ann.login, "password": "no"}) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 429)
    assert second["Retry-After"] == "1200" and "Wait 20 minutes" in second.content.decode()


@pytest.mark.django_db
def test_an_account_is_off_after_the_programmes_own_idle_days(programme_has: Has) -> None:
    programme_has(idle_days=30)
    ann = a_person("Ann", password=PASSWORD)
    with acting_as(Standing.KEEPER), transaction.atomic():
        Staff.objects.update(last_seen=timezone.now() - timedelta(days=31))
    told = Client().post("/sign-in/", {"login": ann.login, "password": PASSWORD})
    assert "not used for 30 days" in told.content.decode()


@pytest.mark.parametrize(
    ("code", "weaker"),
    [("session_lock_minutes", 31), ("failed_sign_ins", 6), ("lock_out_minutes", 14), ("idle_days", 91)],
)
def test_no_programme_can_weaken_what_cjis_asks(code: str, weaker: int) -> None:
    row = Threshold(code=code, name=code, value=Decimal(weaker), unit="of it", source="us", definition="Ours.")
    with pytest.raises(Refusal, match=r"CJIS"):
        a_programme(thresholds=(row,))


@given(value=st.decimals(min_value=0, max_value=100_000, places=1), code=st.sampled_from(limits.CODES))
def test_whatever_a_source_says_the_door_stays_within_the_rule(value: Decimal, code: str) -> None:
    known = KNOWN_THRESHOLDS[code]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "_read", lambda: dict.fromkeys(limits.CODES, value))
        assert known.lowest <= limits._limit(code) <= known.highest


def test_an_installation_cannot_weaken_the_lock_by_its_settings(settings: Any) -> None:
    settings.ARCS_LIMITS = settings.ARCS_LIMITS | {"session_lock_minutes": "600"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "_sources", [])
        assert limits.session_lock() == timedelta(minutes=30)


def test_the_limits_are_read_once_in_a_request(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def read() -> dict[str, Decimal]:
        asked.append(1)
        return dict.fromkeys(limits.CODES, Decimal(5))

    monkeypatch.setattr(limits, "_read", read)
    with limits.read_once():
        limits.session_lock(), limits.idle_days(), limits.failed_sign_ins()
    assert len(asked) == 1
    limits.idle_days()
    assert len(asked) == 2

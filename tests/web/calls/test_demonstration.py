"""The demonstration's calls: invented, of the last day, some closed with six needs and some open; made once."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from tests.making.desks import LEADS, a_worker
from tests.making.people import a_person
from tests.making.protocols import example, in_force
from tests.making.triage import a_decider
from tests.repository.tree import ROOT

from arcs.web.calls.models import Call, CallFlag, SetAsideRow
from arcs.web.demo.calls_invented import invent_calls, write_token
from arcs.web.desks.models import UnservedReason
from arcs.web.people.tokens import token_holder
from arcs.web.wall.acting import acting_as
from arcs.web.wall.clock import today

pytestmark = pytest.mark.django_db


NOW = timezone.now


@pytest.mark.parametrize("hours_ago", [0, 7, 14, 60])
def test_the_demonstration_has_a_day_of_invented_calls_at_whatever_hour_and_a_second_filling_adds_none(
    monkeypatch: pytest.MonkeyPatch, hours_ago: int
) -> None:
    who = a_decider("Disa", "dispatch.board", "calls.import")
    manager = a_person("Mana Ger", permissions=sorted({*LEADS, "triage.read"}))
    people = {"dispatcher": who, "care-navigator": a_worker(), "programme-manager": manager}
    in_force(edition=example(), since=today() - timedelta(days=6))
    monkeypatch.setattr(timezone, "now", lambda: NOW() - timedelta(hours=hours_ago))
    invent_calls(ROOT / "examples" / "oak_park", people)
    invent_calls(ROOT / "examples" / "oak_park", people)
    with acting_as(who.pk):
        calls = list(Call.objects.all())
        closed = [one for one in calls if not one.is_open]
        answers = CallFlag.objects.filter(call__in=closed, moment="close").count()
        assert SetAsideRow.objects.count() == 2
    with acting_as(manager.pk):
        assert UnservedReason.objects.filter(reason="no_unit_free").exists(), "mostly somebody says why"
    assert 30 <= len(calls) <= 60
    assert len(closed) >= 20
    assert len(calls) - len(closed) >= 5
    assert answers == 6 * len(closed)
    now = timezone.now()
    assert all(one.invented and now - timedelta(hours=25) < one.received_at <= now for one in calls)
    assert all(not one.address or "invented" in one.address for one in calls)


def test_the_simulator_s_token_is_kept_while_it_works_and_only_we_can_read_it(tmp_path: Path) -> None:
    who, file = a_person("Cade", permissions=["people.make_tokens", "calls.read", "calls.take"]), tmp_path / "token"
    write_token(who, file)
    first = file.read_text(encoding="utf-8")
    write_token(who, file)
    assert file.read_text(encoding="utf-8") == first
    assert file.stat().st_mode & 0o777 == 0o600
    found = token_holder(first)
    assert found is not None
    assert found[1] == {"calls.read", "calls.take"}
    file.write_text("arcs_of_a_demonstration_before", encoding="utf-8")
    write_token(who, file)
    assert token_holder(file.read_text(encoding="utf-8"))

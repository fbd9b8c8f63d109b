"""Live calls: taken once, numbered once, closed only with every need answered, and never lost."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.making.calls import ALL_NO, a_call, a_dispatcher
from tests.making.people import a_person

from arcs.core.vocabulary import NatureFlag
from arcs.web.calls import actions, queries
from arcs.web.calls.keys import address_key, telephone_key
from arcs.web.calls.models import Call, CallFlag, CallNote, FlagMoment, PremiseNote
from arcs.web.wall.acting import acting_as
from arcs.web.wall.at_once import ChangedMeanwhile, sign_of, values_of
from arcs.web.wall.permit import Refused

pytestmark = pytest.mark.django_db


def test_the_same_call_sent_twice_is_one_call_and_answers_the_first() -> None:
    who = a_dispatcher()
    first = a_call(who, source="fire", source_key="F-17")
    again = a_call(who, source="fire", source_key="F-17", call_type="OTHER")
    elsewhere = a_call(who, source="ems", source_key="F-17")
    assert again.pk == first.pk != elsewhere.pk
    assert again.call_type == "NOISE"
    assert (first.day_number, elsewhere.day_number) == (1, 2)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(keys=st.lists(st.sampled_from(["A", "B", "C", ""]), max_size=8))
def test_however_often_calls_are_sent_each_key_is_one_call_and_no_number_comes_twice(keys: list[str]) -> None:
    who = a_dispatcher()
    with acting_as(who.pk):
        before = set(Call.objects.values_list("pk", flat=True))
        known = {one for one in Call.objects.values_list("source_key", flat=True) if one}
    made = [a_call(who, source="fire", source_key=key) for key in keys]
    new = {one.pk for one in made} - before
    assert len(new) == len({key for key in keys if key} - known) + keys.count("")
    with acting_as(who.pk):
        numbers = list(Call.objects.values_list("day", "day_number"))
    assert len(numbers) == len(set(numbers))


def test_every_call_carries_six_needs_at_intake_and_what_was_not_asked_is_unknown() -> None:
    who = a_dispatcher()
    with acting_as(who.pk):
        facts = {"call_type": "LOST ARTICLE", "invented": True}
        call = actions.take_call(by=who, facts=facts, flags={"juvenile": "yes"}, source="by_hand").call
        known = queries.flags_of(who, call)[FlagMoment.INTAKE]
    assert known == {one.value: "unknown" for one in NatureFlag} | {"juvenile": "yes"}


def test_a_call_is_closed_only_with_a_reason_and_all_six_needs() -> None:
    who = a_dispatcher()
    call = a_call(who)
    with acting_as(who.pk):
        for missing in ALL_NO:
            with pytest.raises(Refused, match=NatureFlag(missing).label):
                actions.close_call(by=who, call=call, code="report", flags=ALL_NO | {missing: ""})
        with pytest.raises(Refused, match="how the call ended"):
            actions.close_call(by=who, call=call, code="whatever", flags=ALL_NO)
        closed = actions.close_call(by=who, call=call, code="report", flags=ALL_NO, note="Report 26-1.")
        assert not closed.is_open
        assert queries.flags_of(who, call)[FlagMoment.CLOSE] == ALL_NO
        with pytest.raises(Refused, match="closed"):
            actions.close_call(by=who, call=call, code="report", flags=ALL_NO)


def test_the_database_itself_refuses_to_close_a_call_without_six_needs() -> None:
    who = a_dispatcher()
    call = a_call(who)
    closed = {"state": "closed", "closing_code": "report", "closed_at": timezone.now(), "closed_by": who.pk}
    with acting_as(who.pk):
        for at, flag in enumerate(ALL_NO, start=7):
            with pytest.raises(DatabaseError, match="each of the six needs"), transaction.atomic():
                Call.objects.filter(pk=call.pk).update(**closed)
            CallFlag.objects.create(call=call, position=at, flag=flag, value="no", moment="close", made_by=who.pk)
        assert Call.objects.filter(pk=call.pk).update(**closed) == 1


def test_two_who_change_the_same_call_are_told_and_keys_follow_the_address() -> None:
    who = a_dispatcher()
    call = a_call(who)
    seen = sign_of(values_of(call, actions.CHANGEABLE))
    with acting_as(who.pk):
        changed = actions.change_call(by=who, call=call, seen=seen, values={"address": "5 South Blvd", "priority": "2"})
        assert (changed.address_key, changed.initial_call_type) == ("5 s blvd", "NOISE")
        with pytest.raises(ChangedMeanwhile):
            actions.change_call(by=who, call=call, seen=seen, values={"priority": "1"})


def test_the_database_itself_refuses_to_change_notes_and_flags_and_to_delete_a_call() -> None:
    who = a_dispatcher()
    call = a_call(who)
    with acting_as(who.pk):
        note = actions.add_note(by=who, call=call, text="He waits at the corner.")
        tries = (
            lambda: CallNote.objects.filter(pk=note.pk).update(text="Nothing."),
            lambda: CallFlag.objects.filter(call=call).update(value="no"),
            lambda: CallNote.objects.filter(pk=note.pk).delete(),
            lambda: Call.objects.filter(pk=call.pk).update(initial_call_type="OTHER"),
        )
        for one in tries:
            with pytest.raises(DatabaseError), transaction.atomic():
                one()
        assert Call.objects.filter(pk=call.pk)._raw_delete("default") == 0, "no policy lets anybody delete"


def test_earlier_calls_and_notes_of_an_address_need_a_permission_of_their_own() -> None:
    who, reader = a_dispatcher(), a_person("Rea Der", permissions=["calls.read"])
    first = a_call(who, caller_telephone="708 555 0117")
    second = a_call(who, address="123 North Oak Park Avenue")
    third = a_call(who, address="", caller_telephone="+1 708-555-0117")
    with acting_as(who.pk):
        actions.add_premise_note(by=who, call=first, text="Dog in the yard.")
        assert {one.pk for one in queries.earlier_calls(who, first)} == {second.pk, third.pk}
        assert [one.text for one in queries.premise_notes(who, second)] == ["Dog in the yard."]
    with acting_as(reader.pk):
        assert queries.earlier_calls(reader, first) == queries.premise_notes(reader, first) == []
        assert not PremiseNote.objects.exists()


def test_a_stranger_sees_no_call_and_takes_none() -> None:
    who, stranger = a_dispatcher(), a_person("Stranger")
    call = a_call(who)
    with acting_as(stranger.pk):
        assert not Call.objects.exists()
        assert queries.call_seen_by(stranger, call.pk) is None
        with pytest.raises(Refused):
            actions.take_call(by=stranger, facts={"call_type": "X"}, flags={}, source="by_hand")


@given(st.text(max_size=80))
def test_a_key_of_a_key_is_the_same_key(text: str) -> None:
    assert address_key(address_key(text)) == address_key(text)
    assert telephone_key(telephone_key(text)) == telephone_key(text)

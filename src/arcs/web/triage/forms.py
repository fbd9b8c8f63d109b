"""What the strip sends: the call's facts and needs as everywhere, and beside them answers and the choice."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from arcs.core.dispatching.outcomes import Override
from arcs.core.protocol import Wish
from arcs.web.calls.forms import BY_HAND, CallForm, NewCallForm, needs_in
from arcs.web.calls.models import Call, CallSource
from arcs.web.calls.text import plain
from arcs.web.triage.models import LONGEST_CODE

ANSWER = "a-"
QUESTION = re.compile(r"[a-z0-9_]{1,80}")
MOST_ANSWERS = 80
MOST_DECISIONS = 2**31 - 1  # about one call
LONGEST_ANSWER = 60
# A wish of the protocol, and the fact of a call that says it.
WISHES = {
    Wish.OFFICER: "wishes_officer", Wish.TELEPHONE: "wishes_telephone", Wish.INTERPRETER: "wishes_interpreter",
    Wish.NO_INTERNET: "no_internet",
}  # fmt: skip


class StripForm(NewCallForm):
    """One strip as it is sent, by a button or by the script; the fields of a call keep their names and limits."""

    source = forms.ChoiceField(
        label=_("Where it comes from"), choices=BY_HAND, initial=CallSource.TELEPHONE, required=False
    )
    call = forms.UUIDField(required=False, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)
    shown = forms.CharField(max_length=LONGEST_CODE, required=False, widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, max_value=MOST_DECISIONS, required=False, widget=forms.HiddenInput)
    type_shown = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)
    priority_shown = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    chosen = forms.CharField(label=_("Send instead"), max_length=LONGEST_CODE, required=False)
    override = forms.ChoiceField(
        label=_("Why"), required=False, choices=[("", ""), *((one.value, _(one.label)) for one in Override)]
    )
    device_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A new call comes with a key of its own, so that sending it again does not take it twice."""
        given = super().clean() or self.cleaned_data
        if not given.get("call") and not given.get("call_key"):
            self.add_error(None, _("This strip names neither a call nor a key for a new one. Open the strip anew."))
        return given


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What the strip sent about one call. `chosen` is empty where the recommendation that was shown is accepted.

    `seen` is the position of the decision that counted when the page was shown, 0 where none did. `type_shown` and
    `priority_shown` are the call's as the page showed them, empty where it did not.
    """

    key: UUID
    call: UUID | None
    source: str
    source_key: str
    facts: Mapping[str, Any]
    needs: Mapping[str, str]
    call_type: str
    answers: Mapping[str, str]
    wishes: tuple[str, ...]
    shown: str
    seen: int
    type_shown: str
    priority_shown: str
    chosen: str
    override: str
    device_at: datetime | None

    @classmethod
    def of(cls, form: StripForm) -> "Sent":
        """What a form that is valid says."""
        given = form.cleaned_data
        return cls(
            key=given["key"], call=given["call"], source=given["source"] or CallSource.TELEPHONE.value,
            source_key=form.number_there,
            facts=form.facts, needs=needs_in(given), call_type=given["call_type"], answers=answers_in(form.data),
            wishes=wishes_in(given), shown=given["shown"], seen=given["seen"] or 0,
            type_shown=given["type_shown"], priority_shown=given["priority_shown"],
            chosen=given["chosen"] if given["override"] else "", override=given["override"],
            device_at=given["device_at"],
        )  # fmt: skip


def texts_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """What a script sent as JSON, as a form would have: texts that the database can hold, and yes or no.

    >>> texts_of({"call_type": "A\\x00", "priority": 7, "no_internet": True, "unit": None})
    {'call_type': 'A\ufffd', 'priority': '7', 'no_internet': True, 'unit': ''}
    """
    return {str(name): one if isinstance(one, bool) else _text(one) for name, one in given.items()}


def _text(one: object) -> str:
    return plain("" if one is None else str(one))


def answers_in(given: Mapping[str, Any]) -> dict[str, str]:
    """What was answered, by question; one that is empty was not asked. What is no answer stays, and counts as unknown.

    >>> answers_in({"a-weapon": "no", "a-medical": "", "a-violence": "perhaps", "call_type": "FIGHT"})
    {'violence': 'perhaps', 'weapon': 'no'}
    """
    found: dict[str, str] = {}
    for name in sorted(given):
        code = name.removeprefix(ANSWER)
        answer = _text(given[name]).strip()[:LONGEST_ANSWER]
        if name.startswith(ANSWER) and QUESTION.fullmatch(code) and answer and len(found) < MOST_ANSWERS:
            found[code] = answer
    return found


def wishes_in(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """The wishes of a call's facts, in the protocol's words."""
    return tuple(sorted(wish.value for wish, field in WISHES.items() if facts.get(field)))


def as_sent(call: Call) -> dict[str, Any]:
    """What a call that is there already says, as the strip begins with it."""
    return {name: getattr(call, name) for name in CallForm.base_fields}

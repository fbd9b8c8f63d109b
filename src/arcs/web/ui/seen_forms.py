"""A form that carries a sign of what it showed, and lays its answers beside what somebody else saved meanwhile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from arcs.web.wall.at_once import sign_of, values_of


@dataclass(frozen=True, kw_only=True)
class Beside:
    """One field in which two versions differ: as it stands, and as it was typed."""

    label: str
    theirs: object
    mine: object


def differing(now: Mapping[str, object], typed: Mapping[str, object], label_of: Callable[[str], str]) -> list[Beside]:
    """Where what was typed differs from what stands, in the order of what stands.

    >>> differing({"hours": "days", "calls": None}, {"hours": "nights", "calls": None}, str.capitalize)
    [Beside(label='Hours', theirs='days', mine='nights')]
    """
    return [
        Beside(label=label_of(name), theirs=now.get(name), mine=typed.get(name))
        for name in {**now, **typed}
        if now.get(name) != typed.get(name) and str(now.get(name)) != str(typed.get(name))
    ]


class SeenForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """A model's form with the hidden field `seen`; `given` are the model's own fields without it."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["seen"].initial = sign_of(self.standing)

    @property
    def standing(self) -> dict[str, object]:
        """The values that the form shows before anybody types; read when the form is made, as typing changes them."""
        return values_of(self.instance, self._meta.fields or ())

    @property
    def given(self) -> dict[str, Any]:
        """What was typed, by field of the model."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}

    def beside(self, now: Mapping[str, object]) -> list[Beside]:
        """Where what was typed differs from what stands; the form now carries the sign of what stands.

        Saved again, it takes the place of what its writer has then seen.
        """
        sent: Any = self.data
        self.data = sent = sent.copy()
        sent["seen"] = sign_of(now)
        return differing(now, self.typed, self.label_of)

    def label_of(self, name: str) -> str:
        """What a field is called on the page."""
        return str(self.fields[name].label)

    @property
    def typed(self) -> dict[str, Any]:
        """What was typed, under the names of what stands."""
        return self.given

"""The filters of a list: each reads its own words of the address, and says plainly what it could not use."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, Protocol

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Words = str | Promise
LONGEST_TEXT = 200


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One entry of a filter's menu."""

    value: str
    label: Words
    chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class Control:
    """A filter as the form shows it, with what was asked for filled in."""

    kind: Literal["text", "choice", "dates"]
    name: str
    label: Words
    value: str = ""
    until: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What one filter made of the address: rows wanted, the control, what to keep in links, what to say."""

    rows: Q
    control: Control
    kept: tuple[tuple[str, str], ...] = ()
    said: str = ""
    problem: str = ""


class Filter(Protocol):
    """What every filter answers."""

    def ask(self, words: Mapping[str, str]) -> Asked:
        """Read the address; never refuse, at worst ignore with a sentence."""


def _text(words: Mapping[str, str], name: str) -> str:
    return words.get(name, "").replace("\x00", "").strip()[:LONGEST_TEXT]


@dataclass(frozen=True, kw_only=True)
class TextContains:
    """Rows in which any of `fields` contains the text, whatever its case."""

    name: str
    label: Words
    fields: tuple[str, ...]

    def ask(self, words: Mapping[str, str]) -> Asked:
        """Every row, while nothing was typed."""
        text = _text(words, self.name)
        control = Control(kind="text", name=self.name, label=self.label, value=text)
        if not text:
            return Asked(rows=Q(), control=control)
        rows = Q()
        for one in self.fields:
            rows |= Q(**{f"{one}__icontains": text})
        said = _("%(label)s contains “%(text)s”") % {"label": self.label, "text": text}
        return Asked(rows=rows, control=control, kept=((self.name, text),), said=said)


@dataclass(frozen=True, kw_only=True)
class OneOf:
    """Rows whose `field` is one of the named choices; `any_label` heads the menu."""

    name: str
    label: Words
    field: str
    choices: Sequence[tuple[str, Words]]
    any_label: Words = ""

    def rows_of(self, value: str) -> Q:
        """The rows of one choice."""
        return Q(**{self.field: value})

    def ask(self, words: Mapping[str, str]) -> Asked:
        """A value that is no choice is ignored, with a sentence."""
        value = _text(words, self.name)
        known = dict(self.choices)
        menu = (
            Choice(value="", label=self.any_label or _("Any")),
            *(Choice(value=one, label=label, chosen=one == value) for one, label in self.choices),
        )
        control = Control(kind="choice", name=self.name, label=self.label, value=value, choices=menu)
        if not value:
            return Asked(rows=Q(), control=control)
        if value not in known:
            problem = _("“%(value)s” is no choice of “%(label)s”, so it was left out.")
            return Asked(rows=Q(), control=control, problem=problem % {"value": value, "label": self.label})
        said = f"{self.label}: {known[value]}"
        return Asked(rows=self.rows_of(value), control=control, kept=((self.name, value),), said=said)


@dataclass(frozen=True, kw_only=True)
class YesNo(OneOf):
    """Rows for which `rows` holds, or does not: give a condition, or name a field of booleans."""

    field: str = ""
    choices: Sequence[tuple[str, Words]] = ()
    condition: Q | None = None

    def __post_init__(self) -> None:
        if not self.choices:
            object.__setattr__(self, "choices", (("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))))

    def rows_of(self, value: str) -> Q:
        """The rows of yes, or those of no."""
        holds = self.condition if self.condition is not None else Q(**{self.field: True})
        return holds if value == "yes" else ~holds


@dataclass(frozen=True, kw_only=True)
class DateRange:
    """Rows between two days, both included. `is_moment` says that the field holds moments, cut at local midnight."""

    name: str
    label: Words
    field: str
    is_moment: bool = True

    def _days(self, words: Mapping[str, str]) -> Iterator[tuple[str, str, date | None]]:
        for end in ("from", "until"):
            text = _text(words, f"{self.name}_{end}")
            yield end, text, _day(text)

    def ask(self, words: Mapping[str, str]) -> Asked:
        """A day that cannot be read is ignored, with a sentence; two days the wrong way round are turned."""
        read = list(self._days(words))
        problems = [
            _("“%(text)s” is no day we can read, so it was left out. Write it as 2025-01-06.") % {"text": text}
            for _end, text, day in read
            if text and day is None
        ]
        first, last = (day for _end, _text, day in read)
        if first and last and first > last:
            first, last = last, first
        rows = Q()
        if first:
            rows &= Q(**{f"{self.field}__gte": self._start(first)})
        if last:
            rows &= Q(**{f"{self.field}__lt": self._start(last + timedelta(days=1))})
        days = ("from", first), ("until", last)
        kept = tuple((f"{self.name}_{end}", day.isoformat()) for end, day in days if day)
        control = Control(
            kind="dates", name=self.name, label=self.label,
            value=first.isoformat() if first else "", until=last.isoformat() if last else "",
        )  # fmt: skip
        return Asked(rows=rows, control=control, kept=kept, said=self._said(first, last), problem=" ".join(problems))

    def _start(self, day: date) -> date | datetime:
        return timezone.make_aware(datetime.combine(day, time.min)) if self.is_moment else day

    def _said(self, first: date | None, last: date | None) -> str:
        if first is None and last is None:
            return ""
        parts = [_("from %(day)s") % {"day": first}] if first else []
        parts += [_("to %(day)s") % {"day": last}] if last else []
        return f"{self.label} {' '.join(parts)}"


def _day(text: str) -> date | None:
    """A day from year 1900 to 9998, as browsers send it or as people here write it."""
    for form in ("%Y-%m-%d", "%m/%d/%Y"):
        try:
            found = datetime.strptime(text, form).date()
        except ValueError:
            continue
        return found if 1900 <= found.year <= 9998 else None
    return None

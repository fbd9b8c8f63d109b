"""The way through one evaluation: every room registers its pages of a study, and the study shows them in order.

Arrows point down, so this room cannot know the rooms above it. They say in `AppConfig.ready` what they have, and a
place whose address is not there (a room that is not installed) is left out.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arcs.web.people.models import Staff
from arcs.web.studies.models import CallImport, Study
from arcs.web.studies.permits import may_work
from arcs.web.wall.permit import Permit

Words = str | Promise
STEPS: tuple[tuple[str, Words], ...] = (
    ("plan", gettext_lazy("Work plan")),
    ("calls", gettext_lazy("Calls")),
    ("types", gettext_lazy("Call types")),
    ("workload", gettext_lazy("Workload")),
    ("ratings", gettext_lazy("Officers’ ratings")),
    ("coding", gettext_lazy("Administration’s coding")),
    ("merge", gettext_lazy("Merging")),
    ("survey", gettext_lazy("Survey and partners")),
    ("matrix", gettext_lazy("Matrix and dispositions")),
    ("money", gettext_lazy("Staffing and budget")),
    ("report", gettext_lazy("Report")),
    ("approval", gettext_lazy("The board’s approval")),
    ("programme", gettext_lazy("Programme")),
    ("tables", gettext_lazy("Tables and folder")),
)
ORDER = {name: at for at, (name, _words) in enumerate(STEPS)}


@dataclass(frozen=True, kw_only=True)
class Stand:
    """Where a step stands: a word for the pill with its tone, and what is known of it in a sentence.

    `done` counts towards the study's progress; `begun` tells that somebody worked on it.
    """

    word: str
    tone: str = ""
    sentence: str = ""
    done: bool = False
    begun: bool = False


@dataclass(frozen=True, kw_only=True)
class Place:
    """One page of a study: its step (a name of `STEPS`), label, and address (a URL name that takes the study's id).

    `stand` reads in a constant number of queries where the step stands; `next_words` is what its button says, to whom
    `may` lets do the step by his part in the study. `read_words` is what it says to whoever only reads, once its step
    is done. A place with `shown` stands on the study's own page only, for whom and when that says so.
    """

    step: str
    label: Words
    address: str
    stand: Callable[[Staff, Study], Stand] | None = field(default=None, compare=False)
    may: Callable[[Staff, Study, str], Permit] = field(default=may_work, compare=False)
    next_words: Words = ""
    read_words: Words = ""
    at: int = 0
    shown: Callable[[Staff, Study], bool] | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A place with its address for one study."""

    place: Place
    url: str
    stand: Stand | None = None
    current: bool = False
    to_read: bool = False

    @property
    def label(self) -> str:
        """Its name in the navigation."""
        return str(self.place.label)

    @property
    def action(self) -> str:
        """What its button says."""
        return str(self.place.read_words if self.to_read else self.place.next_words) or _("Open")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of the evaluation with the pages that belong to it."""

    number: int
    name: str
    places: tuple[Shown, ...]

    @property
    def stand(self) -> Stand | None:
        """Where it stands, by its first place that says so."""
        return next((one.stand for one in self.places if one.stand), None)


_PLACES: dict[str, Place] = {}
_ADDRESSES: dict[str, str] = {}  # of pages of rooms above this one, by what they are for
AFTER_NEW, CALLS_TAKEN = "after a new study", "calls taken over"


def begins_at(address: str) -> None:
    """Say which page a new study leads to: an address that takes its id."""
    _ADDRESSES[AFTER_NEW] = address


def first_page(study: Study) -> str:
    """Where whoever began a study goes next."""
    return _above(AFTER_NEW, study.pk) or reverse("studies:study", args=[study.pk])


def calls_taken_at(address: str) -> None:
    """Say where a loaded export is made the study's own: an address that takes the import's id and is posted to."""
    _ADDRESSES[CALLS_TAKEN] = address


def taking_calls(call_import: CallImport) -> str:
    """Where a loaded export is made the study's own; "" where no room does that."""
    return _above(CALLS_TAKEN, call_import.pk)


def _above(what: str, key: UUID) -> str:
    """The address that a room above named for this; "" where none did, or where its pages are not there."""
    try:
        return reverse(_ADDRESSES[what], args=[key]) if what in _ADDRESSES else ""
    except NoReverseMatch:
        return ""


def register(*places: Place) -> None:
    """Say which pages of a study a room has; ValueError for a step that no evaluation has."""
    for one in places:
        if one.step not in ORDER:
            raise ValueError(f"{one.address} names the step {one.step!r}; steps are {', '.join(ORDER)}.")
        _PLACES[one.address] = one


def _there(study: Study, path: str) -> Iterable[Shown]:
    for one in sorted(_PLACES.values(), key=lambda place: (ORDER[place.step], place.at)):
        try:
            url = reverse(one.address, args=[study.pk])
        except NoReverseMatch:
            continue
        yield Shown(place=one, url=url, current=path == url)


def navigation(study: Study, path: str = "") -> tuple[Step, ...]:
    """Every step with its pages, without asking the database anything."""
    return _steps(one for one in _there(study, path) if one.place.shown is None)


def stands(who: Staff, study: Study) -> tuple[Step, ...]:
    """Every step with its pages and where it stands."""
    return _steps(
        Shown(place=one.place, url=one.url, stand=one.place.stand(who, study) if one.place.stand else None)
        for one in _there(study, "")
        if one.place.shown is None or one.place.shown(who, study)
    )


def _steps(shown: Iterable[Shown]) -> tuple[Step, ...]:
    found: dict[str, list[Shown]] = {}
    for one in shown:
        found.setdefault(one.place.step, []).append(one)
    words = dict(STEPS)
    return tuple(
        Step(number=at, name=str(words[name]), places=tuple(places))
        for at, (name, places) in enumerate(found.items(), 1)
    )


def next_place(who: Staff, study: Study, part: str, steps: Sequence[Step]) -> Shown | None:
    """What to do next: the first page whose step is not done and is this person's; else what there is to read."""
    for step in steps:
        for one in step.places:
            if one.stand is not None and not one.stand.done and one.place.may(who, study, part):
                return one
    read = (one for step in steps if step.stand and step.stand.done for one in step.places if one.place.read_words)
    return next((replace(one, to_read=True) for one in read), None)

"""Call types into categories: which wait, what they might go with, and the codes a category would get by the core."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from arcs.core.evaluation import Study
from arcs.core.suitability.lineage import trace
from arcs.core.suitability.merging import MergedCategory, merge_categories, merged
from arcs.core.suitability.records import CERTAINTIES, CallType, Merge
from arcs.core.vocabulary import CallClass
from arcs.web.sheets.models import StudyRow
from arcs.web.ui import marks
from arcs.web.workbench.lineage_pages import CERTAINTY_WORDS

ALIKE = 0.62
MOST_SUGGESTIONS = 2
SMALL_WORDS = {"OF", "THE", "TO", "AND", "FROM", "FOR", "OTHER", "A", "IN", "ON", "/", "-"}
ITEMS: tuple[tuple[str, str | Promise], ...] = (
    ("police_mandate", gettext_lazy("Police mandate")),
    ("immediate_response", gettext_lazy("Immediate response")),
    ("other_resources", gettext_lazy("Other resources")),
    ("alternative_response", gettext_lazy("Telephone or online")),
)


@dataclass(frozen=True, kw_only=True)
class Waits:
    """One call type that is open to others and in no category, with what it resembles."""

    call_type: str
    fte: str
    class_words: str
    risk: SafeString
    suggestions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Codes:
    """The codes that the core makes of some call types put together."""

    fte: str
    class_words: str
    risk: SafeString
    items: tuple[tuple[str, str], ...]
    value: str


@dataclass(frozen=True, kw_only=True)
class Member:
    """One call type of a category."""

    row: StudyRow
    call_type: str
    certainty: str
    evidence: str
    fte: str


@dataclass(frozen=True, kw_only=True)
class Group:
    """One category: its call types and the codes they make."""

    category: str
    row: StudyRow | None
    members: tuple[Member, ...]
    codes: Codes
    certainty: str


@dataclass(frozen=True, kw_only=True)
class Merging:
    """The page."""

    waiting: tuple[Waits, ...]
    groups: tuple[Group, ...]
    names: tuple[str, ...]


def merging_page(
    study: Study,
    coded: Sequence[CallType],
    merges: Mapping[str, StudyRow],
    categories: Mapping[str, StudyRow],
    find: str,
) -> Merging:
    """Types that wait, largest first, and every category whose name or types hold the words of `find`.

    `coded` are the study's call types with their codes.
    """
    types = {one.call_type: one for one in coded}
    made = merge_categories(tuple(types.values()), study.merges, study.categories)
    names = tuple(made)
    waiting = sorted(_waiting(study, types), key=lambda one: (-(one.fte or Decimal(0)), one.call_type))
    groups = [_group(one, study.merges, merges, categories, types) for one in made.values()]
    wanted = find.casefold()
    return Merging(
        waiting=tuple(_waits(one, names, study.merges) for one in waiting),
        groups=tuple(
            one for one in groups
            if wanted in one.category.casefold() or any(wanted in each.call_type.casefold() for each in one.members)
        ),
        names=names,
    )  # fmt: skip


def _waiting(study: Study, types: Mapping[str, CallType]) -> list[CallType]:
    lineage = trace(call_types=study.call_types, codes=study.coding, notes=study.lineage, merges=())
    last = {one.call_type: one.outcome for one in lineage.entries}
    placed = {one.call_type for one in study.merges}
    return [one for name, one in types.items() if last.get(name) == "to survey" and name not in placed]


def _waits(one: CallType, names: Sequence[str], merges: Sequence[Merge]) -> Waits:
    return Waits(
        call_type=one.call_type, fte=_fte(one.fte), class_words=CallClass(one.type).label if one.type else "–",
        risk=marks.risk_mark(one.risk) if one.risk else SafeString("–"),
        suggestions=suggestions(one.call_type, names, merges),
    )  # fmt: skip


def suggestions(call_type: str, names: Sequence[str], merges: Sequence[Merge]) -> tuple[str, ...]:
    """Categories whose name, or one of whose types, is alike in letters or shares a word that means something.

    >>> suggestions("THEFT FROM AUTO", ["Theft of Bicycle", "Noise Complaint"], ())
    ('Theft of Bicycle',)
    """
    known = {name: [name, *(one.call_type for one in merges if one.category == name)] for name in names}
    scored = [(max(_alike(call_type, one) for one in texts), name) for name, texts in known.items()]
    good = sorted((one for one in scored if one[0] >= ALIKE), key=lambda one: (-one[0], one[1]))
    return tuple(name for _score, name in good[:MOST_SUGGESTIONS])


def _alike(first: str, second: str) -> float:
    one, other = first.upper(), second.upper()
    shared = (_words(one) & _words(other)) - SMALL_WORDS
    by_word = 0.65 + 0.1 * len(shared) if any(len(word) > 3 for word in shared) else 0.0
    return max(SequenceMatcher(None, one, other).ratio(), by_word)


def _words(text: str) -> set[str]:
    return set(text.replace("/", " ").replace("-", " ").split())


def _group(
    one: MergedCategory, rows: Sequence[Merge], merges: Mapping[str, StudyRow], categories: Mapping[str, StudyRow],
    types: Mapping[str, CallType],
) -> Group:  # fmt: skip
    own = {row.call_type: row for row in rows if row.category == one.category}
    members = tuple(
        Member(
            row=merges[name], call_type=name, certainty=str(CERTAINTY_WORDS[own[name].certainty]),
            evidence=own[name].evidence, fte=_fte(types[name].fte),
        )
        for name in one.members if name in merges
    )  # fmt: skip
    return Group(
        category=one.category, row=categories.get(one.category), members=members, codes=codes_of(one),
        certainty=str(CERTAINTY_WORDS[one.certainty]) if members else "",
    )  # fmt: skip


def codes_of(one: MergedCategory) -> Codes:
    """A merged category's codes in words."""
    items = tuple((str(label), str(getattr(one, name) or "–")) for name, label in ITEMS)
    return Codes(
        fte=_fte(one.fte), class_words=CallClass(one.type).label if one.type else "–",
        risk=marks.risk_mark(one.risk) if one.risk else SafeString("–"), items=items,
        value="–" if one.police_department_value is None else str(one.police_department_value),
    )  # fmt: skip


def together(study: Study, coded: Sequence[CallType], chosen: Sequence[str], category: str) -> Codes | None:
    """What the chosen types would make together with those that are in the category already; None for none."""
    types = {one.call_type: one for one in coded}
    there = [one.call_type for one in study.merges if one.category == category]
    members = [types[name] for name in dict.fromkeys((*there, *chosen)) if name in types]
    return codes_of(merged(category, members, "probable")) if members and chosen else None


def _fte(value: Decimal | None) -> str:
    return "–" if value is None else f"{value:,.2f}"


def certainty_choices() -> list[tuple[str, str]]:
    """How sure it is, in words."""
    return [(one, str(CERTAINTY_WORDS[one])) for one in CERTAINTIES]

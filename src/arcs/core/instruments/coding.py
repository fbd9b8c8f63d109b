"""Coding rules at work: how the answers of many raters become one code per call type and item.

A preset gives each item a rule; all presets can be laid side by side. Where individual ratings do not exist, codes
are merged instead (`suitability.merging`). Sources: Oak Park report, sections 3.1.1 and 3.1.3.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from arcs.core.disclosure import SMALLEST_PUBLISHABLE_COUNT
from arcs.core.instruments.items import DONT_KNOW, Instrument, Item
from arcs.core.instruments.presets import PRESETS, CodingRule, preset_named
from arcs.core.instruments.ratings import Rating
from arcs.core.refusal import Refusal


@dataclass(frozen=True, kw_only=True)
class Code:
    """What a rule made of the answers. `code` is "" where nobody answered.

    `votes` counts each answer as given, `answered` their sum, `dont_know` those who said so; `mean` is set for
    interval items; `tied` lists the codes between which the stated tie rule chose.
    """

    call_type: str
    item: str
    code: str
    answered: int
    dont_know: int
    votes: Mapping[str, int]
    tied: tuple[str, ...] = ()
    mean: Fraction | None = None

    @property
    def share_of_yes(self) -> float | None:
        """Yes among those who answered; None for items without Yes or without an answer."""
        if not self.answered or "Y" not in self.votes:
            return None
        return self.votes["Y"] / self.answered

    @property
    def modal_share(self) -> float | None:
        """Share of the most frequent answer among those who answered."""
        return max(self.votes.values()) / self.answered if self.answered else None


def code_votes(call_type: str, item: Item, votes: Mapping[str, int], rule: CodingRule, dont_know: int = 0) -> Code:
    """Code one item of one type from its counted answers.

    >>> from arcs.core.instruments.items import PRESET_INSTRUMENT
    >>> risk = PRESET_INSTRUMENT.item("risk")
    >>> coded = code_votes("FIGHT", risk, {"P": 3, "H": 3, "L": 1}, PRESETS["report"].rule(risk))
    >>> coded.code, coded.tied
    ('H', ('H', 'P'))
    """
    counted = {code: votes.get(code, 0) for code in item.codes}
    answered = sum(counted.values())
    code = Code(
        call_type=call_type, item=item.name, code="", answered=answered, dont_know=dont_know, votes=counted
    )  # fmt: skip
    if not answered:
        return code
    if rule.kind == "mean":
        if item.level != "interval":
            raise Refusal(f"item {item.name}", "the rule is a mean but the answers are no numbers", "use another rule")
        mean = Fraction(sum(int(given) * count for given, count in counted.items()), answered)
        return replace(code, code=str(int(mean + Fraction(1, 2))), mean=mean)
    voted: Counter[str] = Counter()
    for given, count in counted.items():
        voted[rule.counts_as.get(given, given)] += count
    choose = {"any": _first_given, "most_frequent": _most_frequent, "share": _by_share}[rule.kind]
    chosen, tied = choose(voted, item, rule, answered)
    return replace(code, code=chosen, tied=tied)


def _in_order(item: Item, rule: CodingRule) -> tuple[str, ...]:
    return (*rule.order, *(code for code in item.codes if code not in rule.order and code not in rule.counts_as))


def _first_given(voted: Counter[str], item: Item, rule: CodingRule, answered: int) -> tuple[str, tuple[str, ...]]:
    return next(code for code in _in_order(item, rule) if voted[code]), ()


def _most_frequent(voted: Counter[str], item: Item, rule: CodingRule, answered: int) -> tuple[str, tuple[str, ...]]:
    most = max(voted.values())
    leading = tuple(sorted((code for code, count in voted.items() if count == most), key=item.rank))
    return leading[0], leading if len(leading) > 1 else ()


def _by_share(voted: Counter[str], item: Item, rule: CodingRule, answered: int) -> tuple[str, tuple[str, ...]]:
    so_far, at_the_point = 0, ""
    for code in _in_order(item, rule):
        so_far += voted[code]
        share = Fraction(so_far, answered)
        if rule.more_than and share == rule.at_least and not at_the_point:
            at_the_point = code
        if share > rule.at_least or (share == rule.at_least and not rule.more_than):
            if not at_the_point:
                return code, ()
            tied = tuple(sorted((at_the_point, code), key=item.rank))
            return tied[0], tied
    raise AssertionError("the votes of all codes together always reach the whole")


@dataclass(frozen=True, kw_only=True)
class CodedRatings:
    """Codes of every call type under one preset; `codes` is keyed (call_type, item)."""

    preset: str
    codes: Mapping[tuple[str, str], Code]

    def code(self, call_type: str, item: str) -> str:
        """The code, "" where nobody answered."""
        return self.codes[call_type, item].code

    @property
    def call_types(self) -> tuple[str, ...]:
        """Types in the order in which they were first rated."""
        return tuple(dict.fromkeys(call_type for call_type, _ in self.codes))

    @property
    def ties(self) -> tuple[Code, ...]:
        """The codes that a tie rule decided, for the list that the study prints."""
        return tuple(one for one in self.codes.values() if one.tied)


def count_votes(ratings: Iterable[Rating]) -> dict[tuple[str, str], Counter[str]]:
    """Answers counted by (call type, item), "?" included; hidden repeats and bare comments left out."""
    votes: dict[tuple[str, str], Counter[str]] = {}
    for one in ratings:
        if one.answer is not None and one.item and one.repeat == 0:
            votes.setdefault((one.call_type, one.item), Counter())[one.answer] += 1
    return votes


def code_ratings(
    ratings: Iterable[Rating],
    instrument: Instrument,
    preset: str = "report",
    *,
    call_types: Sequence[str] = (),
) -> CodedRatings:
    """Code every type and item under a preset ("report", "majority", "two_thirds").

    `call_types` gives the order and makes types that nobody rated stand with empty codes.
    """
    return code_counted(count_votes(ratings), instrument, preset, call_types)


def code_counted(
    votes: Mapping[tuple[str, str], Counter[str]], instrument: Instrument, preset: str, call_types: Sequence[str] = ()
) -> CodedRatings:
    """The same from answers that were counted before by (call type, item)."""
    chosen = preset_named(preset)
    types = tuple(dict.fromkeys((*call_types, *(call_type for call_type, _ in votes))))
    codes: dict[tuple[str, str], Code] = {}
    for call_type in types:
        for item in instrument.items:
            given = votes.get((call_type, item.name), Counter())
            codes[call_type, item.name] = code_votes(
                call_type, item, given, chosen.rule(item), dont_know=given[DONT_KNOW]
            )
    return CodedRatings(preset=preset, codes=codes)


def pool_ratings(ratings: Iterable[Rating], merges: Mapping[str, Sequence[str]]) -> tuple[Rating, ...]:
    """Give each rating the category that its type was merged into; types in no merge keep their own name.

    Pooled ratings are individual answers: code them with `code_ratings` as before.
    """
    into = category_of(merges)
    return tuple(
        replace(one, call_type=into[one.call_type]) if one.call_type in into else one for one in ratings
    )  # fmt: skip


def pool_votes(
    votes: Mapping[tuple[str, str], Counter[str]], merges: Mapping[str, Sequence[str]]
) -> dict[tuple[str, str], Counter[str]]:
    """What `pool_ratings` does, done to answers that are counted already."""
    into = category_of(merges)
    pooled: dict[tuple[str, str], Counter[str]] = {}
    for (call_type, item), given in votes.items():
        pooled.setdefault((into.get(call_type, call_type), item), Counter()).update(given)
    return pooled


def category_of(merges: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Category of each merged type; a type merged into two categories is refused."""
    into: dict[str, str] = {}
    for category, types in merges.items():
        for call_type in types:
            if into.setdefault(call_type, category) != category:
                raise Refusal(
                    f"merge of {call_type}",
                    f"it goes into both {into[call_type]!r} and {category!r}",
                    "merge it into one category",
                )
    return into


@dataclass(frozen=True, kw_only=True)
class PresetComparison:
    """One type and item under every preset: `codes` by preset name, the share of Yes, and whether presets differ.

    `share_of_yes` is None for items without Yes and for fewer raters than may be shown.
    """

    call_type: str
    item: str
    codes: Mapping[str, str]
    share_of_yes: float | None
    answered: int
    differs: bool


def compare_presets(
    ratings: Iterable[Rating],
    instrument: Instrument,
    *,
    call_types: Sequence[str] = (),
    smallest_publishable_count: int = SMALLEST_PUBLISHABLE_COUNT,
) -> tuple[PresetComparison, ...]:
    """All presets side by side, in type and item order."""
    votes = count_votes(ratings)
    coded = {name: code_counted(votes, instrument, name, call_types) for name in PRESETS}
    first = next(iter(coded.values()))
    compared = []
    for (call_type, item), code in first.codes.items():
        codes = {name: one.codes[call_type, item].code for name, one in coded.items()}
        compared.append(
            PresetComparison(
                call_type=call_type,
                item=item,
                codes=codes,
                share_of_yes=code.share_of_yes if code.answered >= smallest_publishable_count else None,
                answered=code.answered,
                differs=len(set(codes.values())) > 1,
            )
        )
    return tuple(compared)

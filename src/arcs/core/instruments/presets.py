"""Coding presets as data: for each kind of item the rule that makes one code of many answers.

Source of the preset "report": Oak Park report, section 3.1.1.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from arcs.core.instruments.items import Item
from arcs.core.refusal import Refusal

RuleKind = Literal["any", "most_frequent", "share", "mean"]


@dataclass(frozen=True, kw_only=True)
class CodingRule:
    """How one item is coded. "Don't know" and blanks never vote.

    - `any`: the first code of `order` that anybody gave.
    - `most_frequent`: the code given most often; a tie goes to the more cautious code of the item.
    - `share`: going through `order`, the first code at which the votes so far reach `at_least` of all votes
      (`more_than`: exceed it); a vote split at exactly that point is a tie and goes to the more cautious code.
    - `mean`: the mean, rounded half up to a whole number.

    `counts_as` reads one code as another before voting (L as T). Codes missing from `order` follow in scale order.
    """

    kind: RuleKind
    statement: str
    order: tuple[str, ...] = ()
    counts_as: Mapping[str, str] = field(default_factory=dict)
    at_least: Fraction = Fraction(1, 2)
    more_than: bool = False


@dataclass(frozen=True, kw_only=True)
class Preset:
    """A named set of coding rules: by item name, else by what the item is (yes/no, scale, kinds, number)."""

    name: str
    title: str
    by_item: Mapping[str, CodingRule]
    yes_no: CodingRule
    ordinal: CodingRule
    nominal: CodingRule
    interval: CodingRule

    def rule(self, item: Item) -> CodingRule:
        """The rule for an item; custom items get the rule of their kind."""
        if item.name in self.by_item:
            return self.by_item[item.name]
        if set(item.codes) == {"Y", "N"}:
            return self.yes_no
        by_level = {"ordinal": self.ordinal, "nominal": self.nominal, "interval": self.interval}
        return by_level[item.level]


def _any(order: tuple[str, ...], statement: str, counts_as: Mapping[str, str] | None = None) -> CodingRule:
    return CodingRule(kind="any", order=order, statement=statement, counts_as=counts_as or {})


_MOST = CodingRule(kind="most_frequent", statement="The most frequent answer; ties go to the more cautious one.")
_MEAN = CodingRule(kind="mean", statement="Mean of the answers, rounded half up to a whole number.")
_ANY_YES = _any(("Y", "N"), "Yes if anybody said Yes, else No.")
_ANY_T = _any(
    ("T", "Y", "N"), "TBD if anybody said Limited or TBD; else Yes if anybody said Yes, else No.", counts_as={"L": "T"}
)


def _share_preset(name: str, title: str, at_least: Fraction, more_than: bool, words: str) -> Preset:
    def by(order: tuple[str, ...], statement: str, counts_as: Mapping[str, str] | None = None) -> CodingRule:
        return CodingRule(
            kind="share",
            order=order,
            statement=statement,
            counts_as=counts_as or {},
            at_least=at_least,
            more_than=more_than,
        )

    risk = by(
        ("L", "P", "H"),
        f"Limited if {words} said Limited; Possible if {words} said Limited or Possible; else High.",
    )
    resources = by(
        ("Y", "T", "N"), f"Yes if {words} said Yes; TBD if {words} said Yes, Limited or TBD; else No.", {"L": "T"}
    )
    yes_no = by(("Y", "N"), f"Yes if {words} of those who answered said Yes, else No; an even split is listed.")
    ordinal = by((), f"The lowest level at or below which {words} answered.")
    by_item = {"risk": risk, "other_resources": resources}
    return Preset(
        name=name, title=title, by_item=by_item, yes_no=yes_no, ordinal=ordinal, nominal=_MOST, interval=_MEAN
    )


PRESETS: Mapping[str, Preset] = {
    "report": Preset(
        name="report",
        title="The report's rules (section 3.1.1)",
        by_item={"other_resources": _ANY_T},
        yes_no=_ANY_YES,
        ordinal=_MOST,
        nominal=_MOST,
        interval=_MEAN,
    ),
    "majority": _share_preset(
        "majority", "Majority: more than half of those who answered", Fraction(1, 2), True, "more than half"
    ),
    "two_thirds": _share_preset(
        "two_thirds",
        "Two thirds: at least two thirds of those who answered",
        Fraction(2, 3),
        False,
        "at least two thirds",
    ),
}


def preset_named(name: str) -> Preset:
    """A preset by name; a Refusal lists the names there are."""
    if name not in PRESETS:
        raise Refusal(f"coding preset {name!r}", "there is no such preset", f"use one of {', '.join(PRESETS)}")
    return PRESETS[name]

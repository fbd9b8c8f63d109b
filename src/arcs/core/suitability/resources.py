"""Resources that respondents and officers suggest: normalised by declared synonyms, consolidated by category.

The words as given are always kept. Sources: Tables 3.3 and 3.4 of the Oak Park report.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from arcs.core.refusal import Refusal


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """Words that one person (or one printed list) suggested for a category; `asked` is "community" or "department"."""

    category: str
    asked: str
    text: str
    where: str = ""


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One resource of a category after consolidation: its place in the list, how often and in what words it came.

    `separator` is what stood before it where a printed list used another mark than the rest ("," among ";").
    """

    category: str
    asked: str
    position: int
    name: str
    mentions: int
    originals: tuple[str, ...]
    separator: str = ""


@dataclass(frozen=True, kw_only=True)
class ResourceWords:
    """Declared synonyms: `same_as` maps a spelling to the name it stands for; `keep_whole` is never split.

    Spellings are compared without regard to capitals and spaces. A study gives both as data.
    """

    same_as: Mapping[str, str] = field(default_factory=dict)
    keep_whole: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = {_plain(name) for name in self.same_as.values()}
        chained = sorted(given for given in self.same_as if _plain(given) in names and not self._is_own_name(given))
        if chained:
            raise Refusal(
                "resource synonyms",
                f"{chained[0]!r} is both a spelling and a name that other spellings stand for",
                "let every spelling point to the final name",
            )

    def _is_own_name(self, given: str) -> bool:
        return _plain(self.same_as[given]) == _plain(given)

    def name(self, text: str) -> str:
        """The name that a suggestion stands for; its own words where no synonym is declared.

        >>> ResourceWords(same_as={"soc. worker": "Social Worker"}).name("Soc.  worker")
        'Social Worker'
        """
        known = {_plain(given): name for given, name in self.same_as.items()}
        return known.get(_plain(text), " ".join(text.split()))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def split_suggestions(text: str, keep_whole: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
    """Split on commas, semicolons and line ends, outside brackets: pairs (separator before it, suggestion).

    >>> split_suggestions("CSO, Fire Department; AAA (Chicago, Ill.)")
    (('', 'CSO'), (',', 'Fire Department'), (';', 'AAA (Chicago, Ill.)'))
    """
    whole = {_plain(one) for one in keep_whole}
    if _plain(text) in whole:
        return (("", " ".join(text.split())),)
    parts: list[tuple[str, str]] = []
    before, current, depth = "", "", 0
    for mark in [*re.split(r"([,;\n()])", text), ";"]:
        depth = max(0, depth + (mark == "(") - (mark == ")"))
        if mark in {",", ";", "\n"} and (depth == 0 or mark == "\n"):
            if current.strip():
                parts.append((before, " ".join(current.split())))
                before = mark.strip() or ";"
            current = ""
        else:
            current += mark
    if current.strip(" ;\n\t"):  # a bracket was left open: the rest is one suggestion, nothing is lost
        parts.append((before, " ".join(current.removesuffix(";").split())))
    return tuple(parts)


def consolidate(
    suggestions: Iterable[Suggestion], words: ResourceWords | None = None
) -> dict[str, dict[str, tuple[Resource, ...]]]:
    """Consolidate by who was asked and by category: {asked: {category: resources in the order first named}}.

    Duplicates, after synonyms, count as mentions of one resource. Each person's text is split on "," and ";".
    """
    synonyms = words or ResourceWords()
    collected: dict[str, dict[str, dict[str, list[tuple[str, str, str]]]]] = {}
    for one in suggestions:
        into = collected.setdefault(one.asked, {}).setdefault(one.category, {})
        for separator, text in split_suggestions(one.text, synonyms.keep_whole):
            name = synonyms.name(text)
            into.setdefault(_plain(name), []).append((name, text, separator))
    return {
        asked: {
            category: tuple(
                Resource(
                    category=category,
                    asked=asked,
                    position=position,
                    name=mentions[0][0],
                    mentions=len(mentions),
                    originals=tuple(dict.fromkeys(text for _, text, _ in mentions)),
                    separator=mentions[0][2],
                )
                for position, mentions in enumerate(resources.values(), start=1)
            )
            for category, resources in by_category.items()
        }
        for asked, by_category in collected.items()
    }


def listed(resources: Iterable[Resource], separator: str | None = None) -> str:
    """The list as one cell: with the separators that were given, or with one of your own.

    >>> found = consolidate([Suggestion(category="Lock Out", asked="department", text="CSO, AAA; CSO")])
    >>> listed(found["department"]["Lock Out"]), listed(found["department"]["Lock Out"], ";")
    ('CSO, AAA', 'CSO; AAA')
    """
    line = ""
    for one in resources:
        line += one.name if not line else f"{separator or one.separator or ';'} {one.name}"
    return line

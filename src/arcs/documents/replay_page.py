"""A replay as one page that opens anywhere: no script, nothing fetched."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from arcs import __version__
from arcs.core.figures import Column, Table, Value
from arcs.core.replay import REGRETS, Replay, summary_tables

MOST_ROWS = 200
NOWHERE = "not recorded"  # the area of a call that says none
_HERE = Path(__file__).parent
Record = Mapping[str, Value]


def replay_page(found: Replay, tables: Mapping[str, Table], names: Mapping[str, str] = MappingProxyType({})) -> str:
    """The page: what moves, by route, hour, area and type; what history cannot answer; what we would regret.

    `names` are what people call the edition's routes, by code.
    """
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    moved, regret = (_called(tables[name], "route", names) for name in ("moved", "regret"))
    unanswerable = tables["unanswerable"]
    short = summary_tables(found, population=moved.population, source=moved.source, names=names)
    if not any(one.by == "area" and one.value != NOWHERE for one in found.moved):
        short = {name: table for name, table in short.items() if name != "by_area"}
    of_types = replace(moved, columns=tuple(
        replace(one, heading="Call type") if one.name == "value" else one for one in moved.columns
    ))  # fmt: skip
    sections = [
        {"title": "Who would have been sent", "words": moved.notes, "tables": [
            *(_shown(table, table.title, lambda row: True, ()) for table in short.values()),
            _shown(of_types, "By call type", lambda row: row["by"] == "call_type", ("by",)),
        ]},
        {"title": "What history cannot answer", "words": unanswerable.notes, "tables": [
            _shown(unanswerable, "Questions", lambda row: row["kind"] == "question", ("kind",)),
            _shown(unanswerable, "Call types that the edition does not hold",
                   lambda row: row["kind"] == "call_type", ("kind", "text", "calls_that_turn")),
        ]},
        {"title": "Calls we would regret", "words": regret.notes, "tables": [
            _shown(regret, "Calls we would regret", lambda row: True, ()),
        ]},
    ]  # fmt: skip
    return environment.get_template("replay_page.html").render(
        title=f"Replay of {found.edition}",
        deck=[*_deck(found), f"Counted: {moved.population}; {moved.period}."],
        sections=sections,
        foot=f"Source: {moved.source}. Made by ARCS {__version__}.",
    )


def _deck(found: Replay) -> list[str]:
    best, worst = found.away_from_police("best"), found.away_from_police("worst")
    shares = tuple(_share(calls, found.calls) for calls, _ in (best, worst))
    return [
        f"Of {found.calls:,} calls, at best {best[0]:,} ({shares[0]}) and at worst {worst[0]:,} ({shares[1]}) "
        f"would have gone to nobody of the police: "
        f"{best[1]:,.0f} and {worst[1]:,.0f} of {found.hours:,.0f} unit hours.",
        "At worst, every question that nobody recorded counts as unknown. The truth lies between, and intake that asks "
        "moves it.",
        *_unknown(found),
        _regretted(found),
    ]


def _unknown(found: Replay) -> list[str]:
    """How many calls the edition could say nothing of; nothing where it knows every type."""
    types = [one for one in found.unanswerable if one.kind == "call_type"]
    calls = sum(one.calls for one in types)
    if not types:
        return []
    return [
        f"The edition does not hold {len(types):,} call type{'s' if len(types) != 1 else ''} of the export, in "
        f"{calls:,} calls ({_share(calls, found.calls)}): an officer goes to each, or 988 or a clinician where the "
        "word is the name of a crisis or a behavioral-health need is recorded, until somebody places the word."
    ]


def _regretted(found: Replay) -> str:
    """How many we would regret, and of how many anything is known: silence is no comfort."""
    if not found.telling:
        return (
            "Nothing in these calls says whether there was arrest, force, injury, weapon, backup or upgrade: "
            "which of them we would regret is not known."
        )
    told = Counter(name for one in found.regrets for name in one.outcomes)
    listed = ", ".join(f"{name} {told[name]:,}" for name in REGRETS if told[name])
    return (
        f"{len(found.regrets):,} of the calls that would have moved at best are recorded with an outcome that makes it "
        f"regretted{f' ({listed})' if listed else ''}; "
        f"{found.telling:,} of the {found.calls:,} calls say anything about it."
    )


def _called(table: Table, column: str, names: Mapping[str, str]) -> Table:
    """The table with what people call the codes of a column."""
    at = next(nth for nth, one in enumerate(table.columns) if one.name == column)
    rows = ((*row[:at], names.get(str(row[at]), row[at]), *row[at + 1 :]) for row in table.rows)
    return replace(table, rows=tuple(rows))


def _share(calls: int, of: int) -> str:
    return f"{calls / of:.1%}" if of else "none"


def _shown(table: Table, title: str, chosen: Callable[[Record], bool], hidden: tuple[str, ...]) -> dict[str, Any]:
    columns = [one for one in table.columns if one.name not in hidden]
    rows = [row for row in table.records() if chosen(row)]
    caption = (
        title
        if len(rows) <= MOST_ROWS
        else f"{title} (the first {MOST_ROWS} of {len(rows):,}; all in {table.name}.csv)"
    )
    return {
        "caption": caption,
        "heads": [{"words": one.heading, "number": _is_number(one)} for one in columns],
        "rows": [
            [{"words": one.shown(row[one.name]), "number": _is_number(one)} for one in columns]
            for row in rows[:MOST_ROWS]
        ],
        "empty": f"{title}: none.",
    }


def _is_number(column: Column) -> bool:
    return column.kind != "text"

"""A replay as one page that opens anywhere: no script, nothing fetched."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from arcs import __version__
from arcs.core.figures import Column, Table, Value
from arcs.core.replay import Replay, summary_tables

MOST_ROWS = 200
_HERE = Path(__file__).parent
Record = Mapping[str, Value]


def replay_page(found: Replay, tables: Mapping[str, Table]) -> str:
    """The page: what moves, by route, hour, area and type; what history cannot answer; what we would regret."""
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    moved, regret, unanswerable = (tables[name] for name in ("moved", "regret", "unanswerable"))
    short = summary_tables(found, population=moved.population, source=moved.source)
    sections = [
        {"title": "Who would have been sent", "words": moved.notes, "tables": [
            *(_shown(table, table.title, lambda row: True, ()) for table in short.values()),
            _shown(moved, "By call type", lambda row: row["by"] == "call_type", ("by",)),
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
        foot=f"{moved.population}; {moved.period}. Source: {moved.source}. Made by ARCS {__version__}.",
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
        _regretted(found),
    ]


def _regretted(found: Replay) -> str:
    """How many we would regret, and of how many anything is known: silence is no comfort."""
    if not found.telling:
        return (
            "Nothing in these calls says whether there was arrest, force, injury, weapon, backup or upgrade: "
            "which of them we would regret is not known."
        )
    return (
        f"{len(found.regrets):,} of the calls that would have moved at best are recorded with harm or force; "
        f"{found.telling:,} of the {found.calls:,} calls say anything about it."
    )


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

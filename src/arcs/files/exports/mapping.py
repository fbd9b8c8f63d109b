"""What a reader may state about an export: which column holds what, how times are written, what a row is."""

import tomllib
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import tomlkit

from arcs.core.calls.columns import CALLS, POINTS, UNIT_POINTS
from arcs.core.refusal import Refusal

ROW_KINDS = ("call", "unit", "packed", "duration")
DAY_ORDERS = ("day-first", "month-first")
DURATION_UNITS = ("seconds", "minutes", "hours", "clock")
NULL_WORDS = (
    "NULL", "(NULL)", "<NULL>", "N/A", "NA", "#N/A", "NAN", "NIL", "NAT", "-", "--", "?", "NOT AVAILABLE",
    "NOT RECORDED",
    "-9999", "-9999.0",
)  # fmt: skip
# Words that stand for "no time" in a column of times, though they may be good values elsewhere.
TIME_NULL_WORDS = ("0", "0.0", "-1", "9999", "99999", "NONE", "00/00/0000", "0000-00-00", "0000-00-00 00:00:00")
TEXT_FIELDS = (
    "call_number", "incident_number", "agency", "discipline", "initial_call_type", "final_call_type", "priority",
    "reception",
    "initiated_by", "disposition", "disposition_group", "beat", "area", "address_block", "unit_id", "responder",
)  # fmt: skip
NUMBER_FIELDS = ("reported_units", "reported_officers", "officers", "latitude", "longitude")
FLAG_FIELDS = (
    "reopened",
    "is_primary",
    *(one.name for one in CALLS if one.name.startswith(("outcome_", "nature_")) and one.name != "nature_basis"),
)
FIELDS = (*TEXT_FIELDS, *NUMBER_FIELDS, *FLAG_FIELDS)
VALUE_FIELDS = {one.name: one.allowed for one in CALLS if one.name in {"discipline", "initiated_by"}}


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Why a column was given its meaning, and how sure that is (0 to 1)."""

    confidence: float
    why: str


@dataclass(frozen=True, kw_only=True)
class TimeColumn:
    """Where a point of time stands: the first of `columns` that a file has, in any of `formats`.

    `clock_columns` hold the clock where `columns` hold the date; `epoch_columns` the same instant in `epoch_unit`,
    which wins where the two contradict. Empty `formats` are read from the data.
    """

    columns: tuple[str, ...]
    formats: tuple[str, ...] = ()
    clock_columns: tuple[str, ...] = ()
    clock_formats: tuple[str, ...] = ()
    epoch_columns: tuple[str, ...] = ()
    epoch_unit: str = "epoch s"


@dataclass(frozen=True, kw_only=True)
class Duration:
    """A column that gives only how long the call took."""

    columns: tuple[str, ...]
    unit: str


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """From an export's columns to the call table's; whatever is left out is completed by the proposal."""

    rows: str | None = None
    timezone: str | None = None
    day_order: str | None = None
    null_words: tuple[str, ...] = NULL_WORDS
    columns: MappingOf[str, tuple[str, ...]] = field(default_factory=dict)
    times: MappingOf[str, TimeColumn] = field(default_factory=dict)
    unit_times: MappingOf[str, TimeColumn] = field(default_factory=dict)
    duration: Duration | None = None
    values: MappingOf[str, MappingOf[str, str]] = field(default_factory=dict)
    evidence: MappingOf[str, Evidence] = field(default_factory=dict)
    unmapped: MappingOf[str, str] = field(default_factory=dict)

    def completed_by(self, proposal: "Mapping") -> "Mapping":
        """What is stated here, and the proposal's word for everything else.

        >>> stated = Mapping(columns={"final_call_type": ("Nature",)})
        >>> stated.completed_by(Mapping(rows="call", columns={"beat": ("Zone",)})).columns
        {'beat': ('Zone',), 'final_call_type': ('Nature',)}
        """
        taken = set(self.source_columns())
        kept = {name: one for name, one in proposal.columns.items() if not taken & set(one)}
        times = {name: one for name, one in proposal.times.items() if not taken & set(_of_time(one))}
        unit_times = {name: one for name, one in proposal.unit_times.items() if not taken & set(_of_time(one))}
        return replace(
            proposal,
            rows=self.rows or proposal.rows,
            timezone=self.timezone or proposal.timezone,
            day_order=self.day_order or proposal.day_order,
            null_words=self.null_words,
            columns={**kept, **self.columns},
            times={**times, **self.times},
            unit_times={**unit_times, **self.unit_times},
            duration=self.duration or proposal.duration,
            values={name: {**proposal.values.get(name, {}), **self.values.get(name, {})} for name in VALUE_FIELDS},
        )

    def source_columns(self) -> tuple[str, ...]:
        """Every column of the export that the mapping names."""
        named = [name for one in self.columns.values() for name in one]
        named += [name for one in (*self.times.values(), *self.unit_times.values()) for name in _of_time(one)]
        return (*named, *(self.duration.columns if self.duration else ()))


def _of_time(one: TimeColumn) -> tuple[str, ...]:
    return (*one.columns, *one.clock_columns, *one.epoch_columns)


_TIME_KEYS = {
    "column": "columns", "formats": "formats", "clock_column": "clock_columns", "clock_formats": "clock_formats",
    "epoch_column": "epoch_columns", "epoch_unit": "epoch_unit",
}  # fmt: skip
_KEYS = {"rows", "timezone", "day_order", "null_words", "columns", "times", "unit_times", "duration", "values"}


def _as_tuple(given: object, where: str) -> tuple[str, ...]:
    if isinstance(given, str):
        return (given,) if given else ()
    if isinstance(given, list) and all(isinstance(one, str) for one in given):
        return tuple(given)
    raise Refusal(where, f"{given!r} is neither a text nor a list of texts", 'write a column name such as "Nature"')


def _known(given: object, known: Sequence[str], where: str) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise Refusal(where, "a table of keys is needed here", f"use the keys {', '.join(known)}")
    for key in given:
        if key not in known:
            raise Refusal(where, f"the key {key!r} is not known", f"use one of {', '.join(known)}")
    return given


def _one_of(given: object, allowed: Sequence[str], where: str) -> str | None:
    if given in {None, ""}:
        return None
    if given not in allowed:
        raise Refusal(where, f"{given!r} is not known", f"use one of {', '.join(allowed)}")
    return str(given)


def _time_column(given: object, where: str) -> TimeColumn:
    table = _known(given, tuple(_TIME_KEYS), where)
    unit = _one_of(table.get("epoch_unit"), ("epoch s", "epoch ms"), f"{where} epoch_unit") or "epoch s"
    lists = {
        name: _as_tuple(table.get(key, ""), f"{where} {key}") for key, name in _TIME_KEYS.items() if key != "epoch_unit"
    }
    return TimeColumn(epoch_unit=unit, **lists)


def _times(given: object, points: Sequence[str], where: str) -> dict[str, TimeColumn]:
    table = _known(given, points, where)
    return {point: _time_column(one, f"{where}.{point}") for point, one in table.items()}


def _duration(given: object, where: str) -> Duration | None:
    if given is None:
        return None
    table = _known(given, ("column", "unit"), where)
    unit = _one_of(table.get("unit"), DURATION_UNITS, f"{where} unit") or "seconds"
    return Duration(columns=_as_tuple(table.get("column", ""), where), unit=unit)


def mapping_from(data: object, where: str) -> Mapping:
    """The mapping that a TOML document states; an unknown key or value is refused by name."""
    table = _known(data, sorted(_KEYS), where)
    columns = _known(table.get("columns", {}), FIELDS, f"{where} [columns]")
    values = _known(table.get("values", {}), tuple(VALUE_FIELDS), f"{where} [values]")
    for name, words in values.items():
        for word, meaning in words.items():
            _one_of(meaning, VALUE_FIELDS[name], f"{where} [values.{name}] {word!r}")
    return Mapping(
        rows=_one_of(table.get("rows"), ROW_KINDS, f"{where} rows"),
        timezone=table.get("timezone") or None,
        day_order=_one_of(table.get("day_order"), DAY_ORDERS, f"{where} day_order"),
        null_words=_as_tuple(table.get("null_words", list(NULL_WORDS)), f"{where} null_words"),
        columns={name: _as_tuple(one, f"{where} [columns] {name}") for name, one in columns.items()},
        times=_times(table.get("times", {}), tuple(POINTS), f"{where} [times]"),
        unit_times=_times(table.get("unit_times", {}), tuple(UNIT_POINTS), f"{where} [unit_times]"),
        duration=_duration(table.get("duration"), f"{where} [duration]"),
        values=values,
    )


def read_mapping(path: Path) -> Mapping:
    """A mapping as a person wrote it; partial mappings are fine."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise Refusal(
            str(path), f"it is not TOML ({broken})", "correct that line, or write it anew with arcs cad inspect --write"
        ) from broken
    return mapping_from(data, str(path))


def mapping_text(mapping: Mapping) -> str:
    """The mapping as TOML that a person can edit, with the evidence for each column beside it."""
    document = tomlkit.document()
    for line in (
        "How this export is read. Change what is wrong; whatever you take out is proposed anew.",
        'An empty text ("") says that the export has no such column.',
        "rows: call (a row is a call), unit (a row is a unit's response), packed (units in a cell), duration.",
    ):
        document.add(tomlkit.comment(line))
    if mapping.rows:
        document.add("rows", tomlkit.item(mapping.rows))
    document.add("timezone", tomlkit.item(mapping.timezone or ""))
    document.add("day_order", tomlkit.item(mapping.day_order or ""))
    document.add("null_words", tomlkit.item(list(mapping.null_words)))
    columns = tomlkit.table()
    for name, given in mapping.columns.items():
        _explain(columns, mapping, name)
        columns.add(name, _one_or_list(given))
    document.add("columns", columns)
    for title, times in (("times", mapping.times), ("unit_times", mapping.unit_times)):
        document.add(title, _times_table(mapping, title, times))
    if mapping.duration:
        table = tomlkit.table()
        _explain(table, mapping, "duration")
        table.add("column", _one_or_list(mapping.duration.columns))
        table.add("unit", tomlkit.item(mapping.duration.unit))
        document.add("duration", table)
    document.add("values", tomlkit.item({name: dict(words) for name, words in mapping.values.items()}))
    for column, why in mapping.unmapped.items():
        document.add(tomlkit.comment(f"not used: {_one_line(column)} ({_one_line(why)})"))
    return tomlkit.dumps(document)


def write_mapping(mapping: Mapping, path: Path) -> None:
    """Write the mapping as editable TOML."""
    path.write_text(mapping_text(mapping), encoding="utf-8")


def _one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _one_or_list(given: tuple[str, ...]) -> Any:
    return tomlkit.item(given[0] if len(given) == 1 else list(given) if given else "")


def _explain(table: Any, mapping: Mapping, name: str) -> None:
    if name in mapping.evidence:
        one = mapping.evidence[name]
        table.add(tomlkit.comment(f"{one.confidence:.2f}: {_one_line(one.why)}"))


def _times_table(mapping: Mapping, title: str, times: MappingOf[str, TimeColumn]) -> Any:
    outer = tomlkit.table(is_super_table=bool(times))
    for point, one in times.items():
        table = tomlkit.table()
        _explain(table, mapping, point if title == "times" else f"unit_{point}")
        for key, name in _TIME_KEYS.items():
            given = getattr(one, name)
            if key == "formats" or (key == "clock_formats" and one.clock_columns):
                table.add(key, tomlkit.item(list(given)))
            elif key == "epoch_unit" and one.epoch_columns:
                table.add(key, tomlkit.item(given))
            elif key.endswith("column") and (given or key == "column"):
                table.add(key, _one_or_list(given))
        outer.add(point, table)
    return outer

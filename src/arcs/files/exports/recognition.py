"""Propose a mapping for an export: what each column means, from its header and its content, with the evidence.

A header says the likely meaning; the content can veto it, and can speak for a column whose header says nothing. Every
meaning gets at most one column and every column at most one meaning. Raw times are preferred to columns derived from
them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from arcs.files.exports.chronology import PointChoice, choose_points, comes_before
from arcs.files.exports.headers import header_score, is_meaningless, names_another_time, plain_words
from arcs.files.exports.mapping import Duration, Evidence, Mapping, TimeColumn
from arcs.files.exports.meanings import discipline_of, initiated_by_of
from arcs.files.exports.profiles import Profile, duration_unit, fit, is_packed, profile, promoted
from arcs.files.sources import Sources, SourceTable

MAPPED_FROM = 0.4
_ROWS = 400
# How far content alone counts where the header says something else; keys and coordinates are hard to mistake.
_OTHERWISE_NAMED = {"call_number": 0.75, "latitude": 0.9, "longitude": 0.9}
_FIELDS = (
    "call_number", "incident_number", "final_call_type", "initial_call_type", "priority", "reception", "agency",
    "disposition",
    "beat", "address_block", "latitude", "longitude", "unit_id", "reported_units", "reported_officers", "reopened",
    "outcome_report", "outcome_arrest", "outcome_citation", "outcome_force", "outcome_injury", "outcome_weapon",
    "outcome_transport", "nature_mental_health", "nature_unhoused", "nature_juvenile", "nature_domestic",
)  # fmt: skip


@dataclass(kw_only=True)
class _Proposal:
    """One layout's proposal while it is being made."""

    profiles: list[Profile]
    taken: set[str] = field(default_factory=set)
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    times: dict[str, TimeColumn] = field(default_factory=dict)
    unit_times: dict[str, TimeColumn] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    duration: Duration | None = None
    rows: str = "call"

    def free(self) -> list[Profile]:
        return [one for one in self.profiles if one.name not in self.taken]


def propose_mapping(sources: Sources) -> Mapping:
    """The proposal for these sources; columns that drift between files are gathered under one meaning.

    Formats of times are left to be settled by the whole columns when the export is read.
    """
    layouts: dict[tuple[str, ...], list[SourceTable]] = {}
    for table in sources.tables:
        layouts.setdefault(table.columns, []).append(table)
    proposals = [_layout(tables) for tables in layouts.values()]
    usable = [one for one in proposals if one.columns or one.times] or proposals
    ranked = sorted(usable, key=lambda one: -len(one.times) - len(one.columns))
    merged = ranked[0]
    for other in ranked[1:]:
        if any(name.endswith("call_type") for name in other.columns) and other.times:
            _merge(merged, other)
    mapping = Mapping(
        rows=merged.rows,
        columns=merged.columns,
        times=merged.times,
        unit_times=merged.unit_times,
        duration=merged.duration,
        evidence=merged.evidence,
        unmapped={},
    )
    used = set(mapping.source_columns())
    unmapped = {
        one.name: _why_unmapped(one) for proposal in usable for one in proposal.profiles if one.name not in used
    }
    return replace(mapping, unmapped=unmapped, values=_value_words(merged))


def _layout(tables: Sequence[SourceTable]) -> _Proposal:
    rows = [row for table in tables for row in table.sample]
    step = max(1, len(rows) // _ROWS)
    kept = rows[::step] if len(rows) > _ROWS else rows
    made = _Proposal(
        profiles=[
            profile(name, tables[0].headers[place], [row[place] for row in kept])
            for place, name in enumerate(tables[0].columns)
        ]
    )
    _choose_packed(made)
    _choose_times(made)
    _choose_fields(made)
    _choose_row_kind(made, rows, tables[0].columns)
    return made


def _merge(merged: _Proposal, other: _Proposal) -> None:
    """A further layout's names behind the first's, so that each file uses the name it has."""
    for name, given in other.columns.items():
        merged.columns[name] = tuple(dict.fromkeys((*merged.columns.get(name, ()), *given)))
        merged.evidence.setdefault(name, other.evidence[name])
    for group in ("times", "unit_times"):
        mine: dict[str, TimeColumn] = getattr(merged, group)
        for point, one in getattr(other, group).items():
            first = mine.get(point, one)
            mine[point] = replace(
                first,
                columns=tuple(dict.fromkeys((*first.columns, *one.columns))),
                clock_columns=tuple(dict.fromkeys((*first.clock_columns, *one.clock_columns))),
                epoch_columns=tuple(dict.fromkeys((*first.epoch_columns, *one.epoch_columns))),
            )
            key = point if group == "times" else f"unit_{point}"
            merged.evidence.setdefault(key, other.evidence[key])


def _choose_packed(made: _Proposal) -> None:
    packed = [one for one in made.profiles if is_packed(one)]
    for point in ("dispatched", "enroute", "arrived", "cleared"):
        scored = [(header_score(one.header, point), one) for one in packed if one.name not in made.taken]
        score, best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
        if best is not None and score > 0.3:
            made.unit_times[point] = TimeColumn(columns=(best.name,))
            made.evidence[f"unit_{point}"] = Evidence(
                confidence=round(score, 2),
                why=f"header {best.header!r}; units and their clocks in each cell, such as {best.example(1)[0]!r}",
            )
            made.taken.add(best.name)
    if made.unit_times:
        made.rows = "packed"
        made.taken |= {one.name for one in packed}


def _choose_times(made: _Proposal) -> None:
    timed = [
        one
        for one in made.free()
        if (one.timed >= 0.6 or one.recorded == 0) and not header_score(one.header, "call_number") > 0.5
    ]
    dates = [one for one in timed if one.is_date and not one.is_instant]
    choices = choose_points(timed)
    for choice in choices:
        one = choice.column
        made.times[choice.point] = TimeColumn(columns=(one.name,))
        made.evidence[choice.point] = Evidence(confidence=choice.confidence, why=choice.why)
        made.taken.add(one.name)
    _pair_dates_and_clocks(made, choices, dates, timed)
    _pair_epochs(made, timed)
    _choose_received(made, timed)


def _choose_received(made: _Proposal, timed: Sequence[Profile]) -> None:
    """A time that no header explains, and that no other time comes before, is when the call was received."""
    if "received" in made.times:
        return
    by_name = {one.name: one for one in timed}
    known = [by_name[one.columns[0]] for one in made.times.values()]
    for one in timed:
        free = one.name not in made.taken and one.recorded and not one.is_clock and not names_another_time(one.header)
        if free and all(comes_before(one, other) for other in known if other.recorded):
            made.times = {"received": TimeColumn(columns=(one.name,)), **made.times}
            made.evidence["received"] = Evidence(
                confidence=0.45, why=f"header {one.header!r} does not say; no other time of a row comes before it"
            )
            made.taken.add(one.name)
            return


def _pair_dates_and_clocks(
    made: _Proposal, choices: Sequence[PointChoice], dates: Sequence[Profile], timed: Sequence[Profile]
) -> None:
    """Dates and clocks in columns of their own become one time; later clocks follow it over midnight by themselves."""
    clocks = [one for one in timed if one.is_clock]
    if not clocks or not dates:
        return
    for choice in choices:
        column = choice.column
        if column.is_clock:
            partner = _partner(column, dates, dates[0] if choice.point == "received" else None)
            if partner is not None:
                _split(made, choice, partner, column)
        elif column.is_date:
            free = [one for one in clocks if one.name not in made.taken]
            other = next((one for one in free if header_score(one.header, "received") > 0.3), None)
            otherwise = other or (free[0] if len(free) == 1 else None)  # the only clock is the call's
            partner = _partner(column, free, otherwise if choice.point == "received" else None)
            if partner is not None:
                _split(made, choice, column, partner)
    day = next((one for one in dates if one.name not in made.taken), None)
    if day is not None and "received" not in made.times and any(choice.column.is_clock for choice in choices):
        made.times = {"received": TimeColumn(columns=(day.name,)), **made.times}
        made.evidence["received"] = Evidence(
            confidence=0.5, why=f"header {day.header!r}: the day of the call; {choices[0].point} has only a clock"
        )
        made.taken.add(day.name)


def _partner(one: Profile, others: Sequence[Profile], otherwise: Profile | None) -> Profile | None:
    """The column whose header has the same stem, else the one named."""
    return next((other for other in others if _stem(other) == _stem(one)), otherwise)


def _split(made: _Proposal, choice: PointChoice, date: Profile, clock: Profile) -> None:
    made.times[choice.point] = TimeColumn(columns=(date.name,), clock_columns=(clock.name,))
    made.evidence[choice.point] = Evidence(
        confidence=choice.confidence,
        why=f"{choice.why}; the date stands in {date.header!r}, the clock in {clock.header!r}",
    )
    made.taken |= {date.name, clock.name}


def _stem(one: Profile) -> str:
    skipped = {"time", "date", "epoch", "utc", "ms", "local", "clock", "text", "seconds", "description", "unix"}
    return " ".join(word for word in plain_words(one.header).split() if word not in skipped)


def _pair_epochs(made: _Proposal, timed: Sequence[Profile]) -> None:
    """An epoch beside a text time of the same point."""
    by_name = {one.name: one for one in timed}
    for point, chosen in list(made.times.items()):
        column = by_name[chosen.columns[0]]
        epoch = bool(column.forms) and column.forms[0].startswith("epoch")
        for one in timed:
            other = bool(one.forms) and one.forms[0].startswith("epoch")
            if one.name in made.taken or _stem(one) != _stem(column) or not one.forms or epoch == other:
                continue
            text, number = (one, column) if epoch else (column, one)
            made.times[point] = replace(
                chosen, columns=(text.name,), epoch_columns=(number.name,), epoch_unit=number.forms[0]
            )
            old = made.evidence[point]
            made.evidence[point] = replace(
                old, why=f"{old.why}; the epoch beside it in {number.header!r} wins where they contradict"
            )
            made.taken.add(one.name)
            break


def _choose_fields(made: _Proposal) -> None:
    """The best remaining pairs of meaning and column, surest first."""
    scored = []
    for place, one in enumerate(made.free()):
        for meaning in _FIELDS:
            named = header_score(one.header, meaning)
            suits = fit(one, meaning) if named else 0.0
            by_header = named * (0.55 + 0.45 * suits) if suits else 0.0
            by_content = promoted(one, meaning) * (
                1.0 if is_meaningless(one.header) else _OTHERWISE_NAMED.get(meaning, 0.6)
            )
            score = max(by_header, by_content)
            if score >= MAPPED_FROM:
                scored.append((round(score, 3), -place, meaning, one, by_header >= by_content))
    for score, _, meaning, one, by_header in sorted(scored, key=lambda row: (-row[0], -row[1], row[2])):
        if meaning in made.columns or one.name in made.taken:
            continue
        if meaning == "incident_number" and "call_number" not in made.columns:
            continue
        made.columns[meaning] = (one.name,)
        made.evidence[meaning] = Evidence(confidence=round(min(0.99, score), 2), why=_why(one, by_header=by_header))
        made.taken.add(one.name)
    _demand_type(made)


def _demand_type(made: _Proposal) -> None:
    """An export has a call type; where no header says so, the best text column is proposed with little confidence."""
    if "final_call_type" in made.columns or "initial_call_type" in made.columns:
        return
    scored = [
        (max(promoted(one, "final_call_type"), 0.35 * _is_worded_code(one)), -place, one)
        for place, one in enumerate(made.free())
    ]
    score, _, best = max(scored, key=lambda row: row[:2], default=(0.0, 0, None))
    if best is not None and score > 0:
        made.columns["final_call_type"] = (best.name,)
        made.evidence["final_call_type"] = Evidence(confidence=round(score * 0.7, 2), why=_why(best, by_header=False))
        made.taken.add(best.name)


def _is_worded_code(one: Profile) -> bool:
    """A text column of words that repeat."""
    return one.timed < 0.2 and one.words > 0.7 and one.distinct >= 2 and one.repeats < 0.5


def _why(one: Profile, *, by_header: bool) -> str:
    lead = f"header {one.header!r}" if by_header else f"content alone (header {one.header!r} does not say)"
    examples = ", ".join(repr(value[:40]) for value in one.example())
    return f"{lead}; {one.distinct} different values in {one.recorded} recorded; such as {examples}"


def _why_unmapped(one: Profile) -> str:
    if not one.recorded:
        return "no value in the sample"
    if one.timed >= 0.6:
        return "a time, but no point of a call's life that is needed"
    if header_score(one.header, "duration") * fit(one, "duration") > 0.3 and duration_unit(one):
        return "a duration beside the one that is counted; if it is the better one, name it under [duration]"
    counted = one.numeric > 0.9 and one.numbers and all(number == int(number) for number in one.numbers)
    if counted and min(one.numbers) >= 1 and max(one.numbers) <= 50 and one.distinct > 1:
        return "small whole numbers: if they count units or officers, map them to reported_units or reported_officers"
    return f"no meaning was recognised; such as {one.example(1)[0][:40]!r}"


def _choose_row_kind(made: _Proposal, rows: Sequence[Sequence[str | None]], columns: Sequence[str]) -> None:
    if made.rows == "packed":
        made.columns.pop("unit_id", None)
        return
    if "call_number" in made.columns and "unit_id" in made.columns and _rows_are_units(made, rows, columns):
        made.rows = "unit"
        for point in ("dispatched", "enroute", "arrived", "cleared"):
            if point in made.times:
                made.unit_times[point] = made.times.pop(point)
                made.evidence[f"unit_{point}"] = made.evidence.pop(point)
        return
    if len(made.times) < 2:
        scored = [
            (header_score(one.header, "duration") * fit(one, "duration"), -n, one) for n, one in enumerate(made.free())
        ]
        score, _, best = max(scored, key=lambda row: row[:2], default=(0.0, 0, None))
        unit = duration_unit(best) if best is not None and score > 0.3 else None
        if best is not None and unit:
            made.rows, made.duration = "duration", Duration(columns=(best.name,), unit=unit)
            made.evidence["duration"] = Evidence(
                confidence=round(score, 2), why=f"{_why(best, by_header=True)}; read as {unit}"
            )


def _rows_are_units(made: _Proposal, rows: Sequence[Sequence[str | None]], columns: Sequence[str]) -> bool:
    """Call numbers repeat, and nearly always with another unit."""
    number, unit = (list(columns).index(made.columns[name][0]) for name in ("call_number", "unit_id"))
    seen: dict[str, list[str]] = {}
    for row in rows:
        if row[number]:
            seen.setdefault(str(row[number]), []).append(str(row[unit]))
    repeated = [units for units in seen.values() if len(units) > 1]
    if not seen or len(repeated) < 0.05 * len(seen):
        return False
    return sum(len(set(units)) > 1 for units in repeated) >= 0.6 * len(repeated)


def _value_words(made: _Proposal) -> dict[str, dict[str, str]]:
    """What the agencies and ways of reception in the sample are taken to mean."""
    by_name = {one.name: one for one in made.profiles}
    told: dict[str, dict[str, str]] = {}
    for meaning, name, reads in (
        ("discipline", "agency", discipline_of),
        ("initiated_by", "reception", initiated_by_of),
    ):
        given = made.columns.get(name, ())
        if given and given[0] in by_name:
            words = {value: reads(value) for value in sorted(by_name[given[0]].counts)[:60]}
            told[meaning] = {value: word for value, word in words.items() if word and word != "unknown"}
    return told

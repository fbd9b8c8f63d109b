"""Ratings read back from rating workbooks and CSV files, however they were sorted, renamed or added to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from arcs.core.instruments.items import Instrument
from arcs.core.instruments.ratings import Entry, RatingsReading, read_entries
from arcs.core.refusal import Refusal
from arcs.files.workbooks.rating_forms import CALL_TYPE, CODE_LABEL, COMMENT, GROUP_LABEL, NUMBER, comment_heading
from arcs.files.workbooks.sheets_read import SheetRows, headed_rows, read_sheets


def read_ratings(
    paths: Iterable[Path], instrument: Instrument, call_types: Collection[str] | None = None
) -> RatingsReading:
    """Read rating workbooks and CSV files: all ratings with every repair and every refusal.

    Three shapes are known by their headings: the rating workbook (or its sheet saved as CSV); a wide CSV with `rater`,
    `call_type` and a column per item; a long CSV with `rater`, `call_type`, `item`, `answer`. `group`, `comment` and
    `repeat` may stand in either. A file that cannot be read at all is one refusal; the others are still read.
    """
    entries: list[Entry] = []
    unusable: list[Refusal] = []
    for path in paths:
        try:
            entries.extend(rating_entries(path, instrument))
        except Refusal as refusal:
            unusable.append(refusal)
    reading = read_entries(entries, instrument, call_types)
    return replace(reading, refused=(*unusable, *reading.refused))


def rating_entries(path: Path, instrument: Instrument) -> tuple[Entry, ...]:
    """Every cell of one file that holds an answer or a comment, with its place; a Refusal when it holds no form."""
    for sheet in read_sheets(path):
        header = _find_header(sheet)
        if header is not None:
            return _number_repeats(list(_entries(sheet, header, instrument)))
    raise Refusal(
        path.name,
        f"no row with the headings of a rating form ({CALL_TYPE} or call_type) was found",
        "give a rating workbook as written by arcs study new, or a CSV with rater, call_type, item and answer",
    )


def _plain(heading: str) -> str:
    return " ".join(heading.replace("_", " ").split()).casefold()


_RATER = {_plain(CODE_LABEL), "rater", "rater code", "code"}
_TYPE = {_plain(CALL_TYPE), "cfs type", "cfs category"}


def _find_header(sheet: SheetRows) -> int | None:
    for at, (_, cells) in enumerate(sheet.rows[:50]):
        names = {_plain(cell) for cell in cells}
        if names & _TYPE and len(names - {""}) >= 3:
            return at
    return None


def _above(sheet: SheetRows, header: int, labels: set[str]) -> str:
    """The text to the right of a label in the lines above the table."""
    for _, cells in sheet.rows[:header]:
        for at, cell in enumerate(cells[:-1]):
            if _plain(cell) in labels:
                return cells[at + 1].strip()
    return ""


def _entries(sheet: SheetRows, header: int, instrument: Instrument) -> Iterator[tuple[int, Entry]]:
    """Entries with the number that the form gave the row (0 where it gave none)."""
    code = _above(sheet, header, _RATER)
    group = _above(sheet, header, {_plain(GROUP_LABEL)})
    columns = {_plain(name): name for name in reversed([" ".join(cell.split()) for cell in sheet.rows[header][1]])}
    is_long = "item" in columns and "answer" in columns
    items = _item_columns(columns, instrument, is_long=is_long)
    if not items and not is_long:
        raise Refusal(sheet.where(header + 1), "no column belongs to an item", "keep the headings of the form")
    for line, record in headed_rows(sheet, header):
        cell = {plain: record.get(name, "") for plain, name in columns.items()}
        number = _whole(cell.get(_plain(NUMBER), "")) or 0  # without numbers, doubled rows contradict each other
        common = Entry(
            where=sheet.where(line),
            rater=next((cell[name] for name in sorted(_RATER) if cell.get(name, "").strip()), code),
            group=cell.get(_plain(GROUP_LABEL), "") or group,
            call_type=next((cell[name] for name in sorted(_TYPE) if cell.get(name)), "").strip(),
            item="",
            given=None,
            comment=cell.get(_plain(COMMENT), ""),
            repeat=_whole(cell.get("repeat", "")) or 0,
        )
        if is_long:
            where = sheet.where(line, columns["answer"])
            yield number, replace(common, where=where, item=cell["item"].strip(), given=cell["answer"])
            continue
        for item, (answer, comment) in items.items():
            place = sheet.where(line, columns.get(answer, answer))
            remark = cell.get(comment, "")
            yield number, replace(common, where=place, item=item, given=cell.get(answer, ""), comment=remark)
        if common.comment.strip():
            yield number, replace(common, where=sheet.where(line, columns[_plain(COMMENT)]))


def _item_columns(columns: dict[str, str], instrument: Instrument, *, is_long: bool) -> dict[str, tuple[str, str]]:
    """For each item found: the column of its answers and the one of its comments."""
    found: dict[str, tuple[str, str]] = {}
    if is_long:
        return found
    for item in instrument.items:
        for name in (item.heading, item.name):
            if _plain(name) in columns:
                own = (_plain(comment_heading(item)), _plain(f"{item.name} comment"))
                found[item.name] = (_plain(name), next((one for one in own if one in columns), own[0]))
                break
    return found


def _whole(text: str) -> int | None:
    return int(text) if text.strip().isascii() and text.strip().isdigit() and len(text.strip()) < 9 else None


def _number_repeats(numbered: list[tuple[int, Entry]]) -> tuple[Entry, ...]:
    """A type that a form shows twice under two numbers is a hidden repeat: the lower number was answered first."""
    numbers: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    for number, one in numbered:
        numbers[one.rater, one.call_type, one.item].add(number)
    return tuple(
        replace(one, repeat=max(one.repeat, sorted(numbers[one.rater, one.call_type, one.item]).index(number)))
        for number, one in numbered
    )

"""How a column writes its times: the forms are recognised from the text itself and read back by DuckDB.

A form is a `strptime` format, or one of the words below. Forms that name an instant (epoch, ISO with an offset) give
UTC; all others give the local wall clock. A form without a date is a clock, placed on a day by the point before it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from arcs.files.sql import literal

ISO = "ISO"
ISO_OFFSET = "ISO offset"
EPOCH_S = "epoch s"
EPOCH_MS = "epoch ms"
EXCEL = "excel"
EXCEL_1904 = "excel 1904"
EXCEL_CLOCK = "excel clock"
INSTANTS = frozenset({ISO_OFFSET, EPOCH_S, EPOCH_MS})
NUMBERS = frozenset({EPOCH_S, EPOCH_MS, EXCEL, EXCEL_1904, EXCEL_CLOCK})
WORDS = INSTANTS | NUMBERS | {ISO}

# Nothing dispatched by computer is older; earlier dates (1753, 1899, 1900, 1970) and later ones (9999) mean "not
# recorded".
EARLIEST_MS = 31_536_000_000  # 1971-01-01
LATEST_MS = 7_258_118_400_000  # 2200-01-01
DAY_MS = 86_400_000
_CLOCK_BASE_MS = 2_208_988_800_000  # DuckDB reads a bare clock onto 1900-01-01

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATES = (
    (re.compile(r"\d{4}([-/.])\d{1,2}\1\d{1,2}"), "%Y{0}%m{0}%d"),
    (re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d{4}"), "%m{0}%d{0}%Y"),
    (re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d{2}(?!\d)"), "%m{0}%d{0}%y"),
    (re.compile(rf"\d{{1,2}}([-/ ]?){_MONTH}\1\d{{4}}", re.I), "%d{0}{month}{0}%Y"),
    (re.compile(rf"\d{{1,2}}([-/ ]?){_MONTH}\1\d{{2}}(?!\d)", re.I), "%d{0}{month}{0}%y"),
    (re.compile(rf"{_MONTH}( )\d{{1,2}}, \d{{4}}", re.I), "{month}{0}%d, %Y"),
    (re.compile(rf"{_MONTH}( )\d{{1,2}} \d{{4}}", re.I), "{month}{0}%d %Y"),
    (re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])()"), "%Y%m%d"),
)
_COMPACT_ZONE = re.compile(r"\d{14}([ECMPAH][SD]T?)")  # 20240103002000PS: standard or daylight time, as it hung
_WEEKDAY = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)([a-z]*)(,? )", re.I)
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(:\d\d)?(\.\d+)?( ?)([ap]\.? ?m\.?)?", re.I)
_COMPACT_CLOCK = re.compile(r"([01]\d|2[0-3])([0-5]\d)([0-5]\d)?(?!\d)")
_OFFSET = re.compile(r" ?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)$")
_OFFSET_SQL = ":\\d\\d(\\.\\d+)? ?(Z|UTC|GMT|[+-]\\d\\d(:?\\d\\d)?)$"
_SEPARATORS = (" - ", ", ", "  ", "T", " ", ":", "")
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")


def _date_form(text: str) -> tuple[str, str] | None:
    """The date at the start of the text as a format, and what follows it."""
    weekday = _WEEKDAY.match(text)
    lead = ""
    if weekday:
        lead = ("%A" if weekday.group(2) else "%a") + weekday.group(3)
        text = text[weekday.end() :]
    for pattern, form in _DATES:
        found = pattern.match(text)
        if found:
            words = re.search(r"[A-Za-z]+", found.group(0))
            month = "%B" if words and len(words.group(0)) > 3 else "%b"
            return lead + form.format(found.group(1), month=month), text[found.end() :]
    return None


def _clock_form(text: str, *, compact: bool) -> tuple[str, str] | None:
    """The clock at the start of the text as a format, and what follows it."""
    found = _CLOCK.match(text)
    if found:
        half = found.group(6)
        if int(found.group(1)) > (12 if half else 23) or int(found.group(2)) > 59:
            return None
        form = ("%I" if half else "%H") + ":%M" + (":%S" if found.group(3) else "") + (".%f" if found.group(4) else "")
        if half:
            form += found.group(5) + ("%p." if "." in half or " " in half else "%p")
            return form, text[found.end() :]
        return form, text[found.end() - len(found.group(5)) :]
    found = _COMPACT_CLOCK.match(text) if compact else None
    if found:
        return "%H%M" + ("%S" if found.group(3) else ""), text[found.end() :]
    return None


def _number_form(text: str) -> str | None:
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    for word, low, high in (
        (EPOCH_MS, 3.15e11, 4.1e12),
        (EPOCH_S, 3.15e8, 4.1e9),
        (EXCEL, 25_000, 62_000),
    ):
        if low <= value < high:
            return word
    return EXCEL_CLOCK if "." in text and 0 <= value < 1 else None


@lru_cache(maxsize=50_000)
def time_form(text: str) -> str | None:
    """The form of one value, month before day where the text does not say; None if it is no time.

    >>> time_form("12/31/2024 11:59 PM"), time_form("2024-12-31T23:59:00Z"), time_form("1735689600000")
    ('%m/%d/%Y %I:%M %p', 'ISO offset', 'epoch ms')
    """
    text = text.strip()
    if not text or len(text) > 45 or not any(letter.isdigit() for letter in text):
        return None
    dated = _date_form(text)
    if dated is None or (dated[0] == "%Y%m%d" and text.isdigit() and len(text) not in {8, 12, 14}):
        number = _number_form(text)
        clock = _clock_form(text, compact=False)
        return number or (clock[0] if clock and not clock[1].strip() else None)
    form, rest = dated
    lettered = _COMPACT_ZONE.fullmatch(text)
    if lettered:
        return f"%Y%m%d%H%M%S{lettered.group(1)}"
    offset = _OFFSET.search(rest) if len(rest) > 4 else None
    if offset:
        rest = rest[: offset.start()]
    if rest.strip():
        separator = next(one for one in _SEPARATORS if rest.startswith(one))
        clock = _clock_form(rest[len(separator) :], compact=True)
        if clock is None or clock[1].strip():
            return None
        form = f"{form}{separator}{clock[0]}"
    if offset:
        return ISO_OFFSET if form.startswith(("%Y-%m-%d", "%Y/%m/%d")) and "%H:%M" in form else None
    return ISO if _is_iso(form) else form


def _is_iso(form: str) -> bool:
    return form.startswith("%Y-%m-%d") and form[8:] in {
        "",
        *(f"{gap}%H:%M{rest}" for gap in " T" for rest in ("", ":%S", ":%S.%f")),
    }


def compact_clock(values: Sequence[str]) -> str | None:
    """The form of clocks without a sign (0935, 093507), if every value is one; a header must say that it is a time.

    >>> compact_clock(["0935", "2359"]), compact_clock(["1999", "2024"])
    ('%H%M', None)
    """
    for form, pattern in (("%H%M", r"([01]\d|2[0-3])[0-5]\d"), ("%H%M%S", r"([01]\d|2[0-3])[0-5]\d[0-5]\d")):
        if values and all(re.fullmatch(pattern, value.strip()) for value in values):
            return form
    return None


def forms_of(values: Iterable[str | None]) -> Counter[str | None]:
    """How many values have each form (None: not a time); empty values are left out."""
    return Counter(time_form(value) for value in values if value is not None and value.strip())


def is_clock(form: str) -> bool:
    """The form has no date.

    >>> is_clock("%H:%M:%S"), is_clock("%m/%d/%Y %H:%M"), is_clock("ISO")
    (True, False, False)
    """
    return form == EXCEL_CLOCK or (form not in WORDS and not any(part in form for part in ("%Y", "%y", "%d")))


def is_date(form: str) -> bool:
    """The form has no clock (ISO and Excel forms may carry one, so they are not dates)."""
    return form not in WORDS and not is_clock(form) and not any(part in form for part in ("%H", "%I"))


def swapped(form: str) -> str:
    """The same form with the day before the month.

    >>> swapped("%m/%d/%y %H:%M")
    '%d/%m/%y %H:%M'
    """
    return re.sub(r"^%m([-/.])%d\1", r"%d\1%m\1", form)


def is_swappable(form: str) -> bool:
    """The form begins with two numbers of which either may be the month."""
    return swapped(form) != form


def day_order_votes(values: Iterable[str | None]) -> tuple[int, int]:
    """Values that can only be day-first, and values that can only be month-first (a number above 12 in either
    place).
    """
    day_first = month_first = 0
    for value in values:
        found = re.match(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.]\d", value or "")
        if found:
            day_first += int(found.group(1)) > 12
            month_first += int(found.group(2)) > 12
    return day_first, month_first


def _number_ms(text: str, form: str) -> int:
    value = float(text)
    if form == EPOCH_MS:
        return round(value)
    if form == EPOCH_S:
        return round(value * 1000)
    days = {EXCEL: 25_569, EXCEL_1904: 24_107, EXCEL_CLOCK: 0}[form]
    return round((value - days) * 86_400) * 1000


def parsed_ms(text: str | None, forms: Sequence[str]) -> int | None:
    """One value in milliseconds since 1970 on the clock it is written in (a bare clock: since midnight).

    >>> parsed_ms("43101.0256944444", ["excel"]) == parsed_ms("2018-01-01 00:37:00", ["ISO"])
    True
    """
    for form in forms:
        try:
            if form in NUMBERS:
                return _number_ms(text or "", form)
            moment = _moment((text or "").strip(), form)
        except ValueError:
            continue
        if is_clock(form):
            return (moment - datetime(1900, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
        return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    return None


def _moment(text: str, form: str) -> datetime:
    if form in {ISO, ISO_OFFSET}:
        moment = datetime.fromisoformat(text.replace("/", "-"))
        return moment.astimezone(UTC) if form == ISO_OFFSET and moment.tzinfo else moment.replace(tzinfo=UTC)
    if form.endswith("%p."):
        text, form = re.sub(r"([ap])\.? ?m\.?$", r"\1m", text, flags=re.I), form[:-1]
    return datetime.strptime(text, form).replace(tzinfo=UTC)


def _strptime_sql(column: str, forms: Sequence[str]) -> str:
    dotted = any(form.endswith("%p.") for form in forms)
    if dotted:
        column = f"regexp_replace({column}, '([aApP])\\.? ?[mM]\\.?$', '\\1m')"
    plain = [literal(form.removesuffix(".") if form.endswith("%p.") else form) for form in forms]
    choice = plain[0] if len(plain) == 1 else f"[{', '.join(plain)}]"
    shift = f" + {_CLOCK_BASE_MS}" if is_clock(forms[0]) else ""
    return f"(epoch_ms(try_strptime({column}, {choice})){shift})"


def _word_sql(column: str, form: str) -> str:
    number = f"try_cast({column} AS DOUBLE)"
    return {
        ISO: f"epoch_ms(try_cast({column} AS TIMESTAMP))",
        # Without the test, a time that names no offset would be taken for UTC.
        ISO_OFFSET: (
            f"CASE WHEN regexp_matches({column}, '{_OFFSET_SQL}') THEN epoch_ms(try_cast({column} AS TIMESTAMPTZ)) END"
        ),
        EPOCH_S: f"try_cast(round({number} * 1000) AS BIGINT)",
        EPOCH_MS: f"try_cast(round({number}) AS BIGINT)",
        EXCEL: f"try_cast(round(({number} - 25569) * 86400) * 1000 AS BIGINT)",
        EXCEL_1904: f"try_cast(round(({number} - 24107) * 86400) * 1000 AS BIGINT)",
        EXCEL_CLOCK: f"try_cast(round({number} * 86400) * 1000 AS BIGINT)",
    }[form]


def parse_sql(column: str, forms: Sequence[str]) -> str:
    """SQL that reads a text column in any of the forms, in milliseconds as `parsed_ms` gives them; NULL if
    unreadable.
    """
    words = [form for form in forms if form in WORDS]
    dated = [form for form in forms if form not in WORDS and not is_clock(form)]
    clocks = [form for form in forms if form not in WORDS and is_clock(form)]
    parts = [_word_sql(column, form) for form in words]
    parts += [_strptime_sql(column, group) for group in (dated, clocks) if group]
    return parts[0] if len(parts) == 1 else f"coalesce({', '.join(parts)})"

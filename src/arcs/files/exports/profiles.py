"""What a column's own content says: a profile of its sample, and how well that fits each meaning."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from arcs.files.exports.headers import TIME_MEANINGS, header_score, plain_words
from arcs.files.exports.mapping import NULL_WORDS
from arcs.files.exports.packed import PACKED_CELL
from arcs.files.exports.settling import forms_in
from arcs.files.exports.staging import NO, YES
from arcs.files.exports.times import DAY_MS, INSTANTS, compact_clock, forms_of, is_clock, is_date, parsed_ms

_NULLS = frozenset(NULL_WORDS) | {""}
_NUMBER = re.compile(r"-?\d+(\.\d+)?$")
_UNIT = re.compile(r"[A-Z]{0,6}[-/ ]?\d{1,5}[A-Z]{0,3}\d{0,3}(-\d{1,3})?$", re.I)
_PACKED = re.compile(PACKED_CELL)
_BLOCK = re.compile(
    r"\d+(X+|-BLK)?\s+\S+.*|.*\b(block|blk|st|ave?|rd|blvd|dr|ln|ct|pl|hwy|street|avenue|road|calle|av)\b.*|.+\s(/|&|@|and)\s.+",
    re.I,
)
_LONG_CLOCK = re.compile(r"\d{1,3}:[0-5]\d(:[0-5]\d(\.\d+)?)?$")
_AGENCY = re.compile(
    r"(?i)\b(police|pd|fire|fd|ems|sheriff|so|medic|rescue|polic[ií]a|bomberos|le|lpd|ambulance)\b|(pd|fd|so|ems)$"
)
_URGENCY = re.compile(
    r"(?i)(p|pri|priority)?[ "
    r"-]*[0-9]{1,2}[a-z]?|[a-eoumhln]|emergency|high|medium|low|routine|urgent|alta|media|baja|normal|immediate|critical|non-?emergency|prompt"
)
_CAME_IN = re.compile(
    r"(?i)911|phone|officer|self|on-?view|walk|radio|alarm|field|c2c|text|tel|llamada|online|lobby|citizen|wireless|voip"
)
_DISPO = re.compile(
    r"(?i)\b(rpt|nat|nrn|goa|utl|adv|rtf|nr|re|report|no "
    r"report|cancel\w*|false|arrest\w*|unfounded|unable|cleared|citation|warning|closed|assist\w*|referred|duplicate|informe|detenido)\b"
)


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A column's sample in figures; shares are of the recorded values (null words left out)."""

    name: str
    header: str
    values: tuple[str | None, ...]
    recorded: int
    distinct: int
    filled: float
    timed: float
    forms: tuple[str, ...]
    numeric: float
    words: float
    mean_length: float
    numbers: tuple[float, ...]
    counts: Counter[str]

    @property
    def repeats(self) -> float:
        """Distinct values over recorded ones: 1 for a key, near 0 for a code."""
        return self.distinct / self.recorded if self.recorded else 0.0

    @property
    def is_clock(self) -> bool:
        """Clocks without a date."""
        return bool(self.forms) and is_clock(self.forms[0])

    @property
    def is_instant(self) -> bool:
        """Epochs, or times with an offset."""
        return bool(self.forms) and self.forms[0] in INSTANTS

    @cached_property
    def is_date(self) -> bool:
        """Days without a clock (or all at midnight)."""
        return bool(self.forms) and not self.is_clock and (is_date(self.forms[0]) or self.all_midnight)

    @property
    def all_midnight(self) -> bool:
        """No value has a clock other than midnight."""
        moments = [ms for ms in self.moments[:200] if ms is not None]
        return bool(moments) and all(ms % DAY_MS == 0 for ms in moments)

    @cached_property
    def moments(self) -> list[int | None]:
        """Each sampled row's time in milliseconds, in the order of the sample."""
        return [None if value is None else parsed_ms(value, self.forms) for value in self.values]

    def share(self, test: Callable[[str], object]) -> float:
        """Share of the recorded values that pass."""
        passed = sum(count for value, count in self.counts.items() if test(value))
        return passed / self.recorded if self.recorded else 0.0

    def example(self, most: int = 3) -> tuple[str, ...]:
        """The commonest values."""
        return tuple(value for value, _ in self.counts.most_common(most))


def profile(name: str, header: str, given: Sequence[str | None]) -> Profile:
    """Profile one column's sample."""
    values = tuple(None if one is None or one.strip().upper() in _NULLS else one.strip() for one in given)
    counts = Counter(value for value in values if value is not None)
    recorded = sum(counts.values())
    forms = forms_of(value for value in values if value is not None)
    timed = sum(n for form, n in forms.items() if form) / recorded if recorded else 0.0
    named = "time" in plain_words(header).split() or any(header_score(header, one) > 0.3 for one in TIME_MEANINGS)
    compact = compact_clock(list(counts)) if named else None
    if compact:
        timed = 1.0
    numbers = tuple(float(value) for value in counts if _NUMBER.fullmatch(value) and len(value) < 25)
    numeric = sum(n for value, n in counts.items() if _NUMBER.fullmatch(value)) / recorded if recorded else 0.0
    return Profile(
        name=name,
        header=header,
        values=values,
        recorded=recorded,
        distinct=len(counts),
        filled=recorded / len(values) if values else 0.0,
        timed=timed,
        forms=forms_in([value for value in values if value is not None]) if timed >= 0.5 else (),
        numeric=numeric,
        words=sum(n for value, n in counts.items() if re.search(r"[^\W\d_]{3}", value)) / recorded if recorded else 0.0,
        mean_length=sum(len(value) * n for value, n in counts.items()) / recorded if recorded else 0.0,
        numbers=numbers,
        counts=counts,
    )


def _is_packed_cell(value: str) -> bool:
    return bool(_PACKED.match(value)) and not re.match(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b", value)


def is_packed(one: Profile) -> bool:
    """Cells such as `M5=07:05:17, WAVE1=06:51:33`."""
    return one.recorded > 0 and one.timed < 0.5 and one.share(_is_packed_cell) >= 0.6


def duration_unit(one: Profile) -> str | None:
    """The unit of a column of durations, from its content and its header; None if it holds none."""
    if one.share(_LONG_CLOCK.fullmatch) >= 0.8:
        return "clock"
    if one.numeric < 0.8 or not one.numbers or min(one.numbers) < -86_400:
        return None
    words = one.header.lower()
    for unit, pattern in (("hours", r"hour|hrs|horas"), ("minutes", r"min"), ("seconds", r"sec|seg")):
        if re.search(pattern, words):
            return unit
    usual = sorted(number for number in one.numbers if number > 0) or [0]
    return "seconds" if usual[len(usual) // 2] > 180 else "minutes"


def _code_set(one: Profile, most: int) -> float:
    return 1.0 if 0 < one.distinct <= most and one.repeats < 0.7 else 0.4 if 0 < one.distinct <= most else 0.0


def _type_fit(one: Profile) -> float:
    if one.timed > 0.5 or (one.numeric > 0.95 and one.distinct > 300):
        return 0.0
    if one.repeats > 0.9 and one.recorded > 100:
        return 0.1
    return 0.75 + 0.25 * min(1.0, one.words) if one.recorded else 0.0


def _number_fit(one: Profile) -> float:
    if one.recorded == 0 or one.mean_length < 1:
        return 0.0
    timed = 0.3 if one.timed > 0.5 and not one.numeric > 0.9 else 1.0
    return timed * (1.0 if one.repeats > 0.8 else 0.6 if one.repeats > 0.15 else 0.15 if one.recorded > 60 else 0.5)


def _between(one: Profile, low: float, high: float) -> float:
    inside = [number for number in one.numbers if low <= number <= high and number != 0]
    return 1.0 if one.numeric > 0.8 and one.numbers and len(inside) >= 0.6 * len(one.numbers) else 0.0


def _small_count(one: Profile) -> float:
    return 1.0 if one.numeric > 0.9 and one.numbers and min(one.numbers) >= 0 and max(one.numbers) <= 200 else 0.0


def _flag(one: Profile) -> float:
    return (
        1.0 if one.share(lambda value: value.upper() in YES or value.upper() in NO) > 0.9 and one.distinct <= 6 else 0.0
    )


def _incident_number_fit(one: Profile) -> float:
    return _number_fit(one) if one.recorded else 0.3


def fit(one: Profile, meaning: str) -> float:
    """How well the content suits a meaning that is no point of time: 0 vetoes, 1 suits fully."""
    if meaning.startswith(("outcome_", "nature_")) or meaning == "reopened":
        return _flag(one) or (0.3 if one.recorded == 0 else 0.0)
    return _FITS[meaning](one)


_FITS: dict[str, Callable[[Profile], float]] = {
    "call_number": _number_fit,
    "incident_number": _incident_number_fit,
    "final_call_type": _type_fit,
    "initial_call_type": _type_fit,
    "priority": lambda one: _code_set(one, 40) * (1.0 if one.mean_length < 20 and one.timed < 0.5 else 0.2),
    "reception": lambda one: _code_set(one, 60) * (1.0 if one.timed < 0.5 else 0.0),
    "agency": lambda one: _code_set(one, 120) * (1.0 if one.timed < 0.5 else 0.0),
    "disposition": lambda one: (
        (0.9 if one.repeats < 0.6 else 0.5) * (1.0 if one.timed < 0.5 else 0.0) if one.recorded else 0.3
    ),
    "beat": lambda one: (
        (1.0 if one.mean_length < 30 and one.repeats < 0.7 else 0.4) * (1.0 if one.timed < 0.5 else 0.0)
    ),
    "address_block": lambda one: (
        1.0 if one.words > 0.4 and one.mean_length > 4 else 0.2 if one.recorded and one.numeric < 0.8 else 0.0
    ),
    "latitude": lambda one: _between(one, -90, 90),
    "longitude": lambda one: _between(one, -180, 180),
    "unit_id": lambda one: (
        (1.0 if one.share(_UNIT.fullmatch) > 0.5 else 0.5) * (1.0 if one.timed < 0.5 and one.mean_length < 20 else 0.0)
    ),
    "reported_units": _small_count,
    "reported_officers": _small_count,
    "duration": lambda one: 1.0 if duration_unit(one) else 0.0,
}


def promoted(one: Profile, meaning: str) -> float:
    """How far the content alone suggests a meaning, whatever the header; never sure."""
    return _PROMOTIONS[meaning](one) if meaning in _PROMOTIONS and one.recorded >= 20 else 0.0


def _promoted_type(one: Profile) -> float:
    fits = one.timed < 0.2 and one.numeric < 0.5 and one.words > 0.5 and 4 <= one.mean_length <= 45
    if not fits or one.share(_AGENCY.fullmatch) > 0.5 or one.share(_BLOCK.fullmatch) > 0.3:
        return 0.0
    return 0.6 if one.distinct >= 8 and one.repeats < 0.6 else 0.45 if one.distinct >= 5 and one.repeats < 0.8 else 0.0


def _promoted_latitude(one: Profile) -> float:
    """Degrees of one place: a county is no wider than a few, where minutes and hours begin at nothing."""
    precise = one.share(lambda value: re.fullmatch(r"-?\d{1,2}\.\d{3,}", value)) > 0.8
    usual = sorted(number for number in one.numbers if number != 0)
    middle = usual[len(usual) // 20 : len(usual) - len(usual) // 20]
    near = bool(middle) and middle[-1] - middle[0] < 5 and min(map(abs, middle)) > 10
    return 0.6 if precise and near and _between(one, -66, 72) else 0.0


def _promoted_longitude(one: Profile) -> float:
    precise = one.share(lambda value: re.fullmatch(r"-\d{2,3}\.\d{3,}", value)) > 0.8
    return 0.65 if precise and _between(one, -180, -30) else 0.0


def _looks_like_a_key(value: str) -> bool:
    return bool(re.search(r"\d{3}", value)) and not re.search(r"\.\d", value) and " " not in value


def _promoted_number(one: Profile) -> float:
    unique = one.repeats > 0.97 and one.timed < 0.5 and one.words < 0.5 and 3 < one.mean_length < 25
    return 0.6 if unique and one.share(_looks_like_a_key) > 0.9 else 0.0


def _promoted_unit(one: Profile) -> float:
    repeats = one.distinct >= 3 and 0.02 < one.repeats < 0.8 and one.mean_length <= 7
    return 0.5 if repeats and one.numeric < 0.2 and one.share(_UNIT.fullmatch) > 0.9 else 0.0


def _promoted_block(one: Profile) -> float:
    long_texts = one.mean_length > 8 and one.distinct > 10 and one.timed < 0.2
    return 0.55 if long_texts and one.share(_BLOCK.fullmatch) > 0.8 else 0.0


def _promoted_code(one: Profile, pattern: re.Pattern[str], *, most: int, share: float, whole: bool = False) -> float:
    """A small set of codes of which most speak the field's words."""
    test = pattern.fullmatch if whole else pattern.search
    few = 1 <= one.distinct <= most and one.repeats < 0.4 and one.mean_length < 30
    return 0.55 if few and one.share(test) > share else 0.0


_PROMOTIONS: dict[str, Callable[[Profile], float]] = {
    "call_number": _promoted_number,
    "final_call_type": _promoted_type,
    "priority": lambda one: (
        0.0 if one.distinct < 2 or _flag(one) else _promoted_code(one, _URGENCY, most=10, share=0.95, whole=True)
    ),
    "reception": lambda one: _promoted_code(one, _CAME_IN, most=40, share=0.6) if one.distinct > 1 else 0.0,
    "agency": lambda one: _promoted_code(one, _AGENCY, most=40, share=0.8),
    "disposition": lambda one: _promoted_code(one, _DISPO, most=80, share=0.6) if one.distinct > 1 else 0.0,
    "address_block": _promoted_block,
    "latitude": _promoted_latitude,
    "longitude": _promoted_longitude,
    "unit_id": _promoted_unit,
}

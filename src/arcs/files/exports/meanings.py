"""What an agency's own words mean in the call table: service, who began the call, the rank of a priority."""

import re
from collections.abc import Mapping

from arcs.files.exports.staging import StagePlan
from arcs.files.sql import literal

_DISCIPLINES = (
    (
        "police",
        r"\b(police|polic[ií]a|pd|p\.d\.|sheriff|so|law|le|constable|marshal|trooper|highway patrol|lapd|nypd)\b|pd$",
    ),
    ("fire", r"\b(fire|fd|f\.d\.|bomberos|rescue|hazmat)\b|fd$"),
    ("other", r"\b(works|parks|parking|animal|utilit(y|ies)|dispatch|code|streets?|transit|dot|health)\b"),
    ("ems", r"\b(ems|ambulance|medic|medical|paramedic|als|bls|ambulancia)\b"),
)
_BEGINNERS = (
    (
        "officer",
        r"officer|self[- ]?init|on[- ]?view|onview|field|traffic stop|proactive|unit init|radio|oficial|\bsi\b|\bov\b",
    ),
    ("alarm", r"alarm|\bals? co|sensor|shotspotter|alarma|automatic crash"),
    ("transfer", r"transfer|c2c|cad to cad|cad2cad|mutual|other agency|interface|asap"),
    (
        "community",
        r"phone|911|9-1-1|e-?911|call|walk|lobby|citizen|public|text|web|online|internet|resident|cell|wireless|"
        r"landline|voip|counter|desk|in person|tel[eé]fono|llamada|ciudadan|non-?emergency|\bten\b|e-?mail",
    ),
)


def discipline_of(agency: str) -> str | None:
    """The service that an agency's name speaks of; None where it says nothing.

    >>> discipline_of("POLICE"), discipline_of("Village FD"), discipline_of("Oak Park")
    ('police', 'fire', None)
    """
    words = agency.replace("_", " ").lower().strip()
    return next((name for name, pattern in _DISCIPLINES if re.search(pattern, words)), None)


def initiated_by_of(reception: str) -> str:
    """Who began a call that came in this way.

    >>> initiated_by_of("E-911"), initiated_by_of("OFFICER"), initiated_by_of("NOT CAPTURED")
    ('community', 'officer', 'unknown')
    """
    words = reception.replace("_", " ").lower().strip()
    return next((name for name, pattern in _BEGINNERS if re.search(pattern, words)), "unknown")


def value_words(plan: StagePlan, codes: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, str]]:
    """What each agency and each way of reception found in the data means, with the mapping's word first."""
    told: dict[str, dict[str, str]] = {}
    stated = plan.mapping.values
    for name, columns, reads in (
        ("discipline", ("discipline", "agency"), discipline_of),
        ("initiated_by", ("initiated_by", "reception"), initiated_by_of),
    ):
        column = next((one for one in columns if one in plan.fields), None)
        if column:
            own = stated.get(name, {})
            found = {value: own.get(value) or reads(value) for value in [*codes.get(column, {})][:500]}
            told[name] = {value: meaning for value, meaning in found.items() if meaning}
    return told


def case_columns(plan: StagePlan, codes: Mapping[str, Mapping[str, int]]) -> list[str]:
    """SQL of `discipline_read` and `initiated_by_read` over the staged rows."""
    made = []
    for name, columns, otherwise in (
        ("discipline", ("discipline", "agency"), "NULL::VARCHAR"),
        ("initiated_by", ("initiated_by", "reception"), "'unknown'"),
    ):
        column = next((one for one in columns if one in plan.fields), None)
        words = value_words(plan, codes).get(name, {}) if column else {}
        if column:
            branches = " ".join(f"WHEN {literal(value)} THEN {literal(meaning)}" for value, meaning in words.items())
            known = f"CASE {column} {branches} ELSE {otherwise} END" if branches else otherwise
            empty = "NULL" if name == "discipline" else otherwise
            made.append(f"CASE WHEN {column} IS NULL THEN {empty} ELSE {known} END AS {name}_read")
    return made


def rank_sql(column: str) -> str:
    """A priority as a rank, where it is a number (P1, 1, Priority 2) or a plain word of urgency."""
    words = {
        1: ("EMERGENCY", "CRITICAL", "LIFE THREATENING", "IMMEDIATE", "HIGH", "URGENT"),
        2: ("MEDIUM", "MODERATE", "NORMAL", "PROMPT"),
        3: ("LOW", "ROUTINE", "NON-EMERGENCY", "NON EMERGENCY", "DELAYED"),
    }
    # Words one by one: DuckDB plans a long IN as a join, which is worked out even where the rank is not asked for.
    branches = " ".join(f"WHEN {literal(text)} THEN {rank}" for rank, texts in words.items() for text in texts)
    digits = "'^(?:[Pp]|[Pp][Rr][Ii]|[Pp]riority|PRIORITY)?[ -]*(\\d{1,2})$'"
    number = f"try_cast(regexp_extract({column}, {digits}, 1) AS SMALLINT)"
    return f"CASE upper({column}) {branches} ELSE {number} END"

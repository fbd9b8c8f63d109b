"""The published Oak Park tables for tests, from the study folder in examples (or the tables it was made from)."""

import csv
from functools import cache
from pathlib import Path

from arcs.core.instruments.items import PRESET_INSTRUMENT

ROOT = Path(__file__).resolve().parents[2]
STUDY = ROOT / "examples" / "oak_park"
TABLES = ROOT.parent / "shared" / "oak_park"
ITEMS = tuple(item.name for item in PRESET_INSTRUMENT.items)

# Which types each compressed category merges, in the order in which the evidence names them.
MERGES = {
    "Assist Fire Department": ("ASSIST FIRE DEPT",),
    "Assist the Public": ("CITIZEN ASSIST", "MEET COMPLAINANT", "HANDWAVER"),
    "Falls and Fall Reports": ("FALL REPORT", "FALLS"),
    "Found/Recovered Property": ("FOUND PROPERTY", "TURNED IN PROPERTY"),
    "Parking Complaint": ("PARKING COMPLAINT", "PARKING ENFORCEMENT SI"),
    "Lost Property": ("LOST ARTICLE", "THEFT LOST MISLAID PROPERTY"),
    "Theft From Auto": ("BURGLARY TO AUTO", "THEFT FROM AUTO"),
    "Theft of Property Under $500": ("THEFT UNDER 500", "THEFT OF LIC PLATE"),
    "Damage to Property": ("CRIMINAL DAMAGE TO PROPERTY", "DAMAGE TO PROPERTY"),
    "Identity Theft": ("IDENTITY THEFT", "FINANCIAL IDENTITY THEFT"),
    "Bond/Bank Run": ("BANK RUN", "BOND RUN"),
}
MEDICAL = ("AED ACTIVATION", "AFD", "BREATHING PROBLEMS", "CHOKING", "HEMORRHAGE LACERATIONS")
MERGES_WITH_MEDICAL = MERGES | {"Assist Fire Department": ("ASSIST FIRE DEPT", *MEDICAL)}


def _rows(study_file: str, table: str) -> list[dict[str, str]]:
    path = STUDY / study_file if study_file and (STUDY / study_file).exists() else TABLES / table
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _codes(row: dict[str, str]) -> dict[str, str]:
    return {item: row["police_department_value" if item == "department_value" else item] for item in ITEMS}


@cache
def type_codes() -> dict[str, dict[str, str]]:
    """Table A.1: {call type: {item: code}}, 233 of them."""
    rows = _rows("call_types.csv", "table_a1.csv")
    return {row.get("call_type") or row["cfs_category"]: _codes(row) for row in rows}


@cache
def category_rows() -> dict[str, dict[str, str]]:
    """Table 3.2 by category, 46 of them."""
    rows = _rows("categories.csv", "table_3_2.csv")
    return {row.get("category") or row["cfs_type"]: row for row in rows}


def category_codes() -> dict[str, dict[str, str]]:
    """Table 3.2: {category: {item: code}}."""
    return {category: _codes(row) for category, row in category_rows().items()}


def printed_acceptance() -> dict[tuple[str, str], int]:
    """The printed means of Table 3.2 by (category, alternative)."""
    columns = {"cso": "cso_average", "tru_online": "tru_online_average"}
    return {
        (category, alternative): int(row[column])
        for category, row in category_rows().items()
        for alternative, column in columns.items()
        if row[column]
    }


def suggested(asked: str) -> list[tuple[str, str]]:
    """Tables 3.3 (community) and 3.4 (department): (category, list as printed)."""
    if (STUDY / "resources.csv").exists():
        rows = _rows("resources.csv", "")
        return [(row["category"], row["suggested_resources"]) for row in rows if row["asked"] == asked]
    table = "table_3_3.csv" if asked == "community" else "table_3_4.csv"
    return [(row["category"], row["suggested_resources"]) for row in _rows("", table)]

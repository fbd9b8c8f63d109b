"""What tests of the audit share: a place outside the database of each test's own."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def outside(settings: Any, tmp_path: Path) -> Path:
    """Keys, seals and alarms of one test."""
    settings.ARCS_KEYS_FOLDER = str(tmp_path / "keys")
    settings.ARCS_SEAL_FILE = str(tmp_path / "seals.txt")
    settings.ARCS_ALARM_FILE = str(tmp_path / "alarms.jsonl")
    return tmp_path

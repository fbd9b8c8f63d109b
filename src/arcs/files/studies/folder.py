"""A study folder while it is being read: its rows with their lines, its sections, and every fault."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from arcs.core.instruments.items import Instrument
from arcs.core.instruments.ratings import Rating
from arcs.core.suitability.acceptance import SurveyAnswer
from arcs.files.faults import Fault

LARGEST_FILE = 200_000_000


@dataclass(kw_only=True)
class Folder:
    """What was read so far: rows with their lines, and faults."""

    path: Path
    rows: dict[str, list[Any]] = field(default_factory=dict)
    lines: dict[str, list[int]] = field(default_factory=dict)
    sections: dict[str, Any] = field(default_factory=dict)
    statements: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ratings: tuple[Rating, ...] = ()
    answers: tuple[SurveyAnswer, ...] = ()
    instrument: Instrument | None = None
    faults: list[Fault] = field(default_factory=list)

    def fault(self, file: str, line: int, what: str, remedy: str) -> None:
        """Note something wrong and go on."""
        self.faults.append(Fault(file=file, line=line, what=what, remedy=remedy))

    def content(self, file: str) -> bytes | None:
        """A file's bytes; None, with a fault, where it cannot be read."""
        path = self.path / file
        try:
            if path.stat().st_size > LARGEST_FILE:
                self.fault(file, 0, "the file is too large for a study", "put dispatch exports under [[calls]] instead")
                return None
            return path.read_bytes()
        except OSError as stopped:
            self.fault(file, 0, f"it cannot be read ({stopped.strerror})", "check that it is a file with read rights")
            return None

    def text(self, file: str) -> str | None:
        """A file as text; None, with a fault, where it is none."""
        given = self.content(file)
        if given is None:
            return None
        try:
            return given.decode("utf-8-sig")
        except UnicodeDecodeError as wrong:
            line = given[: wrong.start].count(b"\n") + 1
            self.fault(file, line, "it is not UTF-8 text", "save it as UTF-8 (CSV UTF-8 in a spreadsheet)")
            return None

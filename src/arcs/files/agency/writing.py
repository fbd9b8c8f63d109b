"""A `Programme` into `agency.toml`: the same settings give the same bytes, and a person's comments stay."""

from pathlib import Path

from arcs.core.agency import Programme
from arcs.files.agency.reading import LAYOUT
from arcs.files.toml_sections import text_of, write_whole


def agency_text(programme: Programme) -> str:
    """The settings as the text of a new file."""
    return text_of(LAYOUT, programme)


def write_agency(programme: Programme, path: Path) -> None:
    """Write the settings; where the file holds settings already, parts that did not change keep their comments."""
    write_whole(LAYOUT, programme, path)

"""An edition of the protocol into TOML: equal editions give equal bytes, and a person's comments stay."""

from pathlib import Path

from arcs.core.protocol import ProtocolEdition
from arcs.files.protocol.reading import LAYOUT
from arcs.files.toml_sections import text_of, write_whole


def protocol_text(edition: ProtocolEdition) -> str:
    """The edition as the text of a new file."""
    return text_of(LAYOUT, edition)


def write_protocol(edition: ProtocolEdition, path: Path) -> None:
    """Write the edition; where the file holds one already, parts that did not change keep their comments."""
    write_whole(LAYOUT, edition, path)

"""Mappings as text: what an import keeps, and what a reader uploads or downloads."""

import tomllib

from arcs.core.refusal import Refusal
from arcs.files.exports import Mapping
from arcs.files.exports.mapping import mapping_from


def mapping_of_text(text: str) -> Mapping:
    """The mapping that a TOML text states; Refusal, naming the key, when it is none."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise Refusal("the mapping file", f"it is not TOML ({broken})", "correct that line") from broken
    return mapping_from(data, "the mapping file")

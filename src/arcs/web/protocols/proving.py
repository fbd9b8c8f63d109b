"""The proof of an edition's content as it is kept: what was found, in plain data."""

from arcs.core.protocol import ProtocolEdition, check


def found_in(edition: ProtocolEdition) -> list[dict[str, str]]:
    """Everything that keeps the edition from use, by section and row; seconds of work on a whole edition."""
    return [
        {"section": one.section, "code": one.code, "what": one.what, "remedy": one.remedy} for one in check(edition)
    ]

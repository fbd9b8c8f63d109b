"""What an edition begins with where there is no study: what the house ships, on the programme's own clock and hours."""

from collections.abc import Mapping

from arcs.files.protocol import bare_protocol
from arcs.files.protocol.texts import Texts, rows_of
from arcs.web.agency.queries import programme_or_none


def bare_rows() -> Mapping[str, list[Texts]]:
    """The rows of a bare edition; name, place, clock, hours and holidays are those of the settings in force."""
    programme = programme_or_none()
    if programme is None:
        return rows_of(bare_protocol(code="protocol", title="Protocol", place="The place", time_zone="America/Chicago"))
    identity = programme.identity
    return rows_of(
        bare_protocol(
            code="protocol", title=f"Protocol of {identity.name}"[:400], place=identity.place,
            time_zone=identity.time_zone, services=programme.services, holidays=programme.holidays,
        )
    )  # fmt: skip

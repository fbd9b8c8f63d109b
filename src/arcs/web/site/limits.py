"""The limits of the door are thresholds of the programme in force; people asks for them here."""

from decimal import Decimal

from arcs.web.agency.queries import programme_or_none
from arcs.web.people.limits import CODES


def programme_limits() -> dict[str, Decimal] | None:
    """The thresholds by which the door acts, or None while there is no programme."""
    programme = programme_or_none()
    return None if programme is None else {code: programme.threshold(code) for code in CODES}

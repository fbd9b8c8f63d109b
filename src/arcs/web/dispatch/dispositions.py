"""How a crisis call ended for the person, in the codes that the State Police are told: which there are and fit."""

from django.utils.translation import gettext as _

from arcs.core.dispatching.outcomes import WITHOUT_ARREST, Ending, Outcome
from arcs.core.protocol.state_report import CodeList, CrisisCode
from arcs.files.protocol import crisis_codes


def dispositions(route: str) -> tuple[CrisisCode, ...]:
    """Those that somebody of a route can say: who cannot arrest does not say that a person was arrested."""
    return tuple(one for one in _every() if not (route in WITHOUT_ARREST and one.is_arrest))


def named(code: str) -> str:
    """A disposition in words; one that the list does not hold any more by its code."""
    return next((_(one.name) for one in _every() if one.code == code), code)


def why_not(route: str, outcome: Outcome, *, is_crisis: bool) -> str:
    """Why the disposition of an outcome cannot be, in a sentence; "" where it can, or none was said."""
    code, ending = outcome.crisis_disposition, outcome.ending
    if not code:
        return ""
    if not is_crisis:
        return _(
            "The State Police are told of behavioral-health calls only, and nothing recorded makes this call one. "
            "Leave that question empty, or have the call triaged anew."
        )
    found = next((one for one in dispositions(route) if one.code == code), None)
    if found is None:
        return _("None of the State Police’s outcomes is called that. Choose one of the list.")
    if ending is Ending.UNABLE_TO_LOCATE:
        return _("Nobody was found, and the State Police are told so. Leave open how it ended for the person.")
    if (ending is Ending.ARREST) != found.is_arrest:
        return _("How it ended and what the State Police are told differ on whether somebody was arrested. Change one.")
    return ""


def _every() -> tuple[CrisisCode, ...]:
    return crisis_codes().of(CodeList.OUTCOME)

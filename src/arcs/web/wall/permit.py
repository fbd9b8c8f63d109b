"""May this person do this now? One answer serves the button, the action and the sentence of refusal."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


class Refused(PermissionDenied):
    """The action may not be done by this person or in this state; the text is the sentence the page shows."""


@dataclass(frozen=True)
class Permit:
    """Allowed, or not and why: `why_not` is a whole sentence that says what would help."""

    allowed: bool
    why_not: str = ""

    def __post_init__(self) -> None:
        if self.allowed == bool(self.why_not):
            raise ValueError("A permit is either given, without a reason, or refused, with one.")

    def __bool__(self) -> bool:
        return self.allowed

    def demand(self) -> None:
        """Raise Refused with the reason unless allowed."""
        if not self.allowed:
            raise Refused(self.why_not)


GIVEN = Permit(True)


def refused(why_not: str) -> Permit:
    """A permit that is refused for this reason."""
    return Permit(False, why_not)


def first_refusal(*permits: Permit) -> Permit:
    """The first refusal among several conditions, or a permit that is given."""
    return next((permit for permit in permits if not permit.allowed), GIVEN)

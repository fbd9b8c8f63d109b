"""The member of staff who asks for a page."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from arcs.web.people.models import Staff


def staff_of(request: HttpRequest) -> Staff:
    """Whoever is signed in; raises PermissionDenied for a visitor, whom `login_required` sends to sign in before."""
    if not isinstance(request.user, Staff):
        raise PermissionDenied("Sign in first.")
    return request.user

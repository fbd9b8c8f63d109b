"""Who is signed in here: what a page asks for before it keeps or sends something."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from arcs.web.people.asking import staff_of
from arcs.web.people.browser_store import given_to


@never_cache
@require_safe
def here(request: HttpRequest) -> HttpResponse:
    """Whose session this is, the key of this person's store in a browser, and the token to send with."""
    return JsonResponse({**given_to(staff_of(request)), "token": get_token(request)})

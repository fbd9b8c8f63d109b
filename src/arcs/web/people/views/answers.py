"""What several journeys of staff administration share: who may open a page, and how a refusal is said."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from arcs.web.people import queries
from arcs.web.people.models import Staff
from arcs.web.wall.permit import Permit, Refused


def who(request: HttpRequest) -> Staff:
    """The person signed in; the site lets nobody else come this far."""
    if not isinstance(request.user, Staff):
        raise Http404
    return request.user


def open_to(permit: Permit) -> None:
    """404 for whoever may not know that there is such a page."""
    if not permit:
        raise Http404


View = Callable[..., HttpResponse]


def or_not_found(view: View) -> View:
    """What is not there, or not for this person, is 404."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except ObjectDoesNotExist as missing:
            raise Http404 from missing

    return answer


def do(request: HttpRequest, action: Callable[[], object], done: str, to: str) -> HttpResponse:
    """Act, say what was done or why it was not, and go on to a page."""
    try:
        with transaction.atomic():
            action()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(to)


def form_page(  # one shape for every small form of this room
    request: HttpRequest, form: object, *, title: str, button: str, back: str, back_url: str, lede: str = ""
) -> HttpResponse:
    """A page with one form that keeps what was typed."""
    page = {"form": form, "page_title": title, "button": button, "back": back, "back_url": back_url, "lede": lede}
    return render(request, "people/form.html", page)


def the_person(request: HttpRequest, pk: UUID) -> Staff:
    """Somebody the asker may see."""
    return queries.person(who(request), pk)

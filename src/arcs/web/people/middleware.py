"""Who acts in a request, and whether a session may go on: locked, ended, or without a second factor it may not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve
from django.utils import timezone

from arcs.web.people import actions, limits, links, queries
from arcs.web.people.models import SessionMark, Staff
from arcs.web.people.permits import may
from arcs.web.people.receivers import MARK
from arcs.web.people.tokens import token_holder
from arcs.web.people.views.session import lock_page
from arcs.web.wall.acting import Standing, acting_as

DOOR = "/sign-in/"
INVITATION = "/invitation/"
LOCKED = "/sign-in/locked/"
API = "/api/"
BEARER = "Bearer "
SET_UP = "/sign-in/second-factor/"
NO_LOCK_BEFORE = timedelta(minutes=1)  # the shortest lock that a programme can choose
WHILE_LOCKED_MARK = "arcs_while_locked"
View = TypeVar("View", bound=Callable[..., HttpResponseBase])
WHILE_LOCKED = (LOCKED, "/sign-in/out/")
BACKGROUND = "Arcs-Background"  # a page that asks by itself says so: its questions are no activity of the person
STOP_ASKING = 286  # htmx: swap nothing more and stop polling


class DoorMiddleware:
    """Names the acting person before any view's transaction opens (arcs.web.wall.acting), and keeps the door."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in one person's name, or turn the session away."""
        # Reading the user here, in the door's name, keeps it out of the view's transaction.
        if request.path.startswith(settings.STATIC_URL):
            return self.get_response(request)
        with limits.read_once():
            return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(API):
            _by_token(request)
            with acting_as(_person(request)):
                return self.get_response(request)
        if links.is_link(request.path):  # whoever holds the link acts, whoever is signed in on this browser
            request.user = AnonymousUser()
            with acting_as(links.holder_of(request.path)):
                return self.get_response(request)
        user = request.user
        answer = self._turned_away(request, user) if isinstance(user, Staff) else None
        with acting_as(_person(request)):
            return _for_htmx(request, answer or self.get_response(request))

    def process_template_response(self, request: HttpRequest, answer: TemplateResponse) -> TemplateResponse:
        """Write a page that its view left to be written later, within a transaction: its frame reads rows too."""
        with transaction.atomic():
            answer.render()
        return answer

    def _turned_away(self, request: HttpRequest, user: Staff) -> HttpResponse | None:
        with acting_as(Standing.DOOR), transaction.atomic():
            visit = queries.visit_of(user, request.session.get(MARK))
            if visit is None:
                request.session.flush()
                request.user = AnonymousUser()
                return None
            if visit.locked_at is None and self._slept(user, visit):
                actions.lock_session(by=user, mark=visit, request=request)
            if visit.locked_at is not None:
                return None if request.path in WHILE_LOCKED or _is_let_through(request) else _to_lock(request)
            if BACKGROUND not in request.headers:
                actions.note_activity(by=user, mark=visit)
        if not visit.has_factor and not request.path.startswith(DOOR):  # type: ignore[attr-defined] # annotated
            return redirect(SET_UP)
        return None

    @staticmethod
    def _slept(user: Staff, visit: SessionMark) -> bool:
        untouched = timezone.now() - visit.last_active
        if untouched <= NO_LOCK_BEFORE:
            return False  # most requests need not ask for the limit
        return untouched > limits.session_lock() and not may(user, "people.no_session_lock")


class SignedInMiddleware(LoginRequiredMiddleware):
    """Every page is for people who are signed in, unless its view is `login_not_required`; programs show a token."""

    def process_view(self, request: HttpRequest, *view: Any, **kwargs: Any) -> HttpResponseBase | None:
        """To the sign-in page, or nothing."""
        if request.path.startswith(API):
            return None
        return super().process_view(request, *view, **kwargs)


def _by_token(request: HttpRequest) -> None:
    """A program comes in by its token alone: never by a browser's session, which another site's form could use."""
    given = request.headers.get("Authorization", "")
    found = token_holder(given.removeprefix(BEARER)) if given.startswith(BEARER) else None
    request.user, request.token = found or (AnonymousUser(), None)  # type: ignore[attr-defined] # read by site.api


def _person(request: HttpRequest) -> UUID | Standing:
    if request.path.startswith(INVITATION):
        return Standing.DOOR
    if isinstance(request.user, Staff):
        return request.user.pk
    return Standing.DOOR if request.path.startswith(DOOR) else Standing.VISITOR


def _is_let_through(request: HttpRequest) -> bool:
    """Whether the view answers this request even while the session is locked (`answers_while_locked`)."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    answers: Callable[[HttpRequest], bool] | None = getattr(view, WHILE_LOCKED_MARK, None)
    return answers is not None and answers(request)


def answers_while_locked(answers: Callable[[HttpRequest], bool]) -> Callable[[View], View]:
    """A view that takes what cannot wait for somebody to unlock the session, and shows nothing of anybody's."""

    def marked(view: View) -> View:
        setattr(view, WHILE_LOCKED_MARK, answers)
        return view

    return marked


def _to_lock(request: HttpRequest) -> HttpResponse:
    """To the lock page, and back to where the person is; what was sent stays in the browser's draft."""
    if request.method not in ("GET", "HEAD") and "HX-Request" not in request.headers:
        return lock_page(request, kept=True, then=_page_before(request))
    then = _page_before(request) if "HX-Request" in request.headers else request.get_full_path()
    return redirect(f"{LOCKED}?{urlencode({'next': then})}")


def _page_before(request: HttpRequest) -> str:
    """The page on which the person is, as the browser names it: a path of this site."""
    named = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "/")
    return named._replace(scheme="", netloc="", fragment="").geturl() or "/"


def _for_htmx(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """A part of a page that is sent to the door takes the whole page there, and stops asking."""
    to = answer.headers.get("Location", "")
    if "HX-Request" not in request.headers or not to.startswith(DOOR) or request.path.startswith(DOOR):
        return answer
    return HttpResponse(status=STOP_ASKING, headers={"HX-Redirect": to})

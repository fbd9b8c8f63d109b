"""The least that Django can serve: one view, no middleware, no database. What ARCS's pages are measured beside."""

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], SECRET_KEY="bare", USE_TZ=True)  # noqa: S106 - it signs nothing
django.setup()

from django.core.asgi import get_asgi_application  # noqa: E402 - it reads the settings


def bare(request: HttpRequest) -> HttpResponse:
    """A page of one sentence."""
    page = b"<!doctype html><title>Bare</title><p>A bare page."
    return HttpResponse(page, headers={"Content-Length": str(len(page))})  # its middleware would have said so


urlpatterns = [path("", bare)]
application = get_asgi_application()

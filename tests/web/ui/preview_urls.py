"""The preview's addresses, and what a site would put into the frame."""

from typing import Any

from django.contrib.staticfiles.views import serve
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path, re_path

from arcs.web.ui.pages import NavigationEntry, Programme, Who


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame's context, as the site's context processor gives it."""
    entries = (("Home", "h"), ("Calls", "c"), ("Studies", "s"), ("Work", "w"), ("People", "p"), ("Audit", "a"))
    navigation = [
        NavigationEntry(label=one, url=f"/{one.lower()}/", key=key, current=one == "Studies") for one, key in entries
    ]
    who = Who(
        name="Dana Whitfield", role_words="Analyst", draft_key="d3adb33f", account_url="/account/", sign_out_url="/out/"
    )
    return {
        "navigation": navigation, "who": None if "out" in request.GET else who,
        "programme": Programme(name="Village of Oak Park", invented=True), "demonstration": True, "version": "0.3",
    }  # fmt: skip


def resident(request: HttpRequest) -> HttpResponse:
    """A page in the resident's frame."""
    return render(request, "preview/resident.html", {"translation_not_reviewed": True, "form": StyleForm()})


from arcs.web.ui.style_page import StyleForm  # noqa

urlpatterns = [
    path("", include("arcs.web.ui.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("resident/", resident),
    re_path(r"^static/(?P<path>.*)$", serve, {"insecure": True}),
]
urlpatterns += [path(f"error/{code}/", lambda request, code=code: render(request, f"{code}.html")) for code in (404, 503)]

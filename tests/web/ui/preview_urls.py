"""The preview's addresses, and what a site would put into the frame."""

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.contrib.staticfiles.views import serve
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path, re_path

from arcs.web.ui.list_filters import DateRange, OneOf, TextContains
from arcs.web.ui.lists import ListColumn, ListDefinition, list_page
from arcs.web.ui.marks import status_badge
from arcs.web.ui.pages import NavigationEntry, Programme, Who
from arcs.web.ui.style_page import StyleForm

ENTRIES = (("Home", "h"), ("Calls", "c"), ("Studies", "s"), ("Work", "w"), ("People", "p"), ("Audit", "a"))


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame's context, as the site's context processor gives it; `?out` shows it without a person."""
    navigation = [
        NavigationEntry(label=one, url=f"/{one.lower()}/", key=key, current=one == "Studies") for one, key in ENTRIES
    ]
    who = Who(
        name="Dana Whitfield",
        role_words="Analyst",
        draft_key="d3adb33f",
        account_url="/account/",
        sign_out_url="/out/",
    )
    return {
        "navigation": navigation,
        "who": None if "out" in request.GET else who,
        "programme": Programme(name="Village of Oak Park", invented=True),
        "demonstration": True,
        "version": "0.3",
    }


@dataclass(frozen=True)
class Import:
    """An invented row."""

    pk: int
    name: str
    rows: int
    hours: float | None
    day: date
    state: str


class Rows(list[Import]):
    """Rows in memory that answer the few questions a list asks of the database."""

    model = SimpleNamespace(_meta=SimpleNamespace(concrete_fields=()))

    def filter(self, *_conditions: object) -> "Rows":
        """All of them: the preview filters nothing."""
        return self

    def order_by(self, *_orders: object) -> "Rows":
        """As they are."""
        return self

    def count(self, *_value: object) -> int:
        """How many."""
        return len(self)

    def __getitem__(self, at: Any) -> Any:
        found = super().__getitem__(at)
        return Rows(found) if isinstance(at, slice) else found


TONES = {"Loaded": "good", "Check": "warn", "Stopped": "alarm"}
IMPORTS = Rows(
    Import(
        pk=at,
        name=f"Calls, week {at}, as the dispatch centre sent them",
        rows=1200 + 37 * at,
        hours=None if at == 2 else 812.5 + at,
        day=date(2025, 1, 1 + at % 28),
        state=list(TONES)[at % 3],
    )
    for at in range(1, 121)
)
DEFINITION = ListDefinition(
    name="imports",
    title="Imports",
    order="-day",
    page_size=12,
    columns=(
        ListColumn(name="name", heading="Import", value=lambda one: one.name, order="name", link=lambda one: "#list"),
        ListColumn(name="day", heading="Loaded on", kind="day", value=lambda one: one.day, order="day"),
        ListColumn(name="rows", heading="Rows", kind="whole", value=lambda one: one.rows, order="rows"),
        ListColumn(
            name="hours", heading="On calls", kind="number", places=1, unit="hours", value=lambda one: one.hours
        ),
        ListColumn(
            name="state",
            heading="State",
            value=lambda one: one.state,
            html=lambda one: status_badge(one.state, TONES[one.state]),
        ),
    ),
    filters=(
        TextContains(name="q", label="Import", fields=("name",)),
        OneOf(name="state", label="State", field="state", choices=tuple((one, one) for one in TONES)),
        DateRange(name="day", label="Loaded on", field="day", is_moment=False),
    ),
)


def resident(request: HttpRequest) -> HttpResponse:
    """A page in the resident's frame."""
    return render(request, "preview/resident.html", {"translation_not_reviewed": True, "form": StyleForm()})


def imports(request: HttpRequest) -> HttpResponse:
    """A list."""
    return render(request, "ui/list.html", {"page": list_page(request.GET, DEFINITION, IMPORTS), "lede": "As sent."})


def error(request: HttpRequest, code: int) -> HttpResponse:
    """An error page, as a site would answer."""
    return render(request, f"{code}.html", status=code)


urlpatterns = [
    path("", include("arcs.web.ui.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("resident/", resident),
    path("imports/", imports),
    path("error/<int:code>/", error),
    re_path(r"^static/(?P<path>.*)$", serve, {"insecure": True}),
]

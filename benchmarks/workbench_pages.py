"""Which pages of a study `script/bench workbench` asks for, how, and how many statements each sends."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from tests.making.statements import FORM, queries_of

from benchmarks.filling import browser_of

TOKEN = "b" * 32  # any secret that stands in cookie and header alike is the same browser's


def to_ask_for(boss: Any, study: Any) -> Mapping[str, Any]:
    """The fields of `side_by_side.System` that a filled database gives."""
    browser = browser_of(boss)
    pages, headers, posted = _pages(boss, study), _headers(), {"staffing, redrawn": _budget(boss, study)}
    queries = {
        name: queries_of(browser, path, body=posted.get(name), headers=headers.get(name))
        for name, path in pages.items()
    }
    cookie = "; ".join(f"{name}={one.value}" for name, one in browser.cookies.items() if name != "csrftoken")
    return {
        "cookie": f"{cookie}; csrftoken={TOKEN}", "pages": pages, "posted": posted, "headers": headers,
        "queries": queries,
    }  # fmt: skip


def _headers() -> dict[str, dict[str, str]]:
    script = {"HX-Request": "true"}
    return {
        "workload, redrawn": script | {"HX-Target": "drawn"},
        "staffing, redrawn": script | {"HX-Target": "reckoned", "X-CSRFToken": TOKEN, "Content-Type": FORM},
    }


def _budget(boss: Any, study: Any) -> str:
    """The calculator's own inputs, as its page posts them when one of them changes."""
    from django.db import transaction

    from arcs.web.sheets.queries import rows_of
    from arcs.web.wall.acting import acting_as
    from arcs.web.workbench import budget_pages

    with acting_as(boss.pk), transaction.atomic():
        saved = budget_pages.saved_rows({part: rows_of(boss, study, part) for part in budget_pages.FIELDS})
    shown = budget_pages.forms_of(saved)
    return urlencode([(one.field, one.value) for form in shown for row in form.rows for one in row])


def _pages(boss: Any, study: Any) -> dict[str, str]:
    """Every page of a study that people work on, by what it shows."""
    from django.db import transaction
    from django.urls import reverse

    from arcs.web.programmes.models import Programme
    from arcs.web.ratings.models import RoundType
    from arcs.web.sheets.models import StudyRow
    from arcs.web.surveys.models import Partner, SurveyWave
    from arcs.web.wall.acting import acting_as

    with acting_as(boss.pk), transaction.atomic():
        round_type = RoundType.objects.order_by("position").first()
        wave, partner, programme = SurveyWave.objects.get(), Partner.objects.get(), Programme.objects.get()
        category = StudyRow.objects.filter(study=study, part="categories.csv").order_by("position").first()

    def of(name: str, *more: object, **words: object) -> str:
        path = reverse(name, args=[study.pk, *more])
        return f"{path}?{urlencode(words)}" if words else path

    def one(name: str, row: Any) -> str:
        return reverse(name, args=[row.pk])

    return {
        "study": of("studies:study"),
        "plan": of("sheets:plan"),
        "call types": of("sheets:call_types"),
        "crosswalk": of("sheets:crosswalk"),
        "profile": of("sheets:profile"),
        "workload": of("sheets:workload"),
        "workload, redrawn": of("sheets:workload", share_on_calls="0.41", start="dispatched"),
        "ratings": of("ratings:overview"),
        "agreement": of("ratings:agreement"),
        "share of yes": of("ratings:shares"),
        "coding rules": of("ratings:rules", "report", "majority"),
        "ratings of a type": one("ratings:type", round_type),
        "coding": of("workbench:coding"),
        "conflicts": of("workbench:conflicts"),
        "lineage": of("workbench:lineage"),
        "categories": of("workbench:merge"),
        "matrix": of("workbench:matrix"),
        "matrix, other rules": of("workbench:presets"),
        "why of a category": of("workbench:why", category=category.key),
        "staffing": of("workbench:staffing"),
        "staffing, redrawn": of("workbench:staffing"),
        "claims": of("workbench:claims"),
        "surveys": of("surveys:home"),
        "survey's words": of("surveys:words"),
        "wave": one("surveys:wave", wave),
        "survey's results": one("surveys:results", wave),
        "partners": of("surveys:partners"),
        "partner": one("surveys:partner", partner),
        "interviews": of("surveys:interviews"),
        "report": of("workbench:report"),
        "report, section": of("workbench:section", "5.0"),
        "report, preview": of("workbench:preview"),
        "report, made from": of("workbench:made_from"),
        "approval": of("workbench:approval"),
        "approval, record": of("workbench:record"),
        "tables": of("sheets:tables"),
        "table of call types": of("sheets:table", "call_types.csv"),
        "table of codes": of("sheets:table", "coding.csv"),
        "folder check": of("workbench:folder"),
        "programme": one("programmes:plan", programme),
    }

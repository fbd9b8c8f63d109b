"""What every answer forbids, what no template holds, and what production settings say."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from tests.making.people import a_person
from tests.making.world import a_world
from tests.web.conftest import SignIn
from tests.web.site.headers import unsafe

from arcs.web.demo.loopback import demand_loopback
from arcs.web.people.rate_limit import take
from arcs.web.wall.permit import Refused
from arcs.web.wall.read_log import ReadLogDown

ROOT = Path(__file__).parents[3]
TEMPLATES = sorted((ROOT / "src" / "arcs" / "web").rglob("*.html"))
INLINE = {
    "a script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an event handler": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "a script as address": re.compile(r"javascript:", re.IGNORECASE),
    "another site's file": re.compile(r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)=\"(?:https?:)?//", re.I),
}
database = pytest.mark.django_db


def answered(status: int, answer: HttpResponse) -> None:
    assert answer.status_code == status
    assert unsafe(dict(answer.headers)) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_template_holds_a_script_a_style_or_another_site_s_file(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert [what for what, pattern in INLINE.items() if pattern.search(text)] == []


@database
@pytest.mark.parametrize(
    ("raised", "status"),
    [
        (KeyError("secret of a record"), 500),
        (Refused("Ask a lead."), 403),
        (Http404(), 404),
        (ReadLogDown("closed"), 503),
        (RequestDataTooBig("much"), 413),
    ],
)
def test_whatever_goes_wrong_in_a_page_is_answered_safely(
    monkeypatch: pytest.MonkeyPatch, raised: Exception, status: int
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr("arcs.web.site.views.home.render", fail)
    answer = Client(raise_request_exception=False).get("/")
    answered(status, answer)
    assert "secret of a record" not in answer.content.decode()
    assert status != 403 or "Ask a lead." in answer.content.decode()


@database
def test_a_name_that_is_not_ours_is_400() -> None:
    for name in ("evil.example", "127.0.0.1.evil.example", "localhost@evil.example", ""):
        answered(400, Client(raise_request_exception=False).get("/", headers={"host": name}))


@database
def test_what_is_not_there_leads_elsewhere_or_has_another_method_is_safe() -> None:
    browser = Client(raise_request_exception=False)
    answered(404, browser.get("/no/such/page/"))
    answered(302, browser.get("/me/"))
    answered(405, browser.post("/health"))
    answered(404, browser.get("/api/no/such"))
    answered(401, browser.get("/api/staff"))
    answered(403, Client(enforce_csrf_checks=True).post("/sign-in/", {"login": "x"}))


@database
def test_static_files_are_safe(settings: Any) -> None:
    (Path(settings.STATIC_ROOT) / "probe.css").write_text("b {}")
    answer = Client().get("/static/probe.css")
    assert b"".join(answer.streaming_content) == b"b {}"
    answered(200, answer)


@database
def test_more_than_is_taken_is_413(settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    answer = Client(raise_request_exception=False).post("/sign-in/", {"login": "x" * 100})
    answered(413, answer)
    assert "too large" in answer.content.decode()


@database
def test_a_file_that_is_too_large_is_413_and_its_form_says_so(sign_in: SignIn, settings: Any, tmp_path: Path) -> None:
    from tests.making.studies import a_stored_study, an_analyst, an_export

    ana = an_analyst()
    study = a_stored_study(ana)
    settings.ARCS_UPLOAD_LIMIT_MB = 0
    with an_export(tmp_path, "x" * (2 << 20)).open("rb") as file:
        answer = sign_in(ana).post(f"/studies/{study.pk}/import/", {"exports": [file]})
    answered(413, answer)
    assert "larger than this installation takes" in answer.content.decode()
    assert sign_in(ana).post(f"/studies/{study.pk}/import/", {}).status_code == 422


@database
def test_public_forms_are_limited() -> None:
    browser = Client()
    told = [browser.post("/invitation/none/", {"name": "x"}).status_code for _ in range(21)]
    assert told[-1] == 429
    answered(429, browser.post("/invitation/none/", {"name": "x"}))
    for _ in range(60):
        take("sign-in:127.0.0.1", 60, 300)
    answered(429, browser.post("/sign-in/", {"login": "p@example.org", "password": "x"}))


@database
def test_what_others_gave_is_saved_and_never_shown(sign_in: SignIn, tmp_path: Path) -> None:
    world = a_world(tmp_path)
    browser, names = sign_in(world.stranger), world.names
    for path in (
        f"studies/uploads/{names['upload']}/", f"studies/documents/{names['document']}/",
        f"jobs/{names['job']}/results/{names['result']}/",
    ):  # fmt: skip
        answer = browser.get(f"/{path}")
        answered(200, answer)
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"].startswith("attachment")
        assert b"".join(answer.streaming_content)


@pytest.mark.parametrize(
    ("demonstration", "told"),
    [
        (False, {}),
        (True, {"REMOTE_ADDR": "192.0.2.7"}),
        (True, {"REMOTE_ADDR": ""}),
        (True, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}),
        (True, {"HTTP_HOST": "testserver"}),
        (True, {"HTTP_HOST": "localhost.evil.example"}),
    ],
)
def test_the_chooser_of_roles_is_not_there(settings: Any, demonstration: bool, told: dict[str, str]) -> None:
    settings.DEMONSTRATION, settings.ALLOWED_HOSTS = demonstration, ["*"]
    here = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1:8000"}
    with pytest.raises(Http404):
        demand_loopback(RequestFactory().get("/demonstration/", **(here | told)))
    settings.DEMONSTRATION = True
    demand_loopback(RequestFactory().get("/demonstration/", **here))


@database
def test_no_address_of_the_demonstration_is_served_without_it() -> None:
    answered(404, Client().get("/demonstration/"))
    answered(404, Client().post("/demonstration/enter/", {"player": "administrator"}))


TOLD = """
import json, django
from django.conf import settings
django.setup()
names = ("SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "CSRF_COOKIE_SECURE",
         "CSRF_COOKIE_HTTPONLY", "CSRF_COOKIE_SAMESITE", "SECURE_SSL_REDIRECT", "DEBUG")
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def in_production(tmp_path: Path, *arguments: str) -> str:
    """What Python says with the settings of a production site, without a database."""
    done = subprocess.run(
        [sys.executable, *arguments],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT / "src"),
            "DJANGO_SETTINGS_MODULE": "arcs.web.site.settings",
            "ARCS_SECRET_KEY": "n8Zk3W0qY7uT5rXb2LhVd9sCgJm4eAiPfQo6KzRyHwMxUvBtNlEaSc1D",
            "ARCS_STATE_FOLDER": str(tmp_path),
            "ARCS_HOSTS": "arcs.example.org",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_django_finds_nothing_to_warn_of_before_deployment(tmp_path: Path) -> None:
    said = in_production(tmp_path, "-m", "django", "check", "--deploy", "--fail-level", "WARNING")
    assert "no issues (0 silenced)" in said


def test_cookies_travel_by_tls_only_and_no_script_reads_them(tmp_path: Path) -> None:
    told = json.loads(in_production(tmp_path, "-c", TOLD))
    assert told.pop("DEBUG") is False
    assert {told.pop("SESSION_COOKIE_SAMESITE"), told.pop("CSRF_COOKIE_SAMESITE")} <= {"Lax", "Strict"}
    assert set(told.values()) == {True}


@database
def test_a_session_s_cookie_says_so_itself(settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    person = a_person("Coo Kie", password="correct horse battery staple")  # noqa: S106 - of somebody whom nobody is
    browser = Client()
    browser.post("/sign-in/", {"login": person.login, "password": "correct horse battery staple"}, secure=True)
    cookie = browser.cookies["sessionid"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")

"""Pages that can be loaded anew without a link: what a browser may keep of them, and whose key it holds."""

import json
import re
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.db import transaction
from django.utils import timezone
from tests.making.dispatch import Scene, a_decision, somebody_in_the_field
from tests.making.people import a_person
from tests.making.protocols import example, in_force
from tests.making.triage import a_decider
from tests.web.conftest import SignIn
from tests.web.site.headers import unsafe

from arcs.web.people.models import SessionMark
from arcs.web.ui import offline
from arcs.web.wall.acting import Standing, acting_as

pytestmark = pytest.mark.django_db
SHELLS = {"/triage/shell/": "/triage/worker.js", "/field/shell/": "/field/worker.js"}


def told_by(text: str) -> dict[str, Any]:
    """What the server wrote into a worker."""
    found: dict[str, Any] = json.loads(text.split(";\n", 1)[0].removeprefix("self.arcsShell = "))
    return found


def test_a_shell_is_the_same_whoever_asks_and_holds_nobody_s_data(sign_in: SignIn) -> None:
    in_force(edition=example())
    changing = re.compile(r'"read_at": "[^"]*"|card-\d+')  # the moment, and a number of the process
    scene = Scene(more=("triage.decide", "calls.take"))
    a_decision(scene.boss, scene.call, "cso")
    one, other = sign_in(scene.who), sign_in(somebody_in_the_field("Cam Rade", "triage.decide", "calls.take"))
    one.get("/people/", follow=True)
    for shell in SHELLS:
        texts = [browser.get(shell).content.decode() for browser in (one, other)]
        assert changing.sub("", texts[0]) == changing.sub("", texts[1])
        for secret in (
            scene.who.name,
            scene.boss.name,
            scene.call.number,
            "csrfmiddlewaretoken",
            "data-person",
            '/me/"',
        ):
            assert secret not in texts[0], (shell, secret)
    strip = one.get("/triage/shell/").content.decode()
    for words in ("edition 1", "Only police or EMS", "Is there a weapon", "data-alone"):
        assert words in strip, words
    assert 'name="shown" value="officer"' in strip, "what nobody ruled out is sent police and medics"


def test_a_worker_answers_for_its_own_pages_under_the_strict_policy(sign_in: SignIn) -> None:
    scene = Scene(more=("triage.decide", "calls.take"))
    browser = sign_in(scene.who)
    for shell, worker in SHELLS.items():
        for path in (shell, worker):
            answer = browser.get(path)
            assert unsafe(dict(answer.headers)) == []
            assert "no-store" in answer["Cache-Control"], "the browser's own cache keeps neither"
            assert "worker-src 'self'" in answer["Content-Security-Policy"]
        answer = browser.get(worker)
        assert answer["Content-Type"] == "text/javascript; charset=utf-8"
        assert "Service-Worker-Allowed" not in answer, "its folder is its scope, and no wider one"
        told = told_by(answer.content.decode())
        assert told["shell"] == shell
        room = worker.split("/")[1]
        mine = (f"/{room}/", f"/{'field/calls' if room == 'field' else room}/{scene.call.pk}/")
        others = (
            "/", "/triage/waiting/", "/triage/decisions/", f"/triage/decisions/{scene.call.pk}/", shell,
            f"/field/photos/{scene.call.pk}/", "/field/send", "/dispatch/",
        )  # fmt: skip
        is_page = re.compile(told["pages"])
        assert [path for path in (*mine, *others) if is_page.fullmatch(path)] == list(mine)
        assert told["beside"] == (["/triage/rules"] if room == "triage" else [])


def test_every_file_that_a_shell_names_is_there(sign_in: SignIn) -> None:
    browser = sign_in(Scene(more=("triage.decide", "calls.take")).who)
    for shell in SHELLS:
        named = set(re.findall(r'(?:href|src)="/static/([^"#]+)', browser.get(shell).content.decode()))
        assert len(named) > 8
        assert [one for one in named if finders.find(one) is None] == []


def test_another_release_is_another_worker(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = sign_in(somebody_in_the_field())
    before = browser.get("/field/worker.js").content
    assert browser.get("/field/worker.js").content == before
    monkeypatch.setattr(offline, "staticfiles_storage", SimpleNamespace(manifest_hash="of other files"))
    assert browser.get("/field/worker.js").content != before


def test_shells_are_for_whoever_may_open_the_page(sign_in: SignIn) -> None:
    field, decider, stranger = sign_in(somebody_in_the_field()), sign_in(a_decider()), sign_in(a_person("Stranger"))
    for paths, may, may_not in (
        (("/field/shell/", "/field/worker.js"), field, decider),
        (("/triage/shell/", "/triage/worker.js"), decider, field),
    ):
        for path in paths:
            assert [one.get(path).status_code for one in (may, may_not, stranger)] == [200, 403, 403]


def test_a_key_is_one_s_own_comes_with_each_session_and_not_through_a_lock(sign_in: SignIn) -> None:
    who = somebody_in_the_field()
    first, second, other = sign_in(who), sign_in(who), sign_in(a_decider())
    mine = first.get("/me/here")
    assert unsafe(dict(mine.headers)) == [] and "no-store" in mine["Cache-Control"]
    told = mine.json()
    assert told["lock_seconds"] == 30 * 60
    assert f'data-person="{told["person"]}"' in first.get("/field/").content.decode()
    assert told["key"] == second.get("/me/here").json()["key"], "what was left unsent is sent after the next sign-in"
    assert not {told["key"], told["person"]} & set(map(str, other.get("/me/here").json().values()))
    assert told["key"] not in first.get("/field/").content.decode(), "the key stands in no page"
    exempt = sign_in(a_person("Con Sole", permissions=["people.no_session_lock"])).get("/me/here").json()
    assert exempt["lock_seconds"] is None
    with acting_as(Standing.DOOR), transaction.atomic():
        SessionMark.objects.filter(staff=who).update(locked_at=timezone.now())
    locked = first.get("/me/here")
    assert (locked.status_code, urlsplit(locked["Location"]).path) == (302, "/sign-in/locked/")
    assert 'name="arcs-door"' in first.get(locked["Location"]).content.decode(), "the lock page drops the key"
    second.post("/sign-in/out/")
    out = second.get("/me/here")
    assert (out.status_code, urlsplit(out["Location"]).path) == (302, "/sign-in/")
    assert 'name="arcs-door"' in second.get("/sign-in/").content.decode()

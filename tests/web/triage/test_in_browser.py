"""The strip in a browser: a long queue goes over, a slow answer wipes no other call, a language ends with its call."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import pytest
from tests.making.browser import CHROMIUM
from tests.making.protocols import example, in_force
from tests.making.served import KEEPS, Answer, Answers, a_window, given, hanging, served
from tests.making.triage import NO_TO_ALL, a_decider
from tests.web.conftest import SignIn

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium or Chrome on this machine; install Debian's chromium"),
]
LONG = 250
QUEUED = """async (many) => {
    for (let n = 0; n < many; n += 1) await arcsTriage.queue.add({
        key: crypto.randomUUID(), call_key: crypto.randomUUID(), call_type: `NOISE ${n}`, said: "x".repeat(400),
        device_at: new Date(Date.now() + n).toISOString(), chosen_name: "Officer",
    });
}"""


@dataclass
class Strip:
    """A strip's page and what its script is answered; `decisions` and `queues` are what it sent."""

    answers: dict[str, Answers]
    decisions: list[dict[str, Any]] = field(default_factory=list)
    queues: list[list[dict[str, Any]]] = field(default_factory=list)

    def decided(self, sent: str) -> Answer:
        self.decisions.append(json.loads(sent))
        return 200, {"words": "Call 1 is triaged.", "call": "1", "url": "/x"}

    def synced(self, sent: str) -> Answer:
        piece = json.loads(sent)["decisions"]
        self.queues.append(piece)
        if len(self.queues) == 3:
            return 503, "busy"  # the link is lost in the middle
        results = [{"key": one["key"], "words": one["call_type"], "call": "1", "url": "/x"} for one in piece]
        return 200, {"results": results, "to_look_at": []}

    @contextmanager
    def opened(self) -> Iterator[Any]:
        with served(self.answers) as url, a_window(viewport={"width": 420, "height": 900}) as page:
            page.goto(f"{url}/triage/")
            page.wait_for_selector("#strip:not(.is-asking)")
            yield page


@pytest.fixture
def strip(sign_in: SignIn) -> Strip:
    who = a_decider()
    in_force(edition=example())
    browser = sign_in(who)
    asked = json.dumps({"call_type": "LOST ARTICLE", **NO_TO_ALL})
    advice = browser.post("/triage/recommend", asked, content_type="application/json").json()
    made = Strip(answers=given(browser, "triage:strip", "triage:rules"))
    made.answers |= {
        "/triage/recommend": lambda _: (200, advice), "/triage/known": lambda _: (200, {"html": ""}),
        "/triage/decide": made.decided, "/triage/sync": made.synced,
    }  # fmt: skip
    return made


def types(page: Any, call_type: str) -> None:
    page.fill("#id_call_type", call_type)
    page.locator("#questions").focus()
    page.keyboard.press("0")
    page.wait_for_selector("#strip:not(.is-asking)")


def test_a_queue_that_is_longer_than_one_request_may_be_is_sent_in_pieces_each_once(strip: Strip) -> None:
    with strip.opened() as page:
        page.wait_for_function(KEEPS)
        page.evaluate(QUEUED, LONG)
        page.reload()
        page.wait_for_selector("#lost:visible")  # after the second piece
        page.wait_for_selector("#linked:visible")
        page.wait_for_selector("#queue", state="hidden")
    taken = [one for nth, piece in enumerate(strip.queues, 1) if nth != 3 for one in piece]
    assert [one["call_type"] for one in taken] == [f"NOISE {n}" for n in range(LONG)], "in their order, and none twice"
    assert max(map(len, strip.queues)) <= 20
    assert len(json.dumps(taken)) > 64 * 1024, "else one request would have held it"


def test_an_answer_that_comes_late_takes_nothing_from_the_call_that_is_typed_meanwhile(strip: Strip) -> None:
    go_on = Event()
    strip.answers["/triage/decide"] = hanging(go_on, strip.decided)
    with strip.opened() as page:
        types(page, "LOST ARTICLE")
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        types(page, "FIGHT")
        go_on.set()
        page.wait_for_selector("#told >> text=is triaged")
        assert page.input_value("#id_call_type") == "FIGHT"
        assert page.locator("#questions input[value=no]:checked").count() > 5
        page.keyboard.press("z")
        assert page.input_value("#id_call_type") == "FIGHT", "what was decided is no draft any more"
        page.keyboard.press("Enter")
        page.wait_for_function("document.getElementById('id_call_type').value === ''")
    assert [one["call_type"] for one in strip.decisions] == ["LOST ARTICLE", "FIGHT"]
    assert strip.decisions[0]["key"] != strip.decisions[1]["key"]


def test_what_is_refused_late_comes_back_by_its_key_and_is_decided_knowingly(strip: Strip) -> None:
    go_on = Event()
    refused = {"problem": "Ada decided about call 7 meanwhile.", "now": {"seen": "3"}}
    strip.answers["/triage/decide"] = hanging(go_on, lambda _: (409, refused))
    with strip.opened() as page:
        page.fill("#id_call_type", "LOST ARTICLE")
        page.locator("#questions").focus()
        page.keyboard.press("1")  # one danger is there, and nothing else was asked
        page.wait_for_selector("#strip:not(.is-asking)")
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        types(page, "FIGHT")  # every answer no, a wish and a language: none of them is the other call's
        page.check("[name=wishes_officer]")
        page.evaluate("document.querySelector('[name=caller_language]').value = 'Spanish'")
        go_on.set()
        page.wait_for_selector("#told >> text=LOST ARTICLE: Ada decided")
        strip.answers["/triage/decide"] = strip.decided
        page.locator("#questions").focus()
        page.keyboard.press("z")
        page.wait_for_selector("#strip:not(.is-asking)")
        assert page.input_value("#id_call_type") == "LOST ARTICLE"
        assert page.locator("#questions input:checked").count() == 1, "what was never asked reads no answer"
        assert page.locator("#questions input[value=yes]:checked").count() == 1
        assert not page.is_checked("[name=wishes_officer]")
        assert page.input_value("[name=caller_language]") == ""
        page.keyboard.press("Enter")
        page.wait_for_selector("#told >> text=is triaged")
        assert page.locator("[name=seen]").input_value() == "", "it was of that call alone"
        page.wait_for_selector("#told >> text=Press Z")
        page.locator("#questions").focus()
        page.keyboard.press("z")
        page.wait_for_selector("#strip:not(.is-asking)")
        assert page.input_value("#id_call_type") == "FIGHT", "what was being typed meanwhile is not lost"
        assert page.locator("#questions input[value=no]:checked").count() > 5
        assert page.is_checked("[name=wishes_officer]")
        assert page.input_value("[name=caller_language]") == "Spanish"
        page.keyboard.press("Enter")
        page.wait_for_function("document.getElementById('id_call_type').value === ''")
    assert [(one["call_type"], one["seen"]) for one in strip.decisions] == [("LOST ARTICLE", "3"), ("FIGHT", "")]
    assert len({one["key"] for one in strip.decisions}) == 2


def test_a_type_that_changed_meanwhile_is_told_and_stands_there_unless_another_was_typed(strip: Strip) -> None:
    now = {"type_shown": "FIGHT", "call_type": "FIGHT"}
    with strip.opened() as page:
        for typed, then in (("LOST ARTICLE", now), ("NOISE COMPLAINT", {"type_shown": "FIGHT"})):
            strip.answers["/triage/decide"] = lambda _, then=then: (409, {"problem": "It changed.", "now": then})
            types(page, typed)
            page.keyboard.press("Enter")
            page.wait_for_selector("#told >> text=It changed.")
            assert page.locator("#questions input[value=no]:checked").count() > 5, "nothing that was answered is lost"
            strip.answers["/triage/decide"] = strip.decided
            page.keyboard.press("Enter")
            page.wait_for_selector("#told >> text=is triaged")
            assert page.locator("[name=type_shown]").input_value() == "", "it was of that call alone"
    told = [(one["call_type"], one["type_shown"]) for one in strip.decisions]
    assert told == [("FIGHT", "FIGHT"), ("NOISE COMPLAINT", "FIGHT")]


IN_TAB = (
    "Object.entries(sessionStorage).filter(([name]) => name.startsWith('arcs:typed:')).map(([, row]) => row).join()"
)
IS_BACK = "what you had typed is back"


def typed_and_loaded_anew(page: Any, *, first: str = "") -> None:
    types(page, "LOST ARTICLE")
    page.evaluate("document.getElementById('more').open = true")
    page.fill("[name=said]", "A red purse")
    page.wait_for_timeout(300)
    if first:
        page.keyboard.press(first)
        page.wait_for_function("document.getElementById('id_call_type').value === ''")
        page.wait_for_function(f"{IN_TAB} === ''")
    page.reload()
    page.wait_for_function(KEEPS)
    page.wait_for_selector("#strip:not(.is-asking)")


def test_what_is_typed_and_not_decided_is_there_again_when_the_page_is_until_it_is_decided_or_cleared(
    strip: Strip,
) -> None:
    with strip.opened() as page:
        page.wait_for_function(KEEPS)
        typed_and_loaded_anew(page)
        page.wait_for_selector(f"#told >> text={IS_BACK}")
        assert page.input_value("#id_call_type") == "LOST ARTICLE"
        assert page.locator("#questions input[value=no]:checked").count() > 5
        assert page.input_value("[name=said]") == "A red purse"
        kept = page.evaluate(IN_TAB) + page.evaluate("JSON.stringify(localStorage)")
        assert "arcs" not in kept and "purse" not in kept and '"data"' in kept, "encrypted, and in this tab alone"
        page.locator("#questions").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("#told >> text=is triaged")
        page.wait_for_function(f"{IN_TAB} === ''")
        typed_and_loaded_anew(page, first="Escape")
        assert page.input_value("#id_call_type") == "" == page.input_value("[name=said]")
        assert page.locator("#told").inner_text() == ""
    assert [(one["call_type"], one["said"]) for one in strip.decisions] == [("LOST ARTICLE", "A red purse")]


def test_what_was_typed_comes_back_to_nobody_else_nor_after_signing_out_nor_over_a_call_that_is_handed_over(
    strip: Strip, sign_in: SignIn
) -> None:
    mine, other = dict(strip.answers), given(sign_in(a_decider("Ano Ther")), "triage:strip", "triage:rules")
    strip.answers["/sign-in/out/"] = lambda _: (200, "<html lang=en><title>Out</title></html>")
    with strip.opened() as page:
        page.wait_for_function(KEEPS)
        typed_and_loaded_anew(page)
        page.wait_for_selector(f"#told >> text={IS_BACK}")
        page.goto(page.url + "?call_type=FIGHT")
        page.wait_for_selector("#told >> text=Press Z for the other call")
        page.locator("#questions").focus()
        page.keyboard.press("z")
        page.wait_for_function("document.getElementById('id_call_type').value === 'LOST ARTICLE'")
        page.wait_for_timeout(300)
        address = page.url
        strip.answers |= other
        page.goto(address)
        page.wait_for_function(KEEPS)
        assert page.input_value("#id_call_type") == "" and page.evaluate(IN_TAB) == ""
        strip.answers |= mine
        page.goto(address)
        page.wait_for_function(KEEPS)
        types(page, "LOST ARTICLE")
        page.wait_for_function(f"{IN_TAB} !== ''")
        kept = page.evaluate("({...sessionStorage})")
        page.evaluate("document.querySelector('form[action=\"/sign-in/out/\"]').requestSubmit()")
        page.wait_for_function("document.title === 'Out'")
        assert page.evaluate(IN_TAB) == ""
        page.evaluate("(kept) => Object.assign(sessionStorage, kept)", kept)  # as another tab of this browser has it
        page.goto(address)
        page.wait_for_function(KEEPS)
        page.wait_for_timeout(300)
        assert page.input_value("#id_call_type") == "" and page.locator("#told").inner_text() == ""


def test_the_language_of_one_caller_ends_with_the_call_and_comes_back_with_it(strip: Strip) -> None:
    with strip.opened() as page:
        types(page, "LOST ARTICLE")
        page.locator("#more summary").click()
        page.fill("[name=caller_language]", "Spanish")
        page.locator("#questions").focus()
        page.wait_for_selector("#strip.speaks-spanish")
        page.keyboard.press("Escape")
        page.wait_for_selector("#strip:not(.speaks-spanish)")
        page.locator("#questions").focus()
        page.keyboard.press("z")
        page.wait_for_selector("#strip.speaks-spanish")
        page.keyboard.press("Enter")
        page.wait_for_selector("#told >> text=is triaged")
        assert page.locator("#strip.speaks-spanish").count() == 0

"""The strip and the field page are loaded anew without a link: by whoever is signed in, encrypted, and sent once."""

from typing import Any
from uuid import uuid4

from tests.journeys.conftest import DESK, PHONE, Programme, Visit
from tests.journeys.test_dispatch_board import assigns
from tests.journeys.test_field import opens
from tests.journeys.test_strip import STRIP, is_told, press

KEPT = """async () => {
    const result = (ask) => new Promise((done) => { ask.onsuccess = () => done(ask.result); });
    const base = await result(indexedDB.open("arcs-kept", 1));
    const all = (name) => result(base.transaction(name).objectStore(name).getAll());
    const [rows, secrets] = [await all("rows"), await all("secret")];
    const keys = secrets.filter((one) => one.key);
    base.close();
    return {
        plain: rows.map((one) => new TextDecoder().decode(one.data)).join(""),
        rooms: rows.map((one) => one.room).sort(),
        keys: keys.length, extractable: keys.some((one) => one.key.extractable),
        beside: JSON.stringify(localStorage),
    };
}"""
CACHED = """async () => {
    const found = {};
    for (const name of await caches.keys()) for (const one of await (await caches.open(name)).keys()) {
        const path = new URL(one.url).pathname;
        const text = await (await caches.match(one)).text();
        found[path] = path.startsWith("/static/") ? "" : text;
    }
    return found;
}"""
AGO = """async (minutes) => {
    const result = (ask) => new Promise((done) => { ask.onsuccess = () => done(ask.result); });
    const base = await result(indexedDB.open("arcs-kept", 1));
    const store = base.transaction("secret", "readwrite").objectStore("secret");
    const one = await result(store.get("k"));
    await result(store.put({ ...one, at: one.at - minutes * 60000 }, "k"));
    base.close();
}"""


def is_kept(window: Visit) -> None:
    """Wait until the browser has the page's shell and the person's key."""
    window.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    window.page.wait_for_function(KEPT.replace("return {", "return keys.length && {"))


def test_a_strip_that_is_opened_anew_without_a_link_goes_on_with_police_and_ems(
    programme: Programme, visit: Any
) -> None:
    # Given a dispatcher whose strip was open a moment ago
    window = visit(width=STRIP)
    window.enter_as("dispatcher")
    window.open("/triage/")
    name = window.page.locator(".who-name b").inner_text()
    is_kept(window)
    cached = window.page.evaluate(CACHED)
    pages = {path: text for path, text in cached.items() if text}
    assert set(pages) == {"/triage/shell/"}, "a page with data is never kept"
    assert name not in pages["/triage/shell/"] and "csrfmiddlewaretoken" not in pages["/triage/shell/"]
    # when the link is lost and the strip is loaded anew, with a call that the CAD hands over,
    window.context.set_offline(True)
    where = f"{uuid4().int % 90_000 + 100} Invented Way"
    window.open(f"/triage/?call_type=NOISE+COMPLAINT&address={where.replace(' ', '+')}")
    window.page.wait_for_selector("#lost:visible")
    window.complaints.clear()
    assert ", read " in window.text("#edition")
    window.look_without_a_link("strip-opened-without-a-link")
    # then its questions and keys work, and only police or EMS are recommended;
    assert "Only police or EMS" in window.text("#advice")
    press(window, "0")
    assert window.page.locator("#questions input[value=no]:checked").count() > 5
    press(window, "Enter")
    window.page.wait_for_selector("#queue >> text=NOISE COMPLAINT")
    kept = window.page.evaluate(KEPT)
    assert (kept["rooms"], kept["extractable"]) == (["decisions"], False)
    assert where not in kept["plain"] + kept["beside"]
    # another reload loses nothing,
    window.page.reload()
    window.page.wait_for_selector("#queue >> text=NOISE COMPLAINT")
    window.page.keyboard.type("lost art")
    press(window, "Enter", "0", "Enter")
    window.page.wait_for_selector("#queue >> text=LOST ARTICLE")
    window.complaints.clear()
    window.look_without_a_link("strip-opened-without-a-link-queued")
    # an edition that is read long ago is not shown as one that holds now,
    window.page.clock.install()
    window.page.clock.fast_forward("16:00")
    window.page.wait_for_selector("#edition:has-text('Rules are stale')")
    window.look_without_a_link("strip-opened-without-a-link-stale")
    # and when the link is back both decisions are sent, once.
    window.context.set_offline(False)
    window.page.clock.fast_forward("00:10")
    is_told(window, "is triaged")
    window.page.wait_for_selector("#linked:visible")
    assert window.page.locator("#told >> text=is triaged").count() == 2
    assert window.page.evaluate(KEPT)["rooms"] == []
    window.complaints.clear()
    window.look_without_a_link("strip-back-after-opened-without-a-link")
    press(window, "f", "a", "l", "l", "s", "Enter", "0")
    assert "Only police or EMS" not in window.text("#advice"), "with the link it recommends by the edition again"
    window.open("/calls/")
    assert window.text("main").count(where) == 1


def test_nobody_else_reads_what_waits_and_the_lock_holds_without_a_link(programme: Programme, visit: Any) -> None:
    window = visit(width=STRIP)
    window.enter_as("supervisor")
    window.open("/triage/")
    is_kept(window)
    window.context.set_offline(True)
    window.page.reload()
    window.page.wait_for_selector("#lost:visible")
    window.page.keyboard.type("noise comp")
    press(window, "Enter", "0", "Enter")
    window.page.wait_for_selector("#queue >> text=NOISE COMPLAINT")
    # Whoever was away longer than a session may last is locked, also without a link (dispatch consoles are exempt),
    window.page.evaluate(AGO, 10_000)
    window.page.reload()
    window.page.wait_for_selector("#nobody:visible")
    assert window.page.locator("#strip").is_hidden()
    window.page.keyboard.press("Enter")
    assert "NOISE COMPLAINT" not in window.text("main")
    window.look_without_a_link("strip-locked-without-a-link")
    kept = window.page.evaluate(KEPT)
    assert (kept["keys"], kept["rooms"]) == (0, ["decisions"])
    # and whoever signs in next in this browser sees that something waits, and not what.
    window.page.goto("about:blank")
    window.context.set_offline(False)
    window.enter_as("dispatcher")
    window.complaints.clear()
    window.open("/triage/")
    window.page.wait_for_selector("#of-others:visible")
    assert "NOISE COMPLAINT" not in window.text("#queue")
    is_kept(window)
    window.context.set_offline(True)
    window.page.reload()
    window.page.wait_for_selector("#of-others:visible")
    assert "NOISE COMPLAINT" not in window.text("#queue")
    # Who signs out takes the key along;
    window.page.goto("about:blank")
    window.context.set_offline(False)
    window.open("/")
    window.complaints.clear()
    window.page.get_by_text("Menu").click()
    window.page.locator(".menu-who button", has_text="Sign out").click()
    window.page.wait_for_selector("h1:has-text('Sign in')")
    window.page.wait_for_function(KEPT.replace("return {", "return !keys.length && {"))
    # the supervisor finds the decision again, and it is sent.
    window.enter_as("supervisor")
    window.open("/triage/")
    is_told(window, "is triaged")
    assert window.page.evaluate(KEPT)["rooms"] == []
    window.complaints.clear()


def test_the_call_on_a_phone_is_there_again_without_a_link_and_its_outcome_is_sent_once(
    programme: Programme, visit: Any
) -> None:
    # Given somebody on a unit with a call, whose phone threw the page away as the link was lost
    phone, desk = visit(width=PHONE), visit(width=DESK)
    phone.enter_as("cso")
    phone.open("/field/")
    unit = phone.text(".sign")
    desk.enter_as("dispatcher")
    desk.open("/dispatch/")
    opens(desk, "FOUND/RECOVERED PROPERTY")
    assigns(desk, unit)
    phone.page.locator("h1", has_text="FOUND/RECOVERED PROPERTY").wait_for()
    is_kept(phone)
    phone.page.wait_for_function(KEPT.replace("return {", "return rows.length && {"))
    where, before = phone.text(".where"), phone.page.locator("#field-outcomes .outcome").count()
    phone.context.set_offline(True)
    phone.page.get_by_role("button", name="En route").click()
    phone.page.locator("#unsent", has_text="1 not sent yet").wait_for()
    phone.page.reload()
    # when it is opened again, the call is there as it stood, with its time and what waits;
    phone.page.locator("h1", has_text="FOUND/RECOVERED PROPERTY").wait_for()
    assert phone.text(".where") == where
    assert "As it stood on this phone" in phone.text("#as-of")
    phone.page.locator("#unsent", has_text="1 not sent yet").wait_for()
    phone.look_without_a_link("field opened without a link")
    cached, kept = phone.page.evaluate(CACHED), phone.page.evaluate(KEPT)
    pages = {path: text for path, text in cached.items() if text}
    assert set(pages) == {"/field/shell/"}
    assert (kept["rooms"], kept["extractable"]) == (["field", "page"], False)
    for secret in (where, "FOUND/RECOVERED"):
        assert secret not in pages["/field/shell/"] + kept["plain"] + kept["beside"], secret
    for name, value in (
        ("How it ended", "resolved"),
        ("De-escalation", "not_needed"),
        ("Force", "none"),
        ("Injury", "none"),
        ("Transport", "none"),
    ):
        phone.page.get_by_label(name).select_option(value)
    phone.page.get_by_role("button", name="Record the outcome").click()
    phone.page.locator("#unsent", has_text="2 not sent yet").wait_for()
    phone.page.reload()
    phone.page.locator("#unsent", has_text="Outcome: waits for the link").wait_for()
    # when the link is back, all is sent in its order, once.
    phone.context.set_offline(False)
    phone.page.locator("#field-outcomes .outcome").nth(before).wait_for()
    phone.page.locator(".who-name b, .menu").first.wait_for(state="attached")
    phone.page.locator("#unsent").wait_for(state="hidden")
    assert phone.page.locator("#field-outcomes .outcome").count() == before + 1
    assert phone.page.evaluate(KEPT)["rooms"] == ["page"]
    phone.complaints.clear()
    # Another call than one's own is not on the phone, and it says what to do;
    phone.context.set_offline(True)
    phone.open("/field/calls/00000000-0000-4000-8000-000000000000/")
    phone.page.locator("#nothing", has_text="Call dispatch by radio or telephone").wait_for()
    phone.look_without_a_link("field without a link and without a call")
    # nor does whoever signs in next on it see anything of the call.
    phone.page.goto("about:blank")
    phone.context.set_offline(False)
    phone.enter_as("supervisor")
    phone.open("/triage/")
    is_kept(phone)
    assert phone.page.evaluate(KEPT)["rooms"] == []
    phone.context.set_offline(True)
    phone.open("/field/")
    phone.page.locator("#locked", has_text="Call dispatch by radio or telephone").wait_for()
    assert "FOUND/RECOVERED" not in phone.text("main")
    phone.look_without_a_link("field locked without a link")
    phone.page.goto("about:blank")
    phone.context.set_offline(False)
    phone.enter_as("cso")
    phone.open("/field/")
    phone.page.get_by_role("button", name="Clear").click()
    phone.page.locator("h1", has_text="No call now").wait_for()
    phone.complaints.clear()

"""Somebody on a unit loses the link and finds it again: what was told waits, encrypted and counted, and comes once."""

from typing import Any

from tests.journeys.conftest import DESK, PHONE, Programme, Visit
from tests.journeys.test_dispatch_board import assigns
from tests.making.pictures import a_png

QUEUED = """async () => {
    const result = (ask) => new Promise((done) => { ask.onsuccess = () => done(ask.result); });
    const base = await result(indexedDB.open("arcs-kept", 1));
    const all = (name) => result(base.transaction(name).objectStore(name).getAll());
    const rows = (await all("rows")).filter((one) => one.room === "field");
    const { key: secret } = (await all("secret")).find((one) => one.key);
    return {
        plain: rows.map((one) => new TextDecoder().decode(one.data)).join(""), many: rows.length,
        secret: secret.extractable, names: Object.keys(rows[0] ?? {}).sort().join(),
    };
}"""


def opens(desk: Visit, call_type: str) -> None:
    """The first call of a type at the board, also where it is folded away among many."""
    desk.open(desk.page.locator("#part-waiting h3 a", has_text=call_type).first.get_attribute("href") or "")


def goes_offline(window: Visit) -> None:
    window.context.set_offline(True)


def is_back(window: Visit) -> None:
    window.context.set_offline(False)
    window.page.locator("#unsent").wait_for(state="hidden")
    window.complaints.clear()  # the browser notes each question that found no link


def test_what_is_told_without_a_link_arrives_once_when_it_is_back(programme: Programme, visit: Any) -> None:
    # Given somebody on a unit without a call, with the field page open on a phone
    phone, desk = visit(width=PHONE), visit(width=DESK)
    phone.enter_as("cso")
    phone.open("/field/")
    assert "No call now" in phone.text("main")
    phone.look("field without a call")
    unit = phone.text(".sign")
    # when a dispatcher assigns the unit, the call stands on the phone by itself.
    desk.enter_as("dispatcher")
    desk.open("/dispatch/")
    opens(desk, "FOUND/RECOVERED PROPERTY")
    assigns(desk, unit)
    phone.page.locator("h1", has_text="FOUND/RECOVERED PROPERTY").wait_for()
    phone.look("field")
    # Without the link a tap and a note are kept, encrypted, and their number is seen.
    goes_offline(phone)
    phone.page.get_by_role("button", name="En route").click()
    phone.page.get_by_label("A note").fill("The wallet has no name in it.")
    phone.page.get_by_role("button", name="Add the note").click()
    photo = {"name": "wallet.png", "mimeType": "image/png", "buffer": a_png(40, 30)}
    phone.page.get_by_label("A photo").set_input_files(photo)
    phone.page.get_by_role("button", name="Add the photo").click()
    phone.page.locator("#unsent", has_text="3 not sent yet").wait_for()
    assert "No link." in phone.text("#unsent")
    phone.complaints.clear()
    phone.look("field without a link")  # nothing is asked while the browser knows that it has no link
    kept = phone.page.evaluate(QUEUED)
    assert (kept["many"], kept["names"], kept["secret"]) == (3, "data,iv,key,person,room", False)
    assert "wallet" not in kept["plain"] and "en_route" not in kept["plain"]
    # When it is back, all arrive in their order, once,
    is_back(phone)
    desk.page.locator(".unit-row", has_text=unit).get_by_text("En route").wait_for()
    desk.page.locator("#part-chosen", has_text="Photo by Cecily Sorensen").wait_for()
    call = desk.page.get_attribute("#part-chosen", "data-call")
    desk.open(f"/calls/{call}/")
    assert desk.text("main").count("The wallet has no name in it.") == 1
    assert phone.page.evaluate(QUEUED)["many"] == 0
    # a call for help stands on the board within two seconds and its answer on the phone,
    desk.open("/dispatch/")
    phone.page.get_by_role("button", name="Emergency").click()
    ask = desk.page.locator(".ask", has_text="FOUND/RECOVERED PROPERTY").filter(has_text="Officer needed, emergency")
    ask.wait_for()
    desk.look("board with a call for help")
    ask.get_by_label("Your answer").fill("Car 231 in four minutes.")
    ask.get_by_role("button", name="Answer").click()
    phone.page.locator("#field-now", has_text="Car 231 in four minutes.").wait_for()
    # and an outcome that is not whole stays in its form until it is.
    phone.page.get_by_label("How it ended").select_option("resolved")
    phone.page.get_by_role("button", name="Record the outcome").click()
    phone.page.locator("#told", has_text="Still missing: De-escalation, Force, Injury, Transport").wait_for()
    for name, value in (("De-escalation", "not_needed"), ("Force", "none"), ("Injury", "none"), ("Transport", "none")):
        phone.page.get_by_label(name).select_option(value)
    phone.page.get_by_role("button", name="Record the outcome").click()
    phone.page.locator("#field-outcomes", has_text="Resolved").wait_for()
    phone.look("field with an outcome")
    # A browser without script tells as well,
    plain = visit(width=PHONE, script=False)
    plain.enter_as("cso")
    plain.open("/field/")
    plain.page.get_by_label("A note").fill("Told without script.")
    plain.page.get_by_role("button", name="Add the note").click()
    assert "Note: Told without script." in plain.text(".messages")
    plain.look("field without script")
    # and the call leaves the phone when the unit is clear.
    phone.page.get_by_role("button", name="Clear").click()
    phone.page.locator("h1", has_text="No call now").wait_for()


def on_a_new_call(desk: Visit, unit: str, call_type: str) -> None:
    """A call is taken, and the unit sent to it from the board."""
    desk.open("/calls/new/")
    desk.page.fill("[name=call_type]", call_type)
    desk.page.get_by_role("button", name="Take the call").click()
    desk.settle()
    desk.open(desk.page.get_by_role("link", name="On the board").get_attribute("href") or "")
    assigns(desk, unit)
    desk.page.locator(".messages", has_text="is assigned").wait_for()


def test_help_goes_first_what_was_refused_comes_back_and_nothing_unsent_hides_the_next_call(
    programme: Programme, visit: Any
) -> None:
    # Given somebody on scene without a link, who told a note, an outcome that lacks something, and calls for help:
    phone, desk = visit(width=PHONE), visit(width=DESK)
    phone.enter_as("cso")
    phone.open("/field/")
    unit = phone.text(".sign")
    desk.enter_as("dispatcher")
    on_a_new_call(desk, unit, "LOST ARTICLE")
    phone.page.locator("h1", has_text="LOST ARTICLE").wait_for()
    phone.page.get_by_role("button", name="On scene").click()
    phone.page.locator("button[value=on_scene][aria-pressed=true]").wait_for()
    goes_offline(phone)
    phone.page.get_by_label("A note").fill("She is calm.")
    phone.page.get_by_role("button", name="Add the note").click()
    phone.page.locator("#unsent", has_text="1 not sent yet").wait_for()
    phone.page.get_by_label("How it ended").select_option("resolved")
    phone.page.get_by_role("button", name="Record the outcome").click()
    # what is missing is said at once, also without a link;
    phone.page.locator("#told", has_text="Still missing: De-escalation, Force, Injury, Transport").wait_for()
    for name, value in (("De-escalation", "not_needed"), ("Force", "none"), ("Injury", "none"), ("Transport", "none")):
        phone.page.get_by_label(name).select_option(value)
    phone.page.get_by_label("How it ended").select_option("referred_to")
    phone.page.get_by_role("button", name="Record the outcome").click()
    phone.page.locator("#unsent", has_text="2 not sent yet").wait_for()
    # a call for help says to use the radio, and stands first.
    phone.page.get_by_role("button", name="Emergency").click()
    phone.page.locator("#told", has_text="call for help by radio").wait_for()
    phone.page.locator("#unsent", has_text="3 not sent yet").wait_for()
    assert "Officer needed" in phone.page.locator("#unsent-list li").first.inner_text()
    phone.complaints.clear()
    phone.look("field calls for help without a link")
    # When the link is back, help and note arrive; the outcome is refused, and comes back into its form.
    phone.context.set_offline(False)
    desk.open("/dispatch/")
    ask = desk.page.locator(".ask", has_text="LOST ARTICLE").filter(has_text="Officer needed, emergency")
    ask.get_by_label("Your answer").fill("Car 231 comes.")
    ask.get_by_role("button", name="Answer").click()
    phone.page.locator("#unsent-list li", has_text="to whom the person was referred").wait_for()
    phone.complaints.clear()
    phone.look("field with an outcome that was refused")
    phone.page.get_by_role("button", name="Correct it").click()
    phone.page.wait_for_function("document.querySelector('[name=ending]').value === 'referred_to'")
    phone.page.get_by_label("Referred to").fill("Thrive")
    phone.page.get_by_role("button", name="Record the outcome").click()
    phone.page.locator("#field-outcomes", has_text="Thrive").wait_for()
    # The unit is clear, and its next call stands on the phone by itself.
    phone.page.get_by_role("button", name="Clear").click()
    phone.page.locator("h1", has_text="No call now").wait_for()
    assert phone.page.evaluate(QUEUED)["many"] == 0

"""A resident answers on a phone, in Spanish, without scripts, from the open link to the thanks, with a break."""

import re
from typing import Any

import pytest
from tests.journeys.conftest import DESK, PHONE, Programme, Visit

from arcs.web.demo.links import read_links


@pytest.fixture
def open_link(programme: Programme) -> str:
    """The path of the open link of the demonstration's open survey."""
    return read_links(programme.state / "demo-accounts.json")["survey"]


def press(window: Visit, label: str) -> None:
    with window.page.expect_navigation():
        window.page.get_by_role("button", name=label, exact=True).click()


def answer(window: Visit, choices: tuple[int, int, int]) -> None:
    """Tick one box for each alternative; the whole row can be touched."""
    for field, choice in zip(("cso", "tru_online", "outside"), choices, strict=True):
        window.page.locator(f"label.check:has(input[name={field}][value='{choice}'])").click()


def test_a_resident_answers_in_spanish_on_a_phone_without_scripts_and_comes_back(open_link: str, visit: Any) -> None:
    # Given somebody with a phone whose browser runs no scripts, who has the link of a poster
    window = visit(width=PHONE, script=False)
    window.open(open_link)
    press(window, "Español")
    assert "¿Qué llamadas se podrían atender de otra manera?" in window.text("h1")
    assert "no son una muestra al azar" in window.text("main")
    window.look("resident-welcome")
    # when she begins, she gets a link of her own and says who she is,
    press(window, "Empezar")
    own = window.page.url.removesuffix("you/")
    assert own != f"{window.url}{open_link}"
    window.page.locator("label.check:has(input[value='Resident'])").click()
    window.look("resident-you")
    press(window, "Seguir")
    # answers a card with the call before her eyes,
    assert "Tarjeta 1 de 13" in window.text("main")
    assert window.page.locator("label.check").first.bounding_box()["height"] >= 52
    answer(window, (4, 2, 0))
    window.page.fill("[name=depends_on]", "de cuánto tarde en llegar alguien <script>alert(1)</script>")
    window.look("resident-card")
    press(window, "Guardar y seguir")
    assert "1 respuesta guardada" in window.text("main")
    # skips one, goes back and finds what she said,
    press(window, "Saltar esta tarjeta")
    for _ in range(2):
        window.page.get_by_role("link", name="Atrás").click()
        window.settle()
    assert window.page.locator("input[name=cso][value='4']").is_checked()
    assert "<script>" in window.page.input_value("[name=depends_on]")
    # then closes the page, and goes on another day where she stopped.
    window.page.close()
    later = visit(width=PHONE, script=False)
    later.page.goto(own)
    assert "Tarjeta 3 de 13" in later.text("main")  # her link still speaks her language
    for _ in range(3, 14):
        answer(later, (5, 3, 1))
        press(later, "Guardar y seguir")
    assert "Contestó 12 de 13 tarjetas" in later.text("h1")
    later.look("resident-end")
    press(later, "Terminar")
    assert "Gracias" in later.text("h1")
    later.look("resident-thanks")
    # Whoever finds her link later sees nothing of what she said.
    later.page.goto(f"{own}1/")
    assert later.page.locator("input[name=cso]").count() == 0


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("dark", [False, True])
def test_every_page_of_the_survey_is_usable_by_everyone(open_link: str, visit: Any, width: int, dark: bool) -> None:
    window = visit(width=width, dark=dark)
    window.open(open_link)
    window.look("survey-welcome")
    press(window, "Start")
    window.look("survey-you")
    press(window, "Skip this")
    window.look("survey-card")
    window.page.get_by_role("link", name=re.compile("Stop here")).click()
    window.look("survey-end-unanswered")
    assert window.page.get_by_role("button", name="Finish", exact=True).count() == 0  # it would close the link for good
    window.page.go_back()
    answer(window, (4, 2, 0))
    press(window, "Save and next card")
    window.page.get_by_role("link", name=re.compile("Stop here")).click()
    window.look("survey-end")
    press(window, "Finish")
    window.look("survey-thanks")


def test_what_has_to_be_checked_is_said_and_nothing_typed_is_lost(open_link: str, visit: Any) -> None:
    window = visit(width=PHONE)
    window.open(open_link)
    press(window, "Start")
    press(window, "Skip this")
    window.page.locator("[name=depends_on]").evaluate("field => field.removeAttribute('maxlength')")
    window.page.fill("[name=depends_on]", "long " * 150)
    answer(window, (3, 3, 3))
    press(window, "Save and next card")
    assert "Nothing you typed is lost" in window.text("main")
    assert window.page.input_value("[name=depends_on]").startswith("long long")
    assert window.page.locator("input[name=cso][value='3']").is_checked()
    window.complaints.clear()  # the browser notes that the page answered 422
    window.look("survey-card-error")

"""The components say what they are in words, and take nothing from a stranger as markup."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, Template
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from arcs.core.figures import Column, Figure, Table
from arcs.web.ui import style_page
from arcs.web.ui.held_rows import HeldRows
from arcs.web.ui.lists import list_page
from arcs.web.ui.marks import ROUTES, risk_mark, route_mark, route_tag, status_badge
from arcs.web.ui.pages import JobShown, NavigationEntry, Programme, Stat, Who
from arcs.web.ui.style_list import LIST, LISTED
from arcs.web.ui.tables import shown_table
from arcs.web.ui.templatetags.arcs import register
from arcs.web.ui.widgets import ComboBox, DatePicker

HOSTILE = '"><img src=x onerror=alert(1)>'


@dataclass(frozen=True)
class Answer:
    """A permit."""

    allowed: bool
    why_not: str = ""


class Hours(forms.Form):
    """A small form."""

    hours = forms.IntegerField(label="Hours", min_value=1, help_text="The report uses 525.")
    rule = forms.ChoiceField(label="Rule", choices=[("a", "Any"), ("m", "Majority")], widget=forms.RadioSelect)
    password = forms.CharField(label="Password", widget=forms.PasswordInput, required=False)


def show(source: str, **words: object) -> str:
    """A piece of a template, printed."""
    return Template("{% load arcs %}" + source).render(Context(words))


@pytest.mark.parametrize("route", ROUTES)
def test_a_route_is_colour_shape_and_word(route: str) -> None:
    html = show("{% route name %}", name=route)
    assert f"r-{route}" in html
    assert f"#r-{route}" in html
    assert str(ROUTES[route]) in html


def test_a_route_without_a_shape_keeps_the_square_frame_of_a_route() -> None:
    html = route_mark("988", "988 Suicide and Crisis Lifeline")
    assert html == '<span class="tag">988 Suicide and Crisis Lifeline</span>', "a round pill would be a status"


def test_a_moment_of_another_day_says_its_day() -> None:
    noon = timezone.localtime().replace(hour=12, minute=5)
    shown = [show("{{ at|clock }}", at=noon - timedelta(days=days)) for days in (0, 2)]
    assert shown == ["12:05", f"{noon - timedelta(days=2):%b %-d}, 12:05"]


def test_a_hybrid_shows_both_shapes_and_both_words() -> None:
    html = route_tag("cso+tru")
    assert "CSO or TRU" in html
    assert html.count("<use") == 2


def test_an_unknown_route_or_risk_is_refused_and_not_drawn_neutral() -> None:
    with pytest.raises(ValueError, match="is no route"):
        route_tag("police")
    with pytest.raises(ValueError, match="is no risk"):
        risk_mark("severe")


def test_warnings_carry_a_diamond_and_alarms_a_triangle() -> None:
    assert "#diamond" in status_badge("Due in 3 min", "warn")
    assert "#triangle" in status_badge("Late by 14 min", "alarm")
    assert "<svg" not in status_badge("Not triaged")


@given(text=st.text(min_size=1, max_size=40))
def test_no_word_becomes_markup(text: str) -> None:
    source = "{% badge text %}{% key text %}{% notice 'info' text bold=text %}{% empty text text %}"
    assert show(source, text=text).count("<") == show(source, text="plain").count("<")


def test_a_refused_button_stays_visible_and_says_why() -> None:
    html = show('{% button "Freeze" kind="primary" permit=permit %}', permit=Answer(False, "Two are open."))
    assert 'aria-disabled="true"' in html
    assert 'type="button"' in html
    name = html.split('aria-describedby="')[1].split('"')[0]
    assert f'id="{name}">Two are open.' in html


def test_an_allowed_button_is_an_ordinary_one() -> None:
    html = show('{% button "Freeze" permit=permit key="f" %}', permit=Answer(True))
    assert 'data-key="f" data-key-label="Freeze"' in html
    assert "aria-disabled" not in html


def test_a_button_that_changes_something_posts_with_a_token() -> None:
    html = show('{% post_button "/jobs/1/cancel/" "Cancel" %}', request=RequestFactory().get("/"))
    assert '<form method="post" action="/jobs/1/cancel/">' in html
    assert 'name="csrfmiddlewaretoken" value="' in html
    assert 'value=""' not in html


class Zone(forms.Form):
    """A choice to be found by typing, and a day."""

    zone = forms.ChoiceField(choices=[("", "None"), ("a", "Chicago"), ("b", "New York")], widget=ComboBox)
    day = forms.DateField(widget=DatePicker)


@pytest.mark.parametrize(
    "form", [Zone(initial={"zone": "b", "day": date(2026, 11, 9)}), Zone({"zone": "b", "day": "11/09/2026"})]
)
def test_what_was_chosen_stands_in_the_widget_that_a_script_builds(form: Zone) -> None:
    page = show("{{ form }}", form=form)
    assert '<div class="usa-combo-box" data-default-value="b">' in page
    assert '<div class="usa-date-picker" data-default-value="2026-11-09">' in page
    assert "data-default-value" not in show("{{ form }}", form=Zone())


def test_a_field_names_its_hint_and_its_error_to_a_screen_reader() -> None:
    form = Hours({"hours": "0", "rule": "a"})
    html = show("{% field form.hours %}", form=form)
    assert 'aria-describedby="id_hours_helptext id_hours_error"' in html
    assert 'aria-invalid="true"' in html
    assert html.index("The report uses 525.") < html.index('id="id_hours_error"') < html.index("<input")
    assert 'value="0"' in html


def test_radio_buttons_share_one_legend() -> None:
    html = show("{% field form.rule %}", form=Hours())
    assert "<legend>Rule" in html
    assert html.count('type="radio"') == 2


def test_the_summary_of_errors_counts_links_and_comforts() -> None:
    html = show("{% error_summary form %}", form=Hours({"hours": "0"}))
    assert "Please check 2 things" in html
    assert "Nothing you typed is lost." in html
    assert "Only the password has to be typed again." in html
    assert 'href="#id_hours"' in html
    assert 'href="#id_rule"' in html
    assert show("{% error_summary form %}", form=Hours()).strip() == ""


def test_what_was_typed_comes_back_escaped() -> None:
    html = show("{% field form.hours %}", form=Hours({"hours": HOSTILE}))
    assert "<img" not in html
    assert "&quot;&gt;&lt;img" in html


def test_a_page_has_one_heading_and_its_way_back() -> None:
    html = show('{% page_head title back="Studies" back_url="/studies/" %}{% endpage_head %}', title=HOSTILE)
    assert html.count("<h1>") == 1
    assert "<img" not in html
    assert 'href="/studies/"' in html


def _table(rows: tuple[tuple[str | float | None, ...], ...]) -> Table:
    columns = (Column(name="type", heading="Type"), Column(name="fte", heading="FTE", kind="number", places=2))
    return Table(
        name="t", title="Types", columns=columns, rows=rows, population="all", period="2021", source="invented"
    )


def test_a_table_shows_zero_as_zero_and_what_was_not_recorded_as_a_dash() -> None:
    html = show("{% table data total=-1 %}", data=_table((("A", 0.0), ("B", None), ("Both", 0.0))))
    assert html.count('<td class="num">0.00</td>') == 2
    assert '<td class="num">–</td>' in html
    assert html.count('<tr class="total">') == 1
    assert html.index('class="total"') > html.index("B</th>")


def test_an_empty_table_says_so() -> None:
    assert "Nobody has answered." in show("{% table data empty='Nobody has answered.' %}", data=_table(()))


def test_a_number_opens_its_rows_and_its_definition() -> None:
    figure = Figure(
        name="fte", value=1234.5, unit="FTE", places=1, population="46 types", period="2021", definition="Hours by 525."
    )
    html = show("{% stats figures %}", figures=[Stat(label="Volume", figure=figure, url="/rows/")])
    for words in ('href="/rows/"', "1,234.5", "FTE", "46 types", "2021", "Hours by 525."):
        assert words in html


def test_a_moving_job_asks_again_and_a_finished_one_does_not() -> None:
    moving = JobShown(
        title="Import", state="running", stage="reading", stage_number=1, stages=3, done=9412, total=15222,
        unit="rows", poll_url="/jobs/1/row/", cancel_url="/jobs/1/cancel/",
    )  # fmt: skip
    html = show("{% job row %}", row=moving, request=RequestFactory().get("/"))
    assert 'hx-get="/jobs/1/row/" hx-trigger="every 1s"' in html
    # What a page asks by itself is no activity of the person: the session still locks. Its buttons are the person's.
    assert """hx-headers='{"Arcs-Background": "true"}' hx-disinherit="hx-headers\"""" in html
    assert 'value="61"' in html
    assert "9,412 of 15,222 rows" in html
    assert "Stage 1 of 3" in html
    done = JobShown(title="Import", state="done", poll_url="/jobs/1/row/", cancel_url="/jobs/1/cancel/")
    html = show("{% job row %}", row=done, request=RequestFactory().get("/"))
    assert "hx-get" not in html
    assert "Cancel" not in html


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "413", "429", "500", "503"])
def test_an_error_page_stands_alone_and_says_what_to_do(code: str) -> None:
    html = get_template(f"{code}.html").render()
    assert html.count("<h1>") == 1
    assert 'href="/"' in html
    assert "{%" not in html
    assert "Traceback" not in html


def test_the_frame_shows_at_most_where_one_is_and_who_one_is() -> None:
    words = {
        "navigation": [NavigationEntry(label="Calls", url="/calls/", current=True, key="c")],
        "who": Who(name="Dana Whitfield", role_words="Analyst", sign_out_url="/sign-out/", draft_key="a1"),
        "programme": Programme(name="Oak Park"),
        "demonstration": True,
    }
    html = get_template("ui/base.html").render(words, RequestFactory().get("/"))
    assert html.count('aria-current="page"') == 2
    assert 'data-person="a1"' in html
    assert "Dana Whitfield" in html
    assert "Demonstration." in html
    assert 'href="#main"' in html


def test_without_a_person_the_frame_has_no_menu_and_keeps_no_drafts() -> None:
    frame = {"who": None, "navigation": [], "programme": None}
    html = get_template("ui/base.html").render(frame, RequestFactory().get("/"))
    assert "data-person" not in html
    assert "<nav" not in html
    assert "Sign out" not in html


def test_a_heading_that_says_its_unit_does_not_say_it_twice() -> None:
    columns = (
        Column(name="median", heading="Median minutes", kind="number", unit="minutes"),
        Column(name="p90", heading="90th percentile", kind="number", unit="minutes"),
    )
    shown = shown_table(
        Table(
            name="times",
            title="Times",
            columns=columns,
            rows=((1, 2),),
            population="calls",
            period="2025",
            source="Test",
        )
    )
    assert [one.unit for one in shown.heads] == ["", "minutes"]


def test_the_style_page_shows_every_component() -> None:
    ui = Path(style_page.__file__).parent / "templates" / "ui"
    shown = (ui / "style.html").read_text(encoding="utf-8")
    # What a shown component prints is shown with it.
    within = "".join((ui / "parts" / f"{name}.html").read_text(encoding="utf-8") for name in ("listing", "stats"))
    within += "".join(one.read_text(encoding="utf-8") for one in (ui / "forms").glob("*.html"))
    missing = [name for name in register.tags if f"{{% {name} " not in shown + within]
    assert missing == ["back_link"], "it stands in every page's head that has a page above it"


def test_what_the_style_page_shows_as_a_list_is_one() -> None:
    found = list_page(QueryDict("state=Loaded&sort=hours"), LIST, HeldRows(LISTED))
    assert [row[0].text for row in found.rows] == [f"Calls of week {week}" for week in (36, 40, 39, 35, 38)]
    assert list_page(QueryDict(""), LIST, HeldRows(LISTED)).next_url

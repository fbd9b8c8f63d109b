"""`{% load arcs %}`: every component of the style page, as a typed tag."""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any, Protocol

from django import template
from django.forms import BaseForm, BoundField
from django.middleware.csrf import get_token
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from arcs.core.figures import Figure, Table
from arcs.web.ui import marks
from arcs.web.ui.form_shapes import ErrorLine, Shape, attributes_of, lines_of, retyping_of, said_of, shape_of
from arcs.web.ui.pages import Crumb, JobShown, Stat
from arcs.web.ui.tables import TableShown, shown_table

register = template.Library()
_numbers = count(1)
Context = template.Context


class Permit(Protocol):
    """What a button asks: may this be done now, and if not, why."""

    @property
    def allowed(self) -> bool:
        """Whether the action may be done."""

    @property
    def why_not(self) -> str:
        """The sentence beside a refused button."""


def _next_id(prefix: str) -> str:
    return f"{prefix}-{next(_numbers)}"


# ---- marks

register.simple_tag(marks.key_cap, name="key")
register.simple_tag(marks.invented_mark, name="invented")
register.filter("clock", marks.clock)


@register.simple_tag
def icon(name: str, classes: str = "glyph") -> SafeString:
    """`{% icon "tick" %}`: a shape of the sprite beside its word."""
    return marks.glyph(name, classes)


@register.simple_tag
def route(name: str, word: str = "", large: bool = False) -> SafeString:
    """`{% route "cso" %}`, `{% route "cso+tru" %}`, `{% route "partner" "Mediation" %}`."""
    return marks.route_tag(str(name), word, large=large)


@register.simple_tag
def risk(level: str, word: str = "") -> SafeString:
    """`{% risk "P" %}`: L, P or H, as text with its shape."""
    return marks.risk_mark(level, word)


@register.simple_tag
def badge(text: str, tone: str = "") -> SafeString:
    """`{% badge "Late by 14 min" "alarm" %}`; tones: info, good, warn, alarm or none."""
    return marks.status_badge(text, tone)


# ---- buttons


def _classes(kind: str, size: str) -> str:
    look = {"primary": " btn-primary", "quiet": " btn-quiet", "danger": " btn-danger", "solid": " btn-danger btn-solid"}
    wide = {"large": " btn-l", "wide": " btn-wide", "large wide": " btn-l btn-wide"}
    return "btn" + look.get(kind, "") + wide.get(size, "")


def _label(label: str, glyph: str, key: str) -> SafeString:
    shape = marks.glyph(glyph, "glyph glyph-m") if glyph else ""
    cap = format_html(' <span class="keys">{}</span>', marks.key_cap(key)) if key else ""
    return format_html("{}{}{}", shape, label, cap)


@register.simple_tag
def button(
    label: str,
    *,
    href: str = "",
    kind: str = "",
    size: str = "",
    permit: Permit | None = None,
    key: str = "",
    key_label: str = "",
    name: str = "",
    value: str = "",
    type: str = "submit",
    glyph: str = "",
    form: str = "",
) -> SafeString:
    """A button, or with `href` a link that looks like one. A refused one stays visible, with its reason beside it.

    Kinds: primary (one per page or panel), quiet, danger, solid, or none. Sizes: large, wide, "large wide".
    `key` is pressed without Ctrl; `key_label` is what the list of keys says, else the label.
    """
    classes = _classes(kind, size)
    if permit is not None and not permit.allowed:
        why = _next_id("why")
        return format_html(
            '<span class="refused"><button class="{}" type="button" aria-disabled="true" aria-describedby="{}">{}'
            '</button><span class="note" id="{}">{}</span></span>',
            classes, why, _label(label, glyph, ""), why, permit.why_not,
        )  # fmt: skip
    keys = format_html(' data-key="{}" data-key-label="{}"', key, key_label or label) if key else ""
    words = _label(label, glyph, key)
    if href:
        return format_html('<a class="{}" href="{}"{}>{}</a>', classes, href, keys, words)
    named = format_html(' name="{}" value="{}"', name, value) if name else ""
    owner = format_html(' form="{}"', form) if form else ""
    return format_html('<button class="{}" type="{}"{}{}{}>{}</button>', classes, type, named, owner, keys, words)


@register.simple_tag(takes_context=True)
def post_button(
    context: Context, url: str, label: str, *, kind: str = "", size: str = "", permit: Permit | None = None,
    key: str = "", name: str = "", value: str = "", glyph: str = "",
) -> SafeString:  # fmt: skip
    """A button that posts to `url` in a form of its own; works without script."""
    inner = button(label, kind=kind, size=size, permit=permit, key=key, name=name, value=value, glyph=glyph)
    if permit is not None and not permit.allowed:
        return inner
    return format_html('<form method="post" action="{}">{}{}</form>', url, _token(context), inner)


def _token(context: Context) -> SafeString:
    request = context.get("request")
    token = get_token(request) if request is not None else str(context.get("csrf_token", ""))
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)


# ---- the page


@register.simple_block_tag
def page_head(content: str, title: str, lede: str = "", back: str = "", back_url: str = "") -> SafeString:
    """`{% page_head "Calls" lede=… back="Studies" back_url=… %}buttons{% endpage_head %}`: the page's one h1."""
    return format_html(
        '<div class="head"><div>{}<h1>{}</h1>{}</div>{}</div>',
        back_link(back, back_url) if back else "",
        title,
        format_html('<p class="lede">{}</p>', lede) if lede else "",
        format_html('<div class="actions">{}</div>', content) if content.strip() else "",
    )


@register.simple_tag
def back_link(label: str, url: str) -> SafeString:
    """A link to the page above this one."""
    return format_html('<a class="back" href="{}">{}{}</a>', url, marks.glyph("back", "glyph glyph-m"), label)


@register.inclusion_tag("ui/parts/crumbs.html")
def crumbs(steps: Iterable[Crumb]) -> dict[str, Any]:
    """The way to this page, highest first."""
    return {"steps": tuple(steps)}


@register.simple_block_tag
def card(
    content: str, title: str = "", *, note: str = "", badge: str = "", tone: str = "", flush: bool = False,
    id: str = "", level: int = 2,
) -> SafeString:  # fmt: skip
    """`{% card "Where every row went" badge="Sums" tone="good" %}…{% endcard %}`; `flush` takes the padding away."""
    body = format_html('<div class="{}">{}</div>', "card-b0" if flush else "card-b", SafeString(content))
    anchor = format_html(' id="{}"', id) if id else ""
    if not title:
        return format_html('<section class="card"{}>{}</section>', anchor, body)
    heading_id = _next_id("card")
    aside = marks.status_badge(badge, tone) if badge else ""
    aside = aside or (format_html('<span class="note">{}</span>', note) if note else "")
    return format_html(
        '<section class="card"{} aria-labelledby="{}"><div class="card-h"><h{} id="{}">{}</h{}>{}</div>{}</section>',
        anchor, heading_id, level, heading_id, title, level, aside, body,
    )  # fmt: skip


TONES = {"success": "good", "warning": "warn", "error": "alarm", "debug": "info"}


@register.simple_tag
def notice(tone: str, text: str, bold: str = "", link: str = "", url: str = "") -> SafeString:
    """`{% notice "warn" "Do not compare." bold="Week 41 breaks the series." %}`: one sentence, at most one link."""
    name = TONES.get(tone, tone) or "info"
    anchor = format_html('<a href="{}">{}</a>', url, link) if url else ""
    strong = format_html("<b>{}</b> ", bold) if bold else ""
    return format_html(
        '<div class="banner banner-{}">{}<div>{}{}</div>{}</div>', name, marks.glyph(name), strong, text, anchor
    )


@register.simple_block_tag
def banner(content: str, tone: str = "info", bold: str = "") -> SafeString:
    """`{% banner "warn" "Which one is the clear time?" %}…with a button…{% endbanner %}`."""
    return notice(tone, SafeString(content), bold)


@register.simple_tag
def steps(labels: Sequence[str] | str | Promise, current: int) -> SafeString:
    """`{% steps "Upload,Map,Check,Load" 2 %}`: where in a journey this page stands, from 1."""
    # A template's _("…") is a promise, translated only when it is printed.
    parts = str(labels).split(",") if isinstance(labels, str | Promise) else labels
    words = [one.strip() for one in parts]
    tick, here = marks.glyph("tick"), SafeString(' aria-current="step"')
    items = [
        format_html('<li class="done"><b>{}</b>{}</li>', tick, word) if at < current
        else format_html("<li{}><b>{}</b>{}</li>", here if at == current else "", at, word)
        for at, word in enumerate(words, start=1)
    ]  # fmt: skip
    return format_html('<ol class="steps">{}</ol>', SafeString("".join(items)))


@register.simple_tag
def empty(title: str, text: str = "", label: str = "", url: str = "", permit: Permit | None = None) -> SafeString:
    """What will be here, and the one next step. No heading: it stands below headings of any level."""
    step = button(label, href=url, kind="primary", permit=permit) if label else ""
    return format_html(
        '<div class="empty">{}<p class="empty-title">{}</p>{}{}</div>',
        marks.glyph("empty", "empty-picture"),
        title,
        format_html('<p class="soft small">{}</p>', text) if text else "",
        step,
    )


# ---- numbers


@register.inclusion_tag("ui/parts/stats.html")
def stats(figures: Iterable[Stat]) -> dict[str, Any]:
    """Large numbers; each opens its rows by a link and its definition below it."""
    return {"stats": tuple(figures)}


@register.inclusion_tag("ui/parts/definition.html")
def definition(figure: Figure) -> dict[str, Any]:
    """ "What is this number?": unit, population, period, definition."""
    return {"figure": figure}


@register.inclusion_tag("ui/parts/table.html")
def table(
    data: Table | TableShown, caption: str = "", total: int | None = None, empty: str = "", scroll: bool = True
) -> dict[str, Any]:
    """A table of figures; `total` is the index of the row that sums the others (-1 for the last)."""
    shown = data if isinstance(data, TableShown) else shown_table(data, total=total)
    return {"table": shown, "caption": caption or shown.title, "empty": empty, "scroll": scroll}


@register.simple_tag
def chart(figure: Any, level: int = 2) -> SafeString:
    """A chart made in `arcs.web.ui.charts`: title as finding, SVG, sentence, table behind it."""
    return SafeString(figure.html(level=level))


@register.inclusion_tag("ui/parts/job.html", takes_context=True)
def job(context: Context, row: JobShown) -> dict[str, Any]:
    """Long work in one row: stage, n of N, rate, time left, cancel, log."""
    return {"job": row, "request": context.get("request"), "csrf_token": context.get("csrf_token", "")}


@register.filter
def grouped(number: int | None) -> str:
    """12345 as 12,345."""
    return "" if number is None else f"{number:,}"


# ---- forms


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """`{% field form.name %}`: label, hint, error, control."""
    return bound.as_field_group()


@register.simple_tag
def field_shape(bound: BoundField) -> Shape:
    """How a bound field is laid out; used by the field's template."""
    return shape_of(bound)


@register.filter
def said(bound: BoundField) -> str:
    """A field's errors as one text."""
    return " ".join(said_of(bound))


@register.simple_tag
def control(bound: BoundField) -> SafeString:
    """The control alone, in this look."""
    return bound.as_widget(attrs=attributes_of(bound))


@register.inclusion_tag("ui/parts/error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, Any]:
    """ "Please check one thing. Nothing you typed is lost.", with a link to each field."""
    lines: list[ErrorLine] = [line for form in forms if form for line in lines_of(form)]
    retype: str | Promise = next((words for form in forms if form and (words := retyping_of(form))), "")
    return {"lines": lines, "retype": retype}


# ---- lists


@register.inclusion_tag("ui/parts/pagination.html")
def pagination(page: Any) -> dict[str, Any]:
    """Previous, next, and where one is."""
    return {"page": page}


@register.inclusion_tag("ui/parts/listing.html", takes_context=True)
def listing(
    context: Context,
    page: Any,
    *,
    empty_title: str = "",
    empty_text: str = "",
    empty_label: str = "",
    empty_url: str = "",
) -> dict[str, Any]:
    """A list page of `arcs.web.ui.lists`: filters, sortable head, rows, CSV, print, pages."""
    return {
        "page": page, "request": context.get("request"), "empty_title": empty_title, "empty_text": empty_text,
        "empty_label": empty_label, "empty_url": empty_url,
    }  # fmt: skip

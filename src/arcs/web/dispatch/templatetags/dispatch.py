"""`{% load dispatch %}`: the bar of a wait, answers about danger, a route by its shape."""

from collections.abc import Mapping

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from arcs.web.calls.pages import to_follow
from arcs.web.dispatch import words
from arcs.web.dispatch.board_rows import BAR, BAR_TARGET, Board, CallShown, UnitTap, Waits, unit_taps
from arcs.web.dispatch.decided import Decided
from arcs.web.ui import marks
from arcs.web.units.models import Assignment, Unit

register = template.Library()
register.simple_tag(marks.route_mark, name="route_mark")
register.filter("to_follow", to_follow)
COLOURS = {"alarm": "w-alarm", "warn": "w-warn"}


@register.simple_tag
def wait_bar(waits: Waits) -> SafeString:
    """How far a wait has gone; its mark stands at the target. The words beside it say the same."""
    if waits.target is None:
        return SafeString("")
    return format_html(
        '<svg viewBox="0 0 {} 8" aria-hidden="true" preserveAspectRatio="none"><rect class="f-edge" width="{}" '
        'height="6" y="1" rx="2"/><rect class="{}" width="{}" height="6" y="1" rx="2"/><rect class="w-mark" x="{}" '
        'width="2" height="8"/></svg>',
        BAR, BAR, COLOURS.get(waits.tone, "f-bar"), waits.bar, BAR_TARGET,
    )  # fmt: skip


@register.simple_tag
def danger_words(stands: Decided) -> SafeString:
    """Each danger with its answer; yes and unknown stand out by shape and word."""
    told = words.dangers(stands)
    loud = [(name, said, tone) for name, said, tone in told if tone]
    quiet = [name for name, _said, tone in told if not tone]
    parts = [marks.status_badge(f"{name}: {said}", tone) for name, said, tone in loud]
    if quiet:
        parts.append(format_html('<span class="soft">{}</span>', words.answered_no(quiet)))
    return format_html('<span class="dangers">{}</span>', format_html_join(" ", "{}", ((one,) for one in parts)))


@register.simple_tag
def route_shape(code: str) -> SafeString:
    """The shape of a route's kind, where it has one."""
    kind = marks.KINDS.get(code)
    return marks.glyph(f"r-{kind}", f"glyph mark r-{kind}") if kind else SafeString("")


@register.filter
def why_words(stands: Decided) -> str:
    """Why a call is with whom it is."""
    return words.why(stands)


@register.filter
def status_of(unit: Unit, board: Board) -> str:
    """How a unit of a call stands now."""
    return next((one.status for one in board.units if one.sign == unit.call_sign), "")


@register.filter
def taps_of(held: Assignment, row: CallShown) -> tuple[UnitTap, ...]:
    """What can be told for a dispatched unit of a call; the first of them has the keys."""
    return unit_taps(held, with_keys=held == row.sent[0])


@register.filter
def holds(may: Mapping[object, bool], key: object) -> bool:
    """Whether something may be done with the thing of this key."""
    return may.get(key, False)

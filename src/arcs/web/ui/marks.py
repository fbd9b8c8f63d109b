"""Small marks in a line of text: shapes, key caps, route tags, risk, status. Colour, shape and word always together."""

from datetime import datetime

from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = str | Promise
TONES = frozenset({"", "info", "good", "warn", "alarm"})

ROUTES: dict[str, Words] = {
    "officer": _("Police officer"),
    "coresponse": _("Co-response"),
    "cso": pgettext_lazy("community service officer", "CSO"),
    "tru": pgettext_lazy("telephone reporting unit", "TRU"),
    "online": _("Online report"),
    "care": _("Care navigation"),
    "partner": _("Outside partner"),
    "ems": pgettext_lazy("emergency medical service", "EMS"),
}
ROUTE_NOTES: dict[str, Words] = {
    "officer": _("Square. Armed; officers with crisis training share shape and colour."),
    "coresponse": _("Square and half circle. An officer with a clinician."),
    "cso": _("Hexagon. Community service officer, unarmed."),
    "tru": _("Speech bubble. Report taken by telephone."),
    "online": _("Screen. Report made by the resident."),
    "care": _("Ring. Community care navigation."),
    "partner": _("Two linked blocks. An agency outside the police."),
    "ems": _("Cross. Emergency medical service."),
}
# Routes of a protocol by the kind whose shape and colour they share; any other is a word in the same square frame.
KINDS: dict[str, str] = {
    "officer": "officer", "cit_officer": "officer", "srt": "officer", "co_response": "coresponse", "cso": "cso",
    "tru": "tru", "online": "online", "care": "care", "care_navigation": "care", "partner": "partner", "ems": "ems",
}  # fmt: skip
RISKS: dict[str, tuple[Words, str]] = {
    "L": (pgettext_lazy("risk", "Limited"), "circle"),
    "P": (pgettext_lazy("risk", "Possible"), "diamond"),
    "H": (pgettext_lazy("risk", "High"), "triangle"),
}
STATUS_SHAPES: dict[str, str] = {"good": "circle", "warn": "diamond", "alarm": "triangle"}


def clock(moment: datetime) -> str:
    """A moment on the programme's clock: the hour today, with its day on any other, as a call may lie for days."""
    local = timezone.localtime(moment)
    return date_format(local, "H:i" if local.date() == timezone.localdate() else "M j, H:i")


def glyph(name: str, classes: str = "glyph") -> SafeString:
    """A shape of the sprite, in the colour of its text; no name of its own, because a word stands beside it."""
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', classes, _sprite(), name)


def _sprite() -> str:
    return static("ui/sprite.svg")


def key_cap(key: str) -> SafeString:
    """A key as it is printed on the keyboard."""
    return format_html("<kbd>{}</kbd>", key)


def route_tag(route: str, word: str = "", *, large: bool = False) -> SafeString:
    """A square tag: colour, own shape and word of a route. `cso+tru` is a hybrid: both shapes in a neutral box."""
    names = route.split("+")
    unknown = [name for name in names if name not in ROUTES]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is no route. Use one of {', '.join(ROUTES)}, or two joined by +.")
    label = word or _(" or ").join(str(ROUTES[name]) for name in names)
    size = " tag-l" if large else ""
    if len(names) == 1:
        return format_html('<span class="tag r-{}{}">{}{}</span>', route, size, glyph(f"r-{route}"), label)
    shapes = format_html_join("", "{}", ((glyph(f"r-{name}", f"glyph mark r-{name}"),) for name in names))
    return format_html('<span class="tag r-hybrid{}"><span class="split">{}</span>{}</span>', size, shapes, label)


def route_mark(code: str, word: str = "", *, large: bool = False) -> SafeString:
    """A route of a protocol as a tag: its own name, and the shape of its kind where there is one."""
    if code in KINDS:
        return route_tag(KINDS[code], word or code, large=large)
    return format_html('<span class="tag{}">{}</span>', " tag-l" if large else "", word or code)


def risk_mark(risk: str, word: str = "") -> SafeString:
    """Risk as text with its shape: `risk` is L, P or H, or a word that begins so."""
    letter = str(risk)[:1].upper()
    if letter not in RISKS:
        raise ValueError(f"{risk!r} is no risk. Use L (limited), P (possible) or H (high).")
    label, shape = RISKS[letter]
    return format_html('<span class="risk risk-{}">{}{}</span>', letter.lower(), glyph(shape), word or label)


def status_badge(text: str, tone: str = "") -> SafeString:
    """A round pill: words, with a number where there is one. Warnings carry a diamond, alarms a triangle."""
    if tone not in TONES:
        raise ValueError(f"{tone!r} is no tone. Use one of info, good, warn, alarm, or none.")
    shape = glyph(STATUS_SHAPES[tone]) if tone in STATUS_SHAPES else SafeString("")
    return format_html('<span class="badge{}">{}{}</span>', f" b-{tone}" if tone else "", shape, text)


def invented_mark() -> SafeString:
    """The mark of an invented figure."""
    return format_html('<span class="invented" aria-hidden="true">◇</span><span class="vh">{}</span>', _(" (invented)"))

"""Builders of programme settings: one by hand, and any that can be."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from arcs.core.agency import (
    WEEKDAYS,
    Area,
    Holiday,
    Identity,
    Language,
    Programme,
    Retention,
    Service,
    ServiceKind,
    Span,
    Statistic,
    Target,
    Threshold,
)

WORKDAYS = WEEKDAYS[:5]


def a_service(code: str = "cso", *hours: str, days: tuple[str, ...] = WORKDAYS, **changed: Any) -> Service:
    """A service with the same hours on some days."""
    spans: dict[str, Any] = {day: tuple(Span.parse(one) for one in hours) for day in days}
    return Service(**({"code": code, "name": code.upper(), "kind": "route"} | spans | changed))


def a_programme(*services: Service, **changed: Any) -> Programme:
    """A programme in Chicago's time with the given services."""
    identity = Identity(name="Care", short_name="Care", place="Oak Park", time_zone="America/Chicago")
    english = Language(code="en", name="English", original=True)
    return Programme(**({"identity": identity, "languages": (english,), "services": services} | changed))


codes = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True).filter(lambda one: one != "all")
words = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12)
days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
amounts = st.decimals(min_value=0, max_value=10_000, places=2)


@st.composite
def spans_of_a_day(draw: st.DrawFn) -> tuple[Span, ...]:
    """Up to three spans in order; they end by midnight, so that any days go together."""
    edges = sorted(draw(st.lists(st.integers(0, 1440), max_size=6, unique=True)))
    return tuple(Span(*pair) for pair in zip(edges[::2], edges[1::2], strict=False))


@st.composite
def weekly_services(draw: st.DrawFn, code: str | None = None) -> Service:
    """A service with any hours of a week, sometimes with a night that runs over midnight."""
    week: dict[str, Any] = {day: draw(spans_of_a_day()) for day in WEEKDAYS}
    if draw(st.booleans()):
        week |= {"friday": (Span.parse("22:00-06:00"),), "saturday": (Span.parse("06:00-12:00"),)}
    kind = draw(st.sampled_from(ServiceKind))
    return Service(code=code or draw(codes), name=draw(words), kind=kind, **week)


def _unique(rows: st.SearchStrategy[Any], key: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(rows, max_size=3, unique_by=key).map(tuple)


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    """Any settings that agree with themselves."""
    services = draw(_unique(weekly_services(), lambda one: one.code))
    known = [one.code for one in services]
    areas = draw(_unique(st.builds(Area, code=codes, name=words, kind=codes), lambda one: one.code))
    closes = st.just(("all",)) | (
        st.lists(st.sampled_from(known), min_size=1, unique=True).map(tuple) if known else st.nothing()
    )
    shares = st.sampled_from([(Statistic.MEDIAN, None), (Statistic.SHARE_WITHIN, Decimal("0.8"))])
    targets = [
        Target(service=code, measure=draw(words), statistic=statistic, minutes=draw(amounts) + 1, share=share)
        for code in known
        for statistic, share in [draw(shares)]
    ]
    reviewed = st.builds(Language, code=st.just("es"), name=words, reviewed_by=words, reviewed_on=days)
    return a_programme(
        *services,
        areas=areas,
        targets=tuple(targets),
        holidays=draw(_unique(st.builds(Holiday, on=days, name=words, closes=closes), lambda one: one.on)),
        thresholds=draw(
            _unique(
                st.builds(Threshold, code=codes, name=words, value=amounts, unit=words, source=words, definition=words),
                lambda one: one.code,
            )
        ),
        retention=draw(
            _unique(
                st.builds(Retention, kind=codes, keep_days=st.integers(1, 9999), legal_basis=words),
                lambda one: one.kind,
            )
        ),
        languages=(
            Language(code="en", name=draw(words), original=True),
            *draw(_unique(reviewed, lambda one: one.code)),
        ),
    )

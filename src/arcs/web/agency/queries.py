"""Reads of the settings. They are public, so nobody has to say who asks; the history's pages ask their permit.

An edition never changes: each is put together once in a process and kept.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from arcs.core import agency as core
from arcs.core.agency import WEEKDAYS, Edition, Programme, Span
from arcs.core.agency.programme import Identity
from arcs.core.agency.rows import EVERY_SERVICE
from arcs.core.cells import cells
from arcs.core.refusal import Refusal
from arcs.web.agency import models
from arcs.web.people.models import Staff
from arcs.web.wall.acting import Standing
from arcs.web.wall.clock import today


def last_number() -> int:
    """The number of the edition made last; 0 where none was made."""
    found = models.SettingsEdition.objects.order_by("-number").values_list("number", flat=True).first()
    return found or 0


def edition(number: int) -> Edition | None:
    """One edition with its whole settings, or None where there is none of that number."""
    row = models.SettingsEdition.objects.filter(number=number).first()
    return None if row is None else _whole(row)


def edition_on(on: date) -> Edition | None:
    """The edition in force on a day, or None where none had begun by then (the core's `edition_in_force`)."""
    row = models.SettingsEdition.objects.filter(valid_from__lte=on).order_by("-valid_from", "-number").first()
    return None if row is None else _whole(row)


def editions_after(on: date) -> tuple[Edition, ...]:
    """Editions that begin after a day and will hold, soonest first."""
    rows = models.SettingsEdition.objects.filter(valid_from__gt=on)
    return core.editions_to_come([_whole(row) for row in rows], on)


def programme_in_force(on: date | None = None) -> Programme:
    """The settings in force on a day, today on the programme's own clock where none is given.

    Raises `Refusal` where no edition had begun by then.
    """
    found = edition_on(on or today())
    if found is None:
        raise Refusal(
            f"the settings of {on or 'today'}",
            "no edition holds on that day",
            "fill in the settings, or upload agency.toml",
        )
    return found.programme


def programme_or_none() -> Programme | None:
    """The settings in force today, or None in an installation that has none yet; mostly one query."""
    found = edition_on(today())
    return None if found is None else found.programme


def logo(logo_id: UUID) -> models.Logo | None:
    """A logo by its key."""
    return models.Logo.objects.filter(pk=logo_id).first()


def logo_named(name: str) -> models.Logo | None:
    """A logo by the name that settings call it."""
    return models.Logo.objects.defer("content").filter(name=name).first() if name else None


def _whole(row: models.SettingsEdition) -> Edition:
    return Edition(number=row.number, valid_from=row.valid_from, note=row.note, programme=_programme(row.pk))


@lru_cache(maxsize=64)
def _programme(edition_id: UUID) -> Programme:
    row = models.SettingsEdition.objects.select_related("logo").get(pk=edition_id)
    return Programme(
        identity=Identity(
            name=row.name,
            short_name=row.short_name,
            place=row.place,
            time_zone=row.time_zone,
            logo=row.logo.name if row.logo else "",
            telephone=row.telephone,
            email=row.email,
        ),
        languages=_plain(models.Language, core.Language, edition_id),
        services=_services(edition_id),
        holidays=_holidays(edition_id),
        areas=_areas(edition_id),
        thresholds=_plain(models.Threshold, core.Threshold, edition_id),
        targets=tuple(
            core.Target(
                service=one.service.code,
                measure=one.measure,
                statistic=one.statistic,
                minutes=one.minutes,
                share=one.share,
            )
            for one in models.Target.objects.filter(edition=edition_id).select_related("service")
        ),
        retention=_plain(models.Retention, core.Retention, edition_id),
    )


def _plain(model: type[models.OfEdition], row: type[Any], edition_id: UUID) -> tuple[Any, ...]:
    names = [one.name for one in cells(row)]
    found: Iterable[dict[str, Any]] = model._default_manager.filter(edition=edition_id).values(*names)
    return tuple(row(**one) for one in found)


def _services(edition_id: UUID) -> tuple[core.Service, ...]:
    spans: dict[tuple[UUID, int], list[Span]] = defaultdict(list)
    for one in models.OpeningHours.objects.filter(edition=edition_id):
        spans[one.service_id, one.weekday].append(Span(one.opens, one.closes))
    return tuple(
        core.Service(
            code=one.code,
            name=one.name,
            kind=one.kind,
            telephone=one.telephone,
            **{day: tuple(spans[one.pk, at]) for at, day in enumerate(WEEKDAYS)},
        )
        for one in models.Service.objects.filter(edition=edition_id)
    )


def _holidays(edition_id: UUID) -> tuple[core.Holiday, ...]:
    closes: dict[UUID, list[str]] = defaultdict(list)
    for one in models.HolidayClosing.objects.filter(edition=edition_id).select_related("service"):
        closes[one.holiday_id].append(one.service.code)
    return tuple(
        core.Holiday(on=one.on, name=one.name, closes=(EVERY_SERVICE,) if one.closes_all else tuple(closes[one.pk]))
        for one in models.Holiday.objects.filter(edition=edition_id)
    )


def _areas(edition_id: UUID) -> tuple[core.Area, ...]:
    beside: dict[UUID, list[str]] = defaultdict(list)
    for one in models.AreaNeighbor.objects.filter(edition=edition_id).select_related("neighbor"):
        beside[one.area_id].append(one.neighbor.code)
    return tuple(
        core.Area(code=one.code, name=one.name, kind=one.kind, neighbors=tuple(beside[one.pk]))
        for one in models.Area.objects.filter(edition=edition_id)
    )


def editions_with_makers(who: Staff) -> QuerySet[models.SettingsEdition]:
    """Every edition with `maker`: the name of who made it, where this person may see that name."""
    names = Staff.objects.filter(pk=OuterRef("made_by")).values("name")[:1]
    set_up = When(made_by=Standing.KEEPER.value, then=Value(_("set-up")))
    maker = Case(set_up, default=Coalesce(Subquery(names), Value(_("a colleague"))), output_field=CharField())
    return models.SettingsEdition.objects.annotate(maker=maker)

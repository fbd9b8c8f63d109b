"""Changes of the settings: a new edition, or a new logo for one. Nothing is ever changed or taken away."""

from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from arcs.core.agency import WEEKDAYS, Programme, differences, digest
from arcs.core.agency.rows import EVERY_SERVICE
from arcs.core.cells import cells
from arcs.core.refusal import Refusal
from arcs.web.agency import models, permits, pictures, queries
from arcs.web.people.models import Staff
from arcs.web.wall.acting import Standing, say_again
from arcs.web.wall.clock import today

_ONE_AT_A_TIME = 3_101_977  # the number of the advisory lock under which editions are numbered


class EditedMeanwhile(Refusal):
    """Somebody made an edition after the one that this editor saw; `latest` is its number."""

    def __init__(self, latest: int) -> None:
        self.latest = latest
        super().__init__(
            _("the settings"),
            _("edition %(number)s was made while you were typing") % {"number": latest},
            _("look at what changed, then save again; what you typed is kept"),
        )


def new_edition(
    *, by: Staff | Standing, valid_from: date, programme: Programme, note: str = "", after: int
) -> models.SettingsEdition:
    """Make an edition of the settings that holds from `valid_from` on.

    `after` is the number of the last edition that the editor saw (0: none). Raises `EditedMeanwhile` where a later one
    was made since, `Refusal` where the day is past or nothing would change, `Refused` without the permission.
    """
    permits.may_edit(by).demand()
    with transaction.atomic():
        _take_turns()
        latest = queries.last_number()
        if latest != after:
            raise EditedMeanwhile(latest)
        _check_day(valid_from, first=latest == 0)
        _check_change(valid_from, programme)
        made = _write(_id(by), latest + 1, valid_from, programme, note)
        say_again()  # the clock may be another one from now on
        return made


def add_logo(*, by: Staff | Standing, content: bytes) -> models.Logo:
    """Keep a picture for the settings to name; the same bytes are kept once.

    Raises `Refusal` where the bytes are not wholly a PNG or JPEG picture of allowed size.
    """
    permits.may_edit(by).demand()
    picture = pictures.picture_of(content)
    name = f"logo-{sha256(content).hexdigest()[:24]}.{'jpg' if picture.kind == 'jpeg' else 'png'}"
    with transaction.atomic():
        _take_turns()
        return queries.logo_named(name) or models.Logo.objects.create(
            name=name, kind=picture.kind, width=picture.width, height=picture.height, content=content, made_by=_id(by)
        )


def _id(by: Staff | Standing) -> UUID:
    return by.value if isinstance(by, Standing) else by.pk


def _take_turns() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])


def _check_day(valid_from: date, *, first: bool) -> None:
    day = today()
    if valid_from < day and not first:
        raise Refusal(
            _("the day from which it holds"),
            _("%(day)s is past, and what was in force on a past day stays as it was") % {"day": valid_from},
            _("give today (%(today)s) or a later day") % {"today": day},
        )


def _check_change(valid_from: date, programme: Programme) -> None:
    before = queries.edition_on(valid_from)
    if before is not None and not differences(before.programme, programme):
        raise Refusal(
            _("the settings"),
            _("they are those of edition %(number)s, which holds on that day") % {"number": before.number},
            _("change something, or leave the page without saving"),
        )


def _write(by: UUID, number: int, valid_from: date, programme: Programme, note: str) -> models.SettingsEdition:
    identity = {one.name: getattr(programme.identity, one.name) for one in cells(type(programme.identity))}
    logo = queries.logo_named(identity.pop("logo"))
    if logo is None and programme.identity.logo:
        raise Refusal(
            _("the logo"),
            _('no picture called "%(name)s" was uploaded here') % {"name": programme.identity.logo},
            _("upload the picture under Programme, or take the key logo out of the file"),
        )
    made = models.SettingsEdition.objects.create(
        number=number, valid_from=valid_from, made_by=by, note=note, digest=digest(programme), logo=logo, **identity
    )
    _add(models.Language, made, [_plain(one) for one in programme.languages])
    services = _write_services(made, programme)
    _write_holidays(made, programme, services)
    _write_areas(made, programme)
    _add(models.Threshold, made, [_plain(one) for one in programme.thresholds])
    targets = [_plain(one) | {"service": services[one.service]} for one in programme.targets]
    _add(models.Target, made, targets)
    _add(models.Retention, made, [_plain(one) for one in programme.retention])
    return made


def _plain(row: Any, *left_out: str) -> dict[str, Any]:
    return {one.name: getattr(row, one.name) for one in cells(type(row)) if one.name not in left_out}


def _add(model: type[models.OfEdition], made: models.SettingsEdition, rows: list[dict[str, Any]]) -> list[Any]:
    return model._default_manager.bulk_create(
        [model(edition=made, position=position, **row) for position, row in enumerate(rows)]
    )


def _write_services(made: models.SettingsEdition, programme: Programme) -> dict[str, models.Service]:
    rows = _add(models.Service, made, [_plain(one, *WEEKDAYS) for one in programme.services])
    spans = [
        {"service": row, "weekday": weekday, "opens": span.opens, "closes": span.closes}
        for row, service in zip(rows, programme.services, strict=True)
        for weekday, day in enumerate(service.week.days)
        for span in day
    ]
    _add(models.OpeningHours, made, spans)
    return {row.code: row for row in rows}


def _write_holidays(made: models.SettingsEdition, programme: Programme, services: dict[str, models.Service]) -> None:
    plain = [_plain(one, "closes") | {"closes_all": EVERY_SERVICE in one.closes} for one in programme.holidays]
    rows = _add(models.Holiday, made, plain)
    closings = [
        {"holiday": row, "service": services[code]}
        for row, holiday in zip(rows, programme.holidays, strict=True)
        for code in holiday.closes
        if code != EVERY_SERVICE
    ]
    _add(models.HolidayClosing, made, closings)


def _write_areas(made: models.SettingsEdition, programme: Programme) -> None:
    rows = _add(models.Area, made, [_plain(one, "neighbors") for one in programme.areas])
    by_code = {row.code: row for row in rows}
    beside = [
        {"area": row, "neighbor": by_code[code]}
        for row, area in zip(rows, programme.areas, strict=True)
        for code in area.neighbors
    ]
    _add(models.AreaNeighbor, made, beside)

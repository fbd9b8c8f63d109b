"""The programme's settings for programs: what is in force, as JSON and as agency.toml."""

import tomllib
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from arcs.core.agency import Edition
from arcs.files.agency import agency_text
from arcs.web.agency import queries
from arcs.web.people.program_access import PROBLEMS, Token, reads
from arcs.web.wall.clock import today

SCOPES = ("agency.read", "agency.edit")
router = Router(tags=["Settings"])


class Which(Schema):
    """Which edition of the settings."""

    edition: int | None = Field(None, ge=1, le=1_000_000_000, description="Its number; without it, the one in force.")


class SettingsOut(Schema):
    """One edition. `settings` has the names of agency.toml; decimals are texts, so that no digit is lost."""

    edition: int
    valid_from: date
    note: str
    settings: dict[str, Any]


@reads(router, "/settings", *SCOPES, answer=SettingsOut, summary="Read the settings")
def settings(request: HttpRequest, which: Query[Which]) -> dict[str, Any]:
    """The settings in force today, or an edition by its number; 404 where there is none."""
    found = _asked(which)
    return {
        "edition": found.number,
        "valid_from": found.valid_from,
        "note": found.note,
        "settings": tomllib.loads(agency_text(found.programme), parse_float=str),
    }


@router.get(
    "/settings/agency.toml",
    auth=Token(*SCOPES),
    response=dict(PROBLEMS),
    summary="Take the settings as agency.toml",
    openapi_extra={
        "x-scopes": sorted(SCOPES),
        "responses": {200: {"description": "OK", "content": {"application/toml": {"schema": {"type": "string"}}}}},
    },
)
def settings_file(request: HttpRequest, which: Query[Which]) -> HttpResponse:
    """The same as a file, which the settings' page and the command line read."""
    answer = HttpResponse(agency_text(_asked(which).programme), content_type="application/toml")
    answer["Content-Disposition"] = 'attachment; filename="agency.toml"'
    return answer


def _asked(which: Which) -> Edition:
    number = which.edition
    found = queries.edition_on(today()) if number is None else queries.edition(number)
    if found is None:
        raise Http404
    return found

"""The protocol for programs: the edition in force, or another, as JSON and as protocol.toml."""

import tomllib
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from arcs.core.protocol import ProtocolEdition
from arcs.files.protocol import protocol_text
from arcs.web.people.models import Staff
from arcs.web.people.program_access import PROBLEMS, Token, asker, reads
from arcs.web.protocols import queries
from arcs.web.protocols.models import ProtocolEdition as Row
from arcs.web.protocols.permits import READING
from arcs.web.protocols.reading import as_it_stands

router = Router(tags=["Protocol"])


class Which(Schema):
    """Which edition of the protocol."""

    edition: int | None = Field(None, ge=1, le=1_000_000_000, description="Its number; without it, the one in force.")


class ProtocolOut(Schema):
    """One edition. `digest` names its content; `protocol` has the names of protocol.toml, decimals as texts."""

    edition: int
    state: str
    effective_from: date | None
    retired_from: date | None
    in_force: bool
    digest: str
    protocol: dict[str, Any]


@reads(router, "/protocol", *READING, answer=ProtocolOut, summary="Read the protocol")
def protocol(request: HttpRequest, which: Query[Which]) -> dict[str, Any]:
    """The edition in force today, or one by its number; 404 where there is none, or where it is not whole yet."""
    who = asker(request)
    row, edition, digest = _asked(who, which)
    in_force = queries.edition_in_force(who)
    return {
        "edition": row.number, "state": row.state, "effective_from": row.effective_from,
        "retired_from": edition.about.retired_from,
        "in_force": in_force is not None and in_force.pk == row.pk, "digest": digest,
        "protocol": tomllib.loads(protocol_text(edition), parse_float=str),
    }  # fmt: skip


@router.get(
    "/protocol/protocol.toml",
    auth=Token(*READING),
    response=dict(PROBLEMS),
    summary="Take the protocol as protocol.toml",
    openapi_extra={
        "x-scopes": sorted(READING),
        "responses": {200: {"description": "OK", "content": {"application/toml": {"schema": {"type": "string"}}}}},
    },
)
def protocol_file(request: HttpRequest, which: Query[Which]) -> HttpResponse:
    """The same as a file, which the page and the command line read."""
    _row, edition, _digest = _asked(asker(request), which)
    answer = HttpResponse(protocol_text(edition), content_type="application/toml")
    answer["Content-Disposition"] = 'attachment; filename="protocol.toml"'
    return answer


def _asked(who: Staff, which: Which) -> tuple[Row, ProtocolEdition, str]:
    number = which.edition
    row = queries.edition_in_force(who) if number is None else queries.edition_seen_by(who, number)
    content = queries.content_seen_by(who, row) if row is not None else None
    if row is None or content is None or content.edition is None:
        raise Http404
    ends, approved_by = queries.end_of(who, row), queries.approved_by(who, row)
    return row, as_it_stands(row, content.edition, ends=ends, approved_by=approved_by), content.digest

"""How a staff view finds what its address names: for this person, or 404 as if it were not there."""

from typing import TypeVar
from uuid import UUID

from django.http import Http404, HttpRequest

from arcs.web.people.asking import staff_of
from arcs.web.people.models import Staff
from arcs.web.sheets.models import StudyRow
from arcs.web.sheets.queries import row_seen_by
from arcs.web.studies.models import Study
from arcs.web.studies.queries import study_seen_by
from arcs.web.surveys.models import Invitation, Partner, SurveyWave
from arcs.web.surveys.queries import invitation_seen_by, partner_seen_by, wave_seen_by

Thing = TypeVar("Thing")


def _found(thing: Thing | None) -> Thing:
    if thing is None:
        raise Http404
    return thing


def find_study(request: HttpRequest, study: UUID) -> tuple[Staff, Study]:
    """Who asks, and the study."""
    who = staff_of(request)
    return who, _found(study_seen_by(who, study))


def find_wave(request: HttpRequest, wave: UUID) -> tuple[Staff, SurveyWave]:
    """Who asks, and the wave with its study."""
    who = staff_of(request)
    return who, _found(wave_seen_by(who, wave))


def find_partner(request: HttpRequest, partner: UUID) -> tuple[Staff, Partner]:
    """Who asks, and the partner with its study."""
    who = staff_of(request)
    return who, _found(partner_seen_by(who, partner))


def find_invitation(request: HttpRequest, invitation: UUID) -> tuple[Staff, Invitation]:
    """Who asks, and the invitation with its wave and study."""
    who = staff_of(request)
    return who, _found(invitation_seen_by(who, invitation))


def find_row(request: HttpRequest, row: UUID, part: str) -> tuple[Staff, StudyRow]:
    """Who asks, and one row of one part."""
    who = staff_of(request)
    found = _found(row_seen_by(who, row))
    if found.part != part:
        raise Http404
    return who, found

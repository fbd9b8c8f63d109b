"""Builders of files in the probe compartment."""

from django.db import transaction
from tests.making.people import a_grant, a_person
from tests.web.probe.models import ProbeFile, ProbeMember, ProbeNote

from arcs.web.people.models import Staff
from arcs.web.wall.acting import acting_as
from arcs.web.wall.vault import make_key, seal_text


def a_navigator(name: str = "", *, permissions: tuple[str, ...] = ()) -> Staff:
    """A person whom two others let into the care compartment."""
    navigator = a_person(name, permissions=("care.read", *permissions))
    a_grant(navigator, "care", granted_by=a_person(), confirmed_by=a_person())
    return navigator


def a_file(opened_by: Staff, headline: str = "Needs a roof", story: str = "Sleeps in a car.") -> ProbeFile:
    """A file with a story and one note under its own key, with its opener as a member."""
    with acting_as(opened_by.pk), transaction.atomic():
        file = ProbeFile(headline=headline, opened_by=opened_by.pk)
        make_key(file.pk)
        file.story = seal_text(file.pk, story)
        file.save(force_insert=True)
        ProbeMember.objects.create(file=file, staff_id=opened_by.pk)
        ProbeNote.objects.create(file=file, text=seal_text(file.pk, "Called twice."))
    return file

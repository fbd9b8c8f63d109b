"""The first wall: reads scoped by who asks, without help from the database."""

from uuid import UUID

from django.db.models import Q, QuerySet
from tests.web.probe.models import ProbeFile

from arcs.web.people.models import Staff
from arcs.web.people.permits import may


def files_of(who: Staff) -> QuerySet[ProbeFile]:
    """The files this person opened or works on."""
    if not may(who, "care.read"):
        return ProbeFile.objects.none()
    return ProbeFile.objects.filter(Q(opened_by=who.pk) | Q(members__staff_id=who.pk)).distinct()


def files_like(who: Staff, words: str) -> QuerySet[ProbeFile]:
    """Those of them whose headline holds these words."""
    where = "probe_probefile.id = any (array(select probe_files_like(%s)))"
    return files_of(who).extra(where=[where], params=[words])  # noqa: S610 - a fixed text; the words are a parameter


def file_of(who: Staff, file_id: UUID) -> ProbeFile | None:
    """One of them."""
    return files_of(who).filter(pk=file_id).first()

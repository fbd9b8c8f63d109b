"""Reads of replays; the first argument is who asks."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import QuerySet

from arcs.web.people.models import Staff
from arcs.web.protocols.models import EditionReplay, ProtocolEdition, ReplayRegret
from arcs.web.protocols.permits import may_see_protocols
from arcs.web.studies.models import CallImport, ImportState
from arcs.web.studies.queries import studies_seen_by


def replays_of(who: Staff, edition: ProtocolEdition) -> QuerySet[EditionReplay]:
    """The replays of an edition over studies that this person sees, newest first."""
    if not may_see_protocols(who):
        return EditionReplay.objects.none()
    rows = EditionReplay.objects.filter(edition=edition, study__in=studies_seen_by(who))
    return rows.select_related("study", "compared_with").order_by("-made_at", "pk")


def replay_seen_by(who: Staff, replay: UUID) -> EditionReplay | None:
    """One replay with its edition and study, or None where there is none for this person."""
    if not may_see_protocols(who):
        return None
    rows = EditionReplay.objects.filter(pk=replay, study__in=studies_seen_by(who))
    return rows.select_related("edition", "study", "compared_with").first()


def regrets_of(who: Staff, replay: EditionReplay) -> QuerySet[ReplayRegret]:
    """The calls that a replay regrets; whoever opens them is logged by the page."""
    return ReplayRegret.objects.filter(replay=replay)


def imports_to_replay(who: Staff) -> list[CallImport]:
    """Loaded exports of the studies that this person sees, newest first."""
    rows = CallImport.objects.filter(study__in=studies_seen_by(who), state=ImportState.LOADED)
    return list(rows.select_related("study").order_by("-loaded_at", "pk"))


def import_names(who: Staff, imports: set[UUID]) -> Mapping[UUID | None, str]:
    """What the imports are called."""
    rows: list[tuple[UUID | None, str]] = list(CallImport.objects.filter(pk__in=imports).values_list("pk", "name"))
    return dict(rows)

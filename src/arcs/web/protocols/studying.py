"""An edition made from a study: what was decided there as the first rows of a draft, and what the study left open."""

from dataclasses import dataclass
from uuid import UUID

from arcs.core.drafting import Draft, draft_edition
from arcs.files.protocol import hours_of, starting
from arcs.web.agency.queries import programme_or_none
from arcs.web.people.models import Staff
from arcs.web.sheets.models import StudyRow
from arcs.web.sheets.policies import DECISIONS
from arcs.web.studies.models import Study
from arcs.web.studies.queries import studies_seen_by
from arcs.web.workbench.composing import study_of


@dataclass(frozen=True, kw_only=True)
class StudyToDraft:
    """A study from which an edition can be made; `adopted`: its board has adopted something."""

    study: Study
    adopted: bool


def studies_to_draft(who: Staff) -> list[StudyToDraft]:
    """The studies that this person sees, those first whose board has adopted something."""
    adopted = set(
        StudyRow.objects.filter(part=DECISIONS, cells__decision__startswith="adopted").values_list(
            "study_id", flat=True
        )
    )
    found = [StudyToDraft(study=one, adopted=one.pk in adopted) for one in studies_seen_by(who).order_by("title", "pk")]
    return sorted(found, key=lambda one: not one.adopted)


def study_to_draft(who: Staff, study: UUID) -> Study | None:
    """One study that this person sees."""
    return studies_seen_by(who).filter(pk=study).first()


def drafted(who: Staff, study: Study) -> Draft:
    """The draft that the study asks for as it stands now. Refusal where the study cannot be read."""
    programme = programme_or_none()
    hours = hours_of(programme) if programme is not None else None
    return draft_edition(study_of(who, study), starting=starting(), hours=hours)

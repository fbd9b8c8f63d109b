"""The demonstration's replay: what the invented export's words mean, and the draft over its year beside what holds."""

from collections.abc import Mapping

from django.db import transaction

from arcs.web.people.models import Staff
from arcs.web.protocols import export_words, queries, replay_actions
from arcs.web.protocols.models import EditionReplay, ExportWord, ProtocolEdition, State, WordKind
from arcs.web.protocols.reading import bound
from arcs.web.studies.models import CallImport, ImportState
from arcs.web.wall.acting import acting_as

# How the invented calls end, beside what each tells of.
ENDS = {
    "Arrest": "arrest", "Force used": "force", "Person injured": "injury", "Weapon recovered": "weapon",
    "Assisted by backup": "backup",
}  # fmt: skip


def invent_replay(people: Mapping[str, Staff], calls: str) -> None:
    """Place the words of the invented year in every edition, and ask for the draft's replay; made once."""
    manager = people["programme-manager"]
    with acting_as(manager.pk), transaction.atomic():
        year = CallImport.objects.filter(study__title=calls, state=ImportState.LOADED).order_by("made_at").first()
        draft = ProtocolEdition.objects.filter(state=State.DRAFT).order_by("number").first()
        if year is None or draft is None or EditionReplay.objects.exists() or ExportWord.objects.exists():
            return
        for edition in ProtocolEdition.objects.order_by("number"):
            _place(manager, edition, year)
        replay_actions.request_replay(
            by=manager, edition=draft, call_import=year, compared_with=queries.edition_in_force(manager)
        )


def _place(manager: Staff, edition: ProtocolEdition, year: CallImport) -> None:
    core = queries.content_seen_by(manager, edition).edition
    if core is None:
        return
    shown = export_words.words_shown(manager, edition, year, WordKind.OUTCOME, bound(core))
    export_words.place_words(
        by=manager, edition=edition, study=year.study, kind=WordKind.OUTCOME, bound=bound(core), typed=ENDS,
        shown={one.given: one.means for one in shown}, seen=export_words.sign_of_words(shown),
    )  # fmt: skip

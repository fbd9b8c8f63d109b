"""May this person replay an edition, and place an export's words?"""

from django.utils.translation import gettext as _

from arcs.web.people.models import Staff
from arcs.web.people.permits import may
from arcs.web.protocols.permits import may_see_protocols
from arcs.web.protocols.reading import Content
from arcs.web.studies.models import CallImport, ImportState, Study
from arcs.web.studies.permits import WORKING, part_of
from arcs.web.wall.permit import GIVEN, Permit, first_refusal, refused


def may_replay(who: Staff, content: Content, call_import: CallImport | None = None) -> Permit:
    """Try an edition on the calls of an import that this person sees."""
    return first_refusal(may_see_protocols(who), _is_whole(content), _is_loaded(call_import))


def may_place_words(who: Staff, study: Study) -> Permit:
    """Say what an export's words mean in an edition: whoever drafts, or works in the study."""
    if may(who, "protocols.draft") or part_of(who, study) in WORKING:
        return GIVEN
    return refused(_("Only whoever drafts editions or works in this study places its words. Ask one of them."))


def _is_whole(content: Content) -> Permit:
    if content.edition is not None:
        return GIVEN
    return refused(_("It does not agree with itself yet. Its page names what is to mend."))


def _is_loaded(call_import: CallImport | None) -> Permit:
    if call_import is None or call_import.state == ImportState.LOADED:
        return GIVEN
    return refused(_("The calls of this export are not loaded yet. Load them on its own page first."))

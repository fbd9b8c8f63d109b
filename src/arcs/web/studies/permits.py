"""May this person do this in this study now?"""

from django.utils.translation import gettext as _

from arcs.web.people.models import Staff
from arcs.web.people.permits import Permission, may, permit
from arcs.web.studies.models import CallImport, ImportState, Part, Study, StudyMember, Upload, UploadKind
from arcs.web.wall.clock import today
from arcs.web.wall.permit import GIVEN, Permit, first_refusal, refused

PERMISSIONS = (
    Permission(code="studies.read", label="Work in the studies one belongs to"),
    Permission(code="studies.create", label="Begin studies"),
    Permission(code="studies.see_all", label="See every study, without changing any"),
)
WORKING = (Part.LEAD, Part.ANALYST)


def part_of(who: Staff, study: Study) -> str:
    """This person's part in a study today, or nothing."""
    held = StudyMember.objects.filter(study=study, staff=who, valid_from__lte=today())
    return held.exclude(valid_to__lt=today()).values_list("part", flat=True).first() or ""


def may_see_studies(who: Staff) -> Permit:
    """Open the list of studies."""
    if may(who, "studies.see_all"):
        return GIVEN
    return permit(who, "studies.read", to=_("work in studies"))


def may_begin_study(who: Staff) -> Permit:
    """Begin a study."""
    return permit(who, "studies.create", to=_("begin studies"))


def may_work(who: Staff, study: Study, part: str | None = None) -> Permit:
    """Upload, import and evaluate; `part` is given where it was read already."""
    return first_refusal(_is_open(study), _works(part_of(who, study) if part is None else part))


def may_download(who: Staff, upload: Upload) -> Permit:
    """Download a file as it was given; a study folder may hold single answers, which its uploader alone has seen."""
    if upload.kind == UploadKind.CALLS or upload.made_by == who.pk:
        return GIVEN
    return refused(
        _("A study folder as it was uploaded may hold single answers; only whoever uploaded it can download it. "
          "Download the study’s folder under “Check, evaluate, take home”.")
    )  # fmt: skip


def may_lead(who: Staff, study: Study, part: str | None = None) -> Permit:
    """Change who belongs to the study, its front page, and whether it is closed."""
    held = part_of(who, study) if part is None else part
    return GIVEN if held == Part.LEAD else refused(_("Only a lead of this study can do this. Ask one of them."))


def may_confirm(who: Staff, call_import: CallImport, part: str | None = None) -> Permit:
    """Confirm an import's mapping and load its calls."""
    return first_refusal(may_work(who, call_import.study, part), _is_mapped(call_import))


def _is_mapped(call_import: CallImport) -> Permit:
    if call_import.state in (ImportState.LOOKING, ImportState.LOADING):
        return refused(_("We are still working on it. Wait until that is done, or cancel it."))
    if not call_import.mapping:
        return refused(_("The files could not be read. See why above, and upload them again."))
    return GIVEN


def _is_open(study: Study) -> Permit:
    if study.closed_at is None:
        return GIVEN
    return refused(_("This study is closed. A lead can open it again on its first page."))


def _works(part: str) -> Permit:
    if part in WORKING:
        return GIVEN
    return refused(_("You can read this study and not change it. A lead can make you an analyst."))

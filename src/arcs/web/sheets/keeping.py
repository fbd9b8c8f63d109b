"""Files of a study folder that are no rows: answers that came with a folder, dispatch exports and their mappings.

Each path has versions; the newest counts, and a version without an upload says that the file was taken away. So an
undo is one more version and nothing is ever lost.
"""

from collections.abc import Mapping
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from arcs.web.people.models import Staff
from arcs.web.sheets.models import KeptFile
from arcs.web.studies.models import Study, Upload
from arcs.web.studies.permits import may_work
from arcs.web.wall.at_once import once_or_refused


def kept_files(who: Staff, study: Study) -> Mapping[str, Upload]:
    """The files that count now, by their path in the study folder."""
    newest = KeptFile.objects.filter(study=study).order_by("path", "-version").distinct("path")
    found = KeptFile.objects.filter(pk__in=newest.values("pk"), upload__isnull=False)
    return {one.path: one.upload for one in found.select_related("upload").order_by("path") if one.upload}


@transaction.atomic
def keep_file(*, by: Staff, study: Study, path: str, upload: Upload | None, change: UUID) -> None:
    """`upload` counts as the study folder's `path` from now on; None: there is no such file any more."""
    may_work(by, study).demand()
    last = KeptFile.objects.filter(study=study, path=path).aggregate(last=Max("version"))["last"] or 0
    with once_or_refused(_("Somebody else gave the study another %(file)s in the same moment.") % {"file": path}):
        KeptFile.objects.create(study=study, path=path, upload=upload, version=last + 1, change=change, made_by=by.pk)


def restore_files(*, by: Staff, study: Study, change: UUID) -> tuple[int, tuple[str, ...]]:
    """Take back what a change did to files: how many stand as before, and the paths that were changed again since."""
    restored, left = 0, []
    for one in KeptFile.objects.filter(study=study, change=change).order_by("path"):
        versions = KeptFile.objects.filter(study=study, path=one.path).select_related("upload")
        if versions.filter(version__gt=one.version).exists():
            left.append(one.path)
            continue
        before = versions.filter(version=one.version - 1).first()
        keep_file(by=by, study=study, path=one.path, upload=before.upload if before else None, change=uuid4())
        restored += 1
    return restored, tuple(left)

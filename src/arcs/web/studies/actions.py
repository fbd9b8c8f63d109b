"""Changes of studies: permit and change in one transaction. Long work is asked for here and done in `work`."""

import shutil
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingOf
from datetime import timedelta
from itertools import chain, count
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from arcs.core.agency.clock import known_zone
from arcs.core.workload import conditions
from arcs.files.exports import Mapping, mapping_text
from arcs.files.hashing import sha256_of
from arcs.web.people.models import Staff
from arcs.web.studies.content import private_folder, safe_name, store_upload
from arcs.web.studies.mapping_texts import mapping_of_text
from arcs.web.studies.models import (
    CallImport,
    ColumnFound,
    ImportFile,
    ImportQuestion,
    ImportState,
    Part,
    Study,
    StudyEvaluation,
    StudyMember,
    Upload,
    UploadKind,
)
from arcs.web.studies.permits import may_begin_study, may_confirm, may_lead, may_work
from arcs.web.studies.recognising import recognised
from arcs.web.studies.requesting import request_work
from arcs.web.studies.surveying import remapped
from arcs.web.studies.zones import with_time_zone
from arcs.web.wall.at_once import demand_unchanged, values_of
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Permit, Refused, refused

SEED = 2022
LONGEST_NAME = 110  # leaves room for a number
MAPPED = ("time_zone", "where_column", "where_value")
SURVEY, LOAD, EVALUATE = "studies.try_import", "studies.import_calls", "studies.evaluate_folder"


@transaction.atomic
def begin_study(
    *,
    by: Staff,
    title: str,
    place: str,
    subtitle: str = "",
    about: str = "",
    period: str = "",
    invented: bool = False,
    invented_words: str = "",
) -> Study:
    """Begin a study with `by` as its lead."""
    may_begin_study(by).demand()
    study = Study.objects.create(
        title=title, place=place, subtitle=subtitle, about=about, period=period, invented=invented,
        invented_words=invented_words, made_by=by.pk,
    )  # fmt: skip
    StudyMember.objects.create(study=study, staff=by, staff_name=by.name, part=Part.LEAD, added_by=by.pk)
    return study


@transaction.atomic
def describe_study(*, by: Staff, study: Study, words: MappingOf[str, Any], seen: str = "") -> None:
    """Change a study's front page: title, place, subtitle, about, period, and what is invented.

    `seen` is the sign of what a page showed: ChangedMeanwhile where somebody else was quicker than its reader.
    """
    may_lead(by, study).demand()
    if seen:
        demand_unchanged(values_of(Study.objects.select_for_update().get(pk=study.pk), words), seen)
    for name, value in words.items():
        setattr(study, name, value)
    study.save(update_fields=list(words))


@transaction.atomic
def close_study(*, by: Staff, study: Study, closed: bool) -> None:
    """Close a study to changes, or open it again; it can be read either way."""
    may_lead(by, study).demand()
    study.closed_at = timezone.now() if closed else None
    study.save(update_fields=["closed_at"])


@transaction.atomic
def add_member(*, by: Staff, study: Study, staff: Staff, part: str) -> StudyMember:
    """Give a person a part in the study from today on; an earlier part of theirs ends."""
    may_lead(by, study).demand()
    _one_at_a_time(study)
    current = StudyMember.objects.select_for_update().filter(study=study, staff=staff, valid_to__isnull=True).first()
    if current is not None:
        _keeps_a_lead(study, current, part).demand()
        current.part = part
        current.save(update_fields=["part"])
        return current
    return StudyMember.objects.create(
        study=study, staff=staff, staff_name=_name_for(study, staff), part=part, added_by=by.pk, valid_from=today()
    )


def _one_at_a_time(study: Study) -> None:
    Study.objects.select_for_update().get(pk=study.pk)


def _name_for(study: Study, staff: Staff) -> str:
    """The person's name, or with a number where somebody else of this study has it: coders are told apart by it."""
    members = StudyMember.objects.filter(study=study).order_by("valid_from")
    earlier = members.filter(staff=staff).values_list("staff_name", flat=True).last()
    taken = set(members.exclude(staff=staff).values_list("staff_name", flat=True))
    numbered = (f"{staff.name[:LONGEST_NAME]} ({number})" for number in count(2))
    return earlier or next(name for name in chain([staff.name], numbered) if name not in taken)


@transaction.atomic
def end_membership(*, by: Staff, member: StudyMember) -> None:
    """A person's part ends with yesterday; one that began today ends with today."""
    may_lead(by, member.study).demand()
    _one_at_a_time(member.study)
    _keeps_a_lead(member.study, member, "").demand()
    member.valid_to = max(member.valid_from, today() - timedelta(days=1))
    member.save(update_fields=["valid_to"])


def _keeps_a_lead(study: Study, member: StudyMember, part: str) -> Permit:
    leads = StudyMember.objects.filter(study=study, part=Part.LEAD, valid_to__isnull=True).exclude(pk=member.pk)
    if member.part != Part.LEAD or part == Part.LEAD or leads.exists():
        return Permit(True)
    return refused(_("A study needs a lead. Make somebody else a lead first."))


@transaction.atomic
def upload_file(*, by: Staff, study: Study, path: Path, name: str) -> Upload:
    """Keep a file in the study. Refusal when it is nothing that we can read; then nothing is stored."""
    may_work(by, study).demand()
    found = recognised(path, name)
    upload = Upload.objects.create(
        study=study, file_name=safe_name(name), size=found.size, sha256=found.sha256, kind=found.kind,
        remarks=list(found.remarks), made_by=by.pk,
    )  # fmt: skip
    store_upload(upload, path)
    return upload


@transaction.atomic
def upload_part(*, by: Staff, study: Study, path: Path, name: str) -> Upload:
    """Keep a file that belongs to a study folder as it is: its answers, a mapping. Nobody looks what it holds."""
    may_work(by, study).demand()
    upload = Upload.objects.create(
        study=study, file_name=safe_name(name), size=path.stat().st_size, sha256=sha256_of(path), kind=UploadKind.PART,
        made_by=by.pk,
    )  # fmt: skip
    store_upload(upload, path)
    return upload


@transaction.atomic
def begin_import(
    *, by: Staff, study: Study, uploads: Sequence[Upload], name: str = "", mapping: str = "", time_zone: str = ""
) -> CallImport:
    """Begin to read dispatch exports: a job looks at their columns; nothing is loaded before somebody confirms."""
    may_work(by, study).demand()
    if not uploads or any(one.study_id != study.pk or one.kind != UploadKind.CALLS for one in uploads):
        raise Refused(_("An import needs at least one dispatch export of this study."))
    stated = mapping_of_text(mapping) if mapping else Mapping()
    text = mapping_text(_zoned(stated, time_zone)) if mapping or time_zone else ""
    call_import = CallImport.objects.create(
        study=study, name=(name or _named(uploads))[:160], mapping=text, time_zone=time_zone, made_by=by.pk
    )
    ImportFile.objects.bulk_create(
        ImportFile(study=study, call_import=call_import, position=at, upload=one) for at, one in enumerate(uploads)
    )
    _ask_for(call_import, SURVEY, "survey_job", by)
    return call_import


def _named(uploads: Sequence[Upload]) -> str:
    first = uploads[0].file_name
    return first if len(uploads) == 1 else f"{first} and {len(uploads) - 1} more"


def _zoned(mapping: Mapping, time_zone: str) -> Mapping:
    if time_zone:
        known_zone(time_zone)
    return with_time_zone(mapping, time_zone)


def _ask_for(subject: CallImport | StudyEvaluation, kind: str, column: str, by: Staff) -> None:
    setattr(subject, column, request_work(by=by, kind=kind, subject=subject))
    subject.save(update_fields=[column])


def standing_mapping(call_import: CallImport, columns: Iterable[ColumnFound]) -> dict[str, object]:
    """What the mapping's form shows before anybody chooses: each column's meaning by its place, zone and choice."""
    told = mapping_of_text(call_import.mapping)
    shown: dict[str, object] = {f"column_{one.position}": one.meaning for one in columns}
    return shown | {"day_order": told.day_order or ""} | values_of(call_import, MAPPED)


@transaction.atomic
def change_mapping(
    *,
    by: Staff,
    call_import: CallImport,
    meanings: MappingOf[str, str],
    time_zone: str = "",
    day_order: str = "",
    where: str = "",
    seen: str = "",
) -> CallImport:
    """Keep what a reader says the columns mean, without loading anything. `where` chooses calls, as `agency=POLICE`.

    Refusal for an unknown zone or column of choice; ChangedMeanwhile unless `seen`, where a page gave it, is still the
    sign of what stands.
    """
    call_import = _held(call_import)
    may_confirm(by, call_import).demand()
    columns = list(ColumnFound.objects.filter(call_import=call_import))
    if seen:
        demand_unchanged(standing_mapping(call_import, columns), seen)
    if time_zone:
        known_zone(time_zone)
    before = mapping_of_text(call_import.mapping)
    mapping = with_time_zone(remapped(before, meanings), time_zone, day_order)
    chosen = conditions([where]) if where else {}
    call_import.where_column, call_import.where_value = next(iter(chosen.items()), ("", ""))
    call_import.time_zone, call_import.mapping = mapping.timezone or "", mapping_text(mapping)
    call_import.why_stopped = ""
    call_import.save()
    for one in columns:
        one.meaning, given = meanings.get(one.column, one.meaning), one.meaning
        if one.meaning != given:
            one.confidence, one.evidence = None, "stated by you" if one.meaning else "left out by you"
    _replace(ColumnFound, call_import, columns)
    if time_zone:
        _answered(call_import, "time zone")
    return call_import


def _held(call_import: CallImport) -> CallImport:
    """The import as it stands now, held until this transaction ends: what a page saw may be over."""
    rows = CallImport.objects.select_related("study").filter(pk=call_import.pk)
    # Whoever may not change it cannot hold it either, and is refused with a sentence by the caller.
    return rows.select_for_update(of=("self",)).first() or rows.get()


def _replace(model: type[ColumnFound], call_import: CallImport, rows: list[ColumnFound]) -> None:
    model.objects.filter(call_import=call_import).delete()
    model.objects.bulk_create(rows)


def _answered(call_import: CallImport, words: str) -> None:
    ImportQuestion.objects.filter(call_import=call_import, question__contains=words).delete()


@transaction.atomic
def confirm_mapping(*, by: Staff, call_import: CallImport) -> CallImport:
    """The mapping is right: load the calls. A second click is refused while the first one's job runs."""
    call_import = _held(call_import)
    may_confirm(by, call_import).demand()
    call_import.confirmed_by, call_import.confirmed_at = by.pk, timezone.now()
    call_import.state, call_import.why_stopped = ImportState.LOADING, ""
    call_import.save()
    _ask_for(call_import, LOAD, "load_job", by)
    return call_import


@transaction.atomic
def request_evaluation(*, by: Staff, study: Study, upload: Upload, seed: int = SEED) -> StudyEvaluation:
    """Evaluate an uploaded study folder; the same folder and seed give the same report."""
    may_work(by, study).demand()
    if upload.study_id != study.pk or upload.kind != UploadKind.STUDY:
        raise Refused(_("Only a study folder of this study can be evaluated."))
    stored = StudyEvaluation.objects.create(study=study, upload=upload, seed=seed, made_by=by.pk)
    _ask_for(stored, EVALUATE, "job", by)
    return stored


def open_published_study(*, by: Staff, folder: Path, title: str, place: str, **words: Any) -> Study:
    """Make a study from a study folder on disk and ask for its evaluation; for demonstrations."""
    study = begin_study(by=by, title=title, place=place, **words)
    with private_folder() as made:
        archive = Path(
            shutil.make_archive(str(made / folder.name), "zip", root_dir=folder.parent, base_dir=folder.name)
        )
        with transaction.atomic():
            upload = upload_file(by=by, study=study, path=archive, name=archive.name)
            request_evaluation(by=by, study=study, upload=upload)
    return study


@transaction.atomic
def import_file(
    *, by: Staff, study: Study, path: Path, mapping: str | None = None, time_zone: str = "", confirm: bool = True
) -> CallImport:
    """Upload one dispatch export from disk and import it; with `confirm` its calls are loaded without asking."""
    upload = upload_file(by=by, study=study, path=path, name=path.name)
    call_import = begin_import(by=by, study=study, uploads=[upload], mapping=mapping or "", time_zone=time_zone)
    if confirm:
        call_import.state = ImportState.LOADING
        call_import.confirmed_by, call_import.confirmed_at = by.pk, timezone.now()
        call_import.save()
        _ask_for(call_import, LOAD, "load_job", by)
    return call_import

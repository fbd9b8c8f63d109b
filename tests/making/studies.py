"""Builders of studies with invented members, exports and finished imports."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.db import transaction
from tests.making.people import a_person

from arcs.web.people.models import Staff
from arcs.web.studies import actions, work
from arcs.web.studies.models import CallImport, Study, StudyEvaluation
from arcs.web.wall.acting import acting_as

OAK_PARK = Path(__file__).parents[2] / "examples" / "oak_park"
MAY_WORK = ("studies.read", "studies.create")

EXPORT = """\
Incident Number,Agency,Call Type,Priority,Received,Dispatched,Arrived,Cleared,Beat,Disposition,invented
1,POLICE,THEFT,2,2026-01-05 13:10:00,2026-01-05 13:12:00,2026-01-05 13:20:00,2026-01-05 14:12:00,A,Report,yes
2,POLICE,THEFT,2,2026-01-05 13:40:00,2026-01-05 13:42:00,2026-01-05 13:50:00,2026-01-05 14:12:00,B,Report,yes
3,POLICE,=1+1,3,2026-01-06 01:10:00,2026-01-06 01:12:00,2026-01-06 01:20:00,2026-01-06 01:02:00,A,,yes
4,FIRE,SMOKE,1,2026-01-07 09:00:00,2026-01-07 09:01:00,2026-01-07 09:05:00,2026-01-08 19:01:00,,Out,yes
5,POLICE,NOISE,4,2026-01-14 23:00:00,,,,A,Gone,yes
6,POLICE,,4,2026-01-15 23:00:00,2026-01-15 23:02:00,,2026-01-15 23:12:00,A,Gone,yes
7,POLICE,NOISE,4,never,2026-01-15 23:02:00,,2026-01-15 23:12:00,A,Gone,yes
7,POLICE,NOISE,4,never,2026-01-15 23:02:00,,2026-01-15 23:12:00,A,Gone,yes
"""


class WorkingFor:
    """Long work done here and now for one person, with what it told; `stop_at` cancels when that stage begins."""

    def __init__(self, person: Staff, subject_id: UUID, stop_at: str = "") -> None:
        self.person, self.subject_id, self.stop_at = person, subject_id, stop_at
        self.stages: list[tuple[str, int | None]] = []
        self.done, self.lines = 0, list[str]()

    def stage(self, name: str, total: int | None = None, /) -> None:
        self.stages.append((name, total))
        self.done = 0
        self.checkpoint()

    def advance(self, count: int, /) -> None:
        self.done += count

    def log(self, text: str, /) -> None:
        self.lines.append(text)

    def checkpoint(self) -> None:
        if self.stages and self.stages[-1][0] == self.stop_at:
            raise work.Cancelled

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with acting_as(self.person.pk), transaction.atomic():
            yield


def an_analyst(name: str = "Ana Lyst") -> Staff:
    """A person who may begin studies and work in them."""
    return a_person(name, permissions=MAY_WORK)


def a_stored_study(by: Staff, title: str = "Oak Park 2022") -> Study:
    """A study that `by` began and leads."""
    with acting_as(by.pk), transaction.atomic():
        return actions.begin_study(by=by, title=title, place="Oak Park")


def an_export(folder: Path, text: str = EXPORT, name: str = "calls.csv") -> Path:
    """An invented export on disk."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def a_surveyed_import(by: Staff, study: Study, path: Path) -> CallImport:
    """An import whose columns were looked at, and which waits for its mapping."""
    with acting_as(by.pk), transaction.atomic():
        call_import = actions.import_file(by=by, study=study, path=path, confirm=False)
    work.try_import(WorkingFor(by, call_import.pk))
    return fresh(by, call_import)


def a_loaded_import(by: Staff, study: Study, path: Path, where: str = "") -> CallImport:
    """An import whose calls are stored."""
    call_import = a_surveyed_import(by, study, path)
    with acting_as(by.pk), transaction.atomic():
        actions.change_mapping(by=by, call_import=call_import, meanings={}, where=where)
        actions.confirm_mapping(by=by, call_import=call_import)
    work.import_calls(WorkingFor(by, call_import.pk))
    return fresh(by, call_import)


def an_evaluated_study(by: Staff) -> StudyEvaluation:
    """The published Oak Park study, evaluated."""
    with acting_as(by.pk):
        study = actions.open_published_study(by=by, folder=OAK_PARK, title="Oak Park 2022", place="Oak Park")
        with transaction.atomic():
            stored = StudyEvaluation.objects.get(study=study)
    work.evaluate_folder(WorkingFor(by, stored.pk))
    with acting_as(by.pk), transaction.atomic():
        return StudyEvaluation.objects.get(pk=stored.pk)


def an_archive(folder: Path, of: Path = OAK_PARK) -> Path:
    """A study folder as one ZIP."""
    return Path(shutil.make_archive(str(folder / of.name), "zip", root_dir=of.parent, base_dir=of.name))


def fresh(by: Staff, call_import: CallImport) -> CallImport:
    """The import as it stands now."""
    with acting_as(by.pk), transaction.atomic():
        return CallImport.objects.select_related("study").get(pk=call_import.pk)

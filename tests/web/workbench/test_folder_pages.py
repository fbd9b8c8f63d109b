"""The study as its folder, in the browser: check, evaluate, take home, bring in, take back."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from tests.making.people import a_person
from tests.making.studies import MAY_WORK, OAK_PARK, a_stored_study, an_analyst, an_archive
from tests.web.conftest import SignIn

from arcs.web.jobs.models import Job
from arcs.web.people.models import Staff
from arcs.web.sheets.queries import counts_of
from arcs.web.studies import actions as studies
from arcs.web.studies.models import Part, Study
from arcs.web.wall.acting import acting_as
from arcs.web.workbench import composing

pytestmark = pytest.mark.django_db


def counted(by: Staff, study: Study) -> dict[str, int]:
    with acting_as(by.pk), transaction.atomic():
        return dict(counts_of(by, study))


def brought(browser: Client, study: Study, archive: bytes, name: str = "oak_park.zip") -> str:
    given = {"folder": SimpleUploadedFile(name, archive)}
    answer = browser.post(reverse("workbench:bring_in", args=[study.pk]), given)
    assert answer.status_code == 302, answer.content[:3000]
    return str(answer["Location"])


def a_broken_archive() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for one in OAK_PARK.rglob("*"):
            if one.is_file():
                text = one.read_text(encoding="utf-8")
                broken = text.replace("net_hours = 1750", 'net_hours = "many"') if one.name == "study.toml" else text
                archive.writestr(f"oak/{one.relative_to(OAK_PARK).as_posix()}", broken)
    return made.getvalue()


def test_a_folder_is_compared_put_in_place_and_taken_back(sign_in: SignIn, tmp_path: Path) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    browser = sign_in(ana)
    there = brought(browser, study, an_archive(tmp_path).read_bytes())
    page = browser.get(there).content.decode()
    assert "+233" in page
    assert counted(ana, study) == {}  # nothing changed by looking
    answer = browser.post(there)
    assert counted(ana, study)["call_types.csv"] == 233
    change = answer["Location"].partition("changed=")[2]
    assert "Undo" in browser.get(answer["Location"]).content.decode()
    browser.post(reverse("sheets:undo", args=[study.pk, change]))
    assert counted(ana, study) == {}


def test_what_is_downloaded_is_the_folder_that_the_command_line_reads(sign_in: SignIn, tmp_path: Path) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    with acting_as(ana.pk), transaction.atomic():
        composing.take_in(by=ana, study=study, folder=OAK_PARK)
    answer = sign_in(ana).post(reverse("workbench:export", args=[study.pk]))
    content = b"".join(answer.streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {"study.toml", "call_types.csv", "narrative/3.1.md"} <= set(archive.namelist())
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_page_says_what_stands_against_an_evaluation_and_asks_for_one_once(sign_in: SignIn) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    browser = sign_in(ana)
    page = browser.get(reverse("workbench:folder", args=[study.pk])).content.decode()
    assert "Evaluate now" in page
    browser.post(reverse("workbench:evaluate", args=[study.pk]), {"seed": "7"})
    with acting_as(ana.pk), transaction.atomic():
        job = Job.objects.get(kind="workbench.evaluate_now")
    assert (job.subject_id, job.arguments) == (study.pk, {"seed": 7})


def test_what_is_no_study_is_refused_with_a_sentence_and_not_kept(sign_in: SignIn, tmp_path: Path) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    browser = sign_in(ana)
    bare = io.BytesIO()
    with zipfile.ZipFile(bare, "w") as archive:
        archive.writestr("calls.csv", "a,b\n1,2\n")
    answer = browser.post(
        reverse("workbench:bring_in", args=[study.pk]), {"folder": SimpleUploadedFile("x.zip", bare.getvalue())}
    )
    assert answer.status_code == 422
    assert "no study.toml stands in it" in answer.content.decode()


def test_a_folder_with_a_fault_is_named_by_file_and_line(sign_in: SignIn, tmp_path: Path) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    browser = sign_in(ana)
    there = brought(browser, study, a_broken_archive())
    answer = browser.get(there)
    assert answer.status_code == 422
    assert "net_hours" in answer.content.decode()


def test_readers_take_the_study_home_and_bring_nothing_in(sign_in: SignIn) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    reader = a_person(permissions=MAY_WORK)
    with acting_as(ana.pk):
        studies.add_member(by=ana, study=study, staff=reader, part=Part.READER)
    browser = sign_in(reader)
    taken = browser.post(reverse("workbench:export", args=[study.pk]))
    assert zipfile.is_zipfile(io.BytesIO(b"".join(taken.streaming_content)))
    assert browser.post(reverse("workbench:bring_in", args=[study.pk])).status_code == 403
    assert browser.post(reverse("workbench:evaluate", args=[study.pk])).status_code == 403
    stranger = sign_in(an_analyst("Sten Stranger"))
    assert stranger.get(reverse("workbench:folder", args=[study.pk])).status_code == 404

"""Exports that lie on the server: only plain files of the one folder that was named, and only where one was."""

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from tests.making.studies import EXPORT, a_stored_study, an_analyst, an_export
from tests.web.conftest import SignIn

from arcs.web.studies.models import CallImport, Upload
from arcs.web.studies.server_folder import chosen, offered
from arcs.web.wall.acting import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    home = tmp_path / "exports"
    home.mkdir()
    settings.ARCS_IMPORT_FOLDER = str(home)
    return home


def test_without_a_folder_nothing_is_offered(sign_in: SignIn, settings: Any) -> None:
    settings.ARCS_IMPORT_FOLDER = ""
    ana = an_analyst()
    study = a_stored_study(ana)
    assert offered() == []
    assert "Files on the server" not in sign_in(ana).get(reverse("studies:upload", args=[study.pk])).content.decode()


def test_an_export_on_the_server_is_imported_without_an_upload(sign_in: SignIn, folder: Path) -> None:
    an_export(folder, EXPORT, "week1.csv")
    ana = an_analyst()
    study = a_stored_study(ana)
    browser = sign_in(ana)
    url = reverse("studies:upload", args=[study.pk])
    assert "week1.csv" in browser.get(url).content.decode()
    answer = browser.post(url, {"server_files": ["week1.csv"]})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    with acting_as(ana.pk), transaction.atomic():
        assert [one.file_name for one in Upload.objects.filter(study=study)] == ["week1.csv"]
        assert CallImport.objects.filter(study=study).count() == 1


def test_neither_links_nor_hidden_files_nor_paths_lead_anywhere_else(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text(EXPORT, encoding="utf-8")
    (folder / "link.csv").symlink_to(secret)
    (folder / ".hidden.csv").write_text(EXPORT, encoding="utf-8")
    (folder / "below").mkdir()
    assert offered() == []
    assert chosen(["../secret.csv", str(secret), "link.csv", ".hidden.csv", "below"]) == []


def test_nothing_chosen_is_said_beside_the_files(sign_in: SignIn, folder: Path) -> None:
    an_export(folder, EXPORT, "week1.csv")
    ana = an_analyst()
    study = a_stored_study(ana)
    answer = sign_in(ana).post(reverse("studies:upload", args=[study.pk]), {})
    assert answer.status_code == 422
    assert "Please choose one." in answer.content.decode()

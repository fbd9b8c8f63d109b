"""Whoever opens or takes raw rows of an export stands in the read log, whatever became of the page."""

from pathlib import Path

import pytest
from django.db import transaction
from django.urls import reverse
from tests.making.studies import a_loaded_import, a_stored_study, an_analyst, an_export
from tests.web.conftest import SignIn

from arcs.web.studies.models import Upload
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.models import ReadLog


@pytest.mark.usefixtures("fresh_database")
def test_calls_records_left_out_samples_and_uploads_are_logged_when_they_are_opened(
    sign_in: SignIn, tmp_path: Path
) -> None:
    ana = an_analyst()
    loaded = a_loaded_import(ana, a_stored_study(ana), an_export(tmp_path))
    with acting_as(ana.pk), transaction.atomic():
        upload = Upload.objects.get()
    browser = sign_in(ana)
    for name, key in (("calls", loaded.pk), ("left_out", loaded.pk), ("import", loaded.pk), ("upload_file", upload.pk)):
        answer = browser.get(reverse(f"studies:{name}", args=[key]))
        assert answer.status_code == 200
        if answer.streaming:
            assert b"".join(answer.streaming_content)  # which also closes the file
    browser.get(reverse("studies:calls", args=[loaded.pk]), {"csv": "1"})
    browser.get(reverse("studies:workload", args=[loaded.pk]))
    with acting_as(Standing.SEALER), transaction.atomic():
        rows = list(ReadLog.objects.order_by("at").values_list("kind", "object_id", "reason"))
    assert rows == [
        ("call rows", loaded.pk, "calls"),
        ("call rows", loaded.pk, "records left out"),
        ("call rows", loaded.pk, "samples of the mapping"),
        ("call rows", upload.pk, "upload downloaded"),
        ("call rows", loaded.pk, "calls"),
    ]

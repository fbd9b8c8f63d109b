"""Studies over HTTP: every answer is declared, and what a token may not see is not there."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction
from ninja.testing import TestClient
from tests.making.studies import a_loaded_import, a_stored_study, an_analyst, an_export

from arcs.web.people.models import Staff
from arcs.web.studies.api import router
from arcs.web.wall.acting import acting_as


@pytest.mark.django_db
def test_the_api_gives_what_the_pages_show_and_404_to_others(tmp_path: Path) -> None:
    ana, ben = an_analyst(), an_analyst("Ben")
    loaded = a_loaded_import(ana, a_stored_study(ana), an_export(tmp_path))
    client = TestClient(router)

    def asked(who: Staff, path: str) -> tuple[int, object]:
        with acting_as(who.pk), transaction.atomic():
            answer = client.get(path, auth=who)
        return answer.status_code, answer.json()

    status, calls = asked(ana, f"/imports/{loaded.pk}/calls?type=THEFT")
    assert status == 200
    assert [one["call_number"] for one in calls] == ["1", "2"]  # type: ignore[attr-defined] # a list, as the status says
    assert asked(ana, "/studies")[1][0]["title"] == "Oak Park 2022"  # type: ignore[index] # a list of studies
    for path in (
        f"/studies/{loaded.study_id}", f"/studies/{loaded.study_id}/imports", f"/imports/{loaded.pk}/ledger",
        f"/imports/{loaded.pk}/tables/workload",
    ):  # fmt: skip
        assert asked(ana, path)[0] == 200, path
        assert asked(ben, path)[0] == 404, path
    assert asked(ben, "/studies") == (200, [])
    assert asked(ana, f"/tables/{uuid4()}")[0] == 404

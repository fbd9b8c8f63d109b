"""Work of studies that was cut off and begun again, in whatever order it comes then."""

from pathlib import Path

import pytest
from django.db import transaction
from tests.making.studies import WorkingFor, a_loaded_import, a_stored_study, an_analyst, an_export, fresh

from arcs.core.refusal import Refusal
from arcs.web.studies import work
from arcs.web.studies.actions import import_file
from arcs.web.studies.models import CallImport, ColumnFound, ImportState
from arcs.web.wall.acting import acting_as

pytestmark = pytest.mark.django_db


def test_a_look_at_the_columns_that_comes_after_the_loading_leaves_the_import_loaded(tmp_path: Path) -> None:
    ana = an_analyst()
    loaded = a_loaded_import(ana, a_stored_study(ana), an_export(tmp_path))
    work.try_import(WorkingFor(ana, loaded.pk))
    now = fresh(ana, loaded)
    assert (now.state, now.calls, now.rows_read) == (ImportState.LOADED, loaded.calls, loaded.rows_read)


def test_an_import_confirmed_from_the_beginning_goes_on_loading_when_its_columns_are_known(tmp_path: Path) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    with acting_as(ana.pk), transaction.atomic():
        begun = import_file(by=ana, study=study, path=an_export(tmp_path))
    work.try_import(WorkingFor(ana, begun.pk))
    assert fresh(ana, begun).state == ImportState.LOADING
    with acting_as(ana.pk), transaction.atomic():
        assert ColumnFound.objects.filter(call_import=begun).exists()


def test_a_look_that_fails_after_the_loading_takes_nothing_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = an_analyst()
    loaded = a_loaded_import(ana, a_stored_study(ana), an_export(tmp_path))

    def broken(*_: object) -> None:
        raise Refusal("calls.csv", "it cannot be read", "export it again")

    monkeypatch.setattr(work, "look_at", broken)
    with pytest.raises(Refusal):
        work.try_import(WorkingFor(ana, loaded.pk))
    with acting_as(ana.pk), transaction.atomic():
        assert CallImport.objects.get(pk=loaded.pk).state == ImportState.LOADED

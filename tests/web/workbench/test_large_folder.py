"""A large study folder: compared and put in place by long work, and its page meanwhile."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some
from tests.making.jobs import run_next_job
from tests.making.people import a_person
from tests.making.studies import MAY_WORK, a_stored_study, an_analyst, an_archive
from tests.web.conftest import SignIn
from tests.web.workbench.test_folder_pages import a_broken_archive, brought, counted

from arcs.files.studies.parts import PARTS
from arcs.web.studies import actions as studies
from arcs.web.studies.models import Part
from arcs.web.wall.acting import acting_as
from arcs.web.workbench import comparing
from arcs.web.workbench.composing import Comparison, Difference

COMMITTED = pytest.mark.usefixtures("fresh_database")  # a worker takes only what is committed


@COMMITTED
def test_a_large_folder_is_compared_and_put_in_place_by_long_work(
    sign_in: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    browser = sign_in(ana)
    monkeypatch.setattr(comparing, "AT_ONCE", 1_000)
    there = brought(browser, study, an_archive(tmp_path).read_bytes())
    before = browser.get(there).content.decode()
    assert "It starts as soon as a worker is free" in before and "Put it in place" not in before
    assert run_next_job()
    page = browser.get(there).content.decode()
    assert "+233" in page and "as of" in page
    assert counted(ana, study) == {}  # nothing changed by comparing
    # a colleague who may read sees nothing of it, and asks for nothing
    reader = a_person(permissions=MAY_WORK)
    with acting_as(ana.pk), transaction.atomic():
        studies.add_member(by=ana, study=study, staff=reader, part=Part.READER)
    reading = sign_in(reader)
    assert "+233" not in reading.get(there).content.decode()
    assert reading.post(there, {"compare": "1"}).status_code == 403
    assert reading.post(there).status_code == 403
    # put in place, it is one change that undo takes back
    answer = browser.post(there)
    assert counted(ana, study) == {}, "not by the click, but by the work"
    assert run_next_job()
    assert counted(ana, study)["call_types.csv"] == 233
    assert "Undo" in browser.get(answer["Location"]).content.decode()
    browser.post(reverse("sheets:undo", args=[study.pk, answer["Location"].partition("changed=")[2]]))
    assert counted(ana, study) == {}
    # compared again, it shows the tables as they are now
    browser.post(there, {"compare": "1"})
    assert run_next_job()
    assert "+233" in browser.get(there).content.decode()


@COMMITTED
def test_what_is_wrong_with_a_large_folder_stands_on_its_page_and_it_can_be_tried_again(
    sign_in: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    browser = sign_in(ana)
    monkeypatch.setattr(comparing, "AT_ONCE", 100)
    there = brought(browser, study, a_broken_archive())
    assert run_next_job()
    page = browser.get(there).content.decode()
    assert "net_hours" in page and "Compare it" in page and "Put it in place" not in page


@given(some.lists(some.builds(
    Difference, part=some.sampled_from(sorted(PARTS)), now=some.integers(0), given=some.integers(0),
    added=some.integers(0), removed=some.integers(0),
)), some.lists(some.text()))  # fmt: skip
def test_a_kept_comparison_says_the_same_as_a_fresh_one(parts: list[Difference], sentences: list[str]) -> None:
    brought_with = SimpleNamespace(sentences=tuple(sentences))
    fresh = Comparison(parts=tuple(parts), brought=brought_with)  # type: ignore[arg-type] # only its sentences count
    assert comparing.from_kept(comparing.as_kept(fresh)) == comparing.told(fresh)

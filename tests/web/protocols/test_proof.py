"""The proof of an edition: exactly what was asked for is proven, a counter-example is shown, a change makes it old."""

from typing import Any

import pytest
from django.db import transaction
from tests.making.jobs import run_next_job
from tests.making.protocols import a_draft, a_drafter, a_row, bare
from tests.web.conftest import SignIn
from tests.web.protocols.test_pages import text_of

from arcs.web.jobs.models import Job, JobState
from arcs.web.people.models import Staff
from arcs.web.protocols import actions
from arcs.web.protocols.models import EditionProof, ProtocolEdition
from arcs.web.wall.acting import acting_as

pytestmark = pytest.mark.usefixtures("fresh_database")  # a worker takes only what is committed


def proven(sign_in: SignIn, who: Staff, made: ProtocolEdition) -> Any:
    browser = sign_in(who)
    assert browser.post(f"/protocols/{made.number}/prove/").status_code == 302
    assert run_next_job()
    return browser


def test_a_safe_edition_is_proven_and_a_change_makes_its_proof_old(sign_in: SignIn) -> None:
    who = a_drafter()
    made = a_draft(who)
    browser = proven(sign_in, who, made)
    assert (
        f"Every answer of 0 call types was tried and {len(bare().examples)} worked calls came out as they stand."
        in text_of(browser, f"/protocols/{made.number}/")
    )
    row = a_row(who, made, "questions", "weapon")
    with acting_as(who.pk):
        change = actions.change_row(by=who, row=row, version=1, cells={**row.cells, "why": "Because."})
    assert "It was not proven as it stands now." in text_of(browser, f"/protocols/{made.number}/")
    with acting_as(who.pk):
        actions.undo(by=who, edition=made, change=change)
    assert "Every answer of 0 call types" in text_of(browser, f"/protocols/{made.number}/"), "the content is as proven"


def test_an_unsafe_edition_is_stopped_by_a_call_that_shows_it(sign_in: SignIn) -> None:
    who = a_drafter()
    made = a_draft(who)
    weapon = a_row(who, made, "rules", "weapon")
    cells = {"name": "LOST ARTICLE", "base": "online", "why": "a form is enough"}
    with acting_as(who.pk):
        actions.add_row(by=who, edition=made, section="call_types", cells=cells)
        actions.remove_row(by=who, row=weapon, version=1)
        for shown in (one for one in bare().examples if "weapon" in one.rules):
            actions.remove_row(by=who, row=a_row(who, made, "examples", shown.code), version=1)
    browser = proven(sign_in, who, made)
    text = text_of(browser, f"/protocols/{made.number}/")
    assert "keeps it from use" in text or "keep it from use" in text
    assert "Call types: LOST ARTICLE" in text
    assert "weapon" in text
    kept = a_row(who, made, "call_types", "LOST ARTICLE")
    assert "What keeps the edition from use here" in text_of(browser, f"/protocols/rows/{kept.pk}/")


def test_what_was_changed_after_it_was_asked_for_is_not_proven(sign_in: SignIn) -> None:
    who = a_drafter()
    made = a_draft(who)
    browser = sign_in(who)
    browser.post(f"/protocols/{made.number}/prove/")
    row = a_row(who, made, "questions", "weapon")
    with acting_as(who.pk):
        actions.change_row(by=who, row=row, version=1, cells={**row.cells, "why": "Because."})
    assert run_next_job()
    with acting_as(who.pk), transaction.atomic():
        assert not EditionProof.objects.exists()
        job = Job.objects.get()
    assert job.state == JobState.FAILED
    assert "changed after its proof was asked for" in job.why

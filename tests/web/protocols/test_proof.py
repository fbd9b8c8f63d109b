"""The proof of an edition: exactly what was asked for is proven, a counter-example is shown, a change makes it old."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from tests.making.jobs import run_next_job
from tests.making.protocols import a_draft, a_drafter, a_row, bare
from tests.web.conftest import SignIn
from tests.web.protocols.test_pages import text_of

from arcs.web.jobs.models import Job, JobState
from arcs.web.people.models import Staff
from arcs.web.protocols import actions, queries, work
from arcs.web.protocols.models import EditionProof, ProtocolEdition, State
from arcs.web.protocols.proving import PROVE
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
    assert "It is being proven as it stands now." in text_of(browser, f"/protocols/{made.number}/")
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


def waiting(who: Staff) -> list[Job]:
    with acting_as(who.pk), transaction.atomic():
        return list(Job.objects.filter(kind=PROVE, state=JobState.WAITING))


def test_whatever_is_kept_asks_for_the_proof_of_what_it_makes_once(sign_in: SignIn) -> None:
    who = a_drafter()
    made = a_draft(who)
    page = f"/protocols/{made.number}/"
    text = text_of(sign_in(who), page)
    assert "It is being proven as it stands now." in text
    assert "Prove it now" not in text
    for times in range(3):
        row = a_row(who, made, "questions", "weapon")
        with acting_as(who.pk):
            actions.change_row(by=who, row=row, version=row.version, cells={**row.cells, "why": f"Because {times}."})
    assert len(waiting(who)) == 1
    assert run_next_job()
    assert not run_next_job()
    assert "Every answer of 0 call types was tried" in text_of(sign_in(who), page), "as it stands, not as it was"
    with acting_as(who.pk), transaction.atomic():
        [proof] = EditionProof.objects.all()
        assert proof.digest == queries.content_seen_by(who, made).digest


def test_what_is_proven_already_is_not_proven_again_and_what_does_not_agree_is_not_proven(sign_in: SignIn) -> None:
    who = a_drafter()
    made = a_draft(who)
    assert run_next_job()
    row = a_row(who, made, "rules", "weapon")
    with acting_as(who.pk):
        change = actions.remove_row(by=who, row=row, version=row.version)
    assert run_next_job()
    text = text_of(sign_in(who), f"/protocols/{made.number}/")
    assert "mend" in text
    assert "It is being proven" not in text
    with acting_as(who.pk):
        actions.undo(by=who, edition=made, change=change)
    assert run_next_job()
    with acting_as(who.pk), transaction.atomic():
        assert EditionProof.objects.count() == 1
        assert {one.state for one in Job.objects.all()} == {JobState.DONE}


def test_a_change_while_its_proof_runs_asks_for_its_own(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    who = a_drafter()
    made = a_draft(who)

    def changed_meanwhile(edition: object) -> list[dict[str, str]]:
        monkeypatch.undo()
        row = a_row(who, made, "questions", "weapon")
        with acting_as(who.pk):
            actions.change_row(by=who, row=row, version=row.version, cells={**row.cells, "why": "Because."})
        return []

    monkeypatch.setattr(work, "found_in", changed_meanwhile)
    assert run_next_job()
    assert len(waiting(who)) == 1
    assert run_next_job()
    assert "Every answer of 0 call types was tried" in text_of(sign_in(who), f"/protocols/{made.number}/")


def test_the_database_lets_nothing_into_review_that_was_not_proven_as_it_stands() -> None:
    who = a_drafter()
    made = a_draft(who)

    def sent(digest: str) -> None:
        with acting_as(who.pk), transaction.atomic():
            ProtocolEdition.objects.filter(pk=made.pk).update(state=State.IN_REVIEW, digest=digest)

    with acting_as(who.pk), transaction.atomic():
        digest = queries.content_seen_by(who, made).digest
    finding = {"section": "rules", "code": "x", "what": "it is not safe", "remedy": "mend it"}
    for found, named in (([], "0" * 64), ([finding], digest)):
        with pytest.raises(DatabaseError, match="Only what was proven"):
            sent(digest)
        with acting_as(who.pk):
            actions.keep_proof(by=who, edition=made, digest=named, types=0, examples=0, findings=found)
    with pytest.raises(DatabaseError, match="Only what was proven"):
        sent(digest)
    with acting_as(who.pk):
        actions.keep_proof(by=who, edition=made, digest=digest, types=0, examples=0, findings=[])
    sent(digest)

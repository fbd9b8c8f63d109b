"""The report: sections chosen, words around the generated sentences, made, approved by name, and compared."""

import re
from hashlib import sha256
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some
from tests.making.studies import WorkingFor, an_analyst
from tests.making.workbench import a_member, an_oak_park, rows
from tests.web.conftest import SignIn

from arcs.documents.charts.canvas import Canvas
from arcs.documents.charts.rendering import svg
from arcs.documents.look import PRINT
from arcs.web.people.models import Staff
from arcs.web.studies import work
from arcs.web.studies.models import DocumentChunk, Part, Study, StudyDocument, StudyEvaluation, StudyTable
from arcs.web.wall.acting import acting_as
from arcs.web.workbench import composing
from arcs.web.workbench.current import current, report_of
from arcs.web.workbench.models import ReportFreeze
from arcs.web.workbench.report_drawings import drawing_of
from arcs.web.workbench.report_pages import compared

pytestmark = pytest.mark.django_db


def page(study: Study, name: str = "report", *more: str) -> str:
    return reverse(f"workbench:{name}", args=[study.pk, *more])


def a_report(by: Staff, study: Study) -> StudyEvaluation:
    """The study evaluated as it stands, as the worker does it."""
    with acting_as(by.pk):
        stored = composing.evaluate_now(by=by, study=study)
    work.evaluate_folder(WorkingFor(by, stored.pk))
    with acting_as(by.pk), transaction.atomic():
        return StudyEvaluation.objects.get(pk=stored.pk)


def test_a_section_shows_generated_sentences_read_only_and_keeps_the_words_around_them(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    browser = sign_in(lead)
    told = browser.get(page(study, "section", "5.0")).content.decode()
    generated = told.index("has 25 categories and 81% of the officer time")
    assert generated < told.index("<textarea")
    assert (
        browser.post(page(study, "section", "5.0"), {"version": "1", "words": "Ours.\r\n\r\n- One\r\n"}).status_code
        == 302
    )
    kept = next(one for one in rows(lead, study, "narrative") if one["section"] == "5.0")
    assert kept["words"] == "Ours.\n\n- One"
    stale = browser.post(page(study, "section", "5.0"), {"version": "1", "words": "Theirs."})
    text = stale.content.decode()
    assert stale.status_code == 409 and "Ours." in text and "Theirs." in text
    browser.post(page(study, "section", "5.0"), {"version": "2", "words": "  "})
    assert "5.0" not in [one["section"] for one in rows(lead, study, "narrative")]
    assert browser.get(page(study, "section", "9.9")).status_code == 404


def test_a_section_is_left_out_with_its_reason_and_comes_back(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    browser = sign_in(lead)
    sections = [one.number for one in browser.get(page(study)).context["lines"] if one.can_be_left_out]
    given = {"section": sections, "printed": [one for one in sections if one != "4.0"], "reason-4.0": "Known already."}
    assert browser.post(page(study), given).status_code == 302
    assert rows(lead, study, "report_sections.csv") == [{"section": "4.0", "printed": "N", "reason": "Known already."}]
    told = browser.get(page(study)).content.decode()
    assert told.count("left out with the section above") == 10
    assert "Methods of service" not in browser.get(page(study, "preview")).content.decode()
    assert browser.post(page(study), given | {"row": ["4.0:9"]}).status_code == 409, "another version than was shown"
    back = {"section": sections, "printed": sections, "row": ["4.0:1"]}
    assert browser.post(page(study), back).status_code == 302
    assert rows(lead, study, "report_sections.csv") == []


def test_the_preview_draws_every_chart_as_the_report_does(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    text = sign_in(lead).get(page(study, "preview")).content.decode()
    with acting_as(lead.pk), transaction.atomic():
        charts = report_of(current(lead, study)).charts.values()
    assert text.count('<figure class="drawn">') == len(charts) >= 6
    assert [one.name for one in charts if svg(one.print) not in text or svg(one.phone) not in text] == []
    drawn = re.findall(r'<div class="drawing".*?<details', text, re.DOTALL)
    assert " style=" not in "".join(drawn), "the policy of the page refuses styles of its own"


def test_what_somebody_wrote_stays_words_in_a_drawing() -> None:
    canvas = Canvas(form=PRINT, height=20)
    canvas.text(0, 10, "</text></svg><script>alert(1)</script>")
    drawn = drawing_of(canvas.specification())
    assert "<script" not in drawn and "&lt;script&gt;alert(1)" in drawn
    assert drawn.count("</svg>") == 1


def test_a_report_is_approved_by_name_with_its_hash_and_its_package_can_never_go(sign_in: SignIn) -> None:
    lead = an_analyst("Lea Lead")
    study = an_oak_park(lead)
    first = a_report(lead, study)
    browser = sign_in(lead)
    told = browser.get(page(study)).content.decode()
    shown = re.search(r'name="sha256" value="([0-9a-f]{64})"', told)
    assert shown is not None
    given = {"evaluation": str(first.pk), "sha256": shown[1], "statement": "Read and approved."}
    assert browser.post(page(study), given | {"sha256": "0" * 64}).status_code == 409
    assert browser.post(page(study), given).status_code == 302
    assert browser.post(page(study), given).status_code == 409, "once is enough"
    told = browser.get(page(study)).content.decode()
    assert "Lea Lead" in told and told.count(shown[1]) >= 2
    with acting_as(lead.pk), transaction.atomic():
        freeze = ReportFreeze.objects.get()
    kept = browser.get(reverse("workbench:frozen", args=[freeze.pk]))
    assert sha256(b"".join(kept.streaming_content)).hexdigest() == shown[1]
    _cannot_be_harmed(lead, freeze)
    # the same files again: identical; other rows: what changed is named
    assert browser.post(page(study, "again"), {"evaluation": str(first.pk)}).status_code == 302
    with acting_as(lead.pk), transaction.atomic():
        second = StudyEvaluation.objects.exclude(pk=first.pk).get()
    work.evaluate_folder(WorkingFor(lead, second.pk))
    both = {"evaluation": str(second.pk), "against": str(first.pk)}
    assert "Identical." in browser.get(page(study, "made_from"), both).content.decode()
    fact = {"category": "Parking Complaint", "fact": "violent", "fact_reason": "Fights."}
    browser.post(reverse("workbench:why", args=[study.pk]), fact)
    assert (
        "1 category differs from the evaluation"
        in browser.get(reverse("workbench:matrix", args=[study.pk])).content.decode()
    )
    third = a_report(lead, study)
    told = browser.get(page(study, "made_from"), both | {"evaluation": str(third.pk)}).content.decode()
    assert "Evaluation matrix</b>: 1 rows of the earlier one are not in the later, 1 are new" in told
    assert "tables/matrix.csv" in told and "tables/table_a1.csv</dt>" in told
    again = browser.get(reverse("workbench:frozen", args=[freeze.pk]))
    assert sha256(b"".join(again.streaming_content)).hexdigest() == shown[1], "still as it was approved"
    with acting_as(lead.pk), transaction.atomic():
        DocumentChunk.objects.filter(document=freeze.package_id).delete()
    assert browser.get(reverse("workbench:frozen", args=[freeze.pk])).status_code == 403, "other bytes bear no name"


@pytest.mark.parametrize("part", [Part.ANALYST, Part.CODER, Part.BOARD, Part.READER])
def test_only_a_lead_approves_by_both_walls(sign_in: SignIn, part: Part) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    person = a_member(study, lead, part)
    with acting_as(lead.pk), transaction.atomic():
        package = _a_package(lead, study)
    given = {"evaluation": str(package.evaluation_id), "sha256": "0" * 64, "statement": "I approve."}
    answer = sign_in(person).post(page(study), given)
    assert answer.status_code == 409 and "Only a lead of this study can do this" in answer.content.decode()
    forged = ReportFreeze(
        study=study, evaluation=package.evaluation_id, package=package, sha256="0" * 64, title="Forged",
        approved_by=person.pk, approved_name=person.name, statement="I approve.",
    )  # fmt: skip
    with acting_as(person.pk), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        forged.save(force_insert=True)
    forged.approved_by = person.pk  # a lead cannot approve in somebody else's name
    with acting_as(lead.pk), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        forged.save(force_insert=True)


def _cannot_be_harmed(lead: Staff, freeze: ReportFreeze) -> None:
    with acting_as(lead.pk), transaction.atomic(), pytest.raises(ProtectedError):
        StudyDocument.objects.filter(pk=freeze.package_id).delete()
    with acting_as(lead.pk), pytest.raises(DatabaseError, match=r"permission denied|facts_only"), transaction.atomic():
        ReportFreeze.objects.filter(pk=freeze.pk).update(approved_name="Eve")
    with acting_as(lead.pk), pytest.raises(DatabaseError, match="foreign key"), transaction.atomic():
        connection.cursor().execute("delete from studies_studydocument where id = %s", [freeze.package_id])
        connection.cursor().execute("set constraints all immediate")


def _a_package(by: Staff, study: Study) -> StudyDocument:
    from arcs.web.studies.models import EvaluationState, Upload, UploadKind

    upload = Upload.objects.create(
        study=study, file_name="study.zip", size=1, sha256="1" * 64, kind=UploadKind.STUDY, made_by=by.pk
    )
    made = StudyEvaluation.objects.create(
        study=study, upload=upload, seed=1, state=EvaluationState.DONE, title="Done", made_by=by.pk
    )
    return StudyDocument.objects.create(
        study=study,
        evaluation=made,
        position=0,
        name="package.zip",
        media_type="application/zip",
        size=4,
        sha256="0" * 64,
    )


@pytest.mark.parametrize("part", [Part.CODER, Part.BOARD, Part.READER])
def test_who_does_not_work_in_the_study_changes_nothing_of_the_report(sign_in: SignIn, part: Part) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    browser = sign_in(a_member(study, lead, part))
    assert browser.get(page(study)).status_code == 200
    version = {"version": "3", "date": "x", "why": "y"}
    for name, more, sent in (
        ("report", (), {"section": ["4.0"]}), ("report", (), {"make": "1"}), ("report", (), version),
        ("section", ("5.0",), {"words": "Mine.", "version": "1"}), ("again", (), {}),
    ):  # fmt: skip
        assert browser.post(page(study, name, *more), sent).status_code == 403, sent
    assert rows(lead, study, "report_sections.csv") == []


def test_strangers_find_no_page_of_the_report(sign_in: SignIn) -> None:
    lead = an_analyst()
    study = an_oak_park(lead)
    with acting_as(lead.pk), transaction.atomic():
        package = _a_package(lead, study)
        freeze = ReportFreeze.objects.create(
            study=study, evaluation=package.evaluation_id, package=package, sha256="0" * 64, title="T",
            approved_by=lead.pk, approved_name=lead.name, statement="I approve.",
        )  # fmt: skip
    eve: Any = sign_in(an_analyst("Eve"))
    asked = [page(study, name) for name in ("report", "preview", "made_from")]
    asked += [page(study, "section", "5.0"), reverse("workbench:frozen", args=[freeze.pk])]
    assert {eve.get(one).status_code for one in asked} == {404}


TABLES = some.lists(some.lists(some.sampled_from(["A", "B", 1, None]), min_size=2, max_size=2), max_size=5)


@given(then=TABLES, now=TABLES)
def test_two_tables_are_told_the_same_exactly_when_they_are(then: list[list[Any]], now: list[list[Any]]) -> None:
    def stored(rows: list[list[Any]]) -> StudyTable:
        return StudyTable(name="t", title="T", columns=[{"name": "a"}], rows=rows, notes=[])

    assert compared([stored(then)], [stored(now)], [], []).is_identical == (then == now)
    assert compared([stored(then)], [], [], []).tables[0].words == "only in the earlier one"

"""Pages of studies: the analyst's way from the upload to the report, and what others see of it."""

import csv
import io
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from tests.making.forms import typed_in
from tests.making.people import a_person
from tests.making.plans import plan_of
from tests.making.statements import queries_of
from tests.making.studies import (
    EXPORT,
    WorkingFor,
    a_loaded_import,
    a_stored_study,
    a_surveyed_import,
    an_analyst,
    an_archive,
    an_evaluated_study,
    an_export,
    fresh,
)
from tests.web.conftest import SignIn

from arcs.web.people.models import Staff
from arcs.web.studies import actions, work
from arcs.web.studies.forms import MOST_OFFERED
from arcs.web.studies.models import (
    CallImport,
    ImportedCall,
    Part,
    SetAside,
    Study,
    StudyDocument,
    StudyEvaluation,
    StudyFigure,
    StudyTable,
    Upload,
)
from arcs.web.studies.queries import calls_of
from arcs.web.ui.lists import MOST_EXPORTED
from arcs.web.wall.acting import Standing, acting_as

pytestmark = pytest.mark.django_db


def uploaded(text: str = EXPORT, name: str = "calls.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), content_type="text/html")


def page(browser: Client, name: str, *ids: object, **words: str) -> str:
    answer = browser.get(reverse(f"studies:{name}", args=ids), words)
    assert answer.status_code == 200, answer.content[:2000]
    return answer.content.decode()


def test_an_analyst_begins_a_study_and_leads_it(sign_in: SignIn) -> None:
    ana = an_analyst()
    browser = sign_in(ana)
    assert "No study yet" in page(browser, "list")
    answer = browser.post(reverse("studies:new"), {"title": "Calls of 2026", "place": "Oak Park"}, follow=True)
    text = answer.content.decode()
    assert "Calls of 2026" in text
    assert "How should it begin?" in text
    with acting_as(ana.pk), transaction.atomic():
        begun = Study.objects.get(title="Calls of 2026").pk
    home = page(browser, "study", begun)
    assert "Upload a dispatch export" in home
    assert "Ana Lyst" in home
    assert "Calls of 2026" in page(browser, "list")


def test_what_is_invented_must_be_named_and_nothing_typed_is_lost(sign_in: SignIn) -> None:
    browser = sign_in(an_analyst())
    answer = browser.post(reverse("studies:new"), {"title": "Kept title", "place": "X", "invented": "on"})
    assert "Write in one sentence what is invented." in answer.content.decode()
    assert "Kept title" in answer.content.decode()


def test_the_whole_way_from_the_upload_to_the_workload(sign_in: SignIn, tmp_path: Path) -> None:
    ana = an_analyst()
    browser, study = sign_in(ana), a_stored_study(ana)
    answer = browser.post(reverse("studies:upload", args=[study.pk]), {"exports": [uploaded()]})
    assert answer.status_code == 302, answer.content.decode()
    begun = UUID(answer["Location"].split("/")[-2])
    work.try_import(WorkingFor(ana, begun))
    text = page(browser, "import", begun)
    assert "What each column means" in text
    assert "Which time zone do the clocks show?" in text
    form = mapping_of(ana, begun) | seen_on(browser, begun)
    answer = browser.post(
        reverse("studies:import", args=[begun]), {**form, "time_zone": "America/Chicago", "confirm": "1"}
    )
    assert answer.status_code == 302, answer.content.decode()
    work.import_calls(WorkingFor(ana, begun))
    text = page(browser, "import", begun)
    assert "8 = 5 + 2 + 1" in text
    assert "Does not sum" not in text
    text = page(browser, "workload", begun)
    assert "1 of 4 call types holds" in text
    assert "type=THEFT" in text
    assert "2 rows" in page(browser, "calls", begun, type="THEFT", counted="yes")


def mapping_of(ana: Staff, begun: UUID) -> dict[str, str]:
    from arcs.web.studies.models import ColumnFound

    with acting_as(ana.pk), transaction.atomic():
        return {f"column_{one.position}": one.meaning for one in ColumnFound.objects.filter(call_import_id=begun)}


def seen_on(browser: Client, begun: UUID) -> dict[str, str]:
    """The sign of what the mapping's page shows now, as its form sends it."""
    return {"seen": typed_in(page(browser, "import", begun), with_field="seen")["seen"]}


def test_of_two_who_map_one_import_the_second_sees_both_versions(sign_in: SignIn, tmp_path: Path) -> None:
    ana = an_analyst()
    waiting = a_surveyed_import(ana, a_stored_study(ana), an_export(tmp_path))
    browser, here = sign_in(ana), reverse("studies:import", args=[waiting.pk])
    shown = mapping_of(ana, waiting.pk) | seen_on(browser, waiting.pk)
    beat = next(name for name, meaning in shown.items() if meaning == "columns.beat")
    first = browser.post(here, shown | {beat: "columns.area", "time_zone": "America/Chicago", "keep": "1"})
    assert first.status_code == 302
    late = browser.post(here, shown | {beat: "", "confirm": "1"})
    text = late.content.decode()
    assert late.status_code == 409 and "<td>Area</td><td>Leave out</td>" in text
    assert "America/Chicago" not in text.partition("<form method")[0]  # a zone left open keeps the one that stands
    assert fresh(ana, waiting).state == "mapping" and mapping_of(ana, waiting.pk)[beat] == "columns.area"
    assert browser.post(here, typed_in(text, with_field="seen") | {"keep": "1"}).status_code == 302
    assert mapping_of(ana, waiting.pk)[beat] == "" and fresh(ana, waiting).time_zone == "America/Chicago"


def test_a_job_that_still_moves_loads_the_page_anew_only_while_there_is_nothing_to_choose(
    sign_in: SignIn, tmp_path: Path
) -> None:
    ana = an_analyst()
    browser, study = sign_in(ana), a_stored_study(ana)
    answer = browser.post(reverse("studies:upload", args=[study.pk]), {"exports": [uploaded()]})
    looking = UUID(answer["Location"].split("/")[-2])
    anew, still_asking = "?page=other", 'hx-trigger="every 1s"'
    assert anew in page(browser, "import", looking)
    work.try_import(WorkingFor(ana, looking))  # the job itself has not ended: its row still asks
    mapping = page(browser, "import", looking)
    assert still_asking in mapping and "What each column means" in mapping
    assert anew not in mapping


def test_a_number_of_the_account_opens_exactly_the_rows_it_counts(sign_in: SignIn, tmp_path: Path) -> None:
    ana = an_analyst()
    loaded = a_loaded_import(ana, a_stored_study(ana), an_export(tmp_path), "agency=POLICE")
    browser = sign_in(ana)
    assert "2 rows" in page(browser, "left_out", loaded.pk, reason="unreadable time")
    assert "1 row" in page(browser, "calls", loaded.pk, counted="no")
    for reason in ("missing", "negative"):
        assert "1 row" in page(browser, "calls", loaded.pk, counted="yes", left_out=reason)


def test_the_file_of_records_left_out_holds_every_one_however_many(sign_in: SignIn, tmp_path: Path) -> None:
    ana = an_analyst()
    loaded = a_loaded_import(ana, a_stored_study(ana), an_export(tmp_path))
    many = MOST_EXPORTED + 7
    with acting_as(ana.pk), transaction.atomic():
        there = SetAside.objects.filter(call_import=loaded)
        count, unreadable = there.count(), there.filter(reason="unreadable time").count()
        mine = {"study_id": loaded.study_id, "call_import": loaded, "source_file": "calls.csv"}
        SetAside.objects.bulk_create(
            SetAside(**mine, number=1000 + at, source_line=at, given="=1+1" if at == 1 else "",
                     reason="no call type" if at % 2 else "unreadable time")
            for at in range(1, many + 1)
        )  # fmt: skip
    browser = sign_in(ana)
    here = f"/studies/imports/{loaded.pk}/left-out/"
    answer = browser.get(f"{here}?csv=1")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == count + many + 1 and "5007" in lines[-1].replace(",", "")
    assert "'=1+1" in lines[count + 1], "a spreadsheet runs nothing of it"
    assert answer["Content-Disposition"] == 'attachment; filename="left-out.csv"'
    narrowed = b"".join(browser.get(f"{here}?csv=1&reason=unreadable time").streaming_content)
    assert narrowed.count(b"\r\n") == unreadable + many // 2 + 1
    assert "at most 5,000 rows" in browser.get(f"{here}?print=1").content.decode()


def test_another_s_study_is_404_everywhere(sign_in: SignIn, tmp_path: Path) -> None:
    ana, ben = an_analyst(), an_analyst("Ben")
    loaded = a_loaded_import(ana, a_stored_study(ana), an_export(tmp_path))
    done = an_evaluated_study(ana)
    with acting_as(ana.pk), transaction.atomic():
        upload = Upload.objects.filter(study=loaded.study).first()
        table = StudyTable.objects.filter(call_import=loaded).first()
        figure = StudyFigure.objects.filter(evaluation=done).first()
        document = StudyDocument.objects.filter(evaluation=done).first()
    assert upload and table and figure and document
    browser = sign_in(ben)
    for name, key in (
        ("study", loaded.study_id), ("describe", loaded.study_id), ("members", loaded.study_id),
        ("upload", loaded.study_id), ("evaluation", done.study_id), ("import", loaded.pk), ("calls", loaded.pk),
        ("left_out", loaded.pk), ("workload", loaded.pk), ("mapping_file", loaded.pk), ("upload_file", upload.pk),
        ("table", table.pk), ("figure", figure.pk), ("document", document.pk), ("study", uuid4()),
    ):  # fmt: skip
        assert browser.get(reverse(f"studies:{name}", args=[key])).status_code == 404, name
    assert str(loaded.study) not in page(browser, "list")


def test_a_reader_reads_and_sees_why_the_buttons_are_closed(sign_in: SignIn, tmp_path: Path) -> None:
    ana, rea = an_analyst(), a_person("Rea", permissions=["studies.read"])
    study = a_stored_study(ana)
    loaded = a_loaded_import(ana, study, an_export(tmp_path))
    with acting_as(ana.pk), transaction.atomic():
        actions.add_member(by=ana, study=study, staff=rea, part=Part.READER)
    browser = sign_in(rea)
    assert "You can read this study and not change it." in page(browser, "upload", study.pk)
    assert "THEFT" in page(browser, "workload", loaded.pk)
    assert browser.post(reverse("studies:upload", args=[study.pk]), {"exports": [uploaded()]}).status_code == 403


def test_who_sees_all_studies_sees_and_changes_nothing(sign_in: SignIn, tmp_path: Path) -> None:
    ana, pat = an_analyst(), a_person("Pat", permissions=["studies.see_all"])
    study = a_stored_study(ana)
    assert "Oak Park 2022" in page(sign_in(pat), "study", study.pk)
    assert sign_in(pat).post(reverse("studies:close", args=[study.pk])).status_code == 403


def test_of_many_people_a_page_of_them_is_offered_and_the_others_are_found_by_name(sign_in: SignIn) -> None:
    lead = a_person("Ana Lyst", permissions=["studies.read", "studies.create", "people.read"])
    study = a_stored_study(lead)
    browser = sign_in(lead)
    assert "Find a person" not in page(browser, "members", study.pk)
    for number in range(MOST_OFFERED + 5):
        a_person(f"Colleague {number:03}")
    last = a_person("Zoe Last")
    whole = page(browser, "members", study.pk)
    assert whole.count(">Colleague") == MOST_OFFERED
    assert "Find a person" in whole
    assert "More people could join" in whole
    found = page(browser, "members", study.pk, whom="zoe")
    assert (found.count(">Colleague"), found.count(">Zoe")) == (0, 1)
    assert "More people could join" not in found
    assert "Find a person" in found
    address = reverse("studies:members", args=[study.pk])
    assert browser.post(address, {"staff": last.pk, "part": "reader"}).status_code == 302
    assert "Zoe Last" in page(browser, "members", study.pk)


@pytest.mark.parametrize("reason", ["missing", "negative", "over_long"])
def test_calls_that_are_in_no_sum_are_counted_and_shown_by_an_index(reason: str) -> None:
    ana = an_analyst()
    with acting_as(ana.pk), transaction.atomic():
        study = a_stored_study(ana)
        call_import = CallImport.objects.create(study=study, name="calls.csv", state="loaded", made_by=ana.pk)
        ImportedCall.objects.bulk_create(
            ImportedCall(
                study=study, call_import=call_import, number=number, chosen=True, call_type="THEFT",
                initiated_by="public", unit_responses=1, missing=0, negative=0, over_long=0, hour_of_week=1,
            )
            for number in range(2000)
        )  # fmt: skip
    calls = calls_of(ana, call_import).filter(chosen=True, **{f"{reason}__gt": 0})
    counted = plan_of(calls.values("study_id", "chosen"), ana)
    assert f"Index Only Scan using call_{reason}" in counted
    shown = plan_of(calls.order_by("received_local")[:50], ana)
    assert f"Index Scan using call_{reason}" in shown
    assert "Sort" not in shown


def test_the_last_lead_stays(sign_in: SignIn) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    from arcs.web.studies.models import StudyMember

    with acting_as(ana.pk), transaction.atomic():
        member = StudyMember.objects.get(study=study)
    answer = sign_in(ana).post(reverse("studies:member", args=[member.pk]))
    assert answer.status_code == 409
    assert "A study needs a lead." in answer.content.decode()


def test_a_closed_study_can_be_read_and_not_changed(sign_in: SignIn) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    browser = sign_in(ana)
    browser.post(reverse("studies:close", args=[study.pk]))
    assert "This study is closed." in page(browser, "upload", study.pk)
    browser.post(reverse("studies:close", args=[study.pk]), {"open": "1"})
    assert "This study is closed." not in page(browser, "upload", study.pk)


@pytest.mark.parametrize("text", ["<html><script>alert(1)</script>", "", "%PDF-1.4"])
def test_a_file_that_is_no_table_is_refused_beside_its_field(sign_in: SignIn, text: str) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    answer = sign_in(ana).post(reverse("studies:upload", args=[study.pk]), {"exports": [uploaded(text, "x.html")]})
    assert answer.status_code == 422
    assert "Please check one thing" in answer.content.decode()
    with acting_as(ana.pk), transaction.atomic():
        assert not Upload.objects.exists()
        assert not CallImport.objects.exists()


def test_more_than_the_limit_is_never_read(sign_in: SignIn, settings: object) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    settings.ARCS_UPLOAD_LIMIT_MB = 0  # type: ignore[attr-defined] # the fixture or answer carries no types
    large = uploaded(EXPORT + "x" * (2 << 20))
    answer = sign_in(ana).post(reverse("studies:upload", args=[study.pk]), {"exports": [large]})
    assert answer.status_code == 413, answer.content.decode()
    assert "larger than this installation takes" in answer.content.decode()


def test_uploads_and_reports_are_saved_and_never_shown(sign_in: SignIn, tmp_path: Path) -> None:
    ana = an_analyst()
    done = an_evaluated_study(ana)
    with acting_as(ana.pk), transaction.atomic():
        html = StudyDocument.objects.get(evaluation=done, name="report.html")
        upload = Upload.objects.get(study=done.study_id)
    browser = sign_in(ana)
    for name, key in (("document", html.pk), ("upload_file", upload.pk)):
        answer = browser.get(reverse(f"studies:{name}", args=[key]))
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert len(b"".join(answer.streaming_content)) == (html.size if name == "document" else upload.size)


def test_the_evaluation_shows_the_matrix_its_figures_and_its_report(sign_in: SignIn) -> None:
    ana = an_analyst()
    done = an_evaluated_study(ana)
    browser = sign_in(ana)
    text = page(browser, "evaluation", done.study_id)
    assert "Parking Complaint" in text
    assert "24.30 FTE" in text
    assert "46 of 46 categories" in text
    narrowed = page(browser, "evaluation", done.study_id, risk="P", sort="category")
    assert "Parking Complaint" not in narrowed.split('id="matrix"')[1].split("</table>")[0]
    with acting_as(ana.pk), transaction.atomic():
        figure = StudyFigure.objects.filter(evaluation=done, table="table_a1").first()
        table = StudyTable.objects.get(evaluation=done, name="matrix")
    assert figure
    assert "Open its rows" in page(browser, "figure", figure.pk)
    answer = browser.get(reverse("studies:table", args=[table.pk]), {"csv": "1"})
    assert len(list(csv.DictReader(io.StringIO(answer.content.decode())))) == 46
    assert "Abandoned Auto" in page(browser, "table", table.pk, sort="-fte")


def test_a_study_folder_is_uploaded_and_asked_to_be_evaluated(sign_in: SignIn, tmp_path: Path) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    packed = SimpleUploadedFile("oak_park.zip", an_archive(tmp_path).read_bytes())
    browser = sign_in(ana)
    answer = browser.post(reverse("studies:evaluation", args=[study.pk]), {"folder": packed, "seed": "2022"})
    assert answer.status_code == 302, answer.content.decode()
    with acting_as(ana.pk), transaction.atomic():
        stored = StudyEvaluation.objects.get(study=study)
    assert stored.state == "working"
    page(browser, "evaluation", study.pk)


def test_a_mapping_that_gives_one_meaning_twice_is_asked_back(sign_in: SignIn, tmp_path: Path) -> None:
    ana = an_analyst()
    waiting = a_surveyed_import(ana, a_stored_study(ana), an_export(tmp_path))
    form = mapping_of(ana, waiting.pk)
    twice = {name: ("columns.beat" if meaning == "columns.disposition" else meaning) for name, meaning in form.items()}
    answer = sign_in(ana).post(reverse("studies:import", args=[waiting.pk]), {**twice, "confirm": "1"})
    assert answer.status_code == 422
    assert "has this meaning already" in answer.content.decode()
    assert fresh(ana, waiting).state == "mapping"


def test_without_the_code_s_scope_the_database_shows_nothing(tmp_path: Path) -> None:
    ana, ben = an_analyst(), an_analyst("Ben")
    a_loaded_import(ana, a_stored_study(ana), an_export(tmp_path))
    with acting_as(ben.pk), transaction.atomic():
        assert not Study.objects.exists()
        assert not Upload.objects.exists()
        assert not CallImport.objects.exists()
        assert not StudyTable.objects.exists()
    with acting_as(Standing.VISITOR), transaction.atomic():
        assert not Study.objects.exists()


def test_pages_ask_as_many_queries_for_many_calls_as_for_few(sign_in: SignIn, tmp_path: Path) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    browser = sign_in(ana)
    few = a_loaded_import(ana, study, an_export(tmp_path))
    rows = "".join(
        f"{n},POLICE,TYPE {n % 50},4,2026-0{n % 9 + 1}-01 1{n % 9}:00:00,2026-0{n % 9 + 1}-01 1{n % 9}:05:00,,"
        f"2026-0{n % 9 + 1}-01 2{n % 3}:05:00,A,Done,yes\n"
        for n in range(10, 900)
    )
    many = a_loaded_import(ana, study, an_export(tmp_path, EXPORT + rows, "many.csv"))
    for name in ("import", "workload", "calls", "left_out"):
        few_rows, many_rows = (queries_of(browser, reverse(f"studies:{name}", args=[one.pk])) for one in (few, many))
        assert many_rows <= few_rows, name


def test_two_who_change_the_front_page_see_both_versions(sign_in: SignIn) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    browser, here = sign_in(ana), reverse("studies:describe", args=[study.pk])
    form = typed_in(browser.get(here).content.decode(), with_field="seen")
    assert browser.post(here, form | {"title": "Calls of 2026"}).status_code == 302
    late = browser.post(here, form | {"title": "Calls of spring"})
    assert late.status_code == 409
    assert "<td>Calls of 2026</td><td>Calls of spring</td>" in late.content.decode()
    assert browser.post(here, typed_in(late.content.decode(), with_field="seen")).status_code == 302
    with acting_as(ana.pk), transaction.atomic():
        assert Study.objects.get(pk=study.pk).title == "Calls of spring"

"""From a loaded export to the study's call types and its FTE: taken over, left out, marked, matched, reckoned."""

from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.making.people import a_person
from tests.making.studies import EXPORT, MAY_WORK, WorkingFor, a_loaded_import, a_stored_study, an_analyst, an_export
from tests.web.conftest import SignIn

from arcs.core.workload import OFFICER, fte
from arcs.web.people.models import Staff
from arcs.web.sheets import actions, bulk, queries
from arcs.web.sheets.from_import import take_import
from arcs.web.sheets.keeping import kept_files
from arcs.web.sheets.matching import OtherCode, matches
from arcs.web.sheets.models import StudyRow
from arcs.web.sheets.profile_page import profile_of
from arcs.web.sheets.reckoning import reckoned
from arcs.web.studies import actions as studies
from arcs.web.studies import work
from arcs.web.studies.frozen import table_of
from arcs.web.studies.models import CallImport, LedgerLine, Part, Study
from arcs.web.studies.queries import evaluation_table, import_table
from arcs.web.wall.acting import acting_as
from arcs.web.wall.permit import Refused
from arcs.web.workbench import composing
from arcs.web.workbench.current import current

pytestmark = pytest.mark.django_db
ASSUMED = {
    "annual_hours": "2080", "net_hours": "1750", "share_on_calls": "0.30", "net_hours_low": "1650",
    "net_hours_high": "1850", "share_low": "0.25", "share_high": "0.35", "little_relief_fte": "0.25",
}  # fmt: skip


@pytest.fixture
def ana() -> Staff:
    return an_analyst()


@pytest.fixture
def study(ana: Staff) -> Study:
    return a_stored_study(ana)


@pytest.fixture
def loaded(ana: Staff, study: Study, tmp_path: Path) -> CallImport:
    return a_loaded_import(ana, study, an_export(tmp_path))


def cells(by: Staff, study: Study, part: str) -> list[dict[str, str]]:
    with acting_as(by.pk), transaction.atomic():
        return [one.cells for one in queries.rows_of(by, study, part)]


def chosen(by: Staff, study: Study, *names: str) -> dict[UUID, int]:
    with acting_as(by.pk), transaction.atomic():
        return {
            one.pk: one.version for one in StudyRow.objects.filter(study=study, part="call_types.csv", key__in=names)
        }


def page(browser: Client, name: str, study: Study, **words: str) -> str:
    answer = browser.get(reverse(f"sheets:{name}", args=[study.pk]), words)
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()


def test_the_types_of_an_export_are_added_none_is_taken_away_and_undo_takes_it_back(
    ana: Staff, study: Study, loaded: CallImport
) -> None:
    with acting_as(ana.pk):
        actions.add_row(by=ana, study=study, part="call_types.csv", cells={"call_type": "OLD TYPE", "fte": "1.5"})
        change = take_import(by=ana, call_import=loaded)
    names = [one["call_type"] for one in cells(ana, study, "call_types.csv")]
    assert names[0] == "OLD TYPE"
    assert {"THEFT", "NOISE", "SMOKE"} <= set(names)
    assert cells(ana, study, "study.toml:calls")[0]["path"] == "calls/calls.csv"
    with acting_as(ana.pk), transaction.atomic():
        assert set(kept_files(ana, study)) == {"calls/calls.csv", f"calls/mapping-{str(loaded.pk)[:8]}.toml"}
        actions.undo(by=ana, study=study, change=change)
        assert kept_files(ana, study) == {}
    assert [one["call_type"] for one in cells(ana, study, "call_types.csv")] == ["OLD TYPE"]


def test_taking_the_same_export_over_again_changes_nothing(ana: Staff, study: Study, loaded: CallImport) -> None:
    with acting_as(ana.pk), transaction.atomic():
        take_import(by=ana, call_import=loaded)
        before = queries.every_row(ana, study)
        take_import(by=ana, call_import=loaded)
        assert queries.every_row(ana, study) == before


def test_the_evaluation_measures_the_export_that_was_taken_over(ana: Staff, study: Study, loaded: CallImport) -> None:
    with acting_as(ana.pk), transaction.atomic():
        take_import(by=ana, call_import=loaded)
        assert composing.faults_of(ana, study) == ()
        stored = composing.evaluate_now(by=ana, study=study)
    work.evaluate_folder(WorkingFor(ana, stored.pk))
    with acting_as(ana.pk), transaction.atomic():
        stored.refresh_from_db()
    assert stored.state == "done", stored.why_stopped


@pytest.mark.parametrize("chosen", [("dispatched", ""), ("dispatched", "on"), ("arrived", "on")])
def test_the_pages_reckon_officer_time_as_the_report_does(
    ana: Staff, study: Study, loaded: CallImport, sign_in: SignIn, chosen: tuple[str, str]
) -> None:
    browser = sign_in(ana)
    browser.post(reverse("sheets:take_import", args=[loaded.pk]))
    own = ASSUMED | {"share_on_calls": "0.35", "version": "", "start": chosen[0], "annualise": chosen[1]}
    assert browser.post(reverse("sheets:workload", args=[study.pk]), own).status_code == 302
    with acting_as(ana.pk), transaction.atomic():
        shown = current(ana, study)
        stored = composing.evaluate_now(by=ana, study=study)
    work.evaluate_folder(WorkingFor(ana, stored.pk))
    with acting_as(ana.pk), transaction.atomic():
        table = evaluation_table(ana, stored, "workload")
        assert table is not None
        report, page = table_of(table), shown.tables["workload"]
    for column in ("call_type", "calls", "hours", "fte"):
        assert page.values(column) == report.values(column), column
        (mine,), (theirs,) = ([one for one in each.columns if one.name == column] for each in (page, report))
        assert mine == theirs
    assert page.notes[-1] == report.notes[-1]
    assert any(page.values("fte"))
    assert page.values("median_minutes") in (report.values("median_minutes"), (None,) * len(page.rows))


def test_many_types_are_left_out_with_one_reason_and_come_back_together(
    ana: Staff, study: Study, loaded: CallImport, sign_in: SignIn
) -> None:
    browser = sign_in(ana)
    browser.post(reverse("sheets:take_import", args=[loaded.pk]))
    marked = [f"{pk}:{version}" for pk, version in chosen(ana, study, "THEFT", "NOISE").items()]
    url = reverse("sheets:call_types", args=[study.pk])
    refused = browser.post(url, {"chosen": marked, "do": "exclude", "why": "no_volume", "reason": " "})
    assert refused.status_code == 409
    assert "Say why they are left out" in refused.content.decode()
    answer = browser.post(url, {"chosen": marked, "do": "exclude", "why": "no_volume", "reason": "Too few."})
    out = [one["call_type"] for one in cells(ana, study, "call_types.csv") if one.get("excluded")]
    assert sorted(out) == ["NOISE", "THEFT"]
    browser.post(reverse("sheets:undo", args=[study.pk, answer["Location"].partition("changed=")[2]]))
    assert not [one for one in cells(ana, study, "call_types.csv") if one.get("excluded")]


def test_a_bulk_change_of_a_row_that_somebody_changed_meanwhile_changes_nothing(
    ana: Staff, study: Study, loaded: CallImport
) -> None:
    with acting_as(ana.pk):
        take_import(by=ana, call_import=loaded)
    before = chosen(ana, study, "THEFT", "NOISE")
    with acting_as(ana.pk), transaction.atomic():
        row = StudyRow.objects.select_related("study").get(study=study, key="NOISE")
        actions.change_row(by=ana, row=row, version=1, cells=row.cells | {"fte": "2"})
    with acting_as(ana.pk), pytest.raises(actions.RowChanged):
        bulk.exclude(by=ana, study=study, chosen=before, why="no_volume", reason="Too few.")
    assert not [one for one in cells(ana, study, "call_types.csv") if one.get("excluded")]


def test_needs_are_marked_once_and_taken_away(ana: Staff, study: Study, loaded: CallImport) -> None:
    with acting_as(ana.pk):
        take_import(by=ana, call_import=loaded)
    rows = chosen(ana, study, "THEFT")
    with acting_as(ana.pk):
        for _twice in range(2):
            bulk.flag(by=ana, study=study, chosen=rows, need="juvenile", basis="may", reason="Young people shoplift.")
        assert len(cells(ana, study, "nature.csv")) == 1
        bulk.unflag(by=ana, study=study, chosen=rows, need="juvenile")
    assert cells(ana, study, "nature.csv") == []
    with acting_as(ana.pk), pytest.raises(Refused):
        bulk.flag(by=ana, study=study, chosen=rows, need="juvenile", basis="may", reason="  ")


def test_codes_are_matched_by_words_and_only_confirmed_ones_are_kept(
    ana: Staff, study: Study, loaded: CallImport, sign_in: SignIn
) -> None:
    browser = sign_in(ana)
    browser.post(reverse("sheets:take_import", args=[loaded.pk]))
    url = reverse("sheets:crosswalk", args=[study.pk])
    text = browser.post(url, {"system": "NIBRS", "codes": "23H, Theft\n90C; Noise complaint\n"}).content.decode()
    assert "Sure" in text
    assert "Guess" in text
    assert cells(ana, study, "crosswalk.csv") == []
    given = {"confirmed": "1", "system": "NIBRS", "take": ["1"], "call_type_1": "THEFT", "code_1": "23H",
             "label_1": "Theft", "confidence_1": "sure", "reason_1": "matched by words: theft",
             "call_type_2": "NOISE", "code_2": "90C", "confidence_2": "guess"}  # fmt: skip
    browser.post(url, given)
    assert [one["code"] for one in cells(ana, study, "crosswalk.csv")] == ["23H"]


@given(st.lists(st.text(alphabet="abc ,;", max_size=12), max_size=8), st.text(alphabet="abc ", max_size=12))
def test_a_match_shares_words_and_a_type_never_has_two(labels: list[str], name: str) -> None:
    codes = [OtherCode(code=str(at), label=label) for at, label in enumerate(labels)]
    found = matches([name], codes)
    assert len(found) <= 1
    assert all(one.shared for one in found)


def test_the_workload_page_reckons_as_the_core_does_and_keeps_nothing_by_looking(
    ana: Staff, study: Study, loaded: CallImport, sign_in: SignIn
) -> None:
    browser = sign_in(ana)
    with acting_as(ana.pk), transaction.atomic():
        table = import_table(ana, loaded, "by_call_type")
    assert table is not None
    hours = sum((one for one in table.values("hours") if isinstance(one, Decimal)), Decimal(0))
    given = reckoned({"ALL": hours}, _assumptions())
    assert given.fte == fte(hours, OFFICER)
    assert given.range.low < given.fte < given.range.high
    twice = page(browser, "workload", study, **(ASSUMED | {"share_on_calls": "0.25"}))
    assert "437.5 hours per FTE" in twice
    assert twice.count("What is this number?") == 4
    for rows in (
        f"{reverse('studies:calls', args=[loaded.pk])}?counted=yes",
        reverse("studies:workload", args=[loaded.pk]),
    ):
        assert f'href="{rows}"' in twice and browser.get(rows).status_code == 200, "a number opens its rows"
    assert cells(ana, study, "study.toml:assumptions") == []


def _assumptions() -> object:
    from arcs.core.evaluation.records import Assumptions

    return Assumptions(**{name: Decimal(text) for name, text in ASSUMED.items()})


def test_a_share_outside_its_own_range_is_refused_in_words(
    ana: Staff, study: Study, loaded: CallImport, sign_in: SignIn
) -> None:
    text = page(sign_in(ana), "workload", study, **(ASSUMED | {"share_on_calls": "0.9"}))
    assert "outside its own range" in text


def test_small_types_are_drawn_when_asked_for_and_the_assumptions_stay(
    ana: Staff, study: Study, tmp_path: Path, sign_in: SignIn
) -> None:
    first, *others = EXPORT.splitlines()
    called = others[0].split(",")
    many = [",".join([f"C{at}", called[1], f"TYPE {at}", *called[3:]]) for at in range(30)]
    a_loaded_import(ana, study, an_export(tmp_path, "\n".join([first, *many]) + "\n"))
    browser = sign_in(ana)
    given = ASSUMED | {"share_on_calls": "0.25"}
    assert "Show 5 smaller types" in page(browser, "workload", study, **given)
    whole = page(browser, "workload", study, **(given | {"all_types": "1"}))
    assert whole.count('<td class="ranges">') == 30
    assert "smaller type" not in whole
    assert "437.5 hours per FTE" in whole
    # without scripts the button leads there, and the form's secret does not stand in the address
    sent = browser.post(
        reverse("sheets:workload", args=[study.pk]),
        given | {"all_types": "1", "version": "", "csrfmiddlewaretoken": "x"},
    )
    assert "share_on_calls=0.25" in sent["Location"] and "csrf" not in sent["Location"]
    assert browser.get(sent["Location"]).content.decode().count('<td class="ranges">') == 30
    assert cells(ana, study, "study.toml:assumptions") == []


def test_assumptions_are_kept_and_a_second_person_sees_both_versions(
    ana: Staff, study: Study, loaded: CallImport, sign_in: SignIn
) -> None:
    browser = sign_in(ana)
    url = reverse("sheets:workload", args=[study.pk])
    browser.post(reverse("sheets:take_import", args=[loaded.pk]))
    browser.post(url, ASSUMED | {"version": "", "start": "arrived", "annualise": "on"})
    assert cells(ana, study, "study.toml:assumptions") == [ASSUMED]
    assert cells(ana, study, "study.toml:calls")[0]["start"] == "arrived"
    browser.post(url, ASSUMED | {"version": "1", "share_on_calls": "0.31"})
    late = browser.post(url, ASSUMED | {"version": "1", "share_on_calls": "0.33"})
    assert late.status_code == 409
    assert "0.31" in late.content.decode()
    assert "0.33" in late.content.decode()


def test_redrawing_asks_a_small_and_constant_number_of_queries(
    ana: Staff, study: Study, tmp_path: Path, sign_in: SignIn
) -> None:
    browser = sign_in(ana)
    lines = [EXPORT.splitlines()[0]]
    a_loaded_import(ana, study, an_export(tmp_path))

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            answer = browser.get(
                reverse("sheets:workload", args=[study.pk]),
                ASSUMED,
                headers={"HX-Request": "true", "HX-Target": "drawn"},
            )
        assert "<html" not in answer.content.decode()
        return len(seen)

    asked()
    few = asked()
    for number in range(200):
        lines.append(
            f"{number},POLICE,TYPE {number % 90},2,2026-01-05 13:10:00,2026-01-05 13:12:00,2026-01-05 13:20:00,"
            "2026-01-05 14:12:00,A,Report,yes"
        )
    a_loaded_import(ana, study, an_export(tmp_path, "\n".join(lines) + "\n", "many.csv"))
    assert asked() == few
    assert few <= 20


def test_the_profile_shows_hours_sources_and_what_is_missing(
    ana: Staff, study: Study, loaded: CallImport, sign_in: SignIn
) -> None:
    browser = sign_in(ana)
    text = page(browser, "profile", study)
    assert "has the most calls" in text
    assert "90th percentile" in text
    assert "Every record left out" in text


def test_the_profile_says_which_responses_have_no_time_as_the_ledger_does(
    ana: Staff, study: Study, loaded: CallImport, sign_in: SignIn
) -> None:
    with acting_as(ana.pk), transaction.atomic():
        lines = list(
            LedgerLine.objects.filter(call_import=loaded, account="intervals", discipline="").order_by("position")
        )
        said = profile_of(ana, loaded)
    assert said.responses == lines[0].rows
    assert said.without_time == tuple((one.reason, one.rows) for one in lines if one.role == "minus" and one.rows)
    assert dict(said.without_time)["a time is not recorded"] > 0
    assert said.unread == (("received", 2),)
    assert "no time could be counted for" in page(sign_in(ana), "profile", study)


def test_pages_without_an_export_say_what_to_do(ana: Staff, study: Study, sign_in: SignIn) -> None:
    browser = sign_in(ana)
    for name in ("profile", "workload", "call_types"):
        assert "Upload an export" in page(browser, name, study)


def test_a_reader_looks_and_changes_nothing(ana: Staff, study: Study, loaded: CallImport, sign_in: SignIn) -> None:
    reader = a_person(permissions=MAY_WORK)
    with acting_as(ana.pk):
        studies.add_member(by=ana, study=study, staff=reader, part=Part.READER)
    browser = sign_in(reader)
    assert page(browser, "call_types", study)
    assert browser.post(reverse("sheets:take_import", args=[loaded.pk])).status_code == 403
    assert browser.post(reverse("sheets:workload", args=[study.pk]), ASSUMED).status_code == 403
    assert browser.post(reverse("sheets:crosswalk", args=[study.pk]), {"confirmed": "1"}).status_code == 403
    assert cells(ana, study, "call_types.csv") == []


def test_the_plan_shows_what_is_late_first_and_marks_a_step_done(ana: Staff, study: Study, sign_in: SignIn) -> None:
    browser = sign_in(ana)
    with acting_as(ana.pk):
        actions.add_row(
            by=ana, study=study, part="work_plan.csv", cells={"step": "1", "text": "Soon", "due_on": "2099-01-01"}
        )
        row = actions.add_row(
            by=ana, study=study, part="work_plan.csv", cells={"step": "2", "text": "Late one", "due_on": "2020-01-01"}
        )
    text = page(browser, "plan", study)
    assert text.index("Late one") < text.index("Soon")
    assert "1 step is late" in text
    browser.post(reverse("sheets:done", args=[row.pk]), {"version": "1"})
    assert "1 of 2 steps are done" in page(browser, "plan", study)

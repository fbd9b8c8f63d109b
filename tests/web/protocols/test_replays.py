"""Replays in the browser: what `arcs replay` says of the same calls, who sees it, and what an export's words do."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.making.jobs import run_next_job
from tests.making.people import a_person
from tests.making.protocols import READS, a_draft, a_drafter, a_row, example, in_force
from tests.making.replays import CALLS, a_replay, a_replayer, asked, calls_to_replay, run
from tests.making.studies import MAY_WORK
from tests.web.conftest import SignIn
from tests.web.protocols.test_pages import plain, text_of

from arcs.cli.program import main
from arcs.files.protocol.texts import rows_of
from arcs.web.protocols import actions, export_words
from arcs.web.protocols.models import EditionReplay, ReplayRegret, ReplayState
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.models import ReadLog

pytestmark = pytest.mark.usefixtures("fresh_database")


def downloaded(browser: Client, replay: EditionReplay, name: str) -> str:
    answer = browser.get(reverse("protocols:replay_file", args=[replay.pk, name]))
    assert answer.status_code == 200
    return answer.content.decode()


def words_address(replay: EditionReplay, of: str) -> str:
    return f"{reverse('protocols:words', args=[replay.edition.number, replay.call_import])}?of={of}"


def sent_words(browser: Client, address: str, **typed: str) -> dict[str, str]:
    """What the form of the page sends, with what was typed by word."""
    answer = browser.get(address)
    found = {"seen": answer.context["seen"]}
    for one in answer.context["rows"]:
        found[f"w-{one['at']}"] = typed.get(one["word"].given.replace(" ", "_").replace("-", "_"), one["value"])
    return found


def placed(browser: Client, address: str, **typed: str) -> None:
    answer = browser.post(address, sent_words(browser, address, **typed))
    assert answer.status_code == 302, plain(answer)


def test_the_browser_finds_what_the_command_finds_byte_for_byte(sign_in: SignIn, tmp_path: Path) -> None:
    who = a_replayer()
    replay = a_replay(who, tmp_path)
    assert replay.state == ReplayState.DONE, replay.result
    browser = sign_in(who)
    (tmp_path / "protocol.toml").write_text(
        browser.get(f"/protocols/{replay.edition.number}/protocol.toml").content.decode(), encoding="utf-8"
    )
    with pytest.raises(SystemExit) as left:
        main(["replay", "--edition", str(tmp_path / "protocol.toml"), str(tmp_path / "calls.csv"), "--out",
              str(tmp_path / "out")])  # fmt: skip
    assert not left.value.code
    for name in ("moved.csv", "regret.csv", "unanswerable.csv"):
        assert downloaded(browser, replay, name) == (tmp_path / "out" / name).read_text(encoding="utf-8")
    report = downloaded(browser, replay, "report.html")
    assert "Calls we would regret" in report
    assert "<b>ZEPPELIN" not in report


def test_words_that_are_placed_move_calls_and_name_what_is_regretted(sign_in: SignIn, tmp_path: Path) -> None:
    who = a_replayer()
    first = a_replay(who, tmp_path)
    browser = sign_in(who)
    page = text_of(browser, reverse("protocols:replay", args=[first.pk]))
    assert "4 calls of 2 types are unknown to this edition" in page
    placed(browser, words_address(first, "type"), PROPERTY_LOST="lost property")
    placed(browser, words_address(first, "outcome"), BU_Backup="backup")
    with acting_as(who.pk), transaction.atomic():
        call_import = first.call_import
    answer = browser.post(f"/protocols/{first.edition.number}/replays/", {"calls": str(call_import)})
    assert answer.status_code == 302
    assert run_next_job()
    page = text_of(browser, answer["Location"])
    assert "1 calls of 1 types are unknown" in page
    with acting_as(who.pk), transaction.atomic():
        regrets = list(ReplayRegret.objects.order_by("position").values_list("call_number", "outcomes", "number"))
    assert regrets == [("3", "backup", 3), ("2", "arrest", 2)]
    assert "Backup asked for" in page
    call = text_of(browser, reverse("studies:call", args=[call_import, 3]))
    assert "PROPERTY LOST" in call
    assert "BU-Backup" in call
    with acting_as(Standing.SEALER), transaction.atomic():
        reasons = list(ReadLog.objects.filter(object_id=call_import).values_list("reason", flat=True))
    assert "call 3" in reasons
    assert "calls we would regret" in reasons


def test_the_dispositions_of_the_state_police_are_known_without_being_placed(sign_in: SignIn, tmp_path: Path) -> None:
    who = a_replayer()
    text = CALLS.replace("BU-Backup", "Arrested").replace("PROPERTY LOST", "LOST ARTICLE").replace(",Y,", ",N,")
    replay = run(who, asked(who, a_draft(who, example()), calls_to_replay(who, tmp_path, text)))
    with acting_as(who.pk), transaction.atomic():
        assert list(ReplayRegret.objects.values_list("call_number", "outcomes")) == [("3", "arrest")]
    browser, address = sign_in(who), words_address(replay, "outcome")
    assert "a replay reads “arrest” by itself" in text_of(browser, address)
    assert "Arrested,arrest" in browser.get(f"{address}&csv=1").content.decode()
    placed(browser, address, Arrested="force")
    assert "by itself" not in text_of(browser, address)


def test_a_new_edition_begins_with_the_words_that_were_placed_before_and_that_it_can_understand(
    sign_in: SignIn, tmp_path: Path
) -> None:
    who = a_replayer()
    first = a_replay(who, tmp_path)
    browser = sign_in(who)
    placed(browser, words_address(first, "type"), PROPERTY_LOST="lost property")
    placed(browser, words_address(first, "outcome"), BU_Backup="backup")
    with acting_as(who.pk), transaction.atomic():
        study = first.study_id
    # Given an edition without call types, then one with all
    nothing, whole = a_draft(who), a_draft(who, example())
    with acting_as(who.pk), transaction.atomic():
        held = {
            edition: (
                export_words.words_of(who, edition, study, "type"),
                export_words.words_of(who, edition, study, "outcome"),
            )
            for edition in (nothing, whole)
        }
    assert held[nothing] == ({}, {"BU-Backup": "backup"})
    assert held[whole] == ({"PROPERTY LOST": "LOST ARTICLE"}, {"BU-Backup": "backup"})
    # Whoever sees nothing of the study takes nothing of it; a copy takes what its own model has.
    stranger = a_drafter("Stra Nger")
    other = a_draft(stranger, example())
    with acting_as(who.pk), transaction.atomic():
        assert export_words.words_of(who, other, study, "outcome") == {}
    placed(browser, words_address(first, "outcome"), BU_Backup="arrest")
    with acting_as(who.pk), transaction.atomic():
        copy = actions.begin_edition(by=who, rows=rows_of(example()), based_on=first.edition)
        assert export_words.words_of(who, copy, study, "outcome") == {"BU-Backup": "arrest"}


def test_a_word_is_placed_on_what_the_edition_holds_and_never_over_another_persons_work(
    sign_in: SignIn, tmp_path: Path
) -> None:
    who = a_replayer()
    replay = a_replay(who, tmp_path)
    browser, address = sign_in(who), words_address(replay, "type")
    wrong = browser.post(address, sent_words(browser, address, PROPERTY_LOST="NO SUCH TYPE"))
    assert wrong.status_code == 422
    assert "“NO SUCH TYPE” is no call type of this edition." in plain(wrong)
    assert 'value="NO SUCH TYPE"' in wrong.content.decode()
    slow = sent_words(browser, address, PROPERTY_LOST="GRAFFITI")
    placed(browser, address, PROPERTY_LOST="LOST ARTICLE")
    both = browser.post(address, slow)
    assert both.status_code == 409
    assert "now LOST ARTICLE, you typed GRAFFITI" in plain(both)
    again = {name: value for name, value in slow.items() if name != "seen"} | {"seen": both.context["seen"]}
    assert browser.post(address, again).status_code == 302
    assert 'value="GRAFFITI" autocomplete' in browser.get(address).content.decode()
    placed(browser, address, PROPERTY_LOST="")
    assert 'value="GRAFFITI" autocomplete' not in browser.get(address).content.decode()


def test_words_are_placed_from_a_file_and_taken_home_as_one(sign_in: SignIn, tmp_path: Path) -> None:
    who = a_replayer()
    replay = a_replay(who, tmp_path)
    browser, address = sign_in(who), words_address(replay, "type")
    assert browser.get(f"{address}&csv=1").content.decode() == (
        "call_type,protocol_type\nPROPERTY LOST,\n<b>ZEPPELIN,\nBURGLARY,BURGLARY\n"
    )

    def given(text: str) -> Any:
        seen = browser.get(address).context["seen_all"]
        return browser.post(address, {"seen": seen, "file": SimpleUploadedFile("types.csv", text.encode())})

    assert "it lacks the columns call_type and protocol_type" in plain(given("a,b\n1,2\n"))
    wrong = given("call_type,protocol_type\nPROPERTY LOST,NO SUCH TYPE\n")
    assert wrong.status_code == 422
    assert "PROPERTY LOST: “NO SUCH TYPE” is no call type" in plain(wrong)
    assert given("call_type,protocol_type\nPROPERTY LOST,Lost Property\nNOT HERE,GRAFFITI\n").status_code == 302
    assert "PROPERTY LOST,LOST ARTICLE" in browser.get(f"{address}&csv=1").content.decode()
    assert given("call_type,protocol_type\nPROPERTY LOST,SNOW COMMAND\n").status_code == 302
    row = a_row(who, replay.edition, "call_types", "SNOW COMMAND")
    with acting_as(who.pk), transaction.atomic():
        actions.change_row(by=who, row=row, version=row.version, cells=row.cells | {"name": "PLOW COMMAND", "also": ""})
    assert "This edition no longer holds that type" in text_of(browser, address)


def test_two_editions_are_laid_side_by_side(sign_in: SignIn, tmp_path: Path) -> None:
    who = a_replayer()
    standing = in_force(who, example())
    draft = a_draft(who, example())
    row = a_row(who, draft, "call_types", "BURGLARY")
    with acting_as(who.pk), transaction.atomic():
        actions.change_row(by=who, row=row, version=row.version, cells=row.cells | {"base": "online", "permitted": ""})
    replay = asked(who, draft, calls_to_replay(who, tmp_path), standing)
    kept = run(who, replay)
    assert kept.state == ReplayState.DONE, kept.result
    page = text_of(sign_in(who), reverse("protocols:replay", args=[replay.pk]))
    assert "Beside Edition 1" in page
    mine, theirs = (
        {one[2]: one[3] for one in each["moved"] if one[0] == "all"} for each in (kept.result, kept.result["compared"])
    )
    assert mine["online"] == theirs.get("online", 0) + 1
    assert theirs["officer"] == mine["officer"] + 1


def test_an_edition_that_was_changed_meanwhile_is_not_replayed_and_the_page_says_so(
    sign_in: SignIn, tmp_path: Path
) -> None:
    who = a_replayer()
    draft = a_draft(who, example())
    replay = asked(who, draft, calls_to_replay(who, tmp_path))
    row = a_row(who, draft, "questions", "weapon")
    with acting_as(who.pk), transaction.atomic():
        actions.change_row(by=who, row=row, version=row.version, cells=row.cells | {"why": "Asked first."})
    run(who, replay)
    page = text_of(sign_in(who), reverse("protocols:replay", args=[replay.pk]))
    assert "it was changed after its replay was asked for" in page
    assert "Ask for it again" in page


def test_what_was_replayed_stays_and_says_that_the_edition_has_changed_since(sign_in: SignIn, tmp_path: Path) -> None:
    who = a_replayer()
    replay = a_replay(who, tmp_path)
    row = a_row(who, replay.edition, "questions", "weapon")
    with acting_as(who.pk), transaction.atomic():
        actions.change_row(by=who, row=row, version=row.version, cells=row.cells | {"why": "Asked first."})
    browser = sign_in(who)
    assert "The edition was changed after this replay" in text_of(
        browser, reverse("protocols:replay", args=[replay.pk])
    )
    listed = text_of(browser, f"/protocols/{replay.edition.number}/replays/")
    assert "Changed since" in listed
    assert "of 5 calls away from police" in listed


def test_only_whoever_sees_the_study_sees_a_replay_or_its_words(sign_in: SignIn, tmp_path: Path) -> None:
    replay = a_replay(a_replayer(), tmp_path)
    addresses = (
        reverse("protocols:replay", args=[replay.pk]),
        reverse("protocols:replay_file", args=[replay.pk, "regret.csv"]),
        words_address(replay, "type"),
    )
    stranger = a_person("Stran Ger", permissions=(*READS, *MAY_WORK))
    browser = sign_in(stranger)
    assert [browser.get(one).status_code for one in addresses] == [404, 404, 404]
    text = text_of(browser, f"/protocols/{replay.edition.number}/replays/")
    assert "No calls to replay yet" in text
    assert (
        browser.post(f"/protocols/{replay.edition.number}/replays/", {"calls": replay.call_import}).status_code == 422
    )
    with acting_as(stranger.pk), transaction.atomic():
        assert not ReplayRegret.objects.exists()
        assert not EditionReplay.objects.exists()
        with pytest.raises(ObjectDoesNotExist):
            EditionReplay.objects.get(pk=replay.pk)


def test_names_of_files_that_are_none_are_not_there(sign_in: SignIn, tmp_path: Path) -> None:
    who = a_replayer()
    replay = a_replay(who, tmp_path)
    assert sign_in(who).get(reverse("protocols:replay_file", args=[replay.pk, "passwd"])).status_code == 404


def test_a_replay_of_many_regrets_asks_as_often_as_one_of_few(sign_in: SignIn, tmp_path: Path) -> None:
    who = a_replayer()
    draft = a_draft(who, example())
    browser = sign_in(who)
    counts = []
    for many in (2, 60):
        (tmp_path / str(many)).mkdir()
        rows = [f"{at},LOST ARTICLE,2026-03-{1 + at % 28:02d} 10:{at % 60:02d}:00,,,RE,Y,A" for at in range(many)]
        replay = asked(
            who, draft, calls_to_replay(who, tmp_path / str(many), CALLS.splitlines()[0] + "\n" + "\n".join(rows))
        )
        run(who, replay)
        address = reverse("protocols:replay", args=[replay.pk])
        browser.get(address)
        with CaptureQueriesContext(connection) as count:
            page = browser.get(address)
        assert len(list(csv.reader(io.StringIO(downloaded(browser, replay, "regret.csv"))))) == many + 1
        assert page.status_code == 200
        counts.append(len(count))
    assert counts[0] == counts[1]

"""Whoever reads every page, table, export and evaluation of a study learns nothing of what fewer than five said.

Two folders are the same but for what three officers and two residents said. Everything that can be read of the two
studies afterwards must be the same, letter by letter: then nothing of it was shown, whatever the way.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from tests.making.a_study import a_study
from tests.making.people import a_person
from tests.making.ratings import a_round
from tests.making.studies import MAY_WORK, WorkingFor, a_stored_study, an_analyst, an_archive
from tests.making.surveys import an_open_wave, close, in_words, says, somebody
from tests.web.conftest import SignIn

from arcs.core.evaluation.records import CallsSource, RespondentTrait
from arcs.core.instruments.ratings import Rating
from arcs.core.refusal import Refusal
from arcs.core.suitability.acceptance import SurveyAnswer
from arcs.files.studies import read_study, write_study
from arcs.web.people.models import Staff
from arcs.web.ratings.models import PublishedComment, PublishedCount, RoundType
from arcs.web.ratings.queries import evidence_of, ratings_of
from arcs.web.sheets import actions as sheets
from arcs.web.studies import actions as studies
from arcs.web.studies import work
from arcs.web.studies.content import document_pieces
from arcs.web.studies.models import Part, Study, StudyDocument, StudyTable, Upload
from arcs.web.surveys.answering import CardSaid
from arcs.web.surveys.models import AnswerTakenIn, SurveyWave, TraitTakenIn
from arcs.web.surveys.queries import folder_answers_of
from arcs.web.wall.acting import acting_as
from arcs.web.workbench import composing

pytestmark = pytest.mark.django_db
ROOMS = ("workbench", "ratings", "surveys", "sheets", "studies")
SECRET = {"high": ("H", "Y", "9", "zebra"), "low": ("L", "N", "2", "quokka")}


def a_folder(home: Path, which: str) -> Path:
    """NOISE was rated by six and its category answered by seven; RARE by three, and its category by two."""
    risk, mandate, value, word = SECRET[which]
    few = {"risk": risk, "police_mandate": mandate, "department_value": value}
    many = {"risk": "L", "police_mandate": "N", "department_value": "4"}
    ratings = [
        Rating(rater=f"R{n}", group="Patrol", call_type=call_type, item=item, answer=answer, comment=said)
        for call_type, raters, given, said in (("NOISE", 6, many, "loud music"), ("RARE", 3, few, f"{word} seen"))
        for n in range(raters)
        for item, answer in given.items()
    ]
    answers = [
        SurveyAnswer(respondent=f"P{n}", group="resident", category=category, alternative="cso", score=score,
                     depends_on=said)
        for category, people, score, said in (("Noise", 7, 4, "the hour"), ("Rare", 2, int(value) % 5 + 1, word))
        for n in range(people)
    ]  # fmt: skip
    bare = a_study("NOISE", "RARE")
    types = tuple(
        replace(one, police_mandate="", risk="", police_department_value=None, type="S") for one in bare.call_types
    )
    made = replace(
        bare, call_types=types, ratings=tuple(ratings), survey_answers=tuple(answers),
        respondents=(RespondentTrait(respondent="P0", variable="area", value="north"),),
    )  # fmt: skip
    folder = home / which / "study"
    folder.parent.mkdir(parents=True)
    write_study(made, folder)
    return folder


def brought_in(browser: Client, study: Study, home: Path, folder: Path) -> tuple[str, str, Upload]:
    """What the compare page says before, and the next page after, with the upload."""
    (home / "zip").mkdir(parents=True, exist_ok=True)
    archive = an_archive(home / "zip", folder).read_bytes()
    given = {"folder": SimpleUploadedFile("study.zip", archive)}
    there = str(browser.post(reverse("workbench:bring_in", args=[study.pk]), given)["Location"])
    before = browser.get(there).content.decode()
    after = browser.post(there, follow=True).content.decode()
    return before, after, Upload(pk=there.strip("/").split("/")[-2])


def addresses(study: Study) -> Iterator[tuple[str, str]]:
    """Every address of the rooms that needs nothing but the study."""
    for room in ROOMS:
        for name, (found, *_rest) in sorted(
            (str(key), one) for key, one in get_resolver(f"arcs.web.{room}.urls").reverse_dict.lists()
            if isinstance(key, str) for one in [one[0]]
        ):  # fmt: skip
            if found[0][1] == ["study"]:
                yield f"{room}:{name}", reverse(f"{room}:{name}", args=[study.pk])


UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
# Tokens, minutes, and numbers that a running process gives to the parts of a page.
CHANGING = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|X-CSRFToken[^}]*|\d?\d:\d\d(:\d\d)?( [ap]\.m\.)?'
    r'|="#?[a-z][a-z-]*-\d+(-[a-z]+)?"|chart-\d+'
)


def read(browser: Client, url: str) -> str:
    answer = browser.get(url)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return CHANGING.sub("", UUIDS.sub("ID", f"{answer.status_code} {body.decode()}"))


def everything(lead: Staff, browser: Client, study: Study) -> dict[str, str | bytes]:
    """All that a member can read of a study."""
    found: dict[str, str | bytes] = {name: read(browser, url) for name, url in addresses(study)}
    with acting_as(lead.pk), transaction.atomic():
        types = list(RoundType.objects.filter(study=study).order_by("position").values_list("call_type", "pk"))
        tables = list(StudyTable.objects.filter(study=study).order_by("name").values_list("name", "pk"))
        documents = {one.name: one.pk for one in StudyDocument.objects.filter(study=study)}
        found |= {f"document {name}": b"".join(document_pieces(pk)) for name, pk in documents.items()}
    found |= {f"type {name}": read(browser, reverse("ratings:type", args=[pk])) for name, pk in types}
    found |= {f"table {name}": read(browser, reverse("studies:table", args=[pk])) for name, pk in tables}
    found |= {f"csv {name}": read(browser, reverse("studies:table", args=[pk]) + "?csv=1") for name, pk in tables}
    found["evidence"] = read(browser, reverse("workbench:coding", args=[study.pk]) + "?type=RARE")
    found["rows"] = read(browser, reverse("sheets:table", args=[study.pk, "call_types.csv"]))
    exported = browser.post(reverse("workbench:export", args=[study.pk]))
    found["export"] = b"".join(exported.streaming_content)
    return found


def first_difference(one: str | bytes, other: str | bytes) -> object:
    """The first lines that differ, so that a failure says what was shown."""
    pairs = zip(one.splitlines(), other.splitlines(), strict=False)
    return next(((left, right) for left, right in pairs if left != right), "one is longer")


def test_two_studies_that_differ_in_what_few_said_cannot_be_told_apart(sign_in: SignIn, tmp_path: Path) -> None:
    read_of: dict[str, dict[str, str | bytes]] = {}
    lead, reader = an_analyst(), a_person(permissions=MAY_WORK)
    for which in SECRET:
        study = a_stored_study(lead)
        browser = sign_in(lead)
        before, after, upload = brought_in(browser, study, tmp_path / which, a_folder(tmp_path / "from", which))
        for page in (before, after):  # nothing is left out in silence
            assert "12 ratings and comments are left out" not in page
            assert "18 ratings and comments are left out: fewer than five officers" in page
            assert "2 survey answers are left out: fewer than five people" in page
        with acting_as(lead.pk), transaction.atomic():
            stored = composing.evaluate_now(by=lead, study=study, seed=7)
        work.evaluate_folder(WorkingFor(lead, stored.pk))
        with acting_as(lead.pk):
            studies.add_member(by=lead, study=study, staff=reader, part=Part.READER)
        other = sign_in(reader)
        assert other.get(reverse("studies:upload_file", args=[upload.pk])).status_code == 403
        read_of[which] = {f"lead {name}": one for name, one in everything(lead, browser, study).items()}
        read_of[which] |= {f"reader {name}": one for name, one in everything(lead, other, study).items()}
    high, low = read_of["high"], read_of["low"]
    assert high.keys() == low.keys()
    assert len(high) > 100
    told = [f"{name}: {first_difference(high[name], low[name])}" for name in high if high[name] != low[name]]
    assert not told, "\n".join(told)
    with zipfile.ZipFile(io.BytesIO(bytes(high["reader export"]))) as archive:
        assert "RARE" not in archive.read("ratings.csv").decode()
        assert "Rare" not in archive.read("survey_answers.csv").decode()
        assert archive.read("ratings.csv").decode().count("NOISE") == 18 + 18
    words = [one if isinstance(one, str) else one.decode("latin-1") for one in high.values()]
    assert not any(secret in one for one in words for secret in ("zebra", "quokka"))
    assert any("loud music" in one for one in words)  # what six said is there: the test reads where answers are shown


def test_nothing_of_few_lies_in_the_database_either(tmp_path: Path) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    with acting_as(ana.pk), transaction.atomic():
        composing.take_in(by=ana, study=study, folder=a_folder(tmp_path, "high"))
        assert not PublishedCount.objects.filter(call_type="RARE").exists()
        assert not PublishedComment.objects.filter(words__contains="zebra").exists()
        assert not AnswerTakenIn.objects.filter(category="Rare").exists()
        assert TraitTakenIn.objects.count() == 1
        assert not evidence_of(ana, study, "RARE").is_shown


def test_single_answers_do_not_come_in_under_the_name_of_a_dispatch_export(tmp_path: Path) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    folder = a_folder(tmp_path, "high")
    for path in ("ratings.csv", "./survey_answers.csv", "survey/one.csv", "Ratings.csv"):
        content = replace(read_study(a_folder(tmp_path / path.replace("/", "-"), "high")),
                          calls=(CallsSource(path="2026.csv", mapping=path),))  # fmt: skip
        write_study(content, folder)
        with acting_as(ana.pk), transaction.atomic(), pytest.raises(Refusal, match="answers"):
            composing.take_in(by=ana, study=study, folder=folder)


def test_a_folder_leaves_answers_that_were_given_here_alone(tmp_path: Path) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    names = [f"C{number:02d}" for number in range(1, 13)]
    with acting_as(ana.pk), transaction.atomic():
        composing.take_in(by=ana, study=study, folder=a_bare_folder(tmp_path / "bare", names))
        sheets.replace_part(by=ana, study=study, part="category_words.csv", rows=in_words(names),
                            change=study.pk)  # fmt: skip
    wave = an_answered_wave(ana, study)
    with acting_as(ana.pk), transaction.atomic():
        here = folder_answers_of(ana, wave.study)[0]
        assert here
        own = composing.take_in(by=ana, study=study, folder=a_bare_folder(tmp_path / "again", names))
        assert (own.brought.sentences, folder_answers_of(ana, study)[0]) == ((), here)  # a folder without answers
        home = tmp_path / "home"
        composing.write_folder(ana, study, home)
        back = composing.take_in(by=ana, study=study, folder=home)
        assert back.brought.sentences == ()  # its own: nothing is counted twice
        assert folder_answers_of(ana, study)[0] == here
        took_part = read_study(home).participation
        assert (took_part.answers_received, took_part.answers_usable) == (6, 6)
        came = read_study(home)
        others = tuple(replace(one, score=1) for one in came.survey_answers)
        write_study(replace(came, survey_answers=others), tmp_path / "others")
        told = composing.take_in(by=ana, study=study, folder=tmp_path / "others")
        assert folder_answers_of(ana, study)[0] == here
    assert any("their answers stay" in one for one in told.brought.sentences)


def a_bare_folder(folder: Path, names: list[str]) -> Path:
    write_study(a_study(*names), folder)
    return folder


def an_answered_wave(ana: Staff, study: Study) -> SurveyWave:
    wave = an_open_wave(ana, study)
    for _ in range(6):
        says(somebody(wave, group="Resident"), CardSaid(cso=4))
    return close(ana, wave)


def test_while_officers_are_asked_here_a_folders_ratings_are_refused_and_one_without_is_not(tmp_path: Path) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    a_round(ana, study, ("NOISE", "RARE"))
    with acting_as(ana.pk):
        with transaction.atomic(), pytest.raises(Exception, match="asks its own raters"):
            composing.take_in(by=ana, study=study, folder=a_folder(tmp_path, "high"))
        with transaction.atomic():
            composing.take_in(by=ana, study=study, folder=a_bare_folder(tmp_path / "bare", ["NOISE"]))
            assert ratings_of(ana, study) == ()

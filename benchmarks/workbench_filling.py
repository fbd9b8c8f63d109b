"""Fills one database for `script/bench workbench` and says which pages to ask for.

workbench_filling.py RATERS ANSWERS CALLS FOLDER

The study is Oak Park's, without its printed codes, FTE and scores: they come of invented raters, answers and calls.
Prints one JSON object with the fields of `side_by_side.System`.
"""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import django
import psycopg

from benchmarks.filling import work_all
from benchmarks.workbench_pages import to_ask_for

OAK_PARK = Path(__file__).parents[1] / "examples" / "oak_park"
WORDS = Path(__file__).parents[1] / "src" / "arcs" / "web" / "demo" / "category_words.csv"
PERMISSIONS = (
    "people.read", "people.manage", "agency.read", "agency.edit", "studies.read", "studies.create", "studies.see_all",
    "jobs.see_all", "messages.see", "audit.read", "programmes.read", "programmes.manage",
)  # fmt: skip
SEED, CARDS, AT_ONCE = 2022, 13, 300
GROUPS = {"patrol": 20, "supervisor": 7, "detective": 4}  # of 31, as in Oak Park
ADOPTED = (("Theft From Auto", "tru_online"), ("Noise Complaint", "non_sworn"), ("Neighbor Dispute", "outside"))


def main(raters: int, answers: int, calls: int, folder: Path) -> None:
    """Fill what is missing, then print what to ask for."""
    django.setup()
    from django.db import transaction
    from tests.making.people import a_person, a_second_factor

    from arcs.web.people.models import Staff
    from arcs.web.programmes.models import Programme
    from arcs.web.studies.models import Study
    from arcs.web.wall.acting import Standing, acting_as

    with acting_as(Standing.KEEPER), transaction.atomic():
        boss = Staff.objects.filter(name="Bench").first()
    if boss is None:
        boss = a_person("Bench", permissions=PERMISSIONS)
        a_second_factor(boss)
    with acting_as(boss.pk), transaction.atomic():
        is_whole, is_begun = Programme.objects.exists(), Study.objects.exists()
    if is_begun and not is_whole:
        raise SystemExit(f"An earlier filling was cut off. Remove {folder}, then begin again.")
    if not is_whole:
        _fill(boss, raters, answers, _export(calls, folder))
    with acting_as(boss.pk), transaction.atomic():
        study = Study.objects.get()
    print(json.dumps(to_ask_for(boss, study)))


def _fill(boss: Any, raters: int, answers: int, export: Path) -> None:
    from django.db import transaction

    from arcs.web.studies.actions import begin_study, import_file
    from arcs.web.wall.acting import acting_as

    with acting_as(boss.pk), transaction.atomic():
        study = begin_study(by=boss, title="Bench", place="Nowhere", invented=True, invented_words="All of it.")
        import_file(by=boss, study=study, path=export, time_zone="America/Chicago")
    _rows(boss, study)
    work_all()
    _take_calls(boss, study)
    _rate(boss, study, raters)
    _survey(boss, study, answers)
    _partner(boss, study)
    work_all()
    _evaluate(boss, study)
    _begin_programme(boss, study)
    with psycopg.connect(os.environ["ARCS_OWNER_DATABASE_URL"], autocommit=True) as owner:
        owner.execute("vacuum analyze")


# ---- the study and its calls


def _published() -> Any:
    from arcs.files.studies import read_study

    return read_study(OAK_PARK)


def _rows(boss: Any, study: Any) -> None:
    """Every table of the published study, with its codes, FTE and scores left empty, and two coders' answers."""
    import csv

    from django.db import transaction

    from arcs.files.studies.parts import rows_of
    from arcs.web.sheets.actions import replace_part
    from arcs.web.wall.acting import acting_as

    whole = _published()
    bare = {"police_mandate": "", "risk": "", "immediate_response": "", "other_resources": "",
            "alternative_response": "", "police_department_value": None, "fte": None, "fte_note": ""}  # fmt: skip
    scores = {"cso_average": None, "tru_online_average": None, "type": ""}
    content = replace(
        whole,
        call_types=tuple(replace(one, **bare) for one in whole.call_types),
        categories=tuple(replace(one, **bare, **scores) for one in whole.categories),
    )
    given = rows_of(content)
    with WORDS.open(encoding="utf-8", newline="") as file:
        given["category_words.csv"] = [dict(row) for row in csv.DictReader(file)]
    given["coding.csv"] = _coded(whole.call_types)
    with acting_as(boss.pk), transaction.atomic():
        for part, rows in given.items():
            replace_part(by=boss, study=study, part=part, rows=rows, change=uuid4())


def _coded(call_types: Sequence[Any]) -> list[dict[str, str]]:
    """Two coders about every type; they differ about one in ten."""
    from arcs.core.suitability.coding import questions_for
    from arcs.core.vocabulary import CallClass

    made = []
    for at, one in enumerate(call_types):
        if one.excluded or not one.type:
            continue
        for coder in ("Coder One", "Coder Two"):
            differs = coder == "Coder Two" and at % 10 == 0
            asked = enumerate(questions_for(CallClass(one.type)))
            codes = {name: "NY"[(at + place + differs) % 2] for place, name in asked}
            made.append({"call_type": one.call_type, "coder": coder, **codes, "removed": "N", "reason": "Invented."})
    return made


def _export(calls: int, folder: Path) -> Path:
    """An invented export whose calls are of the published call types, each of them once at least."""
    import duckdb

    from benchmarks.invented_export import invented_export

    whole, path = invented_export(calls), folder / f"calls_{calls}.csv"
    if not path.exists():
        names = [one.call_type for one in _published().call_types]
        number, drawn = 'right("Incident Number", 8)::int', 'right("Call Type", 3)::int'
        named = f"$names[case when {number} < {len(names)} then {number} else {drawn} end + 1]"
        with duckdb.connect() as connection:
            connection.execute(
                f'create table named as select * replace ({named} as "Call Type") '
                f"from read_csv('{whole}', all_varchar = true)",
                {"names": names},
            )
            connection.execute(f"copy named to '{path}' (format csv, header)")
    return path


def _take_calls(boss: Any, study: Any) -> None:
    from django.db import transaction

    from arcs.web.sheets.from_import import take_import
    from arcs.web.studies.models import CallImport
    from arcs.web.wall.acting import acting_as

    with acting_as(boss.pk), transaction.atomic():
        loaded = CallImport.objects.select_related("study").get(study=study, state="loaded")
        take_import(by=boss, call_import=loaded)


# ---- ratings


def _rate(boss: Any, study: Any, many: int) -> None:
    """A round in which every rater rates every call type, and its publication."""
    from django.db import transaction

    from arcs.web.ratings import actions
    from arcs.web.ratings.sharing import today
    from arcs.web.wall.acting import acting_as

    groups = [group for group, of_31 in GROUPS.items() for _ in range(max(5, round(many * of_31 / 31)))][:many]
    groups += ["patrol"] * (many - len(groups))
    with acting_as(boss.pk), transaction.atomic():
        of_round = actions.open_round(
            by=boss, study=study, minutes_per_type="0.75", minutes=480, at_least=many, repeats=4, seed=SEED, words="",
            deadline=today() + timedelta(days=60),
        )  # fmt: skip
        raters = []
        for first in range(0, many, AT_ONCE):
            people = [actions.Invited(group=one) for one in groups[first : first + AT_ONCE]]
            handed = actions.invite_raters(by=boss, of_round=of_round, people=people, batch=uuid4(), address=str)
            raters += [one.rater for one in handed]
        actions.share_out(by=boss, of_round=of_round)
    _answer_sheets(of_round, raters)
    with acting_as(boss.pk), transaction.atomic():
        actions.request_publication(by=boss, of_round=of_round)


def _answer_sheets(of_round: Any, raters: Sequence[Any]) -> None:
    from arcs.core.evaluation.measuring import CODED_ITEMS
    from arcs.core.instruments.invented import invented_ratings

    whole = _published()
    codes = {
        one.call_type: {item: str(getattr(one, column) or "") for item, column in CODED_ITEMS.items()}
        for one in whole.call_types
        if not one.excluded
    }
    given = invented_ratings(
        codes, whole.instrument, raters={str(one.pk): one.group for one in raters}, seed=SEED, repeats=0
    )
    mine = (of_round.study_id, of_round.pk)
    with _owner() as owner:
        pages = owner.execute("select rater_id::text, call_type from ratings_share where repeat = 1").fetchall()
        again = set(pages)
        columns = ("id", "study_id", "round_id", "rater_id", "call_type", "item", "repeat", "answer")
        _copy(owner, "ratings_answer", columns, (
            (uuid4(), *mine, one.rater, one.call_type, one.item, repeat, one.answer)
            for one in given if one.answer
            for repeat in ((0, 1) if (one.rater, one.call_type) in again else (0,))
        ))  # fmt: skip
        words = {(one.rater, one.call_type): one.comment for one in given if one.comment}
        _copy(owner, "ratings_comment", ("id", "study_id", "round_id", "rater_id", "call_type", "repeat", "words"), (
            (uuid4(), *mine, rater, call_type, 0, said) for (rater, call_type), said in words.items()
        ))  # fmt: skip
        owner.execute("update ratings_rater set begun_at = now() - interval '1 hour', finished_at = now()")


# ---- survey, partner, evaluation, programme


def _survey(boss: Any, study: Any, many: int) -> None:
    """A closed wave with that many answers of 13 cards each."""
    from django.db import transaction

    from arcs.web.agency.queries import today
    from arcs.web.surveys import actions
    from arcs.web.surveys.texts import GROUPS as CHOICES
    from arcs.web.wall.acting import acting_as

    with acting_as(boss.pk):
        with transaction.atomic():
            begins = today()
        given = {"name": "Wave", "opens_on": begins, "closes_on": begins + timedelta(days=28), "cards": CARDS}
        wave = actions.begin_wave(by=boss, study=study, given=given, targets=dict.fromkeys(CHOICES, 30))
        wave = actions.open_wave(by=boss, wave=wave)
    _answer_cards(wave, many, list(CHOICES))
    with acting_as(boss.pk):
        actions.close_wave(by=boss, wave=wave)


def _answer_cards(wave: Any, many: int, groups: Sequence[str]) -> None:
    chance, mine, now = Random(SEED), (wave.study_id, wave.pk), datetime.now(UTC)  # noqa: S311 - invents
    people = [uuid4() for _ in range(many)]
    with _owner() as owner:
        known = owner.execute("select category from surveys_wavecategory order by position").fetchall()
        names = [name for (name,) in known]
        middles = {name: 1.8 + 2.8 * Random(name).random() for name in names}  # noqa: S311 - as above
        _copy(owner, "surveys_respondent",
              ("id", "study_id", "wave_id", "channel", "language", "group", "flag", "answered", "begun_at",
               "finished_at", "made_at"), (
            (one, *mine, "open", "en", groups[at % len(groups)], "", CARDS, now - timedelta(minutes=9), now, now)
            for at, one in enumerate(people)
        ))  # fmt: skip
        _copy(owner, "surveys_surveycard",
              ("id", "study_id", "wave_id", "respondent_id", "channel", "position", "category", "visited", "cso",
               "tru_online", "outside", "depends_on", "suggestion", "final"), (
            (uuid4(), *mine, one, "open", place + 1, name, True, *_scores(middles[name], chance),
             "the time of day" if chance.random() < 0.25 else "", "Mediator" if chance.random() < 0.3 else "", True)
            for at, one in enumerate(people)
            for place in range(CARDS)
            for name in (names[(at * CARDS + place) % len(names)],)
        ))  # fmt: skip


def _scores(middle: float, chance: Random) -> list[int]:
    return [min(5, max(1, round(chance.gauss(middle, 1.1)))) for _ in range(3)]


def _partner(boss: Any, study: Any) -> None:
    from arcs.web.surveys import partnering
    from arcs.web.wall.acting import acting_as

    with acting_as(boss.pk):
        given = {"organisation": "Mediators", "email": "", "language": "en"}
        partnering.ask_partner(by=boss, study=study, given=given, categories=[one for one, _ in ADOPTED], link_to=str)


def _evaluate(boss: Any, study: Any) -> None:
    from arcs.web.wall.acting import acting_as
    from arcs.web.workbench.composing import evaluate_now

    with acting_as(boss.pk):
        evaluate_now(by=boss, study=study)
    work_all()


def _begin_programme(boss: Any, study: Any) -> None:
    from django.db import transaction

    from arcs.web.agency.queries import today
    from arcs.web.programmes.planning import begin_programme
    from arcs.web.sheets.actions import add_row
    from arcs.web.wall.acting import acting_as

    with acting_as(boss.pk), transaction.atomic():
        now = today()
        for category, disposition in ADOPTED:
            cells = {
                "category": category, "decision": "adopted", "disposition": disposition, "reason": "Invented.",
                "effective_on": (now + timedelta(days=75)).isoformat(), "decided_on": now.isoformat(),
                "decided_by": "Invented board",
            }  # fmt: skip
            add_row(by=boss, study=study, part="board_decisions.csv", cells=cells)
        begin_programme(by=boss, study=study)


def _owner() -> Any:
    """The owner's connection, as the set-up of a bench may use it; what triggers write belongs to what is measured."""
    from arcs.web.wall.acting import Standing

    owner = psycopg.connect(os.environ["ARCS_OWNER_DATABASE_URL"])
    owner.execute("select set_config('arcs.person', %s, false)", [str(Standing.KEEPER.value)])
    return owner


def _copy(owner: Any, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    names = ", ".join(f'"{one}"' for one in columns)
    with owner.cursor() as cursor, cursor.copy(f"copy {table} ({names}) from stdin") as copy:
        for row in rows:
            copy.write_row(row)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))

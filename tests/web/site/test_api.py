"""Programs: they read what the pages show, in one person's name, with a token's scopes, and hear why not."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.making.people import a_person
from tests.making.world import World, a_token, a_world

from arcs.web.people.models import Staff
from arcs.web.people.tokens import own_tokens, revoke_token
from arcs.web.site.views.programs import description
from arcs.web.studies.models import StudyTable
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.models import ReadLog

pytestmark = pytest.mark.django_db
EVERYTHING = ("studies.read", "people.read", "agency.read", "audit.read", "people.make_tokens")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return a_world(tmp_path)


@pytest.fixture
def auditor() -> Staff:
    return a_person("Rea Der", permissions=EVERYTHING)


class Program:
    """A program that holds a token."""

    def __init__(self, token: str) -> None:
        self.client, self.headers = Client(), {"Authorization": f"Bearer {token}"}

    def get(self, path: str, status: int = 200, **words: Any) -> Any:
        answer = self.client.get(f"/api/{path}", words, headers=self.headers)
        assert answer.status_code == status, answer.content
        return answer.json()


def stranger_s(world: World) -> Program:
    return Program(a_token(world.stranger, "studies.read"))


def test_a_program_reads_the_study_its_ledger_its_calls_its_tables_and_figures(world: World) -> None:
    program = stranger_s(world)
    (study,) = program.get("studies")["items"]
    assert study["title"] == "A study of others"
    (one,) = program.get(f"studies/{study['id']}/imports")["items"]
    assert (one["state"], one["rows_read"]) == ("loaded", 8)
    lines = program.get(f"imports/{one['id']}/ledger")["lines"]
    records = [line for line in lines if line["account"] == "records" and not line["discipline"]]
    start = next(line["rows"] for line in records if line["role"] == "start")
    assert start == sum(line["rows"] for line in records if line["role"] != "start") == 8
    assert "by_call_type" in [table["name"] for table in program.get(f"imports/{one['id']}/tables")]
    table = program.get(f"imports/{one['id']}/tables/by_call_type")
    at = [column["name"] for column in table["columns"]].index("call_type")
    assert "THEFT" in [row[at] for row in table["rows"]]
    done = program.get(f"studies/{study['id']}/evaluation")
    assert program.get(f"evaluations/{done['id']}/tables/small")["rows"] == [["Noise", 1], ["Parking", None]]
    (figure,) = program.get(f"evaluations/{done['id']}/figures")
    assert (figure["value"], figure["unit"], figure["definition"]) == (1, "FTE", "Sum.")


def test_calls_are_read_part_by_part_and_each_look_is_logged(world: World) -> None:
    program, path = stranger_s(world), f"imports/{world.call_import.pk}/calls"
    whole = program.get(path)["calls"]
    first = program.get(path, limit=2)
    rest = program.get(path, limit=200, after=first["after"])
    assert first["calls"] + rest["calls"] == whole
    assert rest["after"] is None
    with acting_as(Standing.SEALER), transaction.atomic():
        looks = ReadLog.objects.using("log").filter(person=world.stranger.pk, object_id=world.call_import.pk)
        assert looks.filter(reason="calls, by a program").count() == 3


def test_a_token_does_less_than_its_holder(auditor: Staff, world: World) -> None:
    program = Program(a_token(auditor, "people.read"))
    assert program.get("staff")["items"]
    for path in ("studies", "settings", "audit/trail", f"studies/{world.study.pk}"):
        assert "scope" in program.get(path, 403)["detail"]


def test_a_token_that_ended_was_revoked_or_never_was_is_401(world: World, auditor: Staff) -> None:
    token = a_token(auditor, "people.read")
    program = Program(token)
    program.get("staff")
    with acting_as(auditor.pk):
        revoke_token(by=auditor, token=own_tokens(auditor)[0])
    for one in (program, Program(""), Program("arcs_nothing"), Program("ä" * 3), Program(token.upper())):
        assert "Bearer" in one.get("staff", 401)["detail"]
    answer = Client().get("/api/staff")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


def test_a_browser_s_session_is_no_token(sign_in: Any, auditor: Staff) -> None:
    assert sign_in(auditor).get("/api/staff").status_code == 401


def test_the_things_of_others_are_404_as_if_they_were_not(world: World) -> None:
    other = a_person("Ott Other", permissions=("studies.read", "people.make_tokens", "jobs.see_all"))
    program = Program(a_token(other, "studies.read"))
    assert program.get("studies")["items"] == []
    assert program.get("jobs")["items"] == []
    nothing = program.get(f"studies/{uuid4()}", 404)
    for path in (
        f"studies/{world.study.pk}", f"studies/{world.study.pk}/imports", f"studies/{world.study.pk}/evaluation",
        f"imports/{world.call_import.pk}", f"imports/{world.call_import.pk}/ledger",
        f"imports/{world.call_import.pk}/calls", f"imports/{world.call_import.pk}/tables/by_call_type",
        f"evaluations/{world.evaluation.pk}/figures", f"jobs/{world.names['job']}",
    ):  # fmt: skip
        assert program.get(path, 404) == nothing


def test_a_scope_that_the_token_lacks_opens_nothing_although_the_holder_holds_it(world: World) -> None:
    chief = a_person("Chi Ef", permissions=("studies.read", "studies.see_all", "people.make_tokens"))
    assert Program(a_token(chief, "studies.read")).get("studies")["items"] == []
    assert Program(a_token(chief, "studies.see_all")).get("studies")["items"]


def test_too_often_is_429_and_says_when_to_come_back(auditor: Staff, settings: Any) -> None:
    settings.ARCS_API_CALLS_A_MINUTE = 2
    token = a_token(auditor, "people.read")
    Program(token).get("staff")
    Program(token).get("staff")
    answer = Client().get("/api/staff", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert answer.json() == {"detail": "Too many requests. Wait a minute."}
    Program(a_token(auditor, "people.read")).get("staff")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("studies", {"find": "\x00"}),
        ("studies", {"limit": "0"}),
        ("studies", {"limit": "201"}),
        ("studies", {"offset": "-1"}),
        ("studies", {"offset": "9" * 30}),
        ("studies", {"find": "x" * 201}),
        ("studies/not-an-id", {}),
        ("audit/trail", {"since": "2026-13-01"}),
        ("audit/trail", {"since": "2026-02-01", "until": "2026-01-01"}),
        ("audit/trail", {"words": "without days"}),
        ("audit/trail", {"kind": "No such kind"}),
        ("settings", {"edition": "0"}),
        ("jobs", {"state": "asleep"}),
    ],
)
def test_what_cannot_be_read_is_422_with_a_sentence(auditor: Staff, path: str, words: dict[str, str]) -> None:
    detail = Program(a_token(auditor, *EVERYTHING)).get(path, 422, **words)["detail"]
    assert isinstance(detail, str)
    assert detail


@pytest.mark.parametrize(
    "words",
    [
        {"until": "9999-12-31"},
        {"since": "0001-01-01"},
        {"after": f"2026-01-01T00:00:00+00:00~people_teamevent~{10**30}~"},
        {"after": "9999-12-31T23:59:59-23:59~x~1~"},
        {"after": "nonsense"},
        {"person": "100%_\\"},
    ],
)
def test_the_ends_of_time_and_of_numbers_are_no_fault(auditor: Staff, sign_in: Any, words: dict[str, str]) -> None:
    Program(a_token(auditor, *EVERYTHING)).get("audit/trail", **words)
    assert sign_in(auditor).get("/audit/", words).status_code == 200


def test_the_settings_are_the_file_of_settings(auditor: Staff, world: World) -> None:
    program = Program(a_token(auditor, "agency.read"))
    given = program.get("settings")
    assert given["settings"]["programme"]["place"] == "Village of Oak Park, Illinois"
    answer = program.client.get("/api/settings/agency.toml", headers=program.headers)
    assert answer["Content-Type"] == "application/toml"
    assert program.get("settings", 404, edition=99)


def test_looking_at_the_audit_is_in_the_audit(auditor: Staff) -> None:
    program = Program(a_token(auditor, "audit.read"))
    program.get("audit/trail", kind="Team")
    with acting_as(Standing.SEALER), transaction.atomic():
        (look,) = ReadLog.objects.using("log").filter(person=auditor.pk)
    assert (look.kind, look.reason) == ("audit", "kind=Team")


def test_without_a_read_log_there_are_no_calls(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("arcs.web.wall.read_log.raise_alarm", lambda *_: None)
    program = stranger_s(world)
    program.get("studies")
    monkeypatch.setattr("arcs.web.wall.read_log.WRITE", "insert into no_such_table values (%s, %s, %s, %s, %s, %s, %s)")
    sid = transaction.savepoint(using="log")
    assert "read log" in program.get(f"imports/{world.call_import.pk}/calls", 503)["detail"]
    transaction.savepoint_rollback(sid, using="log")


def test_an_address_that_is_none_and_a_method_that_is_none(auditor: Staff) -> None:
    program = Program(a_token(auditor, "people.read"))
    assert program.get("no/such/thing", 404)["detail"]
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(program.client, method)("/api/staff", headers=program.headers)
        assert (answer.status_code, answer["Allow"]) == (405, "GET")


def test_the_number_of_queries_does_not_grow_with_what_is_stored(world: World) -> None:
    program = stranger_s(world)
    paths = ("studies", f"imports/{world.call_import.pk}/calls", f"evaluations/{world.evaluation.pk}/tables")
    few = {path: queries(program, path) for path in paths}
    with acting_as(world.stranger.pk), transaction.atomic():
        for at in range(5):
            StudyTable.objects.create(
                study=world.study, evaluation=world.evaluation, position=at + 9, name=f"t{at}", title="T", columns=[],
                rows=[], row_count=0,
            )  # fmt: skip
    assert {path: queries(program, path) for path in paths} == few


def queries(program: Program, path: str) -> int:
    program.get(path)  # the second time nothing is fetched that is kept
    with CaptureQueriesContext(connection) as counted:
        program.get(path)
    return len(counted)


def test_every_operation_says_its_scopes_and_all_its_refusals() -> None:
    for path, methods in description()["paths"].items():
        assert set(methods) <= {"get", "post"}, path
        for method, one in methods.items():
            assert one["x-scopes"], path
            assert one["security"], path
            done = {"get": {"200"}, "post": {"200", "201"}}[method]
            refusals = {"401", "403", "404", "422", "429", "503"}
            assert {str(status) for status in one["responses"]} == done | refusals, path
    written = {path for path, methods in description()["paths"].items() if "post" in methods}
    assert written == {f"/api/calls{one}" for one in ("", "/many", "/changes", "/eido")}, (
        "programs write calls, and nothing else"
    )


def test_the_page_for_programmers_lists_every_operation_without_a_script() -> None:
    page = Client().get("/api/").content.decode()
    assert all(path in page for path in description()["paths"])
    assert "curl" in page
    assert Client().get("/api/openapi.json").json()["openapi"] == "3.1.0"

"""The read log: no log, no page; and a page that was refused leaves its trace."""

from uuid import uuid4

import pytest
from django.db import Error, connection, connections, transaction
from django.test import Client
from tests.making.people import a_person
from tests.making.probe import a_file, a_navigator
from tests.web.conftest import SignIn

from arcs.postgres.addresses import Addresses
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.models import ReadLog
from arcs.web.wall.read_log import ReadLogDown, record_read


def log_rows() -> list[tuple[str, bool]]:
    with acting_as(Standing.SEALER), transaction.atomic():
        return list(ReadLog.objects.order_by("at").values_list("kind", "allowed"))


@pytest.mark.usefixtures("fresh_database")
@pytest.mark.urls("tests.web.probe.urls")
def test_a_page_that_answers_404_inside_its_transaction_keeps_the_log_of_the_attempt(sign_in: SignIn) -> None:
    file = a_file(a_navigator("Nora"))
    stranger = a_navigator("Sam")
    assert sign_in(stranger).get(f"/probe/{file.pk}/").status_code == 404
    assert log_rows() == [("probe file", False)]


@pytest.mark.usefixtures("fresh_database")
@pytest.mark.urls("tests.web.probe.urls")
def test_a_page_that_is_shown_is_logged_before_and_without_a_log_there_is_no_page(
    sign_in: SignIn, fresh_database: Addresses
) -> None:
    nora = a_navigator("Nora")
    file = a_file(nora)
    browser = sign_in(nora)
    assert browser.get(f"/probe/{file.pk}/").content == b"Needs a roof"
    assert log_rows() == [("probe file", True)]
    connections["log"].close()
    described = dict(connections["log"].settings_dict)
    connections["log"].settings_dict["HOST"] = "127.0.0.1"
    connections["log"].settings_dict["PORT"] = "1"
    try:
        answer = browser.get(f"/probe/{file.pk}/")
        assert answer.status_code == 503
        assert b"Needs a roof" not in answer.content
    finally:
        connections["log"].settings_dict.update(described)
        connections["log"].close()
    assert log_rows() == [("probe file", True)]


@pytest.mark.usefixtures("fresh_database")
def test_the_log_is_kept_although_the_reader_may_not_read_it_and_his_transaction_fails() -> None:
    ann = a_person("Ann")
    with acting_as(ann.pk):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            record_read(kind="file", compartment="care", object_id=uuid4(), reason="x" * 900)
            _ = 1 / 0
        with transaction.atomic():
            assert ReadLog.objects.count() == 0
    assert log_rows() == [("file", True)]


@pytest.mark.usefixtures("fresh_database")
def test_nobody_writes_the_log_in_anothers_name() -> None:
    ann, ben = a_person("Ann"), a_person("Ben")
    statement = (
        "insert into wall_readlog (id, person, kind, compartment, allowed, reason) values (%s, %s, '', '', true, '')"
    )
    refused = pytest.raises(Error, match="row-level security")
    with acting_as(ann.pk), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [uuid4(), ben.pk])


@pytest.mark.usefixtures("fresh_database")
def test_without_anybody_acting_nothing_is_logged_and_nothing_goes_on() -> None:
    from arcs.web.wall.acting import NobodyActs

    with pytest.raises(NobodyActs):
        record_read(kind="file", compartment="care", object_id=None)
    assert issubclass(ReadLogDown, RuntimeError)
    assert Client().get("/health").status_code == 200

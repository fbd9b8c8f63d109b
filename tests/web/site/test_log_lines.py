"""What is refused is one line of the log; what fails brings its traceback."""

import logging
from collections.abc import Iterator

import pytest
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.core.handlers.exception import response_for_exception
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from arcs.web.site import settings as site_settings
from arcs.web.site.log_lines import LogLine
from arcs.web.wall.permit import Refused


class Kept(logging.Handler):
    """Keeps the lines as the console would show them."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(LogLine(site_settings.LOGGING["formatters"]["plain"]["format"]))
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(self.format(record))


@pytest.fixture
def console() -> Iterator[Kept]:
    kept = Kept()
    logging.getLogger().addHandler(kept)
    yield kept
    logging.getLogger().removeHandler(kept)


def answer_to(failure: Exception) -> HttpResponse:
    request: HttpRequest = RequestFactory().get("/audit/")
    try:
        raise failure
    except Exception as raised:
        return response_for_exception(request, raised)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (PermissionDenied("No."), 403),
        (Refused("Ask an administrator."), 403),
        (BadRequest("What?"), 400),
        (SuspiciousOperation("Two\nlines of it"), 400),
    ],
)
def test_a_refusal_is_one_line(console: Kept, failure: Exception, status: int) -> None:
    assert answer_to(failure).status_code == status
    (line,) = console.said
    assert "\n" not in line
    assert "Traceback" not in line


@pytest.mark.django_db
def test_a_failure_brings_its_traceback(console: Kept) -> None:
    assert answer_to(ZeroDivisionError("Of ours")).status_code == 500
    assert any("Traceback" in one and "ZeroDivisionError: Of ours" in one for one in console.said)


def test_the_console_writes_such_lines() -> None:
    assert site_settings.LOGGING["formatters"]["plain"]["class"] == "arcs.web.site.log_lines.LogLine"


def test_others_keep_the_traceback_of_the_record() -> None:
    try:
        raise PermissionDenied
    except PermissionDenied as raised:
        record = logging.LogRecord("a", logging.WARNING, "", 1, "No", None, (type(raised), raised, None))
    record.status_code = 403
    assert LogLine().format(record) == "No"
    assert record.exc_info


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "words"), [("/field/", "was saved is not known"), ("/api/calls", "saved is not known: look before")]
)
def test_a_database_that_does_not_answer_is_503_and_says_when_to_ask_again(path: str, words: str) -> None:
    try:
        raise OperationalError("couldn't get a connection after 10.00 sec")
    except OperationalError as raised:
        answer = response_for_exception(RequestFactory().get(path), raised)
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert words in answer.content.decode()
    assert "connection" not in answer.content.decode()

"""The protocol for programs: the edition in force, another by its number, and nothing without the scope."""

import tomllib
from typing import Any

import pytest
from django.test import Client
from tests.making.people import a_person, a_second_factor
from tests.making.protocols import DRAFTS, EXAMPLE, a_draft, a_drafter, example, in_force
from tests.making.world import a_token

from arcs.core.protocol import digest
from arcs.files.protocol import parse_protocol
from arcs.web.protocols.reading import digest_of

pytestmark = pytest.mark.django_db


def program(*scopes: str) -> Any:
    reader = a_person("Pro Gram", permissions=(*DRAFTS, "people.make_tokens", "agency.read"))
    a_second_factor(reader)
    headers = {"Authorization": f"Bearer {a_token(reader, *scopes)}"}

    def get(path: str, **words: object) -> Any:
        return Client().get(f"/api/{path}", words, headers=headers)

    return get


def test_the_edition_in_force_is_what_the_file_says() -> None:
    get = program("protocols.read")
    assert get("protocol").status_code == 404
    made = in_force(a_drafter(), example())
    answer = get("protocol").json()
    assert (answer["edition"], answer["state"], answer["in_force"]) == (1, "approved", True)
    assert answer["digest"] == digest_of(example()) == made.digest
    assert answer["effective_from"] == str(made.effective_from)
    wanted = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"), parse_float=str)
    assert answer["protocol"]["call_types"] == wanted["call_types"]
    assert answer["protocol"]["edition"]["status"] == "approved"
    file = get("protocol/protocol.toml")
    read, faults = parse_protocol(file.content, "taken")
    assert read is not None
    assert faults == ()
    assert digest(read) != made.digest == digest_of(read), "state and days are not the content"


def test_a_draft_is_read_by_its_number_and_one_that_is_not_there_is_404() -> None:
    get = program("protocols.read")
    made = a_draft()
    assert get("protocol", edition=made.number).json()["in_force"] is False
    assert get("protocol", edition=77).status_code == 404
    assert get("protocol/protocol.toml", edition=77).status_code == 404
    assert get("protocol", edition="seven").status_code == 422


def test_a_token_without_the_scope_reads_nothing() -> None:
    in_force()
    get = program("agency.read")
    assert get("protocol").status_code == 403
    assert get("protocol/protocol.toml").status_code == 403

"""Whatever is asked of the interface: no fault, and no answer that its description does not name."""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as told
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.making.people import a_person
from tests.making.world import World, a_token, a_world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("connections_kept")]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
SCOPES = ("studies.see_all", "studies.read", "people.read", "agency.read", "audit.read", "jobs.see_all", "calls.read",
          "calls.take")  # fmt: skip
EXAMPLES = 12
quietly = told(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_no_question_finds_a_fault_or_an_answer_that_is_not_described(tmp_path: Path, settings: Any) -> None:
    settings.ARCS_API_CALLS_A_MINUTE = 1_000_000
    world = a_world(tmp_path)
    reader = a_person("Rea Der", permissions=(*SCOPES, "people.make_tokens"))
    headers = {"Authorization": f"Bearer {a_token(reader, *SCOPES)}"}
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    asked = set()
    for found in schema.get_all_operations():
        operation = found.ok()
        asked.add((operation.method, operation.path))
        for mode in schemathesis.GenerationMode:

            @quietly
            @given(case=operation.as_strategy(generation_mode=mode))
            def ask(case: schemathesis.Case) -> None:
                case.call_and_validate(headers=headers, checks=CHECKS)
                ours = {name: value for name, value in blanks(world).items() if name in case.path_parameters}
                if ours:  # the same question about something that is there
                    case.path_parameters.update(ours)
                    case.call_and_validate(headers=headers, checks=CHECKS)

            ask()
    assert len(asked) == len(schema)


def blanks(world: World) -> dict[str, str]:
    """What stands in the addresses of things that are there."""
    ours = {name: str(world.names[name]) for name in ("study", "call_import", "evaluation", "staff", "call")}
    return ours | {"name": "by_call_type"}

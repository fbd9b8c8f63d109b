"""Who may open what: every address, every shipped role and a visitor, asked and posted to; none is missing.

Everything in this world belongs to strangers. The answers are kept in tests/golden/permission_matrix.csv; write it anew
with ARCS_WRITE_GOLDEN=1 and read the difference before you commit it.
"""

import logging
import os
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from tests.making.world import World, a_holder_of, a_token, a_world, shipped_roles
from tests.web.site.headers import unsafe
from tests.web.site.matrix import GOLDEN, METHODS, VISITOR, Answer, Caller, Matrix, Route, as_csv, routes

from arcs.web.people.models import Staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("connections_kept")]
# What a visitor may open; everything else leads to the door or is not there.
PUBLIC = {
    "", "health", "api/", "api/openapi.json", "invitation/<str:token>/", "i18n/setlang/",
    "settings/logo/<uuid:logo_id>/",
}  # fmt: skip
DOOR = "sign-in/"
LINKS = ("rate/",)  # open to whoever holds the link, signed in or not
# Who sees more of a room than his own: any one of these permissions.
SEES = {
    "studies": {"studies.see_all"},
    "jobs": {"jobs.see_all"},
    "messages": {"messages.see"},
    "people": {"people.read", "people.manage", "people.confirm_access"},
    "audit": {"audit.read"},
    "settings": {"agency.read", "agency.edit"},
    "protocols": {f"protocols.{one}" for one in ("read", "draft", "comment", "approve", "enact")},
    "me": set(),
}
EVERYBODY_S = {"settings/logo/<uuid:logo_id>/"}
LEAST = 1  # permissions of whoever may least
REFUSED = ("sign in", "401", "403", "404", "405")


class Asked:
    """Every answer of one run."""

    def __init__(self, world: World, settings: Any) -> None:
        settings.ARCS_API_CALLS_A_MINUTE = 1_000_000
        roles = shipped_roles()
        self.people: dict[str, Staff | None] = {VISITOR: None} | {key: a_holder_of(role) for key, role in roles.items()}
        self.routes = routes()
        self.answers: dict[tuple[str, str, str], Answer] = {}
        heard: dict[frozenset[str] | None, dict[tuple[str, str], Answer]] = {}
        known: dict[tuple[str, str], Answer] = {}
        for role, person in sorted(self.people.items(), key=self._outermost_first):
            # Roles that hold the same permissions are one to every rule, so they are asked once.
            held = person.permissions if person is not None else None
            if held not in heard:
                heard[held] = self._ask(world, Caller(role=role, person=person, token=_token(person)), known)
                known = self._for_everybody(heard)
            for (method, pattern), answer in heard[held].items():
                self.answers[role, method, pattern] = answer

    @staticmethod
    def _outermost_first(one: tuple[str, Staff | None]) -> tuple[int, int]:
        """The visitor, whoever may least, whoever may most, then all others."""
        person = one[1]
        may = len(person.permissions) if person is not None else 0
        return (0, 0) if person is None else (1, may) if may <= LEAST else (2, -may)

    @staticmethod
    def _for_everybody(
        heard: Mapping[frozenset[str] | None, dict[tuple[str, str], Answer]],
    ) -> dict[tuple[str, str], Answer]:
        """A method that is none for whoever may least and for whoever may most is none for everybody signed in."""
        signed_in = [answers for held, answers in heard.items() if held is not None]
        if len(signed_in) < 2:
            return {}
        least, most = signed_in[:2]
        return {
            key: most[key] for key in most if most[key].status == least[key].status == HTTPStatus.METHOD_NOT_ALLOWED
        }

    def _ask(
        self, world: World, caller: Caller, known: Mapping[tuple[str, str], Answer]
    ) -> dict[tuple[str, str], Answer]:
        heard = {
            (method, route.pattern): known.get((method, route.pattern)) or caller.ask(method, route.path(world))
            for route in self.routes
            for method in METHODS
        }
        assert caller.count() == 0, "a question that looked like reading wrote"
        return heard

    @property
    def matrix(self) -> Matrix:
        return {
            (method, route.pattern): {role: self.answers[role, method, route.pattern].shown for role in self.people}
            for route in self.routes
            for method in METHODS
        }


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """A thousand refusals are asked for: they need not be written down."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def _token(person: Staff | None) -> str:
    held = sorted(person.permissions) if person is not None else []
    return a_token(person, *held) if person is not None and "people.make_tokens" in held else ""


def test_every_address_answers_every_role_as_written_down_and_keeps_the_laws(tmp_path: Path, settings: Any) -> None:
    asked = Asked(a_world(tmp_path), settings)
    text = as_csv(asked.matrix, list(asked.people))
    if os.environ.get("ARCS_WRITE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    faults = [*faults_of_the_server(asked), *open_to_visitors(asked), *known_of_others(asked), *written(asked)]
    faults += headers_missing(asked)
    assert faults == []
    assert text.splitlines() == GOLDEN.read_text(encoding="utf-8").splitlines()


def faults_of_the_server(asked: Asked) -> list[str]:
    """No question of anybody ends in a fault of ours."""
    return [f"{key}: {one.status}" for key, one in asked.answers.items() if one.status >= 500]


def open_to_visitors(asked: Asked) -> list[str]:
    """A visitor comes as far as the door."""
    closed = [
        one.pattern for one in asked.routes if one.pattern not in PUBLIC and not one.pattern.startswith((DOOR, *LINKS))
    ]
    return [
        f"{VISITOR} {method} {pattern}: {asked.answers[VISITOR, method, pattern].shown}"
        for pattern in closed
        for method in METHODS
        if asked.answers[VISITOR, method, pattern].shown not in REFUSED
    ]


def known_of_others(asked: Asked) -> list[str]:
    """What belongs to others is 404 for whoever may not see all of it; a method that is none is 405 for everybody."""
    found = []
    for role, person in asked.people.items():
        for route in asked.routes:
            if person is None or not _is_hidden(route, person):
                continue
            for method in METHODS:
                shown = asked.answers[role, method, route.pattern].shown
                if shown not in ("404", "405"):
                    found.append(f"{role} {method} {route.pattern}: {shown}")
    return found


def _is_hidden(route: Route, person: Staff) -> bool:
    names_a_thing = bool(route.blanks) and route.room in SEES and route.pattern not in EVERYBODY_S
    return names_a_thing and not person.permissions & SEES[route.room]


def written(asked: Asked) -> list[str]:
    """Whoever is refused has changed nothing, and nobody changes anything by looking."""
    return [
        f"{role} {method} {pattern}: {one.shown} wrote {one.wrote}"
        for (role, method, pattern), one in asked.answers.items()
        if one.wrote and (method == "GET" or one.shown in REFUSED) and not pattern.startswith(DOOR)
    ]


def headers_missing(asked: Asked) -> list[str]:
    """Every answer to everybody forbids what a page of ours never needs."""
    return [f"{key}: {missing}" for key, one in asked.answers.items() if (missing := unsafe(one.headers))]

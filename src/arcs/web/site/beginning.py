"""The first administrator of a new programme."""

from arcs.web.people.actions import install_shipped_roles, invite_first_administrator
from arcs.web.wall.acting import Standing, acting_as


def first_link(*, login: str, name: str) -> str:
    """Install the shipped roles and return the path of the one-time link; Refusal when an administrator exists."""
    with acting_as(Standing.KEEPER):
        install_shipped_roles(by=Standing.KEEPER.value)
        return f"/invitation/{invite_first_administrator(login=login, name=name)}/"

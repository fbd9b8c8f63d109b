"""All permissions that the installed rooms declare, and the roles that are shipped with them."""

import tomllib
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path

from django.apps import apps

from arcs.web.people.permits import Permission

SHIPPED = Path(__file__).with_name("roles.toml")


@dataclass(frozen=True, kw_only=True)
class ShippedRole:
    """A role as the file writes it."""

    key: str
    name: str
    about: str
    permissions: tuple[str, ...]


def every_permission() -> tuple[Permission, ...]:
    """What can be permitted, by room and then as each room lists it."""
    found: list[Permission] = []
    for config in apps.get_app_configs():
        if config.name.startswith("arcs.") and find_spec(f"{config.name}.permits"):
            found += getattr(import_module(f"{config.name}.permits"), "PERMISSIONS", ())
    return tuple(sorted(found, key=lambda one: one.code.split(".")[0]))


def by_room() -> list[tuple[str, list[Permission]]]:
    """The same, as (room, its permissions)."""
    return [(room, list(ones)) for room, ones in groupby(every_permission(), lambda one: one.code.split(".")[0])]


def label_of(code: str) -> str:
    """What a code permits, in words; the code itself when no room declares it any more."""
    return next((one.label for one in every_permission() if one.code == code), code)


def shipped_roles() -> tuple[ShippedRole, ...]:
    """The roles of `roles.toml`."""
    with SHIPPED.open("rb") as file:
        listed = tomllib.load(file)
    return tuple(
        ShippedRole(key=key, name=role["name"], about=role["about"], permissions=tuple(role["permissions"]))
        for key, role in listed.items()
    )

"""Who plays in the demonstration: read from `people.toml` beside this module."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

SPELLED_OUT = {"cso": "Community service officer"}
PEOPLE = Path(__file__).with_name("people.toml")


@dataclass(frozen=True, kw_only=True)
class Player:
    """One invented person: the role in the programme, and what it shows."""

    key: str
    name: str
    role: str
    team: str
    does: str

    @property
    def role_words(self) -> str:
        """The role's key as words: "Programme manager"."""
        return SPELLED_OUT.get(self.role) or self.role.replace("-", " ").capitalize()

    @property
    def login(self) -> str:
        """The sign-in, in a domain that can never receive mail."""
        return f"{self.key}@demonstration.example"


def players() -> tuple[Player, ...]:
    """Everyone in the demonstration, in the order in which the chooser shows them."""
    return tuple(Player(**person) for person in tomllib.loads(PEOPLE.read_text(encoding="utf-8"))["person"])

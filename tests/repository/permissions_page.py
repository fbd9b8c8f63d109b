"""The page that shows who may open what, printed from the answers that the permission matrix was given."""

import csv
from collections.abc import Iterable, Mapping
from itertools import groupby

from tests.repository.tree import ROOT

GOLDEN = ROOT / "tests" / "golden" / "permission_matrix.csv"
CLOSED = {"sign in", "401", "403", "404", "405"}
BEGINNING = """# Who may open what

Every address of the programme, every shipped role, and a visitor who has not signed in. A test asks and posts to each
of them in a programme where everything belongs to strangers, and prints what it was answered: somebody's own studies
and work are open to that person whatever stands here. A city that changes a role changes its column.

● may · ◐ may look and not change · ○ may not (is led to the door, or there is no such page)
"""


def permissions_page() -> str:
    """The page, a table for each first part of the address."""
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    roles = [name for name in rows[0] if name not in ("method", "address")]
    by_address = {address: list(ones) for address, ones in groupby(rows, key=lambda row: row["address"])}
    parts = [BEGINNING]
    for room, addresses in groupby(by_address, key=lambda address: address.split("/")[1]):
        parts.append(f"## /{room}\n")
        parts.append(f"| address | {' | '.join(role.replace('-', ' ') for role in roles)} |")
        parts.append(f"|---|{':-:|' * len(roles)}")
        parts.extend(_line(address, by_address[address], roles) for address in addresses)
        parts.append("")
    return "\n".join(parts)


def _line(address: str, rows: list[dict[str, str]], roles: Iterable[str]) -> str:
    answers: Mapping[str, dict[str, str]] = {row["method"]: row for row in rows}
    cells = (_mark(answers["GET"][role], answers["POST"][role]) for role in roles)
    return f"| `{address}` | {' | '.join(cells)} |"


def _mark(looks: str, sends: str) -> str:
    """What one role may do at one address; a method that is none there does not count."""
    may = [answer not in CLOSED for answer in (looks, sends) if answer != "405"]
    if not any(may):
        return "○"
    return "●" if all(may) else "◐"

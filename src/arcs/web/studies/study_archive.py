"""A study folder as one ZIP file: looked into before anything is unpacked, and unpacked into a private folder only."""

import shutil
import stat
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from arcs.core.evaluation.study import Study
from arcs.core.refusal import Refusal
from arcs.files.studies.schema import SETTINGS_FILE

MOST_FILES = 5_000
MOST_BYTES = 2 << 30
SUSPICIOUS_RATIO = 200
SUSPICIOUS_SIZE = 100 << 20
CHUNK = 1 << 20
LARGE = 1 << 31
ZIP_DAY = (1980, 1, 1, 0, 0, 0)  # the same files have the same bytes


def is_study_archive(path: Path) -> bool:
    """Whether a file is a ZIP that holds study.toml, at its top or in its one folder."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return _home(archive) is not None


def unpack_study(path: Path, name: str, folder: Path) -> Path:
    """Unpack the archive into `folder` and return the study's own folder; Refusal for what no study needs."""
    try:
        with zipfile.ZipFile(path) as archive:
            home = _home(archive)
            if home is None:
                raise Refusal(name, f"no {SETTINGS_FILE} stands in it", "pack the study's folder as it is into one ZIP")
            _check(archive, name)
            for member in archive.infolist():
                if not member.is_dir():
                    _unpack(archive, member, folder)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError) as broken:
        raise Refusal(
            name, "the archive is cut off, damaged or locked", "pack the folder again and upload it"
        ) from broken
    return folder / home


def _home(archive: zipfile.ZipFile) -> str | None:
    found = [PurePosixPath(one) for one in archive.namelist() if PurePosixPath(one).name == SETTINGS_FILE]
    shallow = sorted((one for one in found if len(one.parts) <= 2), key=lambda one: len(one.parts))
    return str(shallow[0].parent) if shallow else None


def _check(archive: zipfile.ZipFile, name: str) -> None:
    members = archive.infolist()
    if len(members) > MOST_FILES or sum(one.file_size for one in members) > MOST_BYTES:
        raise Refusal(name, "it holds more than a study does (5,000 files, 2 GB)", "take out what is not the study's")
    for one in members:
        parts = PurePosixPath(one.filename.replace("\\", "/")).parts
        if not parts or ".." in parts or parts[0] == "/" or ":" in parts[0]:
            raise Refusal(name, f"{one.filename!r} would be written outside its folder", "pack the folder again")
        if stat.S_ISLNK(one.external_attr >> 16):
            raise Refusal(name, f"{one.filename!r} is a link to another file", "pack the file itself")
        if one.file_size > SUSPICIOUS_SIZE and one.file_size > SUSPICIOUS_RATIO * max(one.compress_size, 1):
            raise Refusal(name, f"{one.filename!r} unpacks to far more than it is", "pack the folder again")


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path) -> None:
    target = folder.joinpath(*PurePosixPath(member.filename.replace("\\", "/")).parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    left = member.file_size
    with archive.open(member) as source, target.open("xb") as file:
        while piece := source.read(CHUNK):
            left -= len(piece)
            if left < 0:
                raise zipfile.BadZipFile(member.filename)
            file.write(piece)


def pack(files: Sequence[Path], folder: Path, archive: Path) -> None:
    """Write files under their paths from `folder` into one ZIP: the same files give the same bytes."""
    with zipfile.ZipFile(archive, "x", zipfile.ZIP_DEFLATED) as made:
        for one in files:
            member = zipfile.ZipInfo(one.relative_to(folder).as_posix(), date_time=ZIP_DAY)
            member.compress_type = zipfile.ZIP_DEFLATED
            with one.open("rb") as source, made.open(member, "w", force_zip64=one.stat().st_size > LARGE) as target:
                shutil.copyfileobj(source, target, CHUNK)


def demand_inside(study: Study) -> None:
    """Refusal where a study names a dispatch export or mapping outside its own folder: the server has other files."""
    for source in study.calls:
        for given in (source.path, source.mapping):
            if given and not is_inside(given):
                raise Refusal(
                    f"{SETTINGS_FILE}, [[calls]]",
                    f"{given!r} lies outside the study's folder",
                    "put the file into the folder, as in calls/2025.csv",
                )


def is_inside(path: str) -> bool:
    """Whether a path stays in the folder that it begins in.

    >>> is_inside("calls/2025.csv"), is_inside("../2025.csv"), is_inside("/etc/passwd"), is_inside("C:\\\\calls.csv")
    (True, False, False, False)
    """
    parts = PurePosixPath(path.replace("\\", "/")).parts
    return bool(parts) and ".." not in parts and parts[0] != "/" and ":" not in parts[0]

"""A study folder as one ZIP file: looked into before anything is unpacked, and unpacked into a private folder only."""

import stat
import zipfile
from pathlib import Path, PurePosixPath

from arcs.core.refusal import Refusal
from arcs.files.studies.schema import SETTINGS_FILE

MOST_FILES = 5_000
MOST_BYTES = 2 << 30
SUSPICIOUS_RATIO = 200
SUSPICIOUS_SIZE = 100 << 20
CHUNK = 1 << 20


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

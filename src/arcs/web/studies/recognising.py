"""What an uploaded file is, by its content: what our readers open is what we take."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from arcs.files.hashing import sha256_of
from arcs.files.sources import open_sources
from arcs.web.studies.content import private_folder, under_its_name
from arcs.web.studies.models import UploadKind
from arcs.web.studies.study_archive import is_study_archive


@dataclass(frozen=True, kw_only=True)
class Recognised:
    """A file that we can use: what it is, its SHA-256 and size in bytes, and what was remarked while it was opened."""

    kind: UploadKind
    sha256: str
    size: int
    remarks: tuple[str, ...] = ()


def recognised(path: Path, name: str) -> Recognised:
    """What the file at `path`, given as `name`, is; raises Refusal with a clear sentence for everything else."""
    size, sha256 = path.stat().st_size, sha256_of(path)
    if is_study_archive(path):
        return Recognised(kind=UploadKind.STUDY, sha256=sha256, size=size)
    with private_folder() as folder, duckdb.connect() as connection:
        sources = open_sources([under_its_name(path, name, folder)], connection, folder / "opened")
        remarks = (*sources.remarks, *(said for table in sources.tables for said in table.remarks))
    return Recognised(kind=UploadKind.CALLS, sha256=sha256, size=size, remarks=remarks)

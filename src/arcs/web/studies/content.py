"""Bytes of files in the database: in pieces of at most 1 MiB, out again into a private folder or a spooled file."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings

from arcs.web.studies.models import DocumentChunk, StudyDocument, Upload, UploadChunk

CHUNK = 1 << 20
HELD = 8  # chunks that are in memory at once
OCTETS = "application/octet-stream"


@contextmanager
def private_folder() -> Iterator[Path]:
    """A new folder that only we can read, inside the state folder; it is removed however the block ends."""
    home = Path(settings.ARCS_WORK_FOLDER)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix="work-", dir=home) as made:
        yield Path(made)


def store_upload(upload: Upload, path: Path) -> None:
    """Write a file's bytes as the chunks of `upload`."""
    with path.open("rb") as file:
        rows = (
            UploadChunk(study_id=upload.study_id, upload=upload, number=number, content=content)
            for number, content in enumerate(pieces(file))
        )
        UploadChunk.objects.bulk_create(rows, batch_size=HELD)


def store_document(document: StudyDocument, path: Path) -> None:
    """Write a file's bytes as the chunks of `document`."""
    with path.open("rb") as file:
        rows = (
            DocumentChunk(study_id=document.study_id, document=document, number=number, content=content)
            for number, content in enumerate(pieces(file))
        )
        DocumentChunk.objects.bulk_create(rows, batch_size=HELD)


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """A file's bytes, 1 MiB at a time."""
    while piece := file.read(CHUNK):
        yield piece


def upload_pieces(upload: UUID) -> Iterable[bytes]:
    """The chunks of an upload in order; read them inside a transaction."""
    chunks = UploadChunk.objects.filter(upload_id=upload).order_by("number")
    return (bytes(one) for one in chunks.values_list("content", flat=True).iterator(chunk_size=HELD))


def document_pieces(document: UUID) -> Iterable[bytes]:
    """The chunks of a document in order; read them inside a transaction."""
    chunks = DocumentChunk.objects.filter(document_id=document).order_by("number")
    return (bytes(one) for one in chunks.values_list("content", flat=True).iterator(chunk_size=HELD))


def write_upload(upload: Upload, folder: Path) -> Path:
    """Write an upload under its own name into `folder`; raises ValueError when it is not the file that was given."""
    path = folder / upload.file_name
    digest = hashlib.sha256()
    with path.open("xb") as file:
        for piece in upload_pieces(upload.pk):
            digest.update(piece)
            file.write(piece)
    if digest.hexdigest() != upload.sha256:
        raise ValueError(f"Upload {upload.pk} is not the file that was given: its SHA-256 differs.")
    return path


def spooled(content: Iterable[bytes]) -> IO[bytes]:
    """The bytes in a nameless file at its beginning, so that an answer can be sent after its transaction ended."""
    home = Path(settings.ARCS_WORK_FOLDER)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = tempfile.TemporaryFile(dir=home)  # noqa: SIM115 - the answer closes it when it was sent
    for piece in content:
        file.write(piece)
    file.seek(0)
    return file


def under_its_name(path: Path, name: str, folder: Path) -> Path:
    """The same bytes under the name that the person gave; a copy only where the folders lie on different disks."""
    named = folder / safe_name(name)
    try:
        os.link(path, named)
    except OSError:
        shutil.copyfile(path, named)
    return named


def safe_name(name: str) -> str:
    """The last part of a name without what a file system or a header could misread, at most 200 characters.

    >>> safe_name("../week 35.csv"), safe_name("\\x00")
    ('week 35.csv', 'file')
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(one for one in last if one.isprintable() and one not in '"<>:|?*').strip(" .")
    return kept[-200:] or "file"

"""Protected text: encrypted under a key per file that lives outside the database.

Histories, seals and backups hold ciphertext only. Destroying a file's key makes every copy of its text unreadable, in
the database, in its history and on every backup: that is how a court's order to expunge is carried out.
"""

import os
import threading
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

MARK = b"arcs1"  # says what the bytes are, so that plain bytes cannot pass for them
NONCE_BYTES = 12
KEY_BITS = 256


class KeyDestroyed(LookupError):
    """The file's key is gone: its text was expunged, or the key folder was not restored."""


def keys_folder() -> Path:
    """The folder of keys, made with mode 0700 when it is missing; PermissionError when others may look into it."""
    folder = Path(settings.ARCS_KEYS_FOLDER)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if folder.stat().st_mode & 0o077:
        raise PermissionError(f"Others can look into the folder of keys. Close it: chmod 700 {folder.name}")
    return folder


def has_key(file_id: UUID) -> bool:
    """Whether the file's text can be read here."""
    return (keys_folder() / str(file_id)).exists()


def make_key(file_id: UUID) -> None:
    """Make the key of a new file, whole and on disk before this returns.

    FileExistsError when the file has one, KeyDestroyed when it had one: what was expunged gets no second life.
    """
    folder = keys_folder()
    if _grave(file_id).exists():
        raise KeyDestroyed(f"File {file_id} was expunged. Begin a new file.")
    fresh = folder / f".{file_id}.{os.getpid()}.{threading.get_ident()}"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(AESGCM.generate_key(bit_length=KEY_BITS))
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, folder / str(file_id))  # all or nothing, and never over another key
    finally:
        fresh.unlink()
    _sync(folder)


def destroy_key(file_id: UUID) -> bool:
    """Overwrite and remove the key of a file for good; whether there was one. Its text can never be read again."""
    path = keys_folder() / str(file_id)
    _grave(file_id).touch(mode=0o600)
    there = path.exists()
    if there:
        with path.open("r+b") as file:
            file.write(os.urandom(KEY_BITS // 8))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    _sync(keys_folder())  # or a power cut could bring the name back
    return there


def _grave(file_id: UUID) -> Path:
    return keys_folder() / f"{file_id}.expunged"


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def seal_text(file_id: UUID, text: str) -> bytes:
    """Encrypt one text under its file's key (AES-256-GCM, the file's id as associated data)."""
    nonce = os.urandom(NONCE_BYTES)
    return MARK + nonce + AESGCM(_key(file_id)).encrypt(nonce, text.encode(), file_id.bytes)


def open_text(file_id: UUID, sealed: bytes) -> str:
    """Decrypt one text; raises KeyDestroyed when its key is gone, ValueError when it was tampered with."""
    sealed = bytes(sealed).removeprefix(MARK)
    try:
        return AESGCM(_key(file_id)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], file_id.bytes).decode()
    except (InvalidTag, ValueError) as wrong:
        raise ValueError(
            f"A text of file {file_id} does not fit its key: it was changed, or belongs to another file."
        ) from wrong


def _key(file_id: UUID) -> bytes:
    try:
        return (keys_folder() / str(file_id)).read_bytes()
    except FileNotFoundError:
        raise KeyDestroyed(f"File {file_id} has no key. Its text was expunged, or its key was not restored.") from None


class ProtectedText(models.BinaryField[bytes, bytes]):
    """A column of ciphertext. Write with `seal_text(file_id, text)`, read with `open_text(file_id, column)`.

    It does not decrypt by itself: which file's key applies, and that the read was logged, is the query's business.
    `file` names the column of the same row that holds the file's id; expunging a file finds its rows by it.
    """

    description = "Text encrypted under its file's own key"

    def __init__(self, *args: Any, file: str = "id", **options: Any) -> None:
        super().__init__(*args, **options)
        self.file = file

    def deconstruct(self) -> Any:
        """With `file`, for migrations."""
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "file": self.file}

    def get_prep_value(self, value: Any) -> Any:
        """Refuse plain text, which would otherwise reach history and backups."""
        if value is not None and (isinstance(value, str) or not bytes(value).startswith(MARK)):
            raise TypeError("A protected text must be sealed first: seal_text(file_id, text).")
        return super().get_prep_value(value)

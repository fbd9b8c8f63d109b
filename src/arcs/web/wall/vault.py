"""Protected text: encrypted under a key per file that lives outside the database.

Histories, seals and backups hold ciphertext only. Destroying a file's key makes every copy of its text unreadable, in
the database, in its history and on every backup: that is how a court's order to expunge is carried out.
"""

import os
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

NONCE_BYTES = 12
KEY_BITS = 256


class KeyDestroyed(LookupError):
    """The file's key is gone: its text was expunged, or the key folder was not restored."""


def keys_folder() -> Path:
    """The folder of keys, made with mode 0700 when it is missing."""
    folder = Path(settings.ARCS_KEYS_FOLDER)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def make_key(file_id: UUID) -> None:
    """Make the key of a new file; FileExistsError when it has one. The key is on disk before this returns."""
    descriptor = os.open(keys_folder() / str(file_id), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(AESGCM.generate_key(bit_length=KEY_BITS))
        file.flush()
        os.fsync(file.fileno())


def destroy_key(file_id: UUID) -> bool:
    """Overwrite and remove the key of a file; whether there was one. Its text can never be read again."""
    path = keys_folder() / str(file_id)
    if not path.exists():
        return False
    with path.open("r+b") as file:
        file.write(os.urandom(KEY_BITS // 8))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    return True


def seal_text(file_id: UUID, text: str) -> bytes:
    """Encrypt one text under its file's key (AES-256-GCM, the file's id as associated data)."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(_key(file_id)).encrypt(nonce, text.encode(), file_id.bytes)


def open_text(file_id: UUID, sealed: bytes) -> str:
    """Decrypt one text; raises KeyDestroyed when its key is gone, ValueError when it was tampered with."""
    try:
        return AESGCM(_key(file_id)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], file_id.bytes).decode()
    except InvalidTag as wrong:
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
    """

    description = "Text encrypted under its file's own key"

    def get_prep_value(self, value: Any) -> Any:
        """Refuse plain text, which would otherwise reach history and backups."""
        if isinstance(value, str):
            raise TypeError("A protected text must be sealed first: seal_text(file_id, text).")
        return super().get_prep_value(value)

"""The passwords of one private server: made at random for its folder, kept in one file that only its owner reads."""

import json
import os
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path

from arcs.core.refusal import Refusal
from arcs.postgres.roles import ROLES

SUPERUSER = "postgres"
NAME = "credentials.json"


def read_credentials(folder: Path) -> Mapping[str, str]:
    """The password of each role; refuses a file that is missing, broken, or readable by others."""
    path = folder / NAME
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise Refusal(str(path), "other users may read these passwords", f"run chmod 600 {path}")
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {role: str(kept[role]) for role in (SUPERUSER, *ROLES)}
    except PermissionError:
        raise Refusal(str(path), "another user keeps this server's passwords", "start ARCS as that user") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise Refusal(
            str(path),
            "the passwords of the private server are missing or cannot be read",
            "put this file back from where the folder was saved, or restore a backup into a new folder",
        ) from None


def make_credentials(folder: Path) -> Mapping[str, str]:
    """Makes and keeps new passwords; whole or not at all, so that a power cut leaves no half file."""
    made = {role: secrets.token_urlsafe(32) for role in (SUPERUSER, *ROLES)}
    write_private(folder / NAME, json.dumps(made, indent=2) + "\n")
    return made


def write_private(path: Path, text: str) -> None:
    """Writes a file of mode 0600 under another name, makes it safe on the disk, then gives it its name."""
    unnamed = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(unnamed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        unnamed.rename(path)
    except BaseException:
        unnamed.unlink(missing_ok=True)
        raise

"""What the environment says: the database, the secret, the host names. Nothing secret has a default in code."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from arcs.core.refusal import Refusal

SECRET_BYTES = 48
OWN_NAMES = ("127.0.0.1", "localhost")


def hosts(given: str) -> list[str]:
    """The host names that are answered: those given, with commas, and this machine's own.

    Its own are never left out: `arcs serve` and a monitor ask /health there, without the proxy.

    >>> hosts("arcs.example.org, arcs.example.com")
    ['arcs.example.org', 'arcs.example.com', '127.0.0.1', 'localhost']
    """
    named = [host.strip() for host in given.split(",")]
    return list(dict.fromkeys([*(host for host in named if host), *OWN_NAMES]))


def database(url: str, *, pool: Mapping[str, int] | None = None) -> dict[str, object]:
    """Django's description of the database at a `postgresql://` address; Refusal when it is no such address."""
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in ("postgresql", "postgres") or not name:
        raise Refusal(
            "DATABASE_URL",
            f"{parts.scheme or 'an empty text'}://… is no address of a PostgreSQL database",
            "write it as postgresql://arcs_app:password@host:5432/arcs",
        )
    query: dict[str, object] = dict(parse_qsl(parts.query))
    host = query.pop("host", None) or parts.hostname or ""
    return {
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(query.pop("port", None) or parts.port or ""),
        "OPTIONS": {**query, **({"pool": dict(pool)} if pool else {})},
    }


def secret_key(environment: Mapping[str, str], folder: Path) -> str:
    """The key that signs sessions: from ARCS_SECRET_KEY, else from a file of mode 0600, made once."""
    given = environment.get("ARCS_SECRET_KEY")
    if given:
        return given
    path = folder / "secret-key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text().strip()
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(SECRET_BYTES))
    if path.stat().st_mode & 0o077:
        raise Refusal(str(path), "others can read the key that signs sessions", f"chmod 600 {path.name}")
    return path.read_text().strip()


def private_folder(folder: Path) -> Path:
    """The folder, made if need be, with mode 0700: nobody else on the machine can read what lies in it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    return folder

"""The three addresses of one database: of its owner, of the application and of the public's reader."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

from arcs.core.refusal import Refusal

APPLICATION, OWNER, PUBLIC = "DATABASE_URL", "ARCS_OWNER_DATABASE_URL", "ARCS_PUBLIC_DATABASE_URL"
_FORM = "postgresql://USER:PASSWORD@HOST:5432/DATABASE"


@dataclass(frozen=True, repr=False)
class Addresses:
    """Three postgresql:// URLs of one database; a role that was not given is an empty text.

    The owner migrates, backs up and restores; the application works; the public's reader sees releases only.

    >>> Addresses(owner="", application="postgresql://arcs_app:hush@db.example.org/arcs", public="")
    Addresses(owner='', application='postgresql://arcs_app:***@db.example.org/arcs', public='')
    """

    owner: str
    application: str
    public: str

    def __repr__(self) -> str:
        shown = ", ".join(f"{one.name}={without_password(getattr(self, one.name))!r}" for one in fields(self))
        return f"Addresses({shown})"

    def as_environment(self) -> dict[str, str]:
        """The variables that hand these addresses to another process; a role without address is left out."""
        named = {APPLICATION: self.application, OWNER: self.owner, PUBLIC: self.public}
        return {name: url for name, url in named.items() if url}

    def of_database(self, name: str) -> Self:
        """The same roles on the same server, in another database."""
        return type(self)(
            owner=in_database(self.owner, name),
            application=in_database(self.application, name),
            public=in_database(self.public, name),
        )

    def demand_owner(self) -> str:
        """The owner's address; refuses where it was not given."""
        if not self.owner:
            raise Refusal(
                OWNER,
                "this needs the database's owner, and his address is not set",
                f"set {OWNER} to {_FORM} with the role that owns the tables",
            )
        return self.owner


def from_environment(environment: Mapping[str, str] | None = None) -> Addresses | None:
    """The addresses set in the environment; None where no DATABASE_URL is set and the private server is meant.

    Refuses an address that is set and cannot be one, without repeating its password.
    """
    given = os.environ if environment is None else environment
    set_ones = {name: given.get(name, "").strip() for name in (OWNER, APPLICATION, PUBLIC)}
    for name, url in set_ones.items():
        if url:
            _check(name, url)
    if not set_ones[APPLICATION]:
        others = [name for name in (OWNER, PUBLIC) if set_ones[name]]
        if others:
            raise Refusal(
                APPLICATION,
                f"it is not set, but {' and '.join(others)} is",
                f"set {APPLICATION} too, or none of them to use the private server",
            )
        return None
    return Addresses(owner=set_ones[OWNER], application=set_ones[APPLICATION], public=set_ones[PUBLIC])


def _check(name: str, url: str) -> None:
    remedy = f"write it as {_FORM} (special characters in the password as %XX)"
    try:
        scheme = urlsplit(url).scheme
        told = conninfo_to_dict(url)
    except (ValueError, psycopg.ProgrammingError):
        raise Refusal(name, "it cannot be read as an address of PostgreSQL", remedy) from None
    if scheme not in {"postgresql", "postgres"}:
        raise Refusal(name, "it does not begin with postgresql://, and ARCS keeps its data in PostgreSQL only", remedy)
    missing = [word for word, key in (("user", "user"), ("database", "dbname")) if not told.get(key)]
    if missing:
        raise Refusal(name, f"it names no {' and no '.join(missing)}", remedy)


def socket_url(user: str, password: str, folder: str, database: str) -> str:
    """The URL of a database behind a Unix socket in `folder`; the port is named, so that PGPORT cannot bend it.

    >>> print(socket_url("arcs_app", "p/w", "/run/arcs", "arcs"))
    postgresql://arcs_app:p%2Fw@/arcs?host=%2Frun%2Farcs&port=5432
    """
    where = urlencode({"host": folder, "port": 5432})
    return f"postgresql://{quote(user, safe='')}:{quote(password, safe='')}@/{quote(database, safe='')}?{where}"


def in_database(url: str, name: str) -> str:
    """The same address in another database; an empty address stays empty.

    >>> print(in_database("postgresql://arcs_app:x@/arcs?host=%2Frun", "probe"))
    postgresql://arcs_app:x@/probe?host=%2Frun
    """
    if not url:
        return ""
    # not urlunsplit: it drops the // of an address without host in some versions of Python
    head, _, query = url.partition("?")
    parts = urlsplit(head)
    kept = [(key, value) for key, value in parse_qsl(query, keep_blank_values=True) if key != "dbname"]
    tail = f"?{urlencode(kept)}" if kept else ""
    return f"{parts.scheme}://{parts.netloc}/{quote(name, safe='')}{tail}"


def without_password(url: str) -> str:
    """The address as it may be shown: every password in it is three stars.

    >>> without_password("postgresql://a:secret@db/arcs?password=secret&sslmode=require")
    'postgresql://a:***@db/arcs?password=***&sslmode=require'
    """
    if not url:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "***"
    person, at, host = parts.netloc.rpartition("@")
    user, colon, _ = person.partition(":")
    query = "&".join(
        f"{key}=***" if "password" in unquote(key).lower() else f"{key}={value}" if equals else key
        for key, equals, value in (one.partition("=") for one in parts.query.split("&"))
    )
    shown = f"{user}{':***' if colon else ''}{at}{host}"
    return f"{parts.scheme}://{shown}{parts.path}" + (f"?{query}" if query else "")

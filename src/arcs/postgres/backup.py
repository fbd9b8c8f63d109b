"""Backup of a whole database into one file, and restore that proves itself before it counts.

The file is a ZIP of `database.dump` (pg_dump's own format) and `manifest.json` (versions, roles, rows and digest of
every table, all of one moment). Keys of protected text (ARCS_KEYS_FOLDER) are never in a backup: save that folder
apart, or what is protected cannot be read after a restore; what was expunged stays expunged.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

import arcs
from arcs.core.refusal import Refusal
from arcs.postgres.addresses import Addresses
from arcs.postgres.binaries import Binaries, find_binaries
from arcs.postgres.fingerprints import SESSION_SQL, Fingerprint, checking_sql, fingerprints
from arcs.postgres.roles import ROLES

FORMAT = 1
DUMP, MANIFEST = "database.dump", "manifest.json"
KEYS = "The keys of protected text (ARCS_KEYS_FOLDER) are not in this file. Save that folder apart from it."
_VARIABLES = {
    "host": "PGHOST", "hostaddr": "PGHOSTADDR", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD",
    "dbname": "PGDATABASE", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY", "passfile": "PGPASSFILE", "connect_timeout": "PGCONNECT_TIMEOUT",
}  # fmt: skip
_USED = (
    "select exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace "
    "where n.nspname <> 'information_schema' and n.nspname !~ '^pg_') "
    "or exists (select from pg_proc p join pg_namespace n on n.oid = p.pronamespace "
    "where n.nspname <> 'information_schema' and n.nspname !~ '^pg_')"
)
_AGAIN = "make the backup again, or take another one"


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: when and by which versions it was made, and a fingerprint of every table and sequence."""

    made: str
    arcs: str
    postgresql: int
    dump_sha256: str
    tables: tuple[Fingerprint, ...]

    def as_text(self) -> str:
        """The manifest as JSON, for people too."""
        told = {**vars(self), "format": FORMAT, "keys": KEYS, "roles": list(ROLES)}
        told["tables"] = [one.as_dict() for one in self.tables]
        return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def backup(addresses: Addresses, file: Path) -> Manifest:
    """Saves the owner's whole database, as of one moment, while others go on working; `file` appears when it is whole.

    Refuses where the owner's address is missing, where row security would hide rows from him, where pg_dump fails.
    """
    owner = addresses.demand_owner()
    programs = find_binaries()
    with (
        tempfile.TemporaryDirectory(dir=_folder_of(file), prefix=".arcs-backup-") as workspace,
        _connected(owner) as connection,
    ):
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        row = connection.execute("select pg_export_snapshot(), current_setting('server_version_num')::int").fetchone()
        snapshot, number = row if row else ("", 0)
        dump = Path(workspace) / DUMP
        _run_dump(programs, owner, dump, snapshot)
        try:
            tables = tuple(fingerprints(connection))
        except psycopg.errors.InsufficientPrivilege as fault:
            raise Refusal(
                "backup", f"the owner may not see everything ({_first(str(fault))})", "let arcs_owner own every table"
            ) from None
        manifest = Manifest(
            made=datetime.now(UTC).isoformat(timespec="seconds"),
            arcs=arcs.__version__,
            postgresql=number // 10000,
            dump_sha256=_sha256(dump),
            tables=tables,
        )
        _write(Path(workspace) / "whole.zip", dump, manifest)
        (Path(workspace) / "whole.zip").replace(file)
    return manifest


def restore(file: Path, addresses: Addresses, *, replace: bool = False) -> Manifest:
    """Fills the owner's database from a backup, in one transaction that ends only if every table has the saved rows.

    Refuses a damaged file, a newer PostgreSQL's backup, and a database that is not empty unless `replace` is true; then
    what the owner owns there is dropped first. Whatever fails, the database stays as it was.
    """
    owner = addresses.demand_owner()
    programs = find_binaries()
    with tempfile.TemporaryDirectory(prefix="arcs-restore-") as workspace:
        dump = Path(workspace) / DUMP
        manifest = _unpack(file, dump)
        with _connected(owner) as connection:
            _check_target(connection, manifest, replace=replace)
            checks = checking_sql(manifest.tables, connection)
        beginning = "begin;\nset lock_timeout = '30s';\n" + ("drop owned by current_user;\n" if replace else "")
        if replace:
            beginning += "grant all on schema public to current_user;\n"
        _pump(programs, owner, dump, beginning.encode(), f"{checks}\ncommit;\n".encode())
    return manifest


def _connected(url: str) -> psycopg.Connection[Any]:
    try:
        connection = psycopg.connect(url, autocommit=True)
    except psycopg.OperationalError as fault:
        raise Refusal("database", f"it cannot be reached ({_first(str(fault))})", "start the server first") from None
    connection.execute(SESSION_SQL.encode())
    connection.autocommit = False
    return connection


def _folder_of(file: Path) -> Path:
    folder = file.absolute().parent
    if not folder.is_dir():
        raise Refusal(str(folder), "there is no such folder", "make it, or name another file")
    return folder


def _environment(url: str) -> dict[str, str]:
    """The address as libpq's variables: a password on a command line can be read by every user of the machine."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    told: Mapping[str, Any] = conninfo_to_dict(url)
    return {**kept, "LC_ALL": "C", **{_VARIABLES[key]: str(told[key]) for key in _VARIABLES if told.get(key)}}


def _run_dump(programs: Binaries, owner: str, dump: Path, snapshot: str) -> None:
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own program
        [programs.program("pg_dump"), "-Fc", "--no-owner", f"--snapshot={snapshot}", "-f", str(dump)],
        env=_environment(owner), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise Refusal(
            "backup",
            f"pg_dump could not save the database ({_first(done.stderr)})",
            "see that arcs_owner owns every table and that PostgreSQL's programs are as new as the server",
        )


def _write(target: Path, dump: Path, manifest: Manifest) -> None:
    descriptor = os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w+b") as stream:
        with zipfile.ZipFile(stream, "w", allowZip64=True) as archive:
            archive.write(dump, DUMP)
            archive.writestr(MANIFEST, manifest.as_text())
        stream.flush()
        os.fsync(stream.fileno())


def _unpack(file: Path, dump: Path) -> Manifest:
    try:
        with zipfile.ZipFile(file) as archive:
            kept = json.loads(archive.read(MANIFEST))
            if kept["format"] != FORMAT:
                raise Refusal(str(file), f"it is of format {kept['format']}", "restore it with the ARCS that made it")
            manifest = Manifest(
                made=str(kept["made"]),
                arcs=str(kept["arcs"]),
                postgresql=int(kept["postgresql"]),
                dump_sha256=str(kept["dump_sha256"]),
                tables=tuple(Fingerprint.from_manifest(one) for one in kept["tables"]),
            )
            with archive.open(DUMP) as source, dump.open("wb") as target:
                shutil.copyfileobj(source, target, 1 << 20)
    except FileNotFoundError:
        raise Refusal(str(file), "there is no such file", "name the backup's file") from None
    except (OSError, zipfile.BadZipFile, ValueError, KeyError, TypeError, EOFError, RuntimeError):
        raise Refusal(str(file), "this is no whole backup of ARCS", _AGAIN) from None
    if _sha256(dump) != manifest.dump_sha256:
        raise Refusal(str(file), "the saved database differs from its manifest: the file is damaged", _AGAIN)
    return manifest


def _check_target(connection: psycopg.Connection[Any], manifest: Manifest, *, replace: bool) -> None:
    row = connection.execute(
        "select current_setting('server_version_num')::int / 10000, "
        "array(select r from unnest(%s::text[]) r where not exists (select from pg_roles where rolname = r)), "
        f"({_USED})",
        [list(ROLES)],
    ).fetchone()
    version, missing, used = row if row else (0, [], False)
    if version < manifest.postgresql:
        raise Refusal(
            "database",
            f"it is PostgreSQL {version}, and the backup is of PostgreSQL {manifest.postgresql}",
            f"restore into PostgreSQL {manifest.postgresql} or newer",
        )
    if missing:
        raise Refusal(
            "database", f"the roles {', '.join(missing)} are missing", "make ARCS's roles first (arcs.postgres.roles)"
        )
    if used and not replace:
        raise Refusal(
            "database",
            "it is not empty, and a restore would mix two states",
            "restore into an empty one, or add --replace",
        )


def _pump(programs: Binaries, owner: str, dump: Path, beginning: bytes, ending: bytes) -> None:
    """Feeds psql: what comes first, the dump as SQL, then the checks and the commit, only if all went well so far."""
    psql = [programs.program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", "-"]
    unpacking = [programs.program("pg_restore"), "--no-owner", "-f", "-", str(dump)]
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
        with subprocess.Popen(  # noqa: S603 - PostgreSQL's own program
            psql, env=_environment(owner), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said
        ) as server:
            whole = _feed(server, unpacking, complained, (beginning, ending))
            status = server.wait()
        faults = [_first(_text(one)) for one in (complained, said) if _text(one).strip()]
    if not whole or status != 0:
        raise Refusal(
            "restore",
            f"nothing was changed, because the restore failed ({'; '.join(faults) or 'PostgreSQL ended'})",
            "see that nobody uses the database, and take another backup if this one is at fault",
        )


def _feed(
    server: subprocess.Popen[bytes], unpacking: Sequence[str], complaints: IO[bytes], around: tuple[bytes, bytes]
) -> bool:
    """Whether everything, the commit included, was given to psql; without the commit the server rolls back."""
    if server.stdin is None:
        raise RuntimeError("psql was started without a pipe.")
    try:
        with server.stdin as sink:
            sink.write(around[0])
            with subprocess.Popen(  # noqa: S603 - PostgreSQL's own program
                unpacking, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=complaints
            ) as source:
                if source.stdout is not None:
                    shutil.copyfileobj(source.stdout, sink, 1 << 20)
            if source.returncode != 0:
                return False
            sink.write(around[1])
    except BrokenPipeError:
        return False
    return True


def _text(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read(4000).decode("utf-8", "replace")


def _first(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return next((line for line in lines if "ARCS" in line or "error" in line.lower()), lines[0] if lines else "")


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()

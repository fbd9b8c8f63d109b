"""Files, folders, archives: every path given becomes pieces, each one table file on disk under a name of ours."""

from __future__ import annotations

import gzip
import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, cast

from arcs.core.refusal import Refusal
from arcs.files.hashing import sha256_of
from arcs.files.sources.kinds import kind_of

CHUNK = 1 << 20
EXPANDED_AT_MOST = 20 << 30
SUSPICIOUS_SIZE = 100 << 20
SUSPICIOUS_RATIO = 200
DEPTH = 3

TABLE_SUFFIXES = frozenset(
    [".csv", ".tsv", ".tab", ".psv", ".txt", ".dat", ".asc", ".xlsx", ".xlsm", ".xls", ".parquet", ".pq", ".gz", ".zip"]
)
_TELLING = TABLE_SUFFIXES - {".txt", ".dat", ".asc"}


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One table file. `path` holds its bytes: the file itself, or a copy in the workspace of a member of an archive.

    `named` is true for a path that the person gave; what lies in a folder or an archive may be passed over with a
    remark where it is no table. `certain` is true where its name says that it is a table.
    """

    file: str
    path: Path
    kind: str
    named: bool
    certain: bool
    copied: bool
    outer: Path
    outer_hash: Callable[[], str]
    own_hash: Callable[[], str] | None = None

    @cached_property
    def own_sha256(self) -> str:
        """SHA-256 of the piece's own bytes, before they were written anew in another encoding."""
        if self.own_hash is not None:
            return self.own_hash()
        return sha256_of(self.path) if self.copied else self.outer_hash()


@dataclass(kw_only=True)
class Unpacking:
    """Walks what was given; copies of members go to `workspace` under made-up names."""

    workspace: Path
    remarks: list[str] = field(default_factory=list)

    def pieces(self, paths: Sequence[Path]) -> Iterator[Piece]:
        """All table files in the order given; folders by name."""
        for path in paths:
            if path.is_dir():
                yield from self._folder(path)
            else:
                yield from self._file(path, file=path.name, named=True)

    def _folder(self, folder: Path) -> Iterator[Piece]:
        found = 0
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            if path.is_dir() or self.workspace.resolve() in path.resolve().parents:
                continue
            label = f"{folder.name}/{inside.as_posix()}"
            if not self._is_wanted(inside, label):
                continue
            found += 1
            yield from self._file(path, file=label, named=False)
        if not found:
            raise Refusal(
                str(folder), "the folder holds no table file", "name a folder with CSV, XLSX or Parquet files"
            )

    def _is_wanted(self, inside: Path, label: str) -> bool:
        hidden = any(part.startswith((".", "~$", "__MACOSX")) for part in inside.parts if part not in {".", ".."})
        if hidden or inside.suffix.lower() not in TABLE_SUFFIXES | {""}:
            self.remarks.append(f"{label} was passed over: {'a hidden file' if hidden else 'not a table by its name'}")
            return False
        return True

    def _file(self, path: Path, *, file: str, named: bool) -> Iterator[Piece]:
        head = _head(path, file)
        outer_hash = _once(path)
        yield from self._opened(
            path, head, file=file, named=named, copied=False, outer=path, outer_hash=outer_hash, depth=0
        )

    def _opened(
        self,
        path: Path,
        head: bytes,
        *,
        file: str,
        named: bool,
        copied: bool,
        outer: Path,
        outer_hash: Callable[[], str],
        depth: int,
    ) -> Iterator[Piece]:
        certain = named or Path(file).suffix.lower() in _TELLING
        try:
            kind = kind_of(path, head, file)
        except Refusal as refusal:
            if named or (certain and head):  # one empty file among many is remarked on
                raise
            self.remarks.append(f"{file} was passed over: {refusal.why}")
            return
        if kind not in {"zip", "gz"}:
            yield Piece(
                file=file,
                path=path,
                kind=kind,
                named=named,
                certain=certain,
                copied=copied,
                outer=outer,
                outer_hash=outer_hash,
            )
            return
        if depth >= DEPTH:
            raise Refusal(
                file, f"archives are packed more than {DEPTH} deep", "unpack it and give the tables themselves"
            )
        members = self._zip_members(path, file) if kind == "zip" else self._gz_member(path, file)
        found = 0
        for label, copy in members:
            found += 1
            yield from self._opened(
                copy,
                _head(copy, label),
                file=label,
                named=False,
                copied=True,
                outer=outer,
                outer_hash=outer_hash,
                depth=depth + 1,
            )
        if not found:
            raise Refusal(file, "the archive holds no table file", "pack CSV, XLSX or Parquet files into it")

    def _gz_member(self, path: Path, file: str) -> Iterator[tuple[str, Path]]:
        label = f"{file} > {Path(file.rsplit(' > ', maxsplit=1)[-1]).stem}"
        with gzip.open(path, "rb") as stream:
            yield label, self._copied(cast(BinaryIO, stream), packed=path.stat().st_size, file=file, label=label)

    def _zip_members(self, path: Path, file: str) -> Iterator[tuple[str, Path]]:
        try:
            archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, RuntimeError) as fault:
            raise _broken(file, fault) from fault
        with archive:
            for member in archive.infolist():
                label = f"{file} > {member.filename}"
                if member.is_dir() or not self._is_wanted(Path(member.filename), label):
                    continue
                if member.flag_bits & 1:
                    raise Refusal(
                        file,
                        f"its member {member.filename} is locked with a password",
                        "unpack it with the password and give the tables themselves",
                    )
                try:
                    with archive.open(member) as stream:
                        yield (
                            label,
                            self._copied(cast(BinaryIO, stream), packed=member.compress_size, file=file, label=label),
                        )
                except (zipfile.BadZipFile, RuntimeError) as fault:
                    raise _broken(file, fault) from fault

    def _copied(self, stream: BinaryIO, *, packed: int, file: str, label: str) -> Path:
        """The member's bytes under a made-up name in the workspace; its own name is never a path here."""
        target = self.workspace / f"member-{hashlib.sha256(label.encode(errors='replace')).hexdigest()[:12]}.part"
        digest, size = hashlib.sha256(), 0
        try:
            with target.open("wb") as copy:
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    _refuse_bomb(size, packed, file)
                    digest.update(chunk)
                    copy.write(chunk)
        except (zlib.error, EOFError, zipfile.BadZipFile, gzip.BadGzipFile, ValueError) as fault:
            target.unlink(missing_ok=True)
            raise _broken(file, fault) from fault
        except Refusal:
            target.unlink(missing_ok=True)
            raise
        return target.replace(self.workspace / f"member-{digest.hexdigest()[:16]}.bin")


def _once(path: Path) -> Callable[[], str]:
    found: list[str] = []

    def outer_sha256() -> str:
        if not found:
            found.append(sha256_of(path))
        return found[0]

    return outer_sha256


def _refuse_bomb(size: int, packed: int, file: str) -> None:
    if size > EXPANDED_AT_MOST or (size > SUSPICIOUS_SIZE and size > SUSPICIOUS_RATIO * max(packed, 1)):
        raise Refusal(
            file,
            f"it grows to more than {size >> 20:,} MB from {max(packed >> 10, 1):,} KB, as a zip bomb does",
            "if it is an honest export, unpack it yourself and give the tables",
        )


def _broken(file: str, fault: Exception) -> Refusal:
    cut = isinstance(fault, EOFError) or "end-of-stream" in str(fault) or "EOF" in str(fault)
    why = "the archive is cut off before its end" if cut else "the archive is damaged and cannot be unpacked"
    return Refusal(file, why, "copy or download it again and compare its size with the original")


def _head(path: Path, file: str) -> bytes:
    try:
        if not path.is_file():
            missing = not path.exists()
            raise Refusal(str(path), "there is no such file" if missing else "it is not a file", "check the path")
        with path.open("rb") as stream:
            return stream.read(1 << 16)
    except OSError as fault:
        reason = (fault.strerror or "unknown error").lower()
        raise Refusal(file, f"it cannot be opened ({reason})", "check that it can be read") from fault

"""What the clock does: takes the files that dispatch puts into a folder, row by row, and loses none.

Each row is a transaction of its own and is known by its number, so that a file may be read again after a power cut.
When all rows are over, one transaction writes what became of them; then the file is moved into `done`.
"""

from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import DataError, IntegrityError, transaction

from arcs.web.calls.actions import take_call
from arcs.web.calls.models import CallFile, CallSource, SetAsideRow
from arcs.web.calls.rows import Row, Unreadable, call_of, rows_of
from arcs.web.calls.text import LONGEST_CONTENT, LONGEST_WHY, plain
from arcs.web.jobs.clock import each_minute
from arcs.web.wall.acting import Standing, acting_as

LARGEST = 50 * 2**20
BEING_WRITTEN = ".part"
DONE = "done"


@each_minute("calls.folder", standing=Standing.CLERK)
def read_folder() -> int:
    """Take every file of the folder; how many there were. Nothing where no folder is set."""
    folder = Path(settings.ARCS_CALLS_FOLDER) if settings.ARCS_CALLS_FOLDER else None
    if folder is None or not folder.is_dir():
        return 0
    files = sorted(one for one in folder.iterdir() if _is_ready(one))
    with acting_as(Standing.CLERK):
        for one in files:
            _take_file(one)
    return len(files)


def _is_ready(file: Path) -> bool:
    hidden = file.name.startswith(".") or file.name.endswith(BEING_WRITTEN)
    return file.is_file() and not file.is_symlink() and not hidden


def _take_file(file: Path) -> None:
    is_too_large = file.stat().st_size > LARGEST
    with file.open("rb") as opened:
        content = opened.read(LARGEST)
    digest = sha256(content).hexdigest()
    if not CallFile.objects.filter(sha256=digest).exists():
        counts, aside = {"taken": 0, "already_there": 0}, []
        try:
            if is_too_large:
                raise Unreadable("it is larger than 50 MB; send it in parts")
            for row in rows_of(file.name, content):
                why = _take_row(row, counts)
                if why:
                    aside.append((row.line, why, row.content))
        except Unreadable as wrong:
            aside.append((1, f"The whole file: {wrong}", ""))
        _write_down(file.name, digest, counts, aside)
    done = file.parent / DONE
    done.mkdir(exist_ok=True)
    file.rename(done / f"{digest[:12]}-{file.name}"[:255])


def _take_row(row: Row, counts: dict[str, int]) -> str:
    """Take one row and count it; the reason where it cannot be taken."""
    try:
        facts, needs, key = call_of(row)
        taken = take_call(by=Standing.CLERK, facts=facts, flags=needs, source=CallSource.FOLDER.value, source_key=key)
    except Unreadable as wrong:
        return str(wrong)
    except (DataError, IntegrityError) as wrong:
        return f"the database does not take it: {type(wrong).__name__}"
    counts["already_there" if taken.was_there else "taken"] += 1
    return ""


def _write_down(name: str, digest: str, counts: dict[str, int], aside: list[tuple[int, str, str]]) -> None:
    clerk = Standing.CLERK.value
    with transaction.atomic():
        file = CallFile.objects.create(
            name=plain(name)[:255], sha256=digest, rows_read=sum(counts.values()) + len(aside), set_aside=len(aside),
            made_by=clerk, **counts,
        )  # fmt: skip
        SetAsideRow.objects.bulk_create(
            SetAsideRow(
                file=file, line=line, why=_why(why, content), content=plain(content)[:LONGEST_CONTENT], made_by=clerk,
            )
            for line, why, content in aside
        )  # fmt: skip


def _why(why: str, content: str) -> str:
    """The reason, and that not all is kept where that is so; the file itself lies in `done`."""
    cut = f" (only its first {LONGEST_CONTENT:,} characters are kept here)" if len(content) > LONGEST_CONTENT else ""
    return plain(why)[: LONGEST_WHY - len(cut)] + cut

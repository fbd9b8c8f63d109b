"""What Linux tells of a server's processes: alive or a zombie, and whose data folder they stand in.

A killed process whose parent never asks for its end stays as a zombie, which a signal of 0 still reaches. So the state
is read from `/proc`. Where there is no `/proc`, nothing is known beyond the signal, and nothing is healed.
"""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")
LOOK_AGAIN = 0.01


def is_alive(pid: int) -> bool:
    """Whether the process runs; a zombie does not."""
    if pid <= 0:
        return False
    if not (PROC / "self").exists():
        return _answers(pid)
    try:
        told = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    # the name in parentheses may itself hold parentheses and spaces
    return told.rpartition(")")[2].split()[0] not in {"Z", "X", "x"}


def _answers(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def working_in(folder: Path) -> Iterator[int]:
    """The living PostgreSQL processes whose working folder is this data folder: the server and its children."""
    wanted = str(folder.resolve())
    for one in PROC.glob("[0-9]*"):
        try:
            ours = str((one / "cwd").readlink()) == wanted and (one / "comm").read_text().strip() == "postgres"
        except OSError:
            continue
        if ours and is_alive(int(one.name)):
            yield int(one.name)


def ended_within(pid: int, seconds: float) -> bool:
    """Waits for the end of a process, at most so long; whether it came."""
    deadline = time.monotonic() + seconds
    while is_alive(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_AGAIN)
    return True


def bring_down(pid: int, *, fast: float = 30.0, immediate: float = 10.0) -> None:
    """Ends a server: fast shutdown, after `fast` seconds an immediate one, after `immediate` more a kill."""
    for order, patience in ((signal.SIGINT, fast), (signal.SIGQUIT, immediate), (signal.SIGKILL, 5.0)):
        try:
            os.kill(pid, order)
        except ProcessLookupError:
            return
        if ended_within(pid, patience):
            return

"""What the frames and components print: frozen facts, made by the rooms, shown by templates."""

from dataclasses import dataclass, field
from typing import Literal

from arcs.core.figures import Figure

JobState = Literal["waiting", "running", "done", "stopped", "cancelled"]


@dataclass(frozen=True, kw_only=True)
class NavigationEntry:
    """One of at most seven entries of the frame; `key` is the letter after g that leads there.

    `inner` are the pages that stand together in it; they are shown while one of them is open.
    """

    label: str
    url: str
    current: bool = False
    key: str = ""
    inner: tuple["NavigationEntry", ...] = ()


@dataclass(frozen=True, kw_only=True)
class Who:
    """The person signed in, as the frame names them; `draft_key` is a hash that parts people's drafts in a browser."""

    name: str
    role_words: str = ""
    draft_key: str = ""
    account_url: str = ""
    sign_out_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Programme:
    """The programme whose installation this is; `invented` marks a demonstration."""

    name: str
    logo_url: str = ""
    invented: bool = False


@dataclass(frozen=True, kw_only=True)
class Crumb:
    """One step of the way to this page."""

    label: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Stat:
    """One number with its words; `url` opens the rows it counts, `note` follows the unit."""

    label: str
    figure: Figure
    url: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class LogLine:
    """One line of a job's log: the clock as it is shown, and the sentence."""

    clock: str
    text: str


@dataclass(frozen=True, kw_only=True)
class JobShown:
    """Long work in one row: `done` of `total` count `unit`, `rate` and `left` are words, `poll_url` answers it anew."""

    title: str
    state: JobState
    stage: str = ""
    stage_number: int = 0
    stages: int = 0
    done: int | None = None
    total: int | None = None
    unit: str = ""
    rate: str = ""
    left: str = ""
    why: str = ""
    url: str = ""
    result_url: str = ""
    result_label: str = ""
    cancel_url: str = ""
    retry_url: str = ""
    poll_url: str = ""
    log_url: str = ""
    log: tuple[LogLine, ...] = field(default=())

    @property
    def is_moving(self) -> bool:
        """Whether the row can still change by itself."""
        return self.state in {"waiting", "running"}

    @property
    def percent(self) -> int | None:
        """Whole percent done, or None where the total is not known.

        >>> JobShown(title="Import", state="running", done=1, total=3).percent
        33
        """
        if not self.total or self.done is None:
            return None
        return min(100, self.done * 100 // self.total)

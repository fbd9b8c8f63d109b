"""An edition's rows as the core's own edition, and the name of its content.

Rows never say where an edition stands: that follows from its table. So the same content has the same digest as a draft,
in review and in force, and an approval names exactly what was read. What was read once is kept in the process under its
own texts, which whoever asks has just read from the database in his own name (docs/decisions/0022).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from arcs.core.protocol import BoundEdition, ProtocolEdition, digest
from arcs.files.protocol.texts import Read, Texts, read_rows
from arcs.web.protocols import models
from arcs.web.protocols.models import State

MOST_KEPT = 12  # editions; one of 250 call types takes about a megabyte
# A file has no word for "approved, and holds on no day": so it says draft, which binds nobody.
_STATUS = {State.DRAFT: "draft", State.IN_REVIEW: "draft", State.APPROVED: "approved", State.WITHDRAWN: "retired"}


@dataclass(frozen=True, kw_only=True)
class Content:
    """What an edition says: its texts as they were read, the core's edition where there is one, and its digest."""

    read: Read
    digest: str

    @property
    def edition(self) -> ProtocolEdition | None:
        """The edition as a draft without days, as it is proven, tried and replayed; None while anything is wrong."""
        return self.read.edition


def content_of(rows: Mapping[str, Sequence[Texts]]) -> Content:
    """What rows of texts say."""
    return _kept(json.dumps(rows, sort_keys=True, ensure_ascii=False))


@lru_cache(maxsize=MOST_KEPT)
def _kept(texts: str) -> Content:
    read = read_rows(json.loads(texts))
    return Content(read=read, digest=digest(read.edition) if read.edition else "")


@lru_cache(maxsize=MOST_KEPT)
def bound(edition: ProtocolEdition) -> BoundEdition:
    """The edition made ready to be asked."""
    return BoundEdition(edition)


def digest_of(edition: ProtocolEdition) -> str:
    """The digest of an edition's content, whatever days and state its file gives."""
    about = replace(edition.about, status="draft", effective_from=None, retired_from=None, approved_by="")
    return digest(replace(edition, about=about))


def as_it_stands(
    row: models.ProtocolEdition, edition: ProtocolEdition, *, ends: date | None, approved_by: str = ""
) -> ProtocolEdition:
    """The edition with its state and days, as a file or another program gets it; `ends`: retired or replaced."""
    undated = row.state == State.APPROVED and row.effective_from is None
    about = replace(
        edition.about, status="draft" if undated else _STATUS[State(row.state)], effective_from=row.effective_from,
        retired_from=ends, approved_by=approved_by,
    )  # fmt: skip
    return replace(edition, about=about)

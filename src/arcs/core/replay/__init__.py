"""A protocol edition over last year's calls: what would have moved, at best and at worst, and what we would regret.

Calls are folded to distinct vectors, and each vector is answered once by the same function that answers one call.
History knows few answers: at best everything nobody recorded was no, at worst it counts as the edition counts unknown.
"""

from arcs.core.replay.folding import REGRETS
from arcs.core.replay.hours import Hours, hours_of
from arcs.core.replay.replaying import Moved, Regret, Replay, ReplayStore, Unanswerable, replay
from arcs.core.replay.tabling import replay_tables, summary_tables

__all__ = [
    "REGRETS",
    "Hours",
    "Moved",
    "Regret",
    "Replay",
    "ReplayStore",
    "Unanswerable",
    "hours_of",
    "replay",
    "replay_tables",
    "summary_tables",
]

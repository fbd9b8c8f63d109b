"""The programme's settings: who we are, when each service is open, what is published, timed and kept; dated, frozen.

Local difference is data here, never code. A `Programme` is one whole set of settings; an `Edition` says from which
day it holds; `differences` says in plain words what changed; `digest` names the set that a manifest used.
"""

from arcs.core.agency.clock import known_zone
from arcs.core.agency.differences import Difference, differences
from arcs.core.agency.editions import Edition, edition_in_force, editions_to_come
from arcs.core.agency.hours import WEEKDAYS, Span, Week
from arcs.core.agency.opening import Opening, is_open, openings, opens_next, stretches
from arcs.core.agency.programme import SECTIONS, Identity, Programme, Section, conflicts, digest
from arcs.core.agency.rows import Area, Holiday, Language, Retention, Service, ServiceKind, Statistic, Target, Threshold
from arcs.core.agency.thresholds import KNOWN_THRESHOLDS, KnownThreshold

__all__ = [
    "KNOWN_THRESHOLDS",
    "SECTIONS",
    "WEEKDAYS",
    "Area",
    "Difference",
    "Edition",
    "Holiday",
    "Identity",
    "KnownThreshold",
    "Language",
    "Opening",
    "Programme",
    "Retention",
    "Section",
    "Service",
    "ServiceKind",
    "Span",
    "Statistic",
    "Target",
    "Threshold",
    "Week",
    "conflicts",
    "differences",
    "digest",
    "edition_in_force",
    "editions_to_come",
    "is_open",
    "known_zone",
    "openings",
    "opens_next",
    "stretches",
]

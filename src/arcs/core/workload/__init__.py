"""Committed unit time: from dispatched to cleared, by call type, hour and area; hours to FTE by named assumptions."""

from arcs.core.workload.assumptions import (
    ASSUMPTION_SETS,
    CIVILIAN_FULL_TIME,
    LITTLE_RELIEF_BELOW_FTE,
    OFFICER,
    AssumptionSet,
    FteRange,
    fte,
    fte_range,
    gives_little_relief,
    sensitivity_table,
)
from arcs.core.workload.committed import committed_from
from arcs.core.workload.intervals import Interval
from arcs.core.workload.measurement import Request, Workload, measure
from arcs.core.workload.selection import CHOOSABLE, conditions
from arcs.core.workload.tables import Reckoning, workload_tables

__all__ = [
    "ASSUMPTION_SETS",
    "CHOOSABLE",
    "CIVILIAN_FULL_TIME",
    "LITTLE_RELIEF_BELOW_FTE",
    "OFFICER",
    "AssumptionSet",
    "FteRange",
    "Interval",
    "Reckoning",
    "Request",
    "Workload",
    "committed_from",
    "conditions",
    "fte",
    "fte_range",
    "gives_little_relief",
    "measure",
    "sensitivity_table",
    "workload_tables",
]

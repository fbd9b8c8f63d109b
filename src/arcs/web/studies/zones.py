"""A mapping with what only its reader knows: the clocks' time zone and the order of days."""

from dataclasses import replace

from arcs.files.exports import Mapping


def with_time_zone(mapping: Mapping, time_zone: str, day_order: str = "") -> Mapping:
    """The mapping with what its reader answered."""
    return replace(mapping, timezone=time_zone or mapping.timezone, day_order=day_order or mapping.day_order)

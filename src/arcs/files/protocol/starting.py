"""The edition from which drafts begin, and what a study's dispositions mean in it: two files that a person can read."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from arcs.core.agency import Programme, Section
from arcs.core.drafting import Asking, Hours, Starting, Way
from arcs.core.protocol import ProtocolEdition, Rule
from arcs.files.protocol.reading import read_protocol
from arcs.files.toml_sections import Layout, read_whole

STARTING_FILE = Path(__file__).with_name("starting.toml")
DRAFTING_FILE = Path(__file__).with_name("drafting.toml")
_Manner = tuple[Asking, Mapping[str, tuple[Any, ...]]]

_LAYOUT: Layout[_Manner] = Layout(
    version=1,
    head="asking",
    head_row=Asking,
    sections=(
        Section(name="ways", title="Ways", row=Way, meaning="What a disposition means."),
        Section(name="beside", title="Beside", row=Rule, meaning="Rules whose call types the study says."),
    ),
    conflicts=lambda parts: (),
    whole=lambda asking, parts: (asking, parts),
    head_of=lambda manner: manner[0],
)


@lru_cache(maxsize=1)
def starting_edition() -> ProtocolEdition:
    """The edition that ships for drafts: reserved questions and routes, the law's rules, types known by name."""
    return read_protocol(STARTING_FILE)


@lru_cache(maxsize=1)
def starting() -> Starting:
    """Everything that a draft begins from."""
    asking, parts = read_whole(_LAYOUT, DRAFTING_FILE)
    return Starting(edition=starting_edition(), asking=asking, ways=parts["ways"], beside=parts["beside"])


def hours_of(programme: Programme) -> Hours:
    """The programme's own clock, services and holidays for a draft."""
    return Hours(time_zone=programme.identity.time_zone, services=programme.services, holidays=programme.holidays)

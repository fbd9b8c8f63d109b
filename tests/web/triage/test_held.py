"""Without its link the strip looks up what the core decided: both say the same, whatever was answered."""

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from tests.making.browser import CHROMIUM

from arcs.core.dispatching.lost_link import held_to
from arcs.core.dispatching.standing import LAST_RESORTS
from arcs.core.protocol import DISQUALIFIERS, Answer, Case
from arcs.web.triage.advising import offered
from arcs.web.triage.rules import rules

HELD = Path(__file__).parents[3] / "src" / "arcs" / "web" / "triage" / "static" / "triage" / "held.js"
LOOKED_UP = """([rules, cases]) => cases.map(one => {
    const held = arcsTriage.held(rules, one);
    return [[held.route, ...held.secondary].join(), held.choices.map(([code]) => code).join()];
})"""
STALE = "[[null, 5], [9000, 5], [0, 1000], [0, 1001]].map(([read, now]) => arcsTriage.isStale(read, now, 1))"


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium or Chrome on this machine; install Debian's chromium")
def test_the_strip_and_the_core_agree_over_every_answer(chromium: Any) -> None:
    said = list(product(["yes", "no", "unknown", ""], repeat=len(DISQUALIFIERS)))
    cases = [dict(zip(DISQUALIFIERS, one, strict=True)) for one in said]
    page = chromium.new_page()
    page.add_script_tag(content=HELD.read_text(encoding="utf-8"))
    looked_up = page.evaluate(LOOKED_UP, [rules(None, timezone.now()), cases])
    known = [Case(answers={one: Answer(given) for one, given in case.items() if given}) for case in cases]
    routes = [held_to(one, why="").routes for one in known]
    instead = [offered(None, one, held[0], only=LAST_RESORTS) for one, held in zip(known, routes, strict=True)]
    assert looked_up == [
        [",".join(held), ",".join(code for code, _name in others)] for held, others in zip(routes, instead, strict=True)
    ]
    assert page.evaluate(STALE) == [True, True, False, True], "never read, or read in a time to come, is stale"
    page.close()

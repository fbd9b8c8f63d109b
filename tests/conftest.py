"""What every test shares: a fixed Hypothesis profile, so that a run can be repeated, and a browser."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from tests.making.browser import CHROMIUM, LAUNCH

settings.register_profile(
    "arcs", deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", deadline=None, max_examples=500)
settings.load_profile(os.environ.get("ARCS_HYPOTHESIS", "arcs"))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A Chromium of this machine.

    It ends with its module: while Playwright runs, its event loop is this thread's, and Django then refuses to touch a
    database. Tests of other rooms follow in the same process, in any order.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=LAUNCH)
        yield started
        started.close()

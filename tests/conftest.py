"""What every test shares: a fixed Hypothesis profile, so that a run can be repeated, and a browser."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from tests.making.browser import CHROMIUM, LAUNCH

# Whole modules are given to whichever process is free; what takes minutes must not be what is left at the end.
# The first two begin together: one fills a demonstration for its journeys while the other needs none.
LONGEST_FIRST = (
    "journeys/test_every_page.py",
    "site/test_permission_matrix.py",
    "journeys/test_the_tutorial.py",
    "journeys/",
)

FILLED = "filled"  # the folder of this run in which a demonstration stands that journeys copy

settings.register_profile(
    "arcs", deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", deadline=None, max_examples=500)
settings.load_profile(os.environ.get("ARCS_HYPOTHESIS", "arcs"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long modules come first, all others in the random order that they have."""

    def place(item: pytest.Item) -> int:
        at = item.path.as_posix()
        return next((number for number, part in enumerate(LONGEST_FIRST) if part in at), len(LONGEST_FIRST))

    items.sort(key=place)


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


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The process that started all others takes away the demonstration that their journeys copied."""
    if hasattr(session.config, "workerinput") or not hasattr(session.config, "_tmp_path_factory"):
        return
    filled = session.config._tmp_path_factory.getbasetemp() / FILLED / "demonstration"
    if filled.exists():
        from arcs.web.site.serving import forget

        forget(filled)

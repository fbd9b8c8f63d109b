"""`python -m django work`: a worker until SIGTERM or SIGINT."""

import signal
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand

from arcs.web.jobs.worker import work


class Command(BaseCommand):
    """Run long work, one job at a time; ends at the next checkpoint when told to."""

    help = "Run long work until SIGTERM."

    def handle(self, *_: Any, **__: Any) -> None:
        """Work until a signal says stop."""
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        self.stdout.write("worker: ready")
        self.stdout.flush()
        work(stop)

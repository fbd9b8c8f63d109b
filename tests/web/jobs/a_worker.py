"""A real worker in a process of its own, which also knows the kinds of tests."""

import signal
from threading import Event

import django

if __name__ == "__main__":
    django.setup()
    import tests.making.jobs  # noqa: F401 - declares kinds

    from arcs.web.jobs import worker

    worker.SECONDS_BETWEEN_SWEEPS = 0.3
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    print("ready", flush=True)
    worker.work(stop, seconds_between_looks=0.05)

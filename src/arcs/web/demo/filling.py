"""`python -m arcs.web.demo.filling STUDY ACCOUNTS`: fills the demonstration before anything serves."""

import os
import signal
import sys
from pathlib import Path

import django

from arcs.core.refusal import Refusal


def main(study: Path, accounts: Path) -> None:
    """Set Django up, then fill whatever is missing."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # files on their way are still removed
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arcs.web.site.settings")
    django.setup()
    from arcs.web.demo.invention import fill  # noqa: PLC0415 - models can be imported only now

    fill(study, accounts, lambda line: print(line, flush=True))  # noqa: T201 - the demonstration shows it


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except Refusal as refusal:
        sys.exit(str(refusal))

"""`python -m arcs.web.demo.filling STUDY ACCOUNTS`: fills the demonstration before anything serves."""

import os
import sys
from pathlib import Path

import django


def main(study: Path, accounts: Path) -> None:
    """Set Django up, then fill whatever is missing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arcs.web.site.settings")
    django.setup()
    from arcs.web.demo.invention import fill  # noqa: PLC0415 - models can be imported only now

    fill(study, accounts, lambda line: print(line, flush=True))  # noqa: T201 - the demonstration shows it


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

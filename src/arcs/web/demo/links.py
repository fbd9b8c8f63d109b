"""Links of people without an account, for whoever tries the demonstration: `demo-links.json` beside the accounts."""

import json
import os
import tempfile
from pathlib import Path

LINKS = "demo-links.json"


def read_links(accounts: Path) -> dict[str, str]:
    """The paths by what they open ("rater"); nothing where there is no file yet, or one that is cut off."""
    try:
        found = json.loads(accounts.with_name(LINKS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(path) for name, path in found.items()} if isinstance(found, dict) else {}


def write_link(accounts: Path, name: str, path: str) -> None:
    """Add or renew one link; the file is written for nobody but us (mode 0600), whole or not at all."""
    links = read_links(accounts) | {name: path}
    accounts.parent.mkdir(parents=True, exist_ok=True)
    descriptor, made = tempfile.mkstemp(dir=accounts.parent, prefix=".links-")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(links, file, indent=1)
    Path(made).replace(accounts.with_name(LINKS))

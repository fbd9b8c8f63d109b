"""Fresh links of the demonstration, for whoever tries a page that needs no account: `demo-links.json`, for us alone."""

import json
import os
import tempfile
from pathlib import Path

FILE = "demo-links.json"


def note_link(state_folder: Path, key: str, url: str) -> None:
    """Write one link under its key ("survey", "partner", "rater") beside the others; mode 0600, whole or not at all."""
    known = links(state_folder) | {key: url}
    descriptor, name = tempfile.mkstemp(dir=state_folder, prefix=".links-")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(known, file, indent=1)
    Path(name).replace(state_folder / FILE)


def links(state_folder: Path) -> dict[str, str]:
    """The links noted so far; none where the file is not there."""
    path = state_folder / FILE
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}

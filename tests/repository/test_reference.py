"""The reference pages say what the code does."""

from tests.repository.reference import pages
from tests.repository.tree import ROOT


def test_the_reference_pages_are_those_the_code_would_write() -> None:
    stale = [
        str(path.relative_to(ROOT))
        for path, text in pages().items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    assert stale == [], "Run script/docs and commit what it writes."

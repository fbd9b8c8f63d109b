"""How much of what others send is kept as text, and what PostgreSQL can hold of it."""

LONGEST_WHY, LONGEST_CONTENT, LONGEST_NOTE = 400, 20_000, 8_000


def plain(text: str) -> str:
    """Text that PostgreSQL can hold: no NUL, no half of a surrogate pair."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")

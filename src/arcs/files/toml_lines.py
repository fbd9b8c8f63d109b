"""Where in a TOML file a section or a key stands, so that a fault can name its line."""

import re


def line_of(text: str, section: str, key: str = "", nth: int = 0) -> int:
    """The line of a section's heading (the `nth` of its name, from 0), or of one of its keys; 0 where it is not found.

    >>> line_of("[place]\\nname = 'Oak Park'\\n", "place", "name")
    2
    """
    lines = text.splitlines()
    heads = [at for at, line in enumerate(lines, 1) if re.match(rf"\[\[?\s*{re.escape(section)}\s*\]", line.strip())]
    if len(heads) <= nth:
        return 0
    if not key:
        return heads[nth]
    for at in range(heads[nth], len(lines)):
        line = lines[at].strip()
        if line.startswith("["):
            break
        if re.match(rf"{re.escape(key)}\s*=", line):
            return at + 1
    return heads[nth]

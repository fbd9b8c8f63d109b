"""What every answer must carry."""

from collections.abc import Mapping

STRICT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def unsafe(headers: Mapping[str, str]) -> list[str]:
    """The names of headers that are missing or too weak in an answer."""
    policy = headers.get("Content-Security-Policy", "")
    weak = [name for name, value in STRICT.items() if headers.get(name) != value]
    if "default-src 'none'" not in policy or "unsafe" in policy or "http" in policy or "*" in policy:
        weak.append("Content-Security-Policy")
    return weak

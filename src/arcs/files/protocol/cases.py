"""Calls as lines of JSON: each line a case; a line that is none is said to be so and loses no other."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from arcs.core.protocol import Case, case_of
from arcs.core.refusal import Refusal

LONGEST_LINE = 1_000_000


@dataclass(frozen=True, kw_only=True)
class CaseLine:
    """A line: its number from 1, the case, and why it is none (then the case knows nothing)."""

    line: int
    case: Case
    wrong: str = ""


class _TwiceError(ValueError):
    pass


def read_cases(path: Path) -> Iterator[CaseLine]:
    """The cases of a file in order; blank lines are no cases. Raises `Refusal` where the file cannot be read."""
    try:
        content = path.read_bytes()
    except OSError as stopped:
        raise Refusal(
            str(path), f"it cannot be read ({stopped.strerror})", "give a file of cases, a line of JSON each"
        ) from None
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if line.strip():
            yield _read(number, line)


def _read(number: int, line: bytes) -> CaseLine:
    try:
        if len(line) > LONGEST_LINE:
            raise ValueError("it is too long for a call")
        given = json.loads(line.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    except UnicodeDecodeError:
        wrong = "it is not UTF-8 text"
    except _TwiceError as twice:
        wrong = str(twice)
    except (ValueError, RecursionError) as unreadable:
        wrong = f"it is not JSON ({' '.join(str(unreadable).split())[:120]})"
    else:
        if isinstance(given, dict):
            return CaseLine(line=number, case=case_of(given))
        wrong = "it holds no call in braces"
    return CaseLine(line=number, case=Case(), wrong=f"line {number} cannot be used: {wrong}")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object whose keys stand once: of two answers to one question none can be trusted."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _TwiceError(f'"{twice[:60]}" stands in it twice')
    return found


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number")

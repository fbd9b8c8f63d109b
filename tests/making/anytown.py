"""The invented dispatch export of examples/anytown: one year of calls that nobody made, with the usual faults.

`python -m tests.making.anytown` writes the file again; a test holds it to what is written here.
"""

import csv
import io
import random
from datetime import datetime, timedelta
from pathlib import Path

EXPORT = Path(__file__).resolve().parents[2] / "examples" / "anytown" / "calls.csv"
HEADS = ("Event No", "Nature", "Pri", "Beat", "Source", "Unit", "Received", "Dispatched", "On Scene", "Cleared",
         "invented")  # fmt: skip
STAMP = "%m/%d/%Y %H:%M:%S"
# call type: calls of the year, priority, usual minutes from dispatched to cleared, hours in which most come
TYPES = {
    "PARKING COMPLAINT": (320, 4, 22, range(7, 20)),
    "NOISE COMPLAINT": (210, 4, 28, range(19, 24)),
    "THEFT FROM AUTO": (170, 3, 55, range(6, 18)),
    "DOMESTIC DISTURBANCE": (110, 1, 75, range(16, 24)),
    "RADIO TEST": (26, 5, 2, range(6, 7)),
}
SOURCES = ("911", "911", "Non-emergency line", "Officer")
UNITS = ("A11", "A12", "B21", "B22", "C31")


def _row(number: int, name: str, chance: random.Random) -> list[str]:
    _many, priority, minutes, hours = TYPES[name]
    day = datetime(2025, 1, 1) + timedelta(days=chance.randrange(365))
    hour = chance.choice(hours) if chance.random() < 0.8 else chance.randrange(24)
    received = day + timedelta(hours=hour, seconds=chance.randrange(3600))
    dispatched = received + timedelta(seconds=round(chance.expovariate(1 / (90 * priority))))
    scene = dispatched + timedelta(seconds=round(chance.lognormvariate(0, 0.4) * 300))
    cleared = max(scene, dispatched) + timedelta(seconds=round(chance.lognormvariate(0, 0.45) * minutes * 60))
    times = [received, dispatched, scene, cleared]
    said = [one.strftime(STAMP) for one in times]
    if chance.random() < 0.02:
        said[2] = ""  # nobody pressed the button
    if chance.random() < 0.01:
        said[3] = ""
    beat, unit = chance.randrange(1, 5), chance.choice(UNITS)
    return [f"25-{number:05d}", name, str(priority), f"B{beat}", chance.choice(SOURCES), unit, *said, "yes"]


def text() -> str:
    """The whole file: in the order of their numbers, three rows twice, as exports of two months overlap."""
    chance = random.Random(2025)  # noqa: S311 - invents, keeps no secret
    names = [name for name, given in TYPES.items() for _ in range(given[0])]
    chance.shuffle(names)
    rows = [_row(number, name, chance) for number, name in enumerate(names, 1)]
    rows[120:120] = rows[100:103]
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows([HEADS, *rows])
    return file.getvalue()


if __name__ == "__main__":
    EXPORT.parent.mkdir(parents=True, exist_ok=True)
    EXPORT.write_text(text(), encoding="utf-8")

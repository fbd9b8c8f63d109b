"""Where a name may stand beside its mark: the largest first, never over another name or mark."""

from collections.abc import Sequence
from dataclasses import dataclass

from arcs.documents.charts.canvas import Align, text_width


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A mark that would like its name shown; a higher `weight` is served first."""

    x: float
    y: float
    radius: float
    name: str
    weight: float


@dataclass(frozen=True, kw_only=True)
class Label:
    """A name at its place."""

    x: float
    y: float
    align: Align
    name: str


@dataclass(frozen=True, kw_only=True)
class Box:
    """A rectangle on the sheet, in px."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether two boxes share any area."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, other: "Box") -> bool:
        """Whether the other lies wholly inside."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


def box_of(label: Label, size: float) -> Box:
    """The room that a label takes."""
    width = text_width(label.name, size)
    left = {"left": label.x, "center": label.x - width / 2, "right": label.x - width}[label.align]
    return Box(left=left, top=label.y - size * 0.62, right=left + width, bottom=label.y + size * 0.62)


def _candidates(spot: Spot, size: float) -> tuple[Label, ...]:
    away, up = spot.radius + 3, spot.radius + size * 0.75
    places: tuple[tuple[float, float, Align], ...] = (
        (away, 0, "left"),
        (0, -up, "center"),
        (0, up, "center"),
        (-away, 0, "right"),
        (spot.radius * 0.6, -up, "left"),
        (spot.radius * 0.6, up, "left"),
    )
    return tuple(Label(x=spot.x + x, y=spot.y + y, align=align, name=spot.name) for x, y, align in places)


def place_labels(spots: Sequence[Spot], size: float, inside: Box, taken: Sequence[Box] = ()) -> tuple[Label, ...]:
    """Names that fit, heaviest first; a name that fits nowhere is left out (the table behind the chart has it).

    A spot without a name only keeps others away. `inside` bounds every name; `taken` are boxes to stay free, in px.
    """
    marks = [Box(left=s.x - s.radius, top=s.y - s.radius, right=s.x + s.radius, bottom=s.y + s.radius) for s in spots]
    blocked = [*taken, *marks]
    placed: list[Label] = []
    for spot in sorted(spots, key=lambda one: (-one.weight, one.name, one.x, one.y)):
        if not spot.name:
            continue
        for label in _candidates(spot, size):
            box = box_of(label, size)
            if inside.holds(box) and not any(box.meets(other) for other in blocked):
                placed.append(label)
                blocked.append(box)
                break
    return tuple(placed)

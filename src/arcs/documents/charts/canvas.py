"""Drawing in px on a sheet of known size, handed to Altair as layers, so that type never shrinks and nothing moves."""

from dataclasses import dataclass, field
from typing import Any, Literal

import altair as alt

from arcs.documents.look import BRAND, INK, PAPER, Form

Align = Literal["left", "center", "right"]
Item = dict[str, Any]
ORDER = ("area", "rect", "rule", "point", "text")
NARROW = set("iljtfr.,:;'|!()[] I")
WIDE = set("mwMW%—@&")


def text_width(text: str, size: float) -> float:
    """About how wide a text is in Public Sans, in px; errs on the wide side.

    >>> text_width("ill", 10) < text_width("MWM", 10)
    True
    """
    ems = sum(
        0.32 if one in NARROW else 0.9 if one in WIDE else 0.69 if one.isupper() else 0.64 if one.isdigit() else 0.59
        for one in text
    )
    return ems * size


def shortened(text: str, room: float, size: float) -> str:
    """The text, or as much of it as `room` px hold with an ellipsis.

    >>> shortened("Parking Complaint", 40, 10)
    'Parkin…'
    """
    if text_width(text, size) <= room:
        return text
    kept = text
    while kept and text_width(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


@dataclass
class Canvas:
    """A sheet of `form.width` by `height` px; the origin is top left.

    Flows lie lowest, then boxes, lines, marks and words, each kind in the order drawn: few layers draw fast.
    """

    form: Form
    height: float
    layers: dict[tuple[Any, ...], list[Item]] = field(default_factory=dict)

    def _add(self, kind: tuple[Any, ...], item: Item) -> None:
        self.layers.setdefault(kind, []).append(item)

    def box(self, x: float, y: float, width: float, height: float, fill: str, *, edge: str | None = None) -> None:
        """A filled rectangle."""
        item = {"x": x, "y": y, "x2": x + max(width, 0), "y2": y + max(height, 0), "fill": fill}
        self._add(("rect", edge), item)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        align: Align = "left",
        size: float | None = None,
        weight: int = 400,
        fill: str = INK,
    ) -> None:
        """A line of text whose middle lies at height `y`."""
        self._add(("text", align, size or self.form.text, weight), {"x": x, "y": y, "text": text, "fill": fill})

    def line(self, x: float, y: float, x2: float, y2: float, stroke: str, *, width: float = 1) -> None:
        """A straight line."""
        self._add(("rule", width), {"x": x, "y": y, "x2": x2, "y2": y2, "fill": stroke})

    def mark(self, x: float, y: float, radius: float, shape: str, fill: str) -> None:
        """A circle, diamond, triangle or square of about `radius` px."""
        item = {"x": x, "y": y, "size": 3.1416 * radius * radius, "shape": shape, "fill": fill}
        self._add(("point",), item)

    def ribbon(self, start: tuple[float, float, float], end: tuple[float, float, float], fill: str) -> None:
        """A flow from (x, top, bottom) to (x, top, bottom), bent like a river."""
        number = sum(len(items) for kind, items in self.layers.items() if kind[0] == "area")
        for step in range(25):
            t = step / 24
            ease = t * t * (3 - 2 * t)
            item = {
                "x": start[0] + (end[0] - start[0]) * t,
                "y": start[1] + (end[1] - start[1]) * ease,
                "y2": start[2] + (end[2] - start[2]) * ease,
                "fill": fill,
                "river": f"r{number:05d}",
            }
            self._add(("area", fill), item)

    def specification(self) -> dict[str, Any]:
        """The drawing as a Vega-Lite specification."""
        ordered = sorted(self.layers.items(), key=lambda layer: ORDER.index(layer[0][0]))
        layers = [self._layer(kind, f"layer_{at}") for at, (kind, _) in enumerate(ordered)]
        chart = (
            alt.layer(*layers)
            .properties(width=self.form.width, height=self.height, padding=2)
            .configure(font="Public Sans", background="transparent", aria=False)
            .configure_view(stroke=None)
        )
        made: dict[str, Any] = chart.to_dict()
        made["datasets"] = {f"layer_{at}": items for at, (_, items) in enumerate(ordered)}
        return made

    def _layer(self, kind: tuple[Any, ...], data: str) -> Any:
        x = alt.X("x:Q", scale=alt.Scale(domain=[0, self.form.width], nice=False, zero=False), axis=None)
        y = alt.Y("y:Q", scale=alt.Scale(domain=[self.height, 0], nice=False, zero=False), axis=None)
        chart = alt.Chart(alt.NamedData(data))
        fill = alt.Color("fill:N", scale=None, legend=None)
        if kind[0] == "rect":
            edge = {"stroke": kind[1], "strokeWidth": 0.6} if kind[1] else {}
            return chart.mark_rect(**edge).encode(x=x, y=y, x2="x2:Q", y2="y2:Q", color=fill)
        if kind[0] == "rule":
            return chart.mark_rule(strokeWidth=kind[1]).encode(x=x, y=y, x2="x2:Q", y2="y2:Q", color=fill)
        if kind[0] == "area":
            mark = chart.mark_area(color=kind[1] or BRAND, line=False)
            return mark.encode(x=x, y=y.stack(None), y2="y2:Q", detail="river:N")
        if kind[0] == "point":
            size, shape = alt.Size("size:Q", scale=None, legend=None), alt.Shape("shape:N", scale=None, legend=None)
            mark = chart.mark_point(filled=True, opacity=1, stroke=PAPER, strokeWidth=0.8)
            return mark.encode(x=x, y=y, size=size, shape=shape, color=fill)
        mark = chart.mark_text(
            align=kind[1], fontSize=kind[2], fontWeight=kind[3], baseline="middle", font="Public Sans"
        )
        return mark.encode(x=x, y=y, text="text:N", color=fill)

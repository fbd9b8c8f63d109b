"""What was decided, and how sure it is: dispositions, agreement between raters, other assumptions."""

from collections.abc import Sequence
from decimal import Decimal

from arcs.core.figures import Column, rounded
from arcs.core.vocabulary import Disposition
from arcs.documents.charts.canvas import Canvas, shortened, text_width
from arcs.documents.charts.chart import Chart, data_table, drawn
from arcs.documents.look import BRAND, INK, MIST, PAPER, SOFT, STEPS, Form
from arcs.documents.words.grammar import capital, in_words, plural
from arcs.documents.words.measured import Measured
from arcs.documents.words.reading import disposition_label, is_marked, item_words, number, records, source_line, text

MOST_TYPES = 36
FTE = Column(name="fte", heading="FTE", kind="number", places=2)
PALE_TEXT_FROM = 3


def dispositions(measured: Measured) -> Chart | None:
    """Officer time and categories by disposition; None without dispositions."""
    table = measured.evaluation.tables.get("matrix")
    known = [one for one in measured.categories if one.disposition]
    if table is None or not known:
        return None
    order = [one.value for one in Disposition]
    codes = sorted({one.disposition for one in known}, key=lambda code: [*order, code].index(code))
    rows = []
    for code in codes:
        members = [one for one in known if one.disposition == code]
        rows.append((disposition_label(code), len(members), sum((one.fte for one in members), Decimal(0))))
    largest = max(rows, key=lambda row: (row[2], row[1], row[0]))
    total = sum((row[2] for row in rows), Decimal(0))
    many = measured.figure("largest_disposition_count", largest[1], "Categories of the largest disposition.",
                           table="matrix", kind="whole")  # fmt: skip
    share = measured.share("largest_disposition_share", largest[2], total, "Its part of FTE.", table="matrix")
    held = f" and {share} of the officer time" if share is not None else ""
    columns = (
        Column(name="disposition", heading="Disposition"),
        Column(name="categories", heading="Categories", kind="whole"),
        FTE,
    )
    return drawn(
        name="dispositions",
        title=f"“{largest[0]}” has {in_words(many)} {plural(many, 'category', 'categories')}{held}",
        subtitle="Primary disposition: officer time in FTE, and number of categories",
        source=source_line(table),
        alternative="Bars by disposition. "
        + " ".join(f"{n}: {c} {plural(c, 'category', 'categories')}, {FTE.shown(f)} FTE." for n, c, f in rows),
        data=data_table("chart_dispositions", "Dispositions", columns, tuple(rows), table),
        draw=lambda form: _shares(form, rows, total),
    )


def _shares(form: Form, rows: Sequence[tuple[str, int, Decimal]], total: Decimal) -> Canvas:
    size = form.text
    pitch = size * (4.4 if form.is_narrow else 2.9)
    left = 0.0 if form.is_narrow else max(text_width(row[0], size * 1.1) for row in rows) + 12
    canvas = Canvas(form, pitch * len(rows) + 4)
    room = form.width - left - size * 19
    most = max((row[2] for row in rows), default=Decimal(0)) or Decimal(1)
    for at, (name, count, fte) in enumerate(rows):
        y = at * pitch + (size * 1.7 if form.is_narrow else size * 0.5)
        middle = y + size * 0.9
        if form.is_narrow:
            canvas.text(0, at * pitch + size * 0.8, name, weight=600)
        else:
            canvas.text(0, middle, name, weight=600, size=size * 1.1)
        long = max(float(fte / most) * room, 1.0)
        canvas.box(left, y, long, size * 1.8, BRAND)
        part = f", {rounded(fte / total * 100, 0)}%" if total else ""
        words = f"{FTE.shown(fte)} FTE{part}"
        canvas.text(left + long + 6, middle, words, weight=600)
        after = left + long + 12 + text_width(words, size) * 1.05
        canvas.text(after, middle, f"{count} {plural(count, 'category', 'categories')}", fill=SOFT)
    return canvas


def sensitivity(measured: Measured) -> Chart | None:
    """FTE under every pair of assumptions as a grid; None without a sensitivity table."""
    table = measured.evaluation.tables.get("sensitivity")
    cells: dict[tuple[Decimal, Decimal], Decimal] = {}
    for row in records(measured.evaluation, "sensitivity"):
        hours, share, fte = number(row.get("net_hours")), number(row.get("share_on_calls")), number(row.get("fte"))
        if hours is not None and share is not None and fte is not None:
            cells[hours, share] = fte
    if table is None or not cells:
        return None
    low = _fte(measured, "sensitivity_low", min(cells.values()), "Least FTE over the assumptions.")
    high = _fte(measured, "sensitivity_high", max(cells.values()), "Most FTE over the assumptions.")
    columns = (
        Column(name="net_hours", heading="Net hours a year", kind="whole"),
        Column(name="share_on_calls", heading="Share of time on calls", kind="share"),
        FTE,
    )
    rows = tuple((hours, share, fte) for (hours, share), fte in sorted(cells.items()))
    return drawn(
        name="sensitivity",
        title=f"The same hours are {low} to {high} FTE, depending on two assumptions",
        subtitle="FTE by net hours an officer works a year and the share of them spent on calls",
        source=source_line(table),
        alternative="Grid of FTE. "
        + " ".join(f"{columns[0].shown(h)} hours at {columns[1].shown(s)}: {FTE.shown(f)}." for h, s, f in rows),
        data=data_table("chart_sensitivity", "FTE under other assumptions", columns, rows, table),
        draw=lambda form: _grid(form, cells),
    )


def _fte(measured: Measured, name: str, value: Decimal, definition: str) -> object:
    return measured.figure(name, value, definition, table="sensitivity", unit="FTE", places=1)


def _grid(form: Form, cells: dict[tuple[Decimal, Decimal], Decimal]) -> Canvas:
    size = form.text
    hours, shares = sorted({h for h, _ in cells}), sorted({s for _, s in cells})
    left, top, high = size * 7.5, size * 3.4, size * 2.8
    wide = (form.width - left) / len(shares)
    canvas = Canvas(form, top + high * len(hours) + 2)
    least, most = min(cells.values()), max(cells.values())
    canvas.text(left, size * 0.7, "Share of working time spent on calls", fill=SOFT)
    canvas.text(0, size * 2.3, "Net hours", fill=SOFT)
    for across, share in enumerate(shares):
        words = f"{(share * 100).normalize():f}%"
        canvas.text(left + (across + 0.5) * wide, size * 2.3, words, align="center")
    for down, hour in enumerate(hours):
        canvas.text(left - 8, top + (down + 0.5) * high, f"{hour:,.0f}", align="right")
        for across, share in enumerate(shares):
            fte = cells.get((hour, share))
            if fte is None:
                continue
            tone = int((fte - least) / (most - least) * 4) if most > least else 2
            canvas.box(left + across * wide, top + down * high, wide, high, STEPS[tone], edge=PAPER)
            fill = PAPER if tone >= PALE_TEXT_FROM else INK
            shown = str(rounded(fte, 1))
            canvas.text(left + (across + 0.5) * wide, top + (down + 0.5) * high, shown, align="center", fill=fill)
    return canvas


def agreement(measured: Measured) -> Chart | None:
    """Where raters disagreed most: share of Yes by call type and item; None without individual ratings."""
    table = measured.evaluation.tables.get("agreement_by_type")
    cells: dict[str, dict[str, Decimal]] = {}
    items: dict[str, None] = {}
    for row in records(measured.evaluation, "agreement_by_type"):
        share = number(row.get("share_of_yes"))
        share = number(row.get("modal_share")) if share is None else share
        if share is None or is_marked(row.get("suppressed")):
            continue
        items[text(row.get("item"))] = None
        cells.setdefault(text(row.get("call_type")), {})[text(row.get("item"))] = share
    if table is None or not cells:
        return None
    agreed = {name: sum((max(s, 1 - s) for s in of.values()), Decimal(0)) / len(of) for name, of in cells.items()}
    order = sorted(cells, key=lambda name: (agreed[name], name))
    shown = order[:MOST_TYPES]
    split = [name for name in order if any(Decimal("0.4") <= s <= Decimal("0.6") for s in cells[name].values())]
    many = measured.count("split_types", split, "Types with a share from 40 to 60 % on some item.",
                          table="agreement_by_type")  # fmt: skip
    whole = measured.count("rated_types", order, "Types with individual ratings shown.", table="agreement_by_type")
    share_kind = Column(name="share", heading="Share", kind="share")
    columns = (Column(name="call_type", heading="Call type"), Column(name="item", heading="Item"), share_kind)
    rows = tuple((name, item, cells[name][item]) for name in order for item in items if item in cells[name])
    return drawn(
        name="agreement",
        title=f"Raters were split on at least one item for {in_words(many)} of {whole} "
        f"{plural(whole, 'call type', 'call types')}",
        subtitle="Share of raters who said Yes, or who gave the most frequent answer; the most divided types first",
        source=f"{source_line(table)} Split: 40 to 60 %. {capital(_shown_note(len(shown), len(order)))}",
        alternative=f"Heat map of call types by item. Most divided: {', '.join(order[:3])}.",
        data=data_table("chart_agreement", "Share by call type and item", columns, rows, table),
        draw=lambda form: _heat(form, shown, list(items), cells),
    )


def _shown_note(shown: int, whole: int) -> str:
    if shown == whole:
        return "all types are drawn."
    return f"the {shown} most divided of {whole} types are drawn; all are in the workbook."


def _heat(form: Form, names: Sequence[str], items: Sequence[str], cells: dict[str, dict[str, Decimal]]) -> Canvas:
    size = form.text
    left, top, high = form.width * (0.36 if form.is_narrow else 0.28), size * 4.2, size * 1.75
    wide = (form.width - left) / max(len(items), 1)
    canvas = Canvas(form, top + high * len(names) + 2)
    for across, item in enumerate(items):
        words = item_words(item).split(" ")
        half = (len(words) + 1) // 2
        for line, part in enumerate((" ".join(words[:half]), " ".join(words[half:]))):
            short = shortened(part, wide, size)
            canvas.text(left + (across + 0.5) * wide, size * (0.9 + 1.3 * line), short, align="center", fill=SOFT)
    for down, name in enumerate(names):
        y = top + down * high
        canvas.text(left - 6, y + high / 2, shortened(name, left - 8, size), align="right")
        for across, item in enumerate(items):
            share = cells[name].get(item)
            if share is None:
                canvas.box(left + across * wide, y, wide, high, MIST, edge=PAPER)
                canvas.text(left + (across + 0.5) * wide, y + high / 2, "–", align="center", fill=SOFT)
                continue
            tone = min(int(share * 5), 4)
            canvas.box(left + across * wide, y, wide, high, STEPS[tone], edge=PAPER)
            fill = PAPER if tone >= PALE_TEXT_FROM else INK
            words_in = f"{rounded(share * 100, 0)}%"
            canvas.text(left + (across + 0.5) * wide, y + high / 2, words_in, align="center", fill=fill)
    return canvas

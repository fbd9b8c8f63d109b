"""What the style page shows: figures of the published Oak Park study and made-up rows, frozen."""

from dataclasses import dataclass

from django import forms

from arcs.core.figures import Column, Figure, Table
from arcs.web.ui import widgets
from arcs.web.ui.charts import Chart, bars, columns, heat_map, share_bar
from arcs.web.ui.marks import ROUTE_NOTES, ROUTES
from arcs.web.ui.pages import Crumb, JobShown, LogLine, Stat

TYPES = (
    ("Follow up", 5.64),
    ("Premise check, officer", 4.80),
    ("Parking complaint", 4.09),
    ("Accident, property damage", 3.73),
    ("Accident, injury", 2.16),
    ("Community policing", 1.83),
)
HOURS = (14, 11, 8, 6, 6, 7, 10, 18, 28, 36, 41, 45, 48, 49, 50, 52, 55, 58, 54, 49, 43, 36, 28, 20)
WEEKS = ((35, 1348), (36, 1263), (37, 1258), (38, 1353), (39, 1327), (40, 1305), (41, 1797), (42, 1839), (43, 1883))
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ASKED = "46 call types put to residents"
SOURCE = "BerryDunn, Essential Calls for Service Evaluation, Oak Park 2022, Table A.1"


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A permit that says no, for the refused button."""

    allowed: bool = False
    why_not: str = "Two dispositions are still open."


@dataclass(frozen=True, kw_only=True)
class StylePage:
    """Everything the style page prints."""

    routes: tuple[tuple[str, str], ...]
    themes: tuple[tuple[str, str], ...]
    refused: Refused
    refused_forms: tuple[tuple[str, forms.Form], ...]
    stats: tuple[Stat, ...]
    table: Table
    nothing: Table
    charts: tuple[Chart, ...]
    wide_charts: tuple[Chart, ...]
    jobs: tuple[JobShown, ...]
    crumbs: tuple[Crumb, ...]


class StyleForm(forms.Form):
    """One field of each kind."""

    hours = forms.IntegerField(
        label="Hours on calls for one FTE", initial=525, min_value=1, help_text="The report uses 525."
    )
    share = forms.DecimalField(
        label="Share of time on calls",
        max_value=1,
        min_value=0,
        help_text="A part of one, such as 0.30.",
        error_messages={
            "required": "Enter a share between 0 and 1, for example 0.30.",
            "max_value": "This is more than the whole. Enter a share between 0 and 1, for example 0.30.",
        },
    )
    rule = forms.ChoiceField(
        label="Coding rule", choices=[("any", "As in the report: any Yes"), ("most", "Majority"), ("two", "Two-thirds")]
    )
    call_type = forms.ChoiceField(
        label="Call type",
        required=False,
        help_text="Type a few letters.",
        widget=widgets.ComboBox,
        choices=[("", ""), *((str(at), name) for at, (name, _) in enumerate(TYPES))],
    )
    first_day = widgets.DayField(label="First day", required=False, help_text="For example 01/06/2025.")
    export = forms.FileField(
        label="CAD export", required=False, widget=widgets.FileUpload, help_text="CSV or Excel, up to 2 GB."
    )
    answer = forms.ChoiceField(
        label="Must an officer go to every call of this type?",
        widget=widgets.BoxedChoices,
        choices=[("yes", "Yes, an officer every time"), ("no", "No, others could answer it"), ("unsure", "Unsure")],
    )
    classes = forms.MultipleChoiceField(
        label="Show",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        initial=["crime"],
        choices=[("crime", "Crime"), ("traffic", "Traffic"), ("service", "Service")],
    )
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    agreed = forms.BooleanField(label="A second person has read this", required=False)


class RefusedForm(forms.Form):
    """Fields that were filled in wrongly, or not at all."""

    part = forms.DecimalField(
        label="Part of the hours",
        max_value=1,
        help_text="A part of one, such as 0.30.",
        error_messages={"max_value": "This is more than the whole. Enter a part between 0 and 1, for example 0.30."},
    )
    instead = forms.ChoiceField(
        label="Who could answer instead?",
        widget=widgets.BoxedChoices,
        choices=[("cso", "A community service officer"), ("nobody", "Nobody")],
        error_messages={"required": "Choose one of the two, so that the row can be kept."},
    )


def _types() -> Table:
    return Table(
        name="types",
        title="Call types by volume",
        period="2021",
        source=SOURCE,
        population="six largest of 192 call types",
        columns=(Column(name="type", heading="Call type"), Column(name="fte", heading="FTE", kind="number", places=2)),
        rows=TYPES,
    )


def _with_total() -> Table:
    return Table(
        name="three",
        title="Three call types",
        population="three call types",
        period="2021",
        source=SOURCE,
        columns=(
            Column(name="type", heading="Call type"),
            Column(name="risk", heading="Risk"),
            Column(name="hours", heading="On calls", kind="whole", unit="hours a year"),
            Column(name="fte", heading="Volume", kind="number", places=2, unit="FTE"),
        ),
        rows=(
            ("Parking Complaint", "Limited", 2163, 4.12),
            ("Station Report", "Limited", 625, 1.19),
            ("Mental Health", "Possible", None, 0.03),
            ("Three types", "", 2788, 5.34),
        ),
    )


def _charts() -> tuple[Chart, ...]:
    hours = Table(
        name="hours",
        title="Hours by hour of day",
        population="welfare checks",
        period="2021",
        source="Invented",
        columns=(
            Column(name="hour", heading="Hour"),
            Column(name="hours", heading="Hours", kind="whole", unit="hours"),
        ),
        rows=tuple((f"{at:02d}:00", value) for at, value in enumerate(HOURS)),
    )
    weeks = Table(
        name="weeks",
        title="Rows by week",
        population="ten weekly files",
        period="2025",
        source="Alexandria, public export",
        columns=(Column(name="week", heading="Week"), Column(name="rows", heading="Rows", kind="whole", unit="rows")),
        rows=tuple((f"Week {week}", value) for week, value in WEEKS),
    )
    share = Table(
        name="share",
        title="Disposition",
        population="46 call types",
        period="2021",
        source="Invented",
        columns=(
            Column(name="to", heading="Answered by"),
            Column(name="fte", heading="FTE", kind="number", places=2, unit="FTE"),
        ),
        rows=(
            ("Community service officer", 15.41),
            ("Officers", 2.72),
            ("Telephone or online", 2.57),
            ("Hybrid", 2.26),
            ("Outside", 1.34),
        ),
    )
    heat = tuple(tuple(round(value * (0.7 + day * 0.08)) for value in HOURS) for day in range(7))
    return (
        bars(_types(), title="Six of 233 call types hold 22.25 of 76.55 FTE, 29%"),
        columns(
            hours,
            title="63% of the hours fall between 09:00 and 19:00",
            strong=tuple(f"{at:02d}:00" for at in range(9, 19)),
        ),
        columns(
            weeks,
            title="From week 41 the files hold 41% more rows",
            strong=("Week 41", "Week 42", "Week 43"),
            every_label=True,
        ),
        heat_map(
            heat,
            days=DAYS,
            title="Friday to Sunday, 15:00 to 19:00, is the busiest time",
            unit="calls",
            population="calls for service",
            period="2021",
            source="Invented",
        ),
        share_bar(share, title="24.30 FTE by who could answer"),
    )


def _stats() -> tuple[Stat, ...]:
    return (
        Stat(
            label="Volume",
            url="#tables",
            note="of 76.55",
            figure=Figure(
                name="fte",
                value=24.3,
                unit="FTE",
                places=2,
                definition="Hours on calls divided by 525 hours a year.",
                population=ASKED,
                period="2021",
            ),
        ),
        Stat(
            label="On calls",
            figure=Figure(
                name="hours",
                value=12757,
                unit="h a year",
                kind="whole",
                definition="Dispatch to clear, summed over units.",
                population=ASKED,
                period="2021",
            ),
        ),
        Stat(
            label="Residents accept",
            url="#tables",
            note="of 46",
            figure=Figure(
                name="accepted",
                value=42,
                unit="types",
                kind="whole",
                definition="Mean answer of 3 or more of 5.",
                population=ASKED,
                period="2021",
            ),
        ),
    )


def _jobs() -> tuple[JobShown, ...]:
    return (
        JobShown(
            title="Import: computing time on scene",
            state="running",
            stage="time on scene",
            stage_number=3,
            stages=5,
            done=9412,
            total=15222,
            unit="rows",
            rate="4,100 rows a second",
            left="about 2 s left",
            cancel_url="#jobs",
            log_url="#jobs",
        ),
        JobShown(
            title="Report: making the PDF",
            state="stopped",
            retry_url="#jobs",
            why="The disk is full. Free 200 MB, then try again; nothing was lost or doubled.",
            log=(LogLine(clock="14:02", text="Report asked for"), LogLine(clock="14:03", text="The disk is full")),
        ),
        JobShown(title="Evaluation of Oak Park 2022", state="done", why="46 call types in 3 s.", result_url="#jobs"),
    )


def style_page() -> StylePage:
    """All components with their examples."""
    table = _with_total()
    nothing = Table(name="none", title="Nothing", population="", period="", source="", columns=table.columns, rows=())
    return StylePage(
        routes=tuple((name, str(ROUTE_NOTES[name])) for name in ROUTES),
        themes=(("light", "Light"), ("dark", "Dark")),
        refused=Refused(),
        refused_forms=tuple(
            (theme, RefusedForm({f"{theme}-part": "1.2"}, prefix=theme)) for theme in ("light", "dark")
        ),
        stats=_stats(),
        table=table,
        nothing=nothing,
        charts=_charts(),
        wide_charts=_charts(),
        jobs=_jobs(),
        crumbs=(Crumb(label="Studies", url="#"), Crumb(label="Oak Park 2022", url="#"), Crumb(label="Calls", url="")),
    )

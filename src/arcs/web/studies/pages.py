"""What pages of studies print: lists, the accounts of an import, and the columns of its mapping."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.forms import BoundField
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arcs.web.studies.forms import MappingForm
from arcs.web.studies.ledger_rows import LEFT_OUT_REASONS
from arcs.web.studies.models import (
    CallImport,
    ColumnFound,
    ImportedCall,
    ImportState,
    LedgerLine,
    Part,
    SetAside,
    Study,
    StudyMember,
)
from arcs.web.studies.surveying import SURE_FROM
from arcs.web.ui import marks
from arcs.web.ui.list_filters import OneOf, TextContains, YesNo
from arcs.web.ui.lists import ListColumn, ListDefinition

FILTERED = "filtered"
DISCIPLINES = {"police": gettext_lazy("Police"), "fire": gettext_lazy("Fire"), "ems": gettext_lazy("EMS"),
               "other": gettext_lazy("Other")}  # fmt: skip
SHORT_DAYS = (
    gettext_lazy("Mon"), gettext_lazy("Tue"), gettext_lazy("Wed"), gettext_lazy("Thu"), gettext_lazy("Fri"),
    gettext_lazy("Sat"), gettext_lazy("Sun"),
)  # fmt: skip
STEP_LABELS = (gettext_lazy("Upload"), gettext_lazy("Map"), gettext_lazy("Check"), gettext_lazy("Load"))
STEPS: dict[str, int] = {ImportState.LOOKING: 1, ImportState.STOPPED: 1, ImportState.MAPPING: 2, ImportState.LOADING: 4,
         ImportState.LOADED: 4}  # fmt: skip
TONES: dict[str, str] = {
    ImportState.LOOKING: "info",
    ImportState.MAPPING: "warn",
    ImportState.LOADING: "info",
    ImportState.LOADED: "good",
    ImportState.STOPPED: "alarm",
}
WEEKDAYS = (
    gettext_lazy("Monday"), gettext_lazy("Tuesday"), gettext_lazy("Wednesday"), gettext_lazy("Thursday"),
    gettext_lazy("Friday"), gettext_lazy("Saturday"), gettext_lazy("Sunday"),
)  # fmt: skip


def study_url(study: Study) -> str:
    """The first page of a study."""
    return reverse("studies:study", args=[study.pk])


def _study_state(one: Study) -> str:
    return _("Closed") if one.closed_at else _("Open")


STUDIES = ListDefinition(
    name="studies",
    title=gettext_lazy("Studies"),
    columns=(
        ListColumn(name="title", heading=gettext_lazy("Study"), value=lambda one: one.title, order="title",
                   link=study_url),
        ListColumn(name="place", heading=gettext_lazy("Place"), value=lambda one: one.place, order="place"),
        ListColumn(name="period", heading=gettext_lazy("Period"), value=lambda one: one.period),
        ListColumn(name="made", heading=gettext_lazy("Begun"), kind="day", order="made_at",
                   value=lambda one: timezone.localdate(one.made_at)),
        ListColumn(name="state", heading=gettext_lazy("State"), value=_study_state,
                   html=lambda one: marks.status_badge(_study_state(one), "" if one.closed_at else "good")),
        ListColumn(name="invented", heading=gettext_lazy("Invented"),
                   value=lambda one: one.invented_words if one.invented else ""),
    ),
    filters=(
        TextContains(name="q", label=gettext_lazy("Study or place"), fields=("title", "place", "subtitle")),
        YesNo(name="closed", label=gettext_lazy("State"), field="closed_at__isnull",
              choices=(("yes", gettext_lazy("Open")), ("no", gettext_lazy("Closed")))),
    ),
    order="-made",
)  # fmt: skip


def members_list(may_change: bool) -> ListDefinition:
    """The study's members; with `may_change` each leads to the page where that part ends."""

    def link(one: StudyMember) -> str:
        return reverse("studies:member", args=[one.pk]) if may_change and one.valid_to is None else ""

    return ListDefinition(
        name="members",
        title=_("Members"),
        columns=(
            ListColumn(name="name", heading=_("Person"), value=lambda one: one.staff_name, order="staff_name",
                       link=link),
            ListColumn(name="part", heading=_("Part"), value=lambda one: one.get_part_display(), order="part"),
            ListColumn(name="from", heading=_("From"), value=lambda one: one.valid_from, kind="day",
                       order="valid_from"),
            ListColumn(name="to", heading=_("To"), value=lambda one: one.valid_to, kind="day", order="valid_to"),
        ),
        filters=(
            TextContains(name="q", label=_("Person"), fields=("staff_name",)),
            OneOf(name="part", label=_("Part"), field="part", choices=Part.choices),
        ),
        order="name",
    )  # fmt: skip


def moment(local: object) -> str:
    """A wall clock of the export as it stands there."""
    return local.strftime("%Y-%m-%d %H:%M") if hasattr(local, "strftime") else ""


def calls_list(call_import: CallImport, types: Sequence[tuple[str, int]]) -> ListDefinition:
    """The calls of an import. Sorting and filtering keep to what has an index."""
    menu = [(value, f"{value} ({many:,})") for value, many in types]
    hours = [(str(hour), f"{WEEKDAYS[hour // 24]} {hour % 24:02d}:00") for hour in range(168)]
    return ListDefinition(
        name="calls",
        title=_("Calls"),
        columns=(
            ListColumn(name="call", heading=_("Call"), value=call_name),
            ListColumn(name="received", heading=_("Received, local clock"), kind="code", order="received_local",
                       value=lambda one: moment(one.received_local)),
            ListColumn(name="type", heading=_("Call type"), value=lambda one: one.call_type),
            ListColumn(name="priority", heading=_("Priority"), value=lambda one: one.priority),
            ListColumn(name="beat", heading=_("Beat"), value=lambda one: one.beat),
            ListColumn(name="by", heading=_("Begun by"), value=lambda one: one.initiated_by),
            ListColumn(name="disposition", heading=_("Disposition"), value=lambda one: one.disposition),
            ListColumn(name="units", heading=_("Unit responses"), value=lambda one: one.unit_responses, kind="whole"),
            ListColumn(name="minutes", heading=_("Committed"), unit=_("minutes"), kind="number", places=1,
                       value=lambda one: None if one.committed_seconds is None else one.committed_seconds / 60),
            ListColumn(name="why", heading=_("Not in the sums"), value=why_left_out),
            ListColumn(name="source", heading=_("File and line"), value=_place),
        ),
        filters=(
            OneOf(name="type", label=_("Call type"), field="call_type", choices=menu),
            OneOf(name="hour", label=_("Hour of the week"), field="hour_of_week", choices=hours),
            _left_out_filter(),
            OneOf(name="service", label=_("Service"), field="discipline", choices=list(DISCIPLINES.items())),
            YesNo(name="counted", label=_("Counted"), field="chosen"),
        ),
        order="received",
    )  # fmt: skip


def _left_out_filter() -> OneOf:
    choices = [(name, reason) for reason, name in LEFT_OUT_REASONS.items()]
    return _AboveZero(name="left_out", label=_("Not in the sums because"), field="missing", choices=choices)


class _AboveZero(OneOf):
    """Rows whose chosen column counts at least one."""

    def rows_of(self, value: str) -> Q:
        """The calls with at least one interval left out for this reason."""
        return Q(**{f"{value}__gt": 0})


def call_name(one: ImportedCall) -> str:
    """The agency's number of the call, else its row."""
    return one.call_number or _("row %(number)s") % {"number": one.number}


def call_facts(one: ImportedCall) -> tuple[tuple[str, str], ...]:
    """Everything that is kept of a call, in words; what is not recorded says so."""
    minutes = "" if one.committed_seconds is None else f"{one.committed_seconds / 60:,.1f}"
    told: tuple[tuple[str, object], ...] = (
        (_("Received, local clock"), one.received_local.strftime("%Y-%m-%d %H:%M:%S") if one.received_local else ""),
        (_("Call type"), one.call_type), (_("Call type when taken"), one.initial_call_type),
        (_("Disposition"), one.disposition), (_("Priority"), one.priority), (_("Beat"), one.beat),
        (_("Service"), DISCIPLINES.get(one.discipline or "", one.discipline)), (_("Begun by"), one.initiated_by),
        (_("Unit responses"), one.unit_responses), (_("Committed minutes"), minutes),
        (_("Not in the sums"), why_left_out(one)), (_("Counted by this import"), _("Yes") if one.chosen else _("No")),
        (_("File and line"), _place(one)),
    )  # fmt: skip
    return tuple((label, "" if value is None else str(value)) for label, value in told)


def why_left_out(one: ImportedCall) -> str:
    """The reasons for which intervals of this call are in no sum."""
    return ", ".join(reason for reason, name in LEFT_OUT_REASONS.items() if getattr(one, name))


def set_aside_list(reasons: Sequence[tuple[str, int]]) -> ListDefinition:
    """The records of an export that are no calls."""
    return ListDefinition(
        name="left-out",
        title=_("Records left out"),
        columns=(
            ListColumn(name="line", heading=_("File and line"), value=_place, order="number"),
            ListColumn(name="reason", heading=_("Why"), value=lambda one: one.reason),
            ListColumn(name="column", heading=_("Column"), value=lambda one: one.column, kind="code"),
            ListColumn(name="given", heading=_("What stood there"), value=_given, kind="code"),
        ),
        filters=(
            OneOf(name="reason", label=_("Why"), field="reason",
                  choices=[(value, f"{value} ({many:,})") for value, many in reasons]),
        ),
        order="line",
        sent_whole=True,
    )  # fmt: skip


def _given(one: SetAside) -> str:
    return one.given


def _place(one: ImportedCall | SetAside) -> str:
    return f"{one.source_file}, {one.source_line}"


@dataclass(frozen=True, kw_only=True)
class AccountCell:
    """One number of an account and the rows that it leads to."""

    text: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class AccountRow:
    """One line of an account."""

    label: str
    role: str
    cells: tuple[AccountCell, ...]


@dataclass(frozen=True, kw_only=True)
class Account:
    """Start, minus rows and total for each service and all together, and the sum written out."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[AccountRow, ...]
    written_out: str
    adds_up: bool


def accounts_of(call_import: CallImport, lines: Iterable[LedgerLine]) -> list[Account]:
    """Both accounts of an import."""
    given = list(lines)
    titles = {"records": _("Where every record went"), "intervals": _("What is in the hours")}
    return [
        _account(call_import, titles[name], [one for one in given if one.account == name])
        for name in titles
        if any(one.account == name for one in given)
    ]


def _account(call_import: CallImport, title: str, lines: Sequence[LedgerLine]) -> Account:
    services = sorted({one.discipline for one in lines if one.discipline}, key=list(DISCIPLINES).index)
    columns = [*(services if len(services) > 1 else []), ""]
    by_cell = {(one.reason, one.discipline): one.rows for one in lines}
    whole = [one for one in lines if not one.discipline]
    rows = tuple(
        AccountRow(
            label=one.reason,
            role=one.role,
            cells=tuple(
                _account_cell(call_import, one, by_cell.get((one.reason, service)), service) for service in columns
            ),
        )
        for one in whole
    )
    start = next((one.rows for one in whole if one.role == "start"), 0)
    rest = [one.rows for one in whole if one.role == "total"] + [one.rows for one in whole if one.role == "minus"]
    return Account(
        title=title,
        headings=tuple(str(DISCIPLINES[one]) if one else _("All") for one in columns),
        rows=rows,
        written_out=f"{start:,} = " + " + ".join(f"{one:,}" for one in rest),
        adds_up=start == sum(rest),
    )


def _account_cell(call_import: CallImport, line: LedgerLine, rows: int | None, service: str) -> AccountCell:
    if rows is None:
        return AccountCell(text="")
    if line.role != "minus":
        return AccountCell(text=f"{rows:,}")
    text = f"−{rows:,}" if rows else "0"
    return AccountCell(text=text, url=_left_out_url(call_import, line, service) if rows else "")


def _left_out_url(call_import: CallImport, line: LedgerLine, service: str) -> str:
    if line.account == "intervals":
        only = {"service": service} if service else {}
        return calls_url(call_import, left_out=LEFT_OUT_REASONS[line.reason], **only)
    if line.reason == FILTERED:
        return calls_url(call_import, counted="no")
    return reverse("studies:left_out", args=[call_import.pk]) + "?" + urlencode({"reason": line.reason})


def calls_url(call_import: CallImport, **words: str) -> str:
    """The calls of an import that a number counts; only those that the import's condition counts, unless asked."""
    return reverse("studies:calls", args=[call_import.pk]) + "?" + urlencode({"counted": "yes"} | words)


@dataclass(frozen=True, kw_only=True)
class MappedColumn:
    """One row of the mapping's table; `asks` marks what needs the reader's eye."""

    column: str
    field: BoundField
    samples: tuple[str, ...]
    confidence: SafeString
    evidence: str
    asks: bool


def mapped_columns(columns: Sequence[ColumnFound], form: MappingForm) -> list[MappedColumn]:
    """The rows of the mapping's table, in the export's order."""
    return [
        MappedColumn(
            column=one.column,
            field=form[f"column_{one.position}"],
            samples=tuple(one.samples),
            confidence=_confidence(one),
            evidence=one.evidence,
            asks=one.confidence is not None and one.confidence < SURE_FROM and bool(one.meaning),
        )
        for one in columns
    ]


def _confidence(one: ColumnFound) -> SafeString:
    if one.confidence is None:
        return marks.status_badge(_("Yours") if one.meaning else _("Not used"), "")
    word: tuple[str, str] = (_("Sure"), "good") if one.confidence >= SURE_FROM else (_("Check"), "warn")
    return marks.status_badge(f"{word[0]} {one.confidence:.0%}", word[1])


def state_badge(call_import: CallImport) -> SafeString:
    """Where an import stands, as a pill."""
    return marks.status_badge(str(call_import.get_state_display()), TONES[call_import.state])

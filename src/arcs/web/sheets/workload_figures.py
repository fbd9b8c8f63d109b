"""The four numbers above the workload page: what each counts, and the rows that it opens."""

from django.urls import reverse
from django.utils.translation import gettext as _

from arcs.core.figures import Figure, rounded
from arcs.web.sheets.workload import Drawn
from arcs.web.ui.pages import Stat


def figures_of(drawn: Drawn) -> tuple[Stat, ...]:
    """All calls in FTE, the plausible range, the hours, and what changes against the study's own assumptions."""
    source, now = drawn.source, drawn.now
    calls = f"{reverse('studies:calls', args=[source.pk])}?counted=yes"
    by_type = reverse("studies:workload", args=[source.pk])
    counted = _("Committed unit time of %(name)s") % {"name": source.name}
    period = f"{source.first_day} – {source.last_day}"

    def stat(label: str, value: str, unit: str, definition: str, url: str = "") -> Stat:
        figure = Figure(
            name=label, value=value, unit=unit, population=counted, period=period, definition=definition, kind="text"
        )
        return Stat(label=label, figure=figure, url=url)

    low, high = rounded(now.range.low, 1), rounded(now.range.high, 1)
    difference = rounded(drawn.difference, 1)
    return (
        stat(_("All calls"), f"{rounded(now.fte, 1):,}", "FTE", f"{now.sentence}.", by_type),
        stat(
            _("Plausible range"), f"{low:,}–{high:,}", "FTE",
            _("The same hours under the lowest and the highest of the net hours and of the share of time on calls."),
        ),
        stat(
            _("Committed"), f"{rounded(now.hours, 0):,}", _("hours"),
            _("From the chosen moment to clear, summed over every unit of every call that counts."), calls,
        ),
        stat(
            _("Against what is kept"), f"{'+' if difference > 0 else ''}{difference:,}", "FTE",
            _("This, less the FTE under the assumptions that the study keeps."),
        ),
    )  # fmt: skip

"""What pages of reviews show."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arcs.core.dispatching.outcomes import REVIEW_STEPS
from arcs.web.dispatch.models import GROUNDS, Review, ReviewAnswer
from arcs.web.ui import marks
from arcs.web.ui.list_filters import DateRange, OneOf
from arcs.web.ui.lists import ListColumn, ListDefinition


def _state(review: Review) -> SafeString:
    return marks.status_badge(_("Done"), "good") if review.done_at else marks.status_badge(_("Open"), "warn")


REVIEWS = ListDefinition(
    name="reviews",
    title=gettext_lazy("Reviews"),
    columns=(
        ListColumn(
            name="call", heading=gettext_lazy("Call"), kind="code", value=lambda one: one.call_number,
            link=lambda one: reverse("dispatch:review", args=[one.pk]),
        ),
        ListColumn(
            name="state", heading=gettext_lazy("State"), order="done_at", html=_state,
            value=lambda one: _("Done") if one.done_at else _("Open"),
        ),
        ListColumn(name="ground", heading=gettext_lazy("Why"), value=lambda one: _(one.get_ground_display())),
        ListColumn(
            name="opened", heading=gettext_lazy("Opened"), kind="moment", order="made_at",
            value=lambda one: one.made_at,
        ),
        ListColumn(name="by", heading=gettext_lazy("Done by"), value=lambda one: one.done_by_name),
        ListColumn(name="lesson", heading=gettext_lazy("Lesson"), value=lambda one: one.lesson),
    ),
    filters=(
        OneOf(
            name="ground", label=gettext_lazy("Why"), field="ground", choices=GROUNDS,
            any_label=gettext_lazy("Every reason"),
        ),
        DateRange(name="day", label=gettext_lazy("Opened"), field="made_at"),
    ),
    order="-opened",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class QuestionShown:
    """One question of a step, with what was written and by whom."""

    name: str
    question: str
    text: str
    by: str


@dataclass(frozen=True, kw_only=True)
class StepShown:
    """One step of a review."""

    title: str
    number: int
    questions: tuple[QuestionShown, ...]


def steps_shown(
    answers: Mapping[tuple[str, int], ReviewAnswer], typed: Mapping[tuple[str, int], str]
) -> tuple[StepShown, ...]:
    """The steps of a review; what was just typed stands before what was kept."""

    def shown(code: str, at: int, question: str) -> QuestionShown:
        kept = answers.get((code, at))
        return QuestionShown(
            name=f"{code}-{at}", question=_(question), text=typed.get((code, at)) or (kept.text if kept else ""),
            by=kept.made_by_name if kept else "",
        )  # fmt: skip

    return tuple(
        StepShown(
            title=_(step.title), number=number,
            questions=tuple(shown(step.code, at, question) for at, question in enumerate(step.questions)),
        )
        for number, step in enumerate(REVIEW_STEPS, start=1)
    )  # fmt: skip

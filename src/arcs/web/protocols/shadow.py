"""Shadow mode: an approved edition that does not hold yet beside the one in force, looked at week by week.

It runs over calls that a study keeps (a replay with a comparison), and unseen beside the live ones (`live`). Every week
until the edition holds somebody looks at the differences and says so: a review is a settled comment on its week,
and names the replay that was looked at. Without one nobody can have looked.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from arcs.web.people.models import Staff
from arcs.web.protocols import queries
from arcs.web.protocols.models import (
    CommentSettled,
    EditionApproval,
    EditionComment,
    EditionReplay,
    ProtocolEdition,
    ReplayState,
    State,
)
from arcs.web.protocols.permits import may_comment
from arcs.web.studies.queries import studies_seen_by
from arcs.web.wall.clock import today
from arcs.web.wall.permit import GIVEN, Permit, Refused, first_refusal, refused

SHADOW = "shadow"  # what a review is about, in place of a section; its key is the Monday of its week
MOST_WEEKS = 53
WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class ShadowWeek:
    """One week of the shadow by its Monday, and who looked at it; `open`: it has begun and nobody has."""

    monday: date
    review: EditionComment | None

    @property
    def key(self) -> str:
        """Its name in a comment."""
        return self.monday.isoformat()


def monday_of(day: date) -> date:
    """The Monday of a day's week.

    >>> monday_of(date(2026, 11, 29))
    datetime.date(2026, 11, 23)
    """
    return day - timedelta(days=day.weekday())


def is_in_shadow(edition: ProtocolEdition, day: date) -> bool:
    """Whether the edition is approved and holds on no day yet."""
    begins = edition.effective_from
    return edition.state == State.APPROVED and (begins is None or begins > day)


def may_review(who: Staff, edition: ProtocolEdition) -> Permit:
    """Say that one looked at the differences of a week."""
    shadow = refused(
        _("Only an edition that is approved and does not hold yet runs in the shadow of the one in force.")
    )
    unseen = refused(
        _("There is nothing to look at: no replay of this edition as it stands beside the one in force is done that "
          "you see. Replay it over the calls of a study, compared with the edition in force.")
    )  # fmt: skip
    return first_refusal(
        may_comment(who), GIVEN if is_in_shadow(edition, today()) else shadow,
        GIVEN if looked_at(who, edition) else unseen,
    )  # fmt: skip


def weeks_of(who: Staff, edition: ProtocolEdition) -> list[ShadowWeek]:
    """Every week from the approval until the edition holds, or until now: the newest first, and of many the newest."""
    last_word = EditionApproval.objects.filter(edition=edition, review=edition.review).order_by("-made_at").first()
    if edition.state != State.APPROVED or last_word is None:
        return []
    first = monday_of(timezone.localdate(last_word.made_at))
    end = min(today(), edition.effective_from - timedelta(days=1)) if edition.effective_from else today()
    said = EditionComment.objects.filter(edition=edition, section=SHADOW, answers__isnull=True).order_by(
        "made_at", "pk"
    )
    reviews = {one.key: one for one in said}
    weeks = [monday_of(end) - nth * WEEK for nth in range(MOST_WEEKS)]
    return [ShadowWeek(monday=one, review=reviews.get(one.isoformat())) for one in weeks if one >= first]


def weeks_to_review(who: Staff) -> dict[ProtocolEdition, int]:
    """The editions in the shadow of which weeks have begun that nobody looked at, with how many, for who may say so."""
    if not may_comment(who):
        return {}
    later = Q(effective_from=None) | Q(effective_from__gt=today())
    editions = queries.editions_seen_by(who).filter(later, state=State.APPROVED)
    found = {one: sum(week.review is None for week in weeks_of(who, one)) for one in editions}
    return {one: count for one, count in found.items() if count}


def beside(who: Staff, edition: ProtocolEdition) -> ProtocolEdition | None:
    """What the edition stands in the shadow of; None where nothing else is in force and the law alone answers."""
    in_force = queries.edition_in_force(who)
    return in_force if in_force is not None and in_force.pk != edition.pk else None


def replays_beside(who: Staff, edition: ProtocolEdition, other: ProtocolEdition | None) -> QuerySet[EditionReplay]:
    """The replays of exactly this content beside the other edition, or alone, that this person sees, newest first."""
    seen = EditionReplay.objects.filter(
        edition=edition, digest=queries.content_seen_by(who, edition).digest, study__in=studies_seen_by(who)
    )
    return seen.filter(compared_with=other).select_related("study").order_by("-made_at", "pk")


def looked_at(who: Staff, edition: ProtocolEdition) -> EditionReplay | None:
    """The newest finished replay beside what is in force: what a review of a week is about."""
    return replays_beside(who, edition, beside(who, edition)).filter(state=ReplayState.DONE).first()


@transaction.atomic
def review(*, by: Staff, edition: ProtocolEdition, week: date, words: str) -> EditionComment:
    """Say what one saw in a week of the shadow. Each week has one review; more is said as an answer to it."""
    may_review(by, edition).demand()
    told = words.strip().replace("\x00", "")
    if not told:
        raise Refused(_("Say what you saw: that nothing differs is a finding as well."))
    known = {one.monday: one for one in weeks_of(by, edition)}
    if week not in known:
        raise Refused(_("That is no week in which this edition ran in the shadow."))
    if known[week].review is not None:
        raise Refused(_("That week was reviewed meanwhile. Answer what is said there."))
    made = EditionComment.objects.create(
        edition=edition, section=SHADOW, key=week.isoformat(), text=told[:4000], replay=looked_at(by, edition),
        made_by=by.pk, made_name=by.name,
    )  # fmt: skip
    CommentSettled.objects.create(edition=edition, comment=made, made_by=by.pk, made_name=by.name)
    return made

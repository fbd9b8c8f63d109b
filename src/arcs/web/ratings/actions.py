"""What staff do with a round: open, invite, remind, share out, publish, close; and ratings that came with a folder."""

import secrets
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import segno
from django.db import connection, transaction
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from arcs.core.instruments.items import PRESET_INSTRUMENT, Instrument, instrument_from_dict
from arcs.core.instruments.ratings import Rating
from arcs.core.suitability.records import CallType
from arcs.files.studies.schema import INSTRUMENT_FILE
from arcs.web.jobs.actions import request_job
from arcs.web.jobs.models import Job
from arcs.web.people.joining import digest_of
from arcs.web.people.models import Staff
from arcs.web.ratings import letters, permits, sharing
from arcs.web.ratings.models import (
    Invitation,
    Publication,
    PublishedComment,
    PublishedCount,
    Rater,
    RaterLink,
    RatingRound,
    RoundType,
)
from arcs.web.ratings.published import gathered
from arcs.web.ratings.summarising import summarise
from arcs.web.sheets import queries as sheets
from arcs.web.studies import queries as studies
from arcs.web.studies.models import ImportState, Study
from arcs.web.studies.permits import may_work
from arcs.web.wall.at_once import demand_unchanged, once_or_refused, values_of
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused

PUBLISH = "ratings.publish"
CALL_TYPES = "call_types.csv"
MOST_AT_ONCE = 300


@dataclass(frozen=True, kw_only=True)
class Invited:
    """Somebody who is to be invited: an address is mailed, without one the link is printed."""

    name: str = ""
    email: str = ""
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class HandedOut:
    """A link as it is shown once: afterwards only its digest is known."""

    rater: Rater
    invitation: Invitation
    link: str

    @property
    def picture(self) -> SafeString:
        """The link as a QR code, for whoever gets it on paper."""
        drawn = segno.make(self.link, error="m", micro=False)
        return mark_safe(drawn.svg_inline(omitsize=True, dark="#000", light="#fff", border=4))  # noqa: S308 - drawn here


@dataclass(frozen=True, kw_only=True)
class TakenIn:
    """How many ratings came with a study folder and are kept, and how many rested on too few raters."""

    kept: int
    left_out: int


def instrument_of(who: Staff, study: Study) -> Instrument:
    """What this study asks: its own instrument, else the report's."""
    own = sheets.records_of(who, study, INSTRUMENT_FILE)
    return instrument_from_dict(tomllib.loads(own[0].toml), INSTRUMENT_FILE) if own else PRESET_INSTRUMENT


def types_to_rate(who: Staff, study: Study) -> list[CallType]:
    """The study's call types that were not left out, in its order."""
    return [one for one in sheets.records_of(who, study, CALL_TYPES) if not one.excluded]


@transaction.atomic
def open_round(*, by: Staff, study: Study, **asked: Any) -> RatingRound:
    """Open a round: `asked` are the fields of its form. Refused without call types, or while another is open."""
    is_open = RatingRound.objects.filter(study=study, closed_at__isnull=True).exists()
    permits.may_open_round(by, study, is_open=is_open).demand()
    types = types_to_rate(by, study)
    if not types:
        raise Refused(_("This study has no call types to rate. Add them first, or import a dispatch export."))
    sharing.needs_of(
        types=len(types), minutes_per_type=Decimal(asked["minutes_per_type"]), minutes=asked["minutes"],
        at_least=asked["at_least"], repeats=asked["repeats"],
    )  # fmt: skip
    loaded = studies.imports_of(by, study).filter(state=ImportState.LOADED).first()
    calls = dict(studies.tallied(by, loaded, "call_type")) if loaded else {}
    with once_or_refused(_("A round of this study is open. Close it before you open another.")):
        made = RatingRound.objects.create(
            study=study, instrument=instrument_of(by, study).to_dict(), opened_by=by.pk, opened_at=timezone.now(),
            calls_from=loaded.first_day if loaded else None, calls_until=loaded.last_day if loaded else None,
            **asked,
        )  # fmt: skip
    RoundType.objects.bulk_create(
        RoundType(study=study, round=made, position=at, call_type=one.call_type, fte=one.fte,
                  calls=calls.get(one.call_type))
        for at, one in enumerate(types, start=1)
    )  # fmt: skip
    return made


@transaction.atomic
def change_round(*, by: Staff, of_round: RatingRound, seen: str, **asked: Any) -> None:
    """Change a round's deadline, words and effort; shares that raters have stay until types are shared out anew.

    `seen` is the sign of what the page showed; ChangedMeanwhile where somebody else was quicker.
    """
    may_work(by, of_round.study).demand()
    now = RatingRound.objects.select_for_update(of=("self",)).select_related("study").get(pk=of_round.pk)
    permits.may_work_in(by, now).demand()
    demand_unchanged(values_of(now, asked), seen)
    for name, value in asked.items():
        setattr(now, name, value)
    now.save(update_fields=list(asked))


@transaction.atomic
def close_round(*, by: Staff, of_round: RatingRound) -> None:
    """Take no more answers; sheets that were not finished never count."""
    permits.may_work_in(by, of_round).demand()
    RatingRound.objects.filter(pk=of_round.pk, closed_at__isnull=True).update(closed_at=timezone.now())


@transaction.atomic
def invite_raters(
    *, by: Staff, of_round: RatingRound, people: Sequence[Invited], batch: UUID, address: Callable[[str], str]
) -> list[HandedOut]:
    """Make raters and their links; those with an e-mail address get a letter. `address` makes a link of a secret.

    Refused where this form was sent before (its links were shown once), or somebody is invited already.
    """
    permits.may_steer(by, of_round).demand()
    sharing.one_at_a_time(of_round.pk)  # before anything is looked for: two clicks at once follow each other
    if Invitation.objects.filter(batch=batch).exists():
        raise Refused(_("This form was sent already, and its links were shown once. Begin a new one for more raters."))
    if not 1 <= len(people) <= MOST_AT_ONCE:
        raise Refused(_("Invite at least one rater, and at most %(most)s at once.") % {"most": MOST_AT_ONCE})
    known = set(
        Invitation.objects.filter(round=of_round, ended_at__isnull=True)
        .exclude(email="")
        .values_list("email", flat=True)
    )
    last = Rater.objects.filter(round=of_round).order_by("-number").values_list("number", flat=True).first() or 0
    for one in people:
        if one.email and one.email in known:
            raise Refused(_("%(email)s is invited already, or stands twice in your list.") % {"email": one.email})
        known.add(one.email)
    made = [
        Rater(study_id=of_round.study_id, round=of_round, number=number, group=one.group)
        for number, one in enumerate(people, start=last + 1)
    ]
    invitations = [
        Invitation(study_id=of_round.study_id, round=of_round, rater=rater, name=one.name, email=one.email, batch=batch,
                   made_by=by.pk, made_at=timezone.now())
        for rater, one in zip(made, people, strict=True)
    ]  # fmt: skip
    Rater.objects.bulk_create(made)
    Invitation.objects.bulk_create(invitations)
    links = [address(secret) for secret in _new_secrets(made)]
    for invitation, link in zip(invitations, links, strict=True):
        if invitation.email:
            letters.invite(by, invitation, of_round, link)
    return [
        HandedOut(rater=rater, invitation=invitation, link=link)
        for rater, invitation, link in zip(made, invitations, links, strict=True)
    ]


def _new_secrets(raters: Sequence[Rater]) -> list[str]:
    """A new secret for each rater, of which the digest is kept."""
    made = [secrets.token_urlsafe(32) for _ in raters]
    RaterLink.objects.bulk_create(
        RaterLink(study_id=rater.study_id, round_id=rater.round_id, rater=rater, digest=digest_of(secret),
                  made_at=timezone.now())
        for rater, secret in zip(raters, made, strict=True)
    )  # fmt: skip
    return made


@transaction.atomic
def share_out(*, by: Staff, of_round: RatingRound) -> int:
    """Share the types out among raters who have not begun. Refusal, in the core's words, while there are too few."""
    permits.may_steer(by, of_round).demand()
    return sharing.share(of_round)


@transaction.atomic
def remind(*, by: Staff, rater: Rater, address: Callable[[str], str]) -> None:
    """Write to a rater who is not done, with a link that works beside the earlier one."""
    invitation = _invitation(by, rater)
    permits.may_remind(by, invitation, rater).demand()
    invitation.reminded_at = timezone.now()
    invitation.save(update_fields=["reminded_at"])
    letters.remind(by, invitation, rater.round, address(_new_secrets([rater])[0]))


@transaction.atomic
def new_link(*, by: Staff, rater: Rater, address: Callable[[str], str]) -> HandedOut:
    """Another link for a rater, shown once: for a sheet of paper that was lost."""
    invitation = _invitation(by, rater)
    permits.may_invite_again(by, invitation, rater).demand()
    return HandedOut(rater=rater, invitation=invitation, link=address(_new_secrets([rater])[0]))


@transaction.atomic
def end_invitation(*, by: Staff, rater: Rater) -> None:
    """A rater's links open nothing any more; what was answered so far never counts."""
    invitation = _invitation(by, rater)
    permits.may_invite_again(by, invitation, rater).demand()
    invitation.ended_at = timezone.now()
    invitation.save(update_fields=["ended_at"])


def _invitation(by: Staff, rater: Rater) -> Invitation:
    """The invitation, held until this transaction ends; Refused for whoever may not even know who is invited."""
    may_work(by, rater.round.study).demand()
    return Invitation.objects.select_for_update().get(rater=rater)


@transaction.atomic
def request_publication(*, by: Staff, of_round: RatingRound) -> Job:
    """Ask for a publication of what may be shown by now."""
    permits.may_publish(by, of_round).demand()
    return request_job(by=by, kind=PUBLISH, subject_id=of_round.pk, title=of_round.study.title)


def publish(of_round: UUID) -> int | None:
    """Count what may be counted, in the acting person's name; the number of the publication, None for nothing new."""
    with connection.cursor() as cursor:
        cursor.execute("select publish_ratings(%s)", [of_round])
        (number,) = cursor.fetchone()
    return None if number is None else int(number)


@transaction.atomic
def take_in_ratings(*, by: Staff, study: Study, ratings: Iterable[Rating]) -> TakenIn:
    """Keep ratings that came with a study folder as a closed, published round; what rests on too few is left out.

    Refused while the study asks its own raters. Without ratings nothing is made.
    """
    may_work(by, study).demand()
    if RatingRound.objects.filter(study=study, closed_at__isnull=True).exists():
        raise Refused(_("This study asks its own raters. Close that round before you take in ratings of a folder."))
    given = list(ratings)
    found = gathered(given)
    if not found.votes:
        return TakenIn(kept=0, left_out=len(given))
    now = timezone.now()
    made = RatingRound.objects.create(
        id=uuid4(), study=study, instrument=instrument_of(by, study).to_dict(), deadline=today(), taken_in=True,
        opened_by=by.pk, opened_at=now, closed_at=now,
    )  # fmt: skip
    mine = {"study": study, "round": made}
    volumes = {one.call_type: one.fte for one in sheets.records_of(by, study, CALL_TYPES)}
    types = dict.fromkeys((*volumes, *(call_type for call_type, _item, _group in found.votes)))
    RoundType.objects.bulk_create(
        RoundType(**mine, position=at, call_type=one, fte=volumes.get(one)) for at, one in enumerate(types, start=1)
    )
    PublishedCount.objects.bulk_create(
        (
            PublishedCount(**mine, call_type=call_type, item=item, group=group, answer=answer, many=many)
            for (call_type, item, group), answers in found.votes.items()
            for answer, many in answers.items()
        ),
        batch_size=2000,
    )
    PublishedComment.objects.bulk_create(
        PublishedComment(**mine, call_type=call_type, item=item, words=words)
        for call_type, item, words in found.remarks
    )
    Publication.objects.bulk_create([
        Publication(**mine, number=1, finished=found.raters, waiting=0, repeats_twice=found.repeats_twice,
                    repeats_same=found.repeats_same, made_by=by.pk, made_at=now)
    ])  # fmt: skip
    summarise(made)
    return TakenIn(kept=len(given) - found.left_out, left_out=found.left_out)

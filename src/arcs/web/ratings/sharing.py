"""Sharing the call types of a round out among its raters; the rule is the core's (`core.instruments.blocks`)."""

from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from uuid import UUID

from django.db import connection
from django.db.models import Count

from arcs.core.instruments.blocks import raters_needed, share_out
from arcs.web.ratings.models import Invitation, Rater, RatingRound, RoundType, Share


@dataclass(frozen=True, kw_only=True)
class Needs:
    """What a round asks: how many raters at least, and how many types and minutes each of them."""

    types: int
    raters: int
    pages_each: int
    minutes_each: int


def needs_of(*, types: int, minutes_per_type: Decimal, minutes: int, at_least: int, repeats: int) -> Needs:
    """How many raters are needed, and what each does; a Refusal in the core's words where it cannot be done."""
    each_minutes = float(minutes_per_type)
    raters = raters_needed(types, each_minutes, at_least, minutes, repeats)
    pages = min(types, ceil(types * at_least / raters)) + min(repeats, types)
    return Needs(types=types, raters=raters, pages_each=pages, minutes_each=ceil(pages * each_minutes))


def needs_of_round(of_round: RatingRound, types: int) -> Needs:
    """The same for a round as it stands."""
    return needs_of(
        types=types, minutes_per_type=of_round.minutes_per_type, minutes=of_round.minutes, at_least=of_round.at_least,
        repeats=of_round.repeats,
    )  # fmt: skip


def one_at_a_time(of_round: UUID) -> None:
    """Wait for whoever else shares this round out or begins a sheet of it, until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('ratings ' || %s))", [str(of_round)])


def share(of_round: RatingRound) -> int:
    """Share the types out among those who have not begun; what others hold stays. How many raters have a new share.

    Refusal, in the core's words, while there are too few.
    """
    one_at_a_time(of_round.pk)
    ended = Invitation.objects.filter(round=of_round, ended_at__isnull=False).values("rater_id")
    raters = Rater.objects.filter(round=of_round)
    free = list(raters.filter(begun_at__isnull=True).exclude(pk__in=ended).order_by("number"))
    # Whoever is done keeps what is done; whoever was ended half-way gives it back.
    busy = raters.filter(begun_at__isnull=False).exclude(finished_at__isnull=True, pk__in=ended)
    counted = Share.objects.filter(rater__in=busy, repeat=0).values_list("call_type").annotate(many=Count("pk"))
    types = list(RoundType.objects.filter(round=of_round).order_by("position").values_list("call_type", flat=True))
    sharing = share_out(
        types, {str(one.pk): one.group for one in free}, float(of_round.minutes_per_type),
        at_least=of_round.at_least, minutes=of_round.minutes, repeats=of_round.repeats, seed=of_round.seed,
        held=dict(counted),
    )  # fmt: skip
    gone = raters.filter(begun_at__isnull=True)
    Share.objects.filter(rater__in=gone).delete()
    Share.objects.bulk_create(
        (
            Share(study_id=of_round.study_id, round=of_round, rater_id=UUID(block.rater), position=at,
                  call_type=call_type, repeat=repeat)
            for block in sharing.blocks
            for at, (call_type, repeat) in enumerate(block.shown, start=1)
        ),
        batch_size=2000,
    )  # fmt: skip
    return len(free)

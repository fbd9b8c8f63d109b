"""What a rater does with the own sheet: begin, answer, finish. `by` is the rater's id, in whose name the link acts."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from arcs.core.instruments.items import DONT_KNOW
from arcs.web.ratings import queries, sharing
from arcs.web.ratings.models import Answer, Comment, Rater, Share
from arcs.web.ratings.permits import may_rate
from arcs.web.wall.permit import Refused

LONGEST_COMMENT = 2000


@transaction.atomic
def begin_sheet(*, by: UUID) -> None:
    """Begin; from now on the share of types does not change any more. Begun twice is begun once."""
    sheet = _open(by)
    sharing.one_at_a_time(sheet.round_id)
    if not Share.objects.filter(rater=sheet).exists():
        raise Refused(_("Your call types have not been shared out yet. Come back tomorrow; your link stays the same."))
    Rater.objects.filter(pk=by, begun_at__isnull=True).update(begun_at=timezone.now())


@transaction.atomic
def save_answers(*, by: UUID, number: int, answers: Mapping[str, str], words: str | None = None) -> None:
    """Keep answers to items of the page `number`, and what was written; sent twice they are kept once.

    Refused once the sheet is finished or the round over, and for what is no answer of an item.
    """
    sheet = _open(by)
    page = Share.objects.filter(rater=sheet, position=number).first()
    if page is None or sheet.begun_at is None:
        raise Refused(_("This page is not on your sheet. Open your link again."))
    items = {one.name: one for one in queries.instrument(sheet.round).items}
    for item, answer in answers.items():
        if item not in items or answer not in (*items[item].codes, DONT_KNOW):
            raise Refused(_("That is no answer to this question. Load the page again."))
    mine = {"study_id": sheet.study_id, "round_id": sheet.round_id, "rater_id": by, "call_type": page.call_type}
    Answer.objects.bulk_create(
        [Answer(**mine, item=item, repeat=page.repeat, answer=answer) for item, answer in sorted(answers.items())],
        update_conflicts=True,
        unique_fields=["rater", "call_type", "item", "repeat"],
        update_fields=["answer"],
    )
    if words is not None:
        kept = words.replace("\x00", "").strip()[:LONGEST_COMMENT]
        if kept or queries.comment_on(by, page):
            Comment.objects.bulk_create(
                [Comment(**mine, repeat=page.repeat, words=kept)],
                update_conflicts=True,
                unique_fields=["rater", "call_type", "repeat"],
                update_fields=["words"],
            )


@transaction.atomic
def finish_sheet(*, by: UUID) -> None:
    """Finish: from now on the answers count and never change. Refused for a sheet without any answer."""
    sheet = _open(by)
    if not Answer.objects.filter(rater=sheet).exists():
        raise Refused(_("There is no answer yet. Answer what you can, then finish."))
    Rater.objects.filter(pk=by).update(finished_at=timezone.now())


def _open(by: UUID) -> Rater:
    """The sheet, held until this transaction ends; Refused, with the reason, where it takes nothing any more."""
    found = Rater.objects.select_for_update(of=("self",)).select_related("round").filter(pk=by).first()
    if found is None:  # the database holds back a sheet that is closed from whoever would change it
        seen = queries.sheet_of(by)
        if seen is None:
            raise Refused(_("This link opens no rating sheet."))
        may_rate(seen, ended=queries.invitation_ended(by)).demand()
        raise Refused(_("This round is over. Only sheets that were finished count."))
    may_rate(found, ended=queries.invitation_ended(by)).demand()
    return found

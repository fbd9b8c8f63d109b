"""A rating round of the demonstration: invented officers rate the published call types; most of them are done."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from arcs.core.evaluation.study import Study as Published
from arcs.core.instruments.invented import invented_raters, invented_ratings
from arcs.files.studies.parts import cells_of
from arcs.web.demo.links import read_links, write_link
from arcs.web.people.joining import digest_of
from arcs.web.people.models import Staff
from arcs.web.ratings import actions, rating
from arcs.web.ratings.actions import CALL_TYPES, HandedOut, Invited
from arcs.web.ratings.models import Answer, Comment, Rater, RatingRound, Share
from arcs.web.ratings.queries import rater_by_link
from arcs.web.sheets import actions as sheets
from arcs.web.studies.actions import begin_study
from arcs.web.studies.models import Study
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.clock import today

TITLE = "Officers rate the call types"
INVENTED = "Raters and ratings are invented; they lean towards the published codes."
WORDS = (
    "We want to know how you see each kind of call: what it needs, and who could take it. It helps the village decide."
)
FRESH = {
    "rater": 32,
    "rater-desk": 33,
    "rater-plain": 34,
}  # links for whoever tries a sheet, by the number of their rater
UNDER_WAY, SEED = 2, 2022
Given = Mapping[tuple[str, str, int], tuple[str, str]]
Codes = dict[str, str]


def open_rated_study(by: Staff, published: Published, accounts: Path, say: Callable[[str], None]) -> None:
    """The study with its round, made once; links for trying a sheet are renewed where they open nothing."""
    with acting_as(by.pk), transaction.atomic():
        study = Study.objects.filter(title=TITLE).first()
    if study is None:
        say("Inventing officers who rate call types ...")
        _make(by, published, accounts)
    _renew_links(by, accounts)


def _make(by: Staff, published: Published, accounts: Path) -> None:
    groups = invented_raters()
    with acting_as(by.pk), transaction.atomic():
        study = begin_study(
            by=by, title=TITLE, place=published.study.place, period=published.study.period, invented=True,
            invented_words=INVENTED,
        )  # fmt: skip
        rows = [cells_of(one) for one in published.call_types]
        sheets.replace_part(by=by, study=study, part=CALL_TYPES, rows=rows, change=uuid4())
        of_round = actions.open_round(
            by=by, study=study, minutes_per_type="0.75", minutes=60, at_least=8, repeats=4, seed=SEED, words=WORDS,
            deadline=today() + timedelta(days=60),
        )  # fmt: skip
        people = [Invited(group=group) for group in groups.values()] + [Invited(group="patrol")] * len(FRESH)
        handed = actions.invite_raters(by=by, of_round=of_round, people=people, batch=uuid4(), address=_path)
        actions.share_out(by=by, of_round=of_round)
    codes = {one.call_type: _codes(one) for one in published.call_types if not one.excluded}
    by_rater: dict[str, dict[tuple[str, str, int], tuple[str, str]]] = defaultdict(dict)
    for one in invented_ratings(codes, published.instrument, raters=groups, seed=SEED, repeats=len(codes)):
        by_rater[one.rater][one.call_type, one.item, one.repeat] = (one.answer or "", one.comment)
    for at, (name, invited) in enumerate(zip(groups, handed, strict=False)):
        _answer(invited, by_rater[name], finish=at < len(groups) - UNDER_WAY)
    with acting_as(by.pk), transaction.atomic():
        actions.request_publication(by=by, of_round=of_round)
    for name, number in FRESH.items():
        write_link(accounts, name, handed[number - 1].link)


def _codes(one: object) -> Codes:
    names = ("police_mandate", "risk", "immediate_response", "type", "other_resources", "alternative_response")
    codes = {name: str(getattr(one, name)) for name in names}
    return codes | {"department_value": str(getattr(one, "police_department_value", None) or "")}


def _path(secret: str) -> str:
    return f"/rate/{secret}/"


def _answer(invited: HandedOut, given: Given, *, finish: bool) -> None:
    """One officer's sheet, in that officer's name; who is under way has done the first third."""
    who = invited.rater.pk
    with acting_as(who), transaction.atomic():
        rating.begin_sheet(by=who)
        pages = list(Share.objects.filter(rater_id=who).order_by("position"))
        done = pages if finish else pages[: len(pages) // 3]
        _write(invited.rater, done, given)
        if finish:
            Rater.objects.filter(pk=who).update(finished_at=timezone.now())


def _write(rater: Rater, pages: list[Share], given: Given) -> None:
    mine = {"study_id": rater.study_id, "round_id": rater.round_id, "rater": rater}
    places = {(one.call_type, one.repeat) for one in pages}
    own = {place: said for place, said in given.items() if (place[0], place[2]) in places and said[0]}
    Answer.objects.bulk_create(
        Answer(**mine, call_type=call_type, item=item, repeat=repeat, answer=answer)
        for (call_type, item, repeat), (answer, _) in own.items()
    )
    remarks = {call_type: words for (call_type, _, repeat), (_, words) in own.items() if words and not repeat}
    Comment.objects.bulk_create(
        Comment(**mine, call_type=call_type, words=words) for call_type, words in remarks.items()
    )


def _renew_links(by: Staff, accounts: Path) -> None:
    links = read_links(accounts)
    for name, number in FRESH.items():
        secret = links.get(name, "").removeprefix("/rate/").strip("/")
        if secret and _opens(secret):
            continue
        with acting_as(by.pk), transaction.atomic():
            of_round = RatingRound.objects.filter(study__title=TITLE).first()
            rater = Rater.objects.filter(round=of_round, number=number, finished_at=None).select_related("round__study")
            found = rater.first()
            if found is not None:
                write_link(accounts, name, actions.new_link(by=by, rater=found, address=_path).link)


def _opens(secret: str) -> UUID | None:
    with acting_as(Standing.DOOR), transaction.atomic():
        return rater_by_link(digest_of(secret))

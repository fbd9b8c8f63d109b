"""Builders of rating rounds: a study with call types, invited raters, sheets that are answered and finished."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction

from arcs.web.people.joining import digest_of
from arcs.web.people.models import Staff
from arcs.web.ratings import actions, queries, rating
from arcs.web.ratings.actions import HandedOut, Invited
from arcs.web.ratings.models import RatingRound, RoundType
from arcs.web.ratings.summarising import summarise
from arcs.web.sheets import actions as sheets
from arcs.web.studies.models import Study
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.clock import today

TYPES = ("BURGLARY", "NOISE", "THEFT")
Choose = Callable[[str, str], str]


def call_types(by: Staff, study: Study, names: Sequence[str] = TYPES) -> None:
    """Call types of a study."""
    with acting_as(by.pk):
        rows = [{"call_type": name, "fte": "0.80"} for name in names]
        sheets.replace_part(by=by, study=study, part="call_types.csv", rows=rows, change=uuid4())


def a_round(by: Staff, study: Study, names: Sequence[str] = TYPES, **asked: object) -> RatingRound:
    """An open round about these types; five raters of each are enough, so that tests stay small."""
    call_types(by, study, names)
    words = {"minutes_per_type": "0.75", "minutes": 60, "at_least": 5, "repeats": 0, "seed": 1, "words": "",
             "deadline": today() + timedelta(days=7)} | asked  # fmt: skip
    with acting_as(by.pk):
        return actions.open_round(by=by, study=study, **words)


def address(secret: str) -> str:
    """A link as the site makes it."""
    return f"http://testserver/rate/{secret}/"


def raters(
    by: Staff, of_round: RatingRound, groups: Sequence[str] = ("",) * 5, *, share: bool = True
) -> list[HandedOut]:
    """Raters with printed links, one for each group named, and the types shared out among them."""
    with acting_as(by.pk):
        people = [Invited(group=group) for group in groups]
        handed = actions.invite_raters(by=by, of_round=of_round, people=people, batch=uuid4(), address=address)
        if share:
            actions.share_out(by=by, of_round=of_round)
    return handed


def secret_of(handed: HandedOut) -> str:
    """The secret of a link."""
    return handed.link.rsplit("/", 2)[1]


def holder(handed: HandedOut) -> UUID:
    """Who acts by a link, as the door finds it."""
    with acting_as(Standing.DOOR), transaction.atomic():
        found = queries.rater_by_link(digest_of(secret_of(handed)))
    assert found is not None
    return found


def answer(handed: HandedOut, choose: Choose, *, words: Mapping[str, str] | None = None, finish: bool = True) -> None:
    """Answer a whole sheet: `choose` gives a code for a call type and item, "" to leave it open."""
    who = handed.rater.pk
    with acting_as(who):
        rating.begin_sheet(by=who)
        with transaction.atomic():
            sheet = queries.sheet_of(who)
            assert sheet is not None
            items = [one.name for one in queries.instrument(sheet.round).items]
            pages = queries.pages_of(who)
        for page in pages:
            given = {item: choose(page.call_type, item) for item in items}
            rating.save_answers(
                by=who, number=page.position, answers={item: code for item, code in given.items() if code},
                words=(words or {}).get(page.call_type),
            )  # fmt: skip
        if finish:
            rating.finish_sheet(by=who)


def always(**codes: str) -> Choose:
    """The same answer about every call type; items that are not named get their most usual one."""
    usual = {"police_mandate": "N", "risk": "L", "immediate_response": "N", "type": "S", "other_resources": "Y",
             "alternative_response": "Y", "department_value": "5"} | codes  # fmt: skip
    return lambda call_type, item: usual[item]


def publish(by: Staff, of_round: RatingRound) -> int | None:
    """Publish as the job does; the number of the publication, None where nothing new may be shown."""
    with acting_as(by.pk), transaction.atomic():
        number = actions.publish(of_round.pk)
        summarise(RatingRound.objects.get(pk=of_round.pk))
    return number


def of_the_world(by: Staff, study: Study) -> dict[str, object]:
    """What fills the addresses of ratings in the programme of the permission matrix: a round that somebody rates."""
    of_round = a_round(by, study)
    handed = raters(by, of_round, [""] * 6)
    for one in handed[:5]:
        answer(one, always())
    publish(by, of_round)
    with acting_as(by.pk), transaction.atomic():
        round_type = RoundType.objects.filter(round=of_round).values_list("pk", flat=True)[0]
    return {
        "of_round": of_round.pk, "rater": handed[5].rater.pk, "round_type": round_type, "rule_from": "report",
        "rule_to": "majority",
        **{f"ratings:{name}:secret": secret_of(handed[5]) for name in ("intro", "page", "review")},
    }  # fmt: skip

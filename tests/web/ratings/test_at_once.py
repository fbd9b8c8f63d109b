"""Two taps at the same moment: an answer is saved once, and nothing slips in while a sheet is being finished."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction
from tests.making.ratings import a_round, always, answer, raters
from tests.making.studies import a_stored_study, an_analyst

from arcs.web.ratings import queries, rating
from arcs.web.ratings.actions import HandedOut
from arcs.web.ratings.models import Answer, Comment
from arcs.web.wall.acting import acting_as
from arcs.web.wall.permit import Refused

pytestmark = pytest.mark.usefixtures("fresh_database")


def a_sheet() -> list[HandedOut]:
    ana = an_analyst()
    return raters(ana, a_round(ana, a_stored_study(ana)))


def test_an_answer_that_is_sent_twice_at_once_is_saved_once() -> None:
    handed = a_sheet()
    who = handed[0].rater.pk
    with acting_as(who):
        rating.begin_sheet(by=who)

    def save(code: str) -> None:
        try:
            with acting_as(who):
                rating.save_answers(by=who, number=1, answers={"risk": code, "type": "C"}, words=code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(save, ["H", "L"] * 8))
    with acting_as(who), transaction.atomic():
        assert Answer.objects.count() == 2
        assert Comment.objects.count() == 1


def test_nothing_slips_in_while_a_sheet_is_being_finished() -> None:
    handed = a_sheet()
    who = handed[0].rater.pk
    answer(handed[0], always(risk="L"), finish=False)

    def act(at: int) -> bool:
        try:
            with acting_as(who):
                if at == 3:
                    rating.finish_sheet(by=who)
                else:
                    rating.save_answers(by=who, number=1, answers={"risk": "H"})
        except Refused:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(act, range(8)))
    with acting_as(who), transaction.atomic():
        sheet = queries.sheet_of(who)
        assert sheet is not None
        assert sheet.finished_at is not None
        assert not Answer.objects.exists()
    with acting_as(who), pytest.raises(Refused):
        rating.save_answers(by=who, number=1, answers={"risk": "P"})

"""Answers are read once for each publication and closed wave: as if read each time, and by nobody who may not."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn
from hypothesis import strategies as st
from tests.making import ratings as making
from tests.making import surveys
from tests.making.people import a_person
from tests.making.ratings import TYPES
from tests.making.studies import MAY_WORK, an_analyst
from tests.making.workbench import a_member, a_row

from arcs.core.evaluation.study import Study as Content
from arcs.files.faults import Fault
from arcs.web.people.models import Staff
from arcs.web.ratings.models import RatingRound
from arcs.web.sheets import actions as sheets
from arcs.web.sheets.queries import rows_of
from arcs.web.studies import actions as studies
from arcs.web.studies.kept import Kept
from arcs.web.studies.models import Part, Study, StudyMember
from arcs.web.surveys.answering import CardSaid
from arcs.web.surveys.models import Respondent
from arcs.web.wall.acting import acting_as
from arcs.web.workbench import answers, composing
from arcs.web.workbench.answers import Answers, given_in
from arcs.web.workbench.current import current, standing, types_of

pytestmark = pytest.mark.django_db
READ_ALL = ("ratings_publishedcount", "ratings_publishedcomment", "survey_rows", "survey_taken_in", "survey_received")


class Asked:
    """A study whose officers and residents are asked, step by step; every step changes what it holds."""

    def __init__(self) -> None:
        self.lead = an_analyst()
        self.study = surveys.a_survey_study(self.lead)
        self.round = making.a_round(self.lead, self.study)
        self.sheets = making.raters(self.lead, self.round, [""] * 20)
        self.changes: list[UUID] = []

    def officers(self) -> None:
        """Five more officers rate, and it is published."""
        several, self.sheets = self.sheets[:5], self.sheets[5:]
        for one in several:
            making.answer(one, making.always(risk="H" if self.sheets else "L"), words={TYPES[0]: "It is loud."})
        making.publish(self.lead, self.round)

    def residents(self) -> Respondent:
        """Six residents answer a wave that is closed; one of them is given back."""
        wave = surveys.an_open_wave(self.lead, self.study)
        people = [surveys.somebody(wave, group="Resident") for _ in range(6)]
        for one in people:
            surveys.says(one, CardSaid(cso=4, tru_online=3, outside=2))
        surveys.close(self.lead, wave)
        return people[0]

    def a_row_more(self) -> None:
        """Somebody adds a call type."""
        name = f"TYPE {uuid4()}"
        self.changes.append(a_row(self.lead, self.study, "call_types.csv", {"call_type": name, "fte": "0.10"}).change)

    def a_type_less(self) -> None:
        """Somebody takes a call type away: its ratings wait."""
        with acting_as(self.lead.pk), transaction.atomic():
            row = rows_of(self.lead, self.study, "call_types.csv")[-1]
            self.changes.append(sheets.remove_row(by=self.lead, row=row, version=row.version))

    def undo(self) -> None:
        """The last change is taken back."""
        if self.changes:
            with acting_as(self.lead.pk), transaction.atomic():
                sheets.undo(by=self.lead, study=self.study, change=self.changes.pop())


STEPS: tuple[Callable[[Asked], object], ...] = (
    Asked.officers, Asked.residents, Asked.a_row_more, Asked.a_type_less, Asked.undo,
)  # fmt: skip


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Everything is read and checked anew."""
    with (
        patch.object(answers, "_kept", Kept(most=1, heaviest=0)),
        patch.object(composing, "_checked", Kept(most=1, heaviest=0)),
    ):
        yield


def told(who: Staff, study: Study) -> tuple[Content, str, tuple[Fault, ...], int]:
    with acting_as(who.pk), transaction.atomic():
        content, digest = composing.study_with_digest(who, study)
        return content, digest, composing.faults_of(who, study), composing.waiting_answers(who, study)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@drawn(steps=st.lists(st.sampled_from(STEPS), min_size=2, max_size=5))
def test_whatever_happens_what_is_kept_equals_what_is_read_anew(steps: list[Callable[[Asked], object]]) -> None:
    here, seen = Asked(), dict[str, Content]()
    for step in (Asked.officers, *steps):
        step(here)
        kept = told(here.lead, here.study)
        with nothing_kept():
            anew = told(here.lead, here.study)
        assert kept == anew
        content, digest, *_ = kept
        assert seen.setdefault(digest, content) == content  # the digest is another one wherever anything is


def statements(who: Staff, study: Study) -> tuple[Answers, str]:
    with acting_as(who.pk), transaction.atomic(), CaptureQueriesContext(connection) as asked:
        found = given_in(who, study)
    return found, " ".join(one["sql"] for one in asked.captured_queries)


def test_answers_are_read_after_a_publication_and_a_closed_wave_and_not_again() -> None:
    here = Asked()
    for step in (here.officers, here.residents, here.officers):
        step()
        first, read = statements(here.lead, here.study)
        again, read_again = statements(here.lead, here.study)
        assert again == first
        assert any(one in read for one in READ_ALL)
        assert not any(one in read_again for one in READ_ALL)
    assert (len(first.ratings), first.was_rated, first.was_asked) == (2 * 5 * 3 * 7 + 2 * 5, True, True)


def test_a_member_reads_what_another_member_read_and_nothing_after_the_membership_ended() -> None:
    here = Asked()
    here.officers()
    reader = a_member(here.study, here.lead, Part.READER)
    lead, _ = statements(here.lead, here.study)
    same, read = statements(reader, here.study)
    assert same == lead
    assert not any(one in read for one in READ_ALL)
    with acting_as(here.lead.pk), transaction.atomic():
        member = StudyMember.objects.get(study=here.study, staff=reader)
        member.valid_from -= timedelta(days=3)  # whoever began today may read until tomorrow
        member.save(update_fields=["valid_from"])
        studies.end_membership(by=here.lead, member=member)
    assert statements(reader, here.study)[0] == Answers()


def test_nobody_without_a_right_gets_what_is_kept_though_the_code_asks_as_the_lead() -> None:
    here = Asked()
    here.officers()
    resident, rater = here.residents(), here.sheets[0].rater
    whole, _ = statements(here.lead, here.study)
    assert whole.ratings
    assert whole.answers
    stranger = a_person("Sten Stranger", permissions=MAY_WORK)
    assert statements(stranger, here.study)[0] == Answers()
    for holder in (stranger.pk, rater.pk, resident.pk, resident.wave_id):
        with acting_as(holder), transaction.atomic():
            assert given_in(here.lead, here.study) == Answers()
            content = current(here.lead, here.study).content
            assert content is None or (content.ratings, content.survey_answers) == ((), ())


def test_codes_and_dispositions_are_those_of_the_ratings_that_are_published_now() -> None:
    here = Asked()
    for code in ("L", "H", "P"):
        several, here.sheets = here.sheets[:5], here.sheets[5:]
        for one in several:
            making.answer(one, making.always(risk=code))
        making.publish(here.lead, RatingRound(pk=here.round.pk))
        with acting_as(here.lead.pk), transaction.atomic():
            now = current(here.lead, here.study)
            codes = {one.risk for one in types_of(now)}
            judged = standing(now)
        assert codes == {"L" if code == "L" else "H"}
        assert judged is not None
        assert {one.risk for one in judged.judged.study.call_types} == codes

"""A round from its opening to what is shown: shared out, answered, published, written into the study folder."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from tests.making import ratings as making
from tests.making.forms import typed_in
from tests.making.people import a_person
from tests.making.ratings import TYPES, a_round, always, answer, publish, raters, secret_of
from tests.making.studies import MAY_WORK, OAK_PARK, a_stored_study, an_analyst
from tests.web.conftest import SignIn

from arcs.core.instruments.items import PRESET_INSTRUMENT
from arcs.core.instruments.ratings import Rating
from arcs.core.refusal import Refusal
from arcs.files.studies import read_study
from arcs.web.messages.models import MessageText, OutgoingMessage
from arcs.web.ratings import actions, pages, queries, rating
from arcs.web.ratings.actions import Invited
from arcs.web.ratings.models import (
    Answer,
    Comment,
    Invitation,
    ItemSummary,
    Publication,
    Rater,
    RatingRound,
    Share,
)
from arcs.web.ratings.work import publish_by_the_clock
from arcs.web.studies import actions as studies
from arcs.web.studies.models import Part
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.permit import Refused

pytestmark = pytest.mark.django_db


def ratings_of(by, study):
    with acting_as(by.pk), transaction.atomic():
        return queries.ratings_of(by, study)


def test_five_officers_rate_three_types_and_the_folder_holds_their_answers_without_anybody() -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    of_round = a_round(ana, study)
    for at, one in enumerate(raters(ana, of_round)):
        answer(one, always(risk="H" if at < 2 else "L"), words={"THEFT": f"Comment {at % 2}"})
    assert ratings_of(ana, study) == ()
    assert publish(ana, of_round) == 1
    found = ratings_of(ana, study)
    assert len([one for one in found if one.item == "risk" and one.call_type == "NOISE"]) == 5
    assert [one.answer for one in found if one.item == "risk" and one.call_type == "NOISE"] == list("LLLHH")
    assert {one.rater for one in found if one.item} == {"1", "2", "3", "4", "5"}
    comments = [one for one in found if one.comment]
    assert [(one.rater, one.comment) for one in comments] == [
        (f"comment-{at}", words) for at, words in enumerate(["Comment 0"] * 3 + ["Comment 1"] * 2, start=1)
    ]
    with acting_as(ana.pk), transaction.atomic():
        evidence = queries.evidence_of(ana, study, "THEFT")
    risk = next(one for one in evidence.items if one.item == "risk")
    assert (evidence.raters, risk.modal, risk.answered, risk.agreement) == (5, ("L",), 5, 0.4)
    assert len(evidence.comments) == 5


def test_four_finished_sheets_show_nothing_at_all() -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    of_round = a_round(ana, study)
    for one in raters(ana, of_round)[:4]:
        answer(one, always(), words={"THEFT": "A word."})
    assert publish(ana, of_round) is None
    assert ratings_of(ana, study) == ()
    with acting_as(ana.pk), transaction.atomic():
        assert not queries.evidence_of(ana, study, "THEFT").is_shown


def test_ratings_taken_in_from_a_folder_come_out_the_same_and_those_of_too_few_stay_out() -> None:
    ana = an_analyst()
    study, copy = a_stored_study(ana), a_stored_study(ana, "Copy")
    of_round = a_round(ana, study)
    for at, one in enumerate(raters(ana, of_round, ("patrol",) * 6 + ("desk",) * 5)):
        answer(one, always(risk="LPH"[at % 3], police_mandate="?" if at % 2 else "Y"), words={"NOISE": f"{at} =x"})
    publish(ana, of_round)
    first = ratings_of(ana, study)
    assert {one.group for one in first} == {"", "patrol", "desk"} or {one.group for one in first} == {""}
    making.call_types(ana, copy)
    few = [Rating(rater=f"R{at}", group="", call_type="RARE", item="risk", answer="H") for at in range(4)]
    with acting_as(ana.pk):
        taken = actions.take_in_ratings(by=ana, study=copy, ratings=[*first, *few])
    assert (taken.kept, taken.left_out) == (len(first), 4)
    assert ratings_of(ana, copy) == first
    third = a_stored_study(ana, "Copy of the copy")
    with acting_as(ana.pk):
        actions.take_in_ratings(by=ana, study=third, ratings=reversed(ratings_of(ana, copy)))
    assert ratings_of(ana, third) == first


def test_the_round_is_shared_out_as_the_core_does_and_too_few_are_told_in_its_own_sentence() -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    names = [f"TYPE {number}" for number in range(40)]
    of_round = a_round(ana, study, names, minutes=15, minutes_per_type="1", at_least=6, repeats=2)
    raters(ana, of_round, [""] * 10, share=False)
    with acting_as(ana.pk), pytest.raises(Refusal, match="ask 9 more"):
        actions.share_out(by=ana, of_round=of_round)
    raters(ana, of_round, [""] * 9)
    with acting_as(ana.pk), transaction.atomic():
        loads = [Share.objects.filter(rater=one).count() for one in Rater.objects.filter(round=of_round)]
        many = {name: Share.objects.filter(call_type=name, repeat=0).count() for name in names}
    assert max(loads) <= 15
    assert min(many.values()) >= 6


def test_who_began_keeps_the_share_and_an_ended_share_goes_to_others() -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    of_round = a_round(ana, study)
    handed = raters(ana, of_round, [""] * 6)
    with acting_as(handed[0].rater.pk):
        rating.begin_sheet(by=handed[0].rater.pk)
    with acting_as(ana.pk), transaction.atomic():
        before = list(Share.objects.filter(rater=handed[0].rater).order_by("position").values_list("call_type"))
    with acting_as(ana.pk):
        actions.end_invitation(by=ana, rater=handed[1].rater)
        actions.share_out(by=ana, of_round=of_round)
    with acting_as(ana.pk), transaction.atomic():
        after = list(Share.objects.filter(rater=handed[0].rater).order_by("position").values_list("call_type"))
        assert not Share.objects.filter(rater=handed[1].rater).exists()
        assert all(Share.objects.filter(call_type=name, repeat=0).count() >= 5 for name in TYPES)
    assert before == after


def test_letters_hold_links_that_open_one_sheet_and_a_reminder_comes_once_a_day() -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    of_round = a_round(ana, study)
    people = [Invited(name=f"Officer {at}", email=f"o{at}@example.org") for at in range(5)]
    batch = uuid4()
    with acting_as(ana.pk):
        handed = actions.invite_raters(by=ana, of_round=of_round, people=people, batch=batch, address=making.address)
        actions.share_out(by=ana, of_round=of_round)
        with pytest.raises(Refused, match="shown once"):
            actions.invite_raters(by=ana, of_round=of_round, people=people, batch=batch, address=making.address)
        with pytest.raises(Refused, match="invited already"):
            actions.invite_raters(by=ana, of_round=of_round, people=people[:1], batch=uuid4(), address=making.address)
        actions.remind(by=ana, rater=handed[0].rater, address=making.address)
        with pytest.raises(Refused, match="less than a day"):
            actions.remind(by=ana, rater=handed[0].rater, address=making.address)
    with acting_as(ana.pk), transaction.atomic():
        assert OutgoingMessage.objects.filter(to="o0@example.org").count() == 2
        links = [
            re.search(r"http\S+/rate/(\S+)/", one.body)
            for one in MessageText.objects.filter(message__to="o0@example.org")
        ]
    browser = Client()
    assert {browser.get(f"/rate/{found[1]}/").status_code for found in links if found} == {200}
    assert len({found[1] for found in links if found}) == 2
    stored = rows("select digest from ratings_raterlink")
    assert all(secret_of(handed[0]).encode() not in bytes(digest) for (digest,) in stored)


def rows(statement: str) -> list[tuple[object, ...]]:
    with acting_as(Standing.DOOR), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_the_clock_publishes_where_five_wait_and_only_there() -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    of_round = a_round(ana, study)
    handed = raters(ana, of_round)
    for one in handed[:4]:
        answer(one, always())
    with acting_as(Standing.CLERK):
        assert publish_by_the_clock() == 0
    answer(handed[4], always())
    with acting_as(Standing.CLERK):
        assert publish_by_the_clock() == 1


def test_hidden_repeats_are_counted_over_everybody_together() -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    of_round = a_round(ana, study, repeats=1)
    for one in raters(ana, of_round):
        answer(one, always())
    publish(ana, of_round)
    with acting_as(ana.pk), transaction.atomic():
        shown = Publication.objects.get(round=of_round)
    assert (shown.repeats_twice, shown.repeats_same) == (35, 35)


def test_no_wall_lets_staff_read_an_answer_or_a_rater_read_another_ones() -> None:
    ana = an_analyst()
    boss = a_person("Boss", permissions=("studies.see_all", "studies.read", "audit.read", "people.manage"))
    study = a_stored_study(ana)
    of_round = a_round(ana, study)
    handed = raters(ana, of_round)
    answer(handed[0], always(), words={"THEFT": "Mine."}, finish=False)
    answer(handed[1], always(), words={"THEFT": "Done."})
    readers = [ana.pk, boss.pk, handed[2].rater.pk, handed[1].rater.pk, Standing.DOOR, Standing.VISITOR, Standing.CLERK]
    for who in readers:  # the one who is done among them
        with acting_as(who), transaction.atomic():
            assert not Answer.objects.exists()
            assert not Comment.objects.exists()
            for inside in ("twice_answered(%s)", "count_published(%s, %s)"):
                with connection.cursor() as cursor:
                    cursor.execute(f"select * from {inside}", [of_round.pk] * inside.count("%s"))
                    assert [row for row in cursor.fetchall() if row[0] not in (None, "")] == []
    with acting_as(handed[0].rater.pk), transaction.atomic():
        assert {one.rater_id for one in Answer.objects.all()} == {handed[0].rater.pk}
        assert not Invitation.objects.exists()
        assert not Rater.objects.exclude(pk=handed[0].rater.pk).exists()


def test_a_stranger_sees_no_round_and_publishes_nothing() -> None:
    ana, eve = an_analyst(), an_analyst("Eve")
    study = a_stored_study(ana)
    of_round = a_round(ana, study)
    for one in raters(ana, of_round):
        answer(one, always())
    with acting_as(eve.pk), transaction.atomic():
        assert queries.round_seen_by(eve, of_round.pk) is None
        assert not RatingRound.objects.exists()
    with acting_as(eve.pk), pytest.raises(Exception, match="may not publish"), transaction.atomic():
        actions.publish(of_round.pk)
    reader = a_person(permissions=MAY_WORK)
    with acting_as(ana.pk):
        studies.add_member(by=ana, study=study, staff=reader, part=Part.READER)
    with acting_as(reader.pk), pytest.raises(Refused):
        actions.request_publication(by=reader, of_round=of_round)
    with acting_as(reader.pk), pytest.raises(Exception, match="may not publish"), transaction.atomic():
        actions.publish(of_round.pk)


def test_a_finished_sheet_and_a_closed_round_refuse_by_both_walls() -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    of_round = a_round(ana, study)
    handed = raters(ana, of_round)
    answer(handed[0], always())
    answer(handed[1], always(), finish=False)
    answer(handed[2], always(), finish=False)
    done, late, ended = (one.rater.pk for one in handed[:3])
    with acting_as(ana.pk):
        actions.end_invitation(by=ana, rater=handed[2].rater)
    refuses(done, "finished your sheet")
    refuses(ended, "invitation was ended")
    with acting_as(ana.pk):
        actions.close_round(by=ana, of_round=of_round)
    refuses(late, "round is over")


def refuses(who, why: str) -> None:
    with acting_as(who), pytest.raises(Refused, match=why):
        rating.save_answers(by=who, number=1, answers={"risk": "H"})
    with acting_as(who), pytest.raises(Refused, match=why):
        rating.finish_sheet(by=who)
    with acting_as(who), transaction.atomic():
        assert Answer.objects.filter(rater_id=who).update(answer="H") == 0
        page = Share.objects.filter(rater_id=who).first()
    assert page is not None
    row = Answer(study_id=page.study_id, round_id=page.round_id, rater_id=who, call_type="X", item="risk", answer="H")
    with acting_as(who), pytest.raises(Exception, match="row-level security"), transaction.atomic():
        row.save(force_insert=True)


def test_what_is_no_answer_is_refused_and_nothing_of_it_is_kept() -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    of_round = a_round(ana, study)
    one = raters(ana, of_round)[0]
    who = one.rater.pk
    with acting_as(who):
        with pytest.raises(Refused, match="not on your sheet"):
            rating.save_answers(by=who, number=1, answers={"risk": "H"})
        rating.begin_sheet(by=who)
        for number, given in ((1, {"risk": "X"}), (1, {"risk": "H", "=1+1": "Y"}), (99, {"risk": "H"})):
            with pytest.raises(Refused):
                rating.save_answers(by=who, number=number, answers=given)
        with pytest.raises(Refused, match="no answer yet"):
            rating.finish_sheet(by=who)
    with acting_as(who), transaction.atomic():
        assert not Answer.objects.exists()


def test_pages_of_staff_show_progress_and_results_and_ask_no_oftener_for_a_larger_round(sign_in: SignIn) -> None:
    ana = an_analyst()
    asked = [
        counted(sign_in, ana, names, many) for names, many in ((TYPES, 5), (tuple(f"T {n}" for n in range(30)), 12))
    ]
    assert asked[0] == asked[1]


def counted(sign_in: SignIn, ana, names: tuple[str, ...], many: int) -> dict[str, int]:
    study = a_stored_study(ana, f"Study of {many}")
    of_round = a_round(ana, study, names)
    for at, one in enumerate(raters(ana, of_round, [""] * many)):
        answer(one, always(risk="LPH"[at % 3], police_mandate="YN"[at % 2]), words={names[0]: "A <b>word</b>."})
    publish(ana, of_round)
    browser = sign_in(ana)
    home = f"/studies/{study.pk}/ratings/"
    with acting_as(ana.pk), transaction.atomic():
        first = queries.type_summaries(ana, of_round).get(call_type=names[0]).round_type
        somebody = Rater.objects.filter(round=of_round)[0].pk
    paths = {
        "overview": home, "agreement": f"{home}agreement/", "csv": f"{home}agreement/?csv=1", "yes": f"{home}yes/",
        "items": f"{home}agreement/items.csv", "rules": f"{home}rules/report/two_thirds/",
        "type": f"/studies/ratings/types/{first}/", "rater": f"/studies/ratings/raters/{somebody}/",
        "invite": f"/studies/ratings/{of_round.pk}/invite/", "change": f"/studies/ratings/{of_round.pk}/change/",
    }  # fmt: skip
    found = {}
    for name, path in paths.items():
        made = 0

        def count(execute, *words):
            nonlocal made
            made += 1
            return execute(*words)

        with connection.execute_wrapper(count):
            page = browser.get(path)
        assert page.status_code == 200, (name, page.content)
        assert b"<b>word</b>" not in page.content
        found[name] = made
    return found


def test_a_round_is_opened_changed_invited_to_and_closed_on_pages(sign_in: SignIn) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    making.call_types(ana, study)
    browser = sign_in(ana)
    home = f"/studies/{study.pk}/ratings/"
    assert b"Open a round" in browser.get(home).content
    form = {"minutes_per_type": "0.75", "minutes": "60", "at_least": "8", "repeats": "1", "seed": "1", "words": "Hi.",
            "deadline": (timezone.now() + timedelta(days=9)).date().isoformat()}  # fmt: skip
    look = browser.post(f"{home}new/", form | {"look": "1"})
    assert b"<b>8</b>" in look.content
    wrong = browser.post(f"{home}new/", form | {"minutes": "5", "minutes_per_type": "5", "look": "1"})
    assert b"no type fits" in wrong.content
    made = browser.post(f"{home}new/", form)
    assert made.status_code == 302
    late = browser.post(f"{home}new/", form | {"look": "1"})
    assert late.status_code == 200, "a page that asked by itself a moment too late is not refused"
    assert browser.post(f"{home}new/", form).status_code == 403
    invite = made.headers["Location"]
    page = browser.get(invite)
    batch = re.search(r'name="batch" value="([^"]+)"', page.content.decode())
    assert batch is not None
    bad = browser.post(invite, {"people": "Pat Doe, patrol", "batch": batch[1]})
    assert b"has no e-mail address" in bad.content
    given = {"people": "Pat Doe, pat@example.org, patrol", "printed": "7", "group": "desk", "batch": batch[1]}
    links = browser.post(invite, given).content.decode()
    assert links.count("/rate/") == 7  # the eighth is in a letter
    assert "shared out among 8" in links
    again = browser.post(invite, given)
    assert again.status_code == 409
    assert "/rate/" not in again.content.decode()
    assert b"Pat Doe" in browser.get(home).content
    of_round = invite.split("/")[3]
    assert browser.post(f"/studies/ratings/{of_round}/close/").status_code == 302
    assert browser.post(invite, given | {"batch": str(uuid4())}).status_code == 403
    assert b"The rating round is closed" in browser.get(home).content


def test_a_reader_sees_progress_and_results_and_no_name(sign_in: SignIn) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    of_round = a_round(ana, study)
    with acting_as(ana.pk):
        people = [Invited(name="Pat Secret", email="pat@example.org")]
        actions.invite_raters(by=ana, of_round=of_round, people=people, batch=uuid4(), address=making.address)
    reader = a_person(permissions=MAY_WORK)
    with acting_as(ana.pk):
        studies.add_member(by=ana, study=study, staff=reader, part=Part.READER)
    page = sign_in(reader).get(f"/studies/{study.pk}/ratings/").content.decode()
    assert "Rater 1" in page
    assert "Secret" not in page


def test_publishing_is_long_work_that_can_be_begun_again(sign_in: SignIn) -> None:
    ana = an_analyst()
    study = a_stored_study(ana)
    of_round = a_round(ana, study)
    for one in raters(ana, of_round):
        answer(one, always())
    assert sign_in(ana).post(f"/studies/ratings/{of_round.pk}/publish/").status_code == 302
    from arcs.web.ratings import work

    class Working:
        subject_id = of_round.pk

        def stage(self, name: str, total: int | None = None) -> None: ...

        def log(self, text: str) -> None: ...

        transaction = staticmethod(transaction.atomic)

    with acting_as(ana.pk):
        for _ in range(2):
            work.publish_ratings(Working())
    with acting_as(ana.pk), transaction.atomic():
        assert Publication.objects.filter(round=of_round).count() == 1
    assert len(ratings_of(ana, study)) == 5 * 7 * 3


def test_oak_parks_invented_raters_are_taken_in_and_written_out_the_same() -> None:
    from arcs.core.instruments.invented import invented_ratings

    ana = an_analyst()
    study, copy = a_stored_study(ana), a_stored_study(ana, "Copy")
    published = read_study(OAK_PARK)
    codes = {
        one.call_type: {"risk": one.risk, "police_mandate": one.police_mandate} for one in published.call_types[:20]
    }
    given = invented_ratings(codes, published.instrument)
    with acting_as(ana.pk):
        actions.take_in_ratings(by=ana, study=study, ratings=given)
    first = ratings_of(ana, study)
    with acting_as(ana.pk):
        actions.take_in_ratings(by=ana, study=copy, ratings=first)
    assert first
    assert ratings_of(ana, copy) == first


def test_two_who_change_a_round_see_both_versions_and_nothing_is_overwritten_in_silence(sign_in: SignIn) -> None:
    ana = an_analyst()
    of_round = a_round(ana, a_stored_study(ana))
    browser, here = sign_in(ana), f"/studies/ratings/{of_round.pk}/change/"
    form = typed_in(browser.get(here).content.decode(), with_field="seen")
    assert browser.post(here, form | {"words": "Please be done by Friday."}).status_code == 302
    late = browser.post(here, form | {"words": "No hurry.", "minutes": "90"})
    assert late.status_code == 409
    shown = late.content.decode()
    assert "<td>Please be done by Friday.</td><td>No hurry.</td>" in shown
    assert "<td>60</td><td>90</td>" in shown
    with acting_as(ana.pk), transaction.atomic():
        assert RatingRound.objects.get(pk=of_round.pk).words == "Please be done by Friday."
    assert browser.post(here, typed_in(shown, with_field="seen")).status_code == 302
    with acting_as(ana.pk), transaction.atomic():
        changed = RatingRound.objects.get(pk=of_round.pk)
    assert (changed.words, changed.minutes) == ("No hurry.", 90)


def test_a_closed_round_is_not_changed_from_a_page_that_was_open_before(sign_in: SignIn) -> None:
    ana = an_analyst()
    of_round = a_round(ana, a_stored_study(ana))
    with acting_as(ana.pk):
        actions.close_round(by=ana, of_round=of_round)
        with pytest.raises(Refused, match="closed"):
            actions.change_round(by=ana, of_round=of_round, seen="as it was", words="Late")


def test_the_title_of_the_agreement_follows_the_measure_that_allows_for_chance() -> None:
    asked = PRESET_INSTRUMENT
    rows = [
        ItemSummary(item="alternative_response", group="", alpha=0.2, agreement=0.66),
        ItemSummary(item="department_value", group="", alpha=0.7, agreement=0.25),
        ItemSummary(item="risk", group="", alpha=None, agreement=0.99),
    ]
    names = {one.name: one.heading for one in asked.items}
    assert pages.finding(asked, rows) == (
        f"Raters agree most on {names['department_value']}, least on {names['alternative_response']}"
    )

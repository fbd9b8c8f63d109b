"""Pages of the protocol: what each says, what they keep, and that they ask as often for 233 call types as for none."""

import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from tests.making.people import a_person
from tests.making.protocols import (
    EXAMPLE,
    a_draft,
    a_drafter,
    a_reader,
    a_row,
    bare,
    example,
    in_force,
)
from tests.making.statements import queries_of
from tests.web.conftest import SignIn

from arcs.files.protocol import parse_protocol, protocol_text
from arcs.web.people.models import Staff
from arcs.web.protocols import actions, queries
from arcs.web.protocols.models import EditionRow, ProtocolEdition
from arcs.web.wall.acting import acting_as

pytestmark = pytest.mark.django_db


def text_of(browser: Client, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, address
    return plain(answer)


def plain(answer: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def every(who: Staff, edition: ProtocolEdition, section: str) -> list[EditionRow]:
    with acting_as(who.pk), transaction.atomic():
        return queries.rows_of(who, edition, section)


def sent(row: EditionRow, **changed: object) -> dict[str, object]:
    """What the form of a question sends."""
    return {"version": row.version, **row.cells, **changed}


def test_without_an_edition_it_is_said_who_answers_and_with_one_which_it_is(sign_in: SignIn) -> None:
    who = a_drafter()
    browser = sign_in(who)
    assert "every call is answered by police or EMS" in text_of(browser, "/protocols/")
    in_force(who, example())
    a_draft(who)
    text = text_of(browser, "/protocols/")
    assert "In force today" in text
    assert "Edition 1, since" in text
    assert "A bare protocol" in text


def test_who_reads_rows_reads_the_names_of_routes_and_the_file_keeps_their_codes(sign_in: SignIn) -> None:
    who = a_drafter()
    made = in_force(who, example())
    browser = sign_in(a_reader())
    address = f"/protocols/{made.number}/sections/call_types/?q=LOST+ARTICLE"
    assert "Goes to Community Service Officer" in text_of(browser, address)
    assert ",cso," in browser.get(f"{address}&csv=1").content.decode()
    row = next(one for one in every(who, made, "call_types") if one.key == "LOST ARTICLE")
    assert "Goes to Community Service Officer" in text_of(browser, f"/protocols/rows/{row.pk}/")


def test_a_stranger_and_a_visitor_are_not_let_in_and_a_reader_changes_nothing(sign_in: SignIn, client: Client) -> None:
    made = a_draft()
    assert sign_in(a_person("Stranger")).get("/protocols/").status_code == 404
    assert client.get("/protocols/").status_code == 302
    reader = sign_in(a_reader())
    assert "Add a row" in text_of(reader, f"/protocols/{made.number}/sections/questions/")
    assert "Your role does not let you" in text_of(reader, f"/protocols/{made.number}/sections/rules/new/")
    assert reader.post(f"/protocols/{made.number}/sections/questions/new/", {"code": "x"}).status_code == 403
    assert reader.post("/protocols/begin/", {"begin": "bare"}).status_code == 403
    assert reader.post(f"/protocols/{made.number}/prove/").status_code == 403


def test_an_edition_is_begun_bare_as_a_copy_and_from_a_file(sign_in: SignIn) -> None:
    who = a_drafter()
    browser = sign_in(who)
    bare_page = browser.post("/protocols/begin/", {"begin": "bare"}, follow=True)
    assert "It is being proven as it stands now." in plain(bare_page)
    file = SimpleUploadedFile("protocol.toml", EXAMPLE.read_bytes())
    assert browser.post("/protocols/begin/", {"begin": "file", "file": file}).status_code == 302
    assert browser.post("/protocols/begin/", {"begin": "copy", "edition": "2"}).status_code == 302
    assert "They say the same." in text_of(browser, "/protocols/3/compare/")
    assert "from Edition 1 to Edition 3" in text_of(browser, "/protocols/3/compare/?with=1")


def test_a_file_that_is_none_says_every_fault_with_its_line_and_nothing_is_kept(sign_in: SignIn) -> None:
    who = a_drafter()
    broken = EXAMPLE.read_bytes().replace(b'base = "tru"', b'base = "nobody"', 1)
    answer = sign_in(who).post(
        "/protocols/begin/", {"begin": "file", "file": SimpleUploadedFile("protocol.toml", broken)}
    )
    assert answer.status_code == 422
    assert re.search(r"Line \d+ : .*nobody", plain(answer))
    with acting_as(who.pk), transaction.atomic():
        assert not ProtocolEdition.objects.exists()


def test_the_file_that_is_taken_home_is_the_edition_with_its_state_and_day(sign_in: SignIn) -> None:
    who = a_drafter()
    made = in_force(who, example())
    content = sign_in(who).get(f"/protocols/{made.number}/protocol.toml").content
    taken, faults = parse_protocol(content, "taken")
    assert taken is not None
    assert faults == ()
    assert (taken.about.status, taken.about.effective_from) == ("approved", made.effective_from)
    assert taken.about.approved_by.startswith("Role ")
    assert taken.call_types == example().call_types


def test_a_row_is_added_and_taken_out_and_both_can_be_taken_back(sign_in: SignIn) -> None:
    who = a_drafter()
    made = a_draft(who)
    browser = sign_in(who)
    typed = {"code": "alone", "text": "Alone?", "why": "Somebody may wait.", "unknown": "present"}
    answer = browser.post(f"/protocols/{made.number}/sections/questions/new/", typed, follow=True)
    assert "Kept." in plain(answer)
    row = a_row(who, made, "questions", "alone")
    gone = browser.post(f"/protocols/rows/{row.pk}/remove/", {"version": row.version}, follow=True)
    undo = re.search(r'action="(/protocols/\d+/undo/[^"]+)"', gone.content.decode())
    assert undo
    assert "1 row stands as before." in plain(browser.post(undo.group(1), follow=True))
    assert a_row(who, made, "questions", "alone").cells["text"] == "Alone?"


def test_what_cannot_be_is_said_beside_its_cell_and_what_was_typed_stays(sign_in: SignIn) -> None:
    made = a_draft(who := a_drafter())
    answer = sign_in(who).post(
        f"/protocols/{made.number}/sections/questions/new/", {"code": "Not A Code", "text": "Is it so?"}
    )
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "small letters, digits" in plain(answer)
    assert 'value="Is it so?"' in text


def test_lists_and_hours_are_written_and_read_back_as_they_were(sign_in: SignIn) -> None:
    who = a_drafter()
    made = a_draft(who)
    browser = sign_in(who)
    route = {
        "code": "night_team", "name": "Night team", "capabilities": ["unarmed_on_scene", "medic"], "weight": "40",
        "service": "cso", "when_closed_0": "cso", "when_closed_1": "", "when_closed_2": "officer",
        "partners": "Thrive\nHousing Forward",
    }  # fmt: skip
    assert browser.post(f"/protocols/{made.number}/sections/routes/new/", route).status_code == 302
    cells = a_row(who, made, "routes", "night_team").cells
    assert cells["capabilities"] == "unarmed_on_scene\nmedic"
    assert (cells["when_closed"], cells["partners"]) == ("cso\nofficer", "Thrive\nHousing Forward")
    service = {"code": "night", "name": "Night", "kind": "route", "monday": "08:30-12:00, 13:00-17:00"}
    assert browser.post(f"/protocols/{made.number}/sections/services/new/", service).status_code == 302
    assert a_row(who, made, "services", "night").cells["monday"] == "08:30-12:00\n13:00-17:00"


def test_whoever_was_slower_chooses_cell_by_cell(sign_in: SignIn) -> None:
    ann, ben = a_drafter("Ann"), a_drafter("Ben")
    made = a_draft(ann)
    row = a_row(ann, made, "questions", "weapon")
    sign_in(ann).post(f"/protocols/rows/{row.pk}/", sent(row, why="Ann's reason.", digit="7"))
    browser = sign_in(ben)
    both = browser.post(f"/protocols/rows/{row.pk}/", sent(row, why="Ben's reason.", digit="8"))
    assert both.status_code == 409
    assert "Somebody else was quicker" in plain(both)
    found = dict(
        re.findall(r'<textarea hidden name="((?:theirs|yours)_\w+)">\n([^<]*)</textarea>', both.content.decode())
    )
    chosen = {"choose": "1", "version": "2", "choose_why": "theirs", "choose_digit": "yours", **found}

    assert browser.post(f"/protocols/rows/{row.pk}/", {k: unescape(v) for k, v in chosen.items()}).status_code == 302
    now = a_row(ann, made, "questions", "weapon").cells
    assert (now["why"], now["digit"], now["text"]) == ("Ann's reason.", "8", row.cells["text"])


def test_a_row_that_was_taken_out_meanwhile_can_be_added_anew(sign_in: SignIn) -> None:
    ann, ben = a_drafter("Ann"), a_drafter("Ben")
    made = a_draft(ann)
    row = a_row(ann, made, "questions", "minor")
    browser = sign_in(ben)
    browser.get(f"/protocols/rows/{row.pk}/")
    with acting_as(ann.pk):
        gone = actions.add_row(by=ann, edition=made, section="questions", cells={**row.cells, "code": "minor-two"})
        actions.remove_row(by=ann, row=gone, version=1)
    assert browser.get(f"/protocols/rows/{gone.pk}/").status_code == 404
    texts = {f"yours_{name}": text for name, text in gone.cells.items()}
    assert (
        browser.post(f"/protocols/{made.number}/sections/questions/new/", {"choose": "1", **texts}).status_code == 302
    )
    assert a_row(ann, made, "questions", "minor-two").cells == gone.cells


def test_the_matrix_is_saved_together_with_one_reason_and_taken_back_together(sign_in: SignIn) -> None:
    who = a_drafter()
    made = a_draft(who, example())
    browser, page = sign_in(who), f"/protocols/{made.number}/who-answers/"
    rows = [a_row(who, made, "call_types", name) for name in ("BIKE THEFT", "LOST ARTICLE")]
    typed: dict[str, object] = {"row": [f"{one.pk}:{one.version}" for one in rows]}
    for one in rows:
        typed |= {f"base-{one.pk}": "officer", f"permitted-{one.pk}": ["tru"]}
    refused = browser.post(page, typed)
    assert refused.status_code == 422
    assert "Say why these call types now go where they go" in plain(refused)
    kept = browser.post(page + "?q=theft", typed | {"why": "The board wants officers here."}, follow=True)
    assert kept.redirect_chain[0][0].endswith("&q=theft&page=1")
    for one in rows:
        now = a_row(who, made, "call_types", one.key).cells
        assert (now["base"], now["permitted"]) == ("officer", "tru")
        assert now["why"] == "The board wants officers here"
    undo = re.search(r'action="(/protocols/\d+/undo/[^"]+)"', kept.content.decode())
    assert undo
    assert "2 rows stand as before." in plain(browser.post(undo.group(1), follow=True))
    assert [a_row(who, made, "call_types", one.key).cells for one in rows] == [one.cells for one in rows]


def test_ticks_keep_the_order_that_stood_and_what_is_the_same_is_no_change(sign_in: SignIn) -> None:
    who = a_drafter()
    made = a_draft(who, example())
    row = a_row(who, made, "call_types", "BIKE THEFT")
    assert row.cells["permitted"] == "online\ncso"
    page, key = f"/protocols/{made.number}/who-answers/", f"{row.pk}:{row.version}"
    browser = sign_in(who)
    same = {"row": key, f"base-{row.pk}": "tru", f"permitted-{row.pk}": ["cso", "online"]}
    assert "Nothing was changed" in plain(browser.post(page, same))
    more = same | {f"permitted-{row.pk}": ["partner", "cso", "online"]}
    assert browser.post(page, more).status_code == 302
    assert a_row(who, made, "call_types", "BIKE THEFT").cells["permitted"] == "online\ncso\npartner"


def test_in_the_matrix_too_nobody_is_overwritten(sign_in: SignIn) -> None:
    ann, ben = a_drafter("Ann"), a_drafter("Ben")
    made = a_draft(ann, example())
    row = a_row(ann, made, "call_types", "BIKE THEFT")
    with acting_as(ann.pk):
        actions.change_row(by=ann, row=row, version=1, cells={**row.cells, "permitted": "cso"})
    browser, page = sign_in(ben), f"/protocols/{made.number}/who-answers/?q=bike"
    typed = {"row": f"{row.pk}:1", f"base-{row.pk}": "officer", f"permitted-{row.pk}": ["tru"], "why": "So it is."}
    both = browser.post(page, typed)
    assert both.status_code == 409
    assert "Somebody else changed these meanwhile" in plain(both)
    assert f'name="row" value="{row.pk}:2"' in both.content.decode(), "saved again, it stands upon what was seen"
    assert a_row(ann, made, "call_types", "BIKE THEFT").cells["base"] == "tru"
    assert browser.post(page, typed | {"row": f"{row.pk}:2"}).status_code == 302
    assert a_row(ann, made, "call_types", "BIKE THEFT").cells["base"] == "officer"


def test_the_matrix_is_narrowed_by_words_category_route_and_what_changed(sign_in: SignIn) -> None:
    who = a_drafter()
    first, made = a_draft(who, example()), a_draft(who, example())
    row = a_row(who, made, "call_types", "BIKE THEFT")
    with acting_as(who.pk):
        actions.change_row(by=who, row=row, version=1, cells={**row.cells, "permitted": "cso"})
    browser, page = sign_in(who), f"/protocols/{made.number}/who-answers/"
    assert "233 of 233 call types; page 1 of 6." in text_of(browser, page)
    changed = text_of(browser, f"{page}?against={first.number}")
    assert "1 of 233 call types" in changed
    assert "It was tru, online, cso." in changed
    assert "1 of 233 call types" in text_of(browser, f"{page}?q=lost+article")
    assert "2 of 233 call types" in text_of(browser, f"{page}?category=Identity+Theft")
    assert "No call type here" in text_of(browser, f"{page}?q=no+such+type&page=77777")


def test_a_call_is_tried_and_kept_as_a_worked_call(sign_in: SignIn) -> None:
    who = a_drafter()
    made = a_draft(who, example())
    browser = sign_in(who)
    call = f"/protocols/{made.number}/try/?call_type=LOST+ARTICLE&a-*=no&local_time=2026-03-10T10:00&a-weapon="
    safe = text_of(browser, call)
    assert "What would have changed it Had weapon been answered yes: Officer" in safe
    armed = text_of(browser, call + "yes")
    assert "An officer is on the way." in armed
    answer = browser.post(call + "yes", {"code": "armed-loss", "words": "Lost, and armed.", "source": "Tried."})
    assert answer.status_code == 302
    kept = a_row(who, made, "examples", "armed-loss").cells
    assert (kept["route"], kept["rules"]) == ("officer", "weapon")
    assert kept["answers"] == "weapon: yes\n*: no"


def test_an_unknown_type_an_odd_time_and_a_strange_wish_are_answered_safely(sign_in: SignIn) -> None:
    who = a_drafter()
    made = a_draft(who, example())
    text = text_of(
        sign_in(who),
        f"/protocols/{made.number}/try/?call_type=%00NO+SUCH&local_time=yesterday&wish=pony&a-weapon=maybe",
    )
    assert "Stands in for another" in text
    assert "is not in this edition" in text


def test_an_edition_that_does_not_agree_says_what_and_where_and_cannot_be_tried(sign_in: SignIn) -> None:
    who = a_drafter()
    made = a_draft(who, example())
    row = a_row(who, made, "routes", "tru")
    with acting_as(who.pk):
        actions.remove_row(by=who, row=row, version=1)
    browser = sign_in(who)
    text = text_of(browser, f"/protocols/{made.number}/")
    assert "things keep it from use" in text
    assert 'The route "tru" is missing, which the law of every edition needs.' in text
    assert "It does not agree with itself yet" in text_of(browser, f"/protocols/{made.number}/try/")
    assert "cannot be compared" in text_of(browser, f"/protocols/{a_draft(who).number}/compare/?with={made.number}")
    assert browser.get(f"/protocols/{made.number}/protocol.toml").status_code == 404
    assert browser.post(f"/protocols/{made.number}/prove/").status_code == 403
    bad = a_row(who, made, "call_types", "LOST ARTICLE")
    assert "Permitted names" in text_of(browser, f"/protocols/rows/{bad.pk}/")


def test_the_states_rows_are_marked_and_locked(sign_in: SignIn) -> None:
    who = a_drafter()
    made = a_draft(who)
    browser = sign_in(who)
    assert "The State’s" in text_of(browser, f"/protocols/{made.number}/sections/matrix/")
    page = browser.get(f"/protocols/{made.number}/sections/matrix/").content.decode()
    assert page.count('<a class="rowlink"') == page.count('<tr role="row">') - 1, "a link within a link is none"
    row = a_row(who, made, "matrix", "deflect")
    assert "The State’s, and locked." in text_of(browser, f"/protocols/rows/{row.pk}/")
    assert browser.post(f"/protocols/rows/{row.pk}/", {"version": 1, **row.cells}).status_code == 403
    assert browser.post(f"/protocols/rows/{row.pk}/remove/", {"version": 1}).status_code == 403


def test_pages_ask_as_often_for_two_hundred_call_types_as_for_none(sign_in: SignIn) -> None:
    who = a_drafter()
    few, many = a_draft(who, bare()), a_draft(who, example())
    browser = sign_in(who)
    for page in ("", "who-answers/", "try/?call_type=x", "sections/rules/", "sections/call_types/new/"):
        small, large = (queries_of(browser, f"/protocols/{one.number}/{page}") for one in (few, many))
        assert small == large, page
    compared = [queries_of(browser, f"/protocols/{many.number}/compare/?with={one.number}") for one in (few,)]
    assert compared[0] < 25


def test_the_file_of_a_bare_edition_is_an_edition() -> None:
    read, faults = parse_protocol(protocol_text(bare()).encode(), "bare")
    assert read is not None
    assert faults == ()

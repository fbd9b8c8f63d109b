"""From a study to an edition that holds: drafted, stopped by a counter-example, mended, replayed, approved, dated."""

import re
from datetime import datetime, timedelta
from typing import Any

from tests.journeys.conftest import DESK, LONG_MS, PHONE, Programme, Visit

from arcs.core.agency.clock import known_zone

STUDY = "Essential Calls for Service Evaluation"
STATE = """level,category,description,response_time,response_type,routes,default,source
1,Deflect,Wish for support,at once,988,988,true,"Invented region, version 2"
2,Moderate,A crisis,60 minutes,a clinician,co_response;988,,"Invented region, version 2"
3,Urgent,Suicide is spoken of,30 minutes,co-response,co_response;988,,"Invented region, version 2"
4,Emergent,"A threat, made just now",at once,police with a clinician,co_response; cit_officer,,"Invented, version 5"
"""


def begin_from_the_study(window: Visit) -> str:
    """A draft of what was decided in the published study; its address."""
    window.open("/protocols/begin/")
    window.page.get_by_label("from what was decided in a study").check()
    option = window.page.locator("[name=study] option").filter(has_text=STUDY).first.get_attribute("value")
    window.page.evaluate("value => { document.querySelector('select[name=study]').value = value }", option)
    window.page.locator("main button:has-text('Begin the draft')").click()
    window.page.wait_for_selector("h1:has-text('What the study left open')")
    return window.page.url.removesuffix("from-study/")


def change_what_a_rule_adds(window: Visit, edition: str, capability: str) -> None:
    """Let the rule about weapons add another capability, and nothing else."""
    window.page.goto(f"{edition}sections/rules/?q=weapon")
    window.page.get_by_role("link", name="weapon", exact=True).first.click()
    for one in window.page.locator("[name=adds]:checked").all():
        one.uncheck()
    window.page.locator(f"[name=adds][value={capability}]").check()
    window.page.get_by_role("button", name="Keep the change").click()
    window.page.wait_for_selector("text=Kept")


def prove(window: Visit, edition: str) -> None:
    """Whatever is kept is proven by itself: wait until that is done."""
    window.page.goto(f"{edition}approval/")
    # The page loads itself anew when its proof is there.
    window.page.get_by_text("It is being proven as it stands now.").wait_for(state="detached", timeout=LONG_MS)
    window.settle()
    assert not window.page.get_by_role("button", name="Prove it now").count()


def replay_beside_the_edition_in_force(window: Visit, edition: str) -> None:
    """Ask who would have been sent last year, and wait until it is told."""
    window.page.goto(f"{edition}replays/")
    window.look("protocol-replays")
    window.page.get_by_label(re.compile("^invented_calls")).first.check()
    in_force = "1"  # the one with which the demonstration begins
    window.page.locator("[name=beside]").select_option(in_force)
    window.page.get_by_role("button", name=re.compile("^Replay")).click()
    window.page.get_by_role("heading", name="Who would have been sent").wait_for(timeout=LONG_MS)


def approve(visit: Any, role: str, edition: str, width: int) -> None:
    """One approver reads and says yes."""
    window = visit(width=width)
    window.enter_as(role)
    window.page.goto(f"{edition}approval/")
    window.page.get_by_label("I approve it").check()
    window.page.locator("[name=words]").fill("Read in full.")
    window.look(f"protocol-approval-{role}")
    window.page.get_by_role("button", name="Keep my word").click()
    window.page.wait_for_selector("text=Read in full.")


def test_an_edition_is_drafted_stopped_mended_replayed_and_brought_to_force(programme: Programme, visit: Any) -> None:
    # Given a manager and a study that was evaluated
    window = visit(width=DESK)
    window.enter_as("programme-manager")
    # when an edition is drafted from it,
    edition = begin_from_the_study(window)
    # then what nobody decided is listed with its reason;
    assert "Stays with officers for lack of a decision" in window.text("main")
    window.look("protocol-from-study")
    # the adopted matrix takes the place of the example;
    window.page.goto(f"{edition}matrix/")
    window.look("protocol-matrix")
    window.page.locator("input[type=file]").set_input_files(
        {"name": "matrix.csv", "mimeType": "text/csv", "buffer": STATE.encode()}
    )
    window.page.get_by_role("button", name="Import it").click()
    window.page.wait_for_selector("text=Invented, version 5")
    # a rule that no longer answers a weapon with an officer is stopped by a counter-example;
    change_what_a_rule_adds(window, edition, "in_person")
    prove(window, edition)
    told = window.text("main")
    assert "weapon" in told
    assert "keep it from review" in told or "keeps it from review" in told
    window.look("protocol-stopped")
    # mended and proven,
    change_what_a_rule_adds(window, edition, "armed_officer")
    prove(window, edition)
    assert "Proven as it stands now." in window.text("main")
    window.look("protocol-ready")
    # it is replayed over last year's calls beside the edition in force; the manager reads what would be regretted,
    replay_beside_the_edition_in_force(window, edition)
    window.look("protocol-replay")
    replay = window.page.url
    assert "Beside " in window.text("main")
    window.page.locator("#regrets tbody a.rowlink").first.click()
    window.page.wait_for_selector("h1:has-text('Call ')")
    window.look("protocol-regretted-call")
    window.page.goto(replay)
    # and what is new in plain words;
    window.page.goto(f"{edition}compare/")
    assert "now goes to" in window.text("main")
    window.look("protocol-compared-with-force")
    # sent for review, a supervisor says something about it on a phone;
    window.page.goto(f"{edition}approval/")
    # (who must approve every edition is not dropped by whoever drafts)
    assert not window.page.get_by_role("button", name="Need not be asked").count()
    assert "Must approve every edition." in window.text("main")
    window.page.get_by_role("button", name="Send for review").click()
    window.page.wait_for_selector("text=It is in review.")
    phone = visit(width=PHONE)
    phone.enter_as("supervisor")
    phone.page.goto(f"{edition}approval/")
    phone.page.locator("[name=text]").last.fill("Who answers lost property at night?")
    phone.look("protocol-comment")
    phone.page.get_by_role("button", name="Keep the comment").click()
    phone.page.wait_for_selector("text=Who answers lost property at night?")
    # those who must approve it do, one of them on a phone;
    approve(visit, "chief", edition, PHONE)
    approve(visit, "clinician", edition, DESK)
    approve(visit, "board-member", edition, DESK)
    # and the manager dates it, and looks at its shadow until then.
    window.page.goto(f"{edition}approval/")
    window.look("protocol-approved")
    window.page.locator("[name=begins]").fill(f"{in_days(40)}")
    window.page.get_by_role("button", name="Set the day").click()
    window.page.wait_for_selector("text=It is approved and will hold from")
    window.look("protocol-dated")
    window.page.get_by_role("link", name="Open the shadow").click()
    window.page.wait_for_selector("h1:has-text('In the shadow')")
    window.look("protocol-shadow")
    window.resize(PHONE)
    for page in ("approval/", "shadow/", "matrix/", "from-study/", "replays/", "compare/"):
        window.page.goto(f"{edition}{page}")
        window.look(f"protocol-narrow-{page.strip('/')}")
    window.page.goto(replay)
    window.look("protocol-narrow-replay")


def in_days(many: int) -> str:
    """A day from now as people write it here."""
    day = datetime.now(known_zone("America/Chicago")).date() + timedelta(days=many)
    return day.strftime("%m/%d/%Y")

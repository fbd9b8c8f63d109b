"""A public export of another city, replayed in the browser: the same as on the command line, to the byte."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from tests.making.protocols import EXAMPLE, a_draft, example
from tests.making.replays import a_replayer, asked, run
from tests.making.studies import WorkingFor, a_stored_study, a_surveyed_import, fresh
from tests.repository.tree import ROOT
from tests.web.conftest import SignIn

from arcs.cli.program import main
from arcs.web.protocols.models import ReplayState
from arcs.web.studies import actions, work
from arcs.web.wall.acting import acting_as

WORDS = ROOT / "examples" / "alexandria"
WEEK = ROOT.parent / "shared" / "data" / "alexandria" / "week35.csv"


@pytest.mark.skipif(not WEEK.exists(), reason="the public export is not on this machine")
@pytest.mark.usefixtures("fresh_database")
def test_a_week_of_another_city_is_replayed_as_on_the_command_line(sign_in: SignIn, tmp_path: Path) -> None:
    who = a_replayer()
    begun = a_surveyed_import(who, a_stored_study(who), WEEK)
    with acting_as(who.pk), transaction.atomic():
        actions.change_mapping(
            by=who, call_import=begun, meanings={}, where="agency=POLICE", time_zone="America/New_York"
        )
        actions.confirm_mapping(by=who, call_import=begun)
    work.import_calls(WorkingFor(who, begun.pk))
    edition, calls, browser = a_draft(who, example()), fresh(who, begun), sign_in(who)
    for kind in ("type", "outcome"):
        address = f"{reverse('protocols:words', args=[edition.number, calls.pk])}?of={kind}"
        given = SimpleUploadedFile(f"{kind}s.csv", (WORDS / f"{kind}s.csv").read_bytes())
        seen = browser.get(address).context["seen_all"]
        assert browser.post(address, {"seen": seen, "file": given}).status_code == 302
    replay = run(who, asked(who, edition, calls))
    assert replay.state == ReplayState.DONE, replay.result
    assert replay.result["calls"] > 500
    assert replay.result["regrets"] > 0
    with pytest.raises(SystemExit) as left:
        main(["replay", "--edition", str(EXAMPLE), str(WEEK), "--out", str(tmp_path / "out"), "--where",
              "agency=POLICE", "--timezone", "America/New_York", "--types", str(WORDS / "types.csv"),
              "--outcomes", str(WORDS / "outcomes.csv")])  # fmt: skip
    assert not left.value.code
    for name in ("moved.csv", "regret.csv", "unanswerable.csv"):
        answer = browser.get(reverse("protocols:replay_file", args=[replay.pk, name]))
        assert answer.content.decode() == (tmp_path / "out" / name).read_text(encoding="utf-8")
    page = browser.get(reverse("protocols:replay", args=[replay.pk])).content.decode()
    assert "are unknown to this edition" in page
    unknown = sum(one[3] for one in replay.result["unanswerable"] if one[0] == "call_type")
    assert 0 < unknown < 0.3 * replay.result["calls"]

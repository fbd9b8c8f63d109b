"""The page for whoever sends calls says what the code does: its columns, and examples that are taken."""

import re

import pytest
from tests.making.people import a_person
from tests.repository.tree import ROOT

from arcs.web.calls import sending
from arcs.web.calls.rows import COLUMNS
from arcs.web.wall.acting import acting_as

PAGE = (ROOT / "docs" / "how-to" / "send-calls.md").read_text(encoding="utf-8")


def test_the_page_names_every_column_and_no_other() -> None:
    table = PAGE.split("## What a call says")[1].split("## By a folder")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert {name for cell in cells for name in re.findall(r"`(\w+)`", cell)} == set(COLUMNS)


@pytest.mark.django_db
def test_its_examples_are_taken() -> None:
    sender = a_person("Dis Patch", permissions=["calls.take"])
    plain, eido = (one.encode() for one in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL))
    with acting_as(sender.pk):
        first, second = sending.take_sent(by=sender, body=plain), sending.take_eido(by=sender, body=eido)
        for sent in (first, second):
            assert sent.call is not None, sent.aside and sent.aside.why
            assert (sent.call.call_type, sent.call.address) == ("NOISE COMPLAINT", "100 Main St")

"""Tables as files from the web."""

from arcs.core.figures import Column, Table
from arcs.web.studies.frozen_pages import table_csv


def test_a_call_type_that_a_spreadsheet_would_run_is_only_words_in_the_file() -> None:
    columns = (Column(name="call_type", heading="Call type"), Column(name="calls", heading="Calls", kind="whole"))
    rows = (("=1+1", -3), ("THEFT", 2))
    table = Table(name="by_call_type", title="", columns=columns, rows=rows, population="", period="", source="")
    assert table_csv(table).content.decode() == "call_type,calls\n'=1+1,-3\nTHEFT,2\n"

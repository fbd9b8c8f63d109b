"""Any table of text cells, written in any dialect, encoding and container, is read back as it was."""

import csv
import gzip
import io
import zipfile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

HEADERS = ["incident", "call type", "received", "remark"]
DELIMITERS = [",", ";", "\t", "|"]
LETTERS = "abcXYZ 0159:/-.é ß,;|'\"\n()#=+"
CELLS = st.text(alphabet=st.sampled_from(LETTERS), max_size=12)
FIRST = st.integers(min_value=1, max_value=99_999).map(lambda number: f"P{number:05d}")
ROWS = st.lists(st.tuples(FIRST, CELLS, CELLS, CELLS), min_size=1, max_size=25)


def written(rows, *, delimiter, quoting, end):
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end)
    writer.writerows([HEADERS, *rows])
    return out.getvalue()


def packed(content, container):
    if container == "gz":
        return "calls.csv.gz", gzip.compress(content)
    if container == "zip":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("folder/calls.csv", content)
        return "calls.zip", out.getvalue()
    return "calls.csv", content


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=ROWS,
    dialect=st.fixed_dictionaries(
        {
            "delimiter": st.sampled_from(DELIMITERS),
            "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
            "end": st.sampled_from(["\n", "\r\n"]),
        }
    ),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]),
    container=st.sampled_from(["plain", "zip", "gz"]),
)
def test_a_written_table_is_read_back_whatever_its_wrapping(make_desk, rows, dialect, encoding, container):
    desk = make_desk()
    content = written(rows, **dialect).encode(encoding)
    table = desk.table(*packed(content, container))
    assert table.headers == tuple(HEADERS)
    assert desk.rows(table) == [tuple(cell or None for cell in row) for row in rows]
    assert table.rows == len(rows)
    assert not table.set_aside
    assert all(len(row) == len(HEADERS) for row in table.sample)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=600) | st.text(max_size=300).map(str.encode))
def test_any_bytes_give_an_account_or_one_sentence(make_desk, content):
    from arcs.core.refusal import Refusal

    desk = make_desk()
    path = desk.lay("calls.csv", content)
    try:
        sources = desk.open(path)
    except Refusal as refusal:
        assert "calls.csv" in str(refusal)
        return
    for table in sources.tables:
        assert len(desk.rows(table)) == table.rows
        assert len(desk.numbered(table)) == table.rows

"""Reading in place is only ever a faster way to the same rows."""

import csv
import io

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arcs.files.hashing import sha256_of
from arcs.files.sources import SourceTable, survey, texts

HEAD = "id,type,received,unit\n"
ROW = "1,THEFT,2024-01-05 10:00,M5\n"


@pytest.fixture
def large_files(monkeypatch):
    """Every file counts as large: surveyed in the background and sampled in small parts."""
    for module in (survey, texts):
        monkeypatch.setattr(module, "AT_ONCE", -1)
    monkeypatch.setattr(texts, "PART", 2_000)


def numbered_rows(count):
    return "".join(f"{n},THEFT,2024-01-05 10:00,M{n % 9}\n" for n in range(count))


def staged(desk, sources):
    """Stage every table as a reader of exports does, and say what was staged in the end."""
    held = {}

    def stage(table: SourceTable) -> int:
        held[table.view] = desk.rows(table)
        return len(held[table.view])

    return sources.read_each(stage), held


def test_a_clean_file_is_read_where_it_lies(desk):
    table = desk.table("calls.csv", HEAD + numbered_rows(5000))
    assert table.in_place
    assert table.rows == 5000
    assert not list((desk.folder / "workspace").iterdir())
    assert desk.lines(table) == list(range(2, 5002))
    assert len(table.sample) == 4000 or len(table.sample) == 2000


def test_titles_above_the_header_do_not_slow_a_clean_file(desk):
    table = desk.table("calls.csv", "Calls for Service\n\n" + HEAD + numbered_rows(50))
    assert table.in_place
    assert desk.lines(table) == list(range(4, 54))


@pytest.mark.parametrize(
    ("dirt", "rows", "aside"),
    [
        ("7,SHORT\n", 4001, 0),
        ("7,TOO,MANY,CELLS,HERE\n", 4000, 1),
        ("\n", 4000, 0),
        ('7,"TWO\nLINES",2024,M1\n', 4001, 0),
        ('7,"OPEN,2024,M1\n', 4001, 0),
        ('7,"A"B",2024,M1\n', 4001, 0),
        (HEAD, 4000, 1),
        ("7,N\0L,2024,M1\n", 4001, 0),
        ("7,CR\rLF,2024,M1\n", 4002, 0),
        ("7,THEFT,2024,M1\r\n", 4001, 0),
    ],
    ids=["short", "long", "blank", "two lines", "open quote", "stray quote", "header", "nul", "cr", "crlf"],
)
@pytest.mark.usefixtures("large_files")
def test_dirt_that_no_sample_saw_sends_the_whole_file_to_careful_reading(desk, dirt, rows, aside):
    content = HEAD + numbered_rows(1_300) + dirt + numbered_rows(2_700)
    sources = desk.open(desk.lay("calls.csv", content))
    assert sources.tables[0].in_place
    read, held = staged(desk, sources)
    (table,) = read.tables
    assert not table.in_place
    assert table.view == sources.tables[0].view
    assert (table.rows, len(table.set_aside)) == (rows, aside)
    assert len(held[table.view]) == rows


@pytest.mark.usefixtures("large_files")
def test_bytes_that_are_not_utf8_are_found_by_whoever_reads_them(desk):
    content = (HEAD + numbered_rows(1_300)).encode() + b"7,M\xfcller,2024,M1\n" + numbered_rows(2_700).encode()
    read, held = staged(desk, desk.open(desk.lay("calls.csv", content)))
    assert not read.tables[0].in_place
    assert ("7", "Müller", "2024", "M1") in held[read.tables[0].view]


@pytest.mark.usefixtures("large_files")
def test_a_clean_large_file_stays_in_place_and_keeps_its_hash(desk):
    path = desk.lay("calls.csv", HEAD + numbered_rows(4_000))
    read, held = staged(desk, desk.open(path))
    assert read.tables[0].in_place
    assert len(held["source_1"]) == 4_000
    assert read.tables[0].sha256 == sha256_of(path)
    assert read.tables[0].source_id == read.tables[0].sha256[:16]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "cp1252"])
@pytest.mark.usefixtures("large_files")
def test_a_large_file_in_another_encoding_is_written_anew_once_and_read_in_place(desk, encoding):
    content = (HEAD + "7,Müller,2024,M1\n" + numbered_rows(3_000)).encode(encoding)
    path = desk.lay("calls.csv", content)
    read, held = staged(desk, desk.open(path))
    (table,) = read.tables
    assert table.in_place
    assert held[table.view][0] == ("7", "Müller", "2024", "M1")
    assert desk.lines(table) == list(range(2, 3_003))
    assert any("decoded as" in remark for remark in table.remarks)
    assert table.sha256 == sha256_of(path)


def test_a_fault_of_the_stage_itself_is_not_hidden(desk):
    sources = desk.open(desk.lay("calls.csv", HEAD + ROW))

    def stage(table: SourceTable) -> int:
        raise duckdb.BinderException("no such column")

    with pytest.raises(duckdb.BinderException):
        sources.read_each(stage)


CELLS = st.text(alphabet=st.sampled_from(list("ab \"'\n\r,;\\-5é\u2028\x1c")), max_size=6)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=12), quoting=st.sampled_from([0, 1]))
def test_in_place_and_careful_reading_give_the_same_rows(make_desk, rows, quoting):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n", quoting=quoting).writerows([["alpha", "beta", "gamma"], *rows])
    desk = make_desk()
    table = desk.table("calls.csv", out.getvalue())
    fast = desk.numbered(table)
    careful = desk.open(desk.folder / "calls.csv").reopen_carefully(table)
    assert desk.numbered(careful) == fast
    assert careful.rows == table.rows


LINES = st.lists(st.sampled_from(["1,b,c", '2,"x",c', ' 3, "y z" ,c', "4,,", '5,5" x,c', ",,"]), min_size=1, max_size=9)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=LINES)
def test_hand_made_lines_read_the_same_in_place_and_carefully(make_desk, lines):
    desk = make_desk()
    table = desk.table("calls.csv", "\n".join(["alpha,beta,gamma", *lines]) + "\n")
    fast = desk.numbered(table)
    careful = table.open_carefully() if table.open_carefully else table
    assert desk.numbered(careful) == fast

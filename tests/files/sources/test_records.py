"""Every record is a row or is set aside with its line and reason."""

import pytest

HEAD = "id,type,received,unit\n"
ROW = "1,THEFT,2024-01-05 10:00,M5\n"


def test_short_records_are_kept_and_counted(desk):
    table = desk.table("calls.csv", HEAD + ROW + "2,ALARM,2024-01-06 10:00\n" + ROW)
    assert desk.rows(table)[1] == ("2", "ALARM", "2024-01-06 10:00", None)
    assert any(
        "fewer cells than headers, kept with empty cells: 1 (first: line 3)" in remark for remark in table.remarks
    )


def test_empty_cells_too_many_are_left_out_and_filled_ones_set_the_record_aside(desk):
    table = desk.table("calls.csv", HEAD + ROW + "2,ALARM,2024-01-06,M1,,\n3,400 MAIN ST, APT 5,2024-01-07,M2\n" + ROW)
    assert table.rows == 3
    assert desk.reasons(table) == [(4, "more cells than headers")]
    assert table.set_aside[0].given.startswith("3,400 MAIN ST, APT 5")
    assert desk.lines(table) == [2, 3, 5]


def test_titles_above_and_totals_below_are_no_calls(desk):
    content = "Calls for Service\nJanuary 2024\n\n" + HEAD + ROW * 3 + "\nTotal: 3 rows\nPrinted 2024-02-01\n"
    table = desk.table("calls.csv", content)
    assert table.columns == ("id", "type", "received", "unit")
    assert desk.lines(table) == [5, 6, 7]
    assert desk.reasons(table) == [(9, "note after the last record"), (10, "note after the last record")]
    assert "lines before the header, left out: 3" in table.remarks
    assert any(remark.startswith("blank lines passed over: 1 (first: line 8)") for remark in table.remarks)
    assert desk.accounted(table) == 5


def test_a_total_padded_with_delimiters_is_a_note_too(desk):
    table = desk.table("calls.csv", "Report,,,\n" + HEAD + ROW * 3 + "Total,3,,\n")
    assert (table.rows, desk.reasons(table)) == (3, [(6, "note after the last record")])


def test_a_cut_last_record_is_kept(desk):
    table = desk.table("calls.csv", HEAD + ROW + "2,ALARM,2024-01-0")
    assert desk.rows(table)[-1] == ("2", "ALARM", "2024-01-0", None)


def test_a_note_between_records_is_a_short_record_not_a_footer(desk):
    table = desk.table("calls.csv", HEAD + ROW + "Total: 5\n" + ROW)
    assert table.rows == 3
    assert not table.set_aside


def test_a_header_in_the_middle_is_set_aside(desk):
    table = desk.table("calls.csv", HEAD + ROW + "Total: 1 rows\n" + HEAD + ROW)
    assert desk.reasons(table) == [(3, "note after the last record"), (4, "header repeated")]
    assert table.rows == 2


def test_a_ruled_line_under_the_header_is_set_aside(desk):
    table = desk.table("calls.csv", HEAD + "--,----,--------,----\n" + ROW + "\n(1 rows affected)\n")
    assert [reason for _, reason in desk.reasons(table)] == ["a ruled line, not a record", "note after the last record"]
    assert table.rows == 1


def test_doubled_and_unnamed_headers_get_names_of_their_own(desk):
    table = desk.table("calls.csv", "source_line,Type,,type,Type\n1,a,b,c,d\n2,e,f,g,h\n")
    assert table.headers == ("source_line", "Type", "", "type", "Type")
    assert table.columns == ("source_line (2)", "Type", "column 3", "type (2)", "Type (3)")
    assert desk.numbered(table)[0] == (2, "1", "a", "b", "c", "d")


def test_a_file_without_a_header_keeps_its_first_call(desk):
    table = desk.table("calls.csv", ROW + ROW.replace("1,", "2,", 1) + ROW.replace("1,", "3,", 1))
    assert table.columns == ("column 1", "column 2", "column 3", "column 4")
    assert table.rows == 3
    assert any("already a record" in remark for remark in table.remarks)


def test_line_feeds_inside_cells_stay_and_lines_are_those_an_editor_shows(desk):
    content = HEAD + '1,"two\nlines",2024-01-05,M5\n2,b,2024-01-06,"x\r\ny"\n3,c,2024-01-07,M1\n'
    table = desk.table("calls.csv", content)
    assert [(row[0], row[2]) for row in desk.numbered(table)] == [(2, "two\nlines"), (4, "b"), (6, "c")]
    assert desk.rows(table)[1][3] == "x\r\ny"


def test_a_quotation_mark_that_never_closes_costs_no_other_record(desk):
    quoted = '0,"A, B",2024,M1\n' * 20
    content = (
        HEAD
        + ROW
        + '2,"ALARM,2024-01-06,M1\n'
        + quoted
        + ROW * 1980
        + '3,5" PIPE,2024-01-07,M2\n'
        + '4,"A"B",2024,M3\n'
    )
    table = desk.table("calls.csv", content)
    assert table.rows == 2004
    assert not table.set_aside
    assert desk.rows(table)[1] == ("2", '"ALARM', "2024-01-06", "M1")
    assert desk.rows(table)[-2][1] == '5" PIPE'
    assert any("stray quotation mark" in remark for remark in table.remarks)


def test_backslashes_escape_where_the_file_does_so_throughout(desk):
    rows = "".join(f'{n},"said \\"stop, now\\" {n}",2024-01-05,M5\n' for n in range(5))
    table = desk.table("calls.csv", HEAD + rows)
    assert desk.rows(table)[3] == ("3", 'said "stop, now" 3', "2024-01-05", "M5")


@pytest.mark.parametrize("word", ["NULL", "NA", "null", "-9999", " "])
def test_words_for_nothing_stay_words(desk, word):
    table = desk.table("calls.csv", HEAD + f"1,{word},2024-01-05,M5\n2,,2024-01-05,M5\n")
    assert [row[1] for row in desk.rows(table)] == [word, None]


def test_nul_bytes_are_taken_out_and_said(desk):
    table = desk.table("calls.csv", HEAD + "1,TH\0EFT,2024-01-05,M5\n" + ROW)
    assert desk.rows(table)[0][1] == "THEFT"
    assert any("NUL" in remark for remark in table.remarks)


def test_r_tables_with_row_names_get_an_unnamed_first_column(desk):
    rows = "".join(f'"{n}",{n + 7},A,2024,M5\n' for n in range(1, 9))
    table = desk.table("calls.csv", '"id","type","received","unit"\n' + rows)
    assert table.columns == ("column 1", "id", "type", "received", "unit")
    assert table.rows == 8


def test_one_column_is_a_table_with_one_column(desk):
    table = desk.table("calls.csv", "type\nTHEFT\n\nALARM\n")
    assert desk.numbered(table) == [(2, "THEFT"), (4, "ALARM")]


def test_a_spreadsheets_note_on_the_delimiter_is_no_header(desk):
    table = desk.table("calls.csv", "sep=;\nid;type\n1;THEFT, MINOR\n2;ALARM\n")
    assert desk.numbered(table) == [(3, "1", "THEFT, MINOR"), (4, "2", "ALARM")]


def test_a_file_that_never_quotes_keeps_its_quotation_marks(desk):
    content = HEAD + "".join(f'{n},"UNIT {n},2024-01-05,M5\n' for n in range(30))
    table = desk.table("calls.csv", content)
    assert table.rows == 30
    assert desk.rows(table)[7] == ("7", '"UNIT 7', "2024-01-05", "M5")
    assert "quotation marks are characters like any other" in table.remarks


def test_a_header_with_fewer_cells_than_the_records_is_still_the_header(desk):
    table = desk.table(
        "calls.csv", "id,type,when\n" + "".join(f"{n},A,2024-01-05,400 MAIN,APT {n}\n" for n in range(9))
    )
    assert table.columns == ("id", "type", "when", "column 4", "column 5")
    assert table.rows == 9

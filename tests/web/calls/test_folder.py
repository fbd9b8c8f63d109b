"""Files of dispatch: rows read = taken + already there + set aside, whatever the file says, and none is lost."""

import csv
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.making.people import a_person

from arcs.web.calls.models import Call, CallFile, SetAsideRow
from arcs.web.calls.work import read_folder
from arcs.web.wall.acting import Standing, acting_as

pytestmark = pytest.mark.django_db
NOON = "2026-01-05T12:00:00-06:00"


def put(folder: Path, name: str, text: str | bytes) -> CallFile:
    """What became of a file in the folder."""
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with override_settings(ARCS_CALLS_FOLDER=str(folder)):
        assert read_folder() == 1
        assert read_folder() == 0, "it was moved away"
    assert [one.name.split("-", 1)[1] for one in (folder / "done").iterdir()].count(name) == 1
    with acting_as(Standing.CLERK):
        return CallFile.objects.get(name=name)


def counts(file: CallFile) -> tuple[int, int, int, int]:
    return file.rows_read, file.taken, file.already_there, file.set_aside


def test_a_file_of_four_rows_is_two_calls_one_there_already_and_one_set_aside(tmp_path: Path) -> None:
    text = (
        "source_key,received_at,call_type,address,juvenile\n"
        f"C-1,{NOON},NOISE,5 South Blvd,yes\nC-2,{NOON},PARKING,,\nC-1,{NOON},NOISE,,\nC-3,2026-01-05 12:00,NOISE,,\n"
    )
    file = put(tmp_path, "night.csv", text)
    assert counts(file) == (4, 2, 1, 1)
    reader = a_person("Imp Orter", permissions=["calls.import"])
    with acting_as(reader.pk):
        (aside,) = SetAsideRow.objects.all()
        assert (aside.line, "say the zone too" in aside.why, "C-3" in aside.content) == (5, True, True)
        assert not Call.objects.exists(), "whoever sees files does not see calls by that"
    again = put(tmp_path, "again.json", json.dumps([{"source_key": "C-1", "received_at": NOON, "call_type": "X"}]))
    assert counts(again) == (1, 0, 1, 0)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"\xff\xfe\x00"),
        ("b.csv", b""),
        ("c.json", b"{]"),
        ("d.json", b"7"),
        ("e.txt", b"hello"),
        ("f.csv", b'call_type,source_key\n"NOISE,1\n'),
        ("g.csv", b"call_type,call_type\nA,B\n"),
        ("h.json", b'[{"call_type": "\\u0000", "source_key": "1", "received_at": "x"}]'),
        ("i.json", b'["\\ud800"]'),
        ("j.csv", b"call_type,source_key,received_at,colour\nA,1,2026-01-05T12:00:00Z,red\n"),
        ("k.csv", b"call_type,source_key,received_at\nA,1,0001-01-01T00:00:00+23:00\n"),
    ],
)
def test_a_hostile_file_is_set_aside_with_a_reason_and_stops_nothing(tmp_path: Path, name: str, content: bytes) -> None:
    file = put(tmp_path, name, content)
    assert counts(file) == (1, 0, 0, 1)
    with acting_as(Standing.CLERK):
        assert SetAsideRow.objects.get(file=file).why


CELLS = st.sampled_from(["A", "B", "", NOON, "x" * 90, "\x00", "maybe", "1e9"]) | st.text(max_size=6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELLS, min_size=3, max_size=5), max_size=6))
def test_every_row_is_taken_there_already_or_set_aside(rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["source_key", "received_at", "call_type", "juvenile"], *rows])
    wanted = sum(any(cell.strip() for cell in row) for row in rows)
    with TemporaryDirectory() as folder:
        (Path(folder) / "rows.csv").write_bytes(out.getvalue().encode("utf-8", "replace"))
        with acting_as(Standing.CLERK):
            before = set(CallFile.objects.values_list("pk", flat=True))
        with override_settings(ARCS_CALLS_FOLDER=folder):
            read_folder()
    with acting_as(Standing.CLERK):
        for file in CallFile.objects.exclude(pk__in=before):
            assert file.rows_read == wanted == file.taken + file.already_there + file.set_aside
            assert SetAsideRow.objects.filter(file=file).count() == file.set_aside

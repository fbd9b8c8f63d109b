"""The command tree leaves by one of three exit codes, with one sentence and never a traceback."""

import pytest

from arcs.cli import program
from arcs.core.refusal import Refusal


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        program.main(list(arguments))
    out, err = capsys.readouterr()
    assert isinstance(left.value.code, int)
    return left.value.code, out, err


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _run(capsys)
    assert code == 0
    assert all(name in out for name in program.COMMANDS)


def test_an_unknown_command_gets_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = _run(capsys, "evalute")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "evalute" in err


@pytest.mark.parametrize(
    ("raised", "words"),
    [
        (Refusal("calls.csv", "the file is empty", "export it again"), "calls.csv: the file is empty"),
        (OSError(28, "No space left on device", "out/report.pdf"), "out/report.pdf: No space left on device"),
        (KeyboardInterrupt(), "Stopped"),
        (ZeroDivisionError("division by zero"), "fault in ARCS itself (ZeroDivisionError"),
    ],
)
def test_whatever_stops_a_command_is_one_sentence_and_exit_two(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, raised: BaseException, words: str
) -> None:
    def stop(**_: object) -> None:
        raise raised

    monkeypatch.setattr(program.arcs, "main", stop)
    monkeypatch.delenv("ARCS_TRACEBACK", raising=False)
    code, out, err = _run(capsys, "workload")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert words in err
    assert "Traceback" not in err

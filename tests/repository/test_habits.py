"""The repository keeps its own habits: sizes, links, decisions, a lock without addresses."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from tests.repository.tree import ROOT, text_of, tracked

LONGEST_FILE, LONGEST_FUNCTION = 500, 80
USUAL_FILE, USUAL_FUNCTION = 400, 60

python_files = [path for path in tracked() if path.suffix == ".py"]
# Migrations named 0001 are written by makemigrations and read by nobody.
product_files = [path for path in python_files if "src" in path.parts and path.name != "0001_initial.py"]


def _functions(path: Path) -> list[tuple[str, int]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return [
        (one.name, (one.end_lineno or one.lineno) - one.lineno + 1) for one in ast.walk(tree) if isinstance(one, kinds)
    ]


def _percentile(values: list[int], share: float) -> int:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def test_no_product_file_is_too_long_to_be_read_at_one_sitting() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in product_files}
    too_long = {str(path.relative_to(ROOT)): length for path, length in lengths.items() if length > LONGEST_FILE}
    assert too_long == {}
    assert _percentile(list(lengths.values()), 0.9) <= USUAL_FILE


def test_no_product_function_is_too_long_to_be_seen_at_one_glance() -> None:
    sizes = [(f"{path.relative_to(ROOT)}:{name}", size) for path in product_files for name, size in _functions(path)]
    assert [one for one in sizes if one[1] > LONGEST_FUNCTION] == []
    assert _percentile([size for _, size in sizes], 0.95) <= USUAL_FUNCTION


def test_the_lock_holds_hashes_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|index-url|find-links", lock)
    pins = re.findall(r"^[A-Za-z0-9_.-]+==\S+", lock, re.MULTILINE)
    blocks = re.split(r"^(?=[A-Za-z0-9_.-]+==)", lock, flags=re.MULTILINE)[1:]
    assert len(pins) == len(blocks) > 20
    assert all("--hash=sha256:" in block for block in blocks)


def test_the_lock_serves_every_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = project["dependencies"] + project["optional-dependencies"]["dev"]
    names = {re.split(r"[\[<>=~ ]", one)[0].lower().replace("_", "-") for one in declared}
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = {one.lower() for one in re.findall(r"^([A-Za-z0-9_.-]+)==", lock, re.MULTILINE)}
    assert names - locked == set()


def test_decisions_have_unique_running_numbers_and_one_page_each() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [page.name.split("-")[0] for page in pages]
    assert numbers == [f"{index:04d}" for index in range(1, len(pages) + 1)]
    assert {page.name: len(page.read_text(encoding="utf-8").splitlines()) for page in pages if _lines(page) > 80} == {}


def _lines(page: Path) -> int:
    return len(page.read_text(encoding="utf-8").splitlines())


MARKDOWN = [path for path in tracked() if path.suffix == ".md"]


@pytest.mark.parametrize("page", MARKDOWN, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)\s]+)\)", text)
    local = [target.split("#")[0] for target in targets if not re.match(r"[a-z]+:|#", target)]
    assert [target for target in local if target and not (page.parent / target).exists()] == []


def test_no_tracked_file_names_a_path_of_one_machine() -> None:
    pattern = re.compile(r"(^|[^A-Za-z0-9_./-])/(home|root|work|farm)/[a-z.]", re.MULTILINE)
    found = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.suffix != ".svg" and pattern.search(text_of(path) or "")
    ]
    assert found == []


def test_no_product_file_is_left_unfinished() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    assert [
        str(path.relative_to(ROOT)) for path in product_files if marks.search(path.read_text(encoding="utf-8"))
    ] == []


def test_every_exemption_says_why() -> None:
    exemption = re.compile(r"#\s*(noqa|type: ignore|pragma: no cover)(?P<rest>.*)$", re.MULTILINE)
    bare = []
    for path in python_files:
        for found in exemption.finditer(path.read_text(encoding="utf-8")):
            if not re.search(r"[-–#]\s+\w+.*\w", found.group("rest")):
                bare.append(f"{path.relative_to(ROOT)}: {found.group(0)}")
    assert bare == []


def test_the_arrows_have_no_exemption() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    assert [one["name"] for one in contracts if "ignore_imports" in one] == []


def test_the_programs_of_the_readme_can_be_run() -> None:
    for name in ("setup", "demo", "test", "bench", "docs"):
        program = ROOT / "script" / name
        assert program.is_file()
        assert program.stat().st_mode & 0o111
    assert "script/test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")

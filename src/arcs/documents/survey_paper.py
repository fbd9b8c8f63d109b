"""The survey on paper: numbered forms in large print with boxes to tick, as a tagged PDF/UA-1 through Typst."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import typst

from arcs.core.refusal import Refusal
from arcs.documents.charts.rendering import FONTS

TEMPLATE = Path(__file__).parent / "survey.typ"


@dataclass(frozen=True, kw_only=True)
class PaperQuestion:
    """One question that every card asks, and who is meant."""

    question: str
    hint: str


@dataclass(frozen=True, kw_only=True)
class PaperCard:
    """One kind of call in words, with its example."""

    words: str
    example: str


@dataclass(frozen=True, kw_only=True)
class PaperSurvey:
    """One form: every word that it prints, in its own language. `scale` pairs a digit (or none) with a word."""

    language: str
    number: int
    title: str
    introduction: str
    how: str
    privacy: str
    number_words: str
    example_words: str
    card_words: str
    safety: str
    group_question: str
    groups: tuple[str, ...]
    scale: tuple[tuple[str, str], ...]
    questions: tuple[PaperQuestion, ...]
    depends_words: str
    suggestion_words: str
    unreviewed: str
    cards: tuple[PaperCard, ...]


def survey_pdf(forms: Sequence[PaperSurvey]) -> bytes:
    """All forms in one file, each beginning on a page of its own; no clock is read. Refused where there is none."""
    if not forms:
        raise Refusal("forms", "there is none to print", "make some first")
    told = {"title": forms[0].title, "language": forms[0].language, "forms": [asdict(one) for one in forms]}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "survey.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        (root / "survey.typ").write_bytes(TEMPLATE.read_bytes())
        compiler = typst.Compiler(
            str(root / "survey.typ"), root=str(root), font_paths=[str(FONTS)], ignore_system_fonts=True
        )
        made = compiler.compile(format="pdf", pdf_standards="ua-1")
    if not isinstance(made, bytes):
        raise TypeError("Typst gave no single PDF; a PDF is always one file.")
    return made

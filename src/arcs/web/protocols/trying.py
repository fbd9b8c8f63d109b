"""One call tried on an edition: what is asked, what comes, why, and what would have changed it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from arcs.core.protocol import Answer, Case, ProtocolEdition, Recommendation, case_of, recommend
from arcs.files.protocol.texts import Texts
from arcs.web.protocols.faults import Places
from arcs.web.protocols.reading import bound
from arcs.web.protocols.words import said, without_codes

EVERY_OTHER = "*"
ANSWERS = (Answer.YES, Answer.NO, Answer.UNKNOWN)


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What was asked of the edition, as texts; `asked` is whether anything was."""

    call_type: str
    answers: Mapping[str, str]
    local_time: str
    wishes: tuple[str, ...]
    asked: bool

    @classmethod
    def of(cls, given: Any, edition: ProtocolEdition) -> "Tried":
        """What an address asks."""
        codes = [*(one.code for one in edition.questions), EVERY_OTHER]
        answers = {code: text for code in codes if (text := str(given.get(f"a-{code}", ""))) in set(ANSWERS)}
        return cls(
            call_type=str(given.get("call_type", "")).strip()[:400], answers=answers,
            local_time=str(given.get("local_time", "")).strip()[:30],
            wishes=tuple(one for one in given.getlist("wish") if len(one) < 60), asked="call_type" in given,
        )  # fmt: skip

    @property
    def case(self) -> Case:
        """The call."""
        return case_of({
            "call_type": self.call_type, "answers": dict(self.answers), "local_time": self.local_time,
            "wishes": list(self.wishes),
        })  # fmt: skip

    def example(self, came: Recommendation, *, code: str, words: str, source: str) -> Texts:
        """The call with what came, as a worked call of the edition."""
        cells = {
            "code": code, "words": words, "source": source, "call_type": self.call_type,
            "answers": "\n".join(f"{question}: {answer}" for question, answer in self.answers.items()),
            "local_time": self.local_time, "wishes": "\n".join(self.wishes), "route": came.route,
            "secondary": "\n".join(came.secondary), "fallback": "true" if came.fallback else "",
            "rules": "\n".join(one for one in came.rules if ":" not in one and one != "unknown-type"),
        }  # fmt: skip
        return {name: text for name, text in cells.items() if text}


@dataclass(frozen=True, kw_only=True)
class SpokenShown:
    """One thing that led to the answer, in words, and its page where it has one."""

    name: str
    words: str
    url: str


@dataclass(frozen=True, kw_only=True)
class RouteShown:
    """Somebody who goes: name, what is said to the caller and what whoever sends it does."""

    code: str
    name: str
    script: str
    instructions: str


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What came: who goes, why, and what would have changed it."""

    came: Recommendation
    routes: tuple[RouteShown, ...]
    reasons: tuple[str, ...]
    change: str
    spoken: tuple[SpokenShown, ...]


def answered(edition: ProtocolEdition, tried: Tried, places: Places) -> Answered:
    """What the edition says to a call, as if it were in force."""
    came = recommend(bound(edition), tried.case)
    known = {one.code: one for one in edition.routes}
    reasons, change = reasons_of(edition, came)
    return Answered(
        came=came,
        routes=tuple(
            RouteShown(code=code, name=known[code].name, script=known[code].script,
                       instructions=known[code].instructions)
            for code in (came.route, *came.beside)
        ),
        reasons=reasons, change=change,
        spoken=tuple(_spoken(edition, one, places) for one in came.rules),
    )  # fmt: skip


def reasons_of(edition: ProtocolEdition, came: Recommendation) -> tuple[tuple[str, ...], str]:
    """Why, sentence by sentence, without who goes, which stands above it; and what would have changed it."""
    known = {one.code: one.name for one in edition.routes}
    names = [known[code] for code in (came.route, *came.secondary)]
    clauses = _without_names(without_codes(came.because).rstrip("."), names).split("; ")
    change = clauses.pop() if clauses[-1].startswith(("had ", "no single answer ")) else ""
    return tuple(said(one) for one in clauses), said(change) if change else ""


def _without_names(because: str, names: Sequence[str]) -> str:
    """The reason without who goes, which it names first: the routes stand above it."""
    for many in range(len(names), 0, -1):
        who = names[0] if many == 1 else f"{names[0]}, with {' and '.join(names[1:many])}"
        if because.startswith(f"{who}: "):
            return because.removeprefix(f"{who}: ")
    return because


def _spoken(edition: ProtocolEdition, name: str, places: Places) -> SpokenShown:
    kind, _colon, code = name.partition(":")
    sections = {"type": "call_types", "matrix": "matrix", "closed": "routes"}
    words = {
        "type": _("the call type’s own line"), "matrix": _("the matrix row"), "closed": _("closed at this hour"),
        "law": _("the law of every edition"), "unknown-type": _("the type is not in the edition"),
    }  # fmt: skip
    if kind in sections:
        row = places.named(sections[kind], code)
        return SpokenShown(name=code, words=words[kind], url=places.url(sections[kind], row) if row else "")
    if kind in words:
        return SpokenShown(name=code or kind, words=words[kind], url="")
    row = places.named("rules", name)
    because = next((one.because for one in edition.rules if one.code == name), "")
    return SpokenShown(name=name, words=because, url=places.url("rules", row) if row else "")


def questions_of(edition: ProtocolEdition, tried: Tried) -> Sequence[tuple[str, str, str]]:
    """Every question with its answer: code, text, answer."""
    return [(one.code, one.text, tried.answers.get(one.code, "")) for one in edition.questions]

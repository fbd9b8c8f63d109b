"""A call as intake knows it, and its answers resolved before any rule sees them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from arcs.core.protocol.words import DANGERS, EVERY_OTHER, RESERVED_QUESTIONS, Answer, Wish

_NEEDED = {"call_type": "call type", "local_time": "local time"}
KEYS = ("call_type", "answers", "local_time", "wishes")
_BEARING = ("call_type", "answers", "wishes")  # without its hour a call is answered safely as it is
# What exports hold beside a call, ours too: its words are no answers, though "Medical", "unknown" and true stand there.
# Under any other name a bare true is one: "gun" and "armed" are near to no question, and name a danger all the same.
ORDINARY = frozenset({
    "call_id", "location", "caller", "call_number", "call", "calls", "type", "call_time", "local_date", "answered_by",
    "invented", "wants_callback",
})  # fmt: skip
AS_ALIKE_AS_A_SLIP = 0.75  # "answer", "wish" and "calltype" are; "answered_by", "location" and "call_id" are not
_TOLD = re.compile(r"\b(\w+)\s*[:=]\s*(yes|true|unknown)\b", re.IGNORECASE)  # as in "weapon: yes"
_SOME = {Answer.YES, Answer.UNKNOWN}


@dataclass(frozen=True, kw_only=True)
class Case:
    """A call: its type, what was answered, when, and what the caller wishes.

    `remarks` says what could not be used; `malformed`, that something stood there which is not as a case holds it;
    `unusable`, why nothing that was not answered by its own name can be trusted: the law alone answers. `answers` then
    hold what stood beside them by a question's own name, and `astray` says that a yes did by none.
    """

    call_type: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    local_time: datetime | None = None
    wishes: frozenset[Wish] = frozenset()
    remarks: tuple[str, ...] = ()
    malformed: bool = False
    unusable: str = ""
    astray: bool = False

    def answer(self, question: str) -> Answer:
        """What was answered to a question: its own answer, else that to every other, else none."""
        return self.answers.get(question) or self.answers.get(EVERY_OTHER) or Answer.UNANSWERED


def case_of(given: object) -> Case:
    """A case from plain data, as a line of JSON gives it. What cannot be used is unknown, and said in `remarks`.

    >>> case_of({"call_type": "Falls", "answers": {"weapon": "perhaps"}, "local_time": "2026-03-10T10:00"}).remarks
    ('the answer to weapon is "perhaps", which counts as unknown',)
    """
    if not isinstance(given, Mapping):
        return Case(remarks=("the line holds no call",), malformed=True)
    missing = [
        f"the {words} is missing" for key, words in _NEEDED.items() if given.get(key) is None or given.get(key) == ""
    ]
    others = {str(one): value for one, value in given.items() if one not in KEYS}
    absent = [one for one in _BEARING if not given.get(one)]
    told = {one: tuple(_told_by(one, value)) for one, value in others.items()}
    astray = [one for one, value in others.items() if told[one] or _is_a_slip(one, value, absent)]
    beside_them = [answer for one in astray for answer in told[one]]
    strange = [f'"{_short(one)}" is no part of a call' for one in astray]
    beside = [f'"{_short(one)}" is no part of a call and was not read' for one in others if one not in astray]
    remarks: list[str] = []
    call_type = given.get("call_type")
    if call_type is not None and not isinstance(call_type, str):
        remarks.append("the call type is no text")
    return Case(
        call_type=call_type if isinstance(call_type, str) else "",
        answers=_with(_answers(given.get("answers"), remarks), beside_them),
        local_time=_moment(given.get("local_time"), remarks),
        wishes=_wishes(given.get("wishes"), remarks),
        remarks=(*missing, *remarks, *strange, *beside),
        malformed=bool(remarks or strange),
        unusable="; ".join(strange[:5]),
        astray=any(said is Answer.YES and not question for question, said in beside_them),
    )


def _is_a_slip(key: str, value: object, absent: Sequence[str]) -> bool:
    """Whether a key is a slip of one that is not there, or of the answers or wishes and holds some."""
    holds = ("answers", "wishes") if value and isinstance(value, Mapping | list | tuple) else ()
    return bool(get_close_matches(key.strip().casefold(), (*absent, *holds), n=1, cutoff=AS_ALIKE_AS_A_SLIP))


def _told_by(key: str, value: object) -> Iterator[tuple[str, Answer]]:
    """Each yes and unknown in what a call does not have, however deep, with its question; "" where it has no known one.

    >>> list(_told_by("dangers", ["weapon", {"id": "injury", "answer": "unknown"}]))
    [('injury', <Answer.UNKNOWN: 'unknown'>), ('weapon', <Answer.YES: 'yes'>)]
    """
    if key.strip().casefold() in ORDINARY and isinstance(value, str | bool):
        yield from (one for one in _told_in(str(value)) if one[0])
        return
    rest = [(_question(key), value, False)]
    while rest:  # not by recursion: a line may be nested as deep as JSON is read
        question, one, within = rest.pop()
        if isinstance(one, Mapping):
            is_answer = any(isinstance(held, bool) or _answer(held) in {*_SOME, Answer.NO} for held in one.values())
            names = [held for held in one.values() if _question(held)] if is_answer else []
            about = _question(names[0]) if names else question
            rest += [(_question(at) or about, held, True) for at, held in one.items() if held not in names]
        elif isinstance(one, list | tuple):
            rest += [(question, held, True) for held in one]
        else:
            yield from _told_here(question, one, within=within)


def _told_here(question: str, value: object, *, within: bool) -> Iterator[tuple[str, Answer]]:
    """A yes or unknown in a value that holds no others: as an answer, or by the name of a danger, or in words."""
    said = Answer.YES if value is True else Answer.NO if value is False else _answer(value)
    if said in _SOME:
        yield question, said
    elif said is None and question:
        yield question, Answer.UNKNOWN  # as it would count among the answers
    elif said is None and _question(value) in (RESERVED_QUESTIONS if within else DANGERS):
        yield _question(value), Answer.YES
    elif isinstance(value, str):
        yield from _told_in(value)


def _told_in(text: str) -> Iterator[tuple[str, Answer]]:
    for question, said in _TOLD.findall(text):
        yield _question(question), Answer.UNKNOWN if said.casefold() == Answer.UNKNOWN else Answer.YES


def _question(value: object) -> str:
    plain = value.strip().casefold() if isinstance(value, str) else ""
    return plain if plain in RESERVED_QUESTIONS else ""


def _with(answers: dict[str, Answer], told: Sequence[tuple[str, Answer]]) -> dict[str, Answer]:
    """The answers and those beside them by a question's own name: of two, the more dangerous is believed."""
    for question, said in told:
        if question and answers.get(question) is not Answer.YES:
            answers[question] = said
    return answers


def _answers(given: object, remarks: list[str]) -> dict[str, Answer]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        remarks.append("the answers are no list of questions with answers")
        return {}
    found: dict[str, Answer] = {}
    for question, value in given.items():
        code = str(question).strip().casefold()
        answer = _answer(value)
        if answer is None:
            remarks.append(f'the answer to {_short(code)} is "{_short(value)}", which counts as unknown')
            answer = Answer.UNKNOWN
        if found.setdefault(code, answer) != answer:
            remarks.append(f"{_short(code)} is answered twice, which counts as unknown")
            found[code] = Answer.UNKNOWN
    return found


def _answer(value: object) -> Answer | None:
    if value is None or value == "":
        return Answer.UNANSWERED
    plain = value.strip().casefold() if isinstance(value, str) else ""
    return Answer(plain) if plain in tuple(Answer) else None


def _moment(given: object, remarks: list[str]) -> datetime | None:
    if given is None or given == "":
        return None
    try:
        if not isinstance(given, str) or len(given.strip()) <= len("2026-03-10"):
            raise ValueError
        moment = datetime.fromisoformat(given.strip())
    except ValueError:
        remarks.append(f'the local time is "{_short(given)}", not as in 2026-03-10T10:00')
        return None
    if moment.tzinfo is not None:  # whoever wrote a zone may have meant the wall's clock or not: the hour is not known
        remarks.append(f'the local time is "{_short(given)}", with a zone; write the clock on the wall, without one')
        return None
    return moment


def _wishes(given: object, remarks: list[str]) -> frozenset[Wish]:
    listed = [given] if isinstance(given, str) else given if isinstance(given, list | tuple) else []
    if given is not None and not isinstance(given, str | list | tuple):
        remarks.append("the wishes are no list")
    found = set[Wish]()
    for one in listed:
        plain = one.strip().casefold() if isinstance(one, str) else ""
        if plain in tuple(Wish):
            found.add(Wish(plain))
        elif plain or not isinstance(one, str):
            remarks.append(f'the wish "{_short(one)}" is not known')
    return frozenset(found)


def _short(value: Any) -> str:
    return " ".join(str(value).split())[:60]

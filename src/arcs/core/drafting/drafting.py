"""The draft: the study's call types under the starting edition's questions, routes, matrix and rules."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from arcs.core.agency import Holiday
from arcs.core.agency.rows import EVERY_SERVICE
from arcs.core.drafting.answering import Answered, Answering
from arcs.core.drafting.deciding import decided_categories
from arcs.core.drafting.plain import plain
from arcs.core.drafting.records import Draft, Hours, Note, NoteKind, Starting, without_hours
from arcs.core.drafting.worked import worked_calls
from arcs.core.evaluation.study import Study
from arcs.core.protocol import About, BoundEdition, CallType, ProtocolEdition, Rule, folded
from arcs.core.suitability.records import CallType as StudyType

MINOR = "minor"
LONGEST_CODE = 60


def draft_edition(study: Study, *, starting: Starting, hours: Hours | None = None, code: str = "") -> Draft:
    """A draft edition of the protocol from a study.

    `hours` are the programme's own clock, services and holidays; without them those of the starting edition are assumed
    and the draft says so. `code` names the edition; without one it is made from the place.
    """
    decided, notes = decided_categories(study)
    answered, named = _answered(study, Answering(study, starting, decided))
    types = _own_spellings(one.row for one in answered)
    edition = _assembled(study, starting, types, hours, code)
    rules = (*_kept_rules(starting, types), *_beside(starting, edition, answered))
    edition, unshown = worked_calls(replace(edition, rules=rules), starting.edition)
    said = [one for each in answered for one in each.notes]
    board = [] if study.board_decisions else [_no_board()]
    return Draft(
        edition=edition, notes=(*board, *_assumed(hours, edition), *notes, *named, *said, *unshown),
        proposed=not study.board_decisions,
    )  # fmt: skip


def _no_board() -> Note:
    sentence = (
        "the study holds no decision of a board: what its rules and persons propose is drafted, and nobody adopted it"
    )
    return Note(kind=NoteKind.LOOK, about="", sentence=sentence)


def _answered(study: Study, answering: Answering) -> tuple[list[Answered], list[Note]]:
    """Each call type once, by any spelling that reads the same; of two the one that sends more stands."""
    weight = {one.code: one.weight for one in answering.starting.edition.routes}
    found: dict[str, Answered] = {}
    notes: list[Note] = []
    for one in study.call_types:
        name = plain(one.call_type)
        reads = folded(name)
        if not reads or reads != folded(one.call_type):
            notes.append(_unwritable(one))
            continue
        own = answering.answer(one, name)
        other = found.get(reads)
        if other is None:
            found[reads] = own
            continue
        stands = max((other, own), key=lambda each: _sent(each, weight))
        found[reads] = stands
        notes.append(Note(kind=NoteKind.LOOK, about=name, sentence=f'it reads the same as "{other.row.name}": one type '
                          f"answers for both, and it goes to {stands.row.base}"))  # fmt: skip
    return list(found.values()), notes


def _unwritable(one: StudyType) -> Note:
    why = "its name has no letter or digit that can be kept, or it is too long: its calls are answered as of no list"
    return Note(kind=NoteKind.CANNOT, about=plain(one.call_type) or "a call type", sentence=why)


def _sent(one: Answered, weight: Mapping[str, int]) -> tuple[bool, int]:
    """How much is sent: a type without a matrix row before one with it, which police do not go to."""
    return not one.row.row, weight[one.row.base]


def _own_spellings(rows: Iterable[CallType]) -> tuple[CallType, ...]:
    """The types without spellings that another type has."""
    kept = list(rows)
    held = {folded(one.name) for one in kept}
    found: list[CallType] = []
    for one in kept:
        also = []
        for spelling in one.also:
            if folded(spelling) not in held:
                held.add(folded(spelling))
                also.append(spelling)
        found.append(replace(one, also=tuple(also)))
    return tuple(found)


def _assembled(
    study: Study, starting: Starting, types: tuple[CallType, ...], hours: Hours | None, code: str
) -> ProtocolEdition:
    begin = starting.edition
    place = plain(study.study.place) or begin.about.place
    about = About(
        code=code or _code_of(place),
        title=plain(f"Protocol drafted from {study.study.title}"),
        place=place,
        time_zone=hours.time_zone if hours else begin.about.time_zone,
        status="draft",
        note=plain(f"Drafted from the study of {study.study.version_date}{_whose(study)}. {begin.about.note}"),
    )
    own, holidays = begin.services, begin.holidays
    if hours is not None:
        given = {one.code: one for one in hours.services}
        own = tuple(given.get(one.code) or without_hours(one) for one in begin.services)
        holidays = tuple(_holidays(hours.holidays, {one.code for one in own}))
    return replace(begin, about=about, services=own, holidays=holidays, call_types=types, rules=(), examples=())


def _whose(study: Study) -> str:
    """A file outlives what its study says, so the edition itself says when nobody has decided."""
    return "" if study.board_decisions else ", made from proposals that nobody has adopted yet"


def _holidays(given: Iterable[Holiday], known: set[str]) -> Iterable[Holiday]:
    for one in given:
        closes = tuple(code for code in one.closes if code in known or code == EVERY_SERVICE)
        if closes:
            yield replace(one, closes=closes)


def _code_of(place: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", place).encode("ascii", "ignore").decode().lower()
    short = "-".join(re.findall(r"[a-z0-9]+", ascii_only))[: LONGEST_CODE - 6].strip("-")
    return f"{short}-draft" if short else "draft"


def _assumed(hours: Hours | None, edition: ProtocolEdition) -> Iterable[Note]:
    if hours is None:
        zone, named = edition.about.time_zone, ", ".join(one.name for one in edition.services)
        said = f"no settings were given, so the clock is that of {zone} and these hours are assumed: {named}"
        yield Note(kind=NoteKind.ASSUMED, about="hours", sentence=said)
    closed = [one.name for one in edition.services if not any(one.week.days)]
    if closed:
        said = f"nobody has said when they are open, so nothing is sent to them: {', '.join(closed)}"
        yield Note(kind=NoteKind.LOOK, about="hours", sentence=said)
    example = "the matrix is an example and not the State's text: import the matrix that the region has adopted"
    yield Note(kind=NoteKind.ASSUMED, about="matrix", sentence=example)


def _kept_rules(starting: Starting, types: Sequence[CallType]) -> Iterable[Rule]:
    """Rules for every type, and those for types that the study has, under the study's own names."""
    spelled: dict[str, str] = {}
    for one in starting.edition.call_types:
        for spelling in (one.name, *one.also):
            spelled.setdefault(folded(spelling), one.name)
    own = [(one.name, spelled[folded(one.name)]) for one in types if folded(one.name) in spelled]
    for rule in starting.edition.rules:
        names = tuple(name for name, known in own if known in rule.types)
        if not rule.types or names:
            yield replace(rule, types=names)


def _beside(starting: Starting, edition: ProtocolEdition, answered: Sequence[Answered]) -> Iterable[Rule]:
    """The rules whose types the study says: nobody comes for a minor, or somebody goes beside an emergency."""
    bound = BoundEdition(edition)
    spot = bound.capability_bit[starting.asking.on_the_spot]
    absent = [route.code for at, route in enumerate(edition.routes) if not bound.gives[at] & spot]
    for rule in starting.beside:
        if rule.code == MINOR:
            names = [one.row.name for one in answered if not one.beside and _leaves_alone(one.row, bound, set(absent))]
        else:
            names = [one.row.name for one in answered if one.beside and rule.code.startswith(f"{one.beside}-")]
        if names:
            yield replace(rule, types=tuple(names))


def _leaves_alone(row: CallType, bound: BoundEdition, absent: set[str]) -> bool:
    """Whether the type may be answered by nobody who comes; medics and the fire department do come."""
    emergency = bound.gives[bound.route_at[row.base]] & (bound.law.medic | bound.law.fire)
    return not row.row and not emergency and bool({row.base, *row.permitted} & absent)

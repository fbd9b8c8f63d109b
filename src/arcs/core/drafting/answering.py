"""Who answers one call type: the administration's coding, then its category's decision, then what its name says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from arcs.core.drafting.deciding import Decided
from arcs.core.drafting.plain import plain
from arcs.core.drafting.records import ANY_NEED, Note, NoteKind, Starting, Way
from arcs.core.evaluation.study import Study
from arcs.core.protocol import BoundEdition, CallType, folded
from arcs.core.protocol.records import crisis_words
from arcs.core.protocol.words import CRIME, CRISIS_LINE_ROUTE, OFFICER
from arcs.core.suitability.lineage import LineageEntry, trace
from arcs.core.suitability.records import CallType as StudyType
from arcs.core.vocabulary import CallClass, Disposition, NatureFlag

OFFICER_REQUIRED = "officer required"
NAMES = "names"
_REPORTS = ("tru", "online")


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A call type of the edition, what goes beside it, and what is to be said of it."""

    row: CallType
    beside: str = ""
    notes: tuple[Note, ...] = ()


class Answering:
    """Asks for each call type of one study in turn."""

    def __init__(self, study: Study, starting: Starting, decided: Mapping[str, Decided]) -> None:
        self.starting = starting
        self.decided = decided
        self.into = {one.call_type: one for one in study.merges}
        self.named: dict[str, CallType] = {}
        for one in starting.edition.call_types:
            for spelling in (one.name, *one.also):
                self.named.setdefault(folded(spelling), one)
        lineage = trace(call_types=study.call_types, codes=study.coding, notes=study.lineage, merges=())
        self.fates = {one.call_type: one for one in lineage.entries}  # the last step is what became of a type
        self.needs: dict[str, dict[str, str]] = {}
        for mark in sorted(study.nature, key=lambda mark: mark.basis == NAMES):
            self.needs.setdefault(mark.call_type, {})[mark.flag] = mark.basis
        bound = BoundEdition(starting.edition)
        urgent = bound.law.medic | bound.law.fire
        self.emergencies = frozenset(code for code, at in bound.route_at.items() if bound.gives[at] & urgent)

    def answer(self, one: StudyType, name: str) -> Answered:
        """The call type as the edition holds it, under this name."""
        made = self._of_category(one)
        known = self.named.get(folded(name))
        if known and known.base in self.emergencies:
            answered = self._emergency(name, known, made)
        elif (row := self._matrix_row(one, known)) and (
            (known and known.row) or crisis_words(one.call_type) or not self._ground(one, known, made)[1]
        ):
            answered = self._crisis(name, known, made, row)
        else:
            answered = self._ordinary(name, one, known, made)
        merge = self.into.get(one.call_type)
        category = plain(merge.category) if merge else ""
        notes = tuple(replace(note, about=name) for note in answered.notes)
        return Answered(row=replace(answered.row, category=category), beside=answered.beside, notes=notes)

    def _of_category(self, one: StudyType) -> Decided:
        """What was decided for the type: an officer that the administration requires stands above its category."""
        fate, merge = self.fates[one.call_type], self.into.get(one.call_type)
        if fate.outcome == OFFICER_REQUIRED:
            why = f"the administration coded it as requiring an officer{_because(fate.evidence)}"
            return Decided(category="", disposition=Disposition.OFFICER, why=why)
        if merge is not None:
            missing = Decided(category=merge.category, disposition=None, why="the study does not list its category")
            return self.decided.get(merge.category, missing)
        return Decided(category="", disposition=None, why=_why_undecided(fate))

    def _matrix_row(self, one: StudyType, known: CallType | None) -> str:
        if known and known.row:
            return known.row
        if words := set(crisis_words(one.call_type)):
            return self._row_by_name(words)
        if self.needs.get(one.call_type, {}).get(NatureFlag.MENTAL_HEALTH) == NAMES:
            return next(row.code for row in self.starting.edition.matrix if row.default)
        return ""

    def _row_by_name(self, words: set[str]) -> str:
        """The heaviest row that the starting edition gives to a type with one of these words; else the default."""
        rows = {
            one.row for one in self.starting.edition.call_types for name in (one.name, *one.also)
            if words & set(crisis_words(name))
        }  # fmt: skip
        alike = [one.code for one in self.starting.edition.matrix if one.code in rows]
        return alike[-1] if alike else next(one.code for one in self.starting.edition.matrix if one.default)

    @staticmethod
    def _has_ground(one: StudyType, made: Decided) -> bool:
        """A suspected crime that officers keep is a ground of its own, whatever the person's condition."""
        return made.disposition is Disposition.OFFICER and one.type == CallClass.CRIME

    def _emergency(self, name: str, known: CallType, made: Decided) -> Answered:
        """Medics keep medical calls and the fire department its own; whoever was decided goes beside them."""
        beside = ""
        notes: list[Note] = []
        if made.disposition in {Disposition.OFFICER, Disposition.NON_SWORN}:
            beside = self.starting.way(made.disposition, frozenset()).routes[0]
        elif made.disposition is Disposition.TRU_ONLINE:
            notes.append(_note(NoteKind.CANNOT, f"{made.why}; but it is {known.why}"))
        elif made.disposition is None:
            notes.append(_note(NoteKind.LOOK, f"{made.why}; it is taken as {known.why}"))
        decided = f"; {self._who(made)} ({made.why})" if made.disposition else f"; {made.why}"
        return Answered(
            row=replace(known, name=name, why=plain(f"{known.why}{decided}")), beside=beside, notes=tuple(notes)
        )

    def _crisis(self, name: str, known: CallType | None, made: Decided, row: str) -> Answered:
        """A type whose name is a behavioral-health need: the matrix answers it, whoever was decided."""
        named = "the study says that it names a mental health need: the matrix answers it"
        if known and known.row:
            named = known.why
        elif crisis_words(name):
            named = "by its name it is a crisis: the matrix answers it"
        notes: list[Note] = []
        if made.disposition is Disposition.OFFICER:
            cannot = f"{made.why}; but on a behavioral-health call police go only on a recorded ground (50 ILCS 754/30)"
            notes.append(_note(NoteKind.CANNOT, cannot))
        elif made.disposition is None:
            notes.append(_note(NoteKind.LOOK, f"{made.why}; it is taken as {named}"))
        wanted = f"; {self._who(made)} ({made.why})" if made.disposition else f"; {made.why}"
        return Answered(
            row=CallType(
                name=name, base=CRISIS_LINE_ROUTE, row=row, ask=self.starting.asking.when_crisis,
                also=known.also if known else (), why=plain(f"{named}{wanted}"),
            ),
            notes=tuple(notes),
        )  # fmt: skip

    def _ordinary(self, name: str, one: StudyType, known: CallType | None, made: Decided) -> Answered:
        needs = self.needs.get(one.call_type, {})
        named = frozenset(flag for flag, basis in needs.items() if basis == NAMES)
        way = self.starting.way(made.disposition or Disposition.OFFICER, named)
        base = way.routes[0]
        permitted = self._permitted(way, made, named)
        report = bool({base, *permitted} & set(_REPORTS)) or (made.cold and base != OFFICER)
        notes = list(self._said(made, known, base))
        why = f"{self._who(made)}; {made.why}" if made.disposition else f"it stays with officers: {made.why}"
        ground, kind = self._ground(one, known, made) if base == OFFICER else ("", "")
        return Answered(
            row=CallType(
                name=name, base=base, permitted=permitted, report=report, ground=ground,
                ground_kind=kind,
                ask=self._asked(needs, cold=report and one.type == CallClass.CRIME),
                also=known.also if known else (), why=plain(why),
            ),
            notes=tuple(notes),
        )  # fmt: skip

    def _permitted(self, way: Way, made: Decided, needs: frozenset[str]) -> tuple[str, ...]:
        """Other routes, in the study's order. A hybrid among them comes by the questions, not by the hour."""
        others = [one for one in made.permitted if one not in {Disposition.OFFICER, Disposition.HYBRID}]
        routes = [*way.routes[1:], *(route for one in others for route in self.starting.way(one, needs).routes)]
        return tuple(one for one in dict.fromkeys(routes) if one not in {way.routes[0], OFFICER})

    def _ground(self, one: StudyType, known: CallType | None, made: Decided) -> tuple[str, str]:
        """The ground of its own and of which kind it is: what a name says comes before how a study classes it."""
        if known and known.base == OFFICER:
            return known.ground, known.ground_kind
        return (self.starting.asking.crime_ground, CRIME) if self._has_ground(one, made) else ("", "")

    def _asked(self, needs: Mapping[str, str], *, cold: bool) -> tuple[str, ...]:
        asking = self.starting.asking
        possible = asking.when_need_possible if NatureFlag.MENTAL_HEALTH in needs else ()
        return tuple(dict.fromkeys((*(asking.when_cold if cold else ()), *possible)))

    @staticmethod
    def _said(made: Decided, known: CallType | None, base: str) -> Iterable[Note]:
        if made.disposition is None:
            yield _note(NoteKind.LEFT, made.why)
        elif known and known.base == OFFICER and base != OFFICER:
            yield _note(NoteKind.LOOK, f"{made.why}; by its name it is {known.why}")

    def _who(self, made: Decided) -> str:
        way = self.starting.way(made.disposition or Disposition.OFFICER, frozenset({ANY_NEED}))
        return f"{made.category} goes to {way.name}" if made.category else f"it goes to {way.name}"


def _note(kind: NoteKind, sentence: str) -> Note:
    return Note(kind=kind, about="", sentence=plain(sentence))


def _because(evidence: str) -> str:
    return f" ({evidence})" if evidence else ""


def _why_undecided(fate: LineageEntry) -> str:
    if fate.outcome == "to survey":
        return "it was kept for the survey and no category of the study holds it"
    return {
        "not coded yet": "the administration has not coded it yet",
        "left out": f"the study left it out{_because(fate.evidence)}",
    }.get(
        fate.outcome,
        f"the study does not say whether officers keep it or whether it was left out{_because(fate.evidence)}",
    )

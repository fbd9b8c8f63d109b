"""From every call type to its category and back, each step with its rule and how sure it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from arcs.core.suitability.coding import fate
from arcs.core.suitability.records import AdministrationCode, CallType, LineageNote, Merge

VOLUME_RULE = "Types without volume and types that are not calls for service are left out (3.1.1)."
CODING_RULE = "Types that the administration codes as requiring an officer stay with officers (3.1.2, 3.1.3)."
MERGE_RULE = "Similar types are merged into one category for the survey (3.1.3)."


@dataclass(frozen=True, kw_only=True)
class LineageEntry:
    """What one step did to one call type."""

    call_type: str
    step: str
    outcome: str
    category: str
    rule: str
    certainty: str
    evidence: str


@dataclass(frozen=True)
class Lineage:
    """All entries, walkable from a call type to its category and from a category to its call types."""

    entries: tuple[LineageEntry, ...]

    def of_type(self, call_type: str) -> tuple[LineageEntry, ...]:
        """The steps of one call type, first to last; empty where the study has no such type."""
        return tuple(one for one in self.entries if one.call_type == call_type)

    def of_category(self, category: str) -> tuple[LineageEntry, ...]:
        """The last steps of the types that make up one category."""
        return tuple(one for one in self.entries if one.category == category)

    def counts(self) -> Mapping[tuple[str, str], int]:
        """Call types by step and outcome."""
        found: dict[tuple[str, str], int] = {}
        for one in self.entries:
            found[one.step, one.outcome] = found.get((one.step, one.outcome), 0) + 1
        return found


def _entry(  # noqa: PLR0917 - a row, in the order of its columns
    call_type: str, step: str, outcome: str, rule: str, certainty: str, evidence: str = ""
) -> LineageEntry:
    return LineageEntry(
        call_type=call_type, step=step, outcome=outcome, category="", rule=rule, certainty=certainty, evidence=evidence
    )


def _from_note(note: LineageNote) -> list[LineageEntry]:
    """Steps of a type whose coding was not published: what can be told, and no more."""
    name, sure, why = note.call_type, note.certainty, note.evidence
    if note.fate == "removed":
        return [_entry(name, "volume", "left out", VOLUME_RULE, sure, why)]
    if note.fate == "officer_required_or_removed":
        return [
            _entry(
                name,
                "volume or coding",
                "left out, the source does not say where",
                f"{VOLUME_RULE} {CODING_RULE}",
                "cannot_be_told",
                why,
            )
        ]
    kept = _entry(name, "volume", "kept", VOLUME_RULE, sure, why)
    outcome = "officer required" if note.fate == "officer_required" else "to survey"
    return [kept, _entry(name, "coding", outcome, CODING_RULE, sure, why)]


def _from_coding(call_type: CallType, codes: Sequence[AdministrationCode]) -> list[LineageEntry]:
    name = call_type.call_type
    if call_type.excluded:
        return [_entry(name, "volume", "left out", VOLUME_RULE, "certain", call_type.excluded_reason)]
    kept = _entry(name, "volume", "kept", VOLUME_RULE, "certain")
    became = fate(codes)
    why = " ".join(f"{one.coder}: {one.reason}" for one in codes)
    if became == "removed":
        return [kept, _entry(name, "coding", "left out", CODING_RULE, "certain", why)]
    if became == "undecided":
        return [kept, _entry(name, "coding", "not coded yet", CODING_RULE, "cannot_be_told", why)]
    outcome = "officer required" if became == "officer_required" else "to survey"
    return [kept, _entry(name, "coding", outcome, CODING_RULE, "certain", why)]


def trace(
    *,
    call_types: Sequence[CallType],
    codes: Sequence[AdministrationCode],
    notes: Sequence[LineageNote],
    merges: Sequence[Merge],
) -> Lineage:
    """Every call type's steps. Notes speak only for types that nobody coded; only a kept type is merged."""
    noted = {one.call_type: one for one in notes}
    into = {one.call_type: one for one in merges}
    entries: list[LineageEntry] = []
    for call_type in call_types:
        own = [one for one in codes if one.call_type == call_type.call_type]
        note = noted.get(call_type.call_type)
        steps = _from_note(note) if note is not None and not own else _from_coding(call_type, own)
        entries += steps
        merge = into.get(call_type.call_type)
        if merge is not None and steps[-1].outcome == "to survey":
            entries.append(
                LineageEntry(
                    call_type=call_type.call_type,
                    step="merging",
                    outcome="category",
                    category=merge.category,
                    rule=MERGE_RULE,
                    certainty=merge.certainty,
                    evidence=merge.evidence,
                )
            )
    return Lineage(tuple(entries))

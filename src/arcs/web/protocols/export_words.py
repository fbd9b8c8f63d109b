"""An export's words placed on the edition's: its call types, and the dispositions that tell of an outcome."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from arcs.core.protocol import BoundEdition
from arcs.core.replay import REGRETS
from arcs.files.protocol import crisis_codes
from arcs.web.people.models import Staff
from arcs.web.protocols import replay_permits
from arcs.web.protocols.models import ExportWord, ProtocolEdition, WordKind
from arcs.web.protocols.queries import content_seen_by
from arcs.web.protocols.reading import bound as bound_of
from arcs.web.studies.models import CallImport, Study
from arcs.web.studies.queries import tallied
from arcs.web.wall.at_once import demand_unchanged, sign_of

# In which tally of an import the words of a kind are counted.
DIMENSIONS = {WordKind.TYPE: "call_type", WordKind.OUTCOME: "disposition"}


@dataclass(frozen=True, kw_only=True)
class WordShown:
    """A word of the export: how many calls bear it, where somebody placed it, and what it means without that."""

    given: str
    calls: int
    means: str
    itself: str = ""
    is_gone: bool = False  # it was placed on a call type that the edition no longer holds

    @property
    def is_open(self) -> bool:
        """Whether nothing says what it means."""
        return self.is_gone or (not self.means and not self.itself)


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many words there are and calls bear them, and how many of each nothing says the meaning of."""

    words: int
    calls: int
    open_words: int
    open_calls: int


def tally_of(shown: Sequence[WordShown]) -> Tally:
    """The words counted, and those that are not placed."""
    left = [one for one in shown if one.is_open]
    return Tally(
        words=len(shown), calls=sum(one.calls for one in shown), open_words=len(left),
        open_calls=sum(one.calls for one in left),
    )  # fmt: skip


class WordFaults(Exception):
    """What was typed cannot be: a sentence for each word."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(faults.values()))
        self.faults = dict(faults)


def words_of(who: Staff, edition: ProtocolEdition, study: UUID, kind: str) -> dict[str, str]:
    """What the words of a study's exports mean in an edition, as far as somebody placed them."""
    rows = ExportWord.objects.filter(edition=edition, study_id=study, kind=kind).order_by("given")
    return dict(rows.values_list("given", "means"))


def words_shown(
    who: Staff, edition: ProtocolEdition, call_import: CallImport, kind: str, bound: BoundEdition
) -> list[WordShown]:
    """Every word of the import, the most frequent first; two queries."""
    placed = words_of(who, edition, call_import.study_id, kind)
    names = [one.name for one in bound.edition.call_types]
    states = crisis_codes().outcomes if kind == WordKind.OUTCOME else {}
    found = []
    for given, calls in tallied(who, call_import, DIMENSIONS[WordKind(kind)]):
        at = bound.type_at(given) if kind == WordKind.TYPE else -1
        means = placed.get(given, "")
        is_gone = bool(means) and kind == WordKind.TYPE and bound.type_at(means) < 0
        itself = names[at] if at >= 0 else states.get(given, "")
        found.append(WordShown(given=given, calls=calls, means=means, itself=itself, is_gone=is_gone))
    return found


def sign_of_words(shown: Sequence[WordShown]) -> str:
    """A sign of what a page shows, so that nobody writes over another's work."""
    return sign_of({one.given: one.means for one in shown})


@transaction.atomic
def place_words(
    *, by: Staff, edition: ProtocolEdition, study: Study, kind: str, bound: BoundEdition, typed: Mapping[str, str],
    shown: Mapping[str, str], seen: str,
) -> int:  # fmt: skip
    """Keep what these words mean, an empty one taken back; how many changed. `shown` are the words of the page.

    WordFaults where a meaning is none of the edition's; ChangedMeanwhile where somebody else placed one since.
    """
    replay_permits.may_place_words(by, study).demand()
    standing = {
        one.given: one
        for one in ExportWord.objects.select_for_update().filter(
            edition=edition, study=study, kind=kind, given__in=list(shown)
        )
    }
    demand_unchanged({word: standing[word].means if word in standing else "" for word in shown}, seen)
    meant = _meant(kind, bound, typed)
    changed = {word: text for word, text in meant.items() if text != (standing[word].means if word in standing else "")}
    for word, text in changed.items():
        row = standing.get(word) or ExportWord(edition=edition, study=study, kind=kind, given=word)
        row.changed_by, row.changed_at = by.pk, timezone.now()
        if text:
            row.means = text
            row.save()
        elif word in standing:
            row.save(update_fields=["changed_by", "changed_at"])  # says whose removal it is
            row.delete()
    return len(changed)


def take_words_over(*, by: Staff, edition: ProtocolEdition) -> int:
    """Let a new edition begin with what the words of each study that `by` sees were placed on before; how many.

    They come from the edition that it is based on, else from the youngest that has such words of that study. Outcomes
    are the same in every edition; a call type is taken where the new one holds it, and none where it is not whole yet.
    """
    placed: dict[tuple[UUID, str], dict[ProtocolEdition, list[ExportWord]]] = {}
    for one in ExportWord.objects.exclude(edition=edition).select_related("edition").order_by("kind", "given"):
        placed.setdefault((one.study_id, one.kind), {}).setdefault(one.edition, []).append(one)
    if not placed:
        return 0  # the edition need not be read
    core = content_seen_by(by, edition).edition
    whole = bound_of(core) if core is not None else None
    now, taken = timezone.now(), []
    for editions in placed.values():
        source = max(editions, key=lambda one: (one.pk == edition.based_on_id, one.number))
        taken += [
            ExportWord(
                edition=edition, study_id=one.study_id, kind=one.kind, given=one.given, means=one.means,
                changed_by=by.pk, changed_at=now,
            )
            for one in editions[source]
            if one.kind == WordKind.OUTCOME or (whole is not None and whole.type_at(one.means) >= 0)
        ]  # fmt: skip
    return len(ExportWord.objects.bulk_create(taken))


def _meant(kind: str, bound: BoundEdition, typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed in the edition's own spelling."""
    names = [one.name for one in bound.edition.call_types]
    found, faults = dict[str, str](), dict[str, str]()
    for word, text in typed.items():
        given = " ".join(text.split())
        at = bound.type_at(given) if kind == WordKind.TYPE and given else -1
        if not given or (kind == WordKind.OUTCOME and given in REGRETS):
            found[word] = given
        elif at >= 0:
            found[word] = names[at]
        elif kind == WordKind.TYPE:
            faults[word] = _("“%(given)s” is no call type of this edition.") % {"given": given}
        else:
            faults[word] = _("“%(given)s” is none of the outcomes.") % {"given": given}
    if faults:
        raise WordFaults(faults)
    return found

"""An export's words placed on the edition's: by hand, page by page, or from a file, and taken home as one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from arcs.core.protocol import BoundEdition
from arcs.core.refusal import Refusal
from arcs.documents.table_files import csv_text
from arcs.files.replay import WORD_COLUMNS, words_of_text
from arcs.web.protocols import export_words, queries, replay_pages, replay_permits
from arcs.web.protocols.export_words import WordFaults, WordShown, sign_of_words
from arcs.web.protocols.models import ProtocolEdition, WordKind
from arcs.web.protocols.readers import StaffRequest, for_readers
from arcs.web.protocols.reading import bound
from arcs.web.protocols.views.finding import edition_of, found, frame_of
from arcs.web.protocols.views.replays import replays_step
from arcs.web.studies.models import CallImport
from arcs.web.studies.queries import import_seen_by
from arcs.web.wall.at_once import ChangedMeanwhile

WORDS_ON_A_PAGE = 50
LARGEST_FILE = 2_000_000
MOST_FAULTS = 10


@for_readers
@require_http_methods(["GET", "POST"])
def words(request: StaffRequest, number: int, call_import: UUID) -> HttpResponse:
    """What an export's call types and dispositions mean in an edition."""
    who, one = request.user, edition_of(request.user, number)
    calls = found(import_seen_by(who, call_import))
    core = queries.content_seen_by(who, one).edition
    kind = WordKind.OUTCOME if request.GET.get("of") == WordKind.OUTCOME else WordKind.TYPE
    frame = frame_of(one, replays_step(one), (_("The export’s words"), "")) | {
        "call_import": calls, "kind": kind, "whole": core is not None,
        "may_place": replay_permits.may_place_words(who, calls.study),
    }  # fmt: skip
    if core is None:
        return render(request, "protocols/replay_words.html", frame)
    every = export_words.words_shown(who, one, calls, kind, bound(core))
    if request.GET.get("csv"):
        return _as_file(every, kind)
    pages = Paginator(every, WORDS_ON_A_PAGE).get_page(request.GET.get("page"))
    placing = _Placing(one, calls, kind, bound(core))
    if request.method == "POST":
        many = placing.kept(request, every if "file" in request.FILES else list(pages))
        if many is not None:
            said = ngettext("%(many)d word is placed anew.", "%(many)d words are placed anew.", many)
            messages.success(request, said % {"many": many})
            return redirect(f"{request.path}?{request.GET.urlencode()}")
    frame |= placing.told | {
        "page": pages, "rows": _rows(list(pages), placing.typed, placing.faults), "seen": sign_of_words(list(pages)),
        "seen_all": sign_of_words(every), "types": [each.name for each in core.call_types],
        "outcomes": replay_pages.OUTCOMES, "tally": export_words.tally_of(every), "kinds": _kinds(request.path, kind),
        "columns": WORD_COLUMNS[kind],
    }  # fmt: skip
    return render(request, "protocols/replay_words.html", frame, status=placing.status)


class _Placing:
    """What came of a form: what was typed, what is wrong with it, what stands where somebody was quicker."""

    def __init__(self, edition: ProtocolEdition, calls: CallImport, kind: WordKind, held: BoundEdition) -> None:
        self._edition, self._calls, self._kind, self._held = edition, calls, kind, held
        self.typed: dict[str, str] = {}
        self.faults: dict[str, str] = {}
        self.problem, self.both, self.status = "", list[tuple[str, object, str]](), 200

    @property
    def told(self) -> dict[str, Any]:
        """As the page prints it."""
        listed = [f"{word}: {why}" for word, why in self.faults.items()]
        return {"problem": self.problem, "both": self.both, "faults": self.faults, "listed": listed[:MOST_FAULTS]}

    def kept(self, request: StaffRequest, shown: list[WordShown]) -> int | None:
        """Place the words; how many, or None and the page says why not."""
        try:
            self.typed = _typed(request, self._kind, shown)
            return export_words.place_words(
                by=request.user, edition=self._edition, study=self._calls.study, kind=self._kind, bound=self._held,
                typed=self.typed, shown={each.given: each.means for each in shown}, seen=request.POST.get("seen", ""),
            )  # fmt: skip
        except Refusal as refused:
            self.problem, self.status = str(refused), 422
        except WordFaults as wrong:
            self.faults, self.status = wrong.faults, 422
        except ChangedMeanwhile as changed:
            now = changed.now.items()
            self.both = [(word, text, self.typed[word]) for word, text in now if text != self.typed.get(word, text)]
            self.status = 409
        return None


def _typed(request: StaffRequest, kind: WordKind, shown: list[WordShown]) -> dict[str, str]:
    """What was typed on the page, or what a file says of the export's own words; what it does not name stays."""
    if "file" not in request.FILES:
        return {each.given: request.POST.get(f"w-{at}", "") for at, each in enumerate(shown)}
    given = request.FILES.getlist("file")[0]
    name = given.name or "file"
    if given.size is None or given.size > LARGEST_FILE:
        raise Refusal(name, "it is larger than 2 MB", "give a CSV with two columns and a line for each word")
    try:
        text = given.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal(name, "it is not UTF-8 text", "save it as CSV UTF-8") from None
    named = words_of_text(text, name, *WORD_COLUMNS[kind])
    return {each.given: named[each.given] for each in shown if each.given in named}


def _as_file(every: list[WordShown], kind: WordKind) -> HttpResponse:
    """Every word with its meaning, empty where it has none, as `arcs replay` reads it."""
    table = replay_pages.words_table(every, WORD_COLUMNS[kind])
    answer = HttpResponse(csv_text(table), content_type="text/csv; charset=utf-8")
    name = "types.csv" if kind == WordKind.TYPE else "outcomes.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _rows(shown: list[WordShown], typed: Mapping[str, str], faults: Mapping[str, str]) -> list[dict[str, object]]:
    """The words of the page with what stands or was typed, and what is wrong with it."""
    return [
        {"at": at, "word": each, "value": typed.get(each.given, each.means), "fault": faults.get(each.given, "")}
        for at, each in enumerate(shown)
    ]


def _kinds(path: str, kind: str) -> list[tuple[str, str, bool]]:
    labels = {WordKind.TYPE: _("Call types"), WordKind.OUTCOME: _("Dispositions")}
    return [(label, f"{path}?of={one}", one == kind) for one, label in labels.items()]

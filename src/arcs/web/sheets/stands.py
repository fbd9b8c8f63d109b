"""Which pages of a study the tables bring, and where their steps stand."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from arcs.web.people.models import Staff
from arcs.web.sheets.queries import counts_of, rows_of
from arcs.web.studies.models import Study
from arcs.web.studies.places import Place, Stand
from arcs.web.wall.clock import today


def tables_stand(who: Staff, study: Study) -> Stand:
    """How many rows there are; a table is never done."""
    rows = sum(counts_of(who, study).values())
    said = ngettext("%(many)s row is entered.", "%(many)s rows are entered.", rows) % {"many": f"{rows:,}"}
    return Stand(word=_("Begun") if rows else _("Not begun"), sentence=said, begun=bool(rows), done=True)


def plan_stand(who: Staff, study: Study) -> Stand:
    """How many steps of the plan are late, and how many are done."""
    rows = [one.cells for one in rows_of(who, study, "work_plan.csv")]
    day = today().isoformat()
    late = sum(1 for one in rows if "done_on" not in one and one.get("due_on", "9") < day)
    done = sum("done_on" in one for one in rows)
    if not rows:
        return Stand(word=_("Not begun"), sentence=_("Who does what by when."), done=True)
    said = _("%(done)s of %(of)s steps are done.") % {"done": done, "of": len(rows)}
    if late:
        word = ngettext("%(many)s step late", "%(many)s steps late", late) % {"many": late}
        return Stand(word=word, tone="alarm", sentence=said, begun=True, done=True)
    dated = any("due_on" in one for one in rows)
    word = _("On time") if dated else _("No day set")
    return Stand(word=word, tone="good" if dated else "", sentence=said, begun=True, done=True)


def types_stand(who: Staff, study: Study) -> Stand:
    """How many call types there are, and how many are left out."""
    rows = [one.cells for one in rows_of(who, study, "call_types.csv")]
    if not rows:
        return Stand(word=_("Not begun"), sentence=_("Take them from a loaded export, or bring a study folder in."))
    out = sum(bool(one.get("excluded")) for one in rows)
    said = _("%(many)s call types, %(out)s left out.") % {"many": f"{len(rows):,}", "out": f"{out:,}"}
    return Stand(word=_("Done"), tone="good", sentence=said, begun=True, done=True)


def workload_stand(who: Staff, study: Study) -> Stand:
    """Whether anybody said what an FTE is."""
    if counts_of(who, study).get("study.toml:assumptions"):
        return Stand(word=_("Done"), tone="good", sentence=_("What an FTE is was decided."), begun=True, done=True)
    return Stand(word=_("Not begun"), sentence=_("The assumptions of every new study count until somebody decides."))


PLACES = (
    Place(step="plan", label=gettext_lazy("Work plan"), address="sheets:plan", stand=plan_stand,
          next_words=gettext_lazy("Open the work plan")),
    Place(step="calls", label=gettext_lazy("Profile of the calls"), address="sheets:profile", at=1),
    Place(step="types", label=gettext_lazy("Call types"), address="sheets:call_types", stand=types_stand,
          next_words=gettext_lazy("Choose the call types")),
    Place(step="types", label=gettext_lazy("Codes of other systems"), address="sheets:crosswalk", at=1),
    Place(step="workload", label=gettext_lazy("Workload in FTE"), address="sheets:workload", stand=workload_stand,
          next_words=gettext_lazy("Say what an FTE is")),
    Place(step="matrix", label=gettext_lazy("Alternative models"), address="sheets:models", at=5),
    Place(step="tables", label=gettext_lazy("All tables"), address="sheets:tables", stand=tables_stand),
)  # fmt: skip

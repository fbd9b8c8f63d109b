"""The survey's fixed words, as a resident reads them; the study's own words are in category_words.csv."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from arcs.core.vocabulary import Alternative


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One alternative as it is asked about: the question, who that would be, and a short name."""

    alternative: Alternative
    question: Promise
    hint: Promise
    short: Promise


ALTERNATIVES = (
    Asked(
        alternative=Alternative.CSO,
        question=_("How acceptable is it if a community service officer comes, and not a police officer?"),
        hint=_("A trained municipal employee in uniform who carries no weapon."),
        short=_("Community service officer"),
    ),
    Asked(
        alternative=Alternative.TRU_ONLINE,
        question=_("How acceptable is it if nobody comes, and you report it by telephone or online?"),
        hint=_("Someone takes your report and calls you back when more is needed."),
        short=_("By telephone or online"),
    ),
    Asked(
        alternative=Alternative.OUTSIDE,
        question=_("How acceptable is it if someone from outside the police comes?"),
        hint=_("For example a social worker, a mediator, or another city department."),
        short=_("Someone outside the police"),
    ),
)
SCALE = (
    (1, _("Not at all")),
    (2, _("A little")),
    (3, _("Partly")),
    (4, _("Mostly")),
    (5, _("Fully")),
)
UNKNOWN = _("I don’t know")
GROUP = "group"
# What is kept is the English value: the study folder, its margins and its tables have one language.
GROUPS = {
    "Resident": _("I live here"),
    "Worker": _("I work here"),
    "Business": _("I own or run a business here"),
    "Organization": _("I speak for an organization that serves people here"),
    "Visitor": _("None of these: I visit, study or shop here"),
}
SPANISH = "es"
REASONS = {
    "nothing_answered": _("Began, and answered nothing"),
    "same_browser": _("The same browser began before"),
    "same_place": _("Many answers from one network address"),
    "too_fast": _("Faster than anybody can read"),
}
LIMITS = (
    _("Anyone who has the link can answer, so these answers are not a random sample of the people who live here."),
    _("We ask for one answer per person. We can’t check that, because we don’t ask who you are."),
    _("We limit how many answers can begin from one network address, and we count answers that look alike. "
      "Nothing is left out in silence: the report says how many answers came, and how many were set aside and why."),
)  # fmt: skip


def shown_group(value: str) -> str:
    """A group as a person reads it; one of the study's own by its own name."""
    return str(GROUPS.get(value, value)) if value else str(_("Not said"))

"""A category's plain words in both languages, and which categories still lack some."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from arcs.web.people.models import Staff
from arcs.web.sheets.models import StudyRow
from arcs.web.sheets.queries import rows_of
from arcs.web.studies.models import Study

CATEGORIES, WORDS = "categories.csv", "category_words.csv"


@dataclass(frozen=True, kw_only=True)
class CategoryInWords:
    """One category with its row in English and in Spanish, None where nobody wrote it."""

    row: StudyRow
    english: StudyRow | None
    spanish: StudyRow | None

    @property
    def category(self) -> str:
        """Its name in the study."""
        return str(self.row.cells["category"])

    @property
    def is_reviewed(self) -> bool:
        """Whether a named person signed the Spanish."""
        return self.spanish is not None and bool(self.spanish.cells.get("reviewed_by"))


def categories_in_words(who: Staff, study: Study) -> list[CategoryInWords]:
    """Every category of the study with its words, in the study's order: two queries."""
    written = {(one.cells["category"], one.cells["language"]): one for one in rows_of(who, study, WORDS)}
    return [
        CategoryInWords(
            row=row,
            english=written.get((row.cells["category"], "en")),
            spanish=written.get((row.cells["category"], "es")),
        )
        for row in rows_of(who, study, CATEGORIES)
    ]


def without_words(categories: Sequence[CategoryInWords], *, spanish: bool) -> list[str]:
    """The categories that a wave cannot show yet; the sentence for a study without categories is one of them."""
    if not categories:
        return [_("the study has no categories")]
    missing = [one.category for one in categories if one.english is None]
    if spanish:
        missing += [
            _("%(category)s in Spanish") % {"category": one.category} for one in categories if one.spanish is None
        ]
    return missing

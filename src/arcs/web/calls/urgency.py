"""How urgent a priority is, as dispatch systems write it: of one call, and of many in the database."""

import re
from typing import Any

from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import Combinable, Func
from django.db.models.functions import Cast, Coalesce

WRITTEN = r"^\s*[A-Za-z]{0,8}[\s-]*([0-9]{1,3})"  # read alike by Python and by PostgreSQL
# Of most scales of dispatch these are the ones that do not wait: nobody's target puts another call before them.
FIRST_PRIORITY, SECOND_PRIORITY = 1, 2
ORDINARY = SECOND_PRIORITY + 1
MOST_URGENT, LEAST_URGENT = -1, 1000  # beyond whatever can be written


def rank_of(priority: str) -> int | None:
    """The number in a priority as dispatch writes it, 1 the most urgent; None where there is none.

    >>> rank_of("P2"), rank_of("Priority 1"), rank_of("1E"), rank_of("routine")
    (2, 1, 1, None)
    """
    found = re.match(WRITTEN, priority)
    return int(found[1]) if found else None


def raised_since(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of these rows whose `priority` is less urgent than that of the call which is the outer row.

    What cannot be read is not known to be less urgent: a word that takes a priority's place counts as raised. Where a
    call had none, one that does not wait counts as raised; that it has none any more raises nothing.
    """
    then = Case(When(priority="", then=Value(ORDINARY)), default=Coalesce(_rank_in(F("priority")), LEAST_URGENT))
    now = Coalesce(_rank_in(OuterRef("priority")), MOST_URGENT)
    same = Q(priority__iexact=OuterRef("priority"))
    return rows.annotate(rank_then=then, rank_now=now, priority_now=Cast(OuterRef("priority"), TextField())).filter(
        ~same, ~Q(priority_now=""), rank_now__lt=F("rank_then")
    )


def _rank_in(text: Combinable) -> Cast:
    return Cast(Func(text, Value(WRITTEN, output_field=TextField()), function="substring"), IntegerField())

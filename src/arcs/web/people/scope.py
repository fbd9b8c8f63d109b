"""The wall in code: whose rows of staff tables a person may see. The policies in the database say the same again.

Either wall holds alone: tests take one down and look at the other.
"""

from uuid import UUID

from django.db.models import Q, QuerySet

from arcs.web.people.models import Staff, TeamMembership
from arcs.web.wall.clock import today

SEES_EVERYBODY = frozenset({"people.manage", "people.read", "people.confirm_access"})


def teams_of(who: Staff) -> QuerySet[TeamMembership, UUID]:
    """The teams in which this person is today, as a sub-select."""
    return TeamMembership.objects.filter(_running(), staff=who).values_list("team", flat=True)


def sees_everybody(who: Staff) -> bool:
    """Whether this person looks after staff, or reads about all of them."""
    return who.is_active and bool(who.permissions & SEES_EVERYBODY)


def _running() -> Q:
    day = today()
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))


def colleagues_of(who: Staff) -> Q:
    """A condition on staff: oneself and those in one's teams today; everybody for who looks after staff."""
    if sees_everybody(who):
        return Q()
    mates = TeamMembership.objects.filter(_running(), team__in=teams_of(who)).values("staff")
    return Q(pk=who.pk) | Q(pk__in=mates)


def own_rows(who: Staff) -> Q:
    """A condition on rows that belong to one person (`staff`): one's own; everybody's for who looks after staff."""
    return Q() if sees_everybody(who) else Q(staff=who)


def team_rows(who: Staff) -> Q:
    """A condition on places in teams: one's own and those of one's teams."""
    if sees_everybody(who):
        return Q()
    return Q(staff=who) | Q(team__in=teams_of(who))


def qualified_rows(who: Staff) -> Q:
    """A condition on certificates: one's own and those of the people in one's teams."""
    if sees_everybody(who):
        return Q()
    return Q(staff__in=seen_staff(who).values("pk"))


def seen_staff(who: Staff) -> QuerySet[Staff]:
    """Everybody whom this person may see."""
    return Staff.objects.filter(colleagues_of(who))

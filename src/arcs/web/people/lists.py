"""The lists of this room: what their columns read, and how they narrow."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from arcs.web.people import queries
from arcs.web.people.models import (
    COMPARTMENTS,
    ApiToken,
    CompartmentGrant,
    Qualification,
    QualificationKind,
    Role,
    RoleAssignment,
    Staff,
    Team,
    TeamMembership,
)
from arcs.web.people.permissions import every_permission, label_of
from arcs.web.people.tokens import TokenState
from arcs.web.ui import marks
from arcs.web.ui.list_filters import DateRange, OneOf, TextContains, YesNo
from arcs.web.ui.lists import ListColumn, ListDefinition


@dataclass(frozen=True, kw_only=True)
class HeldToday(OneOf):
    """People who hold one of something dated today: a role, a place in a team, a qualification."""

    held: type[RoleAssignment] | type[TeamMembership] | type[Qualification]

    def rows_of(self, value: str) -> Q:
        """Those who hold the chosen one."""
        rows = self.held._default_manager.filter(staff=OuterRef("pk"), **{self.field: value})
        return Q(Exists(queries.running(rows)))


def named(words: str) -> Q:
    """Those whose name or e-mail address holds these words."""
    return Q(name__icontains=words) | Q(login__icontains=words)


def roles_in_words(staff: Staff) -> str:
    """The roles of today."""
    return ", ".join(sorted(one.role.name for one in staff.assigned_now))  # type: ignore[attr-defined] # prefetched


def teams_in_words(staff: Staff) -> str:
    """The teams of today."""
    return ", ".join(sorted(one.team.name for one in staff.teams_now))  # type: ignore[attr-defined] # prefetched


def qualified_in_words(staff: Staff) -> str:
    """What the person is qualified in, with a warning 60 days before it ends."""
    held = staff.qualified_now  # type: ignore[attr-defined] # prefetched
    return ", ".join(sorted(f"{one.kind.name}{_ends(one)}" for one in held))


def _ends(held: Qualification) -> str:
    return f" ({_('until')} {held.valid_to:%Y-%m-%d})" if queries.expires_soon(held) else ""


def state_in_words(staff: Staff) -> str:
    """Whether the account is on, and if not, why."""
    return str(_("Active")) if staff.is_active else staff.why_inactive


def staff_definition(who: Staff) -> ListDefinition:
    """The list of staff, with the roles, teams and kinds of today as choices."""
    return ListDefinition(
        name="staff",
        title=_("Staff"),
        order="name",
        columns=(
            ListColumn(
                name="name", heading=_("Name"), value=lambda one: one.name, order="name",
                link=lambda one: reverse("people:person", args=[one.pk]),
            ),
            ListColumn(name="login", heading=_("E-mail"), value=lambda one: one.login, order="login"),
            ListColumn(name="roles", heading=_("Roles"), value=roles_in_words),
            ListColumn(name="teams", heading=_("Teams"), value=teams_in_words),
            ListColumn(name="qualified", heading=_("Qualified in"), value=qualified_in_words),
            ListColumn(name="state", heading=_("Account"), value=state_in_words, order="is_active"),
            ListColumn(
                name="seen", heading=_("Last here"), value=lambda one: one.last_seen, kind="moment", order="last_seen"
            ),
        ),
        filters=(
            TextContains(name="find", label=_("Name or e-mail"), fields=("name", "login")),
            HeldToday(name="team", label=_("Team"), field="team", choices=_choices(Team), held=TeamMembership),
            HeldToday(name="role", label=_("Role"), field="role", choices=_choices(Role), held=RoleAssignment),
            HeldToday(
                name="kind", label=_("Qualified in"), field="kind", choices=_choices(QualificationKind),
                held=Qualification,
            ),
            YesNo(name="active", label=_("Account is on"), condition=Q(is_active=True)),
        ),
    )  # fmt: skip


def may_in_words(role: Role) -> str:
    """What a role may do."""
    return "; ".join(label_of(one.permission) for one in role.permissions.all())


def role_definition() -> ListDefinition:
    """The list of roles, narrowed to those that may do something."""
    permissions = [(one.code, one.label) for one in sorted(every_permission(), key=lambda one: one.label)]
    return ListDefinition(
        name="roles",
        title=_("Roles"),
        order="name",
        columns=(
            ListColumn(
                name="name", heading=_("Role"), value=lambda one: one.name, order="name",
                link=lambda one: reverse("people:role", args=[one.pk]),
            ),
            ListColumn(name="about", heading=_("What it is for"), value=lambda one: one.about),
            ListColumn(name="may", heading=_("May"), value=may_in_words),
        ),
        filters=(
            TextContains(name="find", label=_("Name or purpose"), fields=("name", "about")),
            OneOf(name="may", label=_("May"), field="permissions__permission", choices=permissions),
        ),
    )  # fmt: skip


KINDS = ListDefinition(
    name="qualifications",
    title=_("Qualifications"),
    order="name",
    columns=(
        ListColumn(name="name", heading=_("Qualification"), value=lambda one: one.name, order="name"),
        ListColumn(
            name="hours", heading=_("Least hours"), value=lambda one: one.least_hours, kind="number",
            places=1, order="least_hours",
        ),
        ListColumn(
            name="months", heading=_("Months until renewed"), value=lambda one: one.valid_months, kind="whole",
            order="valid_months",
        ),
    ),
    filters=(TextContains(name="find", label=_("Name"), fields=("name",)),),
)  # fmt: skip


def members_in_words(team: Team) -> str:
    """Who is in it today."""
    return ", ".join(one.staff.name for one in team.members_now)  # type: ignore[attr-defined] # prefetched


TEAMS = ListDefinition(
    name="teams",
    title=_("Teams"),
    order="name",
    columns=(
        ListColumn(
            name="name", heading=_("Team"), value=lambda one: one.name, order="name",
            link=lambda one: reverse("people:team", args=[one.pk]),
        ),
        ListColumn(name="about", heading=_("What it does"), value=lambda one: one.about),
        ListColumn(name="many", heading=_("Members"), value=lambda one: one.how_many, kind="whole", order="how_many"),
        ListColumn(name="members", heading=_("Who"), value=members_in_words),
        ListColumn(name="ended", heading=_("Ended"), value=lambda one: one.ended_on, kind="day", order="ended_on"),
    ),
    filters=(
        TextContains(name="find", label=_("Name or purpose"), fields=("name", "about")),
        YesNo(
            name="state", label=_("State"), condition=Q(ended_on=None),
            choices=(("yes", _("Works")), ("no", _("Ended"))),
        ),
    ),
)  # fmt: skip

MEMBERS = ListDefinition(
    name="members",
    title=_("Members"),
    order="name",
    columns=(
        ListColumn(
            name="name", heading=_("Name"), value=lambda one: one.staff.name, order="staff__name",
            link=lambda one: one.staff.page_url,
        ),
        ListColumn(name="from", heading=_("Since"), value=lambda one: one.valid_from, kind="day", order="valid_from"),
        ListColumn(name="to", heading=_("Last day"), value=lambda one: one.valid_to, kind="day", order="valid_to"),
    ),
    filters=(TextContains(name="find", label=_("Name"), fields=("staff__name",)),),
)  # fmt: skip


def compartment_name(grant: CompartmentGrant) -> str:
    """The compartment in words."""
    return str(dict(COMPARTMENTS)[grant.compartment])


PROPOSALS = ListDefinition(
    name="access",
    title=_("Access to confirm"),
    order="from",
    columns=(
        ListColumn(
            name="name", heading=_("For"), value=lambda one: one.staff.name, order="staff__name",
            link=lambda one: reverse("people:grant", args=[one.pk]),
        ),
        ListColumn(name="compartment", heading=_("Compartment"), value=compartment_name, order="compartment"),
        ListColumn(name="reason", heading=_("Why"), value=lambda one: one.reason),
        ListColumn(name="by", heading=_("Proposed by"), value=lambda one: one.proposer, order="proposer"),
        ListColumn(name="from", heading=_("From"), value=lambda one: one.valid_from, kind="day", order="valid_from"),
        ListColumn(name="to", heading=_("Last day"), value=lambda one: one.valid_to, kind="day", order="valid_to"),
    ),
    filters=(
        TextContains(name="find", label=_("Name or reason"), fields=("staff__name", "reason")),
        OneOf(name="compartment", label=_("Compartment"), field="compartment", choices=COMPARTMENTS),
        DateRange(name="from", label=_("From"), field="valid_from", is_moment=False),
    ),
)  # fmt: skip

TOKEN_TONES = {TokenState.WORKS: "good", TokenState.ENDED: "", TokenState.REVOKED: ""}


def token_state(token: ApiToken) -> SafeString:
    """Whether it lets a program in, as a badge."""
    state = TokenState(token.state)  # type: ignore[attr-defined] # annotated by the query
    return marks.status_badge(str(state.label), TOKEN_TONES[state])


def token_scopes(token: ApiToken) -> str:
    """What a program may do with it."""
    return "; ".join(sorted(label_of(one.permission) for one in token.scopes.all()))


TOKENS = ListDefinition(
    name="tokens",
    title=_("API tokens"),
    order="-made",
    columns=(
        ListColumn(
            name="name", heading=_("Token"), value=lambda one: one.name, order="name",
            link=lambda one: reverse("people:token", args=[one.pk]),
        ),
        ListColumn(name="may", heading=_("May"), value=token_scopes),
        ListColumn(
            name="state", heading=_("State"), value=lambda one: str(TokenState(one.state).label), order="state",
            html=token_state,
        ),
        ListColumn(
            name="made", heading=_("Made"), value=lambda one: timezone.localdate(one.made_at), kind="day",
            order="made_at",
        ),
        ListColumn(
            name="until", heading=_("Last day"), value=lambda one: timezone.localdate(one.expires_at), kind="day",
            order="expires_at",
        ),
        ListColumn(
            name="used", heading=_("Last used"), value=lambda one: one.last_used_at, kind="moment",
            order="last_used_at",
        ),
    ),
    filters=(
        TextContains(name="find", label=_("Name"), fields=("name",)),
        OneOf(name="state", label=_("State"), field="state", choices=TokenState.choices),
    ),
)  # fmt: skip


def _choices(model: type[Team] | type[Role] | type[QualificationKind]) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in model._default_manager.order_by("name").values_list("pk", "name")]

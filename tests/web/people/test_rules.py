"""Who may change what somebody may do: asked of the actions, and attacked past them as the application itself."""

from datetime import timedelta

import pytest
from django.db import Error, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.making.people import PASSWORD, a_grant, a_person, a_second_factor, a_team
from tests.web.conftest import SignIn

from arcs.web.people import actions, queries
from arcs.web.people.models import (
    CompartmentGrant,
    Invitation,
    Role,
    RoleAssignment,
    RolePermission,
    Staff,
    TeamMembership,
)
from arcs.web.people.permissions import every_permission, shipped_roles
from arcs.web.people.rate_limit import take
from arcs.web.people.tokens import make_token, token_holder
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused

pytestmark = pytest.mark.django_db
MANAGE = ["people.manage"]
CONFIRM = ["people.confirm_access"]


def refused_by_the_database(person: Staff, act: object) -> bool:
    """Whether the database stops it, by an error or by changing no row."""
    with acting_as(person.pk), transaction.atomic():
        try:
            with transaction.atomic():
                return act() == 0  # type: ignore[operator] # the fixture or answer carries no types
        except Error:
            return True


def proposal(boss: Staff, staff: Staff) -> CompartmentGrant:
    until = today() + timedelta(days=30)
    return actions.propose_access(by=boss, staff=staff, compartment="care", reason="Care files.", valid_to=until)


# ---- two persons open a compartment


def test_access_counts_when_a_second_person_has_confirmed_and_not_before() -> None:
    boss, second = a_person(permissions=MANAGE), a_person(permissions=CONFIRM)
    ann = a_person("Ann", permissions=["care.read"])
    grant = proposal(boss, ann)
    with acting_as(ann.pk), transaction.atomic():
        assert queries.permissions_of(ann) == frozenset()
    actions.confirm_access(by=second, grant=grant)
    with acting_as(ann.pk), transaction.atomic():
        assert queries.permissions_of(ann) == {"care.read"}
    actions.end_access(by=boss, grant=grant)
    with acting_as(ann.pk), transaction.atomic():
        assert queries.permissions_of(ann) == frozenset()


def test_whoever_proposed_and_whoever_it_is_for_cannot_confirm() -> None:
    both = a_person(permissions=[*MANAGE, *CONFIRM])
    ann = a_person("Ann", permissions=[*MANAGE, *CONFIRM])
    grant = proposal(both, ann)
    for person in (both, ann):
        with pytest.raises(Refused):
            actions.confirm_access(by=person, grant=grant)
    with pytest.raises(Refused, match="Nobody opens"):
        proposal(ann, ann)


def test_the_two_person_rule_holds_against_the_application_itself() -> None:
    both, third = a_person(permissions=[*MANAGE, *CONFIRM]), a_person(permissions=MANAGE)
    ann = a_person("Ann")
    mine = proposal(both, ann)
    rows = CompartmentGrant.objects.filter(pk=mine.pk)
    forged = {"staff": ann, "compartment": "care", "reason": "-"}
    attacks = [
        lambda: rows.update(confirmed_by=both.pk),
        lambda: rows.update(granted_by=third.pk, confirmed_by=both.pk),
        lambda: rows.update(confirmed_by=third.pk),
        lambda: CompartmentGrant.objects.create(**forged, granted_by=third.pk, confirmed_by=both.pk).pk and 1,
        lambda: CompartmentGrant.objects.create(**forged, granted_by=both.pk, confirmed_by=third.pk).pk and 1,
        lambda: CompartmentGrant.objects.create(**{**forged, "staff": both}, granted_by=both.pk).pk and 1,
        lambda: rows.update(staff=both),
        lambda: rows.delete()[0],
    ]
    assert [refused_by_the_database(both, attack) for attack in attacks] == [True] * len(attacks)


def test_what_two_gave_until_a_day_one_alone_cannot_lengthen() -> None:
    boss, second, ann = a_person(permissions=MANAGE), a_person(permissions=CONFIRM), a_person("Ann")
    grant = proposal(boss, ann)
    actions.confirm_access(by=second, grant=grant)
    longer = grant.valid_to + timedelta(days=1)
    assert refused_by_the_database(boss, lambda: CompartmentGrant.objects.filter(pk=grant.pk).update(valid_to=longer))


# ---- nobody changes what he may do himself


def test_nobody_gives_himself_a_role_joins_a_team_or_edits_a_role_he_holds() -> None:
    boss, team = a_person(permissions=MANAGE), a_team()
    with acting_as(boss.pk), transaction.atomic():
        own = Role.objects.get(pk__in=boss.role_ids)
    for act in (
        lambda: actions.assign_role(by=boss, staff=boss, role=own),
        lambda: actions.join_team(by=boss, staff=boss, team=team),
        lambda: actions.set_permissions(by=boss, role=own, codes=["people.manage", "audit.read"]),
        lambda: actions.leave(by=boss, staff=boss),
        lambda: actions.turn_off(by=boss, staff=boss, why="-"),
    ):
        with pytest.raises(Refused):
            act()
    attacks = [
        lambda: RoleAssignment.objects.create(staff=boss, role=own, granted_by=boss.pk).pk and 1,
        lambda: RoleAssignment.objects.filter(staff=boss).update(valid_to=None),
        lambda: TeamMembership.objects.create(staff=boss, team=team).pk and 1,
        lambda: RolePermission.objects.create(role=own, permission="audit.read").pk and 1,
        lambda: RolePermission.objects.filter(role=own).update(permission="audit.read"),
        lambda: RolePermission.objects.filter(role=own).delete()[0],
    ]
    assert [refused_by_the_database(boss, attack) for attack in attacks] == [True] * len(attacks)


def test_somebody_without_the_permission_changes_nothing_even_past_the_actions() -> None:
    ann, ben = a_person("Ann"), a_person("Ben", permissions=["people.read"])
    attacks = [
        lambda: Staff.objects.filter(pk=ben.pk).update(is_active=False),
        lambda: RoleAssignment.objects.filter(staff=ben).update(valid_to=today()),
        lambda: Role.objects.create(key="mine", name="Mine").pk and 1,
        lambda: Invitation.objects.filter(staff=ben).count(),
    ]
    assert [refused_by_the_database(ann, attack) for attack in attacks] == [True] * len(attacks)


def test_the_last_administrator_cannot_be_lost() -> None:
    boss, other = a_person(permissions=MANAGE), a_person(permissions=MANAGE)
    actions.leave(by=boss, staff=other)
    with pytest.raises(Refused):
        actions.leave(by=other, staff=boss)


def test_leaving_ends_everything_at_once_and_keeps_the_history(sign_in: SignIn) -> None:
    boss = a_person(permissions=MANAGE)
    ann = a_person("Ann", permissions=["care.read", "people.read", "people.make_tokens"], teams=[a_team()])
    a_grant(ann, "care", granted_by=boss, confirmed_by=a_person())
    _token, text = make_token(by=ann, name="Script", scopes=["people.read"], until=today())
    browser = sign_in(ann)
    actions.leave(by=boss, staff=ann)
    assert browser.get("/me/").status_code == 302
    assert token_holder(text) is None
    with acting_as(boss.pk), transaction.atomic():
        assert queries.permissions_of(ann) == frozenset()
        person = queries.person(boss, ann.pk)
        assert (person.assigned_now, person.teams_now, person.left_on) == ([], [], today())
    actions.reinstate(by=boss, staff=ann)
    with acting_as(boss.pk), transaction.atomic():
        assert queries.permissions_of(ann) == frozenset()


# ---- invitations


def test_an_invitation_lets_in_once() -> None:
    boss = a_person(permissions=MANAGE)
    with acting_as(Standing.KEEPER), transaction.atomic():
        role = Role.objects.create(key="reader", name="Reader")
    invitation, token = actions.invite(by=boss, login="New@Example.org", name="New", role=role)
    assert Client().post("/sign-in/", {"login": "new@example.org", "password": PASSWORD}).status_code == 200
    browser = Client()
    assert "new@example.org" in browser.get(f"/invitation/{token}/").content.decode()
    weak = browser.post(f"/invitation/{token}/", {"password": "short", "again": "short"})
    assert weak.status_code == 200 and "12 characters" in weak.content.decode()
    answer = browser.post(f"/invitation/{token}/", {"password": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 302
    assert browser.get("/me/")["Location"] == "/sign-in/second-factor/"
    assert Client().get(f"/invitation/{token}/").status_code == 410
    with pytest.raises(Refused):
        actions.accept_invitation(token=token, password=PASSWORD)
    assert bytes(invitation.token_digest) != token.encode()


@pytest.mark.parametrize("spoil", ["expired", "withdrawn", "tampered", "left"])
def test_a_link_that_is_old_withdrawn_or_wrong_lets_nobody_in(spoil: str, owner: str) -> None:
    boss = a_person(permissions=MANAGE)
    invitation, token = actions.invite(by=boss, login="new@example.org", name="New")
    if spoil == "expired":
        from unittest.mock import patch

        later = timezone.now() + timedelta(days=8)
        with patch("django.utils.timezone.now", return_value=later), pytest.raises(Refused):
            actions.accept_invitation(token=token, password=PASSWORD)
        return
    if spoil == "withdrawn":
        actions.withdraw_invitation(by=boss, staff=invitation.staff)
    if spoil == "left":
        actions.leave(by=boss, staff=invitation.staff)
    given_token = token[:-1] + ("A" if token[-1] != "A" else "B") if spoil == "tampered" else token
    with pytest.raises(Refused, match="does not work any more"):
        actions.accept_invitation(token=given_token, password=PASSWORD)


def test_a_link_that_renews_the_second_step_ends_confidential_access() -> None:
    boss, ann = a_person(permissions=MANAGE), a_person("Ann", permissions=["care.read"], password=PASSWORD)
    a_grant(ann, "care", granted_by=boss, confirmed_by=a_person())
    with acting_as(ann.pk), transaction.atomic():
        assert queries.permissions_of(ann) == {"care.read"}
    actions.renew_link(by=boss, staff=ann, purpose=Invitation.PASSWORD)
    with acting_as(ann.pk), transaction.atomic():
        assert queries.permissions_of(ann) == {"care.read"}
    actions.renew_link(by=boss, staff=ann, purpose=Invitation.ANEW)
    with acting_as(ann.pk), transaction.atomic():
        assert queries.permissions_of(ann) == frozenset()


def test_the_first_administrator_is_invited_only_while_there_is_none() -> None:
    actions.install_shipped_roles()
    token = actions.invite_first_administrator(login="first@example.org", name="First")
    again = actions.invite_first_administrator(login="first@example.org", name="First")
    with pytest.raises(Refused):
        actions.accept_invitation(token=token, password=PASSWORD)
    first = actions.accept_invitation(token=again, password=PASSWORD)
    with acting_as(first.pk), transaction.atomic():
        assert "people.manage" in queries.permissions_of(first)
    with pytest.raises(Refused, match="administrator already"):
        actions.invite_first_administrator(login="second@example.org", name="Second")


# ---- tokens, counts, roles as data


def test_a_token_does_what_its_scopes_and_its_owner_allow_and_no_more() -> None:
    ann = a_person("Ann", permissions=["people.read", "people.make_tokens"])
    with pytest.raises(Refused):
        make_token(by=ann, name="Too much", scopes=["people.manage"], until=today())
    with pytest.raises(Refused):
        make_token(by=ann, name="Too long", scopes=["people.read"], until=today() + timedelta(days=366))
    token, text = make_token(by=ann, name="Script", scopes=["people.read"], until=today())
    found = token_holder(text)
    assert found is not None and found[0].pk == ann.pk and found[1] == {"people.read"}
    assert found[0].permissions == {"people.read"}
    assert token_holder(text[:-1] + "x") is None
    with acting_as(Standing.KEEPER), transaction.atomic():
        RolePermission.objects.filter(role__assignments__staff=ann, permission="people.read").delete()
    assert token_holder(text) is not None and token_holder(text)[1] == frozenset()  # type: ignore[index] # the fixture or answer carries no types
    actions.revoke_token(by=ann, token=token)
    assert token_holder(text) is None


def test_nobody_sees_or_makes_tokens_of_others() -> None:
    ann, ben = a_person("Ann", permissions=["people.read", "people.make_tokens"]), a_person("Ben")
    token, _text = make_token(by=ann, name="Script", scopes=["people.read"], until=today())
    with acting_as(ben.pk), transaction.atomic():
        assert type(token).objects.count() == 0
    forged = {"staff": ann, "name": "-", "digest": b"x", "expires_at": timezone.now()}
    assert refused_by_the_database(ben, lambda: type(token).objects.create(**forged).pk and 1)


@given(limit=st.integers(1, 6), tries=st.integers(1, 12))
def test_of_any_number_of_tries_exactly_the_limit_is_let_through(limit: int, tries: int) -> None:
    key = f"law {limit} {tries} {timezone.now().isoformat()}"
    assert sum(take(key, limit, 60) for _ in range(tries)) == min(limit, tries)


def test_shipped_roles_name_permissions_of_their_own_kind_and_are_installed_once() -> None:
    assert actions.install_shipped_roles() == len(shipped_roles()) == 14
    assert actions.install_shipped_roles() == 0
    declared = {one.code for one in every_permission()}
    with acting_as(Standing.KEEPER), transaction.atomic():
        installed = set(RolePermission.objects.values_list("permission", flat=True))
    assert installed <= declared
    boss = next(role for role in shipped_roles() if role.key == "administrator")
    assert not any(code.split(".")[0] in ("care", "victim", "juvenile") for code in boss.permissions)


# ---- who sees whom


def test_who_sees_whom() -> None:
    red, blue = a_team("Red"), a_team("Blue")
    ann, ben, cas = a_person("Ann", teams=[red]), a_person("Ben", teams=[red]), a_person("Cas", teams=[blue])
    reader, boss = a_person("Reader", permissions=["people.read"]), a_person("Boss", permissions=MANAGE)
    everybody = {ann.pk, ben.pk, cas.pk, reader.pk, boss.pk}
    for person, seen in (
        (ann, {ann.pk, ben.pk}), (cas, {cas.pk}), (reader, everybody), (boss, everybody),
        (Standing.DOOR, everybody), (Standing.VISITOR, set()), (Standing.MESSENGER, set()),
    ):  # fmt: skip
        with acting_as(person.pk if isinstance(person, Staff) else person), transaction.atomic():
            assert set(Staff.objects.values_list("pk", flat=True)) == seen, person


# ---- links and what stands behind them


def an_invited_person(boss: Staff) -> tuple[Staff, str]:
    invitation, token = actions.invite(by=boss, login="new@example.org", name="New Comer")
    return invitation.staff, token


def test_an_invited_person_who_is_turned_off_does_not_come_in_by_the_old_link() -> None:
    boss = a_person(permissions=MANAGE)
    new, token = an_invited_person(boss)
    actions.turn_off(by=boss, staff=new, why="Not hired after all.")
    with pytest.raises(Refused):
        actions.accept_invitation(token=token, password=PASSWORD)
    with acting_as(boss.pk), transaction.atomic():
        assert not Staff.objects.get(pk=new.pk).is_active


def test_a_link_that_alone_lets_one_in_opens_no_compartment() -> None:
    boss, second = a_person(permissions=MANAGE), a_person(permissions=CONFIRM)
    new, token = an_invited_person(boss)
    grant = proposal(boss, new)
    actions.confirm_access(by=second, grant=grant)
    actions.accept_invitation(token=token, password=PASSWORD)
    with acting_as(boss.pk), transaction.atomic():
        assert CompartmentGrant.objects.get(pk=grant.pk).valid_to < today()


def test_a_new_password_leaves_access_to_whoever_has_a_second_step() -> None:
    boss, second = a_person(permissions=MANAGE), a_person(permissions=CONFIRM)
    ann = a_person("Ann", permissions=["care.read"])
    a_second_factor(ann)
    actions.confirm_access(by=second, grant=proposal(boss, ann))
    _invitation, token = actions.renew_link(by=boss, staff=ann, purpose=Invitation.PASSWORD)
    actions.accept_invitation(token=token, password=PASSWORD)
    with acting_as(ann.pk), transaction.atomic():
        assert queries.permissions_of(ann) == {"care.read"}


def test_a_password_cannot_be_guessed_from_inside_a_session_either(sign_in: SignIn) -> None:
    browser = sign_in(a_person("Ann", password=PASSWORD))
    new = {"password": "seven quiet otters swim", "again": "seven quiet otters swim"}
    for guess in range(10):
        browser.post("/me/password/", {"current": f"guess {guess}", **new})
    answer = browser.post("/me/password/", {"current": PASSWORD, **new})
    assert b"Too many passwords" in answer.content

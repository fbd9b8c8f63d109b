"""Addresses of staff administration and of one's own account."""

from django.urls import path

from arcs.web.people.views import access, here, invitation, links, me, roles, session, staff

app_name = "people"
urlpatterns = [
    path("sign-in/out/", session.sign_out, name="sign_out"),
    path("invitation/<str:token>/", invitation.invitation, name="invitation"),
    path("me/here", here.here, name="here"),
    path("people/", staff.staff_list, name="list"),
    path("people/invite/", links.invite, name="invite"),
    path("people/roles/", roles.roles, name="roles"),
    path("people/roles/new/", roles.new_role, name="new_role"),
    path("people/roles/<uuid:pk>/", roles.role, name="role"),
    path("people/teams/", roles.teams, name="teams"),
    path("people/teams/<uuid:pk>/", roles.team, name="team"),
    path("people/teams/<uuid:pk>/end/", roles.end_team, name="end_team"),
    path("people/qualifications/", roles.kinds, name="kinds"),
    path("people/access/", access.proposals, name="access"),
    path("people/access/<uuid:pk>/", access.grant, name="grant"),
    path("people/access/<uuid:pk>/confirm/", access.confirm, name="confirm_access"),
    path("people/access/<uuid:pk>/end/", staff.end_access, name="end_access"),
    path("people/assignments/<uuid:pk>/end/", staff.end_role, name="end_role"),
    path("people/memberships/<uuid:pk>/end/", staff.leave_team, name="leave_team"),
    path("people/<uuid:pk>/", staff.person, name="person"),
    path("people/<uuid:pk>/role/", staff.give_role, name="give_role"),
    path("people/<uuid:pk>/team/", staff.join_team, name="join_team"),
    path("people/<uuid:pk>/qualification/", staff.add_qualification, name="add_qualification"),
    path("people/<uuid:pk>/access/", staff.propose_access, name="propose_access"),
    path("people/<uuid:pk>/off/", staff.turn_off, name="turn_off"),
    path("people/<uuid:pk>/left/", staff.leave, name="leave"),
    path("people/<uuid:pk>/on/", staff.reinstate, name="reinstate"),
    path("people/<uuid:pk>/link/", links.renew, name="renew_link"),
    path("people/<uuid:pk>/link/mail/", links.mail, name="mail_link"),
    path("people/<uuid:pk>/link/withdraw/", links.withdraw, name="withdraw_link"),
    path("me/", me.me, name="me"),
    path("me/details/", me.details, name="details"),
    path("me/password/", me.password, name="password"),
    path("me/sessions/end/", me.end_sessions, name="end_sessions"),
    path("me/tokens/", me.own_tokens, name="tokens"),
    path("me/tokens/<uuid:pk>/", me.own_token, name="token"),
    path("me/tokens/<uuid:pk>/revoke/", me.revoke_token, name="revoke_token"),
]

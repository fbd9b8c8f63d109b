"""Addresses of staff administration and of one's own account."""

from django.urls import path

from arcs.web.people.views import invitation, me, session

app_name = "people"
urlpatterns = [
    path("sign-in/out/", session.sign_out, name="sign_out"),
    path("invitation/<str:token>/", invitation.invitation, name="invitation"),
    path("me/", me.me, name="me"),
]

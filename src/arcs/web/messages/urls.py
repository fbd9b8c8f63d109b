"""Addresses of messages."""

from django.urls import path

from arcs.web.messages.views import settling

app_name = "messages"
urlpatterns = [
    path("messages/", settling.message_list, name="list"),
    path("messages/<uuid:message>/", settling.message_page, name="message"),
    path("messages/<uuid:message>/again/", settling.again, name="again"),
    path("messages/<uuid:message>/sent/", settling.arrived, name="arrived"),
    path("messages/<uuid:message>/give-up/", settling.given_up, name="given_up"),
]

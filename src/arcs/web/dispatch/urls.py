"""Addresses of dispatch."""

from django.urls import path
from django.urls.resolvers import URLPattern

from arcs.web.dispatch.views import board, field, hand_overs, reviews

app_name = "dispatch"
urlpatterns: list[URLPattern] = [
    path("dispatch/", board.board, name="board"),
    path("dispatch/revision", board.revision, name="revision"),
    path("dispatch/alarms", board.alarms, name="alarms"),
    path("dispatch/wall/", board.wall, name="wall"),
    path("dispatch/calls/<uuid:call>/send/", board.send, name="send"),
    path("dispatch/calls/<uuid:call>/status/", board.unit_status, name="unit_status"),
    path("dispatch/calls/<uuid:call>/take-back/", board.take_back, name="take_back"),
    path("dispatch/calls/<uuid:call>/hand-back/", board.hand_back, name="hand_back"),
    path("dispatch/calls/<uuid:call>/hand-over/", hand_overs.offer, name="hand_over"),
    path("dispatch/pleas/<uuid:plea>/answer/", board.answer, name="answer"),
    path("dispatch/hand-overs/", hand_overs.hand_overs, name="hand_overs"),
    path("dispatch/hand-overs/<uuid:hand_over>/settle/", hand_overs.settle, name="settle"),
    path("dispatch/reviews/", reviews.reviews, name="reviews"),
    path("dispatch/reviews/<uuid:review>/", reviews.review, name="review"),
    path("field/", field.field, name="field"),
    path("field/shell/", field.shell, name="field_shell"),
    path("field/worker.js", field.worker, name="field_worker"),
    path("field/revision", field.sign, name="field_sign"),
    path("field/send", field.send, name="field_send"),
    path("field/photos/<uuid:photo>/", field.photo, name="photo"),
    path("field/calls/<uuid:call>/", field.field_call, name="field_call"),
]

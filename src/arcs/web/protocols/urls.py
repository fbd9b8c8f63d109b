"""Addresses of the protocol."""

from django.urls import path
from django.urls.resolvers import URLPattern

from arcs.web.protocols.views import (
    answering,
    approval,
    comparing,
    editions,
    matrix,
    replays,
    rows,
    shadow,
    studying,
    trying,
    words,
)

app_name = "protocols"
urlpatterns: list[URLPattern] = [
    path("protocols/", editions.editions, name="list"),
    path("protocols/begin/", editions.begin, name="begin"),
    path("protocols/rows/<uuid:row>/", rows.row, name="row"),
    path("protocols/rows/<uuid:row>/remove/", rows.remove, name="remove"),
    path("protocols/<int:number>/", editions.edition, name="edition"),
    path("protocols/<int:number>/protocol.toml", editions.download, name="download"),
    path("protocols/<int:number>/prove/", editions.prove, name="prove"),
    path("protocols/<int:number>/undo/<uuid:change>/", editions.undo, name="undo"),
    path("protocols/<int:number>/who-answers/", answering.who_answers, name="who_answers"),
    path("protocols/<int:number>/try/", trying.try_call, name="try"),
    path("protocols/<int:number>/compare/", comparing.compare, name="compare"),
    path("protocols/<int:number>/sections/<slug:section>/", rows.section, name="section"),
    path("protocols/<int:number>/sections/<slug:section>/new/", rows.add, name="add"),
    path("protocols/<int:number>/from-study/", studying.from_study, name="from_study"),
    path("protocols/<int:number>/shadow/", shadow.shadow, name="shadow"),
    path("protocols/<int:number>/matrix/", matrix.matrix, name="matrix"),
    path("protocols/<int:number>/matrix.csv", matrix.download, name="matrix_download"),
    path("protocols/<int:number>/approval/", approval.approval, name="approval"),
    path("protocols/<int:number>/approval/<slug:step>/", approval.step, name="step"),
    path("protocols/<int:number>/approvers/<uuid:role>/drop/", approval.drop_approver, name="drop_approver"),
    path("protocols/comments/<uuid:comment>/answer/", approval.answer, name="answer"),
    path("protocols/comments/<uuid:comment>/settle/", approval.settle, name="settle"),
    path("protocols/<int:number>/replays/", replays.replays, name="replays"),
    path("protocols/<int:number>/words/<uuid:call_import>/", words.words, name="words"),
    path("protocols/replays/<uuid:replay>/", replays.replay, name="replay"),
    path("protocols/replays/<uuid:replay>/<str:name>", replays.replay_file, name="replay_file"),
]

"""Addresses of studies."""

from django.urls import path

from arcs.web.studies.views import evaluation, importing, study, workload

app_name = "studies"
urlpatterns = [
    path("studies/", study.studies, name="list"),
    path("studies/new/", study.new, name="new"),
    path("studies/<uuid:study>/", study.study, name="study"),
    path("studies/<uuid:study>/front-page/", study.describe, name="describe"),
    path("studies/<uuid:study>/close/", study.close, name="close"),
    path("studies/<uuid:study>/members/", study.members, name="members"),
    path("studies/members/<uuid:member>/", study.member, name="member"),
    path("studies/<uuid:study>/exports/", study.exports, name="exports"),
    path("studies/<uuid:study>/import/", importing.upload, name="upload"),
    path("studies/imports/<uuid:call_import>/", importing.call_import, name="import"),
    path("studies/imports/<uuid:call_import>/preview/", importing.mapping_preview, name="mapping_preview"),
    path("studies/imports/<uuid:call_import>/mapping.toml", importing.mapping_file, name="mapping_file"),
    path("studies/imports/<uuid:call_import>/left-out/", importing.left_out, name="left_out"),
    path("studies/imports/<uuid:call_import>/calls/", importing.calls, name="calls"),
    path("studies/imports/<uuid:call_import>/calls/<int:number>/", importing.call, name="call"),
    path("studies/imports/<uuid:call_import>/workload/", workload.workload, name="workload"),
    path("studies/uploads/<uuid:upload>/", importing.upload_file, name="upload_file"),
    path("studies/tables/<uuid:table>/", workload.table, name="table"),
    path("studies/<uuid:study>/evaluation/", evaluation.evaluation, name="evaluation"),
    path("studies/figures/<uuid:figure>/", evaluation.figure, name="figure"),
    path("studies/documents/<uuid:document>/", evaluation.document, name="document"),
]

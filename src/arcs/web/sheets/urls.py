"""Addresses of sheets."""

from django.urls import path

from arcs.web.sheets.views import call_types, library, plan, profile, rows, tables, workload

app_name = "sheets"
urlpatterns = [
    path("studies/<uuid:study>/plan/", plan.plan, name="plan"),
    path("studies/<uuid:study>/models/", library.models, name="models"),
    path("studies/<uuid:study>/profile/", profile.profile, name="profile"),
    path("studies/<uuid:study>/call-types/", call_types.call_types, name="call_types"),
    path("studies/<uuid:study>/crosswalk/", call_types.crosswalk, name="crosswalk"),
    path("studies/<uuid:study>/workload/", workload.workload, name="workload"),
    path("studies/imports/<uuid:call_import>/take/", call_types.take, name="take_import"),
    path("studies/rows/<uuid:row>/done/", plan.done, name="done"),
    path("studies/<uuid:study>/tables/", tables.tables, name="tables"),
    path("studies/<uuid:study>/tables/<str:part>/", tables.table, name="table"),
    path("studies/<uuid:study>/tables/<str:part>/add/", rows.add, name="add"),
    path("studies/rows/<uuid:row>/", rows.row, name="row"),
    path("studies/rows/<uuid:row>/remove/", rows.remove, name="remove"),
    path("studies/<uuid:study>/undo/<uuid:change>/", tables.undo, name="undo"),
]

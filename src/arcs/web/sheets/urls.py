"""Addresses of sheets."""

from django.urls import path

from arcs.web.sheets.views import plan, rows, tables

app_name = "sheets"
urlpatterns = [
    path("studies/<uuid:study>/plan/", plan.plan, name="plan"),
    path("studies/rows/<uuid:row>/done/", plan.done, name="done"),
    path("studies/<uuid:study>/tables/", tables.tables, name="tables"),
    path("studies/<uuid:study>/tables/<str:part>/", tables.table, name="table"),
    path("studies/<uuid:study>/tables/<str:part>/add/", rows.add, name="add"),
    path("studies/rows/<uuid:row>/", rows.row, name="row"),
    path("studies/rows/<uuid:row>/remove/", rows.remove, name="remove"),
    path("studies/<uuid:study>/undo/<uuid:change>/", tables.undo, name="undo"),
]

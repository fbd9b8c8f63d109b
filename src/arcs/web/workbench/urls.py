"""Addresses of workbench."""

from django.urls import path

from arcs.web.workbench.views import coding, judging

app_name = "workbench"
urlpatterns = [
    path("studies/<uuid:study>/coding/", coding.coding, name="coding"),
    path("studies/<uuid:study>/coding/conflicts/", coding.conflicts, name="conflicts"),
    path("studies/<uuid:study>/matrix/", judging.matrix_of, name="matrix"),
    path("studies/<uuid:study>/matrix/why/", judging.why, name="why"),
    path("studies/<uuid:study>/matrix/rules/", judging.presets, name="presets"),
    path("studies/<uuid:study>/undo/", judging.undo, name="undo"),
]

"""Addresses of workbench."""

from django.urls import path

from arcs.web.workbench.views import coding

app_name = "workbench"
urlpatterns = [
    path("studies/<uuid:study>/coding/", coding.coding, name="coding"),
    path("studies/<uuid:study>/coding/conflicts/", coding.conflicts, name="conflicts"),
]

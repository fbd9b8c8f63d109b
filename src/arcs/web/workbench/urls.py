"""Addresses of workbench."""

from django.urls import path

from arcs.web.workbench.views import beginning, folder

app_name = "workbench"
urlpatterns = [
    path("studies/<uuid:study>/begin/", beginning.begin, name="begin"),
    path("studies/<uuid:study>/folder/", folder.folder, name="folder"),
    path("studies/<uuid:study>/folder/evaluate/", folder.evaluate, name="evaluate"),
    path("studies/<uuid:study>/folder/study.zip", folder.export, name="export"),
    path("studies/<uuid:study>/folder/bring-in/", folder.bring_in, name="bring_in"),
    path("studies/uploads/<uuid:upload>/take-in/", folder.take_in, name="take_in"),
]

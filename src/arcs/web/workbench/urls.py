"""Addresses of workbench."""

from django.urls import path

from arcs.web.workbench.views import (
    approval,
    beginning,
    budget,
    coding,
    folder,
    judging,
    merging,
    report,
    taking_in,
    tracing,
)

app_name = "workbench"
urlpatterns = [
    path("studies/<uuid:study>/coding/", coding.coding, name="coding"),
    path("studies/<uuid:study>/coding/conflicts/", coding.conflicts, name="conflicts"),
    path("studies/<uuid:study>/lineage/", tracing.lineage, name="lineage"),
    path("studies/<uuid:study>/categories/", merging.merging, name="merge"),
    path("studies/<uuid:study>/categories/codes/", merging.codes, name="codes"),
    path("studies/<uuid:study>/claims/", tracing.claims, name="claims"),
    path("studies/<uuid:study>/matrix/", judging.matrix_of, name="matrix"),
    path("studies/<uuid:study>/matrix/why/", judging.why, name="why"),
    path("studies/<uuid:study>/matrix/rules/", judging.presets, name="presets"),
    path("studies/<uuid:study>/undo/", judging.undo, name="undo"),
    path("studies/<uuid:study>/staffing/", budget.staffing, name="staffing"),
    path("studies/<uuid:study>/report/", report.report, name="report"),
    path("studies/<uuid:study>/report/preview/", report.preview, name="preview"),
    path("studies/<uuid:study>/report/section/<str:number>/", report.section, name="section"),
    path("studies/<uuid:study>/report/made-from/", report.made_from, name="made_from"),
    path("studies/<uuid:study>/report/again/", report.again, name="again"),
    path("studies/<uuid:study>/approval/", approval.approval, name="approval"),
    path("studies/<uuid:study>/approval/record/", approval.record, name="record"),
    path("studies/approved/<uuid:freeze>/", report.frozen, name="frozen"),
    path("studies/<uuid:study>/begin/", beginning.begin, name="begin"),
    path("studies/<uuid:study>/folder/", folder.folder, name="folder"),
    path("studies/<uuid:study>/folder/evaluate/", folder.evaluate, name="evaluate"),
    path("studies/<uuid:study>/folder/study.zip", folder.export, name="export"),
    path("studies/<uuid:study>/folder/bring-in/", folder.bring_in, name="bring_in"),
    path("studies/uploads/<uuid:upload>/take-in/", taking_in.take_in, name="take_in"),
]

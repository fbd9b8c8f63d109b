"""Addresses of long work."""

from django.urls import path

from arcs.web.jobs.views import steering, watching

app_name = "jobs"
urlpatterns = [
    path("jobs/", watching.job_list, name="list"),
    path("jobs/<uuid:job>/", watching.job_page, name="job"),
    path("jobs/<uuid:job>/row/", watching.job_row, name="row"),
    path("jobs/<uuid:job>/cancel/", steering.cancel, name="cancel"),
    path("jobs/<uuid:job>/again/", steering.again, name="again"),
    path("jobs/<uuid:job>/results/<uuid:result>/", watching.job_result, name="result"),
]

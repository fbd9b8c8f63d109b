"""Addresses of the demonstration."""

from django.urls import path

from arcs.web.demo.views.chooser import choose, enter

app_name = "demo"
urlpatterns = [
    path("demonstration/", choose, name="choose"),
    path("demonstration/enter/", enter, name="enter"),
]

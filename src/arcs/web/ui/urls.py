"""The addresses of this room: the style page."""

from django.urls import path

from arcs.web.ui.views.style import style

app_name = "ui"
urlpatterns = [path("style/", style, name="style")]

"""The style page: every component of the product, light and dark, as it really prints."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from arcs.web.ui.held_rows import HeldRows
from arcs.web.ui.list_files import csv_response
from arcs.web.ui.lists import list_page
from arcs.web.ui.style_list import LIST, LISTED
from arcs.web.ui.style_page import StyleForm, style_page


def style(request: HttpRequest) -> HttpResponse:
    """Show every component; nothing is changed and nothing is stored."""
    form = StyleForm(request.POST or None, request.FILES or None, prefix="try")
    if request.method == "POST":
        form.is_valid()
    listed = list_page(request.GET, LIST, HeldRows(LISTED))
    if listed.wants_csv:
        return csv_response(listed)
    return render(request, "ui/style.html", {"page": style_page(), "form": form, "list": listed})

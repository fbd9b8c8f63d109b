"""The style page: every component of the product, light and dark, as it really prints."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from arcs.web.ui.style_page import StyleForm, style_page


def style(request: HttpRequest) -> HttpResponse:
    """Show every component; nothing is changed and nothing is stored."""
    form = StyleForm(request.POST or None, request.FILES or None, prefix="try")
    if request.method == "POST":
        form.is_valid()
    return render(request, "ui/style.html", {"page": style_page(), "form": form})

"""The settings as agency.toml: downloaded, and uploaded with every fault by its line."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from arcs.core.refusal import Refusal
from arcs.files.agency import LARGEST_FILE, agency_text, parse_agency
from arcs.files.faults import Fault
from arcs.web.agency import actions, permits, queries
from arcs.web.agency.forms import FileForm, said
from arcs.web.agency.readers import StaffRequest, for_readers
from arcs.web.agency.views.overview import asked_edition
from arcs.web.wall.clock import today


@for_readers
@require_GET
def download(request: StaffRequest) -> HttpResponse:
    """The settings in force, or of the edition that is asked for, as a file."""
    edition = asked_edition(request)
    if edition is None:
        raise Http404
    answer = HttpResponse(agency_text(edition.programme), content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="agency.toml"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@for_readers
@require_http_methods(["GET", "POST"])
def upload(request: StaffRequest) -> HttpResponse:
    """Read a whole file of settings; nothing of it is used while anything in it is wrong."""
    permits.may_edit(request.user).demand()
    begun = {"valid_from": today(), "after": queries.last_number()}
    form = FileForm(request.POST or None, request.FILES or None, initial=begun)
    faults: tuple[Fault, ...] = ()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        programme, faults = parse_agency(given.read(LARGEST_FILE + 1), given.name)
        if programme is not None:
            try:
                made = actions.new_edition(
                    by=request.user,
                    valid_from=form.cleaned_data["valid_from"],
                    programme=programme,
                    note=form.cleaned_data["note"],
                    after=form.cleaned_data["after"],
                )
            except actions.EditedMeanwhile as told:
                again = request.POST.copy()
                again["after"] = str(told.latest)
                form = FileForm(again, request.FILES)
                form.add_error(None, said(told))
            except Refusal as refused:
                form.add_error(None, said(refused))
            else:
                messages.success(request, _("The file is edition %(number)s now.") % {"number": made.number})
                return redirect("agency:edition", number=made.number)
    return render(request, "agency/upload.html", {"form": form, "faults": faults})

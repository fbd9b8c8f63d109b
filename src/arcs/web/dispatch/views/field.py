"""The field page: one's own call on a phone, and where everything that it tells arrives, once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from arcs.web.calls.permits import may_see_history
from arcs.web.dispatch import permits, queries, telling
from arcs.web.dispatch.field_pages import field_page, offers_shown, outcome_form_for
from arcs.web.dispatch.forms import FieldNoteForm, HandBackForm, PleaForm, key_in, uuid_in
from arcs.web.dispatch.models import Told
from arcs.web.people.asking import staff_of
from arcs.web.people.middleware import answers_while_locked
from arcs.web.people.models import Staff
from arcs.web.ui.offline import A_CALL, shell_answer, worker_answer
from arcs.web.units.queries import next_shift, own_units
from arcs.web.wall.permit import Refused
from arcs.web.wall.read_log import record_read

WANTS = "application/json"
FORMS = {Told.NOTE: FieldNoteForm, Told.PLEA: PleaForm, Told.HAND_BACK: HandBackForm}


@login_required
@require_safe
@never_cache
def field(request: HttpRequest) -> HttpResponse:
    """My unit's call; where it has none, where I am planned and what I had."""
    who = staff_of(request)
    permits.may_use_field(who).demand()
    running = queries.running_assignment(who)
    if running is not None:
        return _page(request, who, running.call_id)
    mine = queries.my_assignments(who)
    words = {
        "units": own_units(who), "next": next_shift(who), "had": mine[:10], "sign": queries.field_sign(who),
        "may_field": True, "offers": offers_shown(who),
        "taken_over": queries.taken_over(who)[:10], "owed": queries.outcomes_owed(who, mine),
    }  # fmt: skip
    return render(request, "dispatch/field_idle.html", words)


@login_required
@require_safe
@never_cache
def field_call(request: HttpRequest, call: UUID) -> HttpResponse:
    """One call of mine, also after it is over: what was forgotten can be told. Of others' calls nothing is said."""
    return _page(request, staff_of(request), call)


def _page(request: HttpRequest, who: Staff, call: UUID) -> HttpResponse:
    shown = field_page(who, call) if permits.may_tell(who) else None
    if shown is None:
        raise Http404
    if may_see_history(who):
        record_read(kind="premise notes", compartment="operational", object_id=call)
    words = {
        "page": shown, "sign": queries.field_sign(who), "may_field": permits.may_use_field(who),
        "offers": offers_shown(who),
    }  # fmt: skip
    return render(request, "dispatch/field.html", words)


@login_required
@require_safe
@never_cache
def shell(request: HttpRequest) -> HttpResponse:
    """The field page without anybody's data, for the browser to keep; the phone's own store draws the call into it."""
    permits.may_use_field(staff_of(request)).demand()
    return shell_answer("dispatch/field_shell.html", {"is_alone": True, "sign": ""})


@login_required
@require_safe
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of the field page: it answers for one's own call and for no other page."""
    permits.may_use_field(staff_of(request)).demand()
    pages = f"{reverse('dispatch:field')}(calls/{A_CALL}/)?"
    return worker_answer("field", shell=reverse("dispatch:field_shell"), pages=pages)


@login_required
@require_safe
@never_cache
def sign(request: HttpRequest) -> HttpResponse:
    """A sign of what the field page shows; phones ask for it."""
    who = staff_of(request)
    permits.may_tell(who).demand()
    return HttpResponse(queries.field_sign(who), content_type="text/plain")


def _is_a_plea(request: HttpRequest) -> bool:
    """A call for help from a phone whose session is locked is heard: it shows nothing, and nobody must wait for it."""
    return request.method == "POST" and request.POST.get("kind") == Told.PLEA and WANTS in _accepts(request)


def _accepts(request: HttpRequest) -> str:
    return request.headers.get("Accept", "")


@answers_while_locked(_is_a_plea)
@login_required
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Take one thing that the field tells. A program is answered with what became of it, a person with the page."""
    who = staff_of(request)
    wants_json = WANTS in _accepts(request)
    try:
        kept = telling.tell(by=who, sent=_sent(who, request))
    except telling.NotWhole as fault:
        return _answer(request, wants_json, status=422, state="not_whole", words=str(fault))
    except Refused as refused:
        return _answer(request, wants_json, status=409, state="refused", words=str(refused))
    entry = kept.entry
    if entry.why_kept:
        words = _("Kept and not carried out: %(why)s") % {"why": entry.why_kept}
        return _answer(request, wants_json, status=200, state="kept", words=words)
    return _answer(request, wants_json, status=200, state="there" if kept.was_there else "done", words=entry.words)


def _answer(request: HttpRequest, wants_json: bool, *, status: int, state: str, words: str) -> HttpResponse:
    if wants_json:
        return JsonResponse({"state": state, "words": words}, status=status)
    (messages.success if state in {"done", "there"} else messages.error)(request, words)
    call = uuid_in(request.POST.get("call", ""))
    return redirect(reverse("dispatch:field_call", args=[call]) if call else reverse("dispatch:field"))


@login_required
@require_safe
@never_cache
def photo(request: HttpRequest, photo: UUID) -> HttpResponse:
    """A photo of a call, as a picture and nothing else; who looks at it is logged before it is shown."""
    found = queries.photo_seen_by(staff_of(request), photo)
    if found is None:
        raise Http404
    record_read(kind="photo of a call", compartment="operational", object_id=found.call_id)
    answer = HttpResponse(bytes(found.content), content_type=f"image/{found.kind}")
    answer["Content-Disposition"] = f'inline; filename="{found.pk}.{"jpg" if found.kind == "jpeg" else "png"}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _sent(who: Staff, request: HttpRequest) -> telling.Sent:
    """What was sent, as far as it can be used; Refused, NotWhole."""
    call = uuid_in(request.POST.get("call", ""))
    try:
        kind = Told(request.POST.get("kind", ""))
    except ValueError as unknown:
        raise Refused(_("What was sent is of no known kind. Load the page again.")) from unknown
    if call is None:
        raise Refused(_("What was sent names no call. Load the page again."))
    waited = request.POST.get("waited", "0")
    return telling.Sent(
        key=key_in(request.POST), kind=kind, call=call, values=_values(who, call, kind, request),
        device_at=_device_at(request.POST.get("device_at", "")),
        waited_seconds=int(waited) if waited.isdecimal() else 0,
    )  # fmt: skip


def _values(who: Staff, call: UUID, kind: Told, request: HttpRequest) -> dict[str, Any]:
    if kind is Told.STATUS:
        return {"status": request.POST.get("status", "")}
    if kind is Told.CHECK_IN:
        return {}
    if kind is Told.PHOTO:
        photo = request.FILES.get("photo")
        if photo is not None and (photo.size or 0) > telling.LARGEST_PHOTO:
            most = telling.LARGEST_PHOTO // 1024 // 1024
            raise telling.NotWhole(_("This photo has more than %(most)d MB. Take it smaller.") % {"most": most})
        return {"photo": photo.read()} if photo is not None else {}
    form = outcome_form_for(who, call, request.POST) if kind is Told.OUTCOME else FORMS[kind](request.POST)
    if not form.is_valid():
        first = next((f"{form.fields[name].label}: {said[0]}" for name, said in form.errors.items()), "")
        raise telling.NotWhole(_("Please check: %(what)s") % {"what": first})
    return {name: value for name, value in form.cleaned_data.items() if value}


def _device_at(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and timezone.is_aware(found) else None

"""Pages of triage: the strip, what its script asks, the calls that wait, and decisions."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcs.web.calls import permits as calls_permits
from arcs.web.calls import queries as calls
from arcs.web.calls.keys import address_key, telephone_key
from arcs.web.calls.models import Call
from arcs.web.calls.pages import to_follow
from arcs.web.people.asking import staff_of
from arcs.web.people.models import Staff
from arcs.web.protocols.queries import editions_seen_by
from arcs.web.triage import actions, advising, pages, permits, queries
from arcs.web.triage import rules as held
from arcs.web.triage.beside import lines_for
from arcs.web.triage.forms import Sent, StripForm, answers_in, as_sent, texts_of, wishes_in
from arcs.web.triage.in_force import Asked, in_force, names_of
from arcs.web.ui.list_files import csv_response
from arcs.web.ui.lists import list_page
from arcs.web.ui.offline import A_CALL, shell_answer, worker_answer
from arcs.web.wall.permit import GIVEN, Refused
from arcs.web.wall.read_log import record_read

MOST_QUEUED = 200
BESIDE = 8


@login_required
@require_http_methods(["GET", "POST"])
def strip(request: HttpRequest) -> HttpResponse:
    """The strip for a call that comes in; what a dispatch system hands over stands in the address."""
    return _strip(request, None)


@login_required
@require_http_methods(["GET", "POST"])
def strip_of(request: HttpRequest, call: UUID) -> HttpResponse:
    """The strip for a call that is there already."""
    return _strip(request, _found(staff_of(request), call))


def _found(who: Staff, call: UUID) -> Call:
    found = calls.call_seen_by(who, call)
    if found is None:
        raise Http404
    return found


def _strip(request: HttpRequest, call: Call | None) -> HttpResponse:
    who = staff_of(request)
    permits.may_decide(who).demand()
    if request.method == "GET":
        return _strip_page(request, who, call, _begun(who, request.GET, call))
    posted = request.POST.copy()
    form, problem = StripForm(posted), ""
    if request.POST.get("do") != "ask" and form.is_valid():
        try:
            made = actions.decide(by=who, sent=Sent.of(form)).decision
        except actions.Meanwhile as meanwhile:
            problem = str(meanwhile)
            for name, value in meanwhile.now.items():  # the page names it now
                posted[name] = value
        except Refused as refused:
            problem = str(refused)
        else:
            messages.success(request, _decided_words(made, names_of(in_force(who))))
            return redirect("triage:decisions_of", made.call_id)
    return _strip_page(request, who, call, form, problem=problem)


def _begun(who: Staff, given: Mapping[str, Any], call: Call | None) -> StripForm:
    """A strip that nobody has filled in: of the call, or of what was handed over."""
    known = as_sent(call) if call else {name: given[name] for name in StripForm.base_fields if name in given}
    last = queries.last_decisions(who, [call.pk]).get(call.pk) if call else None
    keys = {
        "call": call.pk if call else None, "key": uuid4(), "call_key": None if call else uuid4(),
        "seen": last.position if last else None,
        "type_shown": str(known.get("call_type", ""))[:80], "priority_shown": str(known.get("priority", ""))[:20],
    }  # fmt: skip
    return StripForm(initial={"source": StripForm.base_fields["source"].initial, **known, **keys})


def _strip_page(
    request: HttpRequest, who: Staff, call: Call | None, form: StripForm, *, problem: str = ""
) -> HttpResponse:
    asked, now = in_force(who), timezone.now()
    given = form.data if form.is_bound else form.initial
    answers, call_type = answers_in(form.data), str(given.get("call_type") or "")
    case = advising.case_for(call_type, answers, wishes_in(given), now)
    advice = advising.advice(who, asked, case, now=now)
    keyed, others = held.questions_shown(asked, answers)
    words = {
        "form": form, "call": call, "problem": problem, "asked": asked, "keyed": keyed, "others": others,
        "advice": advice if call_type else advising.without_type(advice), "types": held.types_shown(asked),
        "edition": held.edition_words(asked), "reasons": pages.REASONS, "answers": pages.ANSWERS,
        "held": held.rules(asked, now), "speaks_spanish": _speaks_spanish(given),
        "follow": to_follow(call) if call else [],
        "waiting": queries.to_be_triaged(who).order_by("received_at")[:BESIDE],
        "decided": queries.decisions_of(who, call)[:1] if call else [], "names": names_of(asked),
        "anew": _why_anew(who, call, names_of(asked)) if call else "",
        "beside": lines_for(who), "may_triage": permits.may_triage(who, call) if call else permits.may_decide(who),
        **_known_of(who, call or _not_taken_yet(given)),
    }  # fmt: skip
    refused = problem or (form.errors and form.is_bound and request.POST.get("do") != "ask")
    return render(request, "triage/strip.html", words, status=409 if problem else 422 if refused else 200)


def _why_anew(who: Staff, call: Call, names: Mapping[str, str]) -> str:
    """Why a call that somebody decided about, or that was sent back, is to be decided anew; "" where it is not."""
    found: Any = queries.to_be_triaged(who).filter(pk=call.pk).first()
    is_anew = found is not None and (found.sent_back_by or pages.look_again(found, names))
    return pages.why_to_be_triaged(found, names) if is_anew else ""


def _speaks_spanish(given: Mapping[str, Any]) -> bool:
    return str(given.get("caller_language") or "").casefold().startswith(("es", "spa"))


def _known_of(who: Staff, call: Call) -> dict[str, Any]:
    """Earlier calls and premise notes of an address and a telephone: under its own permission, and logged."""
    may, is_known_where = calls_permits.may_see_history(who), bool(call.address_key or call.telephone_key)
    if not may or not is_known_where:
        return {"may_see_history": may, "is_known_where": is_known_where}
    is_new = call._state.adding
    where = ", ".join(filter(None, (call.address_key, call.telephone_key)))
    record_read(
        kind="earlier calls", compartment="operational", object_id=None if is_new else call.pk,
        reason=where if is_new else "",
    )  # fmt: skip
    return {
        "may_see_history": may, "is_known_where": True, "earlier": calls.earlier_calls(who, call),
        "premise_notes": calls.premise_notes(who, call),
    }  # fmt: skip


def _not_taken_yet(given: Mapping[str, Any]) -> Call:
    """A call that is only being typed, so that what is known of its address can be asked."""
    address, telephone = (str(given.get(one) or "")[:300] for one in ("address", "caller_telephone"))
    return Call(address_key=address_key(address), telephone_key=telephone_key(telephone))


def _decided_words(made: Any, names: Mapping[str, str]) -> str:
    chosen = " + ".join(advising.short(names.get(one, one)) for one in (made.chosen_route, *made.chosen_secondary))
    if not made.counts:
        kept = _(
            "Call %(number)s was closed or decided anew meanwhile. What you decided (%(chosen)s) is kept beside it."
        )
        if made.decided_at is None and made.call.is_open:
            kept = _(
                "The time of this device is not believed, so what you decided (%(chosen)s) is kept beside call "
                "%(number)s and does not count. Look whether what is decided about it holds, else decide again."
            )
        return kept % {"number": made.call_number, "chosen": chosen}
    return _("Call %(number)s is triaged: %(chosen)s.") % {"number": made.call_number, "chosen": chosen}


# ---- the strip that is loaded anew without a link


@login_required
@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """The strip with the edition's questions and without anybody's data, for the browser to keep."""
    who = staff_of(request)
    permits.may_decide(who).demand()
    asked = in_force(who)
    keyed, others = held.questions_shown(asked, {})
    words = {
        "is_alone": True, "form": StripForm(initial={"source": StripForm.base_fields["source"].initial}),
        "asked": asked, "keyed": keyed, "others": others, "advice": advising.held_advice(asked)[held.NOTHING_RULED_OUT],
        "types": held.types_shown(asked), "edition": held.edition_words(asked), "reasons": pages.REASONS,
        "held": held.rules(asked, timezone.now()), "may_triage": GIVEN,
    }  # fmt: skip
    return shell_answer("triage/shell.html", words)


@login_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of the strip: it answers for the strip's own addresses and for no other page."""
    permits.may_decide(staff_of(request)).demand()
    pages_of_strip, read_beside = f"{reverse('triage:strip')}({A_CALL}/)?", (reverse("triage:rules"),)
    return worker_answer("triage", shell=reverse("triage:shell"), pages=pages_of_strip, beside=read_beside)


# ---- what the script of the strip asks


@login_required
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """What a strip holds for when its link is lost, with its age."""
    who = staff_of(request)
    permits.may_decide(who).demand()
    return JsonResponse(held.rules(in_force(who), timezone.now()))


@login_required
@require_POST
def recommend(request: HttpRequest) -> HttpResponse:
    """The recommendation for a call as it is known now; nothing is kept."""
    who = staff_of(request)
    permits.may_decide(who).demand()
    given = _json_of(request)
    return JsonResponse(_advised(who, in_force(who), given)) if given is not None else _unreadable()


def _advised(who: Staff, asked: Asked | None, given: Mapping[str, Any]) -> dict[str, Any]:
    now = timezone.now()
    call_type = str(given.get("call_type") or "")[:400]
    case = advising.case_for(call_type, answers_in(given), wishes_in(given), now)
    found = advising.advice(who, asked, case, now=now)
    found = found if call_type else advising.without_type(found)
    return {
        "route": found.route, "sends": found.sends, "secondary": list(found.secondary),
        "choices": list(found.choices), "edition": held.edition_words(asked),
        "digest": asked.row.digest if asked else "", "html": render_to_string("triage/advice.html", {"advice": found}),
    }  # fmt: skip


@login_required
@require_POST
def known(request: HttpRequest) -> HttpResponse:
    """Earlier calls and notes of an address or a telephone that is being typed."""
    who = staff_of(request)
    permits.may_decide(who).demand()
    given = _json_of(request)
    if given is None:
        return _unreadable()
    return JsonResponse({"html": render_to_string("triage/known.html", _known_of(who, _not_taken_yet(given)))})


@login_required
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Keep one decision; 409 with the sentence and the recommendation as it is now where it cannot be kept."""
    who = staff_of(request)
    permits.may_decide(who).demand()
    given = _json_of(request)
    if given is None:
        return _unreadable()
    form = StripForm(given)
    if not form.is_valid():
        return JsonResponse({"problem": _faults(form)}, status=422)
    try:
        made = actions.decide(by=who, sent=Sent.of(form)).decision
    except Refused as refused:
        now = refused.now if isinstance(refused, actions.Meanwhile) else {}
        advice = _advised(who, in_force(who), {**given, **now})
        return JsonResponse({"problem": str(refused), "advice": advice, "now": now}, status=409)
    return JsonResponse(_kept(made, names_of(in_force(who))))


@login_required
@require_POST
def sync(request: HttpRequest) -> HttpResponse:
    """Keep what a strip decided without its link: each by itself, and each told what became of it."""
    who = staff_of(request)
    permits.may_decide(who).demand()
    given = _read(request)
    queue = given.get("decisions") if isinstance(given, dict) else None
    if not isinstance(queue, list) or len(queue) > MOST_QUEUED:
        return _unreadable()
    names = names_of(in_force(who))
    given_as = [texts_of(one) if isinstance(one, dict) else {} for one in queue]
    # Calls in one order, whoever sends: two strips that send at once then never wait for each other in a circle.
    in_order = sorted(range(len(queue)), key=lambda at: given_as[at].get("call", ""))
    found = {at: _synced(who, given_as[at], names) for at in in_order}
    results = [found[at] for at in range(len(queue))]
    calls_of = {one["call"] for one in results if "call" in one}
    rows = list(queries.decisions_seen_by(who).filter(call__in=calls_of).order_by("call", "position"))
    return JsonResponse({"results": results, "to_look_at": list(queries.to_look_at(rows))})


def _synced(who: Staff, given: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    key = str(given.get("key", ""))[:36]
    form = StripForm(given)
    if not form.is_valid():
        return {"key": key, "problem": _faults(form)}
    try:
        with transaction.atomic():
            return {"key": key, **_kept(actions.keep_queued(by=who, sent=Sent.of(form)).decision, names)}
    except Refused as refused:
        return {"key": key, "problem": str(refused)}


def _kept(made: Any, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "words": _decided_words(made, names), "call": str(made.call_id),
        "url": reverse("triage:decisions_of", args=[made.call_id]),
    }  # fmt: skip


def _json_of(request: HttpRequest) -> dict[str, Any] | None:
    """The object that the script sent, its values as a form's; None where there is none."""
    found = _read(request)
    return texts_of(found) if isinstance(found, dict) else None


def _read(request: HttpRequest) -> Any:
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        return None


def _unreadable() -> HttpResponse:
    return JsonResponse({"problem": _("The strip sent something that cannot be read. Open it anew.")}, status=400)


def _faults(form: StripForm) -> str:
    said = []
    for name, words in form.errors.items():
        label = f"{form.fields[name].label or name}: " if name in form.fields else ""
        said.append(label + " ".join(map(str, words)))
    return " ".join(said)


# ---- lists


@login_required
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Open calls about which nobody decided, that were sent back since, or to be looked at again, the oldest first."""
    who = staff_of(request)
    permits.may_decide(who).demand()
    page = list_page(request.GET, pages.waiting_named(names_of(in_force(who))), queries.to_be_triaged(who))
    if page.wants_csv:
        return csv_response(page)
    return render(request, "triage/waiting.html", {"page": page})


@login_required
@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """Every decision, the newest first."""
    who = staff_of(request)
    permits.may_see_decisions(who).demand()
    page = list_page(request.GET, pages.decisions_named(names_of(in_force(who))), queries.decisions_seen_by(who))
    if page.wants_csv:
        return csv_response(page)
    return render(request, "triage/decisions.html", {"page": page, "may_decide": permits.may_decide(who)})


@login_required
@require_safe
def shadow(request: HttpRequest, number: int) -> HttpResponse:
    """Live calls to which an edition in the shadow would have said otherwise than was recommended; or all it said."""
    who = staff_of(request)
    edition = editions_seen_by(who).filter(number=number).first()
    if edition is None or not permits.may_see_shadows(who):
        raise Http404
    rows, is_whole = queries.shadow_answers_seen_by(who).filter(edition=edition), "all" in request.GET
    page = list_page(
        request.GET, pages.shadow_named(names_of(in_force(who))), rows if is_whole else queries.differing(rows)
    )
    if page.wants_csv:
        return csv_response(page)
    words = {"page": page, "edition": edition, "is_whole": is_whole, "asked": rows.count()}
    return render(request, "triage/shadow.html", words)


@login_required
@require_safe
def decisions_of(request: HttpRequest, call: UUID) -> HttpResponse:
    """The decisions about one call, each as it was made."""
    who = staff_of(request)
    rows = list(queries.decisions_seen_by(who).filter(call=call).order_by("-position"))
    seen = calls.call_seen_by(who, call)
    if not permits.may_see_decisions(who) or (not rows and seen is None):
        raise Http404
    names, shadows = names_of(in_force(who)), queries.shadows_of(who, rows)
    counting = next((one for one in rows if one.counts), None)
    shown = [pages.decision_shown(one, names, counts=one is counting, shadows=shadows.get(one.pk, [])) for one in rows]
    words = {
        "number": rows[0].call_number if rows else seen.number if seen else "", "call": seen, "shown": shown,
        "to_look_at": queries.to_look_at(rows), "may_triage": permits.may_triage(who, seen) if seen else None,
    }  # fmt: skip
    return render(request, "triage/decisions_of.html", words)

"""An edition on its way to force: review, approval, days, retirement, and what people say."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arcs.web.protocols import approval_actions as actions
from arcs.web.protocols import approval_pages, approval_queries, pages, queries
from arcs.web.protocols.approval_forms import (
    ApproverForm,
    BeginsForm,
    CommentForm,
    EndsForm,
    SayForm,
    SendForm,
    StepForm,
)
from arcs.web.protocols.models import ProtocolEdition
from arcs.web.protocols.readers import StaffRequest, for_readers
from arcs.web.protocols.views.finding import edition_of, found, frame_of
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused

Done = str  # what the next page says of a step that was done
Step = Callable[[StaffRequest, ProtocolEdition, Any], Done]


@for_readers
@require_safe
def approval(request: StaffRequest, number: int) -> HttpResponse:
    """Where the edition stands, what lacks, who must approve, from when it holds, what people say."""
    one = edition_of(request.user, number)
    about = {name: request.GET.get(name, "") for name in ("section", "key")}
    return _page(request, one, {"comment_form": CommentForm(initial=about)} if any(about.values()) else {})


def _page(
    request: StaffRequest, one: ProtocolEdition, given: Mapping[str, Any] | None = None, *, problem: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    who, day = request.user, today()
    words = frame_of(one, (_("Approval"), "")) | {
        "standing": pages.standing_of(one, queries.edition_in_force(who, day), day),
        "sentence": approval_pages.standing_sentence(one, day), "problem": problem,
    }  # fmt: skip
    words |= approval_pages.approval_page(who, one, day, dict(given or {}))
    return render(request, "protocols/approval.html", words, status=status)


def _send(request: StaffRequest, one: ProtocolEdition, form: Any) -> Done:
    asked = form.cleaned_data
    actions.send_for_review(by=request.user, edition=one, version=asked["version"], digest=asked["digest"])
    return _("It is in review. Whoever must approve it finds it here.")


def _say(request: StaffRequest, one: ProtocolEdition, form: Any) -> Done:
    asked = form.cleaned_data
    whole = actions.say(
        by=request.user, edition=one, version=asked["version"], role=UUID(asked["role"]), decision=asked["decision"],
        words=asked["words"],
    )  # fmt: skip
    return _("It is approved by all who must approve it.") if whole else _("Your word is kept.")


def _back(request: StaffRequest, one: ProtocolEdition, form: Any) -> Done:
    actions.take_back(by=request.user, edition=one, version=form.cleaned_data["version"])
    return _("It is a draft again. Once it is sent again, whoever must approve it speaks anew.")


def _date(request: StaffRequest, one: ProtocolEdition, form: Any) -> Done:
    day = form.cleaned_data["begins"]
    actions.date_edition(by=request.user, edition=one, version=form.cleaned_data["version"], begins=day)
    return _("It holds from %(day)s.") % {"day": date_format(day)}


def _retire(request: StaffRequest, one: ProtocolEdition, form: Any) -> Done:
    day = form.cleaned_data["ends"]
    actions.retire(by=request.user, edition=one, version=form.cleaned_data["version"], ends=day)
    return _("It no longer holds from %(day)s.") % {"day": date_format(day)}


def _keep_on(request: StaffRequest, one: ProtocolEdition, form: Any) -> Done:
    actions.retire(by=request.user, edition=one, version=form.cleaned_data["version"], ends=None)
    return _("It holds until another begins.")


def _withdraw(request: StaffRequest, one: ProtocolEdition, form: Any) -> Done:
    actions.withdraw(by=request.user, edition=one, version=form.cleaned_data["version"])
    return _("It is withdrawn. It stays here to be read.")


def _name(request: StaffRequest, one: ProtocolEdition, form: Any) -> Done:
    asked = form.cleaned_data
    actions.name_approver(by=request.user, edition=one, version=asked["version"], role=UUID(asked["role"]))
    return _("That role must approve it.")


def _drop(role: UUID, request: StaffRequest, one: ProtocolEdition, form: Any) -> Done:
    actions.drop_approver(by=request.user, edition=one, version=form.cleaned_data["version"], role=role)
    return _("That role need not approve it.")


def _comment(request: StaffRequest, one: ProtocolEdition, form: Any) -> Done:
    asked = form.cleaned_data
    actions.comment(by=request.user, edition=one, text=asked["text"], section=asked["section"], key=asked["key"])
    return _("Your comment is kept.")


# Each step: the name of its form on the page, and what does it.
STEPS: Mapping[str, tuple[str, Step]] = {
    "send": ("send_form", _send), "say": ("say_form", _say), "back": ("step_form", _back),
    "date": ("begins_form", _date), "retire": ("ends_form", _retire), "keep-on": ("step_form", _keep_on),
    "withdraw": ("step_form", _withdraw), "name": ("approver_form", _name), "comment": ("comment_form", _comment),
}  # fmt: skip


def _form(request: StaffRequest, one: ProtocolEdition, name: str) -> forms.Form:
    who = request.user
    if name == "say_form":
        return SayForm(request.POST, roles=approval_queries.own_roles(who, one))
    if name == "approver_form":
        return ApproverForm(
            request.POST, roles=[(str(role.pk), role.name) for role in approval_queries.approving_roles(who)]
        )
    kinds: Mapping[str, type[forms.Form]] = {
        "send_form": SendForm, "begins_form": BeginsForm, "ends_form": EndsForm, "comment_form": CommentForm,
    }  # fmt: skip
    return kinds.get(name, StepForm)(request.POST)


@for_readers
@require_POST
def step(request: StaffRequest, number: int, step: str) -> HttpResponse:
    """One step of an edition; what cannot be is said on the page, and what was typed stays there."""
    one = edition_of(request.user, number)
    if step not in STEPS:
        raise Http404
    return _done(request, one, *STEPS[step])


def _done(request: StaffRequest, one: ProtocolEdition, name: str, act: Step) -> HttpResponse:
    """What came of a step whose form has this name on the page."""
    form = _form(request, one, name)
    if not form.is_valid():
        return _page(request, one, {name: form}, status=422)
    try:
        said = act(request, one, form)
    except actions.EditionMoved as moved:
        now = found(queries.edition_seen_by(request.user, moved.now.number))
        return _page(request, now, {"say_form": form} if name == "say_form" else {}, problem=_(
            "Somebody changed this edition, or where it stands, after you had opened the page. Nothing was done. "
            "This is how it stands now."
        ), status=409)  # fmt: skip
    except Refused as refused:
        return _page(request, one, {name: form}, problem=str(refused), status=422)
    messages.success(request, said)
    return redirect("protocols:approval", one.number)


@for_readers
@require_POST
def drop_approver(request: StaffRequest, number: int, role: UUID) -> HttpResponse:
    """A role need not approve the edition."""
    return _done(request, edition_of(request.user, number), "step_form", partial(_drop, role))


@for_readers
@require_POST
def answer(request: StaffRequest, comment: UUID) -> HttpResponse:
    """Answer what somebody said."""
    before = found(approval_queries.comment_seen_by(request.user, comment))
    text = request.POST.get("text", "")
    if not text.strip():
        return _page(request, before.edition, problem=_("Write what you want to answer."), status=422)
    actions.comment(by=request.user, edition=before.edition, text=text, answers=before.pk)
    return redirect("protocols:approval", before.edition.number)


@for_readers
@require_POST
def settle(request: StaffRequest, comment: UUID) -> HttpResponse:
    """Settle a talk."""
    one = found(approval_queries.comment_seen_by(request.user, comment))
    actions.settle(by=request.user, comment=one)
    messages.success(request, _("Settled."))
    return redirect("protocols:approval", one.edition.number)

"""Changes of waves and their invitations: permit and change in one transaction."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arcs.web.messages.actions import send_message
from arcs.web.people.joining import digest_of
from arcs.web.people.models import Staff
from arcs.web.sheets.queries import rows_of
from arcs.web.studies.models import Study
from arcs.web.surveys import permits, sums
from arcs.web.surveys.models import (
    AnswerLink,
    Channel,
    Invitation,
    Respondent,
    SurveyWave,
    WaveCategory,
    WaveChoice,
    WaveState,
    WaveTarget,
)
from arcs.web.surveys.results import store_results
from arcs.web.surveys.taking import take_in_answers
from arcs.web.surveys.texts import GROUP, GROUPS
from arcs.web.surveys.words import CategoryInWords, categories_in_words, without_words
from arcs.web.wall.at_once import demand_unchanged, once_or_refused, values_of
from arcs.web.wall.permit import Refused

__all__ = ["begin_wave", "change_wave", "close_wave", "invite", "open_wave", "remind", "take_in_answers"]
MARGINS = "survey_margins.csv"
MOST_INVITED = 500
ANOTHER_IS_OPEN = gettext_lazy("Another wave of this study is open. Close it first.")
LinkTo = Callable[[str], str]  # a path as a whole address, as the page that asks knows it


@transaction.atomic
def begin_wave(*, by: Staff, study: Study, given: Mapping[str, Any], targets: Mapping[str, int]) -> SurveyWave:
    """A new wave in preparation, with how many answers of each group are hoped for."""
    permits.may_ask(by, study).demand()
    wave = SurveyWave.objects.create(study=study, made_by=by.pk, **given)
    _set_targets(wave, targets)
    return wave


@transaction.atomic
def change_wave(
    *, by: Staff, wave: SurveyWave, given: Mapping[str, Any], targets: Mapping[str, int], seen: str
) -> None:
    """Change a wave before it opens; ChangedMeanwhile unless `seen` is still the sign of what stands."""
    now = _locked(by, wave)
    permits.may_change_wave(by, now).demand()
    hoped = dict(WaveTarget.objects.filter(wave=now).values_list("group", "answers"))
    demand_unchanged(values_of(now, given) | hopes(hoped), seen)
    for name, value in given.items():
        setattr(now, name, value)
    now.save(update_fields=list(given))
    _set_targets(now, targets)


def hopes(targets: Mapping[str, int]) -> dict[str, object]:
    """Answers hoped for, by a name for each group that has a hope."""
    return {f"target {group}": many for group, many in targets.items() if many}


def _set_targets(wave: SurveyWave, targets: Mapping[str, int]) -> None:
    WaveTarget.objects.filter(wave=wave).delete()
    WaveTarget.objects.bulk_create(
        WaveTarget(study_id=wave.study_id, wave=wave, group=group, answers=many)
        for group, many in targets.items()
        if many
    )


def _locked(by: Staff, wave: SurveyWave) -> SurveyWave:
    """The wave as it stands now, locked; only who may work in its study can lock it."""
    permits.may_ask(by, wave.study).demand()
    return SurveyWave.objects.select_for_update(of=("self",)).select_related("study").get(pk=wave.pk)


@transaction.atomic
def open_wave(*, by: Staff, wave: SurveyWave) -> SurveyWave:
    """Open a wave with the words as they are now; Refused while a category has none, and while another is open."""
    now = _locked(by, wave)
    categories = categories_in_words(by, now.study)
    permits.may_open(by, now, without_words(categories, spanish=now.spanish)).demand()
    if SurveyWave.objects.filter(study_id=now.study_id, state=WaveState.OPEN).exists():
        raise Refused(str(ANOTHER_IS_OPEN))
    WaveCategory.objects.bulk_create(_shown(now, at, one) for at, one in enumerate(categories))
    WaveChoice.objects.bulk_create(_choices(by, now))
    if now.open_to_all:
        now.open_link = secrets.token_urlsafe(32)
        _link(now.study_id, digest_of(now.open_link), now.pk, "wave")
    now.state, now.opened_at = WaveState.OPEN, timezone.now()
    with once_or_refused(str(ANOTHER_IS_OPEN)):
        now.save(update_fields=["state", "opened_at", "open_link"])
    return now


def _shown(wave: SurveyWave, at: int, one: CategoryInWords) -> WaveCategory:
    english = one.english.cells if one.english else {}
    spanish = one.spanish.cells if one.spanish and wave.spanish else {}
    return WaveCategory(
        study_id=wave.study_id, wave=wave, position=at, category=one.category, words=english["words"],
        example=english["example"], words_es=spanish.get("words", ""), example_es=spanish.get("example", ""),
        reviewed_by=spanish.get("reviewed_by", ""),
    )  # fmt: skip


def _choices(by: Staff, wave: SurveyWave) -> list[WaveChoice]:
    """The groups, and every trait by which the study weighs; where it weighs by group, its own groups."""
    asked: dict[str, list[str]] = {}
    for row in rows_of(by, wave.study, MARGINS):
        asked.setdefault(row.cells["variable"], []).append(row.cells["value"])
    asked = {GROUP: asked.pop(GROUP, list(GROUPS)), **asked}
    told = [(variable, value) for variable, values in asked.items() for value in dict.fromkeys(values)]
    return [
        WaveChoice(study_id=wave.study_id, wave=wave, position=at, variable=variable, value=value)
        for at, (variable, value) in enumerate(told)
    ]


def _link(study: Any, digest: bytes, holder: Any, kind: str) -> None:
    AnswerLink(study_id=study, digest=digest, holder=holder, kind=kind).save(force_insert=True)


@transaction.atomic
def renew_open_link(*, by: Staff, wave: SurveyWave) -> SurveyWave:
    """A new open link; the old one stops working, and who began by it goes on with his own."""
    now = _locked(by, wave)
    permits.may_run(by, now).demand()
    AnswerLink.objects.filter(holder=now.pk, kind="wave", withdrawn_at=None).update(withdrawn_at=timezone.now())
    now.open_link, now.open_to_all = secrets.token_urlsafe(32), True
    _link(now.study_id, digest_of(now.open_link), now.pk, "wave")
    now.save(update_fields=["open_link", "open_to_all"])
    return now


@transaction.atomic
def set_flagged_aside(*, by: Staff, wave: SurveyWave, aside: bool, reason: str) -> None:
    """Leave out answers that look as if somebody had answered twice, or count them; said with a reason either way.

    Only while the wave is open: two results, with them and without, would show what so few had said.
    """
    now = _locked(by, wave)
    permits.may_run(by, now).demand()
    if aside and not reason.strip():
        raise Refused(_("Write why these answers are left out. The report prints it."))
    now.leaves_flagged_out, now.flagged_reason = aside, reason.strip() if aside else ""
    now.save(update_fields=["leaves_flagged_out", "flagged_reason"])


@transaction.atomic
def close_wave(*, by: Staff, wave: SurveyWave) -> None:
    """Close a wave for good: every answer is final, and the results are reckoned once."""
    now = _locked(by, wave)
    permits.may_run(by, now).demand()
    now.state, now.closed_at = WaveState.CLOSED, timezone.now()
    now.save(update_fields=["state", "closed_at"])
    AnswerLink.objects.filter(holder=now.pk, kind="wave", withdrawn_at=None).update(withdrawn_at=timezone.now())
    sums.seal_wave(now)
    store_results(now, sums.answers_by_cell(now))


# ---- invitations


@transaction.atomic
def invite(
    *, by: Staff, wave: SurveyWave, people: Sequence[Mapping[str, str]], language: str, link_to: LinkTo, batch: UUID
) -> list[tuple[Invitation, str]]:
    """Invite people by name; whoever has an e-mail address gets a letter, the others' links are given back to print.

    Somebody who was invited already is left alone. `people` have name, email (or nothing) and group. `batch` names the
    form: sent twice, by a second click, it is refused, as nothing else tells two people of one name from one.
    """
    now = _locked(by, wave)
    permits.may_run(by, now).demand()
    keys = [uuid5(batch, str(at)) for at in range(len(people))]
    if Invitation.objects.filter(pk__in=keys).exists():
        raise Refused(
            _("This form was sent already, and its links were shown once. Begin a new one for whoever has none.")
        )
    if len(people) > MOST_INVITED:
        raise Refused(_("Invite at most %(most)s people at once.") % {"most": MOST_INVITED})
    known = set(Invitation.objects.filter(wave=now).exclude(email="").values_list("email", flat=True))
    made = []
    for key, one in zip(keys, people, strict=True):
        email = one["email"].strip().lower()
        if email and email in known:
            continue
        known.add(email)
        invitation = Invitation.objects.create(
            pk=key, study_id=now.study_id, wave=now, name=one["name"].strip(), email=email, group=one["group"],
            language=language, made_by=by.pk,
        )  # fmt: skip
        Respondent(
            pk=invitation.pk, study_id=now.study_id, wave=now, channel=Channel.TOKEN, language=language,
            group=invitation.group,
        ).save(force_insert=True)  # fmt: skip
        made.append((invitation, _invited_link(by, now, invitation, link_to, again=False)))
    return made


@transaction.atomic
def remind(*, by: Staff, wave: SurveyWave, link_to: LinkTo) -> int:
    """Remind by e-mail who has not finished; how many. Whoever began is sent to the link of the first letter."""
    now = _locked(by, wave)
    permits.may_run(by, now).demand()
    unfinished = sums.unfinished_invitations(now)
    waiting = Invitation.objects.filter(wave=now, pk__in=list(unfinished)).exclude(email="").order_by("pk")
    for one in waiting:
        one.reminders, one.reminded_at = one.reminders + 1, timezone.now()
        one.save(update_fields=["reminders", "reminded_at"])
        if unfinished[one.pk]:
            _write(by, now, one, "", again=True)
        else:
            _invited_link(by, now, one, link_to, again=True)
    return len(waiting)


@transaction.atomic
def renew_invited_link(*, by: Staff, invitation: Invitation, link_to: LinkTo) -> str:
    """A new link for a printed one that was lost; the old one stops working.

    Only while it has opened no answers: a link into what somebody said is nobody's but his own, whoever makes it.
    """
    now = _locked(by, invitation.wave)
    permits.may_renew_link(by, now, invitation).demand()
    if sums.unfinished_invitations(now).get(invitation.pk, True):
        raise Refused(
            _("This link has been used: what was answered with it opens to its holder only, and stays. It goes on "
              "working.")
        )  # fmt: skip
    AnswerLink.objects.filter(holder=invitation.pk, kind="invited", withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )
    return _invited_link(by, now, invitation, link_to, again=False)


def _invited_link(by: Staff, wave: SurveyWave, invitation: Invitation, link_to: LinkTo, *, again: bool) -> str:
    secret = secrets.token_urlsafe(32)
    _link(wave.study_id, digest_of(secret), invitation.pk, "invited")
    address = link_to(f"/survey/{secret}/")
    if invitation.email:
        _write(by, wave, invitation, address, again=again)
    return address


def _write(by: Staff, wave: SurveyWave, invitation: Invitation, address: str, *, again: bool) -> None:
    with translation.override(invitation.language):
        first = _("You are invited to answer a short survey: %(title)s, %(place)s.")
        second = _("We have not heard from you yet: %(title)s, %(place)s.")
        told = {"title": wave.study.title, "place": wave.study.place}
        body = "\n\n".join([
            _("Hello %(name)s,") % {"name": invitation.name},
            (second if again else first) % told,
            address or _("You have begun already. Please go on with the link in our first letter."),
            _("It takes about ten minutes. The link is yours alone; you can stop and go on with it later. Nobody here "
              "can see who answered what."),
            _("The survey is open until %(day)s.") % {"day": wave.closes_on.isoformat()},
        ])  # fmt: skip
        send_message(
            by=by, to=invitation.email, subject=_("Which calls could be answered another way?"), body=body,
            key=f"survey {invitation.pk} {invitation.reminders}", language=invitation.language,
        )  # fmt: skip

"""What outside organisations would take over: asking them, their answers, and taking those into the study."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arcs.core.evaluation.records import PartnerOffer
from arcs.files.studies.parts import Cells, cells_of
from arcs.web.messages.actions import send_message
from arcs.web.people.joining import digest_of
from arcs.web.people.models import Staff
from arcs.web.sheets import actions as sheets
from arcs.web.sheets.models import StudyRow
from arcs.web.sheets.queries import rows_of
from arcs.web.studies.models import Study
from arcs.web.surveys import permits
from arcs.web.surveys.actions import LinkTo
from arcs.web.surveys.models import AnswerLink, Partner, PartnerAnswer
from arcs.web.surveys.words import CategoryInWords, categories_in_words
from arcs.web.wall.at_once import demand_unchanged, once_or_refused, sign_of, values_of
from arcs.web.wall.permit import Refused

OFFERS = "partner_offers.csv"
SAID = ("would_take", "hours", "conditions", "calls_a_week", "annual_cost")
ASKED_ALREADY = gettext_lazy("This organization is asked already. Open it in the list.")
CONTACT = ("contact_name", "contact_way")


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """A row of the study that says otherwise than the partner's new answer."""

    category: str
    stands: Mapping[str, str]
    new: Mapping[str, str]


def partner_of_link(digest: bytes) -> UUID | None:
    """Whose partner link this is, asked in the door's name."""
    found = AnswerLink.objects.filter(digest=digest, withdrawn_at=None, kind="partner")
    return found.values_list("holder", flat=True).first()


@transaction.atomic
def ask_partner(
    *, by: Staff, study: Study, given: Mapping[str, str], categories: Collection[str], link_to: LinkTo
) -> tuple[Partner, str]:
    """Ask an organisation about some categories; the address of its questionnaire, mailed where it can be."""
    permits.may_ask(by, study).demand()
    wanted = [one for one in categories_in_words(by, study) if one.category in categories]
    if not wanted:
        raise Refused(_("Choose at least one category to ask about."))
    if Partner.objects.filter(study=study, organisation=given["organisation"]).exists():
        raise Refused(str(ASKED_ALREADY))
    with once_or_refused(str(ASKED_ALREADY)):
        partner = Partner.objects.create(study=study, made_by=by.pk, **given)
    PartnerAnswer.objects.bulk_create(_question(partner, at, one) for at, one in enumerate(wanted, start=1))
    return partner, _link(by, partner, link_to)


def _question(partner: Partner, at: int, one: CategoryInWords) -> PartnerAnswer:
    written = (one.spanish if partner.language == "es" else None) or one.english
    told = written.cells if written else {}
    return PartnerAnswer(
        study_id=partner.study_id, partner=partner, position=at, category=one.category, words=told.get("words", ""),
        example=told.get("example", ""),
    )  # fmt: skip


@transaction.atomic
def renew_link(*, by: Staff, partner: Partner, link_to: LinkTo) -> str:
    """A new link for a partner; earlier ones stop working."""
    permits.may_ask(by, partner.study).demand()
    AnswerLink.objects.filter(holder=partner.pk, withdrawn_at=None).update(withdrawn_at=timezone.now())
    return _link(by, partner, link_to)


def _link(by: Staff, partner: Partner, link_to: LinkTo) -> str:
    secret = secrets.token_urlsafe(32)
    AnswerLink(study_id=partner.study_id, digest=digest_of(secret), holder=partner.pk, kind="partner").save(
        force_insert=True
    )
    address = link_to(f"/partner/{secret}/")
    if partner.email:
        with translation.override(partner.language):
            body = "\n\n".join([
                _("Hello %(name)s,") % {"name": partner.organisation},
                _("%(place)s studies which calls someone other than a police officer could answer. We would like to "
                  "know what you could take, and on which terms.") % {"place": partner.study.place},
                address,
                _("You can stop and go on later with this link. Please do not pass it on."),
            ])  # fmt: skip
            send_message(
                by=by, to=partner.email, subject=_("Which calls could you take?"), body=body,
                key=f"partner {partner.pk} {secret[:8]}", language=partner.language,
            )  # fmt: skip
    return address


# ---- the partner's own


def answers_by_name(said: Mapping[int, Mapping[str, Any]], contact: Mapping[str, Any]) -> dict[str, object]:
    """What a partner says, by a name for each answer: `2 hours` are the hours of the second question."""
    told = {f"{position} {name}": answers[name] for position, answers in said.items() for name in SAID}
    return told | {name: contact[name] for name in CONTACT}


def standing_answers(partner: Partner, answers: Sequence[PartnerAnswer]) -> dict[str, object]:
    """What a partner's form shows before anybody types."""
    return answers_by_name({one.position: values_of(one, SAID) for one in answers}, values_of(partner, CONTACT))


@transaction.atomic
def save_answers(
    *, partner: Partner, said: Mapping[int, Mapping[str, Any]], contact: Mapping[str, str], seen: str
) -> str:
    """Keep what a partner says, by position; it can come back and change it until it is taken into the study.

    The sign of what stands now.
    Two people of an organisation hold the same link: ChangedMeanwhile unless `seen` is still the sign of what stands.
    """
    now = _answering(partner)
    demand_unchanged(standing_answers(now, answers_of(now)), seen)
    for one in PartnerAnswer.objects.filter(partner=now, position__in=list(said)):
        for name in SAID:
            setattr(one, name, said[one.position][name])
        one.save(update_fields=list(SAID))
    for name, words in contact.items():
        setattr(now, name, words)
    now.save(update_fields=list(contact))
    return sign_of(standing_answers(now, answers_of(now)))


@transaction.atomic
def send_answers(*, partner: Partner) -> None:
    """Tell the study that the answers are complete."""
    now = _answering(partner)
    if not PartnerAnswer.objects.filter(partner=now).exclude(would_take="").exists():
        raise Refused(_("Please answer about at least one kind of call, then send."))
    now.sent_at = timezone.now()
    now.save(update_fields=["sent_at"])


def _answering(partner: Partner) -> Partner:
    now = Partner.objects.select_for_update().get(pk=partner.pk)
    if now.accepted_as is not None:
        raise Refused(_("Your answers are in the study now. Please write to whoever sent you the link to change them."))
    return now


def answers_of(partner: Partner) -> list[PartnerAnswer]:
    """What a partner is asked and says, in order."""
    return list(PartnerAnswer.objects.filter(partner=partner).order_by("position"))


# ---- into the study


def offer_cells(partner: Partner, answer: PartnerAnswer) -> Cells:
    """A partner's answer as a row of partner_offers.csv."""
    return cells_of(
        PartnerOffer(
            partner=partner.organisation, category=answer.category, would_take=answer.would_take, hours=answer.hours,
            conditions=answer.conditions, calls_a_week=answer.calls_a_week, annual_cost=answer.annual_cost,
            answered_on=timezone.localdate(partner.sent_at) if partner.sent_at else None,
        )
    )  # fmt: skip


def conflicts_of(who: Staff, partner: Partner, answers: Sequence[PartnerAnswer]) -> list[Conflict]:
    """Rows of the study that say otherwise than this partner does now."""
    stands = _standing(who, partner)
    found = []
    for one in answers:
        row, new = stands.get(one.category), offer_cells(partner, one) if one.would_take else {}
        if row is not None and new and row.cells != new:
            found.append(Conflict(category=one.category, stands=row.cells, new=new))
    return found


def _standing(who: Staff, partner: Partner) -> dict[str, StudyRow]:
    rows = rows_of(who, partner.study, OFFERS)
    return {one.cells["category"]: one for one in rows if one.cells["partner"] == partner.organisation}


@transaction.atomic
def accept(*, by: Staff, partner: Partner, replace: Collection[str] = ()) -> int:
    """Take a sent questionnaire into partner_offers.csv; rows that say otherwise only where `replace` names them."""
    permits.may_ask(by, partner.study).demand()
    now = Partner.objects.select_for_update(of=("self",)).select_related("study").get(pk=partner.pk)
    permits.may_accept(by, now).demand()
    change, taken = uuid4(), 0
    stands = _standing(by, now)
    for one in answers_of(now):
        if not one.would_take:
            continue
        cells, row = offer_cells(now, one), stands.get(one.category)
        if row is None:
            sheets.add_row(by=by, study=now.study, part=OFFERS, cells=cells, change=change)
        elif row.cells == cells or one.category not in replace:
            continue
        else:
            sheets.change_row(by=by, row=row, version=row.version, cells=cells, change=change)
        taken += 1
    now.accepted_as = change
    now.save(update_fields=["accepted_as"])
    return taken


@transaction.atomic
def take_back(*, by: Staff, partner: Partner) -> sheets.Undone:
    """Undo the acceptance: the study's rows stand as before, and the partner may change its answers again."""
    permits.may_ask(by, partner.study).demand()
    now = Partner.objects.select_for_update(of=("self",)).select_related("study").get(pk=partner.pk)
    if now.accepted_as is None:
        raise Refused(_("These answers are not in the study."))
    done = sheets.undo(by=by, study=now.study, change=now.accepted_as)
    now.accepted_as = None
    now.save(update_fields=["accepted_as"])
    return done

"""Reads of surveys; the first argument is who asks. Finders keep to the studies that this person sees."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from arcs.core.evaluation.records import RespondentTrait as TraitRow
from arcs.core.suitability.acceptance import SurveyAnswer
from arcs.web.people.models import Staff
from arcs.web.studies import queries as studies
from arcs.web.studies.models import Study
from arcs.web.surveys import sums, taking
from arcs.web.surveys.models import (
    AcceptanceResult,
    Invitation,
    Partner,
    PartnerAnswer,
    Respondent,
    SurveyWave,
    WaveCategory,
    WaveChoice,
    WaveState,
    WaveTarget,
)


def wave_seen_by(who: Staff, wave: UUID) -> SurveyWave | None:
    """One wave with its study."""
    seen = studies.studies_seen_by(who).values("pk")
    return SurveyWave.objects.filter(study__in=seen, pk=wave).select_related("study").first()


def partner_seen_by(who: Staff, partner: UUID) -> Partner | None:
    """One partner with its study."""
    seen = studies.studies_seen_by(who).values("pk")
    return Partner.objects.filter(study__in=seen, pk=partner).select_related("study").first()


def waves_of(who: Staff, study: Study) -> list[SurveyWave]:
    """The study's waves, newest first."""
    return list(SurveyWave.objects.filter(study=study).order_by("-made_at"))


def targets_of(who: Staff, wave: SurveyWave) -> dict[str, int]:
    """Answers hoped for by group."""
    return dict(WaveTarget.objects.filter(wave=wave).values_list("group", "answers"))


def invitations_of(who: Staff, wave: SurveyWave) -> QuerySet[Invitation]:
    """Who was invited by name. Whether somebody answered stands nowhere beside a name."""
    return Invitation.objects.filter(wave=wave)


def invitation_seen_by(who: Staff, invitation: UUID) -> Invitation | None:
    """One invitation with its wave and study."""
    seen = studies.studies_seen_by(who).values("pk")
    found = Invitation.objects.filter(study__in=seen, pk=invitation)
    return found.select_related("wave__study").first()


def choices_of(wave: SurveyWave) -> dict[str, list[str]]:
    """What a wave asks about the respondent, in order: variables with their values."""
    asked: dict[str, list[str]] = {}
    for variable, value in WaveChoice.objects.filter(wave=wave).order_by("position").values_list("variable", "value"):
        asked.setdefault(variable, []).append(value)
    return asked


def shown_categories(wave: SurveyWave) -> dict[str, WaveCategory]:
    """What a wave shows, by category, in the study's order."""
    return {one.category: one for one in WaveCategory.objects.filter(wave=wave).order_by("position")}


def results_of(who: Staff, wave: SurveyWave) -> list[AcceptanceResult]:
    """The results of a closed wave, in the study's order; nothing before that."""
    return list(AcceptanceResult.objects.filter(wave=wave).order_by("position"))


def paper_form(who: Staff, wave: SurveyWave, number: int) -> Respondent | None:
    """One printed form by its number."""
    forms = Respondent.objects.filter(wave=wave, channel="paper", form_number=number)
    return forms.select_related("wave__study").first()


def paper_forms(who: Staff, wave: SurveyWave) -> list[Respondent]:
    """Every printed form, by number."""
    return list(Respondent.objects.filter(wave=wave, channel="paper").order_by("form_number"))


def partners_of(who: Staff, study: Study) -> list[Partner]:
    """The study's partners, by name."""
    return list(Partner.objects.filter(study=study).order_by("organisation"))


def offers_of(who: Staff, study: Study) -> Mapping[UUID, list[PartnerAnswer]]:
    """What each partner of the study was asked and says, in order."""
    found: dict[UUID, list[PartnerAnswer]] = {}
    for one in PartnerAnswer.objects.filter(study=study).order_by("position"):
        found.setdefault(one.partner_id, []).append(one)
    return found


# ---- what the study folder holds


def folder_answers_of(who: Staff, study: Study) -> tuple[tuple[SurveyAnswer, ...], tuple[TraitRow, ...]]:
    """The study's survey answers as the study folder may hold them: closed waves, and what an earlier folder held;
    and what respondents said of themselves, under the same codes, of which only what the study weighs by is asked.

    Codes are numbers of respondents sorted by what they said, no tokens. A category's alternative with fewer than five
    answers is left out; so is the name of a group of fewer than five.
    """
    return taking.folder_answers(study)


def which_answers(who: Staff, study: Study) -> str:
    """Names what `folder_answers_of` holds for this person, "" for nothing: other answers have another name."""
    return sums.which_answers(study)


@dataclass(frozen=True, kw_only=True)
class Participation:
    """Who took part: received = usable + set aside, by reason. `weeks` is how long waves were open, rounded up."""

    received: int
    usable: int
    set_aside: Mapping[str, int]
    stakeholders: int
    weeks: int
    note: str = ""


def invited_to(who: Staff, study: Study) -> int:
    """How many stakeholders were invited by name, over all waves."""
    return Invitation.objects.filter(study=study).count()


def participation_of(who: Staff, study: Study, *, closed: bool = False) -> Participation:
    """Participation in all waves that were opened, for `[participation]` of study.toml.

    `closed`: only in closed ones, whose answers the study folder holds.
    """
    outcomes: Counter[str] = Counter()
    days = 0
    left = (WaveState.DRAFT, WaveState.OPEN) if closed else (WaveState.DRAFT,)
    waves = [one for one in waves_of(who, study) if one.state not in left]
    for wave in waves:
        for row in sums.received_of(wave):
            outcomes[row.outcome] += row.many
        if wave.opened_at is not None:
            days += max(1, ((wave.closed_at or timezone.now()) - wave.opened_at).days)
    usable = outcomes.pop(sums.USABLE, 0)
    return Participation(
        received=usable + sum(outcomes.values()), usable=usable, set_aside=dict(sorted(outcomes.items())),
        stakeholders=invited_to(who, study), weeks=ceil(days / 7),
        note=participation_note(outcomes, waves) if waves else "",
    )  # fmt: skip


NOTED = {
    "nothing_answered": "nothing was answered",
    "same_browser": "the same browser had begun before",
    "same_place": "many came from one network address",
    "too_fast": "faster than anybody can read",
}


def participation_note(set_aside: Mapping[str, int], waves: list[SurveyWave]) -> str:
    """How answers came and what limits that sets, as the report's participation note (English, as the folder is)."""
    told = ["Answers came by an open link, by personal links and on paper."]
    if any(one.open_to_all for one in waves):
        told.append(
            "Whoever had the open link could answer: the answers are no random sample, and one answer per person was "
            "asked for and could not be checked. Answers begun from one network address were limited in number."
        )
    told += [f"{many} set aside: {NOTED[reason]}." for reason, many in sorted(set_aside.items())]
    told += [f"Why flagged answers of “{one.name}” are left out: {one.flagged_reason}" for one in waves
             if one.leaves_flagged_out]  # fmt: skip
    return " ".join(told)

"""Fill the demonstration programme: settings, invented people with their keys, the published study, invented calls.

Each step looks first whether it was done, so that a start that was cut off goes on where it stopped.
"""

import json
import os
import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Event

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.db import transaction

from arcs.core.refusal import Refusal
from arcs.files.agency import read_agency
from arcs.files.invented.study import invent_study
from arcs.files.studies import read_study
from arcs.web.agency.actions import new_edition
from arcs.web.agency.queries import programme_or_none
from arcs.web.demo.calls_invented import invent_calls, write_token
from arcs.web.demo.cast import Player, players
from arcs.web.demo.dispatch_invented import invent_dispatch
from arcs.web.demo.programme_invented import invent_programme
from arcs.web.demo.protocol_invented import invent_protocol
from arcs.web.demo.ratings_invented import open_rated_study
from arcs.web.demo.replays_invented import invent_replay
from arcs.web.demo.surveys_invented import invent_surveys
from arcs.web.demo.units_invented import invent_units
from arcs.web.demo.workbench_invented import fill_workbench
from arcs.web.jobs.liveness import Locks
from arcs.web.jobs.models import Job, JobState
from arcs.web.jobs.work import KINDS
from arcs.web.jobs.worker import take_and_run
from arcs.web.people.actions import install_shipped_roles, record_qualification, save_kind
from arcs.web.people.models import QualificationKind, Role, RoleAssignment, Staff, Team, TeamMembership
from arcs.web.studies.actions import begin_study, import_file, open_published_study
from arcs.web.studies.models import Study
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.clock import today

Say = Callable[[str], None]
YEAR, SEED = 2025, 2025
# key, name, least hours, months until it is renewed; and who holds which, with how many hours
KINDS_OF_QUALIFICATION = (
    ("cit", "Crisis intervention team (CIT)", Decimal(40), 24),
    ("icat", "Integrating communications and tactics (ICAT)", Decimal(12), 24),
    ("spanish", "Spanish, certified interpreter", None, None),
)
CERTIFICATES = (
    ("dispatcher", "icat", 12),
    ("care-navigator", "cit", 40),
    ("care-navigator", "spanish", 0),
    ("chief", "cit", 40),
)
CALLS = "A year of invented calls"
INVENTED = "Calls, times and places are invented; their hours by type follow the published study."


@dataclass(frozen=True, kw_only=True)
class Account:
    """What somebody who tries the demonstration needs to sign in as one of its people."""

    role: str
    name: str
    sign_in: str
    password: str
    totp_secret: str


def fill(study: Path, accounts: Path, say: Say) -> None:
    """Fill whatever is missing. `accounts` is written with mode 0600; without it everyone gets new keys."""
    install_shipped_roles()
    people = {player.key: _staff(player) for player in players()}
    if not accounts.exists() or not _all_have_keys(people):
        _write_accounts(accounts, [_give_keys(people[player.key], player) for player in players()])
    _begin_settings(study, people["administrator"])
    _qualify(people, by=people["administrator"])
    _open_studies(study, people["analyst"], say)
    fill_workbench(study, people)
    open_rated_study(people["analyst"], read_study(study), accounts, say)
    _finish_work(people["analyst"], say)
    invent_programme(people, published=read_study(study).study.title, invented=CALLS)
    invent_protocol(study, people)
    invent_replay(people, CALLS)
    invent_units(people)
    invent_calls(study, people)
    write_token(people["dispatch-interface"], accounts.with_name("demo-calls-token"))
    invent_dispatch(people)
    _invent_surveys(study, people["analyst"], accounts, say)


def _staff(player: Player) -> Staff:
    """The invented person, in role and team; made once."""
    with acting_as(Standing.KEEPER), transaction.atomic():
        found = Staff.objects.filter(login=player.login).first()
        if found is not None:
            return found
        staff = Staff(login=player.login, name=player.name, invented=True)
        staff.set_unusable_password()
        staff.save(force_insert=True)
        team, _ = Team.objects.get_or_create(name=player.team)
        TeamMembership.objects.create(staff=staff, team=team)
        role = Role.objects.get(key=player.role)
        RoleAssignment.objects.create(staff=staff, role=role, granted_by=Standing.KEEPER.value)
    return staff


def _all_have_keys(people: dict[str, Staff]) -> bool:
    """Whether the accounts' file can be of this database: after a reset it is of the one before."""
    with acting_as(Standing.DOOR), transaction.atomic():
        found = Authenticator.objects.filter(user__in=people.values(), type=Authenticator.Type.TOTP)
        return found.values("user").distinct().count() == len(people)


def _give_keys(staff: Staff, player: Player) -> Account:
    """A new password and a new secret for one-time codes; earlier ones stop working."""
    password, secret = secrets.token_urlsafe(15), totp.generate_totp_secret()
    with acting_as(Standing.DOOR), transaction.atomic():
        staff.set_password(password)
        staff.save(update_fields=["password"])
        Authenticator.objects.filter(user=staff).delete()
        totp.TOTP.activate(staff, secret)
    return Account(role=player.key, name=player.name, sign_in=staff.login, password=password, totp_secret=secret)


def _write_accounts(path: Path, accounts: list[Account]) -> None:
    """Write the accounts for nobody but us (mode 0600), whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".accounts-")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump([vars(account) for account in accounts], file, indent=1)
    Path(name).replace(path)


def _begin_settings(study: Path, administrator: Staff) -> None:
    """The programme's settings, from the `agency.toml` beside the study."""
    with acting_as(administrator.pk), transaction.atomic():
        if programme_or_none() is None:
            programme = read_agency(study / "agency.toml")
            new_edition(by=administrator, valid_from=today(), programme=programme, note="The first settings.", after=0)


def _qualify(people: dict[str, Staff], *, by: Staff) -> None:
    """Kinds of qualification and a few certificates, invented as their holders are; made once."""
    with acting_as(by.pk), transaction.atomic():
        if QualificationKind.objects.exists():
            return
        kinds = {
            key: save_kind(by=by, kind=QualificationKind(key=key, name=name, least_hours=hours, valid_months=months))
            for key, name, hours, months in KINDS_OF_QUALIFICATION
        }
        for player, key, hours in CERTIFICATES:
            record_qualification(
                by=by,
                staff=people[player],
                kind=kinds[key],
                hours=Decimal(hours) if hours else None,
                certificate="Invented",
                valid_from=date(YEAR, 3, 1),
                valid_to=None,
            )


def _open_studies(folder: Path, analyst: Staff, say: Say) -> None:
    """The published study with its evaluation, and a study of an invented year of calls with its import."""
    published = read_study(folder)
    name = published.study.title
    with acting_as(analyst.pk):
        with transaction.atomic():
            there = set(Study.objects.values_list("title", flat=True))
        if name not in there:
            with transaction.atomic():
                open_published_study(
                    by=analyst,
                    folder=folder,
                    title=name,
                    place=published.study.place,
                    subtitle=published.study.subtitle,
                    period=published.study.period,
                )
        if CALLS not in there:
            say("Inventing a year of calls ...")
            with tempfile.TemporaryDirectory() as place:
                made = Path(place) / "study"
                invent_study(published, made, year=YEAR, seed=SEED)
                with transaction.atomic():
                    study = begin_study(
                        by=analyst,
                        title=CALLS,
                        place=published.study.place,
                        period=str(YEAR),
                        invented=True,
                        invented_words=INVENTED,
                    )
                    import_file(by=analyst, study=study, path=made / "invented_calls.csv", time_zone="America/Chicago")


def _invent_surveys(folder: Path, analyst: Staff, accounts: Path, say: Say) -> None:
    """A survey of the study of invented calls: everything in that study is invented."""
    with acting_as(analyst.pk), transaction.atomic():
        study = Study.objects.get(title=CALLS)
    invent_surveys(read_study(folder), analyst, study, accounts, say)


def _finish_work(analyst: Staff, say: Say) -> None:
    """Do the work that these studies asked for, so that the first visitor finds it done."""
    locks, never = Locks(), Event()
    try:
        while True:
            with acting_as(analyst.pk), transaction.atomic():
                waiting = Job.objects.filter(state=JobState.WAITING).order_by("requested_at").first()
            if waiting is None:
                break
            say(f"{KINDS[waiting.kind].label}: {waiting.title} ...")
            if not take_and_run(locks, never):
                break
        with acting_as(analyst.pk), transaction.atomic():
            failed = Job.objects.filter(state=JobState.FAILED).first()
    finally:
        locks.close()
    if failed is not None:
        raise Refusal(failed.title, failed.why or "it failed", failed.remedy or "run script/demo --reset")

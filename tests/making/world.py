"""A small programme with one of everything, all of it somebody else's: for tests of who may open what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import tests.making.jobs  # noqa: F401 - its kinds of work
from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from tests.making.calls import calls_of_the_world
from tests.making.desks import names_of_desks
from tests.making.dispatch import names_of_dispatch
from tests.making.people import a_grant, a_person, a_second_factor, a_team
from tests.making.pictures import a_png
from tests.making.programmes import names_of_a_programme
from tests.making.protocols import a_draft, names_of_a_protocol
from tests.making.ratings import of_the_world as ratings_of_the_world
from tests.making.replays import a_replayer, asked, calls_to_replay
from tests.making.studies import MAY_WORK, a_loaded_import, a_stored_study, an_export
from tests.making.surveys import surveys_of_world
from tests.making.units import units_of_the_world

from arcs.core.figures import Column, Figure, Table
from arcs.files.agency import read_agency
from arcs.web.agency import actions as agency
from arcs.web.jobs.actions import request_job
from arcs.web.jobs.results import write_result
from arcs.web.messages.actions import send_message
from arcs.web.people.actions import install_shipped_roles
from arcs.web.people.joining import invite
from arcs.web.people.models import (
    ApiToken,
    Qualification,
    QualificationKind,
    Role,
    RoleAssignment,
    Staff,
    Team,
    TeamMembership,
)
from arcs.web.people.tokens import make_token
from arcs.web.sheets import actions as sheets
from arcs.web.sheets.models import StudyRow
from arcs.web.studies.frozen import frozen_figures, frozen_table
from arcs.web.studies.models import (
    CallImport,
    DocumentChunk,
    EvaluationState,
    Study,
    StudyDocument,
    StudyEvaluation,
    StudyFigure,
    StudyMember,
    StudyTable,
    Upload,
)
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.clock import today
from arcs.web.workbench.models import ReportFreeze

AGENCY = Path(__file__).parents[2] / "examples" / "oak_park" / "agency.toml"
MONDAY = date(2026, 1, 5)


@dataclass(frozen=True, kw_only=True)
class World:
    """Whose everything is, and what addresses name: by the route's own name for it, or by `route:name`."""

    stranger: Staff
    study: Study
    call_import: CallImport
    evaluation: StudyEvaluation
    job: object
    auditor: Staff
    names: Mapping[str, object]

    def kwargs(self, route: str, wanted: tuple[str, ...]) -> dict[str, object]:
        """What fills an address's blanks; KeyError for a blank that this world cannot fill."""
        return {name: self.names.get(f"{route}:{name}") or self.names[name] for name in wanted}


def a_holder_of(role: Role) -> Staff:
    """A person with one shipped role and a second factor."""
    person = a_person(f"Holder {role.name}")
    with acting_as(Standing.KEEPER), transaction.atomic():
        RoleAssignment.objects.create(staff=person, role=role, granted_by=Standing.KEEPER.value)
    a_second_factor(person)
    return person


def shipped_roles() -> dict[str, Role]:
    """The shipped roles by key, installed."""
    with acting_as(Standing.KEEPER), transaction.atomic():
        install_shipped_roles()
        return {role.key: role for role in Role.objects.exclude(key__startswith="role-").order_by("key")}


def a_token(person: Staff, *scopes: str, days: int = 1) -> str:
    """The text of a token of this person with these scopes."""
    with acting_as(person.pk):
        return make_token(by=person, name="test", scopes=scopes, until=today() + timedelta(days=days))[1]


def a_world(folder: Path) -> World:
    """One of everything, of a stranger in a team of her own."""
    team = a_team("Other people's team")
    stranger = a_person("Sten Stranger", permissions=(*MAY_WORK, "people.make_tokens"), teams=[team])
    boss = a_person("Bea Boss", permissions=("people.manage", "people.read"))
    auditor = a_person("Aud Itor", permissions=("audit.read", "people.read"))
    names: dict[str, object] = {"name": "services", "number": 1, "source": "people_teamevent", "week": str(MONDAY)}
    names |= _people(stranger, boss, team, auditor)
    study = a_stored_study(stranger, "A study of others")
    loaded = a_loaded_import(stranger, study, an_export(folder))
    evaluation = an_evaluation(stranger, study, loaded)
    names |= _of_study(stranger, study, loaded, evaluation) | _settings() | names_of_a_programme()
    names |= names_of_a_protocol() | _a_replay(folder)
    names |= units_of_the_world()
    names |= calls_of_the_world()
    names |= names_of_dispatch() | names_of_desks()
    names |= ratings_of_the_world(stranger, study)
    names |= surveys_of_world(stranger, study)
    job = _job(stranger, names)
    return World(
        stranger=stranger, study=study, call_import=loaded, evaluation=evaluation, job=job, auditor=auditor, names=names
    )


def _people(stranger: Staff, boss: Staff, team: Team, auditor: Staff) -> dict[str, object]:
    a_second_factor(stranger)
    grant = a_grant(stranger, "care", granted_by=boss, confirmed_by=None)
    a_token(stranger, "studies.read")
    with acting_as(boss.pk), transaction.atomic():
        invitation, link = invite(by=boss, login="new@example.org", name="Nia New")
        assignment = RoleAssignment.objects.get(staff=stranger)
        kind = QualificationKind.objects.create(key="cit-of-world", name="CIT 40 h")
        Qualification.objects.create(staff=stranger, kind=kind)
        membership = TeamMembership.objects.get(staff=stranger)
    with acting_as(stranger.pk), transaction.atomic():
        token_id = ApiToken.objects.get(staff=stranger).pk
        factor_id = Authenticator.objects.filter(user_id=stranger.pk).values_list("pk", flat=True).first()
    with acting_as(auditor.pk), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select min(pgh_id) from people_teamevent")
        (event,) = cursor.fetchone()
    return {
        "token": link, "key": event, "pk": stranger.pk, "staff": stranger.pk,
        "people:role:pk": assignment.role_id, "people:end_team:pk": team.pk, "people:team:pk": team.pk,
        "people:grant:pk": grant.pk, "people:confirm_access:pk": grant.pk, "people:end_access:pk": grant.pk,
        "people:end_role:pk": assignment.pk, "people:leave_team:pk": membership.pk,
        "people:token:pk": token_id, "people:revoke_token:pk": token_id, "mfa_remove_webauthn:pk": factor_id,
        "people:withdraw_link:pk": invitation.staff_id,
    }  # fmt: skip


def an_evaluation(by: Staff, study: Study, loaded: CallImport) -> StudyEvaluation:
    """A small evaluation that is done, written as the work writes it."""
    column = Column(name="fte", heading="FTE", kind="number", places=2, unit="FTE", definition="Full-time equivalents.")
    matrix = Table(
        name="small", title="A small table", columns=(Column(name="category", heading="Category"), column),
        rows=(("Noise", 1), ("Parking", None)), population="calls", period="2026", source="test",
    )  # fmt: skip
    figure = Figure(
        name="total_fte", value=1, unit="FTE", population="calls", period="2026", definition="Sum.", table="small"
    )
    with acting_as(by.pk), transaction.atomic():
        upload = Upload.objects.filter(study=study).first()
        assert upload is not None
        made = StudyEvaluation.objects.create(
            study=study, upload=upload, seed=1, state=EvaluationState.DONE, title="Done", made_by=by.pk
        )
        frozen_table(matrix, study=study.pk, position=0, evaluation_id=made.pk).save()
        for one in frozen_figures({"total_fte": figure}, study=study.pk, evaluation=made.pk):
            one.save()
        document = StudyDocument.objects.create(
            study=study,
            evaluation=made,
            position=0,
            name="report.html",
            media_type="text/html",
            size=4,
            sha256="0" * 64,
        )
        DocumentChunk.objects.create(study=study, document=document, number=0, content=b"<p>x")
    return made


def _of_study(by: Staff, study: Study, loaded: CallImport, evaluation: StudyEvaluation) -> dict[str, object]:
    with acting_as(by.pk), transaction.atomic():
        return {
            "study": study.pk,
            "call_import": loaded.pk,
            "evaluation": evaluation.pk,
            "upload": evaluation.upload_id,
            "member": StudyMember.objects.values_list("pk", flat=True).get(study=study),
            "table": StudyTable.objects.values_list("pk", flat=True).get(evaluation=evaluation),
            "figure": StudyFigure.objects.values_list("pk", flat=True).get(evaluation=evaluation),
            "document": StudyDocument.objects.values_list("pk", flat=True).get(evaluation=evaluation),
            "part": "terms.csv",
            "row": a_row(by, study).pk,
            "change": uuid4(),
            "freeze": _an_approval(by, study, evaluation).pk,
            "workbench:section:number": "5.0",
            "import_table:name": "by_call_type",
            "evaluation_table:name": "small",
        }


def a_row(by: Staff, study: Study) -> StudyRow:
    """A row of one of the study's tables."""
    return sheets.add_row(by=by, study=study, part="terms.csv", cells={"term": "CSO", "definition": "An officer."})


def _an_approval(by: Staff, study: Study, evaluation: StudyEvaluation) -> ReportFreeze:
    """A report that its lead approved by name: the hash is that of the four bytes that are kept."""
    package = StudyDocument.objects.get(evaluation=evaluation)
    return ReportFreeze.objects.create(
        study=study, evaluation=evaluation.pk, package=package, sha256=sha256(b"<p>x").hexdigest(), title="Done",
        approved_by=by.pk, approved_name=by.name, statement="I approve.",
    )  # fmt: skip


def _settings() -> dict[str, object]:
    with acting_as(Standing.KEEPER), transaction.atomic():
        agency.new_edition(by=Standing.KEEPER, valid_from=today(), programme=read_agency(AGENCY), after=0)
        return {"logo_id": agency.add_logo(by=Standing.KEEPER, content=a_png(3, 3)).pk}


def _a_replay(folder: Path) -> dict[str, object]:
    """A replay of strangers, over calls of a study of theirs."""
    who = a_replayer("Stranger Replayer")
    replay = asked(who, a_draft(who), calls_to_replay(who, folder))
    return {"replay": replay.pk, "protocols:replay_file:name": "moved.csv"}


def _job(by: Staff, names: dict[str, object]) -> object:
    with acting_as(by.pk), transaction.atomic():
        job = request_job(by=by, kind="tests.steps", title="Work of others")
        result = write_result(job, "page.html", "text/html", b"<script>alert(1)</script>")
        message = send_message(by=by, to="a@example.org", subject="Hello", body="Hello.", key="world-1")
    names |= {"job": job.pk, "result": result.pk, "message": message.pk}
    return job

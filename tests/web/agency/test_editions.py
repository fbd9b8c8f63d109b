"""Editions of the settings: facts that hold from their day, made one after another, by who may."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, transaction
from hypothesis import HealthCheck, given, settings
from tests.making.people import a_person
from tests.making.pictures import a_png
from tests.making.settings import a_programme, a_service, programmes

from arcs.core.agency import digest
from arcs.core.refusal import Refusal
from arcs.files.agency import read_agency
from arcs.web.agency import actions, models, permits, queries
from arcs.web.people.models import Staff
from arcs.web.wall.acting import Standing, acting_as
from arcs.web.wall.clock import today
from arcs.web.wall.permit import Refused

OAK_PARK = Path(__file__).parents[3] / "examples" / "oak_park" / "agency.toml"
CSO = a_service("cso", "08:30-17:00")
LONG_AGO = date(2020, 1, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Staff:
    return a_person("Eda", permissions=("agency.read", "agency.edit"))


def begun(programme=None, *, valid_from: date = LONG_AGO) -> models.SettingsEdition:
    """The first edition, as the set-up makes it."""
    with acting_as(Standing.KEEPER), transaction.atomic():
        return actions.new_edition(
            by=Standing.KEEPER, valid_from=valid_from, programme=programme or a_programme(CSO), after=0
        )


def test_oak_parks_settings_come_back_from_the_database_as_they_went_in() -> None:
    oak_park = read_agency(OAK_PARK)
    made = begun(oak_park)
    with acting_as(Standing.VISITOR), transaction.atomic():
        assert queries.programme_in_force() == oak_park
    assert made.digest == digest(oak_park)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(programme=programmes())
def test_any_settings_come_back_as_they_went_in(programme) -> None:
    with acting_as(Standing.KEEPER), transaction.atomic():
        number = queries.last_number()
        before = queries.edition_on(LONG_AGO)
        if before is not None and before.programme == programme:
            return
        made = actions.new_edition(
            by=Standing.KEEPER,
            valid_from=LONG_AGO if number == 0 else today(),
            programme=programme,
            after=number,
        )
        found = queries.edition(made.number)
        assert found is not None
        assert found.programme == programme
        assert digest(found.programme) == made.digest


def test_an_edition_holds_from_its_day_and_the_one_before_it_until_then(editor: Staff) -> None:
    begun()
    longer = a_programme(a_service("cso", "08:30-18:00"))
    with acting_as(editor.pk), transaction.atomic():
        start = today() + timedelta(days=10)
        actions.new_edition(by=editor, valid_from=start, programme=longer, note="Summer", after=1)
        assert queries.programme_in_force() == a_programme(CSO)
        assert queries.programme_in_force(start) == longer
        assert [one.number for one in queries.editions_after(today())] == [2]
        with pytest.raises(Refusal, match="no edition holds"):
            queries.programme_in_force(LONG_AGO - timedelta(days=1))


def test_of_two_editors_the_second_is_told_and_nothing_is_overwritten(editor: Staff) -> None:
    begun()
    with acting_as(editor.pk), transaction.atomic():
        actions.new_edition(by=editor, valid_from=today(), programme=a_programme(), after=1)
        with pytest.raises(actions.EditedMeanwhile, match="edition 2 was made while you were typing") as told:
            actions.new_edition(by=editor, valid_from=today(), programme=a_programme(a_service("tru")), after=1)
        assert told.value.latest == 2
        assert queries.last_number() == 2


def test_a_past_day_and_a_change_of_nothing_are_refused(editor: Staff) -> None:
    begun()
    with acting_as(editor.pk), transaction.atomic():
        with pytest.raises(Refusal, match="is past"):
            actions.new_edition(by=editor, valid_from=today() - timedelta(days=1), programme=a_programme(), after=1)
        with pytest.raises(Refusal, match="they are those of edition 1"):
            actions.new_edition(by=editor, valid_from=today(), programme=a_programme(CSO), after=1)


def test_who_may_not_edit_is_refused_in_code_and_in_the_database() -> None:
    edition = begun()
    reader = a_person("Rea", permissions=("agency.read",))
    assert permits.may_read(reader)
    with acting_as(reader.pk), transaction.atomic():
        with pytest.raises(Refused, match="does not let you change the settings"):
            actions.new_edition(by=reader, valid_from=today(), programme=a_programme(), after=1)
        with pytest.raises(Refused):
            actions.add_logo(by=reader, content=a_png())
    for row in (
        models.SettingsEdition(number=2, valid_from=LONG_AGO, made_by=reader.pk, name="x", digest="x"),
        models.Language(edition=edition, position=9, code="fr", name="Français", original=False),
        models.Logo(name="l.png", kind="png", width=1, height=1, content=b"x", made_by=reader.pk),
    ):
        with acting_as(reader.pk), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            row.save(force_insert=True)


def test_no_row_of_the_settings_can_be_changed_or_taken_away_even_by_an_editor(editor: Staff) -> None:
    begun(read_agency(OAK_PARK))
    for model in (models.SettingsEdition, models.Service, models.Holiday, models.Threshold, models.Retention):
        with acting_as(editor.pk), pytest.raises(DatabaseError), transaction.atomic():
            model._default_manager.all().update(id="00000000-0000-4000-8000-000000000000")
        with acting_as(editor.pk), pytest.raises(DatabaseError), transaction.atomic():
            model._default_manager.all().delete()


def test_the_owner_sees_who_made_an_edition_in_its_history(editor: Staff) -> None:
    begun()
    reviewer = a_person("Audrey", permissions=("audit.read",))
    with acting_as(editor.pk), transaction.atomic():
        actions.new_edition(by=editor, valid_from=today(), programme=a_programme(), after=1)
    with acting_as(reviewer.pk), transaction.atomic():
        events = models.SettingsEdition.pgh_event_model.objects.order_by("number").values_list("number", "person")
        assert list(events) == [(1, Standing.KEEPER.value), (2, editor.pk)]


def test_the_database_itself_refuses_a_second_edition_of_one_number(editor: Staff) -> None:
    begun()
    with acting_as(editor.pk), pytest.raises(IntegrityError), transaction.atomic():
        models.SettingsEdition.objects.create(number=1, valid_from=LONG_AGO, made_by=editor.pk, name="x", digest="x")


def test_settings_name_only_a_logo_that_was_uploaded(editor: Staff) -> None:
    begun()
    programme = a_programme(CSO)
    with acting_as(editor.pk), transaction.atomic():
        logo = actions.add_logo(by=editor, content=a_png())
        assert actions.add_logo(by=editor, content=a_png()).pk == logo.pk
        unknown = replace(programme, identity=replace(programme.identity, logo="other.png"))
        with pytest.raises(Refusal, match="no picture called"):
            actions.new_edition(by=editor, valid_from=today(), programme=unknown, after=1)
        named = replace(programme, identity=replace(programme.identity, logo=logo.name))
        actions.new_edition(by=editor, valid_from=today(), programme=named, after=1)
        assert queries.programme_in_force().identity.logo == logo.name


def test_the_owners_tables_are_all_behind_row_security(owner: str) -> None:
    with psycopg.connect(owner) as connection:
        open_tables = connection.execute(
            "select relname from pg_class where relname like 'agency%' and relkind = 'r' and not relrowsecurity"
        ).fetchall()
    assert open_tables == []

"""What a study holds before anybody entered anything: the front page of the web and a new study's own values."""

from collections.abc import Mapping

from arcs.files.studies.beginning import new_study
from arcs.files.studies.parts import Cells, rows_of
from arcs.files.studies.schema import SETTINGS_FILE
from arcs.web.studies.models import Study

TITLE = f"{SETTINGS_FILE}:study"
FRONT = {"title": 300, "place": 200, "subtitle": 300, "period": 300}  # with the most letters that the web keeps


def beginning_of(study: Study) -> dict[str, list[Cells]]:
    """The rows that a study has by itself, as `arcs study new` begins one."""
    return rows_of(new_study((), title=study.title, place=study.place, today=study.made_at.date()))


def completed(study: Study, rows: Mapping[str, list[Cells]]) -> dict[str, list[Cells]]:
    """The rows with the web's front page above the title's row, and with a new study's values where there are none."""
    found = {name: list(given) for name, given in rows.items()}
    for part, beginning in beginning_of(study).items():
        found.setdefault(part, beginning)
    front = {name: getattr(study, name) for name in FRONT if getattr(study, name) or name == "subtitle"}
    title = found[TITLE][0] | front | {"invented": "true" if study.invented else ""}
    found[TITLE] = [{name: text for name, text in title.items() if text}]
    return found

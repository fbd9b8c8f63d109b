"""Fills one database for `script/bench web` and says which pages to ask for.  web_filling.py CALLS EVENTS ROWS FOLDER

ROWS are how many people, jobs and messages there are: in the small system enough to fill the pages that are compared,
since a page of nothing is no measure for a page of fifty rows. Prints one JSON object: the session's cookie, each
page's path, and how many queries it takes.
"""

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import django
import psycopg
from tests.making.statements import queries_of

from benchmarks.filling import browser_of, work_all

MOST_PEOPLE = 2_000
DAYS_OF_LOOKS = 100  # at least, so that three days hold a page-full of them
PERMISSIONS = (
    "people.read", "people.manage", "people.confirm_access", "people.make_tokens", "agency.read", "agency.edit",
    "studies.read", "studies.create", "studies.see_all", "jobs.see_all", "messages.see", "audit.read", "audit.review",
)  # fmt: skip
# As the owner, in the set-up's name; what a trigger writes into the histories is part of the measured system.
SQL = (
    # Whoever is searched for comes first, so that few people hold as many of them as a page shows.
    """insert into people_staff (id, password, login, name, invented, language, is_active, why_inactive)
       select gen_random_uuid(), '!', 'invented' || i || '@example.org', 'Invented Person ' || i, true, 'en', true, ''
       from (select i from generate_series(1, %(most_people)s) i
             order by left(i::text, 2) in ('19', '77') desc, i
             limit %(people)s - (select count(*) from people_staff)) chosen""",
    """insert into jobs_job (id, kind, requester_id, arguments, title, state, stage, stage_number, stages, done,
         attempt, lost, requested_at, started_at, finished_at, why, remedy)
       select gen_random_uuid(), 'studies.import_calls', %(boss)s, '{}', 'calls-' || i || '.csv', 'done', '', 4, 4, 10,
         1, 0, now() - i * interval '1 hour', now() - i * interval '1 hour', now() - i * interval '1 hour', '', ''
       from generate_series(1, %(rows)s - (select count(*) from jobs_job)) i""",
    """insert into outbox_outgoingmessage (id, key, "to", subject, language, made_by, made_at, state, tries, sent_at,
         why)
       select gen_random_uuid(), 'bench-' || i, 'invented' || i || '@example.org', 'Invented ' || i, 'en', %(boss)s,
         now() - i * interval '1 hour', 'sent', 1, now() - i * interval '1 hour', ''
       from generate_series(1, %(rows)s - (select count(*) from outbox_outgoingmessage)) i""",
    """insert into wall_readlog (id, at, person, kind, compartment, object_id, allowed, reason)
       select gen_random_uuid(), now() - i * %(apart)s * interval '1 minute', %(boss)s,
         (array['calls', 'upload', 'audit', 'person'])[1 + i %% 4], 'operational', gen_random_uuid(), i %% 50 > 0, ''
       from generate_series(1, %(events)s) i""",
)


def main(calls: int, events: int, rows: int, folder: Path) -> None:
    """Fill what is missing, then print what to ask for."""
    django.setup()
    boss, call_import = _the_study(calls, folder)
    _fill_the_rest(boss, events, rows)
    browser = browser_of(boss)
    pages = _pages(boss, call_import)
    counts = {name: queries_of(browser, path) for name, path in pages.items()}
    cookie = "; ".join(f"{name}={one.value}" for name, one in browser.cookies.items())
    print(json.dumps({"cookie": cookie, "pages": pages, "queries": counts}))


def _the_study(calls: int, folder: Path) -> tuple[Any, Any]:
    """The person who may do everything, and an import of that many calls, done as a worker does it."""
    from django.db import transaction
    from tests.making.people import a_person, a_second_factor

    from arcs.web.people.models import Staff
    from arcs.web.studies.actions import begin_study, import_file
    from arcs.web.studies.models import CallImport
    from arcs.web.wall.acting import Standing, acting_as

    with acting_as(Standing.KEEPER), transaction.atomic():
        boss = Staff.objects.filter(name="Bench").first()
    if boss is None:
        boss = a_person("Bench", permissions=PERMISSIONS)
        a_second_factor(boss)
        export = _export(calls, folder)
        with acting_as(boss.pk), transaction.atomic():
            study = begin_study(by=boss, title="Bench", place="Nowhere", invented=True, invented_words="All of it.")
            import_file(by=boss, study=study, path=export, time_zone="America/Chicago")
        work_all()
    with acting_as(boss.pk), transaction.atomic():
        return boss, CallImport.objects.select_related("study").get(state="loaded")


def _export(calls: int, folder: Path) -> Path:
    """An invented export of which one record in a hundred has no call type, so that there are records left out."""
    import duckdb

    from benchmarks.invented_export import invented_export

    whole, path = invented_export(calls), folder / f"calls_{calls}.csv"
    if not path.exists():
        with duckdb.connect() as connection:
            connection.execute(
                "copy (select * replace (case when right(\"Incident Number\", 2) = '07' then '' else \"Call Type\" end "
                f"as \"Call Type\") from read_csv('{whole}', all_varchar = true)) to '{path}' (format csv, header)"
            )
    return path


def _fill_the_rest(boss: Any, events: int, rows: int) -> None:
    from arcs.web.wall.acting import Standing

    told = {
        "boss": boss.pk, "people": min(rows, MOST_PEOPLE), "most_people": MOST_PEOPLE, "rows": rows, "events": events,
        "apart": max(2, DAYS_OF_LOOKS * 24 * 60 // events),
    }  # fmt: skip
    with psycopg.connect(os.environ["ARCS_OWNER_DATABASE_URL"]) as owner:
        row = owner.execute("select count(*) from jobs_job").fetchone()
        if row and row[0] < rows:
            owner.execute("select set_config('arcs.person', %s, true)", [str(Standing.KEEPER.value)])
            for one in SQL:
                owner.execute(one.encode(), told)
    with psycopg.connect(os.environ["ARCS_OWNER_DATABASE_URL"], autocommit=True) as owner:
        owner.execute("vacuum analyze")


def _pages(boss: Any, call_import: Any) -> dict[str, str]:
    """Every list and page of staff, by what it shows."""
    from django.db import transaction
    from django.urls import reverse

    from arcs.web.jobs.models import Job
    from arcs.web.messages.models import OutgoingMessage
    from arcs.web.studies.models import CallTally
    from arcs.web.wall.acting import acting_as

    with acting_as(boss.pk), transaction.atomic():
        tallies = CallTally.objects.filter(call_import=call_import, dimension="call_type").order_by("-calls")
        most, least = tallies[0].value, tallies.reverse()[0].value
        job = Job.objects.filter(subject_id=call_import.pk).first()
        message = OutgoingMessage.objects.first()
    study, calls = call_import.study_id, reverse("studies:calls", args=[call_import.pk])
    today = datetime.now(UTC).date()
    trail, people = reverse("audit:trail"), reverse("people:list")

    def with_words(path: str, **words: object) -> str:
        return f"{path}?{urlencode(words)}"

    pages = {
        "start page": "/",
        "studies": reverse("studies:list"),
        "study": reverse("studies:study", args=[study]),
        "members": reverse("studies:members", args=[study]),
        "import": reverse("studies:import", args=[call_import.pk]),
        "workload": reverse("studies:workload", args=[call_import.pk]),
        "left out": reverse("studies:left_out", args=[call_import.pk]),
        "left out, newest": with_words(reverse("studies:left_out", args=[call_import.pk]), sort="-line"),
        "left out, why": with_words(reverse("studies:left_out", args=[call_import.pk]), reason="no call type"),
        "calls": calls,
        "calls, newest": with_words(calls, sort="-received"),
        "calls, counted": with_words(calls, counted="yes"),
        "calls, counted newest": with_words(calls, counted="yes", sort="-received"),
        "calls, not counted": with_words(calls, counted="no"),
        "calls, most frequent type": with_words(calls, type=most),
        "calls, rarest type": with_words(calls, type=least),
        "calls, type newest": with_words(calls, type=most, sort="-received", counted="yes"),
        "calls, hour": with_words(calls, hour="17"),
        "calls, hour and type": with_words(calls, hour="17", type=most, counted="yes"),
        "calls, missing": with_words(calls, left_out="missing"),
        "calls, negative": with_words(calls, left_out="negative"),
        "calls, over long": with_words(calls, left_out="over_long", counted="yes"),
        "calls, deepest page": with_words(calls, page=200),
        "calls, deepest newest": with_words(calls, page=200, sort="-received"),
        "people": people,
        "people, found": with_words(people, find="Person 19"),
        "people, last here": with_words(people, sort="-seen"),
        "people, deep": with_words(people, page=30),
        "person": reverse("people:person", args=[boss.pk]),
        "roles": reverse("people:roles"),
        "teams": reverse("people:teams"),
        "jobs": reverse("jobs:list"),
        "jobs, deep": with_words(reverse("jobs:list"), page=90),
        "messages": reverse("messages:list"),
        "messages, deep": with_words(reverse("messages:list"), page=90),
        "audit": trail,
        "audit, one kind": with_words(trail, kind="Staff"),
        "audit, refused": with_words(trail, done="refused"),
        "audit, one person": with_words(trail, person="Bench"),
        "audit, days": with_words(trail, since=today - timedelta(days=20), until=today - timedelta(days=18)),
        "audit, words": with_words(trail, words="Person 77", since=today - timedelta(days=90), until=today),
        "weeks of review": reverse("audit:weeks"),
        "settings": reverse("agency:overview"),
        "me": reverse("people:me"),
    }
    if job is not None:
        pages["job"] = reverse("jobs:job", args=[job.pk])
    if message is not None:
        pages["message"] = reverse("messages:message", args=[message.pk])
    return pages


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))

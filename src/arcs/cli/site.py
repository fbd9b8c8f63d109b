"""The programme at work: serve it, begin it, keep its backup. The one command module that knows the web."""

import importlib
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID

import click

from arcs.postgres.addresses import Addresses
from arcs.postgres.backup import backup as write_backup
from arcs.postgres.backup import restore as read_backup
from arcs.postgres.roles import sql_for_administrator
from arcs.web.site import serving as programme

STATE = click.option(
    "--state",
    type=click.Path(path_type=Path, file_okay=False),
    default=lambda: os.environ.get("ARCS_STATE_FOLDER", "var"),
    show_default="$ARCS_STATE_FOLDER, else var",
    help="Folder of the private database, keys and logs.",
)
A_YEAR_OF_HOURS = 8760
CALLS_TOKEN = "demo-calls-token"  # noqa: S105 - the name of a file beside the demonstration's accounts
PORT = click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port to listen on.")


@click.command()
@STATE
@PORT
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; a proxy speaks TLS before it."
)
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True, help="Web processes.")
@click.option("--worker/--no-worker", default=True, show_default=True, help="Run the worker of long work beside them.")
def serve(*, state: Path, port: int, host: str, processes: int, worker: bool) -> None:
    """Serve the programme until Ctrl-C; the private database runs as long when DATABASE_URL is not set."""
    serving = programme.Serving(state=state.resolve(), host=host, port=port, processes=processes, worker=worker)
    programme.serve(serving, say=click.echo)


@click.command()
@STATE
@PORT
@click.option(
    "--study",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=Path("examples/oak_park"),
    show_default=True,
    help="The published study that the demonstration shows.",
)
@click.option("--reset", is_flag=True, help="Forget everything in the demonstration and begin again.")
@click.option(
    "--simulate", type=click.FloatRange(0, min_open=True), metavar="PACE",
    help="Let invented calls come in while it runs: 1 in real time, 60 an hour in a minute.",
)  # fmt: skip
def demo(*, state: Path, port: int, study: Path, reset: bool, simulate: float | None) -> None:
    """Serve a demonstration programme on this machine: a published study, invented people and calls."""
    folder = (state / "demonstration").resolve()
    accounts = state.resolve() / "demo-accounts.json"
    if reset or not folder.exists():
        programme.forget(folder)
        accounts.unlink(missing_ok=True)
    token = accounts.with_name(CALLS_TOKEN)
    command = [sys.executable, "-m", "arcs.cli", "simulate-calls", "--quiet", "--to", f"http://127.0.0.1:{port}"]
    command += ["--token-file", str(token), "--study", str(study.resolve()), "--pace", str(simulate)]
    command += ["--hours", str(A_YEAR_OF_HOURS), "--seed", str(int(time.time()))]  # new calls at each start
    beside = (("The simulator of calls", tuple(command)),) if simulate else ()
    serving = programme.Serving(state=folder, port=port, demonstration=True, beside=beside)
    programme.serve(
        serving,
        say=click.echo,
        before=lambda addresses, stop: programme.fill(serving, addresses, study.resolve(), accounts, stop),
        ready=(
            f"Choose a role at http://127.0.0.1:{port}/demonstration/ (accounts: {accounts}).\n"
            "Ctrl-C ends it; what you changed stays for the next time."
        ),
    )


@click.command()
def worker() -> None:
    """Do long work (imports, evaluations, reports, messages) until stopped; needs DATABASE_URL."""
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    _with_django("arcs.web.jobs.worker").work(stop)


@click.command()
@STATE
@click.option("--login", required=True, help="E-mail address of the first administrator.")
@click.option("--name", required=True, help="Name of the first administrator.")
@click.option(
    "--url", default="http://127.0.0.1:8000", show_default=True, help="Address under which people reach ARCS."
)
def init(*, state: Path, login: str, name: str, url: str) -> None:
    """Prepare the database and print the link with which the first administrator makes an account, once."""
    serving = programme.Serving(state=state.resolve())
    with _programme_as_application(state) as addresses:
        programme.prepare(serving, addresses, click.echo)
        path = _with_django("arcs.web.site.beginning").first_link(login=login, name=name)
    click.echo(f"{url}{path}")
    click.echo("The link works once, for seven days. Whoever opens it becomes the first administrator.")


@click.command()
@STATE
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(*, state: Path, file: Path) -> None:
    """Write the whole database into FILE; keys of protected text are not in it and are kept apart."""
    with programme.database(state.resolve()) as (addresses, _server):
        written = write_backup(addresses, file)
    click.echo(f"{file}: the whole database, {len(written.tables)} tables and sequences.")
    click.echo("Keys of protected text are not in it. Keep the folder ARCS_KEYS_FOLDER apart from the backups.")


@click.command()
@STATE
@click.option("--replace", is_flag=True, help="Replace what the database holds now.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(*, state: Path, file: Path, replace: bool) -> None:
    """Restore FILE into the database and compare every table with what was backed up."""
    with programme.database(state.resolve()) as (addresses, _server):
        found = read_backup(file, addresses, replace=replace)
        # The numbers of transactions differ between servers, and the owner's functions follow the server they are on.
        programme.mark_schema(addresses, "")
        programme.prepare(programme.Serving(state=state.resolve()), addresses, click.echo)
    click.echo(f"Restored {len(found.tables)} tables; rows and digests of every table are those of the backup.")


@click.group()
def database() -> None:
    """The database of an installation: its roles, its schema."""


@database.command("roles")
def database_roles() -> None:
    """Print the SQL with which a database administrator makes the three roles and the database."""
    click.echo(sql_for_administrator())


@database.command("prepare")
@STATE
def database_prepare(*, state: Path) -> None:
    """Bring the schema and the static files to this version, as the owner."""
    serving = programme.Serving(state=state.resolve())
    with programme.database(serving.state) as (addresses, _server):
        programme.prepare(serving, addresses, click.echo)


@click.group()
def audit() -> None:
    """The audit: verify its seals; expunge a file by order of a court."""


@audit.command("verify")
@STATE
def audit_verify(*, state: Path) -> None:
    """Recompute every seal, name what differs and what is not sealed yet; ends with 1 when something differs."""
    with _programme_as_application(state):
        found = _with_django("arcs.web.audit.verifying").verify()
    for sentence in found.sentences():
        click.echo(sentence)
    if not found.good:
        raise click.exceptions.Exit(1)


@audit.command("expunge")
@STATE
@click.argument("file_id", type=click.UUID)
@click.option("--order", required=True, help="Reference of the court's order.")
@click.option("--by", "by_whom", required=True, help="Name of whoever carries it out.")
@click.option("--confirm", default="", help="The words that this command prints when they are missing.")
def audit_expunge(*, state: Path, file_id: UUID, order: str, by_whom: str, confirm: str) -> None:
    """Make the protected text of one file unreadable for ever, and leave a tombstone. Cannot be undone."""
    with _programme_as_application(state) as addresses:
        expunging = _with_django("arcs.web.audit.expunging")
        owner = addresses.demand_owner()
        if not confirm:
            for sentence in expunging.plan_expunging(file_id, owner_url=owner).sentences():
                click.echo(sentence)
            return
        expunging.expunge(file_id, order, by_whom=by_whom, confirmation=confirm, owner_url=owner)
    click.echo(f"File {file_id} is expunged. The tombstones name the order {order}.")


@contextmanager
def _programme_as_application(state: Path) -> Iterator[Addresses]:
    """The database of an installation, with the environment in which Django works as the application."""
    serving = programme.Serving(state=state.resolve())
    with programme.database(serving.state) as (addresses, _server):
        os.environ.update(serving.environment(addresses))
        yield addresses


def _with_django(module: str) -> Any:
    """A module of the web, imported once Django is set up from the environment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arcs.web.site.settings")
    importlib.import_module("django").setup()
    return importlib.import_module(module)

"""The command tree and its one exit: a module is loaded only when its command is asked for."""

import importlib
import os
import sys
from collections.abc import Mapping

import click

from arcs import __version__
from arcs.core.refusal import Refusal

# command: (module that holds a click command of that name, what it does in one line)
COMMANDS: Mapping[str, tuple[str, str]] = {
    "cad": ("arcs.cli.cad", "Inspect and read dispatch (CAD) exports."),
    "workload": ("arcs.cli.workload", "Committed unit time and FTE by call type, hour, area."),
    "study": ("arcs.cli.study", "Begin a study, or check one."),
    "evaluate": ("arcs.cli.evaluate", "Evaluate a study: tables, charts and a report for the board."),
    "protocol": ("arcs.cli.protocol", "Prove an edition of the protocol, ask it about calls, compare two."),
    "replay": ("arcs.cli.replay", "What a protocol edition would have changed over last year's calls."),
    "simulate-calls": ("arcs.cli.simulate_calls", "Send invented calls at a chosen pace, as dispatch would."),
    "serve": ("arcs.cli.site", "Serve the programme: pages, worker and, if need be, its database."),
    "demo": ("arcs.cli.site", "Serve a demonstration programme on this machine."),
    "init": ("arcs.cli.site", "Begin a programme: its database and its first administrator."),
    "worker": ("arcs.cli.site", "Do long work until stopped."),
    "backup": ("arcs.cli.site", "Write the whole database into a file."),
    "restore": ("arcs.cli.site", "Restore a backup and compare every table."),
    "database": ("arcs.cli.site", "The database's roles and schema."),
    "audit": ("arcs.cli.site", "Verify the audit; expunge a file by order of a court."),
}


class CommandTree(click.Group):
    """A group whose commands are imported when they are used, so that `arcs --help` answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module that holds the command."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(COMMANDS[cmd_name][0]), cmd_name.replace("-", "_"))
        if not isinstance(command, click.Command):
            raise TypeError(f"{COMMANDS[cmd_name][0]} has no click command named {cmd_name}.")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.command(cls=CommandTree, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="arcs")
def arcs() -> None:
    """Who should answer each call for service, and did it work?

    Exit codes: 0 done; 1 a check found faults; 2 the request or an input cannot be used.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run one command and leave by one of three exit codes, never with a traceback.

    Set ARCS_TRACEBACK=1 to see the traceback of a fault in ARCS itself.
    """
    given = sys.argv[1:] if arguments is None else arguments
    try:
        code = arcs.main(args=given or ["--help"], prog_name="arcs", standalone_mode=False)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except (Exception, KeyboardInterrupt) as stopped:
        if os.environ.get("ARCS_TRACEBACK") and not isinstance(stopped, click.ClickException):
            raise
        click.echo(" ".join(_sentence(stopped).split()), err=True)
        sys.exit(2)
    sys.exit(code if isinstance(code, int) else 0)


def _sentence(stopped: BaseException) -> str:
    if isinstance(stopped, Refusal):
        return str(stopped)
    if isinstance(stopped, click.ClickException):
        context = getattr(stopped, "ctx", None)
        command = context.command_path if context else "arcs"
        return f"{stopped.format_message()} Try this: {command} --help."
    if isinstance(stopped, click.Abort | KeyboardInterrupt):
        return "Stopped. What was finished stays; run the same command again to go on."
    if isinstance(stopped, OSError):
        what = f"{stopped.filename or 'A file'}: {stopped.strerror or stopped}"
        return f"{what}. Try this: check the path, its rights and the free space."
    return (
        f"A fault in ARCS itself ({type(stopped).__name__}: {stopped}). Nothing of yours is changed. "
        "Try this: run it again with ARCS_TRACEBACK=1 and send us what it prints."
    )

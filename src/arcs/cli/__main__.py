"""`python -m arcs.cli` is the `arcs` command."""

from arcs.cli.program import main

main()

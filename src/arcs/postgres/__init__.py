"""PostgreSQL without an administrator: the private server, addresses and roles of any server, backup and restore."""

from arcs.postgres.addresses import Addresses, from_environment
from arcs.postgres.binaries import Binaries, find_binaries
from arcs.postgres.server import PrivateServer

__all__ = ["Addresses", "Binaries", "PrivateServer", "find_binaries", "from_environment"]

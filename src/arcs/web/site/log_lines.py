"""Lines of the log: a request that was refused is one line, and only what failed brings its traceback."""

import logging
from copy import copy

FAILED = 500


class LogLine(logging.Formatter):
    """As logging writes it, but without the traceback of an answer below 500: nobody has to look for a fault there."""

    def format(self, record: logging.LogRecord) -> str:
        """One line; after it the traceback where something failed."""
        if getattr(record, "status_code", FAILED) >= FAILED:
            return super().format(record)
        said = copy(record)  # others that write this record keep what they know of it
        said.exc_info = said.exc_text = said.stack_info = None
        return " ".join(super().format(said).split("\n"))

"""Names and texts written into SQL, so that no header and no cell can be taken for a command."""


def identifier(name: str) -> str:
    """The name of a column, view or table.

    >>> print(identifier('the "final" type'))
    "the ""final"" type"
    """
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text.

    >>> literal("O'Hare")
    "'O''Hare'"
    """
    return "'" + text.replace("'", "''") + "'"

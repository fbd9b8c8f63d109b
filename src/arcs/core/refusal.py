"""The one way in which ARCS says that it cannot use what it was given."""


class Refusal(Exception):
    """A request or an input cannot be used; the text is one clear sentence or two for the person who gave it.

    It says what was given, where, why it cannot be used, and what to do. The command line prints it and ends with 2.

    >>> str(Refusal("calls.csv", "the file is empty", "export it again and check its size"))
    'calls.csv: the file is empty. Try this: export it again and check its size.'
    """

    def __init__(self, where: str, why: str, remedy: str) -> None:
        self.where = where
        self.why = why
        self.remedy = remedy
        super().__init__(f"{where}: {why}. Try this: {remedy}.")

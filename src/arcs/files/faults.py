"""What is wrong in a study folder, where, and what to do."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, order=True)
class Fault:
    """One thing wrong: file, line (0: the file as a whole), what, and the remedy."""

    file: str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        """One sentence for the person who edits the file.

        >>> str(Fault(file="terms.csv", line=3, what='the term "CSO" stands twice', remedy="keep one of them"))
        'terms.csv line 3: the term "CSO" stands twice. Try this: keep one of them.'
        """
        place = f"{self.file} line {self.line}" if self.line else self.file
        return f"{place}: {self.what}. Try this: {self.remedy.rstrip('.')}."

"""What can go wrong that a person should read about: a code plus data, turned into a sentence by the screen or terminal.

Three families, three exit codes of the command line. A bug is none of them: it is any other exception.
"""

from __future__ import annotations


class Problem(Exception):
    """Something to tell a person; `code` names the sentence, `data` fills it."""

    def __init__(self, code: str, /, **data: object) -> None:
        super().__init__(code, data)
        self.code = code
        self.data = data

    def __str__(self) -> str:
        return f"{self.code} {self.data}" if self.data else self.code


class Refused(Problem):
    """The user asked for what cannot be: an unknown barcode, a sold-out item. Nothing changed."""


class BadInput(Problem):
    """A file that cannot be taken; data names `file` and, where known, `row`, `column` and `value`. Nothing changed."""


class EnvironmentProblem(Problem):
    """The machine: disk full, file locked, newer database. Said with what to do; nothing lost."""

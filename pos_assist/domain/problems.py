"""What can go wrong that a person should read about: a code plus data, turned into a sentence by the screen or terminal.

Three families, three exit codes of the command line. A bug is none of them: it is any other exception.
"""

from __future__ import annotations

import errno


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


def others_of(problem: Problem) -> list[Problem]:
    """Return the other problems of the same file, without the problem itself."""
    others = problem.data.get("others", ())
    return [x for x in others if isinstance(x, Problem)] if isinstance(others, tuple) else []


_SYSTEM = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EROFS: "read_only",
    errno.EACCES: "read_only",
    errno.EPERM: "read_only",
    errno.EIO: "disk_error",
    errno.ENOENT: "no_such_folder",
    errno.ENOTDIR: "no_such_folder",
    errno.EMFILE: "too_many_open",
    errno.ENFILE: "too_many_open",
    errno.ENAMETOOLONG: "long_name",
}


def system_problem(error: OSError, file: str) -> EnvironmentProblem:
    """Return the problem for a system error about that file, with a sentence of its own; `detail` is for support and
    is in no sentence."""
    return EnvironmentProblem(_SYSTEM.get(error.errno or 0, "cannot_open"), file=file, detail=str(error))

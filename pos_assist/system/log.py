"""The program's log: starts, ends and faults, never what a customer bought. Three files of half a megabyte."""

from __future__ import annotations

import contextlib
import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from pos_assist.domain.problems import Problem
from pos_assist.system.version import version

FOLDER = "logs"  # in the data folder
_MOST, _FILES = 500_000, 3


class _File(RotatingFileHandler):
    """A log on a full disk or a pulled stick is no trouble of its own: nothing is said, and nobody is stopped."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 — logging's name
        """Say nothing, where Python would print a traceback."""

    def close(self) -> None:
        """Let go of the file, whatever of it could not be written."""
        with contextlib.suppress(OSError):
            super().close()


def start(data_folder: Path, *, began: bool = True) -> logging.Handler | None:
    """Write down from now on; None where the folder cannot be written, which is no reason not to sell."""
    folder = data_folder / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = _File(folder / "pos-assist.log", maxBytes=_MOST, backupCount=_FILES - 1, encoding="utf-8")
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    if began:
        logging.getLogger(__name__).info("pos-assist %s began", version())
    return handler


def trouble(problem: Problem) -> None:
    """One line about something that was told, by its code and data: no name of a person is among them."""
    logging.getLogger(__name__).warning("%s", problem)


def trouble_of(data_folder: Path, problem: Problem) -> None:
    """Likewise, where the log is not being written: a start that failed, a command."""
    if data_folder.is_dir():
        handler = start(data_folder, began=False)
        trouble(problem)
        stop(handler, ended=False)


def stop(handler: logging.Handler | None, *, ended: bool = True) -> None:
    """Stop writing the log."""
    if handler is None:
        return
    if ended:
        logging.getLogger(__name__).info("ended")
    logging.getLogger().removeHandler(handler)
    handler.close()


def files(data_folder: Path) -> list[Path]:
    """Return the log files, the newest first."""
    return sorted((data_folder / FOLDER).glob("pos-assist.log*"))

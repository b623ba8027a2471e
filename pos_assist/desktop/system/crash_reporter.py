"""What happens after an unhandled exception: a local report, a short message, and the open order goes on.

A report holds versions, the last log lines and the trace: no receipt, no order, nothing of the environment. It never leaves
the machine by itself."""

from __future__ import annotations

import collections
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, qVersion

from pos_assist.system import clock

LINES = 200  # of the log
MOST = 20  # reports in one run: an error that comes with every frame must not fill the disk

Raised = tuple[type[BaseException], BaseException, TracebackType | None]


class _Tail(logging.Handler):
    """The last lines of the log, in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: collections.deque[str] = collections.deque(maxlen=LINES)
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line."""
        self.lines.append(self.format(record))


class CrashReporter(QObject):
    """Every uncaught error of every thread comes here; `told` is called on this object's own thread."""

    _raised = Signal(object)

    def __init__(self, folder: Path, told: Callable[[Path | None], None]) -> None:
        super().__init__()
        self._folder = folder
        self._told = told
        self._count = 0
        self._tail = _Tail()
        self._before: tuple[object, object] | None = None
        self._raised.connect(self._handle, Qt.ConnectionType.QueuedConnection)

    def open(self) -> None:
        """Report unhandled exceptions from now on."""
        logging.getLogger().addHandler(self._tail)
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._caught
        threading.excepthook = lambda args: self._caught(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )

    def close(self) -> None:
        """Restore the exception hooks that were set before."""
        logging.getLogger().removeHandler(self._tail)
        if self._before:
            sys.excepthook, threading.excepthook = self._before  # type: ignore[assignment]  # they are what they were
            self._before = None

    def _caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        traceback.print_exception(kind, error, trace)
        if not issubclass(kind, KeyboardInterrupt):
            self._raised.emit((kind, error, trace))

    def _handle(self, raised: Raised) -> None:
        self._count += 1
        if self._count > MOST:
            return
        try:
            path = self.write(raised)
        except OSError:
            path = None
        self._told(path)

    def write(self, raised: Raised) -> Path:
        """Write a report; its file."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"crash-{clock.now():%Y%m%d-%H%M%S}-{self._count}.txt"
        path.write_text(
            "\n".join([*versions(), "", *self._tail.lines, "", *traceback.format_exception(*raised)]), encoding="utf-8"
        )
        return path


def versions() -> list[str]:
    """Return the versions of the program, Python, Qt and the system, a line each."""
    from pos_assist.services.support import versions as parts  # noqa: PLC0415 — lazy: not needed to start

    return [f"{name} {number}" for name, number in {**parts.versions(), "Qt": qVersion()}.items()]

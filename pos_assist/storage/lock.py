"""One program at a time has a till open. The system lets go of the lock when the program ends, however it ends."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.storage.connection import in_words
from pos_assist.storage.places import check_place

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Lock:
    """Held from its making until `release`. Twenty lines of our own, because `filelock` costs a tenth of the start."""

    def __init__(self, path: Path) -> None:
        """Take the lock of that till. Raises Environment: locked, on_a_share, in_synced_folder, or what the system says."""
        check_place(path)
        self._file = file = path.with_suffix(".lock")
        with in_words(file):
            self._handle: int | None = os.open(file, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _take(self._handle)
        except (BlockingIOError, PermissionError) as error:  # on Windows it is the latter
            self.release()
            raise EnvironmentProblem("locked", file=str(path)) from error
        except OSError as error:
            self.release()
            with in_words(file):
                raise error

    def release(self) -> None:
        """Let go; twice does no harm."""
        if self._handle is not None:
            with contextlib.suppress(OSError):
                os.close(self._handle)
            self._handle = None

    def discard(self) -> None:
        """Let go and leave no file behind: the till came to nothing. Windows deletes no file that is open; elsewhere it is
        deleted while it is held, so that it cannot be another's by then."""
        if os.name == "nt":
            self.release()
        with contextlib.suppress(OSError):
            self._file.unlink()
        self.release()

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
        self._handles: list[int] = []
        self._file = path.with_suffix(".lock")
        try:
            for file in (self._file, *_by_inode(path)):
                with in_words(file):
                    self._handles.append(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
                    try:
                        _take(self._handles[-1])
                    except (BlockingIOError, PermissionError) as error:  # on Windows it is the latter
                        raise EnvironmentProblem("locked", file=str(path)) from error
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Let go; twice does no harm."""
        while self._handles:
            with contextlib.suppress(OSError):
                os.close(self._handles.pop())

    def discard(self) -> None:
        """Let go and leave no file behind: the till came to nothing. Windows deletes no file that is open; elsewhere it is
        deleted while it is held, so that it cannot be another's by then."""
        if os.name == "nt":
            self.release()
        with contextlib.suppress(OSError):
            self._file.unlink()
        self.release()


def is_held(path: Path) -> bool:
    """Whether a program has that till open."""
    try:
        handle = os.open(path.with_suffix(".lock"), os.O_RDWR)
    except OSError:
        return False
    try:
        _take(handle)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def _by_inode(path: Path) -> list[Path]:
    """A further lock for a file that has a second name (a hard link): whoever opens it by either is kept apart. It
    lies in the user's own folder: in one that all may write, another account could hold it against the till."""
    try:
        found = path.stat()
    except OSError:
        return []
    if found.st_nlink < 2:
        return []
    from platformdirs import user_state_path  # noqa: PLC0415 — lazy: hardly a file has two names

    try:
        folder = user_state_path("pos-assist", appauthor=False)
    except RuntimeError as error:  # an account without a home folder, as in a container
        raise EnvironmentProblem("no_home") from error
    with in_words(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return [folder / f"{found.st_dev:x}-{found.st_ino:x}.lock"]

"""Files are put in their place, or removed, although another program looks at them just now."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.system import files
from pos_assist.system.files import patiently, put_in_place, remove, replace_file

windows_alone = pytest.mark.skipif(os.name != "nt", reason="only Windows keeps a file that somebody has open")


def on_wine() -> bool:
    if sys.platform != "win32":
        return False
    import ctypes  # noqa: PLC0415 — its windll is there alone

    return hasattr(ctypes.windll.ntdll, "wine_get_version")


@contextlib.contextmanager
def held_for_a_moment(path: Path) -> Iterator[None]:
    """Opened as a virus scanner opens it, shared with nobody, and let go of after half a second."""
    if sys.platform != "win32":
        yield
        return
    import ctypes  # noqa: PLC0415 — its windll is there alone

    kernel = ctypes.windll.kernel32
    kernel.CreateFileW.restype = ctypes.c_void_p
    handle = kernel.CreateFileW(str(path), 0x80000000, 0, None, 3, 0, None)  # GENERIC_READ, no sharing, OPEN_EXISTING
    letting_go = threading.Timer(0.5, kernel.CloseHandle, (ctypes.c_void_p(handle),))
    letting_go.start()
    yield
    letting_go.join()


@windows_alone
@pytest.mark.parametrize("which", ["new", "old"])
def test_a_file_that_a_virus_scanner_holds_is_put_in_its_place_once_it_lets_go(tmp_path: Path, which: str) -> None:
    new, old = tmp_path / "new", tmp_path / "old"
    new.write_text("newer")
    old.write_text("older")
    with held_for_a_moment(tmp_path / which):
        put_in_place(new, old)
    assert old.read_text() == "newer"


@windows_alone
def test_a_file_that_a_virus_scanner_holds_is_removed_once_it_lets_go(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("older")
    with held_for_a_moment(tmp_path / "old"):
        remove(tmp_path / "old")
    assert not (tmp_path / "old").exists()


def test_what_is_refused_three_times_and_then_done_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_WINDOWS", True)
    refusals = [PermissionError()] * 3

    def act() -> None:
        if refusals:
            raise refusals.pop()

    patiently(act)
    assert not refusals


def test_where_the_system_does_not_keep_open_files_a_refusal_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_WINDOWS", False)
    tries: list[int] = []

    def act() -> None:
        tries.append(1)
        raise PermissionError

    with pytest.raises(PermissionError):
        patiently(act)
    assert len(tries) == 1


def test_a_folder_is_put_in_place_too(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "file").touch()
    put_in_place(tmp_path / "new", tmp_path / "place")
    assert (tmp_path / "place" / "file").exists()


@pytest.mark.skipif(os.name != "nt" and os.geteuid() == 0, reason="root may write anything")
@pytest.mark.skipif(on_wine(), reason="Wine replaces a file that is marked read-only; Windows refuses to")
def test_a_file_marked_read_only_is_left_as_it_was_and_told(tmp_path: Path) -> None:
    marked = tmp_path / "items.csv"
    marked.write_text("as it was")
    marked.chmod(0o444)
    if os.name != "nt":
        tmp_path.chmod(0o555)
    try:
        with pytest.raises(EnvironmentProblem, match="file_unwritable"):
            replace_file(marked, lambda new: new.write_text("another"))
        assert marked.read_text() == "as it was"
    finally:
        tmp_path.chmod(0o755)
        marked.chmod(0o644)

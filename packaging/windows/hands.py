"""Keys, clicks, windows and pictures of Windows' desktop, for walk.py and kills.py. Only Windows (or Wine) has what is used here."""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.wintypes
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

user32 = ctypes.windll.user32  # type: ignore[attr-defined]  # only there on Windows
PICTURES = [Path()]  # the folder of this run
BEGAN = time.monotonic()

KEYS = {
    "TAB": 0x09,
    "ENTER": 0x0D,
    "ESCAPE": 0x1B,
    "SPACE": 0x20,
    "UP": 0x26,
    "F2": 0x71,
    "F12": 0x7B,
    "CTRL": 0x11,
    "/": 0xBF,
}


def press(*names: str, pause: float = 0.06) -> None:
    """Press and release keys one after the other, as a keyboard does: they go to the window in front."""
    for name in names:
        for key in (parts := [KEYS.get(part) or ord(part.upper()) for part in name.split("+")]):
            user32.keybd_event(key, 0, 0, 0)
        for key in reversed(parts):
            user32.keybd_event(key, 0, 2, 0)
        time.sleep(pause)


def touch(handle: int, x: int, y: int) -> None:
    """A click at that pixel of a window's inside, at 100 %; a negative `x` counts from the right edge."""
    if x < 0:
        inside = ctypes.wintypes.RECT()
        user32.GetClientRect(ctypes.c_void_p(handle), ctypes.byref(inside))
        x += inside.right
    point = ctypes.wintypes.POINT(x, y)
    user32.ClientToScreen(ctypes.c_void_p(handle), ctypes.byref(point))
    user32.SetCursorPos(point.x, point.y)
    for event in (2, 4):  # left button down, up
        user32.mouse_event(event, 0, 0, 0, 0)
    time.sleep(0.3)


def close(title: str) -> None:
    """Close a window as its own cross does, and wait until it is gone."""
    user32.PostMessageW(ctypes.c_void_p(window(title)), 0x0010, 0, 0)  # WM_CLOSE
    expect(within(30, lambda: not shown(title)), f"«{title}» closes")


def shown(title: str) -> bool:
    """Whether a window whose title holds these words is there."""
    return bool(_find(lambda text: title in text))


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    """Whether something is so before that time is over."""
    until = time.monotonic() + seconds
    while not (held := holds()) and time.monotonic() < until:
        time.sleep(0.3)
    return held


def window(title: str, seconds: float = 60) -> int:
    """Wait for a visible window whose title holds these words, bring it to the front; its handle."""
    until = time.monotonic() + seconds
    while not (found := _find(lambda text: title in text)):
        if time.monotonic() > until:
            expect(False, f"there is a window «{title}»")
        time.sleep(0.2)
    user32.SetForegroundWindow(found)
    time.sleep(1.5)
    return found


def _find(fits: Callable[[str], bool]) -> int:
    found: list[int] = []
    kind = ctypes.WINFUNCTYPE(ctypes.c_bool, ctypes.c_void_p, ctypes.c_void_p)  # type: ignore[attr-defined]

    def look(handle: int, _: int) -> bool:
        text = ctypes.create_unicode_buffer(300)
        user32.GetWindowTextW(ctypes.c_void_p(handle), text, 300)
        if user32.IsWindowVisible(ctypes.c_void_p(handle)) and fits(text.value):
            found.append(handle)
        return True

    user32.EnumWindows(kind(look), 0)
    return found[0] if found else 0


@contextlib.contextmanager
def held(path: Path) -> Iterator[None]:
    """A file that another program has open and shares with nobody."""
    create = ctypes.windll.kernel32.CreateFileW  # type: ignore[attr-defined]
    create.restype = ctypes.c_void_p
    handle = create(str(path), 0x80000000, 0, None, 3, 0, None)  # GENERIC_READ, no sharing, OPEN_EXISTING
    try:
        yield
    finally:
        ctypes.windll.kernel32.CloseHandle(ctypes.c_void_p(handle))  # type: ignore[attr-defined]


def picture(name: str) -> Path:
    """The whole screen as a PNG, taken by another process: Qt's, which must not run in this one."""
    path = PICTURES[0] / f"{name}.png"
    grab = (
        "import sys; from PySide6.QtGui import QGuiApplication as A; a = A([]);"
        " a.primaryScreen().grabWindow(0).save(sys.argv[1])"
    )
    subprocess.run([sys.executable, "-c", grab, path], check=True, timeout=60)
    return path


def expect(holds: bool, what: str) -> None:
    """Stop with words and a picture where it does not hold."""
    if not holds:
        sys.exit(f"walk failed: {what}; see {picture('failed')}")


def say(text: str) -> None:
    """Tell how far it is."""
    print(f"  {time.monotonic() - BEGAN:5.0f} s  {text}", flush=True)

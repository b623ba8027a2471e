"""Types into an X display as a scanner does, key by key at a given pace (XTest). A program of its own, so that it keeps its pace.

    python tests/benchmarks/x_keys.py :DISPLAY < one JSON object a line: {"text": …, "gap": seconds, "end": "Return", "Tab" or ""}

Answers each line with the longest gap that it really left, in seconds. Standard library only: it must start at once.
"""

from __future__ import annotations

import ctypes
import json
import sys
import time

NAMES = {
    "-": "minus", "]": "bracketright", "*": "asterisk", "(": "parenleft", ")": "parenright", "/": "slash",
    "$": "dollar", "+": "plus", ".": "period", "%": "percent", " ": "space",
}  # fmt: skip
SHIFTED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ*()$+%")


class Keys:
    """One display's keyboard."""

    def __init__(self, display: str) -> None:
        self._x, self._test = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XStringToKeysym.restype = ctypes.c_ulong
        self._x.XKeysymToKeycode.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
        self._x.XKeysymToKeycode.restype = ctypes.c_ubyte
        self._x.XFlush.argtypes = [ctypes.c_void_p]
        self._test.XTestFakeKeyEvent.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_ulong]
        self._display = self._x.XOpenDisplay(display.encode())
        if not self._display:
            raise SystemExit(f"no display {display}")

    def press(self, sign: str) -> None:
        """One key down and up, with Shift where the sign needs it."""
        name = NAMES.get(sign, sign.lower() if len(sign) == 1 else sign)
        code = self._x.XKeysymToKeycode(self._display, self._x.XStringToKeysym(name.encode()))
        shift = self._x.XKeysymToKeycode(self._display, self._x.XStringToKeysym(b"Shift_L"))
        strokes = [(code, 1), (code, 0)]
        if sign in SHIFTED:
            strokes = [(shift, 1), *strokes, (shift, 0)]
        for key, down in strokes:
            self._test.XTestFakeKeyEvent(self._display, key, down, 0)
        self._x.XFlush(self._display)

    def scan(self, text: str, gap: float, end: str) -> float:
        """A scan; the longest time that went by between two keys."""
        longest, last = 0.0, 0.0
        due = time.monotonic()
        for sign in [*text, *([end] if end else [])]:
            time.sleep(max(0.0, due - time.monotonic()))
            now = time.monotonic()
            longest = max(longest, now - last if last else 0.0)
            last, due = now, max(due, now) + gap
            self.press(sign)
        return longest


def main() -> None:
    """Scan what is asked for until there is nothing more."""
    keys = Keys(sys.argv[1])
    for line in sys.stdin:
        asked = json.loads(line)
        print(keys.scan(asked["text"], asked["gap"], asked["end"]), flush=True)


if __name__ == "__main__":
    main()

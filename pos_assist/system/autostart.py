"""What begins when somebody signs in: the counter, the relay beside another register. A choice of the person, kept where the system looks for it.

Linux desktops read ~/.config/autostart (freedesktop.org's Desktop Application Autostart Specification), Windows the «Run» key of the
user. This is the one place that knows the difference.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
COUNTER = "pos-assist"
_SPECIAL = re.compile(r'(["`$\\])')  # in a quoted argument of a desktop entry


def is_on(name: str = COUNTER, words: Sequence[str] = ()) -> bool:
    """Whether the program of that entry begins by itself; `words`: with this command."""
    if sys.platform == "win32":
        winreg = _registry()
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN_KEY) as key:
                command = str(winreg.QueryValueEx(key, name)[0])
        except FileNotFoundError:
            return False
        return command.endswith(subprocess.list2cmdline(words))
    try:
        entry = _entry(name).read_text(encoding="utf-8")
    except OSError:
        return False
    return not words or any(
        x.startswith("Exec=") and x.endswith(" ".join(map(_quoted, words))) for x in entry.splitlines()
    )


def switch(on: bool, name: str = COUNTER, words: Sequence[str] = ()) -> None:
    """Choose; `words`: the command that is begun, none for the counter. Raises OSError where the system refuses."""
    if sys.platform == "win32":
        winreg = _registry()
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN_KEY) as key:
            if on:
                first, *rest = program()
                line = " ".join([f'"{first}"', *([subprocess.list2cmdline([*rest, *words])] if rest or words else [])])
                winreg.SetValueEx(key, name, 0, winreg.REG_SZ, line)
            elif is_on(name):
                winreg.DeleteValue(key, name)
        return
    if on:
        _entry(name).parent.mkdir(parents=True, exist_ok=True)
        line = " ".join(_quoted(x) for x in (*program(), *words))
        _entry(name).write_text(
            f"[Desktop Entry]\nType=Application\nName=pos_assist\nExec={line}\nIcon=pos-assist\n", encoding="utf-8"
        )
    else:
        _entry(name).unlink(missing_ok=True)


def program() -> list[str]:
    """What starts this program, as the first words of a command: on Windows the starter without a console, which lies beside the one with."""
    if getattr(sys, "frozen", False):
        here = Path(sys.executable)
        return [str(here.with_name("pos-assist-counter.exe") if sys.platform == "win32" else here)]
    starter = shutil.which(COUNTER, path=str(Path(sys.executable).parent))
    return [str(Path(starter).absolute())] if starter else [sys.executable, "-m", "pos_assist"]


def _quoted(word: str) -> str:
    """As an argument of a desktop entry: its own quoting, then that of a value of the file; a percent sign would be a field."""
    return '"' + _SPECIAL.sub(r"\\\1", word).replace("\\", "\\\\").replace('\\\\"', '\\"').replace("%", "%%") + '"'


def _entry(name: str) -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "autostart" / f"{name}.desktop"


def _registry() -> Any:
    """Windows' registry; a module that exists only there."""
    import winreg  # noqa: PLC0415 — only on Windows

    return winreg

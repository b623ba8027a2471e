"""The counter opens when somebody signs in, or does not: a choice of the person, kept where the system looks for it.

Linux desktops read ~/.config/autostart (freedesktop.org's Desktop Application Autostart Specification), Windows the «Run» key of the
user. This is the one place that knows the difference.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

_RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
_NAME = "pos-assist"


def is_on() -> bool:
    """Whether the counter opens by itself."""
    if sys.platform == "win32":
        winreg = _registry()
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN_KEY) as key:
                winreg.QueryValueEx(key, _NAME)
        except FileNotFoundError:
            return False
        return True
    return _entry().exists()


def switch(on: bool) -> None:
    """Choose. Raises OSError where the system refuses."""
    if sys.platform == "win32":
        winreg = _registry()
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN_KEY) as key:
            if on:
                winreg.SetValueEx(key, _NAME, 0, winreg.REG_SZ, f'"{_program()}"')
            elif is_on():
                winreg.DeleteValue(key, _NAME)
        return
    if on:
        _entry().parent.mkdir(parents=True, exist_ok=True)
        program = str(_program()).replace("\\", "\\\\").replace('"', '\\"')
        _entry().write_text(
            f'[Desktop Entry]\nType=Application\nName=pos_assist\nExec="{program}"\nIcon=pos-assist\n', encoding="utf-8"
        )
    else:
        _entry().unlink(missing_ok=True)


def _program() -> Path:
    """What opens the counter: on Windows the starter without a console, which lies beside the one with."""
    if getattr(sys, "frozen", False):
        program = Path(sys.executable)
        return program.with_name("pos-assist-counter.exe") if sys.platform == "win32" else program
    return Path(
        shutil.which(_NAME, path=str(Path(sys.executable).parent)) or shutil.which(_NAME) or sys.argv[0]
    ).absolute()


def _entry() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "autostart" / f"{_NAME}.desktop"


def _registry() -> Any:
    """Windows' registry; a module that exists only there."""
    import winreg  # noqa: PLC0415 — only on Windows

    return winreg

"""The counter opens by itself only where the person chose so; on Windows shown with a stand-in for its registry."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from pos_assist.cli.main import main
from pos_assist.system import autostart


@pytest.mark.skipif(os.name == "nt", reason="a path with a quotation mark, as only Linux has them")
def test_on_linux_it_is_a_desktop_entry_that_starts_this_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", '/opt/pos "assist"/pos-assist')
    assert not autostart.is_on()
    autostart.switch(True)
    entry = (tmp_path / "autostart" / "pos-assist.desktop").read_text(encoding="utf-8")
    assert 'Exec="/opt/pos \\"assist\\"/pos-assist"' in entry
    assert autostart.is_on()
    autostart.switch(False)
    autostart.switch(False)  # twice does no harm
    assert not autostart.is_on()


def test_on_windows_it_is_the_run_key_of_the_user_and_the_starter_without_a_console(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    values: dict[str, str] = {}

    @contextmanager
    def key(_root: object, path: str) -> Iterator[None]:
        assert path == r"Software\Microsoft\Windows\CurrentVersion\Run"
        yield

    def query(_key: object, name: str) -> tuple[str, int]:
        if name not in values:
            raise FileNotFoundError(name)
        return values[name], 1

    registry = SimpleNamespace(
        HKEY_CURRENT_USER=1, REG_SZ=1, OpenKey=key, CreateKey=key, QueryValueEx=query,
        SetValueEx=lambda _key, name, _zero, _kind, value: values.__setitem__(name, value),
        DeleteValue=lambda _key, name: values.pop(name),
    )  # fmt: skip
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/Programs/pos-assist/pos-assist.exe")
    monkeypatch.setattr(autostart, "_registry", lambda: registry)
    assert not autostart.is_on()
    autostart.switch(True)
    starter = Path("/Programs/pos-assist/pos-assist-counter.exe")
    assert values == {"pos-assist": f'"{starter}"'}
    assert autostart.is_on()
    autostart.switch(True, "pos-assist-relay", ["relay", "--shop", r"C:\Users\a b\kanda.db"])
    assert values["pos-assist-relay"] == f'"{starter}" relay --shop "C:\\Users\\a b\\kanda.db"'
    autostart.switch(False)
    autostart.switch(False)
    assert not autostart.is_on()
    assert autostart.is_on("pos-assist-relay"), "each is chosen by itself"
    assert autostart.is_on("pos-assist-relay", ["relay", "--shop", r"C:\Users\a b\kanda.db"])
    assert not autostart.is_on("pos-assist-relay", ["relay", "--shop", r"C:\Users\a b\tsukiji.db"])
    autostart.switch(False, "pos-assist-relay")
    assert values == {}


def test_the_command_says_how_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert main(["autostart", "on", "--lang", "en"]) == 0
    assert "when you sign in" in capsys.readouterr().out
    assert main(["autostart", "off", "--lang", "en"]) == 0
    assert "when you start it" in capsys.readouterr().out

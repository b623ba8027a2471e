"""In a shop with staff nobody signs with another's name: a PIN, or the terminal's user as such."""

from __future__ import annotations

import getpass
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from pos_assist.cli.main import USAGE, main
from pos_assist.storage import Storage
from tests.conftest import CopySample

Run = Callable[..., str]


@pytest.fixture
def run(
    tmp_path: Path, copy_sample: CopySample, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Run:
    copy_sample("burger", tmp_path / "burger.db")
    with Storage.open(tmp_path / "burger.db") as storage:
        storage.staff.found("Sato", "481516")

    def run_command(*words: str, typed: str = "", code: int = 0) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        assert main([*words, "--data-dir", str(tmp_path), "--shop", "burger", "--lang", "en"]) == code
        out, err = capsys.readouterr()
        return out + err

    return run_command


def signed(folder: Path) -> list[str]:
    with Storage.open(folder / "burger.db", readonly=True) as storage:
        return [x.who for x in storage.changes.history()]


def test_another_name_without_its_pin_changes_nothing(run: Run, tmp_path: Path) -> None:
    run("settings", "set", "control_share", "25", "--who", "Sato", typed="000000\n", code=USAGE)
    run("settings", "set", "control_share", "25", "--who", "Nobody", typed="481516\n", code=USAGE)
    assert signed(tmp_path) == []
    assert run("settings", "get", "control_share") == "0\n"


def test_the_right_pin_signs(run: Run, tmp_path: Path) -> None:
    run("settings", "set", "control_share", "25", "--who", "Sato", typed="481516\n")
    assert signed(tmp_path) == ["Sato"]


def test_without_a_name_the_terminals_user_stands_there_as_such(run: Run, tmp_path: Path) -> None:
    run("settings", "set", "control_share", "25")
    assert signed(tmp_path) == [f"terminal: {getpass.getuser()}"]

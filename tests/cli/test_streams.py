"""What goes through a pipe is UTF-8 whatever the machine's code page is; a starter without a console has no streams."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = [sys.executable, "-m", "pos_assist"]
ROOT = Path(__file__).parents[2]


def piped(folder: Path, *words: str, page: str, given: bytes = b"") -> tuple[bytes, bytes]:
    """What a command writes to its pipes on a machine of that code page."""
    environ = {**os.environ, "PYTHONIOENCODING": page, "PYTHONUTF8": "0"}
    command = [*PROGRAM, *words, "--data-dir", str(folder)]
    done = subprocess.run(command, input=given, capture_output=True, cwd=ROOT, env=environ, check=False)
    return done.stdout, done.stderr


@pytest.mark.parametrize("page", ["cp932", "cp1252", "ascii"])
def test_names_and_yen_signs_pass_a_pipe_unharmed(folder: Path, page: str) -> None:
    out, err = piped(folder, "ring", "チーズバーガー", "--lang", "ja", page=page)
    assert "チーズバーガー" in out.decode("utf-8")
    assert "¥240" in out.decode("utf-8")
    assert err == b""


@pytest.mark.parametrize("page", ["cp932", "cp1252"])
def test_what_programs_read_is_utf_8(folder: Path, page: str) -> None:
    out, _ = piped(folder, "ring", "--json", "チーズバーガー", page=page)
    assert json.loads(out.decode("utf-8"))["lines"][0]["name"] == "チーズバーガー"


def test_a_problem_is_told_in_utf_8_too(folder: Path) -> None:
    out, err = piped(folder, "ring", "そんな品はない", "--lang", "ja", page="cp1252")
    assert out == b""
    assert "そんな品はない" in err.decode("utf-8")


def test_paths_that_programs_send_are_read_as_utf_8(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "九月の売上.csv"
    file.write_text("receipt_id,timestamp,item,price\n1,2026-11-01 10:00:00,パン,180\n", encoding="utf-8")
    asked = [str(tmp_path / "made.db"), str(file)]
    out, err = piped(
        folder, "import", "receipts", "--serve", "--shop", asked[0], page="cp1252", given=f"{file}\n".encode()
    )
    answer = json.loads(out.decode("utf-8").splitlines()[0])
    assert answer["receipts"] == 1, (answer, err)


def test_a_starter_without_a_console_runs_commands_all_the_same(folder: Path) -> None:
    script = (
        "import sys; sys.stdin = sys.stdout = sys.stderr = None\n"
        "from pos_assist.cli.main import main\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    (folder / "more.csv").write_text("receipt_id,timestamp,item,price\n1,2026-11-01 10:00:00,パン,180\n", "utf-8")
    command = [sys.executable, "-c", script, "import", "receipts", str(folder / "more.csv"), "--shop", "new.db"]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    command += ["--data-dir", str(folder)]
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert (folder / "new.db").exists()


@pytest.mark.parametrize("screen", [{}, {"DISPLAY": ":987"}, {"WAYLAND_DISPLAY": "nowhere"}])
def test_no_window_opens_where_none_is_wanted_and_the_picture_is_written(
    screen: dict[str, str], tmp_path: Path
) -> None:
    environ = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    command = [*PROGRAM, "--data-dir", str(tmp_path / "new"), "--lang", "ja", "--no-window"]
    environ |= {"PYTHONPATH": str(ROOT), **screen}
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=tmp_path, env=environ, check=True)
    assert done.stderr == ""
    assert "画面がない" not in done.stdout  # there may well be one
    assert "チーズバーガー" in done.stdout
    assert (tmp_path / "pos-assist-counter.png").read_bytes().startswith(b"\x89PNG")

"""What is written down for whoever helps: whatever becomes of the log, nothing but sentences reaches the person at the till."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from pos_assist.cli.main import ENVIRONMENT, main
from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.system import log

PROBLEM = EnvironmentProblem("read_only", file="x", detail="SQLITE_READONLY")


@pytest.fixture(params=["full disk", "folder in the way"])
def data(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A data folder whose log cannot be written."""
    if request.param == "full disk":
        if not Path("/dev/full").exists():
            pytest.skip("a full disk as Linux has one")
        (tmp_path / log.FOLDER).mkdir()
        (tmp_path / log.FOLDER / "pos-assist.log").symlink_to("/dev/full")
    else:
        (tmp_path / log.FOLDER / "pos-assist.log").mkdir(parents=True)
    return tmp_path


def test_a_log_that_cannot_be_written_says_nothing_on_the_terminal(
    data: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])  # pytest's own, which hide what a program would print
    log.trouble_of(data, PROBLEM)
    handler = log.start(data)
    log.trouble(PROBLEM)
    logging.getLogger("pos_assist.storage").warning("the clock went back")
    log.stop(handler)
    assert capfd.readouterr().err == ""
    (data / "x.db").mkdir()
    assert main(["shop", "info", "--data-dir", str(data), "--shop", "x", "--lang", "en"]) == ENVIRONMENT
    said = capfd.readouterr().err
    assert said.startswith("pos-assist: ")
    assert said.count("\n") == 1


def test_a_log_that_can_be_written_has_the_line(tmp_path: Path) -> None:
    log.trouble_of(tmp_path, PROBLEM)
    [file] = log.files(tmp_path)
    assert "read_only" in file.read_text(encoding="utf-8")

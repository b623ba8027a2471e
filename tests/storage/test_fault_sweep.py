"""Whatever fails under a command is told in words that name no code, and loses no acknowledged sale (fault_sweep.py has more)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.storage.fault_sweep import COMMANDS, FAULTS, prepare, run

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace makes the calls fail"),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepare(tmp_path_factory.mktemp("made"))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_fault_under_a_command_is_told_in_words(made: Path, command: str) -> None:
    step = 1 + list(COMMANDS).index(command) % 3  # the command on its own tries the other steps
    wrong = {fault: found for fault in FAULTS if (found := run(made, command, fault, step)).wrong()}
    assert not wrong, {fault: (found.wrong(), found.said) for fault, found in wrong.items()}

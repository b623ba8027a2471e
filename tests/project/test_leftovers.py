"""A test that leaves something behind fails, so that one test cannot disturb another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

CONFTEST = Path(__file__).parents[1] / "conftest.py"
INI = """[pytest]
qt_api = pyside6
qt_log_level_fail = WARNING
filterwarnings = error
"""


LEAVING = [
    ("keep.append(QWidget())", "window QWidget"),
    ("timer = QTimer(qapp); timer.start(10_000)", "running timer"),
    ("keep.append(QThread()); keep[-1].start()", "running QThread"),
    ("threading.Thread(target=wait, daemon=True, name='till').start()", "thread 'till'"),
    ("qWarning('the printer is on fire')", "the printer is on fire"),
    ("warnings.warn('old')", "UserWarning: old"),
    ("QThreadPool.globalInstance().start(wait)", "work in the global thread pool"),
]
TIDY = [
    "time.sleep(1.0)  # until the pool's work is done",
    "qtbot.addWidget(QWidget())",
    "widget = QWidget(); widget.deleteLater()",
    "timer = QTimer(qapp); timer.start(10_000); timer.stop()",
    "thread = threading.Thread(target=print); thread.start()",
    "thread = QThread(); thread.start(); thread.quit(); thread.wait()",
    "pass",
]


def test_what_a_test_leaves_behind_fails_it_and_a_tidy_one_passes(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one run, so that each tidy test follows on the untidy ones and must not be blamed for them."""
    monkeypatch.setenv("PYTHONPATH", str(CONFTEST.parents[1]))  # the conftest imports what lies beside it
    pytester.makeini(INI)
    pytester.makeconftest(CONFTEST.read_text(encoding="utf-8").replace("_GRACE = 2.0", "_GRACE = 0.2"))
    bodies = [*(body for body, _ in LEAVING), *TIDY]
    pytester.makepyfile(
        HEAD + "".join(f"\ndef test_{n:02}(qtbot, qapp):\n    {body}\n" for n, body in enumerate(bodies)) + TAIL
    )
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-rA")
    said = result.stdout.str()
    for n, (_, told) in enumerate(LEAVING):
        assert re.search(rf"(ERROR|FAILED) \S+::test_{n:02}\b", said), (n, said)
        assert told in said
    assert said.count("\nERROR ") + said.count("\nFAILED ") == len(LEAVING), said


HEAD = """
import threading, time, warnings
from PySide6.QtCore import QThread, QThreadPool, QTimer, qWarning
from PySide6.QtWidgets import QWidget
keep = []
def wait(): time.sleep(0.8)
"""
# Qt aborts the process when a thread is destroyed while it runs.
TAIL = """
def test_last():
    for it in keep:
        if isinstance(it, QThread):
            it.quit()
            it.wait()
"""

"""Shared by every test: Qt without a screen, and nothing left behind.

Qt's own warnings fail a test too (`qt_log_level_fail` in pyproject.toml), as do Python's (`filterwarnings`).
"""

from __future__ import annotations

import gc
import os
import random
import shutil
import sqlite3
import sys
import threading
import time
import weakref
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import is_hypothesis_test

from pos_assist.i18n.translate import language, set_language
from pos_assist.shop import make_sample
from pos_assist.system import clock
from tests import profiles  # noqa: F401 — sets the profile of the properties
from tests.devices.fake_printer import FakePrinter, a_printer

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt, which aborts without a display
if sys.platform == "win32":  # there that platform looks for fonts in Qt's own folder, which has none
    os.environ.setdefault("QT_QPA_FONTDIR", os.path.join(os.environ["WINDIR"], "Fonts"))  # noqa: PTH118 — as the system writes it

_GRACE = 2.0  # seconds for a thread that was told to stop to do so


TODAY = datetime(2026, 11, 21, 12, 0)  # a Saturday, after every receipt of the samples


_COUNTED = pytest.StashKey[bool]()  # whether the coverage counts what a test reaches
_CASES = 2  # of one test that are counted


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Coverage makes Python two or three times as slow, and the floors should not rest on chance: it counts what the first
    cases of each test reach, and no example of a property. The mutation run, which asks who comes by, counts all."""
    cases: Counter[str] = Counter()
    for item in items:
        name = item.nodeid.partition("[")[0]
        cases[name] += 1
        is_property = is_hypothesis_test(getattr(item, "obj", None))
        every = bool(config.getoption("cov_context", None))
        item.stash[_COUNTED] = every or (cases[name] <= _CASES and not is_property)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, bool, bool]:
    """Run a test with the coverage's eyes open or shut."""
    counting = None
    if not item.stash.get(_COUNTED, True) and "coverage" in sys.modules:  # it is not among what is pinned for Windows
        from coverage import Coverage  # noqa: PLC0415 — lazy: as above

        counting = Coverage.current()
    if counting:
        counting.stop()
    try:
        return (yield)
    finally:
        if counting:
            counting.start()


def pytest_collection_finish() -> None:
    """What the collected tests are made of stays until the end: no search for garbage has to walk through it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def never_the_real_clock() -> Iterator[None]:
    """The machine's time is noon of one Saturday, whenever the tests run; a test of other hours brings its own clock."""
    machine, clock.machine_time = clock.machine_time, lambda: TODAY
    yield
    clock.machine_time = machine


@pytest.fixture(autouse=True)
def in_japanese() -> None:
    """Every test begins in Japanese, whatever the one before it chose: the language is the process's."""
    if language() != "ja":
        set_language("ja")


CopySample = Callable[[str, Path], Path]


@pytest.fixture(scope="session")
def copy_sample(tmp_path_factory: pytest.TempPathFactory) -> CopySample:
    """Puts a sample shop, made once in a run (its counts take a second), where a test wants it: copy_sample("burger", path).

    The mutation run, which starts the tests hundreds of times, keeps what was made between the starts.
    """
    kept = os.environ.get("POS_ASSIST_SAMPLES")
    folder = Path(kept) if kept else tmp_path_factory.mktemp("samples")

    def copy(name: str, path: Path) -> Path:
        made = folder / f"{name}.db"
        if not made.exists():
            make_sample(name, made)
            with closing(sqlite3.connect(made)) as connection:  # it was never opened: a copy is no copy of a shop
                connection.execute("DELETE FROM state WHERE name = 'machine_mark'")
                connection.commit()
        path.parent.mkdir(parents=True, exist_ok=True)
        for suffix in (".db", ".journal", ".anchor"):
            shutil.copyfile(made.with_suffix(suffix), path.with_suffix(suffix))
        for backup in (folder / f"{name}-backups").iterdir():
            beside = path.parent / f"{path.stem}-backups" / backup.name.replace(name, path.stem, 1)
            beside.parent.mkdir(exist_ok=True)
            shutil.copyfile(backup, beside)
        return path

    return copy


@pytest.fixture
def same_keys() -> Callable[[], str]:
    """Keys for orders, the same in every run: what an order is offered depends on its key (exploration)."""
    dice = random.Random(20261122)
    return lambda: f"{dice.getrandbits(128):032x}"


@pytest.fixture
def printer() -> Iterator[FakePrinter]:
    """A receipt printer that answers."""
    with a_printer() as made:
        yield made


@pytest.fixture
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A printer that does not answer is given up as by the usual limits, sooner."""
    for name, seconds in (
        ("STATUS_SECONDS", 0.6),
        ("WRITE_SECONDS", 1.0),
        ("CONFIRM_SECONDS", 1.0),
        ("LOOK_AGAIN", 0.05),
    ):
        monkeypatch.setattr(f"pos_assist.devices.printer.{name}", seconds)
    monkeypatch.setattr("pos_assist.services.printing.print_worker.BACK_OFF", (0.05,))


@pytest.fixture(autouse=True)
def nothing_left_over(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that leaves threads behind; one that uses Qt, top-level widgets, running timers or worker threads too."""
    threads = set(threading.enumerate())
    uses_qt = any(name in request.fixturenames for name in ("qtbot", "qapp"))
    qt_leftovers = _watch_qt(monkeypatch) if uses_qt else list
    yield
    left = qt_leftovers()
    until = time.monotonic() + _GRACE
    for thread in set(threading.enumerate()) - threads:
        # Qt's own threads, seen once as they call into Python, end with Qt.
        if isinstance(thread, threading._DummyThread):
            continue
        thread.join(max(0.0, until - time.monotonic()))
        if thread.is_alive():
            left.append(f"thread {thread.name!r}")
    if left:
        pytest.fail("left behind: " + ", ".join(left), pytrace=False)


def _watch_qt(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Note what is started from now on; the answer names what of it is still there."""
    from PySide6.QtCore import QCoreApplication, QEvent, QThread, QThreadPool, QTimer  # noqa: PLC0415 — lazy: few tests need Qt
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 — lazy: as above

    started: list[weakref.ref[Any]] = []

    def note_starts_of(kind: type) -> None:
        start = kind.start  # type: ignore[attr-defined]

        def noting(self: Any, *args: Any, **kwargs: Any) -> None:
            started.append(weakref.ref(self))
            start(self, *args, **kwargs)

        monkeypatch.setattr(kind, "start", noting)

    note_starts_of(QTimer)
    note_starts_of(QThread)
    before = {id(widget) for widget in QApplication.topLevelWidgets()} if QApplication.instance() else set()

    def leftovers() -> list[str]:
        if QApplication.instance() is None:
            return []
        # A widget given to deleteLater() is as good as gone; one that only a reference cycle holds is collected.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        if any(id(widget) not in before for widget in QApplication.topLevelWidgets()):
            gc.collect()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        left = [
            f"window {type(widget).__name__} {widget.objectName()!r}"
            for widget in QApplication.topLevelWidgets()
            if id(widget) not in before and widget.parent() is None
        ]
        import shiboken6  # noqa: PLC0415 — lazy: as above

        for reference in started:
            it = reference()
            if it is None or not shiboken6.isValid(it):
                continue
            if isinstance(it, QTimer) and it.isActive():
                left.append(f"running timer of {type(it.parent()).__name__}")
            elif isinstance(it, QThread) and not it.wait(int(_GRACE * 1000)):
                left.append(f"running QThread {it.objectName()!r}")
        if not QThreadPool.globalInstance().waitForDone(int(_GRACE * 1000)):
            left.append("work in the global thread pool")
        return left

    return leftovers

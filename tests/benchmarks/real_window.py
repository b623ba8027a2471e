"""The program in a real window on a display of its own, within this process; keys come to it from outside, through X."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pos_assist.desktop.app import Program

HERE = Path(__file__).parent
LABELS = {"cheeseburger": "23456", "hamburger": "2345678", "teriyaki-burger": "AB-12cd34"}  # added to the sample


def make_sample(folder: Path) -> Path:
    """The burger sample with short labels and the end of its history; the path of its file."""
    from pos_assist.shop import make_shop  # noqa: PLC0415 — lazy: heavy
    from tests.samples import short_files  # noqa: PLC0415 — lazy: as above

    files = short_files("burger", folder / "files", 300)
    items = (files / "items.csv").read_text(encoding="utf-8").splitlines()
    column = items[0].split(",").index("barcodes")
    for i, line in enumerate(items):
        cells = line.split(",")
        if label := LABELS.get(cells[0]):
            cells[column] += f" {label}"
            items[i] = ",".join(cells)
    (files / "items.csv").write_text("\n".join(items) + "\n", encoding="utf-8")
    make_shop(files, folder / "burger.db")
    return folder / "burger.db"


class Bench:
    """The program, its event loop, and a scanner on its display."""

    def __init__(self, program: Program, sender: subprocess.Popen[str]) -> None:
        self.program = program
        self.window = program.window
        self._sender = sender
        self.struck: list[float] = []  # when the display got each key, in seconds

    def turn(self, seconds: float) -> None:
        """Let the program run for that long, as it runs by itself: it sleeps where nothing comes."""
        from PySide6.QtCore import QEventLoop, QTimer  # noqa: PLC0415 — lazy: the platform is chosen first

        loop = QEventLoop()
        QTimer.singleShot(max(1, round(1000 * seconds)), loop.quit)
        loop.exec()

    def scan(self, text: str, gap: float, end: str) -> float:
        """One scan, until the program is sure that it is over; the longest gap between two keys as the display had them."""
        self.struck.clear()
        assert self._sender.stdin is not None
        assert self._sender.stdout is not None
        self._sender.stdin.write(json.dumps({"text": text, "gap": gap, "end": end}) + "\n")
        self._sender.stdin.flush()
        os.set_blocking(self._sender.stdout.fileno(), False)
        answer = ""
        while not answer.endswith("\n"):
            self.turn(0.01)
            answer += self._sender.stdout.readline() or ""
        until = time.monotonic() + 20
        while len(self.struck) < len(text) + bool(end) and time.monotonic() < until:
            self.turn(0.01)
        while self.window.keyboard._run is not None and time.monotonic() < until:
            self.turn(0.01)
        self.turn(0.05)
        return max((b - a for a, b in pairwise(self.struck)), default=0.0)

    def pace(self) -> float:
        """The median gap of the last scan's keys as the display had them."""
        return median([b - a for a, b in pairwise(self.struck)] or [0.0])


@contextmanager
def bench(shop_file: Path, screen: dict[str, str]) -> Iterator[Bench]:
    """The program on the screen of that environment, its window in front and listening."""
    os.environ |= screen
    from PySide6.QtCore import QEvent, QObject, Qt  # noqa: PLC0415 — lazy: the platform is chosen first
    from PySide6.QtGui import QKeyEvent  # noqa: PLC0415 — lazy: as above
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 — lazy: as above

    from pos_assist.desktop.app import Program  # noqa: PLC0415 — lazy: as above
    from pos_assist.shop import open_shop  # noqa: PLC0415 — lazy: as above

    app = QApplication.instance() or QApplication(["scanning"])
    assert isinstance(app, QApplication)
    shop = open_shop(shop_file)
    program = Program(app, shop, chosen_language="ja")
    program.window.resize(1366, 768)
    program.window.show()
    app.installEventFilter(program.window.keyboard)
    sender = subprocess.Popen(
        [sys.executable, str(HERE / "x_keys.py"), screen["DISPLAY"]],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    made = Bench(program, sender)

    class Ear(QObject):
        """Hears each key once, as it reaches the program."""

        def eventFilter(self, target: QObject, event: QEvent) -> bool:  # noqa: N802 — Qt's name
            """Note when it was struck."""
            if (
                isinstance(event, QKeyEvent)
                and event.type() == QEvent.Type.KeyPress
                and target.isWindowType()
                and event.key() != Qt.Key.Key_Shift
            ):
                made.struck.append(event.timestamp() / 1000)
            return False

    ear = Ear()
    app.installEventFilter(ear)
    made.turn(1.0)
    subprocess.run(["xdotool", "windowfocus", str(int(program.window.winId()))], check=True)
    made.turn(0.5)
    try:
        yield made
    finally:
        assert sender.stdin is not None
        sender.stdin.close()
        sender.wait()
        app.removeEventFilter(ear)
        program.close()
        shop.close()

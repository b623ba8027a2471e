"""How fast the counter is: process start to a painted, usable window beside a bare one, and a ring-up to its last frame.

    python tests/benchmarks/counter.py [--shop SHOP.db | --large] [--starts 10] [--rings 600]

Without --shop the burger sample is made in a temporary folder; with --large a shop of 20,000 items and 1,000,000 receipts
is made too (minutes), and both are measured. Milliseconds depend on the machine; the ratios are the figures
to watch. QT_QPA_PLATFORM is «offscreen» unless it is set.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# As an installed program runs: with its modules compiled.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

# The first frame: asked for when the window is about to paint, answered when everything in it was painted and flushed.
BARE = """
import sys, time
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget
class Window(QWidget):
    def event(self, event):
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, painted)
        return super().event(event)
def painted():
    print(time.monotonic(), time.process_time(), flush=True)
    QApplication.quit()
app = QApplication([])
window = Window()
window.resize(1366, 768)
label = QLabel("pos-assist", window)
window.show()
app.exec()
"""
OURS = """
import gc, sys, time
gc.disable()  # as __main__ does
import pos_assist.cli.main, pos_assist.desktop  # before Qt, as a start has them: PySide reads the source of what comes after it
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication
from pos_assist.desktop.counter_window.counter_window import CounterWindow
before = CounterWindow.event
def event(self, event):
    if event.type() == QEvent.Type.Paint:
        CounterWindow.event = before
        QTimer.singleShot(0, painted)
    return before(self, event)
def painted():
    print(time.monotonic(), time.process_time(), flush=True)
    QApplication.quit()
CounterWindow.event = event
from pos_assist.__main__ import main
sys.argv = ["pos-assist", "--shop", sys.argv[1]]
sys.exit(main())
"""


def start(program: str, *args: str) -> tuple[float, float]:
    """Seconds from the start of the process to its first painted and flushed frame, and of processor time until then."""
    begun = time.monotonic()
    out = subprocess.run(
        [sys.executable, "-c", program, *args], check=True, capture_output=True, text=True, env=_ENVIRONMENT
    ).stdout
    painted, used = map(float, out.split()[:2])
    return painted - begun, used


def starts(shop: Path, runs: int) -> None:
    """Both programs in turn, so that a busy moment meets both."""
    bare, ours = [], []
    for i in range(runs + 1):
        one, other = start(BARE), start(OURS, str(shop))
        if i:  # the first pair warms the disk
            bare.append(one)
            ours.append(other)
    ratios = [o[0] / b[0] for o, b in zip(ours, bare, strict=True)]
    bare_wall, ours_wall = (statistics.median(x[0] for x in runs) for runs in (bare, ours))
    bare_cpu, ours_cpu = (statistics.median(x[1] for x in runs) for runs in (bare, ours))
    print(f"start to painted   bare window {_ms(bare_wall)}   counter {_ms(ours_wall)}")
    print(f"  ratio of medians {ours_wall / bare_wall:.2f}   best pair {min(ratios):.2f}   (at most 2, aim 1.6)")
    print(f"  processor time   bare window {_ms(bare_cpu)}   counter {_ms(ours_cpu)}   ratio {ours_cpu / bare_cpu:.2f}")


def rings(shop: Path, count: int) -> None:
    """Item keys pressed and barcodes scanned in a real window; each until its frame is painted."""
    from PySide6.QtCore import QEvent, QObject, Qt  # noqa: PLC0415 — lazy: not in the parent of the starts
    from PySide6.QtTest import QTest  # noqa: PLC0415 — lazy: as above
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 — lazy: as above

    from pos_assist.desktop.app import Post, Program  # noqa: PLC0415 — lazy: as above
    from pos_assist.services.till.commands import Command  # noqa: PLC0415 — lazy: as above
    from pos_assist.services.till.till import TOO_SOON  # noqa: PLC0415 — lazy: as above
    from pos_assist.shop import open_shop  # noqa: PLC0415 — lazy: as above

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    program = Program(app, open_shop(shop, post=Post()))
    window, till = program.window, program.shop.till
    frames: list[float] = []

    class Frames(QObject):
        def eventFilter(self, _target: QObject, event: QEvent) -> bool:  # noqa: N802 — Qt's name
            if event.type() == QEvent.Type.UpdateRequest:
                frames.append(time.perf_counter())
            return False

    window.resize(1366, 768)
    window.show()
    watcher = Frames()
    window.installEventFilter(watcher)
    app.installEventFilter(window.keyboard)
    _settle(app)
    times: dict[str, list[float]] = {"key": [], "scan": []}
    painted: dict[str, list[int]] = {"key": [], "scan": []}
    for i in range(count):
        if len(till.view.order.lines) >= 12:
            program.window.do(Command.PAY)
            time.sleep(TOO_SOON)  # money is not taken sooner
            program.window.actions_.enter()
            _settle(app)
        keys = [key for key in window.grid.keys[: window.grid.shown] if key.item and not key.item.sold_out]
        key = keys[i * 7 % len(keys)]
        barcode = key.item.barcodes[0] if key.item and key.item.barcodes else ""
        how = "scan" if barcode and i % 2 else "key"
        frames.clear()
        if how == "scan":
            QTest.keyClicks(window, barcode)
            begun = time.perf_counter()
            QTest.keyClick(window, Qt.Key.Key_Return)
        else:
            begun = time.perf_counter()
            QTest.mouseClick(key, Qt.MouseButton.LeftButton)
        app.processEvents()
        times[how].append(time.perf_counter() - begun)
        painted[how].append(len(frames))
        _settle(app)
    for how, taken in times.items():
        if not taken:  # a shop without barcodes
            continue
        taken.sort()
        p50, p95, p99 = (taken[min(len(taken) - 1, int(len(taken) * q))] for q in (0.5, 0.95, 0.99))
        print(f"ring-up by {how:<5} p50 {_ms(p50)}   p95 {_ms(p95)}   p99 {_ms(p99)}   (p99 at most 16.7 ms)")
        print(
            f"  frames: {statistics.mean(painted[how]):.2f}"
            + (" (two of them the key's own, pressed and released)" if how == "key" else "")
        )
    print(f"  peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    program.close()
    program.shop.close()


def _settle(app: object) -> None:
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 — lazy: as above

    for _ in range(3):
        QApplication.processEvents()


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:6.1f} ms"


def main() -> None:
    """Measure both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shop", type=Path, help="a shop's .db file")
    parser.add_argument("--starts", type=int, default=10)
    parser.add_argument("--rings", type=int, default=600)
    parser.add_argument("--large", action="store_true", help="a shop of 20,000 items and 1,000,000 receipts, too")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shops = [args.shop] if args.shop else [Path(folder) / "burger.db"]
        if not args.shop:
            from pos_assist.shop import make_sample  # noqa: PLC0415 — lazy: only where no shop was given

            make_sample("burger", shops[0])
        if args.large:
            sys.path.insert(0, str(Path(__file__).parents[2]))  # run as a script
            from tests.benchmarks.panel import large_shop  # noqa: PLC0415 — lazy: as above

            shops.append(Path(folder) / "large.db")
            large_shop(shops[-1], 20_000, 1_000_000)
        if len(shops) > 1:  # each in a process of its own, for its peak memory
            for shop in shops:
                print(f"== {shop.stem}", flush=True)
                counts = ["--starts", str(args.starts), "--rings", str(args.rings)]
                subprocess.run([sys.executable, __file__, "--shop", shop, *counts], check=True)
            return
        if args.starts:
            starts(shops[0], args.starts)
        if args.rings:
            rings(shops[0], args.rings)


if __name__ == "__main__":
    main()

"""A monkey at the counter: random keys, scans, touches in the real window, the money checked after each.

    python tests/benchmarks/monkey.py [ACTIONS] [--seed 1]

10,000 actions are the full run. The window is a real one, on the screen that there is (DISPLAY) or, without, on Qt's own; the
clock is the monkey's, so that no second is waited. What it found is printed with the last dozen things that were done.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).parents[2]))
if "DISPLAY" not in os.environ:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.shared import theme
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.i18n.translate import set_language
from pos_assist.shop import open_shop
from tests.benchmarks.real_window import make_sample
from tests.desktop.hands import Clock
from tests.desktop.monkey import Monkey


def main() -> int:
    """Let the monkey act; 1 where the money was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("actions", nargs="?", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    app = QApplication([])
    theme.apply(app, "light")
    set_language("ja")
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        shop = open_shop(make_sample(Path(folder)), ticks=clock)
        window = CounterWindow(shop.till, shop.name, "1", Shortcuts())
        window.keyboard._clock = clock
        app.installEventFilter(window.keyboard)
        window.resize(1366, 768)
        window.show()
        window.activateWindow()
        app.processEvents()
        monkey = Monkey(window, shop, clock, args.seed)
        began, done = time.process_time(), 0
        try:
            while done < args.actions:
                done += 1
                monkey.act()
        except AssertionError as wrong:
            print(f"action {done}: {wrong}")
            return 1
        finally:
            app.removeEventFilter(window.keyboard)
            window.close()
            shop.close()
    seconds = time.process_time() - began
    print(
        f"{done:,} actions, {monkey.sold:,} sales: every total, tender and receipt explained ({seconds:.0f} s processor time)"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

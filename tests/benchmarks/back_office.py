"""The back office with a large shop: how long a page takes to open, a keystroke in the search to repaint, what memory it
takes. `python tests/benchmarks/back_office.py [ITEMS]`. Figures in ms and MB; the limits are those of issue 6.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pos_assist.desktop.back_office.back_office_window import ENTRIES, BackOffice
from pos_assist.desktop.back_office.items_page import ItemsPage
from pos_assist.desktop.shared import theme
from pos_assist.i18n.translate import set_language
from pos_assist.shop import make_sample, open_shop

PAGE, KEYSTROKE = 300, 50  # ms


def main() -> int:
    """Measure and print; 1 where a limit is missed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    set_language("ja")
    missed = False
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.db"
        make_sample("burger", path)
        shop = open_shop(path)
        _fill(shop.storage.catalog.put_items, shop.storage.catalog.item("cola-m"), count)
        before = _memory()
        start = time.perf_counter()
        window = BackOffice(shop, "benchmark")
        window.resize(1366, 768)
        window.show()
        app.processEvents()
        print(f"window with the items {(time.perf_counter() - start) * 1000:7.0f} ms")
        for name in ENTRIES:
            took = _timed(lambda name=name: _paint(app, lambda: window.turn_to(name)))  # type: ignore[misc]
            missed |= took > PAGE
            print(f"page {name:10} {took:7.0f} ms   limit {PAGE}")
            while window.context.work.busy:
                app.processEvents()
        page = window.turn_to("items")
        assert isinstance(page, ItemsPage)
        page.search.setFocus()
        strokes = []
        for sign in "item 1234":
            QTest.keyClicks(page.search, sign)
            strokes.append(_timed(lambda: _paint(app, page.reload)))
        missed |= median(strokes) > KEYSTROKE
        print(
            f"keystroke in the search, p50 {median(strokes):.0f} ms, longest {max(strokes):.0f} ms   limit {KEYSTROKE}"
        )
        page.search.clear()
        page.reload()
        scrolled = [_timed(lambda i=i: _paint(app, lambda: _scroll(page, i * count // 40))) for i in range(40)]  # type: ignore[misc]
        print(f"a jump in the table, p50 {median(scrolled):.0f} ms, longest {max(scrolled):.0f} ms")
        print(f"memory {before:.0f} MB before the window, {_memory():.0f} MB after all of it")
        window.close()
        shop.close()
    return int(missed)


def _fill(put: Callable[..., None], like: object, count: int) -> None:
    assert like is not None
    put(
        replace(like, code=f"n{i:06}", name=f"item {i}", reading=f"あいてむ{i}", barcodes=(), page=i // 15 % 99, rank=i)  # type: ignore[type-var]
        for i in range(count)
    )


def _scroll(page: ItemsPage, place: int) -> None:
    page.table.scrollTo(page.table.rows.index(min(place, page.table.rows.rowCount() - 1), 0))


def _paint(app: QApplication, act: Callable[[], object]) -> None:
    act()
    app.processEvents()


def _timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def _memory() -> float:
    for line in Path("/proc/self/status").read_text().splitlines() if Path("/proc/self/status").exists() else ():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    sys.exit(main())

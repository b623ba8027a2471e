"""Write the README's pictures from today's program: `python packaging/pictures.py`. Sample shops, offscreen, 1366 × 768."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtWidgets import QApplication

from pos_assist.desktop.back_office.back_office_window import BackOffice
from pos_assist.desktop.picture import SIZE, save_picture
from pos_assist.desktop.shared import theme
from pos_assist.i18n.translate import set_language
from pos_assist.shop import Shop, make_sample, open_shop

DOCS = Path(__file__).parents[1] / "docs"


def main() -> None:
    """The counter with a cheeseburger, and the bakery's pairings."""
    app = QApplication([])
    theme.apply(app, "light")
    set_language("ja")
    with tempfile.TemporaryDirectory() as folder:
        for name, picture in (("burger", _counter), ("bakery", _pairings)):
            make_sample(name, Path(folder) / f"{name}.db")
            shop = open_shop(Path(folder) / f"{name}.db")
            picture(app, shop)
            shop.close()


def _counter(_app: QApplication, shop: Shop) -> None:
    shop.till.ring("cheeseburger")
    save_picture(shop, DOCS / "counter.png")


def _pairings(app: QApplication, shop: Shop) -> None:
    window = BackOffice(shop, "佐藤")
    window.resize(*SIZE)
    window.show()
    window.turn_to("pairings")
    for _ in range(5):
        app.processEvents()
    window.grab().save(str(DOCS / "back-office.png"))
    window.close()


if __name__ == "__main__":
    main()

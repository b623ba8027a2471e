"""A picture of the real window, for a machine without a screen, the manual and the tests."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from pos_assist.shop import Shop

SIZE = (1366, 768)


def save_picture(shop: Shop, path: Path, size: tuple[int, int] = SIZE) -> None:
    """Paint the counter of an open shop, as it stands, into a PNG."""
    if sys.platform != "win32":  # there the offscreen platform has no fonts, and there always is a screen
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import Qt  # noqa: PLC0415 — lazy: the platform is chosen first
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 — lazy: as above

    from pos_assist.desktop import preferences  # noqa: PLC0415 — lazy: as above
    from pos_assist.desktop.counter_window.counter_window import CounterWindow  # noqa: PLC0415 — lazy: as above
    from pos_assist.desktop.shared import theme  # noqa: PLC0415 — lazy: as above
    from pos_assist.desktop.shared.painting import set_currency  # noqa: PLC0415 — lazy: as above
    from pos_assist.domain.settings import TILL  # noqa: PLC0415 — lazy: as above
    from pos_assist.system.picture_files import pictures_beside  # noqa: PLC0415 — lazy: as above

    app = QApplication.instance() or QApplication(["pos-assist"])
    assert isinstance(app, QApplication)
    theme.apply(app, preferences.scheme(shop))
    set_currency(shop.currency, shop.taxing)
    window = CounterWindow(shop.till, shop.name, shop.setting(TILL), preferences.keys(shop))
    window.show_pictures(pictures_beside(shop.path))
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    window.resize(*size)
    window.show()
    app.processEvents()
    window.grab().save(str(path))
    window.close()
    window.deleteLater()

"""The back office as a program of its own: on the shop's PC before it opens, or at home with a copy."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication

from pos_assist.desktop import preferences
from pos_assist.desktop.back_office.back_office_window import BackOffice
from pos_assist.desktop.dialogs.pin_dialog import ask_manager
from pos_assist.desktop.shared import theme
from pos_assist.desktop.shared.painting import set_currency
from pos_assist.domain.problems import Problem
from pos_assist.i18n.translate import language, sentence, set_language, system_language, tr
from pos_assist.shop import data_folder, ensure_shop, open_shop

OK, ENVIRONMENT = 0, 4


def run(shop: str | None = None, data_dir: str | None = None, lang: str | None = None) -> int:
    """Open a shop's back office and stay until it is closed. The exit code. Where the counter has the shop open, its menu
    leads to the back office: that is said, and nothing is opened."""
    set_language(lang or system_language())
    try:
        opened = open_shop(ensure_shop(shop, data_folder(data_dir)))
    except Problem as problem:
        print(tr("pos-assist: {sentence}", sentence=sentence(problem)), file=sys.stderr)
        if problem.code == "locked":
            print(tr("Open the back office from the counter's menu."), file=sys.stderr)
        return ENVIRONMENT
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("pos-assist")
    try:
        set_language(lang or preferences.language(opened, language()))
        theme.apply(app, preferences.scheme(opened))
        set_currency(opened.currency)
        who = ask_manager(opened, None)
        if not who:
            return OK
        window = BackOffice(opened, who)
        window.resize(1366, 768)
        window.show()
        code = app.exec()
        window.deleteLater()
        return code
    finally:
        opened.close()

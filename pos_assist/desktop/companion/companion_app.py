"""`pos-assist companion`: the shop, the local API and the companion window, until it is closed."""

from __future__ import annotations

import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from pos_assist.desktop import preferences
from pos_assist.desktop.app import ENVIRONMENT, OK, QUIET_MS, Post
from pos_assist.desktop.back_office.back_office_window import BackOffice
from pos_assist.desktop.companion.companion_window import CompanionWindow, beside
from pos_assist.desktop.dialogs.pin_dialog import ask_manager
from pos_assist.desktop.feed_server import FeedServer
from pos_assist.desktop.shared import theme
from pos_assist.desktop.shared.painting import set_currency
from pos_assist.desktop.system.crash_reporter import CrashReporter
from pos_assist.domain.problems import Problem
from pos_assist.i18n.translate import language, sentence, set_language, system_language, tr
from pos_assist.services.feeds.feed import new_token
from pos_assist.shop import Shop, ensure_shop, open_shop
from pos_assist.system.paths import data_folder


def run(shop: str | None = None, data_dir: str | None = None, lang: str | None = None) -> int:
    """Open the window beside another register and stay until it is closed. The exit code."""
    set_language(lang or system_language())
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("pos-assist")
    try:
        opened = open_shop(ensure_shop(shop, data_folder(data_dir)), post=Post())
    except Problem as problem:
        print(tr("pos-assist: {sentence}", sentence=sentence(problem)), file=sys.stderr)
        return ENVIRONMENT
    crash = CrashReporter(opened.path.parent / "crash-reports", lambda _report: None)
    crash.open()
    server = None
    try:
        set_language(lang or preferences.language(opened, language()))
        theme.apply(app, preferences.scheme(opened))
        set_currency(opened.currency, opened.taxing)
        server = FeedServer(opened.follow(new_token()), opened.path)
        offices: list[BackOffice] = []

        def office() -> None:
            who = ask_manager(opened, window)
            if who:
                offices.append(show_office(opened, who, window))

        window = beside(opened, server.feed, office)
        window.closed.connect(app.quit)
        QTimer.singleShot(QUIET_MS, opened.background.begin)
        app.exec()
        for one in (*offices, window):
            one.close()
            one.deleteLater()
        return OK
    except Problem as problem:
        print(tr("pos-assist: {sentence}", sentence=sentence(problem)), file=sys.stderr)
        return ENVIRONMENT
    finally:
        if server is not None:
            server.close()
        crash.close()
        opened.close()


def show_office(shop: Shop, who: str, window: CompanionWindow) -> BackOffice:
    """The manager's window, opened at the other register's page. The companion stands above every window and would cover a third
    of it: it gives way until that is closed."""
    office = BackOffice(shop, who)
    office.turn_to("feed")
    office.closed.connect(window.show)
    office.showMaximized()
    window.hide()
    return office

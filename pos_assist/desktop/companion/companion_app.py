"""`pos-assist companion`: the shop, the local API and the companion window, until it is closed."""

from __future__ import annotations

import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from pos_assist.desktop import preferences
from pos_assist.desktop.app import ENVIRONMENT, OK, QUIET_MS, Post
from pos_assist.desktop.companion.companion_window import CompanionWindow
from pos_assist.desktop.feed_server import FeedServer
from pos_assist.desktop.shared import theme
from pos_assist.desktop.shared.painting import set_currency
from pos_assist.desktop.system.crash_reporter import CrashReporter
from pos_assist.domain.feed_settings import FEED_DOCK, FEED_WIDTH, Dock
from pos_assist.domain.problems import Problem
from pos_assist.i18n.translate import language, sentence, set_language, system_language, tr
from pos_assist.services.feeds.feed import new_token
from pos_assist.shop import data_folder, ensure_shop, open_shop


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
        set_currency(opened.currency)
        server = FeedServer(opened.follow(new_token()), opened.path)
        office = opened.manage("")

        def moved(dock: Dock) -> None:
            office.set_settings({FEED_DOCK.name: FEED_DOCK.kind.write(dock)})

        window = CompanionWindow(server.feed, opened.name, opened.setting(FEED_DOCK), moved)
        window.stand_at(window.dock, opened.setting(FEED_WIDTH))
        window.show()
        QTimer.singleShot(QUIET_MS, opened.background.begin)
        app.exec()
        window.deleteLater()
        return OK
    except Problem as problem:
        print(tr("pos-assist: {sentence}", sentence=sentence(problem)), file=sys.stderr)
        return ENVIRONMENT
    finally:
        if server is not None:
            server.close()
        crash.close()
        opened.close()

"""The back office as a program of its own: on the shop's PC before it opens, or at home with a copy."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QMessageBox

from pos_assist.desktop import preferences
from pos_assist.desktop.back_office.back_office_window import BackOffice
from pos_assist.desktop.back_office.files_page import PACKS, FilesPage
from pos_assist.desktop.dialogs.date_dialog import ask_about_dates
from pos_assist.desktop.dialogs.pin_dialog import ask_manager
from pos_assist.desktop.shared import theme
from pos_assist.desktop.shared.painting import set_currency
from pos_assist.desktop.shared.plain_label import PlainMessageBox
from pos_assist.desktop.system.update_at_close import install_what_waits
from pos_assist.domain.problems import Problem
from pos_assist.first_start import is_first
from pos_assist.i18n.translate import language, sentence, set_language, system_language, tr
from pos_assist.shop import Shop, ensure_shop, open_shop
from pos_assist.system.paths import data_folder

OK, ENVIRONMENT = 0, 4


def run(shop: str | None = None, data_dir: str | None = None, lang: str | None = None, pack: Path | None = None) -> int:
    """Open a shop's back office and stay until it is closed; with a pack, at what it would change. The exit code. Where the counter
    has the shop open, its menu leads to the back office: that is said, and nothing is opened."""
    set_language(lang or system_language())
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("pos-assist")
    try:
        opened = open_shop(ensure_shop(shop, data_folder(data_dir)))
    except Problem as problem:
        said = [sentence(problem)]
        if problem.code == "locked":
            said.append(tr("Open the back office from the counter's menu."))
        print(tr("pos-assist: {sentence}", sentence=" ".join(said)), file=sys.stderr)
        if pack is not None:  # a double click has no terminal to read that in
            PlainMessageBox(QMessageBox.Icon.Warning, tr("The back office cannot open"), "\n".join(said)).exec()
        return ENVIRONMENT
    try:
        set_language(lang or preferences.language(opened, language()))
        theme.apply(app, preferences.scheme(opened))
        set_currency(opened.currency, opened.taxing)
        who = ask_manager(opened, None)
        if not who:
            return OK
        ask_about_dates(opened, who, None)
        window = BackOffice(opened, who)
        window.idle.connect(lambda: _ask_again(app, opened, window))
        window.showMaximized()  # whatever the screen is, the message line at its foot is on it
        if pack is not None:
            show_pack(window, pack)
        code = app.exec()
        window.deleteLater()
        return code
    finally:
        opened.close()
        install_what_waits(opened.path.parent)


def _ask_again(app: QApplication, shop: Shop, window: BackOffice) -> None:
    """It was left alone: it shows again for a PIN, and closes without one."""
    app.setQuitOnLastWindowClosed(False)  # the dialog is the last one for a moment
    who = ask_manager(shop, None)
    app.setQuitOnLastWindowClosed(True)
    if who:
        window.unlock(who)
        window.showMaximized()
    else:
        window.close()
        app.quit()


def show_pack(window: BackOffice, pack: Path) -> None:
    """Turn to the packs and look at one: what it would change here, before anything is taken over."""
    page = window.turn_to("files")
    assert isinstance(page, FilesPage)
    page.tab.choose(PACKS)
    page.reload()
    page.packs.preview_file(pack)


def open_pack(pack: str, shop: str | None = None, data_dir: str | None = None, lang: str | None = None) -> int:
    """What a double click on a pack does: on a new computer the first start begins with it; where there is a shop, the back office
    shows what it would change. The exit code."""
    if shop is None and is_first(data_folder(data_dir)):
        from pos_assist.desktop.app import run as run_counter  # noqa: PLC0415 — lazy: the other half of the program

        return run_counter(shop, data_dir, lang, Path(pack))
    return run(shop, data_dir, lang, Path(pack))

"""The menu of the counter, built anew each time it opens: what has no button of its own, with its key beside it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from pos_assist.desktop.shared import theme
from pos_assist.desktop.shared.shortcuts import BY_ID, Shortcuts
from pos_assist.i18n.translate import language, tr

FUNCTIONS = ("redo", "line_mode", "member", "sold_out", "why", "why_offers", "guest_line", "receipts")


def scheme_words() -> dict[str, str]:
    """What the colour schemes are called."""
    return {"light": tr("Light"), "dark": tr("Dark"), "contrast": tr("High contrast")}


def build(
    parent: QWidget, keys: Shortcuts, chosen: Callable[[str], None], *, back_office: bool, practising: bool = False
) -> QMenu:
    """The menu. `chosen` is called with a function's id, «scheme:…», «language:…», keys, back_office, report, about or quit."""
    menu = QMenu(parent)

    def add(to: QMenu, words: str, what: str, key: str = "", *, holds: bool | None = None) -> QAction:
        action = to.addAction(f"{words}\t{key}" if key else words)
        if holds is not None:
            action.setCheckable(True)
            action.setChecked(holds)
        action.triggered.connect(lambda _=False: chosen(what))
        return action

    for function in FUNCTIONS:
        add(menu, tr(BY_ID[function].words), function, keys.keys[function])
    menu.addSeparator()
    schemes = menu.addMenu(tr("Colours"))
    group = QActionGroup(menu)
    for name, words in scheme_words().items():
        group.addAction(add(schemes, words, f"scheme:{name}", holds=theme.scheme() == name))
    languages = menu.addMenu(f"{tr('Language')}\t{keys.keys['language']}")
    group = QActionGroup(menu)
    for code, words in (("ja", "日本語"), ("en", "English")):
        group.addAction(add(languages, words, f"language:{code}", holds=language() == code))
    add(menu, tr("Keys…"), "keys")
    menu.addSeparator()
    add(menu, tr("Practice"), "practice", keys.keys["practice"], holds=practising)
    add(menu, tr("Show me round"), "tour")
    if back_office:
        menu.addSeparator()
        add(menu, tr("Back office…"), "back_office")
    menu.addSeparator()
    add(menu, tr("Report a problem…"), "report")
    add(menu, tr("About pos-assist"), "about")
    add(menu, tr("Quit"), "quit")
    return menu

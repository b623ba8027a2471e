"""The menu of the counter, built anew each time it opens: what has no button of its own, with its key beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from pos_assist.desktop.shared import theme
from pos_assist.domain.settings import LANGUAGES
from pos_assist.i18n.translate import language, tr
from pos_assist.services.till.commands import Command

if TYPE_CHECKING:
    from pos_assist.desktop.counter_window.counter_window import CounterWindow

_FIRST = (
    Command.REDO,
    Command.LINE_MODE,
    Command.MEMBER,
    Command.OPTIONS,
    Command.DISCOUNT,
    Command.NOTE,
    Command.SOLD_OUT,
    Command.WHY,
    Command.WHY_OFFERS,
    Command.GUEST_LINE,
    Command.RECEIPTS,
    Command.PRINT,
    Command.DRAWER,
    Command.PRINTERS,
    Command.RETURN,
    Command.REOPEN,
    Command.STAFF,
    Command.DAY,
)


def scheme_words() -> dict[str, str]:
    """Return the names of the colour schemes, by code."""
    return {"light": tr("Light"), "dark": tr("Dark"), "contrast": tr("High contrast")}


def build(window: CounterWindow) -> QMenu:
    """Return the menu as it is now: what cannot be done at this moment is grey, what holds has a tick."""
    menu = QMenu(window)
    host, view = window.host, window.till.view

    def add(command: Command, to: QMenu = menu, *, holds: bool | None = None) -> None:
        key = window.keys.keys[command]
        action = to.addAction(f"{tr(command.words)}\t{key}" if key else tr(command.words))
        action.setEnabled(command.counts(view.moment) and (command is not Command.REDO or view.can_redo))
        if holds is not None:
            action.setCheckable(True)
            action.setChecked(holds)
        action.triggered.connect(lambda _=False: window.do(command))

    for command in _FIRST:
        if command is not Command.LINE_MODE or window.till.eaten_here():
            add(command)
    menu.addSeparator()
    here = menu.addMenu(tr("This computer"))
    _choices(here.addMenu(tr("Colours")), scheme_words(), theme.scheme(), host.use_scheme)
    key = window.keys.keys[Command.LANGUAGE]
    languages = here.addMenu(f"{tr('Language')}\t{key}" if key else tr("Language"))
    _choices(languages, LANGUAGES, language(), host.speak)
    add(Command.FULL_SCREEN, here, holds=window.isFullScreen())
    if screens := host.customer_screens():
        _choices(
            here.addMenu(tr("Screen for the customer")),
            {"": tr("none"), **screens},
            host.customer_screen(),
            host.use_customer_screen,
        )
    add(Command.KEYS, here)
    add(Command.SCANNER, here)
    menu.addSeparator()
    add(Command.PRACTICE, holds=host.is_practising())
    add(Command.TOUR)
    menu.addSeparator()
    add(Command.BACK_OFFICE)
    add(Command.COMPANION)
    menu.addSeparator()
    add(Command.REPORT)
    add(Command.ABOUT)
    add(Command.QUIT)
    return menu


def _choices(menu: QMenu, words: Mapping[str, str], chosen: str, choose: Callable[[str], None]) -> None:
    """One entry for each of the words; the chosen one has the tick."""
    group = QActionGroup(menu)
    for name, text in words.items():
        action = QAction(text, menu)
        action.setCheckable(True)
        action.setChecked(name == chosen)
        action.triggered.connect(lambda _=False, name=name: choose(name))
        group.addAction(action)
        menu.addAction(action)

"""The back office: pages at the left, the page at the right, one line at the foot that says what happened."""

from __future__ import annotations

import importlib
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QPlainTextEdit, QStackedWidget, QWidget

from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.style import style_sheet
from pos_assist.desktop.back_office.widgets import Page
from pos_assist.desktop.shared.buttons import ActionButton, PaintedButton
from pos_assist.desktop.shared.messages import HEIGHT as FOOT
from pos_assist.desktop.shared.messages import MessageLine
from pos_assist.desktop.shared.painting import box, draw_text, fit, hline, keycap, width
from pos_assist.desktop.shared.theme import TOUCH, Colors, colors
from pos_assist.domain.marking import N_
from pos_assist.domain.settings import troubles
from pos_assist.i18n.translate import tr
from pos_assist.shop import Shop

SMALLEST = QSize(1024, 520)  # a netbook of 600 lines less title bar and taskbar; 1366×768 at 125 % has 1093×535
IDLE_MS = 10 * 60_000  # a back office that a manager walked away from
_SIGN, _HEAD, _APART, _STEP = (
    76,
    26,
    8,
    42,
)  # px of the navigation: shop and manager, a group's head, between groups, a page
_LOW_SIGN, _LOW_APART, _LOW_STEP = (
    50,
    6,
    30,
)  # where the window is low: lower than this a page's name never stands under a head
_HANDS = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.TouchBegin})


class PageEntry(NamedTuple):
    """A page in the navigation: where its class is, its words, the key that turns to it (with Ctrl)."""

    name: str
    words: str
    key: str
    kind: str  # MODULE:CLASS, imported when it is first looked at


GROUPS: tuple[tuple[str, tuple[PageEntry, ...]], ...] = (
    (
        N_("What we sell"),
        (
            PageEntry("items", N_("Items"), "1", "items_page:ItemsPage"),
            PageEntry("upgrades", N_("Upgrades"), "2", "upgrades_page:UpgradesPage"),
            PageEntry("review", N_("Look through"), "0", "review_page:ReviewPage"),
        ),
    ),
    (
        N_("What we offer"),
        (
            PageEntry("pairings", N_("Pairings"), "3", "pairings_page:PairingsPage"),
            PageEntry("sets", N_("Sets"), "4", "sets_page:SetsPage"),
        ),
    ),
    (
        N_("What came of it"),
        (
            PageEntry("results", N_("Results"), "5", "results_page:ResultsPage"),
            PageEntry("receipts", N_("Receipts"), "6", "receipts_page:ReceiptsPage"),
            PageEntry("members", N_("Members"), "M", "members_page:MembersPage"),
        ),
    ),
    (
        N_("The shop"),
        (
            PageEntry("settings", N_("Settings"), "7", "settings_page:SettingsPage"),
            PageEntry("history", N_("History"), "8", "history_page:HistoryPage"),
            PageEntry("files", N_("Files"), "9", "files_page:FilesPage"),
            PageEntry("tills", N_("Tills"), "J", "tills_page:TillsPage"),
            PageEntry("feed", N_("Other register"), "R", "feed_page:FeedPage"),
        ),
    ),
)
ENTRIES = {entry.name: entry for _, entries in GROUPS for entry in entries}


class _Turn(PaintedButton):
    """One page's name in the navigation."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setAutoExclusive(True)

    def paint(self, p: QPainter, c: Colors) -> None:
        """Light where it is the page shown, with its key."""
        rect, on = self.rect(), self.isChecked()
        if on or self.isDown():
            box(p, rect, c.on_frame if on else c.frame_field)
        right = keycap(
            p, rect.right() - 8, rect.center().y() + 1, self.key,
            ink=c.frame if on else c.frame_dim, edge=c.frame_dim,
        )  # fmt: skip
        area = QRect(12, 0, right - 18, rect.height())
        px = fit(self.label, area.width(), (15, 14, 13, 12), on)
        draw_text(p, area, self.label, px, c.frame if on else c.on_frame, bold=on)


class _Navigation(QWidget):
    """The dark column."""

    def __init__(self, parent: QWidget, shop: str, who: str) -> None:
        super().__init__(parent)
        self.shop, self.who = shop, who
        self.turns = {name: _Turn(self) for name in ENTRIES}
        self.back = ActionButton(self, "frame")
        self.take_back = ActionButton(self, "frame")  # Ctrl+Z for a finger
        self.take_back.setEnabled(False)

    def retranslate(self) -> None:
        """All words again."""
        for name, turn in self.turns.items():
            turn.say(tr(ENTRIES[name].words), f"^{ENTRIES[name].key}")
        self.back.say(tr("← Counter"))
        self.take_back.say(tr("Undo"))
        self._place_foot()
        self.update()

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802 — Qt's name
        """Groups below each other, the way out at the foot."""
        w, (y, head, apart, step) = self.width(), self._measures()
        for _, entries in GROUPS:
            y += head
            for entry in entries:
                self.turns[entry.name].setGeometry(10, y, w - 20, step - 2)
                y += step
            y += apart
        self._place_foot()

    def _place_foot(self) -> None:
        """Both buttons as wide as their words need, what is left over shared."""
        w, foot = self.width(), self.height() - TOUCH - 12
        needs = [max(TOUCH, width(x.label, 14) + 17) for x in (self.take_back, self.back)]
        first = needs[0] + (w - 26 - sum(needs)) // 2
        self.take_back.setGeometry(10, foot, first, TOUCH)
        self.back.setGeometry(16 + first, foot, w - 26 - first, TOUCH)

    def _measures(self) -> tuple[int, int, int, int]:
        """Where the pages begin, a group's head, the space between groups, from one page to the next, all in px: the pages stand
        above the foot, closer together on a low screen; on a very low one without heads."""
        space = self.height() - TOUCH - 12
        step = (space - _SIGN - len(GROUPS) * (_HEAD + _APART)) // len(ENTRIES)
        if step >= _LOW_STEP:
            return _SIGN, _HEAD, _APART, min(_STEP, step)
        return _LOW_SIGN, 0, _LOW_APART, (space - _LOW_SIGN - len(GROUPS) * _LOW_APART) // len(ENTRIES)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """The shop's sign, who is here, the groups' heads."""
        p, c = QPainter(self), colors()
        p.fillRect(self.rect(), c.frame)
        w, (y, head, apart, step) = self.width() - 24, self._measures()
        top = 14 if head else 5
        draw_text(p, QRect(16, top, w, 26), self.shop, fit(self.shop, w, (18, 16, 14), True), c.on_frame, bold=True)
        under = tr("Back office · {who}", who=self.who)
        draw_text(p, QRect(16, top + 24, w, 18), under, fit(under, w, (13, 12, 11)), c.frame_dim)
        for i, (words, entries) in enumerate(GROUPS):
            if head:
                draw_text(p, QRect(16, y, w, 22), tr(words), 12, c.frame_dim)
            elif i:
                hline(p, 16, w, y - apart // 2 - 1, c.frame_field)
            y += head + step * len(entries) + apart
        p.end()


class BackOffice(QWidget):
    """A manager's window on an open shop. Pages are made when they are first shown."""

    closed = Signal()
    idle = Signal()  # nobody has touched it for a while: it is hidden, and whoever opened it asks for the PIN again

    def __init__(self, shop: Shop, who: str) -> None:
        super().__init__()
        self.shop = shop
        self.setMinimumSize(SMALLEST)
        self.navigation = _Navigation(self, shop.name, who)
        self.foot = MessageLine(self)
        self.stack = QStackedWidget(self)
        self.context = PageContext(shop, who, self.foot, self)
        self.pages: dict[str, Page] = {}
        self._stale: set[str] = set()
        self.shown = ""
        for name, turn in self.navigation.turns.items():
            turn.clicked.connect(lambda _=False, name=name: self.turn_to(name))
        self.navigation.back.clicked.connect(self.close)
        self.navigation.take_back.clicked.connect(lambda _=False: self.context.undo_last())
        self.context.changed.connect(self._changed)
        self.context.receipts_changed.connect(self._changed)
        self.context.wanted.connect(self._wanted)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._dress()
        self.retranslate()
        self.setFocus()
        for problem in troubles(self.context.manager.settings()):
            self.foot.refuse(problem)
        self._quiet = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._quiet.timeout.connect(self._left_alone)
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)
        self._quiet.start(IDLE_MS)

    @property
    def locked(self) -> bool:
        """Whether it was left alone, and opens again for a PIN only."""
        return not self._quiet.isActive()

    def unlock(self, who: str) -> None:
        """That manager's PIN was right: on with it, under that name."""
        self.context.manager = self.shop.manage(who)
        self.navigation.who = who
        self.navigation.update()
        self._quiet.start(IDLE_MS)

    def eventFilter(self, target: QObject, event: QEvent) -> bool:  # noqa: N802 — Qt's name
        """A hand on this window, or on a dialog of it, keeps it open."""
        if event.type() in _HANDS and isinstance(target, QWidget) and not self.locked:
            top = target.window()
            if top is self or top.parentWidget() in (self, *self.findChildren(QWidget)):
                self._quiet.start(IDLE_MS)
        return False

    def _left_alone(self) -> None:
        if self.context.work.busy or not self.shop.managers():  # a long job is work, too; and no PIN to ask for
            self._quiet.start(IDLE_MS)
            return
        self.hide()
        self.idle.emit()

    def turn_to(self, name: str) -> Page:
        """Show the page of that name and return it."""
        if name not in self.pages:
            module, _, kind = ENTRIES[name].kind.partition(":")
            made: Page = getattr(importlib.import_module(f"{__package__}.{module}"), kind)(self.context)
            self.pages[name] = made
            self.stack.addWidget(made)
            self._stale.add(name)
        page = self.pages[name]
        self.shown = name
        self.navigation.turns[name].setChecked(True)
        self.stack.setCurrentWidget(page)
        if name in self._stale:
            self._stale.discard(name)
            page.reload()
        return page

    def retranslate(self) -> None:
        """All words again: the pages are made anew."""
        shown = self.shown or next(iter(ENTRIES))
        for page in self.pages.values():
            self.stack.removeWidget(page)
            page.hide()
            page.deleteLater()
        self.pages.clear()
        self.setWindowTitle(tr("{shop} – back office", shop=self.navigation.shop))
        self.navigation.retranslate()
        self.foot.show_hint(tr("What is saved here reaches the counter with its next order."))
        self.turn_to(shown)

    def _changed(self) -> None:
        self.navigation.take_back.setEnabled(self.context.can_undo)
        for field in self.findChildren(QLineEdit):
            field.setModified(False)  # what is saved is taken back as one change, not letter by letter
        for text in self.findChildren(QPlainTextEdit):
            text.document().setModified(False)
        self._stale = set(self.pages)
        self.turn_to(self.shown)

    def _wanted(self, what: str) -> None:
        name, _, rest = what.partition(":")
        self.turn_to(name).show_what(rest)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 — Qt's name
        """Handle the keys that no field or table took: Ctrl with a page's key turns to it, Ctrl+Z undoes, Esc steps
        back."""
        key, page = event.key(), self.pages[self.shown]
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            by_key = {entry.key: entry.name for entry in ENTRIES.values()}
            if (sign := chr(key) if key < 128 else "") in by_key:
                self.turn_to(by_key[sign])
            elif key == Qt.Key.Key_Z:
                self.context.undo_last()
            elif key == Qt.Key.Key_F:
                page.search_for()
            elif key == Qt.Key.Key_S:
                page.save()
            elif key == Qt.Key.Key_N:
                page.new()
            else:
                page.key(Qt.Key(key))
        elif key == Qt.Key.Key_Escape:
            self._escape(page)
        else:
            super().keyPressEvent(event)

    def _escape(self, page: Page) -> None:
        focus = QApplication.focusWidget()
        if self.context.work.busy:
            self.context.work.cancel()
        elif isinstance(focus, QLineEdit | QPlainTextEdit) and focus.window() is self:
            self.setFocus()
        elif not page.step_back():
            self.foot.clear()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 — Qt's name
        """Take over the colours when the palette changes."""
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()
        super().changeEvent(event)

    def _dress(self) -> None:
        sheet = style_sheet()
        if self.styleSheet() != sheet:
            self.setStyleSheet(sheet)
            for view in self.findChildren(QAbstractItemView):
                view.viewport().update()

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802 — Qt's name
        """Lay out the navigation, the page and the message line."""
        w, h = self.width(), self.height()
        side = 176 if w < 1200 else 204
        self.navigation.setGeometry(0, 0, side, h - FOOT)
        self.stack.setGeometry(side, 0, w - side, h - FOOT)
        self.foot.setGeometry(0, h - FOOT, w, FOOT)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """Paint the background."""
        p = QPainter(self)
        p.fillRect(self.rect(), colors().ground)
        p.end()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 — Qt's name
        """Long work stops; the counter goes on."""
        self._quiet.stop()
        self.context.close()
        self.closed.emit()
        event.accept()

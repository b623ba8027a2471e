"""The business day over the counter: opening, cash in and out, X, close, closed days, journal. All of it by touch."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLayout, QStackedWidget, QVBoxLayout, QWidget

from pos_assist.desktop.counter_window.day_cash import CashPage
from pos_assist.desktop.counter_window.day_count import ClosePage, OpenPage
from pos_assist.desktop.counter_window.day_page import DayContext, DayPage, DigitField, action, words
from pos_assist.desktop.counter_window.day_reports import ClosesPage, JournalPage, XPage
from pos_assist.desktop.shared import theme
from pos_assist.desktop.shared.theme import MARGIN
from pos_assist.domain.day import EntryKind
from pos_assist.domain.problems import Problem, Refused
from pos_assist.i18n.translate import sentence, tr

if TYPE_CHECKING:
    from pos_assist.desktop.counter_window.counter_window import CounterWindow
    from pos_assist.desktop.counter_window.host import Host
    from pos_assist.shop import Shop

WIDEST, HIGHEST = 1100, 720
NAV = 176


class DayWindow(QDialog):
    """One page at a time, chosen at the left; what was done or refused is said below."""

    def __init__(self, shop: Shop, host: Host, window: CounterWindow) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Business day"))
        self._day = shop.day
        self._window = window
        context = DayContext(shop.day, host, self.tell, self.refuse, self.show_page, self._waiting)
        self.pages: dict[str, DayPage] = {
            "open": OpenPage(context),
            "in": CashPage(context, EntryKind.IN),
            "out": CashPage(context, EntryKind.OUT),
            "x": XPage(context),
            "close": ClosePage(context),
            "closes": ClosesPage(context),
            "journal": JournalPage(context),
        }
        titles = {
            "open": tr("Open the day"), "in": tr("Cash in"), "out": tr("Cash out"), "x": tr("X report"),
            "close": tr("Close the day"), "closes": tr("Closed days"), "journal": tr("Journal"),
        }  # fmt: skip
        self.title, self.date, self.state = words(tr("Business day"), 20, bold=True), words("", 15), words("", 14)
        self.message = words("", 15, bold=True)
        self.message.setMinimumHeight(28)
        self.buttons = {name: action(title, partial(self._turn_to, name)) for name, title in titles.items()}
        self.leave = action(tr("To the counter"), self.reject, "quiet", "Esc")
        nav = QVBoxLayout()
        nav.setSpacing(6)
        nav.addWidget(self.title)
        nav.addWidget(self.date)
        nav.addWidget(self.state)
        for button in self.buttons.values():
            button.setCheckable(True)
            nav.addWidget(button)
        nav.addStretch()
        nav.addWidget(self.leave)
        side = QWidget()
        side.setLayout(nav)
        side.setFixedWidth(NAV)
        nav.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget()
        for page in self.pages.values():
            self.stack.addWidget(page)
        right = QVBoxLayout()
        right.addWidget(self.stack, 1)
        right.addWidget(self.message)
        whole = QHBoxLayout(self)
        whole.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # a wrapped text asks for more than it takes
        whole.setContentsMargins(*[2 * MARGIN] * 4)
        whole.setSpacing(2 * MARGIN)
        whole.addWidget(side)
        whole.addLayout(right, 1)
        self.setStyleSheet(f"QDialog {{ background: #{theme.SCHEMES[theme.scheme()].ground}; }}")
        self.resize(min(WIDEST, window.width() - 24), min(HIGHEST, window.height() - 24))
        status = self._day.status()
        self.show_page("open" if status.opened is None else "x")

    def show_page(self, name: str) -> None:
        """Show that page as things are now."""
        for key, button in self.buttons.items():
            button.setChecked(key == name)
        self._tell_state()
        self.pages[name].reload()
        self.stack.setCurrentWidget(self.pages[name])
        self.pages[name].begin()
        self._window.show_cashier()  # a close signs out

    def _turn_to(self, name: str) -> None:
        self.message.setText("")
        self.show_page(name)

    @property
    def page(self) -> DayPage:
        """The page that is shown."""
        return self.pages[next(name for name, page in self.pages.items() if page is self.stack.currentWidget())]

    def tell(self, text: str) -> None:
        """Say what was done."""
        self.message.setStyleSheet(f"color: #{theme.SCHEMES[theme.scheme()].accent_ink};")
        self.message.setText(text)
        self._tell_state()

    def refuse(self, problem: Problem) -> None:
        """Say what was not done."""
        self.message.setStyleSheet(f"color: #{theme.SCHEMES[theme.scheme()].saving};")
        self.message.setText(sentence(problem))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 — Qt's name
        """Esc goes one step back, then out; Enter closes nothing by itself: from a number it goes on to the next field."""
        if event.key() == Qt.Key.Key_Escape:
            if not self.page.step_back():
                self.reject()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif isinstance(self.focusWidget(), DigitField):
            self.focusNextChild()

    def take_scan(self, code: str) -> None:
        """What is scanned over this page: a badge signs its person in; an item is not sold behind it, and that is said."""
        people = self._window.host.people()
        person = people.with_code(code) if people else None
        if person is not None:
            if self._window.host.sign_in(person.name):
                self.tell(tr("{name} sells now.", name=person.name))
        else:
            self.refuse(Refused("scan_over_page", code=code))

    def _tell_state(self) -> None:
        status = self._day.status()
        self.date.setText(f"{status.day:%Y/%m/%d}")
        state = tr("Not opened yet")
        if status.overdue:
            state = tr("{day} is not closed yet.", day=f"{status.overdue:%m/%d}")
        elif status.opened:
            state = tr("Opened at {time}", time=f"{status.opened.at:%H:%M}")
        self.state.setText(state)

    def _waiting(self) -> int:
        view = self._window.till.view
        return len(view.held) + bool(view.order.lines)

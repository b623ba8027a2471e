"""Who sells: by a touch on the name, by a code typed or by a badge scanned while this is open (a badge also counts at any
other time)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit

from pos_assist.desktop.counter_window.side_panel import RowList, Scroll, SidePanel
from pos_assist.desktop.shared.buttons import ActionButton
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.desktop.shared.theme import GAP, TOUCH
from pos_assist.domain.problems import Refused
from pos_assist.i18n.translate import tr

if TYPE_CHECKING:
    from pos_assist.desktop.counter_window.counter_window import CounterWindow


class StaffPanel(SidePanel):
    """A row for each person; the one who sells now is marked."""

    def __init__(self, window: CounterWindow) -> None:
        super().__init__(window)
        self._window = window
        self.field = QLineEdit(self)
        self.field.setMaxLength(48)
        self.list = RowList()
        self.scroller = Scroll(self.list, self)
        self.leave, self.pin = ActionButton(self, "quiet"), ActionButton(self, "quiet")
        self.field.returnPressed.connect(self._take_typed)
        self.list.chosen.connect(self._sign_in)
        self.leave.clicked.connect(lambda: self._sign_in(""))
        self.pin.clicked.connect(self._change_pin)

    def retranslate(self, keys: Shortcuts) -> None:
        """Set all texts in the present language."""
        super().retranslate(keys)
        self.title = tr("Who sells?")
        self.field.setPlaceholderText(tr("Type a code, or scan a badge"))
        self.field.setAccessibleName(tr("Code or badge"))
        self.leave.say(tr("Nobody: sign out"))
        self.pin.say(tr("Change my PIN"))
        if self.isVisible():
            self.reload()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 — Qt's name
        """Opened: everybody who works here now."""
        super().showEvent(event)
        self.field.clear()
        self.reload()

    def reload(self) -> None:
        """Read the list of people again."""
        people = self._window.host.people()
        found = people.at_work() if people else []
        now = people.signed_in if people else ""
        self.list.show_entries([(x.name, x.name, x.code, "", tr("sells now") if x.name == now else "") for x in found])
        for row, person in zip(self.list.rows, found, strict=False):
            row.first = person.name == now
        self.empty_text = "" if found else tr("Nobody is on the list yet. The back office has it: Settings, People.")
        self.scroller.setVisible(bool(found))
        self.leave.setEnabled(bool(now))
        self.pin.setEnabled(any(x.has_pin for x in found))
        self.update()

    def take_scan(self, code: str) -> bool:
        """A badge signs its person in; anything else is rung up as ever."""
        people = self._window.host.people()
        person = people.with_code(code) if people else None
        if person:
            self._sign_in(person.name)
        return person is not None

    def _take_typed(self) -> None:
        code = self.field.text().strip()
        self.field.clear()
        if code and not self.take_scan(code):
            self._window.foot.refuse(Refused("no_such_badge", code=code))

    def _sign_in(self, name: str) -> None:
        if self._window.host.sign_in(name):
            self.closed.emit()

    def _change_pin(self) -> None:
        self._window.host.change_pin()

    def place(self, area: QRect) -> None:
        """Field, names, and two ways on below them."""
        w = area.width()
        self.field.setGeometry(0, area.top(), w, TOUCH)
        below = area.adjusted(0, TOUCH + GAP, 0, -TOUCH - GAP)
        self.scroller.setGeometry(below)
        self.list.resize(w - 14, self.list.height())
        half, top = (w - GAP) // 2, area.bottom() + 1 - TOUCH
        self.leave.setGeometry(0, top, half, TOUCH)
        self.pin.setGeometry(half + GAP, top, w - half - GAP, TOUCH)

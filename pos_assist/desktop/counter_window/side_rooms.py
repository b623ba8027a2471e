"""What stands in the panel's place: payment and change by themselves, recall, receipts, why and member when asked for.

Each is made when it is first needed. The quantity pad, a sheet over the keys, is kept here too.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtWidgets import QWidget

from pos_assist.counter.view import CounterView, HeldOrder
from pos_assist.desktop.counter_window.actions import Actions
from pos_assist.desktop.counter_window.keypad import QuantityPad
from pos_assist.desktop.counter_window.pay_panel import DonePanel, PayPanel
from pos_assist.desktop.counter_window.side_panel import RecallPanel
from pos_assist.desktop.paint import money
from pos_assist.desktop.shortcuts import Shortcuts
from pos_assist.domain.offers import Moment
from pos_assist.domain.receipts import TenderKind
from pos_assist.words import trn


class SideRooms(QObject):
    """`shown` is the room in the panel's place, None while the offers are there."""

    changed = Signal()

    def __init__(self, actions: Actions, window: QWidget) -> None:
        super().__init__(window)
        self._act = actions
        self._window = window
        self._keys = Shortcuts()
        self._rooms: dict[str, QWidget] = {}
        self._asked = ""  # recall, receipts, why or member, while one is open
        self.shown: str | None = None
        self._panel_area = QRect()
        self._keys_area = QRect()
        self.pad: QuantityPad | None = None

    # -- showing ---------------------------------------------------------------------------------------------------

    def show_view(self, view: CounterView) -> None:
        """The room that this view needs."""
        done = view.last_receipt is not None and not view.order.lines
        paying = view.moment is Moment.PAYING
        if paying and self._asked not in ("", "why"):
            self._asked = ""
        self._switch(self._asked or ("pay" if paying else "done" if done else None))
        self._fill(view)

    def retranslate(self, keys: Shortcuts) -> None:
        """All words and keys again, of every room there is."""
        self._keys = keys
        for room in self._rooms.values():
            self._translate(room)
        if self.pad:
            self.pad.retranslate(keys)

    def place(self, keys: QRect, panel: QRect) -> None:
        """Where the panel and the keys stand."""
        self._panel_area, self._keys_area = panel, keys
        for room in self._rooms.values():
            room.setGeometry(panel)
        self._place_pad()

    # -- opening and leaving ---------------------------------------------------------------------------------------

    def open(self, name: str) -> bool:
        """Open what was asked for, or close it where it is open; False where it is no room."""
        if name == "qty":
            self._open_pad()
        elif name == "close_pad":
            self.close_pad()
        elif name in ("recall", "receipts", "why", "member"):
            self._ask("" if self._asked == name else name)
        else:
            return False
        return True

    def step_back(self) -> bool:
        """One step out; False where there is none."""
        if self.pad and not self.pad.isHidden():
            self.close_pad()
            self._act.escape()
            return True
        if not self._asked:
            return False
        room = self._rooms[self._asked]
        back: Callable[[], None] = getattr(room, "step_back", lambda: self._ask(""))
        back()
        return True

    def take_scan(self, code: str) -> bool:
        """A scan while a card is asked for is that card."""
        if self._asked != "member":
            return False
        self._give_member(code)
        return True

    def press_quick(self, i: int) -> None:
        """The i-th quick amount of the payment."""
        room = self._rooms.get("pay")
        if isinstance(room, PayPanel):
            room.press_quick(i)

    def show_entry(self) -> None:
        """A digit was entered or taken back."""
        view = self._act.counter.view
        if view.moment is Moment.PAYING:
            self._fill(view)
        self._fill_pad(view)

    def close_pad(self) -> None:
        """The sheet over the keys away."""
        if self.pad:
            self.pad.hide()

    # -- inside ----------------------------------------------------------------------------------------------------

    def _ask(self, name: str) -> None:
        self._asked = name
        self.show_view(self._act.counter.view)
        self.changed.emit()
        if name == "member":
            self._rooms[name].open_for(self._act.counter.view.order.member)  # type: ignore[attr-defined]
        elif name == "":
            self._window.setFocus()

    def _switch(self, name: str | None) -> None:
        if name is not None and name not in self._rooms:
            room = self._make(name)
            room.setGeometry(self._panel_area)
            self._rooms[name] = room
            self._translate(room)
        if name == self.shown:
            return
        self.shown = name
        for key, room in self._rooms.items():
            room.setVisible(key == name)

    def _make(self, name: str) -> QWidget:
        act, window = self._act, self._window
        if name == "pay":
            pay = PayPanel(window)
            pay.pad.digit.connect(act.digit)
            pay.pad.rubbed.connect(act.rub_out)
            pay.quick.connect(lambda amount: act.tender(TenderKind.CASH, amount))
            pay.tendered.connect(act.tender)
            pay.left.connect(act.escape)
            return pay
        if name == "done":
            return DonePanel(window)
        if name == "recall":
            recall = RecallPanel(window)
            recall.closed.connect(lambda: self._ask(""))
            recall.chosen.connect(self._recall)
            return recall
        if name == "receipts":
            from pos_assist.desktop.counter_window.receipts_panel import ReceiptsPanel  # noqa: PLC0415 — lazy: seldom open

            receipts = ReceiptsPanel(act.counter.receipts, act.void_receipt, window)
            receipts.closed.connect(lambda: self._ask(""))
            return receipts
        if name == "why":
            from pos_assist.desktop.counter_window.why_panel import WhyPanel  # noqa: PLC0415 — lazy: seldom open

            why = WhyPanel(window)
            why.closed.connect(lambda: self._ask(""))
            return why
        from pos_assist.desktop.counter_window.member_panel import MemberPanel  # noqa: PLC0415 — lazy: seldom open

        member = MemberPanel(window)
        member.closed.connect(lambda: self._ask(""))
        member.given.connect(self._give_member)
        return member

    def _translate(self, room: QWidget) -> None:
        if isinstance(room, PayPanel):
            room.retranslate(self._keys)
        elif isinstance(room, DonePanel):
            room.update()
        else:
            room.retranslate()  # type: ignore[attr-defined]

    def _fill(self, view: CounterView) -> None:
        room = self._rooms.get(self.shown or "")
        if isinstance(room, PayPanel):
            room.show_view(view, self._act.entry, self._act.counter.quick_amounts())
        elif isinstance(room, DonePanel) and view.last_receipt:
            room.show_receipt(view.last_receipt)
        elif isinstance(room, RecallPanel):
            room.show_entries([held_words(x) for x in view.held])
        elif self.shown == "why" and room:
            room.show_view(view)  # type: ignore[attr-defined]
        self._fill_pad(view)

    def _recall(self, key: str) -> None:
        self._asked = ""
        self._act.recall(key)

    def _give_member(self, card: str) -> None:
        self._asked = ""
        self._act.set_member(card)
        self._ask("")

    # -- the quantity pad ------------------------------------------------------------------------------------------

    def _open_pad(self) -> None:
        if self.pad is None:
            pad = self.pad = QuantityPad(self._window)
            pad.pad.digit.connect(self._act.digit)
            pad.pad.rubbed.connect(self._act.rub_out)
            pad.for_line.connect(self._for_line)
            pad.for_next.connect(self.close_pad)
            pad.stepped.connect(lambda by: self._act.do("more" if by > 0 else "less"))
            pad.closed.connect(self.step_back)
            pad.retranslate(self._keys)
            self._place_pad()
        if not self.pad.isHidden() and self.pad.isVisible():
            self.close_pad()
            return
        self._fill_pad(self._act.counter.view)
        self.pad.show()
        self.pad.raise_()

    def _for_line(self) -> None:
        self._act.enter()
        self.close_pad()

    def _fill_pad(self, view: CounterView) -> None:
        if self.pad:
            if view.moment is Moment.PAYING:
                self.close_pad()
            line = view.order.line(view.selected) if view.selected is not None else None
            self.pad.show_state(self._act.entry, line.item.title if line else "", line.qty if line else 0)

    def _place_pad(self) -> None:
        if self.pad:
            area = self._keys_area
            high = min(430, area.height() - 60)
            wide = min(400, area.width())
            self.pad.setGeometry(area.right() + 1 - wide, area.bottom() + 1 - high, wide, high)


def held_words(held: HeldOrder) -> tuple[str, str, str, str, str]:
    """An order put aside, as its row in the list tells it."""
    units = trn("{n} item", "{n} items", held.units)
    return held.key, f"#{held.number}  {held.opened_at:%H:%M}", "、".join(held.first_items), money(held.total), units

"""What stands in the panel's place: payment and change by themselves, recall, receipts, why and member when asked for.

The quantity pad, a sheet over the keys, is kept here too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict, cast

from PySide6.QtCore import QObject, QRect, Signal

from pos_assist.desktop.counter_window.actions import Actions
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.domain.offers import Moment
from pos_assist.i18n.translate import title_of
from pos_assist.services.till.till_view import TillView

if TYPE_CHECKING:
    from pos_assist.desktop.counter_window.counter_window import CounterWindow
    from pos_assist.desktop.counter_window.discount_panel import DiscountPanel
    from pos_assist.desktop.counter_window.held_panel import HeldPanel
    from pos_assist.desktop.counter_window.keypad import QuantityPad
    from pos_assist.desktop.counter_window.member_panel import MemberPanel
    from pos_assist.desktop.counter_window.note_panel import NotePanel
    from pos_assist.desktop.counter_window.options_panel import OptionsPanel
    from pos_assist.desktop.counter_window.parts_panel import PartsPanel
    from pos_assist.desktop.counter_window.pay_panel import DonePanel, PayPanel
    from pos_assist.desktop.counter_window.printers_panel import DrawerPanel, PrintersPanel
    from pos_assist.desktop.counter_window.recall_panel import RecallPanel
    from pos_assist.desktop.counter_window.receipts_panel import ReceiptsPanel
    from pos_assist.desktop.counter_window.side_view import SideView
    from pos_assist.desktop.counter_window.staff_panel import StaffPanel
    from pos_assist.desktop.counter_window.why_offers_panel import WhyOffersPanel
    from pos_assist.desktop.counter_window.why_panel import WhyPanel
    from pos_assist.domain.receipts import Receipt

Asked = Literal[
    "",
    "recall",
    "held",
    "receipts",
    "why",
    "why_offers",
    "member",
    "printers",
    "drawer",
    "options",
    "parts",
    "discount",
    "note",
    "staff",
]  # what a cashier can ask for
Shown = Literal["pay", "done"] | Asked  # and what comes by itself


class Views(TypedDict, total=False):
    """Each side view under its name, once it was needed."""

    pay: PayPanel
    done: DonePanel
    recall: RecallPanel
    held: HeldPanel
    receipts: ReceiptsPanel
    why: WhyPanel
    why_offers: WhyOffersPanel
    member: MemberPanel
    printers: PrintersPanel
    drawer: DrawerPanel
    options: OptionsPanel
    parts: PartsPanel
    discount: DiscountPanel
    note: NotePanel
    staff: StaffPanel


class SideStack(QObject):
    """Shows one side view in the panel's place. `shown` is that view, or None while the offers are there."""

    changed = Signal()

    def __init__(self, actions: Actions, window: CounterWindow) -> None:
        super().__init__(window)
        self._act = actions
        self._window = window
        self._keys = Shortcuts()
        self._made: dict[Shown, SideView] = {}
        self.views = cast("Views", self._made)  # the same, with the type of each
        self._asked: Asked = ""
        self.shown: Shown | None = None
        self._panel_area = QRect()
        self._keys_area = QRect()
        self.pad: QuantityPad | None = None
        self._filling = ("", 0)  # order and units while a set's parts are chosen

    # -- showing ---------------------------------------------------------------------------------------------------

    def show_view(self, view: TillView) -> None:
        """Show the side view that the till's view needs, and fill it."""
        done = view.last_receipt is not None and not view.order.lines
        paying = view.moment is Moment.PAYING
        if (paying and self._asked != "why") or (self._asked == "held" and view.order.lines):
            self._asked = ""
            self._window.setFocus()
        if self._asked == "options" and not self._has_options(view):
            self._asked = ""
        if self._asked == "parts" and not self._still_filling(view):
            self._asked = ""
        self._switch(self._asked or ("pay" if paying else "done" if done else None))
        if self.shown:
            self._made[self.shown].show_view(view)
        if paying:
            self.close_pad()
        self._fill_pad(view)

    def retranslate(self, keys: Shortcuts) -> None:
        """Set the texts and keys of every side view made so far."""
        self._keys = keys
        for view in self._made.values():
            view.retranslate(keys)
        if self.pad:
            self.pad.retranslate(keys)

    def place(self, keys: QRect, panel: QRect) -> None:
        """Where the panel and the keys stand."""
        self._panel_area, self._keys_area = panel, keys
        for view in self._made.values():
            view.setGeometry(panel)
        self._place_pad()

    # -- opening and leaving ---------------------------------------------------------------------------------------

    def toggle(self, name: Asked) -> None:
        """Open what was asked for, or close it where it is open."""
        self._ask("" if self._asked == name else name)

    def explain_offer(self, offer_id: str) -> None:
        """Why that offer, first of those shown."""
        self._ask("why_offers")
        self.views["why_offers"].lead_with(offer_id)

    def step_back(self) -> bool:
        """One step out; False where there is none."""
        if self.pad and not self.pad.isHidden():
            self.close_pad()
            self._act.escape()
        elif self._asked:
            self._made[self._asked].step_back()
        else:
            return False
        return True

    def write_note(self) -> bool:
        """Let the cashier write whose the order is that was just put aside; False where none was."""
        if self._asked != "held":
            return False
        self.views["held"].write()
        return True

    def take_scan(self, code: str) -> bool:
        """Pass a scan to the open side view; return True if it was meant for it."""
        return bool(self._asked) and self._made[self._asked].take_scan(code)

    def take_key(self, key: str) -> bool:
        """Pass a key to the open side view; return True if it was meant for it."""
        return self.shown is not None and self._made[self.shown].take_key(key)

    def receipt_shown(self) -> Receipt | None:
        """The receipt that is looked at, if any."""
        return self.views["receipts"].receipt if self.shown == "receipts" else None

    def close(self) -> None:
        """Close what was asked for."""
        self._ask("")

    def ask_parts(self) -> None:
        """A set was accepted: show what could fill its parts, where there is a choice."""
        view = self._act.till.view
        if self._asked == "" and view.moment is not Moment.PAYING and self._act.till.set_parts():
            self._filling = self._units(view)
            self._ask("parts")
            self.views["parts"].keyed = False

    def _still_filling(self, view: TillView) -> bool:
        """Whether nothing but the parts has changed since: the next item closes the list."""
        return self._units(view) == self._filling

    @staticmethod
    def _units(view: TillView) -> tuple[str, int]:
        return view.order.key, sum(line.qty for line in view.order.lines)

    def choose_by_figures(self) -> bool:
        """From now on figures choose in the list that is open; False where none is that was not so already."""
        open_list = self.views[self.shown] if self.shown == "options" or self.shown == "parts" else None  # noqa: PLR1714 — narrows the type
        if open_list is None or open_list.keyed:
            return False
        open_list.keyed = True
        open_list.show_view(self._act.till.view)
        return True

    def ask_options(self, *, keyed: bool) -> None:
        """Open the options of the selected line; `keyed`: figures choose among them."""
        if not keyed and self._asked not in ("", "options"):
            return
        self._ask("options")
        if self.shown == "options":
            self.views["options"].keyed = keyed
            self.views["options"].show_view(self._act.till.view)

    def open_line(self) -> None:
        """The selected line was touched once more: its options, or its price where it has none."""
        view = self._act.till.view
        if view.moment is not Moment.PAYING:
            self.toggle("options" if self._has_options(view) else "discount")

    @staticmethod
    def _has_options(view: TillView) -> bool:
        line = view.order.line(view.selected) if view.selected is not None else None
        return bool(line and line.item.options)

    def turn_tenders(self) -> None:
        """Show the tenders that have no key in sight, or hide them."""
        if self.shown == "pay":
            self.views["pay"].turn_list()

    def press_quick(self, i: int) -> None:
        """The i-th quick amount of the payment."""
        if self.shown == "pay":
            self.views["pay"].press_quick(i)

    def shows_last_offer(self) -> bool:
        """Whether the payment shows one."""
        return self.shown == "pay" and self.views["pay"].shows_offer

    def covers_offers(self) -> bool:
        """Whether what is open lies over what is offered."""
        return self.shown not in (None, "why_offers") and not self.shows_last_offer()

    def show_entry(self) -> None:
        """A digit was entered or taken back."""
        view = self._act.till.view
        if self.shown in ("pay", "discount"):
            self._made[self.shown].show_view(view)
        self._fill_pad(view)

    def close_pad(self) -> None:
        """The sheet over the keys away."""
        if self.pad:
            self.pad.hide()

    # -- inside ----------------------------------------------------------------------------------------------------

    def _ask(self, name: Asked) -> None:
        self._asked = name
        self.show_view(self._act.till.view)
        self.changed.emit()
        if not name:
            self._window.setFocus()

    def _switch(self, name: Shown | None) -> None:
        if name == self.shown:
            return
        if name is not None and name not in self._made:
            from pos_assist.desktop.counter_window import side_view_factory  # noqa: PLC0415 — lazy: not needed for the first frame

            view = self._made[name] = side_view_factory.make(name, self._act, self._window)
            view.closed.connect(lambda: self._ask(""))
            view.setGeometry(self._panel_area)
            view.retranslate(self._keys)
        self.shown = name
        for key, view in self._made.items():
            view.setVisible(key == name)

    # -- the quantity pad ------------------------------------------------------------------------------------------

    def toggle_pad(self) -> None:
        """Open the pad, or close it where it is open."""
        if self.pad is None:
            from pos_assist.desktop.counter_window import side_view_factory  # noqa: PLC0415 — lazy: not needed for the first frame

            self.pad = side_view_factory.make_pad(self._act, self._window)
            self.pad.for_line.connect(self._for_line)
            self.pad.for_next.connect(self.close_pad)
            self.pad.closed.connect(self.step_back)
            self.pad.retranslate(self._keys)
            self._place_pad()
        elif not self.pad.isHidden():
            self.close_pad()
            return
        self._fill_pad(self._act.till.view)
        self.pad.show()
        self.pad.raise_()

    def _for_line(self) -> None:
        self._act.enter()
        self.close_pad()

    def _fill_pad(self, view: TillView) -> None:
        if self.pad:
            line = view.order.line(view.selected) if view.selected is not None else None
            self.pad.show_state(self._act.entry, title_of(line) if line else "", line.qty if line else 0)

    def _place_pad(self) -> None:
        if self.pad:
            area = self._keys_area
            wide, high = min(400, area.width()), min(430, area.height() - 60)
            self.pad.setGeometry(area.right() + 1 - wide, area.bottom() + 1 - high, wide, high)

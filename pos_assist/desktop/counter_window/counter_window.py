"""The counter: keys, order, panel. It paints the counter's view and hands every touch and key to `Actions`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.counter_window.actions import Actions
from pos_assist.desktop.counter_window.commands import DOES
from pos_assist.desktop.counter_window.counter_keys import CounterKeys
from pos_assist.desktop.counter_window.entry import may_be_grams
from pos_assist.desktop.counter_window.host import Host
from pos_assist.desktop.counter_window.key_grid import KeyGrid
from pos_assist.desktop.counter_window.offer_panel import OfferPanel
from pos_assist.desktop.counter_window.order_column import OrderColumn
from pos_assist.desktop.counter_window.question import HIGH, WIDE, QuestionSheet
from pos_assist.desktop.counter_window.search_box import SearchBox, SearchResults
from pos_assist.desktop.counter_window.side_stack import SideStack
from pos_assist.desktop.counter_window.top_bar import HEIGHT as BAR
from pos_assist.desktop.counter_window.top_bar import TopBar
from pos_assist.desktop.shared.item_pictures import ItemPictures
from pos_assist.desktop.shared.messages import HEIGHT as FOOT
from pos_assist.desktop.shared.messages import MessageLine
from pos_assist.desktop.shared.painting import currency, money, set_served
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.desktop.shared.theme import GAP, MARGIN, TOUCH, colors
from pos_assist.desktop.system.scanner import Keyboard
from pos_assist.domain.offers import Moment
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import Receipt
from pos_assist.i18n.price_change import price_change_words
from pos_assist.i18n.translate import language, tr
from pos_assist.pricing.priced import PriceChange
from pos_assist.services.till.commands import Command
from pos_assist.services.till.till import TOO_SOON, Till
from pos_assist.services.till.till_view import TillView

if TYPE_CHECKING:
    from pos_assist.desktop.counter_window.practice_strip import PracticeStrip
    from pos_assist.desktop.counter_window.tour import Tour, TourStep
    from pos_assist.suggest.exercises import Exercise

SMALLEST = QSize(1024, 520)  # a netbook of 600 lines less title bar and taskbar; 1366×768 at 125 % has 1093×535
W = TypeVar("W", bound=QWidget)


class CounterWindow(CounterKeys):
    """`host` does what only the program around the window can do: menu, language, keys, about, quit."""

    viewed = Signal(object)  # a TillView that is shown now
    painted = Signal()  # once, when the first frame is on screen
    host: Host
    actions_: Actions
    grid: KeyGrid
    offers: OfferPanel
    side: SideStack

    def __init__(self, till: Till, shop: str, till_name: str, keys: Shortcuts, host: Host | None = None) -> None:
        super().__init__()
        self.keys = keys
        self.host = host or Host()
        self._sign = (shop, till_name)
        self._last: Receipt | None = None
        self._said: PriceChange | None = None  # the one that was said last
        self._devices = ""  # what a cashier has to know of the printers
        self._new = True  # not painted yet
        self.tour: Tour | None = None
        self._pictures: ItemPictures | None = None
        self._served: ServiceMode | None = None  # as the keys say their prices
        self.setMinimumSize(SMALLEST)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # where the focus is while nothing else needs it
        self.keyboard = Keyboard(self._typed, parent=self)
        self.keyboard.scanned.connect(self._scanned)
        self.keyboard.torn.connect(lambda code: self.foot.refuse(Refused("scan_torn", code=code)))
        self.keyboard.ended_late.connect(self._ended_late)
        self.keyboard.takes_money = self._takes_money
        self._turned = 0.0  # when the key was struck that changed the screen as far as money goes
        self._changed_by_sign = float("-inf")
        self._build(till, ())

    def serve(self, till: Till, exercises: Sequence[Exercise] = ()) -> None:
        """Show another counter from now on: practice, with these exercises, or the real one again, as it was left."""
        self.end_tour()
        self.till.on_change = None
        for child in self.children():
            if isinstance(child, QWidget) and not child.isWindow():
                child.hide()
                child.deleteLater()
            elif child in (self.actions_, self.side):
                child.deleteLater()
        self._build(till, exercises)
        self._lay_out()
        for part in (self.bar, self.grid, self.order, self.foot, self.search, self.strip):
            if part:
                part.show()

    def show_pictures(self, folder: Path) -> None:
        """Show the items' pictures of that folder on keys and cards."""
        self._pictures = ItemPictures(folder, self)
        self.grid.show_pictures(self._pictures)
        self.offers.show_pictures(self._pictures)

    def _build(self, till: Till, exercises: Sequence[Exercise]) -> None:
        self.till = till
        practice = till.view.practice
        self.bar = TopBar(self)
        self.grid = KeyGrid(till.departments, till.keys, till.pages, self)
        self.order = OrderColumn(self)
        self.offers = OfferPanel(till.item, self)
        self.foot = MessageLine(self)
        self.foot.practice = practice
        self.results = SearchResults(self)
        self.search = SearchBox(till.search, self.results, self)
        self.actions_ = Actions(till, self.foot, self)
        self.side = SideStack(self.actions_, self)
        self.question = QuestionSheet(till.seconds, TOO_SOON, self)
        self.strip = self._make_strip(exercises) if practice else None
        self._wire()
        self.retranslate()
        if self._pictures:
            self.grid.show_pictures(self._pictures)
            self.offers.show_pictures(self._pictures)
        self.setFocus()

    def _make_strip(self, exercises: Sequence[Exercise]) -> PracticeStrip:
        from pos_assist.desktop.counter_window.practice_strip import PracticeStrip  # noqa: PLC0415 — lazy: to practise

        strip = PracticeStrip(exercises, self.till.item, self)
        strip.left.connect(lambda: self.do(Command.PRACTICE))
        strip.another.connect(self.actions_.begin_again)
        return strip

    # -- what is shown ---------------------------------------------------------------------------------------------

    def show_view(self, view: TillView) -> None:
        """Paint that view. Everything that changes is marked in this one call: one frame."""
        self.question.withdraw()
        self.order.show_view(view)
        if view.change is not self._said:
            self._said = view.change
            if view.change:
                self.foot.warn(price_change_words(view.change, view.order.number, currency()))
        self.offers.show_panel(view.panel, view.order, view.moment)
        eaten_in = view.order.mode is ServiceMode.EAT_IN
        self.bar.mode.setVisible(eaten_in or self.till.eaten_here())  # one of before the shop said no can be turned
        self.bar.mode.setChecked(eaten_in)
        if self._served is not view.order.mode:
            self._served = view.order.mode
            set_served(view.order.mode)
            self.grid.reload()  # an item may cost another price eaten in
        self.bar.rush.setChecked(view.rush)
        self.side.show_view(view)
        self._uncover_offers()
        if self.strip:
            self.strip.show_view(view)
        elif view.last_receipt:
            self._last = view.last_receipt
        self.foot.show_hint(self._hint(view))
        self.viewed.emit(view)

    def _uncover_offers(self) -> None:
        self.offers.setVisible(self.side.shown is None)
        self.till.cover_offers(self.side.covers_offers())

    def customers_language(self) -> str:
        """The language of who stands before the counter: the screen's, or that of a guest who is shown the lines in another."""
        return (self.offers.for_guest and self.till.guest_language()) or language()

    def show_for_guest(self) -> None:
        """The lines, and what the customer sees, in the customer's second language, for this order; or no longer."""
        self.offers.show_for_guest(not self.offers.for_guest)
        self.viewed.emit(self.till.view)

    def _hint(self, view: TillView) -> str:
        if view.practice:
            return tr("Practice: nothing is sold or counted")
        if self._devices:
            return self._devices
        last = self._last
        if last is None:
            return tr("Scan at any time")
        total, change = money(last.total), money(last.change)
        return tr("Last sale #{number}: {total}, change {change}", number=last.number, total=total, change=change)

    def show_devices(self, text: str) -> None:
        """One calm line of what the printers lack; empty: nothing."""
        self._devices = text
        self.foot.show_hint(self._hint(self.till.view))
        if self.side.shown == "printers":
            self.side.views["printers"].show_view(self.till.view)

    def retranslate(self) -> None:
        """All words and keys again: after a change of language or of keys."""
        shop, till = self._sign
        self.bar.show_shop(self.till.shop_name(language()) or shop, till, practice=self.till.view.practice)
        self.setWindowTitle(tr("{shop} – counter", shop=self.bar.shop))
        keys = self.keys
        self.bar.retranslate(keys)
        self.show_cashier()
        self.search.retranslate(keys.cap(Command.SEARCH))
        self.grid.retranslate(keys.cap(Command.PAGE_BACK), keys.cap(Command.PAGE_ON))
        self.order.retranslate(keys)
        self.offers.retranslate(keys)
        self.side.retranslate(keys)
        if self.strip:
            self.strip.retranslate(keys)
        self.foot.clear()
        self.show_view(self.till.view)
        self.update()

    def show_tour(self) -> None:
        """Lead round the window, over whatever it shows."""
        from pos_assist.desktop.counter_window.tour import Tour  # noqa: PLC0415 — lazy: once, and when asked for

        self.end_tour()
        self.tour = Tour(self._tour_steps(), self)
        self.tour.ended.connect(self.end_tour)
        self.tour.setGeometry(self.rect())
        self.tour.show()

    def end_tour(self) -> None:
        """Remove the tour and the shade over the window."""
        if self.tour:
            self.tour.hide()
            self.tour.deleteLater()
            self.tour = None

    def _tour_steps(self) -> list[TourStep]:
        from pos_assist.desktop.counter_window.tour import steps_of  # noqa: PLC0415 — lazy: as above

        pay, menu = (
            QRect(w.mapTo(self, QPoint(0, 0)), w.size()) for w in (self.order.buttons[Command.PAY], self.bar.menu)
        )
        return steps_of(self.columns(), pay, menu, self.keys)

    # -- what the hand does ----------------------------------------------------------------------------------------

    def _wire(self) -> None:
        act = self.actions_
        act.changed.connect(self.show_view)
        act.keys_changed.connect(self.grid.reload)
        act.entered.connect(self._entered)
        act.turned.connect(self._money_turned)
        act.marking_changed.connect(lambda on: self.grid.mark(on=on))
        act.asked.connect(self.question.ask)
        self.grid.pressed.connect(act.press_item)
        self.search.picked.connect(act.press_item)
        self.search.barcode.connect(act.scan)
        self.order.list.chosen.connect(self._line_touched)
        act.parts_wanted.connect(self.side.ask_parts)
        act.options_wanted.connect(lambda: self.side.ask_options(keyed=False))
        self.order.list.asked.connect(lambda: self.do(Command.WHY))
        self.order.totals.asked.connect(lambda: self.do(Command.WHY))
        self.order.head.clicked.connect(lambda: self.do(Command.MEMBER))
        for command, button in self.order.buttons.items():
            button.clicked.connect(lambda _=False, command=command: self.do(command))
        self.offers.accepted.connect(lambda offer: act.answer(offer, yes=True))
        self.offers.declined.connect(lambda offer: act.answer(offer, yes=False))
        self.offers.swapped.connect(act.swap)
        self.offers.asked.connect(self.side.explain_offer)
        self.offers.no_more.clicked.connect(lambda: self.do(Command.NO_MORE))
        self.bar.mode.clicked.connect(lambda: self.do(Command.MODE))
        self.bar.named.connect(lambda: self.do(Command.STAFF))
        self.bar.rush.clicked.connect(lambda: self.do(Command.RUSH))
        self.bar.menu.clicked.connect(lambda: self.do(Command.MENU))
        self.side.changed.connect(self._uncover_offers)
        self.till.on_change = self.show_view

    def do(self, command: Command) -> None:
        """Do one function of the table, if it counts now."""
        if command.counts(self.till.view.moment):
            DOES[command](self)

    def _line_touched(self, line: int) -> None:
        if line == self.till.view.selected:
            self.side.open_line()
        else:
            self.actions_.select(line)

    def show_cashier(self) -> None:
        """Show who sells now."""
        people = self.host.people()
        self.bar.show_cashier(people.signed_in if people else "", self.keys)

    def _money_turned(self) -> None:
        self._turned = self.keyboard.struck

    def _entered(self, entry: str) -> None:
        if entry:
            self.question.withdraw()
        if self.actions_.entry_is_code() and not may_be_grams(entry):
            self.foot.show_entry(tr("Code {digits}", digits=entry))
        else:
            paying = self.till.view.moment is Moment.PAYING
            self.foot.show_entry(f"{entry} ×" if entry and not paying else "")
        self.side.show_entry()

    def hold(self) -> None:
        """Put the order aside; pressed again, write whose it is."""
        if not self.side.write_note() and self.actions_.hold():
            self.side.toggle("held")

    def use_quantity(self) -> None:
        """The × key: with digits before it they count for the next item; without, the pad for the selected line opens."""
        if self.actions_.entry and not self.actions_.entry_is_code():
            self.actions_.counted = True
            self._entered(self.actions_.entry)
            self.side.close_pad()
        else:
            self.side.toggle_pad()

    def open_search(self) -> None:
        """Let the cashier type what is looked for."""
        self.search.setFocus()
        self.search.selectAll()

    # -- where everything stands -----------------------------------------------------------------------------------

    def columns(self) -> tuple[QRect, QRect, QRect]:
        """Return the areas of the keys, the order and the panel, in pixels."""
        w, h = self.width(), self.height()
        top, high = BAR + 10, h - BAR - 10 - FOOT - 8
        order_w, panel_w = (318, 300) if w < 1200 else (384, 356) if w < 1700 else (440, 400)
        panel = QRect(w - MARGIN - panel_w, top, panel_w, high)
        order = QRect(panel.left() - MARGIN - order_w, top, order_w, high)
        keys = QRect(MARGIN, top, order.left() - 2 * MARGIN, high)
        return keys, order, panel

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802 — Qt's name
        """Three columns of fixed widths; the keys take what is left."""
        self._lay_out()

    def _lay_out(self) -> None:
        keys, order, panel = self.columns()
        w, h = self.width(), self.height()
        name_w = 128 if w < 1200 else 190
        self.bar.setGeometry(0, 0, w, BAR)
        self.bar.place(QRect(keys.left(), 0, name_w, BAR), order, panel)
        self.search.setGeometry(keys.left() + name_w + 4, (BAR - TOUCH) // 2, keys.width() - name_w - 4, TOUCH)
        self.results.setGeometry(keys.left(), BAR + 2, keys.width(), self.results.height())
        if self.strip:
            high = self.strip.sizeHint().height()
            self.strip.setGeometry(keys.left(), keys.bottom() + 1 - high, keys.width(), high)
            keys.setBottom(keys.bottom() - high - GAP)
        self.grid.setGeometry(keys)
        self.order.setGeometry(order)
        self.offers.setGeometry(panel)
        self.till.show_at_most(self.offers.heights(panel.height())[0])
        self.side.place(keys, panel)
        self._uncover_offers()
        wide, high = min(WIDE, keys.width()), min(HIGH, keys.height())
        self.question.setGeometry(keys.center().x() - wide // 2, keys.center().y() - high // 2, wide, high)
        self.foot.setGeometry(0, h - FOOT, w, FOOT)
        if self.tour:
            self.tour.show_steps(self._tour_steps())
            self.tour.setGeometry(self.rect())

    def menu_corner(self) -> QPoint:
        """Where the menu drops down, in global pixels."""
        button = self.bar.menu
        return button.mapToGlobal(QPoint(button.width(), button.height() + 4))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """The ground, where it is asked for."""
        p = QPainter(self)
        p.fillRect(event.rect(), colors().ground)
        p.end()
        if self._new:
            self._new = False
            QTimer.singleShot(0, self, self._first_frame)

    def _first_frame(self) -> None:
        self.order.list.grab_touch()
        self.painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 — Qt's name
        """The counter goes on without this window. With part of the money taken it closes only when that is given back."""
        if not self.actions_.may_close(self.close):
            event.ignore()
            return
        self.till.on_change = None
        event.accept()

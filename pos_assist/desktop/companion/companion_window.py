"""The companion window: the offers for the order that is rung up at another register, at one edge of the screen, above whatever
program stands there. It never takes the keyboard away from that one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QGuiApplication,
    QHideEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QScreen,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.companion.followed_lines import FOOT, ROW, FollowedLines
from pos_assist.desktop.counter_window.offer_panel import OfferPanel
from pos_assist.desktop.counter_window.why_offers_panel import WhyOffersPanel
from pos_assist.desktop.shared.buttons import ActionButton
from pos_assist.desktop.shared.painting import draw_text, elide, fit, wrap
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.desktop.shared.theme import GAP, MARGIN, TOUCH, Colors, colors
from pos_assist.domain.feed_settings import FEED_DOCK, FEED_WIDTH, Dock
from pos_assist.domain.feeds import FeedRefusal
from pos_assist.i18n.feed_texts import REFUSALS, WHAT_TO_DO
from pos_assist.i18n.translate import tr, trn
from pos_assist.services.feeds.feed import Feed
from pos_assist.services.feeds.paper.receipt_feed import ReceiptOutcome
from pos_assist.services.till.till import TOO_SOON
from pos_assist.shop import Shop

NARROWEST = 300  # px
BAR = 52  # px: shop and state, the ways to move it and to close it
_STACKED = ("windows", "xcb")  # where a window may ask for its place above others
_LOWEST = 554  # px of a screen for which everything has a place


class CompanionWindow(QWidget):
    """One window on one feed. `moved` is told of the edge that it was put at; `office` opens the back office, where it is said what
    may be followed."""

    closed = Signal()

    def __init__(
        self,
        feed: Feed,
        shop: str,
        dock: Dock,
        moved: Callable[[Dock], None] = lambda _: None,
        office: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__()
        self.setWindowFlags(
            Qt.WindowType.Window
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.WindowDoesNotAcceptFocus
        )
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.feed = feed
        self.dock = dock
        self._shop = shop
        self._moved = moved
        self._docked = False
        self._screen: QScreen | None = None
        self.setMinimumSize(NARROWEST, _LOWEST)
        self.panel = OfferPanel(feed.till.item, self)
        self.why = WhyOffersPanel(feed.till.tells_figures, self)
        self.why.has_keys = False
        self.why.closed.connect(self._close_why)
        self.why.hide()
        self.office = ActionButton(self, "primary")
        self.office.clicked.connect(office)
        self.lines = FollowedLines(self)
        self.other_edge = ActionButton(self, "frame")
        self.other_edge.clicked.connect(self._to_the_other_edge)
        self.leave = ActionButton(self, "frame")
        self.leave.px = self.other_edge.px = 18
        self.leave.clicked.connect(self.close)
        for one in (self.panel.no_more, self.other_edge, self.leave, self.office, self.why.close_button):
            one.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.panel.accepted.connect(self._accept)
        self.panel.declined.connect(feed.decline)
        self.panel.swapped.connect(feed.swap)
        self.panel.asked.connect(self._tell_why)
        self.panel.no_more.clicked.connect(self._no_more)
        feed.changed = self.refresh
        self.retranslate()

    def retranslate(self) -> None:
        """All words again."""
        self.setWindowTitle(f"{self._shop} — {tr('To offer now')}")
        self.panel.retranslate(Shortcuts({}), caps=False)
        self.why.retranslate(Shortcuts({}))
        self.office.say(tr("Back office…"))
        self.leave.say("×")
        self.leave.setAccessibleName(tr("Close"))
        self.leave.setToolTip(tr("Close"))
        self.other_edge.say("◀" if self.dock is Dock.RIGHT else "▶")
        self.other_edge.setAccessibleName(tr("To the other edge of the screen"))
        self.refresh()

    def refresh(self) -> None:
        """Show the order that is served, and what is offered with it."""
        till, refusal = self.feed.till, self.feed.refusal
        view, tells = till.view, till.tells_prices
        if refusal is not None or not view.panel.offers():
            self.why.hide()
        for part in (self.panel, self.lines):
            part.setVisible(refusal is None and not self.why.isVisible())
        self.office.setVisible(refusal is not None)
        panel = view.panel if tells else replace(view.panel, threshold=None)
        for card in self.panel.cards:
            card.prices = tells
        self.panel.show_panel(panel, view.order, view.moment)
        for card in self.panel.cards:
            waiting = card.offer is not None and till.is_chosen(card.offer.id)
            card.note = tr("Now ring it up at the register") if waiting else ""
            card.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            card.update()
        if self.why.isVisible():
            self.why.prices = tells
            self.why.show_view(replace(view, panel=panel))
        self.lines.show_order(view, sure=till.sure, tells=tells)
        self.update()
        if self.isVisible() and QGuiApplication.platformName() in _STACKED:
            self.raise_()  # a program that has gone full screen since stands above it otherwise; the keyboard stays where it is

    def stand_at(self, dock: Dock, width: int) -> None:
        """At that edge of the screen, as high as it is."""
        self.dock = dock
        self._docked = True
        screen = self.screen().availableGeometry()
        width = max(NARROWEST, min(width, screen.width() // 2))
        left = screen.right() + 1 - width if dock is Dock.RIGHT else screen.left()
        self.setGeometry(QRect(left, screen.top(), width, screen.height()))
        self.other_edge.say("◀" if dock is Dock.RIGHT else "▶")

    def _to_the_other_edge(self) -> None:
        """From the right edge to the left one, from there to the right one of the next screen, where there is another."""
        screens = self.screen().virtualSiblings()
        if self.dock is Dock.LEFT and len(screens) > 1:
            self.move(screens[(screens.index(self.screen()) + 1) % len(screens)].availableGeometry().topLeft())
        self.stand_at(Dock.LEFT if self.dock is Dock.RIGHT else Dock.RIGHT, self.width())
        self._moved(self.dock)

    def _watch_screen(self, screen: QScreen) -> None:
        """A task bar that comes or goes, another resolution, a screen that is pulled out: the window stays where it is seen and touched."""
        if self._screen is not None:
            self._screen.availableGeometryChanged.disconnect(self._stand_again)
        self._screen = screen
        screen.availableGeometryChanged.connect(self._stand_again)
        self._stand_again()

    def _stand_again(self) -> None:
        if self._docked:
            self.stand_at(self.dock, self.width())

    def _accept(self, offer_id: str) -> None:
        """A tap on a card that has only just appeared was meant for what was there before."""
        if self.feed.till.age(offer_id) >= TOO_SOON:
            self.feed.choose(offer_id)

    def _tell_why(self, offer_id: str) -> None:
        """The reasons stand in the offers' place until they are closed, or there is nothing to offer any more."""
        self.why.prices = self.feed.till.tells_prices
        self.why.lead_with(offer_id)
        self.why.show_view(self.feed.till.view)
        self.why.show()
        self.refresh()

    def _close_why(self) -> None:
        self.why.hide()
        self.refresh()

    def _no_more(self) -> None:
        self.feed.till.no_more_offers()
        self.feed.suggestions_changed()

    # -- the window ----------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 — Qt's name
        """From now on what is offered is in sight."""
        super().showEvent(event)
        self.feed.till.show_in_sight(True)
        handle = self.windowHandle()
        if self._screen is None and handle is not None:
            handle.screenChanged.connect(self._watch_screen)
            self._watch_screen(self.screen())

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 — Qt's name
        """Nobody sees it any more."""
        super().hideEvent(event)
        self.feed.till.show_in_sight(False)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 — Qt's name
        """Closed by a person."""
        super().closeEvent(event)
        self.closed.emit()

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802 — Qt's name
        """The offers get what they need, the order's lines what is left, one of them at least."""
        w, h = self.width(), self.height()
        self.leave.setGeometry(w - TOUCH - 4, 4, TOUCH, TOUCH)
        self.other_edge.setGeometry(w - 2 * TOUCH - 8, 4, TOUCH, TOUCH)
        least = ROW + FOOT + 12
        top = BAR + GAP
        _, panel = self.panel.height_for(h - top - GAP - least - MARGIN)
        self.panel.setGeometry(MARGIN, top, w - 2 * MARGIN, panel)
        self.why.setGeometry(MARGIN, top, w - 2 * MARGIN, h - top - MARGIN)
        self.office.setGeometry(MARGIN, h // 2 + 40, w - 2 * MARGIN, TOUCH)
        below = top + panel + GAP
        self.lines.setGeometry(MARGIN, below, w - 2 * MARGIN, h - below - MARGIN)
        self.feed.till.show_at_most(self.panel.places)

    @property
    def _is_cut_off(self) -> bool:
        """Whether the order that is shown may be old: who told of it has gone."""
        return bool(self.feed.till.order_id) and self.feed.driver is None

    def _state_words(self) -> str:
        """Whether, and what, is followed."""
        feed = self.feed
        if feed.refusal:
            return tr(REFUSALS[feed.refusal])
        if feed.receipts.prints_pictures:
            return tr("Receipts are pictures: not read")
        if feed.driver:
            return tr("Follows {name}", name=feed.driver.client)
        if self._is_cut_off:
            return tr("Cut off from the register")
        if feed.brings_receipts:
            written = feed.receipts.counts[ReceiptOutcome.WRITTEN]
            return trn("Reads receipts: {n} so far", "Reads receipts: {n} so far", written)
        return tr("Waits for the register")

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """The ground, and the bar with the shop and who is followed."""
        p, c = QPainter(self), colors()
        p.fillRect(self.rect(), c.ground)
        p.fillRect(QRect(0, 0, self.width(), BAR), c.frame)
        space = self.width() - 2 * TOUCH - 16 - MARGIN
        state = self._state_words()
        draw_text(p, QRect(MARGIN, 5, space, 22), elide(self._shop, space, 15, True), 15, c.on_frame, bold=True)
        state = elide(state, space, fit(state, space, (12, 11, 10)))
        ink = c.on_frame if self._is_cut_off else c.frame_dim
        draw_text(p, QRect(MARGIN, 27, space, 18), state, fit(state, space, (12, 11, 10)), ink, bold=self._is_cut_off)
        if (refusal := self.feed.refusal) is not None:
            self._paint_refusal(p, c, refusal)
        p.end()

    def _paint_refusal(self, p: QPainter, c: Colors, refusal: FeedRefusal) -> None:
        """Why nothing is offered, and what to do, in the middle of the window."""
        space = self.width() - 2 * MARGIN - 8
        head, more = tr(REFUSALS[refusal]), tr(WHAT_TO_DO[refusal])
        lines = [(x, 17, True, c.saving) for x in wrap(head, space, 17, limit=4) or [elide(head, space, 17)]]
        lines += [(x, 14, False, c.ink) for x in wrap(more, space, 14, limit=9) or [elide(more, space, 14)]]
        y = self.height() // 2 + 24 - sum(px + 8 for _, px, _, _ in lines)
        for words, px, bold, ink in lines:
            draw_text(p, QRect(MARGIN + 4, y, space + 4, px + 8), words, px, ink, bold=bold)
            y += px + 8


def beside(shop: Shop, feed: Feed, office: Callable[[], None]) -> CompanionWindow:
    """The window of that shop, shown at the edge where it was last."""

    def moved(dock: Dock) -> None:
        shop.manage("").set_settings({FEED_DOCK.name: FEED_DOCK.kind.write(dock)})

    window = CompanionWindow(feed, shop.name, shop.setting(FEED_DOCK), moved, office)
    window.stand_at(window.dock, shop.setting(FEED_WIDTH))
    window.show()
    return window

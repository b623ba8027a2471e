"""The companion window: the offers for the order that is rung up at another register, at one edge of the screen, above whatever
program stands there. It never takes the keyboard away from that one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.companion.followed_lines import FOOT, ROW, FollowedLines
from pos_assist.desktop.counter_window.offer_panel import OfferPanel
from pos_assist.desktop.shared.buttons import ActionButton
from pos_assist.desktop.shared.painting import draw_text, elide, fit
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.desktop.shared.theme import GAP, MARGIN, TOUCH, colors
from pos_assist.domain.feed_settings import Dock
from pos_assist.i18n.feed_texts import REFUSALS
from pos_assist.i18n.translate import tr, trn
from pos_assist.services.feeds.feed import Feed
from pos_assist.services.feeds.receipt_feed import ReceiptOutcome
from pos_assist.services.till.till import TOO_SOON

NARROWEST = 300  # px
BAR = 52  # px: shop and state, the ways to move it and to close it
_LOWEST = 554  # px of a screen for which everything has a place


class CompanionWindow(QWidget):
    """One window on one feed. `moved` is told of the edge that it was put at."""

    def __init__(self, feed: Feed, shop: str, dock: Dock, moved: Callable[[Dock], None] = lambda _: None) -> None:
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
        self.setMinimumSize(NARROWEST, _LOWEST)
        self.panel = OfferPanel(lambda _code: None, self)
        for card in self.panel.cards:
            card.asks = False
        self.lines = FollowedLines(self)
        self.other_edge = ActionButton(self, "frame")
        self.other_edge.clicked.connect(self._to_the_other_edge)
        self.leave = ActionButton(self, "frame")
        self.leave.px = self.other_edge.px = 18
        self.leave.clicked.connect(self.close)
        for one in (self.panel.no_more, self.other_edge, self.leave):
            one.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.panel.accepted.connect(self._accept)
        self.panel.declined.connect(feed.decline)
        self.panel.no_more.clicked.connect(self._no_more)
        feed.changed = self.refresh
        self.retranslate()

    def retranslate(self) -> None:
        """All words again."""
        self.setWindowTitle(f"{self._shop} — {tr('To offer now')}")
        self.panel.retranslate(Shortcuts({}), caps=False)
        self.leave.say("×")
        self.leave.setAccessibleName(tr("Close"))
        self.leave.setToolTip(tr("Close"))
        self.other_edge.say("◀" if self.dock is Dock.RIGHT else "▶")
        self.other_edge.setAccessibleName(tr("To the other edge of the screen"))
        self.refresh()

    def refresh(self) -> None:
        """Show the order that is served, and what is offered with it."""
        till = self.feed.till
        view, tells = till.view, till.tells_prices
        panel = view.panel if tells else replace(view.panel, threshold=None)
        for card in self.panel.cards:
            card.prices = tells
        self.panel.show_panel(panel, view.order, view.moment)
        for card in self.panel.cards:
            waiting = card.offer is not None and till.is_chosen(card.offer.id)
            card.note = tr("Now ring it up at the register") if waiting else ""
            card.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            card.update()
        self.lines.show_order(view, sure=till.sure, tells=tells)
        self.update()

    def stand_at(self, dock: Dock, width: int) -> None:
        """At that edge of the screen, as high as it is."""
        self.dock = dock
        screen = self.screen().availableGeometry()
        width = max(NARROWEST, min(width, screen.width() // 2))
        left = screen.right() + 1 - width if dock is Dock.RIGHT else screen.left()
        self.setGeometry(QRect(left, screen.top(), width, screen.height()))
        self.other_edge.say("◀" if dock is Dock.RIGHT else "▶")

    def _to_the_other_edge(self) -> None:
        self.stand_at(Dock.LEFT if self.dock is Dock.RIGHT else Dock.RIGHT, self.width())
        self._moved(self.dock)

    def _accept(self, offer_id: str) -> None:
        """A tap on a card that has only just appeared was meant for what was there before."""
        if self.feed.till.age(offer_id) >= TOO_SOON:
            self.feed.choose(offer_id)

    def _no_more(self) -> None:
        self.feed.till.no_more_offers()
        self.feed.suggestions_changed()

    # -- the window ----------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 — Qt's name
        """From now on what is offered is in sight."""
        super().showEvent(event)
        self.feed.till.show_in_sight(True)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 — Qt's name
        """Nobody sees it any more."""
        super().hideEvent(event)
        self.feed.till.show_in_sight(False)

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802 — Qt's name
        """The offers get what they need, the order's lines what is left, one of them at least."""
        w, h = self.width(), self.height()
        self.leave.setGeometry(w - TOUCH - 4, 4, TOUCH, TOUCH)
        self.other_edge.setGeometry(w - 2 * TOUCH - 8, 4, TOUCH, TOUCH)
        least = ROW + FOOT + 12
        top = BAR + GAP
        _, panel = self.panel.height_for(h - top - GAP - least - MARGIN)
        self.panel.setGeometry(MARGIN, top, w - 2 * MARGIN, panel)
        below = top + panel + GAP
        self.lines.setGeometry(MARGIN, below, w - 2 * MARGIN, h - below - MARGIN)
        self.feed.till.show_at_most(self.panel.places)

    def _state_words(self) -> str:
        """Whether, and what, is followed."""
        feed = self.feed
        if feed.refusal:
            return tr(REFUSALS[feed.refusal])
        if feed.receipts.prints_pictures:
            return tr("Receipts are pictures: not read")
        if feed.driver:
            return tr("Follows {name}", name=feed.driver.client)
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
        draw_text(p, QRect(MARGIN, 27, space, 18), state, fit(state, space, (12, 11, 10)), c.frame_dim)
        p.end()

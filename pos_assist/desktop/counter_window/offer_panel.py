"""The right column: one upgrade, up to three add-ons, one threshold line. It never moves a card, never takes the focus."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.shared.buttons import ActionButton
from pos_assist.desktop.shared.item_pictures import ItemPictures
from pos_assist.desktop.shared.offer_card import ADDON, LOW_ADDON, LOW_UPGRADE, UPGRADE, Card, CardPart
from pos_assist.desktop.shared.painting import (
    CENTER,
    RIGHT,
    box,
    draw_text,
    fit,
    money,
    width,
)
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.desktop.shared.theme import GAP, TOUCH, colors
from pos_assist.domain.items import Item
from pos_assist.domain.offers import EMPTY_PANEL, Moment, Offer, Panel, Threshold
from pos_assist.domain.orders import Order
from pos_assist.i18n.offer_texts import missing_words
from pos_assist.i18n.translate import title_of, tr
from pos_assist.services.till.commands import ACCEPT, DECLINE, SWAP, Command

HEAD, SECOND, THRESHOLD = 26, 30, 50  # px: the head, the head of the add-ons, the threshold line


class ThresholdLine(QWidget):
    """«あと¥30で ポイント2倍», with how far the order has come."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.threshold: Threshold | None = None

    def show_threshold(self, threshold: Threshold | None) -> None:
        """Show how much is missing; None: nothing to show."""
        if threshold != self.threshold:
            self.threshold = threshold
            self.setAccessibleName(threshold_words(threshold) if threshold else "")
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """Words, the goal, a bar."""
        t = self.threshold
        if t is None:
            return
        p, c = QPainter(self), colors()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        box(p, self.rect(), c.surface, c.line)
        inner = self.rect().adjusted(12, 5, -12, -5)
        goal = money(t.threshold)
        words, space = threshold_words(t), inner.width() - width(goal, 13) - 10
        if width(words, 12, True) <= space:
            draw_text(p, QRect(inner.left(), inner.top(), inner.width(), 24), goal, 13, c.dim, align=RIGHT)
        else:
            space = inner.width()  # what is missing says more than what it is missing from
        draw_text(
            p,
            QRect(inner.left(), inner.top(), space, 24),
            words,
            fit(words, space, (16, 15, 14, 13, 12, 11), True),
            c.accent_ink if t.reached else c.ink,
            bold=True,
        )
        bar = QRect(inner.left(), inner.bottom() - 9, inner.width(), 8)
        box(p, bar, c.line, radius=4)
        done = min(1.0, 1 - t.missing / t.threshold) if t.threshold else 1.0
        if done > 0:
            box(p, QRect(bar.left(), bar.top(), max(8, round(bar.width() * done)), 8), c.accent, radius=4)
        p.end()


def threshold_words(t: Threshold) -> str:
    """What is missing, or that nothing is."""
    return tr("{perk} ✓ reached", perk=title_of(t)) if t.reached else missing_words(t, money(t.missing))


class OfferPanel(QWidget):
    """The column. `accepted`, `declined` and `asked` («why this offer?») carry an offer's id, `swapped` a part's place too."""

    accepted = Signal(str)
    declined = Signal(str)
    asked = Signal(str)
    swapped = Signal(str, int)

    def __init__(self, item: Callable[[str], Item | None], parent: QWidget) -> None:
        super().__init__(parent)
        self._item = item
        self.cards = tuple(Card(self, upgrade=i == 0) for i in range(4))
        self.threshold = ThresholdLine(self)
        self.no_more = ActionButton(self, "quiet")
        self.places = 3  # add-ons that there is a place for
        self.panel: Panel = EMPTY_PANEL
        self._order: Order | None = None
        self._moment = Moment.CHOOSING
        self._keys: tuple[tuple[str, str], ...] = (("", ""),) * 4
        self._swap_keys: tuple[str, ...] = ()
        self.for_guest = False  # of this order's customer
        for card in self.cards:
            card.clicked.connect(lambda _=False, card=card: self._answer(card, yes=True))
            card.declined.connect(lambda card=card: self._answer(card, yes=False))
            card.asked.connect(lambda card=card: self.asked.emit(card.offer.id))
            card.swapped.connect(lambda part, card=card: self.swapped.emit(card.offer.id, part))

    def show_pictures(self, pictures: ItemPictures) -> None:
        """Show the items' pictures on the cards, as they come."""
        for card in self.cards:
            card.picture_of = pictures.of
            card.update()
        pictures.arrived.connect(self._arrived)

    def _arrived(self, code: str) -> None:
        for card in self.cards:
            if card.offer and code in card.offer.items:
                card.update()

    def retranslate(self, keys: Shortcuts, *, caps: bool = True) -> None:
        """All words and keys again; without `caps` where no key answers (the companion window never has the keyboard)."""
        cap = keys.cap if caps else lambda _command: ""
        self._keys = tuple((cap(yes), cap(no)) for yes, no in zip(ACCEPT, DECLINE, strict=True))
        self._swap_keys = tuple(cap(command) for command in SWAP)
        self.no_more.key = cap(Command.NO_MORE)
        for card in self.cards:
            card.offer = None
        self._show_cards()
        self._say_no_more()
        self.threshold.update()
        self.update()

    def show_panel(self, panel: Panel, order: Order, moment: Moment) -> None:
        """Show what is offered now."""
        heads = (
            bool(self.panel.upgrade),
            any(self.panel.addons),
            self._moment,
            bool(self._order and self._order.lines),
            bool(self._order and self._order.no_more_offers),
        )
        if self._order and order.key != self._order.key:
            self.for_guest = False
        self.panel, self._order, self._moment = panel, order, moment
        self._show_cards()
        self.threshold.show_threshold(panel.threshold)
        self._say_no_more()
        if heads != (bool(panel.upgrade), any(panel.addons), moment, bool(order.lines), order.no_more_offers):
            self.update()

    def offer(self, place: int) -> Offer | None:
        """The offer at a place: 0 the upgrade, 1 … 3 the add-ons."""
        return self.cards[place].offer

    def show_for_guest(self, on: bool) -> None:
        """The lines in the customer's second language, for this order."""
        self.for_guest = on
        self._show_cards()

    def _show_cards(self) -> None:
        for card, offer, keys in zip(self.cards, (self.panel.upgrade, *self.panel.addons), self._keys, strict=False):
            card.show_offer(offer, *keys, self._parts(offer), for_guest=self.for_guest)

    def _parts(self, offer: Offer | None) -> list[CardPart]:
        """The parts of a set that something else could fill."""
        parts = []
        for place, codes in enumerate(offer.choices[: len(SWAP)] if offer else ()):
            if len(codes) > 1 and (item := self._item(codes[0])):
                parts.append(CardPart(place, title_of(item), self._swap_keys[place] if self._swap_keys else ""))
        return parts

    def _answer(self, card: Card, *, yes: bool) -> None:
        if card.offer:
            (self.accepted if yes else self.declined).emit(card.offer.id)

    def _say_no_more(self) -> None:
        off = bool(self._order and self._order.no_more_offers)
        self.no_more.setCheckable(True)
        self.no_more.setChecked(off)
        self.no_more.setEnabled(bool(self._order and self._order.lines))
        self.no_more.say(tr("Offers are off for this order") if off else tr("No more offers for this order"))

    def heights(self, height: int) -> tuple[int, int, int]:
        """How many add-ons a column of that height has a place for, and how high the upgrade and an add-on are in it."""
        foot = GAP + THRESHOLD + GAP + TOUCH
        for addons in (3, 2, 1):
            for upgrade, addon in ((UPGRADE, ADDON), (LOW_UPGRADE, LOW_ADDON)):
                if HEAD + upgrade + SECOND + addons * (addon + GAP) - GAP + foot <= height:
                    return addons, upgrade, addon
        return 1, LOW_UPGRADE, LOW_ADDON

    def height_for(self, height: int) -> tuple[int, int]:
        """How many add-ons have a place in a column of at most that height, and how high it then needs to be."""
        addons, upgrade, addon = self.heights(height)
        return addons, HEAD + upgrade + SECOND + addons * (addon + GAP) - GAP + GAP + THRESHOLD + GAP + TOUCH

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802 — Qt's name
        """Every card has its place as long as the window keeps its size; one without a place is not offered at all."""
        w, h = self.width(), self.height()
        self.places, upgrade, addon = self.heights(h)
        self.cards[0].setGeometry(0, HEAD, w, upgrade)
        top = HEAD + upgrade + SECOND
        for i, card in enumerate(self.cards[1:]):
            card.setGeometry(0, top + i * (addon + GAP), w, addon)
            card.setVisible(i < self.places)
        self.no_more.setGeometry(0, h - TOUCH, w, TOUCH)
        self.threshold.setGeometry(0, h - TOUCH - GAP - THRESHOLD, w, THRESHOLD)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """The small heads over the cards, and what the customer is doing."""
        p, c = QPainter(self), colors()
        w = self.width()
        order, panel = self._order, self.panel
        where = ""
        if order and order.lines:
            where = tr("done choosing") if self._moment is Moment.CHOSEN else tr("still choosing")
        head = tr("To offer now")
        draw_text(p, QRect(2, 0, w - 4, 22), head, 14, c.dim, bold=True)
        draw_text(p, QRect(2, 0, w - 4, 22), where, 13, c.faint, align=RIGHT)
        if any(panel.addons):
            draw_text(
                p, QRect(2, self.cards[0].geometry().bottom() + 7, w - 4, 22), tr("To go with it"), 14, c.dim, bold=True
            )
        if order and order.lines and not panel.offers():
            words = tr("No offers for this order") if order.no_more_offers else tr("Nothing to offer right now")
            draw_text(p, QRect(2, 26, w - 4, UPGRADE), words, 14, c.faint, align=CENTER)
        p.end()

"""What the cashier would see: the real counter's panel for an order with one item, on a copy that writes nothing."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.shared.offer_card import ADDON, Card
from pos_assist.desktop.shared.painting import draw_text
from pos_assist.desktop.shared.theme import colors
from pos_assist.domain.items import Item
from pos_assist.domain.offers import Panel
from pos_assist.domain.problems import Problem
from pos_assist.i18n.translate import tr
from pos_assist.shop import Shop, open_shop


class Rehearsal:
    """A counter beside the real one: it reads the same file, practises, and forgets each order."""

    def __init__(self, shop: Shop) -> None:
        self._path = shop.path
        self._shop: Shop | None = None

    def panel(self, code: str) -> Panel | None:
        """The panel once that item is rung up and the customer has chosen; None where it cannot be rung up."""
        try:
            if self._shop is None:
                self._shop = open_shop(self._path, readonly=True)
            till = self._shop.till
            self._shop.read_again()
            for line in till.view.order.lines:
                till.void(line.id)
            till.ring(code)
            return till.settle().panel
        except Problem:
            return None

    def close(self) -> None:
        """Let go of the file."""
        if self._shop:
            self._shop.close()
            self._shop = None


class Preview(QWidget):
    """Two cards: the one that is edited, if it is shown at all, and another that stands beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.cards = [Card(self, upgrade=False) for _ in range(2)]
        for card in self.cards:
            card.hide()
        self.words = ""
        self.setFixedHeight(24 + ADDON)

    def show_panel(self, trigger: Item, panel: Panel | None, addon: str) -> None:
        """Show that add-on's card after that trigger, or say that it is not shown."""
        offers = [x for x in (panel.addons if panel else ()) if x]
        mine = [x for x in offers if addon in x.items]
        places = {x.id: i for i, x in enumerate(panel.addons if panel else ()) if x}
        for card, offer in zip(self.cards, [*mine, None, None], strict=False):
            card.show_offer(
                offer, f"F{places[offer.id] + 2}" if offer else "", f"Shift+F{places[offer.id] + 2}" if offer else ""
            )
            card.setVisible(offer is not None)
        if panel is None:
            self.words = tr("{trigger} cannot be rung up now.", trigger=trigger.title)
        elif mine:
            self.words = tr("As the cashier sees it after {trigger}, at this hour", trigger=trigger.title)
        elif offers:
            shown = "、".join(x.title for x in offers)
            self.words = tr("Not shown after {trigger} now; instead: {shown}", trigger=trigger.title, shown=shown)
        else:
            self.words = tr("After {trigger} nothing is offered now.", trigger=trigger.title)
        self.update()

    def resizeEvent(self, _event: object) -> None:  # noqa: N802 — Qt's name
        """The card below the words, as wide as at the counter."""
        for i, card in enumerate(self.cards):
            card.setGeometry(0, 24 + i * (ADDON + 8), min(356, self.width()), ADDON)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """Paint the sentence above the cards."""
        p = QPainter(self)
        draw_text(p, QRect(0, 0, self.width(), 20), self.words, 13, colors().dim)
        p.end()

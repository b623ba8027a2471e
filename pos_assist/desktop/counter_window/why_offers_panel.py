"""«Why these offers?»: each card's reason, and the numbers that its worth was reckoned from."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from pos_assist.counter.view import CounterView
from pos_assist.desktop.counter_window.explained import ExplainingPanel, Line
from pos_assist.desktop.paint import currency, plus_money
from pos_assist.desktop.shortcuts import Shortcuts
from pos_assist.domain.offers import Panel
from pos_assist.offer_words import kind_words, why_words
from pos_assist.words import tr


def explanation(panel: Panel, first: str = "") -> list[Line]:
    """The cards of the panel, told one by one, `first` (an offer's id) before the others."""
    out: list[Line] = []
    for offer in sorted(panel.offers(), key=lambda x: x.id != first):
        adds = plus_money(offer.adds) if offer.adds or offer.list_price else "—"
        out.append(Line(offer.title, adds, "title"))
        out.extend(Line(words, "", "note") for words in (kind_words(offer), *why_words(offer, currency())))
    return out or [Line(tr("Nothing to offer right now"), "", "note")]


class WhyOffersPanel(ExplainingPanel):
    """The reasons of the cards as they stand; it follows the order while it is open."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._view: CounterView | None = None
        self._first = ""

    def retranslate(self, keys: Shortcuts) -> None:
        """All words again."""
        super().retranslate(keys)
        if self._view:
            self.show_view(self._view)

    def lead_with(self, offer_id: str) -> None:
        """Tell that offer's reason first."""
        self._first = offer_id
        if self._view:
            self.show_view(self._view)

    def show_view(self, view: CounterView) -> None:
        """Explain that view's cards."""
        self._view = view
        self.title = tr("Why these offers?")
        self.explained.show_lines(explanation(view.panel, self._first))
        self.update()

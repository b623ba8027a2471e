"""«Why these offers?»: each card's reason, and the numbers that its worth was reckoned from."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from pos_assist.desktop.counter_window.explanation import ExplainingPanel, ExplanationLine
from pos_assist.desktop.shared.painting import currency, plus_money
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.domain.offers import Panel
from pos_assist.i18n.offer_texts import kind_words, why_words
from pos_assist.i18n.translate import title_of, tr
from pos_assist.services.till.till_view import TillView


def explanation(panel: Panel, first: str = "", *, figures: bool = True, prices: bool = True) -> list[ExplanationLine]:
    """Explains the cards of the panel one by one, `first` (an offer's id) before the others; without `prices` no amount is told."""
    out: list[ExplanationLine] = []
    for offer in sorted(panel.offers(), key=lambda x: x.id != first):
        adds = plus_money(offer.to_pay) if offer.adds or offer.list_price else "—"
        out.append(ExplanationLine(title_of(offer), adds if prices else "", "title"))
        out.extend(
            ExplanationLine(words, "", "note")
            for words in (kind_words(offer), *why_words(offer, currency(), figures=figures))
        )
    return out or [ExplanationLine(tr("Nothing to offer right now"), "", "note")]


class WhyOffersPanel(ExplainingPanel):
    """The reasons of the cards as they stand; it follows the order while it is open."""

    def __init__(self, figures: Callable[[], bool], parent: QWidget) -> None:
        """`figures`: whether profit and odds may be told where a customer can read them."""
        super().__init__(parent)
        self._figures = figures
        self.prices = True  # False: another register takes the money, and its amounts are not known
        self._view: TillView | None = None
        self._first = ""

    def retranslate(self, keys: Shortcuts) -> None:
        """Set all texts in the present language."""
        super().retranslate(keys)
        if self._view:
            self.show_view(self._view)

    def lead_with(self, offer_id: str) -> None:
        """Tell that offer's reason first."""
        self._first = offer_id
        if self._view:
            self.show_view(self._view)

    def show_view(self, view: TillView) -> None:
        """Explain the offers of the view's panel."""
        self._view = view
        self.title = tr("Why these offers?")
        self.explained.show_lines(explanation(view.panel, self._first, figures=self._figures(), prices=self.prices))
        self.update()

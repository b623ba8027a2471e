"""«Why this price?»: which units went into which set, what each saved, and how the total comes about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from pos_assist.desktop.counter_window.explanation import ExplainingPanel, ExplanationLine
from pos_assist.desktop.shared.painting import money, plus_money
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.i18n.translate import tr
from pos_assist.pricing import DealExplanation
from pos_assist.services.till.till_view import TillView


def explanation(view: TillView, deals: Sequence[DealExplanation]) -> list[ExplanationLine]:
    """The price of an order, told line by line: each deal with its lines, and what the order would cost without it."""
    names = {line.id: line.title for line in view.order.lines}
    prices = {line.id: line.price for line in view.order.lines}
    out: list[ExplanationLine] = [ExplanationLine(tr("List price"), money(view.priced.list_total), "head")]
    for why in deals:
        out.append(ExplanationLine(why.name, money(-sum(use.saving for use in why.uses)), "saving"))
        taken: Counter[int] = Counter()
        for use in why.uses:
            taken.update(dict(use.units))
        out.extend(
            ExplanationLine(f"{units} × {names[line]}", money(prices[line] * units))
            for line, units in sorted(taken.items())
        )
        if taken:
            listed, saved = sum(use.list_price for use in why.uses), sum(use.saving for use in why.uses)
            words = tr("together {price} instead of {list}", price=money(listed - saved), list=money(listed))
            out.append(ExplanationLine(words, "", "note"))
        out.append(ExplanationLine(_without(why, view.priced.total), "", "note"))
    if not deals:
        out.append(ExplanationLine(tr("No set price applies to this order."), "", "note"))
    out.append(ExplanationLine(tr("Total"), money(view.priced.total), "total"))
    if view.priced.proven:
        words = tr("No other choice of sets makes this order cheaper.")
    else:
        saving = money(view.priced.total - view.priced.bound)
        words = tr("Still checking: it may be up to {saving} cheaper.", saving=saving)
    out.append(ExplanationLine(words, "", "note"))
    return out


def _without(why: DealExplanation, total: int) -> str:
    """What the next best choice would cost; where that is not proven, only the best that was found."""
    if not why.exact:
        return tr("The best found without it: {total}", total=money(why.without))
    if why.without == total:
        return tr("Other sets come to the same total without it.")
    return tr("Without it: {total} ({more})", total=money(why.without), more=plus_money(why.without - total))


class WhyPanel(ExplainingPanel):
    """The explanation of the order as it stands; it follows the order while it is open."""

    def __init__(self, explain: Callable[[], list[DealExplanation]], parent: QWidget) -> None:
        super().__init__(parent)
        self._explain = explain
        self._view: TillView | None = None

    def retranslate(self, keys: Shortcuts) -> None:
        """All words again."""
        super().retranslate(keys)
        if self._view:
            self.show_view(self._view)

    def show_view(self, view: TillView) -> None:
        """Explain that view."""
        self._view = view
        self.title = tr("Why this price?")
        self.explained.show_lines(explanation(view, self._explain()))
        self.update()

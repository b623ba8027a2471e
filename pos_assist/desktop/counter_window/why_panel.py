"""«Why this price?»: which units went into which set, what each saved, and how the total comes about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QWidget

from pos_assist.desktop.counter_window.explanation import ExplainingPanel, ExplanationLine
from pos_assist.desktop.shared.painting import money, plus_money
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.i18n.translate import title_of, tr
from pos_assist.pricing import DealExplanation, DealUse
from pos_assist.services.till.till_view import TillView


def explanation(view: TillView, deals: Sequence[DealExplanation]) -> list[ExplanationLine]:
    """Explains the price of an order line by line: each deal with its lines, and what the order would cost without it."""
    names = {line.id: title_of(line) for line in view.order.lines}
    prices = {line.id: line.price for line in view.order.lines}
    out: list[ExplanationLine] = [ExplanationLine(_listed(view), money(view.priced.list_total), "head")]
    for why in deals:
        for use, times in _alike(why.uses, names):
            name = title_of(why) if times == 1 else f"{title_of(why)} ×{times}"
            out.append(ExplanationLine(name, money(-use.saving * times), "saving"))
            out.extend(
                ExplanationLine(f"{units * times} × {names[line]}", money(prices[line] * units * times))
                for line, units in use.units
            )
            if use.units:
                paid = money((use.list_price - use.saving) * times)
                words = tr("together {price} instead of {list}", price=paid, list=money(use.list_price * times))
                out.append(ExplanationLine(words, "", "note"))
        out.append(ExplanationLine(_without(why, view.priced.net_total), "", "note"))
    if not deals:
        out.append(ExplanationLine(tr("No set price applies to this order."), "", "note"))
    if view.priced.tax_added is not None:
        out.append(ExplanationLine(tr("Tax added"), plus_money(view.priced.tax_added), "head"))
    out.append(ExplanationLine(tr("Total"), money(view.priced.total), "total"))
    if view.priced.lowest:
        words = tr("No other choice of sets makes this order cheaper.")
    else:
        saving = money(view.priced.total - view.priced.bound)
        if view.checking:
            words = tr("Still checking: it may be up to {saving} cheaper.", saving=saving)
        else:
            words = tr("It could be up to {saving} cheaper: this order is too large to be sure.", saving=saving)
    out.append(ExplanationLine(words, "", "note"))
    return out


def _listed(view: TillView) -> str:
    return tr("List price") if view.priced.tax_added is None else tr("List price without tax")


def _alike(uses: Sequence[DealUse], names: Mapping[int, str]) -> list[tuple[DealUse, int]]:
    """Uses with the same items at the same saving are shown once, with how often."""
    first: dict[object, DealUse] = {}
    times: Counter[object] = Counter()
    for use in uses:
        key = (tuple((names[line], units) for line, units in use.units), use.list_price, use.saving)
        first.setdefault(key, use)
        times[key] += 1
    return [(use, times[key]) for key, use in first.items()]


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
        """Set all texts in the present language."""
        super().retranslate(keys)
        if self._view:
            self.show_view(self._view)

    def show_view(self, view: TillView) -> None:
        """Explain the price of the view's order."""
        self._view = view
        self.title = tr("Why this price?")
        self.explained.show_lines(explanation(view, self._explain()))
        self.update()

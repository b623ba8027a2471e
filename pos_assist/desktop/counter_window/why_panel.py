"""«Why this price?»: which units went into which set, what each saved, and how the total comes about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_assist.counter.view import CounterView
from pos_assist.desktop.counter_window.side_panel import Scroll, SidePanel
from pos_assist.desktop.paint import RIGHT, box, draw_text, fit, hline, money, plus_money, width, wrap
from pos_assist.desktop.shortcuts import Shortcuts
from pos_assist.desktop.theme import GAP, colors
from pos_assist.pricing import Why
from pos_assist.words import tr


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the explanation: words, an amount, and how they are set."""

    words: str
    amount: str = ""
    look: str = "plain"  # head, plain, saving, total, note


def explanation(view: CounterView, deals: Sequence[Why]) -> list[Line]:
    """The price of an order, told line by line: each deal with its lines, and what the order would cost without it."""
    names = {line.id: line.item.title for line in view.order.lines}
    prices = {line.id: line.item.price for line in view.order.lines}
    out: list[Line] = [Line(tr("List price"), money(view.priced.list_total), "head")]
    for why in deals:
        out.append(Line(why.name, money(-sum(use.saving for use in why.uses)), "saving"))
        taken: Counter[int] = Counter()
        for use in why.uses:
            taken.update(dict(use.units))
        out.extend(
            Line(f"{units} × {names[line]}", money(prices[line] * units)) for line, units in sorted(taken.items())
        )
        if taken:
            listed, saved = sum(use.list_price for use in why.uses), sum(use.saving for use in why.uses)
            words = tr("together {price} instead of {list}", price=money(listed - saved), list=money(listed))
            out.append(Line(words, "", "note"))
        out.append(Line(_without(why, view.priced.total), "", "note"))
    if not deals:
        out.append(Line(tr("No set price applies to this order."), "", "note"))
    out.append(Line(tr("Total"), money(view.priced.total), "total"))
    if view.priced.proven:
        words = tr("No other choice of sets makes this order cheaper.")
    else:
        saving = money(view.priced.total - view.priced.bound)
        words = tr("Still checking: it may be up to {saving} cheaper.", saving=saving)
    out.append(Line(words, "", "note"))
    return out


def _without(why: Why, total: int) -> str:
    """What the next best choice would cost; where that is not proven, only the best that was found."""
    if not why.exact:
        return tr("The best found without it: {total}", total=money(why.without))
    if why.without == total:
        return tr("Other sets come to the same total without it.")
    return tr("Without it: {total} ({more})", total=money(why.without), more=plus_money(why.without - total))


_HEIGHTS = {"head": 34, "plain": 26, "saving": 38, "total": 46, "note": 24}


class Explained(QWidget):
    """The lines, painted."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []

    def show_lines(self, lines: list[Line]) -> None:
        """Show that explanation."""
        self.lines = lines
        self._measure()
        self.update()

    def _notes(self, line: Line) -> list[str]:
        return wrap(line.words, self.width() - 24, 13, limit=4) or [line.words]

    def _measure(self) -> None:
        high = sum(len(self._notes(x)) * 20 + 6 if x.look == "note" else _HEIGHTS[x.look] for x in self.lines)
        self.resize(self.width(), high + 16)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """From the list price to the total."""
        p, c = QPainter(self), colors()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        box(p, self.rect(), c.surface, c.line, radius=10)
        w, y = self.width() - 24, 8
        for line in self.lines:
            if line.look == "note":
                for part in self._notes(line):
                    draw_text(p, QRect(12, y, w + 8, 20), part, 13, c.dim)
                    y += 20
                y += 6
                continue
            high = _HEIGHTS[line.look]
            px, bold, ink = {
                "head": (15, False, c.ink),
                "plain": (14, False, c.dim),
                "saving": (16, True, c.saving),
                "total": (22, True, c.ink),
            }[line.look]
            if line.look in ("saving", "total"):
                hline(p, 12, 11 + w, y + 4, c.line)
            indent = 12 if line.look == "plain" else 0
            room = w - indent - width(line.amount, px, bold) - 8
            label_bold = line.look == "total"
            draw_text(
                p,
                QRect(12 + indent, y + 4, room, high - 4),
                line.words,
                fit(line.words, room, (px, 15, 14, 13, 12, 11), label_bold),
                c.upgrade_ink if line.look == "saving" else ink,
                bold=label_bold,
            )
            draw_text(p, QRect(12, y + 4, w, high - 4), line.amount, px, ink, bold=bold, align=RIGHT)
            y += high
        p.end()


class WhyPanel(SidePanel):
    """The explanation of the order as it stands; it follows the order while it is open."""

    def __init__(self, explain: Callable[[], list[Why]], parent: QWidget) -> None:
        super().__init__(parent)
        self._explain = explain
        self.explained = Explained()
        self.scroller = Scroll(self.explained, self)
        self._view: CounterView | None = None

    def retranslate(self, keys: Shortcuts) -> None:
        """All words again."""
        super().retranslate(keys)
        if self._view:
            self.show_view(self._view)

    def show_view(self, view: CounterView) -> None:
        """Explain that view."""
        self._view = view
        self.title = tr("Why this price?")
        self.explained.show_lines(explanation(view, self._explain()))
        self.update()

    def place(self, area: QRect) -> None:
        """The explanation takes everything."""
        self.scroller.setGeometry(area.adjusted(0, 0, 0, -GAP))
        self.explained.resize(area.width() - 14, self.explained.height())
        if self._view:
            self.explained.show_lines(self.explained.lines)

"""The few strokes every screen is painted with. Pixels are logical; text never leaves its rectangle."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from pos_assist.desktop.shared.theme import RADIUS, colors, font, metrics
from pos_assist.domain.items import Item
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.tax import Taxing
from pos_assist.i18n.line_breaks import TORN, break_costs
from pos_assist.i18n.money import money as any_money
from pos_assist.i18n.translate import tr

LEFT = Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignRight
CENTER = Qt.AlignmentFlag.AlignHCenter
NOTE_SIZE = 14  # px
_SINGLE = int(Qt.TextFlag.TextSingleLine) | int(Qt.AlignmentFlag.AlignVCenter)


_currency = "JPY"
_taxing = Taxing()
_served = ServiceMode.TAKEOUT


def set_currency(currency: str, taxing: Taxing = _taxing) -> None:
    """The shop's currency, and whether tax is added to its prices: how every amount is written from now on."""
    global _currency, _taxing
    _currency, _taxing = currency or "JPY", taxing


def set_served(mode: ServiceMode) -> None:
    """Whether orders are eaten in or taken out now: the tax of an item depends on it."""
    global _served  # noqa: PLW0603 — as above
    _served = mode


def currency() -> str:
    """How ISO 4217 calls the money that is written."""
    return _currency


def money(amount: int) -> str:
    """An amount in minor units, in the shop's currency: ¥1,170."""
    return any_money(amount, _currency)


def plus_money(amount: int) -> str:
    """+¥150 or −¥60: what something does to the total."""
    return any_money(amount, _currency, plus=True)


def price_words(amount: int) -> str:
    """A price; a dash where an item has none, as in a shop made of receipts without prices."""
    return money(amount) if amount else "—"


def item_price_words(item: Item) -> str:
    """Return the price of an item as its key shows it."""
    price = price_words(item.price)
    return tr("{price}/100 g", price=price) if item.by_weight else price


def price_title(*, narrow: bool = False) -> str:
    """What a column (`narrow`) or field of prices is called: where tax is added to them, that they are without it."""
    if not _taxing.added:
        return tr("Price")
    return tr("Net price") if narrow else tr("Price without tax")


def without_tax(words: str) -> str:
    """An amount or what amounts are called, where tax is added to the shop's prices with «net» behind it."""
    return tr("{words} (net)", words=words) if _taxing.added else words


def with_tax_words(item: Item) -> str:
    """What one unit costs with tax, where the shop's prices are without it: customers must see that price (総額表示, 消費税法 63条).
    Empty where they have it in them, or where an item has none."""
    gross = _taxing.gross(item.price, item, _served)
    if gross is None or not item.price:
        return ""
    price = tr("with tax {price}", price=money(gross))
    return tr("{price}/100 g", price=price) if item.by_weight else price


def plus_price_words(price: int, item: Item, mode: ServiceMode | None = None) -> str:
    """What an option of an item adds, and where prices are without tax, what it adds with it. `mode`: its line's own."""
    gross = _taxing.gross(price, item, mode or _served)
    words = plus_money(price)
    return words if gross is None else f"{words}  {tr('with tax {price}', price=plus_money(gross))}"


@lru_cache(maxsize=8192)
def width(text: str, px: int, bold: bool = False) -> int:
    """How wide the text is, in pixels."""
    return metrics(px, bold).horizontalAdvance(text)


def fit(text: str, space: int, sizes: Iterable[int], bold: bool = False) -> int:
    """The first of the sizes at which the text fits into `space` pixels; the last one where none does."""
    size = 0
    for size in sizes:
        if width(text, size, bold) <= space:
            break
    return size


def elide(text: str, space: int, px: int, bold: bool = False) -> str:
    """The text, or its beginning and «…» where it is wider than `space`. A last resort: `fit` first."""
    fm = metrics(px, bold)
    return text if fm.horizontalAdvance(text) <= space else fm.elidedText(text, Qt.TextElideMode.ElideRight, space)


def draw_text(  # noqa: PLR0913 — given by name
    p: QPainter, rect: QRect, text: str, px: int, color: QColor, *, bold: bool = False, align: Qt.AlignmentFlag = LEFT
) -> None:
    """One line of text in the middle of the rectangle's height."""
    p.setFont(font(px, bold))
    p.setPen(color)
    p.drawText(rect, int(align) | _SINGLE, elide(text, rect.width(), px, bold))


def draw_note(p: QPainter, area: QRect, text: str, color: QColor) -> None:
    """What stands where nothing is yet, from the top of `area`: as many lines as the text takes, each in the middle."""
    ways = (wrap(text, area.width(), NOTE_SIZE, limit=limit) for limit in range(1, 9))
    for i, line in enumerate(next(filter(None, ways), ())):
        draw_text(p, QRect(area.left(), area.top() + 24 * i, area.width(), 24), line, NOTE_SIZE, color, align=CENTER)


def wrap(  # noqa: PLR0913 — given by name
    text: str,
    space: int,
    px: int,
    bold: bool = False,
    *,
    limit: int = 2,
    breaks: frozenset[str] = frozenset(),
    names: tuple[str, ...] = (),
    kindly: bool = False,
) -> list[str] | None:
    """The text in at most `limit` lines of `space` pixels, or None where it does not fit.

    Of the breaks that fit those are taken that part words best (`i18n.line_breaks`), then those that make the lines about
    equally long. `breaks`: words that the names around share; `names`: those in
    the text. `kindly` takes no break within a word.
    """
    text = text.strip()
    if width(text, px, bold) > limit * (space + px):  # a sign's width a line: the spaces that breaks leave out
        return None

    costs = break_costs(text, breaks, names)

    @cache
    def best(start: int, lines: int) -> tuple[float, tuple[str, ...]] | None:
        rest = text[start:].lstrip()
        if width(rest, px, bold) <= space:
            return 0.0, (rest,)
        found: tuple[float, tuple[str, ...]] | None = None
        for end in range(start + 1, len(text) if lines > 1 else 0):
            cost = costs[end]
            if cost is None or (kindly and cost >= TORN):
                continue
            head = text[start:end].strip()
            if width(head, px, bold) > space:
                break
            below = best(end, lines - 1)
            if below is not None:
                lengths = [len(head), *map(len, below[1])]
                cost += below[0] + 4 + (max(lengths) - min(lengths)) / len(text)  # 4: a line less is worth any break
                if found is None or cost < found[0]:
                    found = (cost, (head, *below[1]))
        return found

    whole = best(0, limit)
    return list(whole[1]) if whole else None


def chop(text: str, space: int, px: int, bold: bool = False, *, limit: int) -> list[str]:
    """The text in lines that break wherever they are full: for one word that is wider than its place. The last is elided."""
    lines: list[str] = []
    while text and len(lines) + 1 < limit:
        n = next((n for n in range(len(text), 1, -1) if width(text[:n], px, bold) <= space), 1)
        lines.append(text[:n].strip())
        text = text[n:].strip()
    return [*lines, text] if text else lines


def box(
    p: QPainter, rect: QRect, fill: QColor, edge: QColor | None = None, *, radius: float = RADIUS, pen: float = 1
) -> None:
    """A filled rounded rectangle, its edge inside `rect`."""
    inset = pen / 2 if edge else 0
    p.setPen(QPen(edge, pen) if edge else Qt.PenStyle.NoPen)
    p.setBrush(fill)
    p.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius, radius)


_LONG_CAP = 6  # signs: «Ctrl+Z» and «Shift+F1» are set closer


def keycap_width(key: str) -> int:
    """How wide the cap of that key is; nothing for a function without a key."""
    return max(28, width(key, _cap_px(key), True) + (14 if len(key) < _LONG_CAP else 8)) if key else 0


def _cap_px(key: str) -> int:
    return 11 if len(key) < _LONG_CAP else 10


def keycap(
    p: QPainter, right: int, middle: int, key: str, *, ink: QColor | None = None, edge: QColor | None = None
) -> int:
    """The small cap that tells a button's key, ending at `right`; returns its left edge."""
    if not key:
        return right
    c = colors()
    w = keycap_width(key)
    rect = QRect(right - w, middle - 9, w, 18)
    p.setPen(QPen(edge or c.line, 1))
    p.setBrush(Qt.BrushStyle.NoBrush)
    p.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    draw_text(p, rect, key, _cap_px(key), ink or c.dim, bold=True, align=CENTER)
    return right - w


def hline(p: QPainter, left: int, right: int, y: int, color: QColor) -> None:
    """A line of exactly one pixel."""
    p.fillRect(left, y, right - left + 1, 1, color)


def vline(p: QPainter, x: int, top: int, bottom: int, color: QColor) -> None:
    """Paint a vertical line, as `hline` paints a horizontal one."""
    p.fillRect(x, top, 1, bottom - top + 1, color)


def cross(p: QPainter, middle: QPointF, arm: float, color: QColor) -> None:
    """A × of two strokes."""
    p.setPen(QPen(color, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    x, y = middle.x(), middle.y()
    p.drawLine(QPointF(x - arm, y - arm), QPointF(x + arm, y + arm))
    p.drawLine(QPointF(x - arm, y + arm), QPointF(x + arm, y - arm))


def exchange(p: QPainter, middle: QPointF, color: QColor) -> None:
    """Two arrows, one there and one back: something else in its place."""
    p.setPen(QPen(color, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    x, y = middle.x(), middle.y()
    for way, dy in ((1, -4), (-1, 4)):
        tip = QPointF(x + 8 * way, y + dy)
        p.drawLine(QPointF(x - 8 * way, y + dy), tip)
        p.drawLine(tip, QPointF(tip.x() - 4 * way, tip.y() - 3.5))
        p.drawLine(tip, QPointF(tip.x() - 4 * way, tip.y() + 3.5))

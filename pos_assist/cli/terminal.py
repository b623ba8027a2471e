"""The counter on paper: order and panel as lines of text, for a terminal of any width, in one colour or several."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import combining, east_asian_width

from pos_assist.domain.offers import Offer, Threshold
from pos_assist.domain.orders import ServiceMode
from pos_assist.i18n.line_breaks import text_rows
from pos_assist.i18n.money import money
from pos_assist.i18n.offer_texts import kind_words, missing_words, reason_words
from pos_assist.i18n.price_change import price_change_words
from pos_assist.i18n.translate import title_of, tr
from pos_assist.services.till.commands import ACCEPT
from pos_assist.services.till.till_view import DealHead, DiscountRow, LineRow, TillView, rows

_WIDEST = 64  # beyond that the eye loses the way from a name to its price
_NARROWEST = 32
_BOLD, _DIM, _RED, _GREEN, _AMBER = "1", "2", "31", "32", "33"


@dataclass(frozen=True, slots=True)
class PageText:
    """Formats lines for a terminal `width` columns wide, with or without colours, amounts in `currency`."""

    width: int = _WIDEST
    color: bool = False
    currency: str = "JPY"

    @classmethod
    def of_terminal(cls, currency: str = "JPY") -> PageText:
        """The terminal there is; a pipe gets no colours (nor does https://no-color.org)."""
        columns = min(_WIDEST, max(_NARROWEST, shutil.get_terminal_size((_WIDEST, 24)).columns))
        return cls(columns, sys.stdout.isatty() and "NO_COLOR" not in os.environ, currency)

    def styled(self, text: str, *styles: str) -> str:
        """The text in bold, dim or a colour."""
        return f"\x1b[{';'.join(styles)}m{text}\x1b[0m" if self.color and styles else text

    def two_ends(self, left: str, right: str, *styles: str) -> str:
        """`left` at the left edge, `right` at the right one; a `left` too long is cut with «…»."""
        left = cut(left, self.width - columns(right) - 1) if left else ""
        return self.styled(left + " " * (self.width - columns(left) - columns(right)) + right, *styles)

    def rule(self) -> str:
        """Return a horizontal line."""
        return self.styled("─" * self.width, _DIM)

    def amount(self, minor: int, *, plus: bool = False) -> str:
        """Return an amount of money as text."""
        return money(minor, self.currency, plus=plus)

    def price(self, minor: int, *, plus: bool = False) -> str:
        """A price; a dash where an item has none, as in a shop made of receipts without prices."""
        return self.amount(minor, plus=plus) if minor else "—"


def paint(view: TillView, sheet: PageText, shop: str = "") -> str:
    """Order, totals and panel, one under the other."""
    return "\n".join([*_order(view, sheet, shop), *_totals(view, sheet), "", *_panel(view, sheet)])


def _order(view: TillView, sheet: PageText, shop: str) -> Iterator[str]:
    mode = tr("Eat in") if view.order.mode is ServiceMode.EAT_IN else tr("Take out")
    head = tr("Order #{number}", number=view.order.number)
    yield sheet.two_ends(f"{shop}   {head}" if shop else head, mode, _BOLD)
    yield sheet.rule()
    for row in rows(view):
        if isinstance(row, DealHead):
            times = f" ×{row.count}" if row.count > 1 else ""
            yield sheet.two_ends(f"┌ {title_of(row.use)}{times}", sheet.amount(-row.use.saving * row.count), _RED)
        elif isinstance(row, DiscountRow):
            yield sheet.two_ends(title_of(row.use), sheet.amount(-row.use.saving), _RED)
        else:
            yield _line(row, sheet)
    if not view.order.lines:
        yield sheet.styled(tr("The order is empty."), _DIM)
    yield sheet.rule()


def _line(row: LineRow, sheet: PageText) -> str:
    edge = ("└ " if row.last_of_deal else "│ ") if row.in_deal else "  "
    mode = row.line.mode
    note = "" if mode is None else " · " + (tr("Eat in") if mode is ServiceMode.EAT_IN else tr("Take out"))
    return sheet.two_ends(f"{edge}{row.qty:>2} {title_of(row.line)}{note}", sheet.price(row.price))


def _totals(view: TillView, sheet: PageText) -> Iterator[str]:
    priced = view.priced
    if view.change:
        yield sheet.styled(price_change_words(view.change, view.order.number, sheet.currency), _AMBER)
    added = priced.tax_added is not None
    if priced.saving or added:
        words = tr("List price without tax") if added else tr("List price")
        yield sheet.two_ends(words, sheet.amount(priced.list_total), _DIM)
    if priced.saving:
        yield sheet.two_ends(tr("Set discount"), sheet.amount(-priced.saving), _RED)
    for part in (part for part in priced.taxes if added and part.gross):
        net, tax = sheet.amount(part.gross - part.tax), sheet.amount(part.tax)
        yield sheet.two_ends("", tr("plus tax {rate}% on {net}: {tax}", rate=part.rate, net=net, tax=tax), _DIM)
    yield sheet.two_ends(tr("Total"), sheet.amount(priced.total), _BOLD)
    for part in (part for part in priced.taxes if part.gross and not added):
        gross, tax = sheet.amount(part.gross), sheet.amount(part.tax)
        yield sheet.two_ends("", tr("incl. tax {rate}% of {gross}: {tax}", rate=part.rate, gross=gross, tax=tax), _DIM)
    if not priced.lowest:
        yield sheet.two_ends(tr("  perhaps lower, by up to"), sheet.amount(priced.total - priced.bound), _AMBER)


def _panel(view: TillView, sheet: PageText) -> Iterator[str]:
    cards = (view.panel.upgrade, *view.panel.addons)
    yield sheet.styled(tr("To offer now"), _BOLD)
    yield sheet.rule()
    for key, offer in zip((command.key for command in ACCEPT), cards, strict=False):
        if offer:
            yield from _card(key, offer, sheet, _AMBER if offer is view.panel.upgrade else _GREEN)
    if view.panel.threshold:
        yield _threshold(view.panel.threshold, sheet)
    if not view.panel.offers() and not view.panel.threshold:
        yield sheet.styled(tr("Nothing to offer right now"), _DIM)


def _card(key: str, offer: Offer, sheet: PageText, color: str) -> Iterator[str]:
    yield sheet.two_ends(f"{key}  {title_of(offer)}", _adds(offer, sheet), _BOLD, color)
    saved = tr("save {amount}", amount=sheet.amount(offer.saved)) if offer.saved else ""
    yield sheet.two_ends(f"    {kind_words(offer)}", saved, color)
    spoken = tr("“{line}”", line=offer.line)
    yield from (f"    {part}" for part in wrap(spoken, sheet.width - 4))
    yield from (sheet.styled(f"    {part}", _DIM) for part in wrap(reason_words(offer.reason), sheet.width - 4))


def _adds(offer: Offer, sheet: PageText) -> str:
    """What it adds: nothing where a set gives it free, a dash where it has no price at all."""
    return sheet.amount(offer.to_pay, plus=True) if offer.list_price else sheet.price(offer.to_pay, plus=True)


def _threshold(threshold: Threshold, sheet: PageText) -> str:
    if threshold.reached:
        return sheet.styled(cut(tr("{perk} ✓ reached", perk=title_of(threshold)), sheet.width), _GREEN)
    return cut(missing_words(threshold, sheet.amount(threshold.missing)), sheet.width)


def columns(text: str) -> int:
    """How many columns a terminal needs for it: two for full-width and wide characters, none for combining ones.

    Characters of ambiguous width count one, as terminals in a UTF-8 locale draw them (Unicode Annex 11).
    """
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def cut(text: str, space: int) -> str:
    """The text, or as much of it as fits with «…» at the end."""
    if columns(text) <= space:
        return text
    kept = ""
    for c in text:
        if columns(kept + c) > space - 1:
            break
        kept += c
    return kept + "…"


def wrap(text: str, space: int) -> list[str]:
    """The text in lines of at most `space` columns, broken between words and phrases."""
    return text_rows(text, space, columns, over=True)

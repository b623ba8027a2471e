"""What the slips of a business day say: the X report (点検), the Z report (精算), cash put in or taken out.

A Z report is stored as it was printed and never worked out again. Everything it comes to can be added up from the receipts
printed that day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pos_assist.devices.receipt_slip import ShopSign, SlipWords, head, tax_rows, when_and_who
from pos_assist.devices.slip import GAP, RULE, Slip, SlipBlock, centered, line
from pos_assist.domain.day import DayEntry, DayFigures, EntryKind
from pos_assist.domain.receipts import TenderKind
from pos_assist.i18n.tender_texts import tender_text


def x_slip(figures: DayFigures, sign: ShopSign, here: DayEntry, *, blind: bool = False) -> Slip:
    """The figures until now; nothing is counted or closed by it. `here`: when, where, by whom. `blind`: without what should be
    in the drawer."""
    say = SlipWords(sign)
    blocks = [*head(say, ""), centered(say.tr("X REPORT"), size=2, bold=True), GAP, *_about(say, here, figures)]
    blocks += [*_sales(say, figures), *_tenders(say, figures), *_counts(say, figures)]
    blocks += [] if blind else [RULE, *_cash(say, figures)]
    blocks += [*_offers(say, figures), GAP, centered(say.tr("Nothing was closed."))]
    return Slip(tuple(blocks), say.tr("X report"))


def z_slip(close: DayEntry, sign: ShopSign) -> Slip:
    """A day that was closed."""
    say, figures = SlipWords(sign), close.figures or DayFigures()
    blocks = [
        *head(say, ""),
        centered(say.tr("Z REPORT No.{number}", number=f"{close.number:04}"), size=2, bold=True),
        GAP,
    ]
    blocks += [*_about(say, close, figures), *_sales(say, figures), *_tenders(say, figures), *_counts(say, figures)]
    blocks += [RULE, *_cash(say, figures), *_counted(say, close), *_offers(say, figures)]
    blocks += [GAP, line(say.tr("Signature"), "_" * 24)]
    return Slip(tuple(blocks), say.tr("Z report {number}", number=close.number))


def cash_slip(entry: DayEntry, sign: ShopSign) -> Slip:
    """Cash put in or taken out beside sales."""
    say = SlipWords(sign)
    title = say.tr("Cash in") if entry.kind is EntryKind.IN else say.tr("Cash out")
    blocks = [*head(say, ""), centered(title, size=2, bold=True), GAP]
    blocks += [*when_and_who(say, entry.at, None, till=entry.till, who=entry.who), RULE]
    blocks += [line(say.tr("Reason: {reason}", reason=entry.reason))]
    blocks += [line(say.tr("Amount"), say.money(entry.amount), size=2, bold=True)]
    blocks += [GAP, line(say.tr("Signature"), "_" * 24)]
    return Slip(tuple(blocks), title)


def marked_again(slip: Slip, sign: ShopSign) -> Slip:
    """The same slip, marked 再発行."""
    return replace(slip, blocks=(centered(SlipWords(sign).tr("REPRINT"), size=2, bold=True), *slip.blocks))


# -- parts -------------------------------------------------------------------------------------------------------------------


def _about(say: SlipWords, here: DayEntry, figures: DayFigures) -> Iterator[SlipBlock]:
    yield line(say.tr("Business day"), say.day(here.day))
    named = here.who != say.tr("Till {till}", till=here.till)  # a shop that names nobody signs with its till
    yield from when_and_who(say, here.at, None, till=here.till, who=here.who if named else "")
    if figures.begin and figures.end:
        same = figures.begin.date() == figures.end.date()
        end = f"{figures.end:%H:%M}" if same else f"{figures.end:%m/%d %H:%M}"
        yield line(say.tr("Period"), f"{figures.begin:%m/%d %H:%M} - {end}")
    if figures.last_number:
        yield line(say.tr("Receipts"), f"No.{figures.first_number:06} - No.{figures.last_number:06}")


def _sales(say: SlipWords, figures: DayFigures) -> Iterator[SlipBlock]:
    yield RULE
    within, without = figures.gross_by_way
    if within is not None:
        words = say.tr("Gross sales") if without is None else say.tr("Gross sales, with tax")
        yield line(words, say.money(within))
    if without is not None:
        yield line(say.tr("Gross sales, without tax"), say.money(without))
    for words, amount in (
        (say.tr("Set discounts"), figures.set_discounts),
        (say.tr("Discounts on the order"), figures.order_discounts),
        (say.tr("Discounts by hand"), figures.hand_discounts),
    ):
        if amount:
            yield line(words, say.money(-amount))
    if figures.tax_added:
        yield line(say.tr("Tax added"), say.money(figures.tax_added))
    yield line(say.tr("Sales"), say.money(figures.sold))
    if figures.refunds:
        yield line(say.tr("Given back ×{n}", n=figures.refunds), say.money(-figures.refunded))
    if figures.voids:
        yield line(say.tr("Voided ×{n}", n=figures.voids), say.money(-figures.voided))
    yield line(say.tr("Net sales"), say.money(figures.net), size=2, bold=True)
    for part in figures.rates:
        yield from tax_rows(say, part)


def _tenders(say: SlipWords, figures: DayFigures) -> Iterator[SlipBlock]:
    yield RULE
    yield line(say.tr("Money taken"), bold=True)
    for x in figures.tenders:
        yield line(f"{tender_text(TenderKind(x.kind), x.name, say)} ×{x.times}", say.money(x.taken), indent=1)
        if x.back:
            yield line(say.tr("given back"), say.money(-x.back), indent=3)


def _counts(say: SlipWords, figures: DayFigures) -> Iterator[SlipBlock]:
    yield RULE
    for words, n in (
        (say.tr("Customers"), figures.customers),
        (say.tr("Items sold"), figures.items),
        (say.tr("Receipts voided"), figures.voids),
        (say.tr("Refunds"), figures.refunds),
        (say.tr("Drawer opened without a sale"), figures.drawer_openings),
        (say.tr("Printed again"), figures.reprints),
    ):
        yield line(words, f"{n}")


def _cash(say: SlipWords, figures: DayFigures) -> Iterator[SlipBlock]:
    yield line(say.tr("Cash in the drawer"), bold=True)
    yield line(say.tr("Float"), say.money(figures.float_), indent=1)
    if figures.float_difference:
        yield line(say.tr("over or short at the opening"), f"({_signed(say, figures.float_difference)})", indent=3)
    yield line(say.tr("Cash sales"), say.money(figures.cash.taken), indent=1)
    if figures.cash.back:
        yield line(say.tr("Cash given back"), say.money(-figures.cash.back), indent=1)
    for x in figures.moved:
        words = say.tr("Cash in") if x.amount > 0 else say.tr("Cash out")
        yield line(f"{words} {x.at:%H:%M} {x.reason}", say.money(x.amount), indent=1)
    yield line(say.tr("There should be"), say.money(figures.expected), bold=True)


def _counted(say: SlipWords, close: DayEntry) -> Iterator[SlipBlock]:
    yield RULE
    for one, pieces in close.count:
        if pieces:
            yield line(f"{say.money(one)} × {pieces}", say.money(one * pieces), indent=1)
    yield line(say.tr("Counted"), say.money(close.amount), bold=True)
    yield line(say.tr("Over or short"), _signed(say, close.difference), size=2, bold=True)
    if close.reason:
        yield line(say.tr("Reason: {reason}", reason=close.reason))
    yield line(say.tr("Float for the next day"), say.money(close.next_float))
    yield line(say.tr("To the bank"), say.money(close.to_bank))


def _offers(say: SlipWords, figures: DayFigures) -> Iterator[SlipBlock]:
    if figures.offers_shown:
        yield RULE
        yield line(say.tr("Offers shown"), f"{figures.offers_shown}")
        yield line(say.tr("Offers accepted"), f"{figures.offers_accepted}")
        net = figures.gross_by_way[0] is None
        words = say.tr("Offers brought, without tax") if net else say.tr("Offers brought")
        yield line(words, say.money(figures.offers_brought))


def _signed(say: SlipWords, amount: int) -> str:
    """With its sign: over and short must not be mistaken for each other."""
    return f"+{say.money(amount)}" if amount > 0 else say.money(amount)

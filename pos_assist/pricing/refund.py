"""Giving back what was paid: for a whole receipt (a void) or for some units of it.

The rule, which the customer can be told:
- What comes back is what was paid for those units: a line's share of the total after every deal, spread evenly over its units.
- What is kept keeps its price. A set that loses a unit is not taken apart and nothing that is kept becomes dearer; the units that
  stay keep the saving that they carried, and the deal stays on the receipt with them. Nothing is formed anew either.
- Tax is worked out again for what is kept, once per rate; the tax that comes back is the difference. So giving back a receipt in
  any number of steps comes to exactly what was paid, and to exactly the tax that was in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import DealUsed, Receipt, ReceiptLine, TaxPart
from pos_assist.pricing.shares import Rounding, split, tax_parts


@dataclass(frozen=True, slots=True)
class Refund:
    """What is given back, in minor units, and the receipt of what is kept (its tenders are still what was handed over)."""

    amount: int
    lines: tuple[tuple[int, int, int], ...]  # (line, units, minor units given back)
    taxes: tuple[TaxPart, ...]  # contained in `amount`
    rest: Receipt


def void(receipt: Receipt, rounding: Rounding) -> Refund:
    """Everything back. Refused: already_voided."""
    refund = refunded(receipt, {line.line: line.qty for line in receipt.lines}, rounding)
    return replace(refund, rest=replace(refund.rest, voided=True))


def refunded(receipt: Receipt, units: Mapping[int, int], rounding: Rounding) -> Refund:
    """So many units of each line back. Refused: already_voided, no_such_line, refund_too_many (nothing changed)."""
    if receipt.voided:
        raise Refused("already_voided", number=receipt.number)
    sold = {line.line: line for line in receipt.lines}
    for number, n in units.items():
        if number not in sold:
            raise Refused("no_such_line")
        if not 0 <= n <= sold[number].qty:
            raise Refused("refund_too_many", name=sold[number].item.name, most=sold[number].qty)
    kept = tuple(stays for line in receipt.lines if (stays := _kept(line, units.get(line.line, 0))))
    total = sum(line.net for line in kept)
    list_total = sum(line.list_price * line.qty for line in kept)
    taxes = _taxes(kept, rounding)
    rest = replace(
        receipt,
        lines=kept,
        deals=_deals(receipt, {line.line: line.qty for line in kept}, total, list_total - total),
        taxes=taxes,
        list_total=list_total,
        total=total,
    )
    left = {line.line: line.net for line in kept}
    back = tuple((n, qty, sold[n].net - left.get(n, 0)) for n, qty in sorted(units.items()) if qty)
    return Refund(receipt.total - total, back, _difference(receipt.taxes, taxes), rest)


def _kept(line: ReceiptLine, returned: int) -> ReceiptLine | None:
    qty = line.qty - returned
    return replace(line, qty=qty, net=line.net * qty // line.qty) if qty else None


def _taxes(lines: tuple[ReceiptLine, ...], rounding: Rounding) -> tuple[TaxPart, ...]:
    gross: dict[int, int] = {}
    for line in lines:
        gross[line.tax_rate] = gross.get(line.tax_rate, 0) + line.net
    return tax_parts(gross, rounding)


def _difference(before: tuple[TaxPart, ...], after: tuple[TaxPart, ...]) -> tuple[TaxPart, ...]:
    left = {part.rate: part for part in after}
    parts = [(part, left.get(part.rate, TaxPart(part.rate, 0, 0))) for part in before]
    changed = [TaxPart(a.rate, a.gross - b.gross, a.tax - b.tax) for a, b in parts]
    return tuple(part for part in changed if part.gross or part.tax)


def _deals(receipt: Receipt, qty: Mapping[int, int], total: int, saved: int) -> tuple[DealUsed, ...]:
    """The deals that still have units, what is still saved split over them as it was."""
    kept: list[DealUsed] = []
    weights: list[int] = []
    spare = dict(qty)
    for deal in receipt.deals:
        units = []
        for line, n in deal.units:
            stays = min(n, spare.get(line, 0))
            if stays:
                spare[line] -= stays
                units.append((line, stays))
        before = sum(n for _, n in deal.units)
        weight = deal.saving * sum(n for _, n in units) * 1000 // before if before else deal.saving * 1000
        if units or (not before and total):
            kept.append(replace(deal, units=tuple(units)))
            weights.append(weight)
    return tuple(replace(deal, saving=share) for deal, share in zip(kept, split(saved, weights), strict=True))

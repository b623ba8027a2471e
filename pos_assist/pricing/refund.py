"""Giving back what was paid: for a whole receipt (a void) or for some units of it.

The rule, which the customer can be told:
- What comes back is what was paid for those units: a line's share of the total after every deal, spread evenly over its units.
- What is kept keeps its price. A set that loses a unit is not taken apart and nothing that is kept becomes dearer; the units that
  stay keep the saving that they carried, and the deal stays on the receipt with them. Nothing is formed anew either.
- Tax is worked out again for what is kept, once per rate and rounded as on the receipt, however the shop rounds today; the tax
  that comes back is the difference. Where tax was added to the prices, what is kept is priced so as well: its net prices, and the
  tax of each rate on their sum.

Everything is worked out from what is stored: the whole receipt and what was given back of it so far. What is kept depends on how
many units of each line are still kept, not on the steps that led there, and what comes back is what was paid, less what is kept,
less what already came back. So any steps in any order come to exactly what was paid, and to exactly the tax that was in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from pos_assist.domain.items import Rounding
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import DealUsed, Receipt, ReceiptLine, Refunded, TaxPart, Tender, TenderKind
from pos_assist.pricing.allocation import split, tax_parts

_Rates = dict[int, dict[int, int]]  # line -> percent -> minor units of its net


@dataclass(frozen=True, slots=True)
class Refund:
    """The money given back, in minor units, and the receipt of what is kept (its tenders are still what was handed
    over)."""

    amount: int
    lines: tuple[tuple[int, int, int], ...]  # (line, units, minor units given back; where tax was added, without it)
    taxes: tuple[TaxPart, ...]  # contained in `amount`
    rest: Receipt
    tenders: tuple[Tender, ...] = ()  # how it goes back; they add up to `amount`


def void(receipt: Receipt, today: Rounding, past: Sequence[Refunded] = (), paid_back: int | None = None) -> Refund:
    """Everything back that was not given back yet; `today` and `paid_back` as in `refunded`. Refused: already_voided."""
    given = _units(past)
    refund = refunded(
        receipt, {line.line: line.qty - given[line.line] for line in receipt.lines}, today, past, paid_back
    )
    return replace(refund, rest=replace(refund.rest, voided=True))


def left_of(receipt: Receipt, today: Rounding, past: Sequence[Refunded]) -> Receipt:
    """The stored receipt less the units that were given back already; `today` as in `refunded`."""
    given, rates = _units(past), _line_rates(receipt)
    return _kept(receipt, given, rates, _rounding(receipt, rates, today)) if given else receipt


def refunded(
    receipt: Receipt,
    units: Mapping[int, int],
    today: Rounding,
    past: Sequence[Refunded] = (),
    paid_back: int | None = None,
) -> Refund:
    """So many units of each line back. `receipt` is the whole sale as it is stored, `past` what was given back of it so far.
    `today`: how the shop rounds tax now, for receipts of older versions, which do not say how theirs was.
    `paid_back`: of a return that was made, the money; an older version rounded tax added to prices as on that day.
    Refused: already_voided, no_such_line, refund_too_many (nothing changed)."""
    if receipt.voided:
        raise Refused("already_voided", number=receipt.number)
    given = _units(past)
    sold = {line.line: line for line in receipt.lines}
    for number, n in units.items():
        if number not in sold:
            raise Refused("no_such_line")
        most = max(0, sold[number].qty - given[number])
        if not 0 <= n <= most:
            raise Refused("refund_too_many", name=sold[number].item.name, most=most)
    rates = _line_rates(receipt)
    rounding = _rounding(receipt, rates, today)
    before = _kept(receipt, given, rates, rounding)
    after = _kept(receipt, given + Counter(units), rates, rounding)
    amount = max(0, receipt.total - after.total - sum(refund.amount for refund in past))
    amount = amount if paid_back is None else paid_back
    taxes = _taxes_back(before, after, amount, rounding)
    added = 0 if receipt.tax_added is None else sum(part.tax for part in taxes)
    back = _by_line(before, after, units, amount - added)
    return Refund(amount, back, taxes, after, tenders_back(receipt, amount, past))


def tenders_back(receipt: Receipt, amount: int, past: Sequence[Refunded] = ()) -> tuple[Tender, ...]:
    """How `amount` goes back: the way it came. First to what was paid without cash, in the order in which it was taken, as far
    as that went and was not given back before (`past`); the rest in cash."""
    came: list[Tender] = []
    gone = sum(x.amount for x in past)
    for tender in sorted(receipt.tenders, key=lambda x: x.kind is TenderKind.CASH):
        cash = tender.kind is TenderKind.CASH
        kept = max(0, tender.amount - receipt.change) if cash else tender.amount
        before = min(kept, gone)
        gone -= before
        here = amount if cash else min(kept - before, amount)
        amount -= here
        if here:
            came.append(Tender(tender.kind, here, tender.name))
    return (*came, Tender(TenderKind.CASH, amount)) if amount else tuple(came)


def _units(past: Sequence[Refunded]) -> Counter[int]:
    given: Counter[int] = Counter()
    for refund in past:
        given.update(dict(refund.units))
    return given


def _line_rates(receipt: Receipt) -> _Rates:
    """What every line was taxed at. A receipt of an older version does not say where a line was eaten in only in part; then its
    tax lines do, and lines of the rate that has too much are counted to the one that lacks it."""
    rates = {line.line: dict(line.rates) or {line.tax_rate: line.net} for line in receipt.lines}
    if receipt.tax_added is not None:  # no version that wrote such receipts left it out
        return rates
    lacking = {part.rate: part.gross for part in receipt.taxes}
    for parts in rates.values():
        for rate, net in parts.items():
            lacking[rate] = lacking.get(rate, 0) - net
    if sum(lacking.values()) == 0:
        for parts in rates.values():
            for rate, other in permutations(lacking, 2):
                if (moved := min(parts.get(rate, 0), -lacking[rate], lacking[other])) > 0:
                    parts[rate] -= moved
                    parts[other] = parts.get(other, 0) + moved
                    lacking[rate] += moved
                    lacking[other] -= moved
    return rates


def _rounding(receipt: Receipt, rates: _Rates, today: Rounding) -> Rounding:
    """How the receipt's tax was rounded: as it says, else in a way that comes to the tax that was printed."""
    if receipt.rounding is not None:
        return receipt.rounding
    fits = (way for way in (today, *Rounding) if _kept(receipt, {}, rates, way).taxes == receipt.taxes)
    return next(fits, today)


def _kept(receipt: Receipt, given: Mapping[int, int], rates: _Rates, rounding: Rounding) -> Receipt:
    """The receipt of what is kept once `given` units of each line came back."""
    lines = tuple(kept for line in receipt.lines if (kept := _kept_line(line, given.get(line.line, 0), rates)))
    sums: dict[int, int] = {}
    for line in lines:
        for rate, net in line.rates or ((line.tax_rate, line.net),):
            sums[rate] = sums.get(rate, 0) + net
    net = sum(line.net for line in lines)
    list_total = sum(line.list_price * line.qty for line in lines)
    deals = _deals(receipt, {line.line: line.qty for line in lines}, net, list_total - net)
    taxes = tax_parts(sums, rounding, added=receipt.tax_added is not None)
    added = None if receipt.tax_added is None else sum(part.tax for part in taxes)
    total = net + (added or 0)
    return replace(receipt, lines=lines, deals=deals, taxes=taxes, list_total=list_total, total=total, tax_added=added)


def _kept_line(line: ReceiptLine, given: int, rates: _Rates) -> ReceiptLine | None:
    qty = line.qty - given
    if qty <= 0:
        return None
    parts = {rate: net * qty // line.qty for rate, net in rates[line.line].items()}
    most = max(parts, key=lambda rate: (parts[rate], rate))
    several = tuple(sorted(parts.items())) if len(parts) > 1 else ()
    return replace(line, qty=qty, net=sum(parts.values()), tax_rate=most, rates=several)


def _by_line(
    before: Receipt, after: Receipt, units: Mapping[int, int], amount: int
) -> tuple[tuple[int, int, int], ...]:
    """`amount` over the lines that come back: each line's own, but for a minor unit that an older version gave back otherwise."""
    kept = {line.line: line.net for line in after.lines}
    own = {line.line: line.net - kept.get(line.line, 0) for line in before.lines if units.get(line.line)}
    _correct(own, amount - sum(own.values()))
    return tuple((number, units[number], back) for number, back in sorted(own.items()))


def _taxes_back(before: Receipt, after: Receipt, amount: int, rounding: Rounding) -> tuple[TaxPart, ...]:
    left = {part.rate: part for part in after.taxes}
    own = {part.rate: part.gross - (left[part.rate].gross if part.rate in left else 0) for part in before.taxes}
    _correct(own, amount - sum(own.values()))
    kept = {rate: left.get(rate, TaxPart(rate, 0, 0)) for rate in own}
    whole = tax_parts({rate: kept[rate].gross + back for rate, back in own.items()}, rounding)
    parts = (TaxPart(x.rate, own[x.rate], x.tax - kept[x.rate].tax) for x in whole)
    return tuple(part for part in parts if part.gross)


def _correct(parts: dict[int, int], by: int) -> None:
    """Add `by` to the parts, the largest first; none goes below nothing."""
    for key in sorted(parts, key=lambda key: (-parts[key], key)):
        change = max(by, -parts[key])
        parts[key] += change
        by -= change


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

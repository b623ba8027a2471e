"""What a receipt says, as a slip: a sale, a receipt made out to somebody (領収書), and money given back.

It holds what a simplified invoice must (適格簡易請求書, 消費税法57条の4第2項): who issues it and under which registration number,
the day, what was sold with ※ at the reduced rate and its legend, the total of each rate with tax, the tax of each rate,
rounded once a rate and receipt. Whoever received 50,000 yen or more in cash or vouchers sticks a revenue stamp (印紙税法 別表第一 17号;
judged without tax where the tax stands there, 通達24), so a box for it is printed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pos_assist.devices.slip import GAP, RULE, STAMP, Block, Slip, SlipBlock, centered, line
from pos_assist.domain.brackets import FreeUnits, brackets
from pos_assist.domain.day import RateFigures
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.receipts import Receipt, ReceiptLine, TaxPart, Tender, TenderKind
from pos_assist.domain.settings import CURRENCY, NAME, RECEIPT_LANGUAGE, REGISTRATION_NUMBER, find
from pos_assist.i18n.line_texts import hand_text
from pos_assist.i18n.money import money
from pos_assist.i18n.tender_texts import tender_text
from pos_assist.i18n.translate import Speaker

REDUCED = 8  # percent (軽減税率)
STAMP_FROM = 50_000  # yen received in cash and vouchers, tax not counted
_STAMPED = (TenderKind.CASH, TenderKind.VOUCHER)  # 金銭又は有価証券; 商品券 are such (印紙税法基本通達60)
MARK = "※"
_WEEKDAYS = "月火水木金土日"


@dataclass(frozen=True, slots=True)
class ShopSign:
    """The shop's details on every slip, and the language and currency they are printed in."""

    name: str
    registration: str = ""  # T and 13 digits; empty: none that can be printed
    footer: str = ""
    language: str = "ja"
    currency: str = "JPY"


@dataclass(frozen=True, slots=True)
class MadeOut:
    """A receipt on request (領収書): to whom, and for what (但し書き). Empty: a line to write on."""

    to: str = ""
    purpose: str = ""


def shop_sign(settings: Mapping[str, str], fallback: str = "") -> ShopSign:
    """The sign of a shop with these settings. `fallback`: its name where it has none."""
    language = RECEIPT_LANGUAGE.of(settings)

    def said(name: str) -> str:
        setting = find(f"{name}.{language}")
        return str(setting.of(settings)) if setting else ""

    return ShopSign(
        name=said("name") or NAME.of(settings) or fallback,
        registration=registration_number(REGISTRATION_NUMBER.of(settings)) or "",
        footer=said("receipt_footer"),
        language=language,
        currency=CURRENCY.of(settings),
    )


def registration_number(text: str) -> str | None:
    """An invoice issuer's registration number as it is printed: T and 13 digits, however wide they were typed and with
    whatever hyphens; None for anything else."""
    plain = re.sub(r"[\s‐‑‒–—―−ー-]", "", unicodedata.normalize("NFKC", text)).upper()
    return plain if re.fullmatch(r"T[0-9]{13}", plain) else None


def receipt_slip(receipt: Receipt, sign: ShopSign, *, reprint: bool = False, made_out: MadeOut | None = None) -> Slip:
    """A finished sale. `reprint`: marked 再発行. `made_out`: as a 領収書, with the items below it as its details."""
    say = SlipWords(sign)
    blocks = [*_marks(say, receipt, reprint=reprint), *head(say, say.tr("Receipt") if made_out is None else "")]
    if made_out is not None:
        blocks += _made_out(say, receipt, made_out)
    blocks += [*when_and_who(say, receipt.sold_at, receipt), RULE, *_sold(say, receipt), RULE, *_totals(say, receipt)]
    if needs_stamp(receipt, sign.currency) and not receipt.voided:
        blocks += [GAP, STAMP]
    if receipt.next_visit and made_out is None and not receipt.voided:
        visit = receipt.next_visit
        blocks += [
            RULE,
            centered(say.tr("For your next visit"), bold=True),
            centered(visit.line_in(say.language) or visit.title_in(say.language)),
        ]
        off = say.tr("{amount} off {item}", amount=say.money(visit.amount), item=visit.title_in(say.language))
        blocks += [centered(off, bold=True), centered(say.tr("until {day}", day=say.day(visit.until)))]
        blocks += [SlipBlock(Block.CODE, visit.code)]
    return Slip((*blocks, *_foot(say)), f"#{receipt.number}")


@dataclass(frozen=True, slots=True)
class GivenBack:
    """The units given back of a sale: (line, units, minor units), and the tax in them."""

    lines: tuple[tuple[int, int, int], ...]  # where tax was added to the prices, without it
    amount: int
    taxes: tuple[TaxPart, ...]
    at: datetime
    reason: str = ""
    who: str = ""
    till: str = ""
    tenders: tuple[Tender, ...] = ()  # how it is given back

    @property
    def cash(self) -> int:
        """What of it is given back in cash, in minor units."""
        return sum(x.amount for x in self.tenders if x.kind is TenderKind.CASH)


def return_slip(receipt: Receipt, back: GivenBack, sign: ShopSign, *, reprint: bool = False) -> Slip:
    """Money given back for units of a sale (返品伝票): what, why, the tax in it, and which receipt it was
    (適格返還請求書: the day of the sale and of the return, what, the amount and the tax per rate)."""
    say = SlipWords(sign)
    sold = {x.line: x for x in receipt.lines}
    blocks = [*([centered(say.tr("REPRINT"), size=2, bold=True)] if reprint else []), *head(say, say.tr("Return"))]
    blocks += when_and_who(say, back.at, None, till=back.till, who=back.who)
    of = say.tr("Receipt #{number} of {day}", number=receipt.number, day=say.day(receipt.sold_at))
    blocks += [line(of), *([line(say.tr("Reason: {reason}", reason=back.reason))] if back.reason else []), RULE]
    for number, units, amount in back.lines:
        it = sold[number]
        blocks += [line(_title(say, it) + (f" ×{units}" if units > 1 else ""), say.money(-amount))]
    added = receipt.tax_added is not None
    blocks += [RULE, *(_taxes_added(say, back.taxes, -1) if added else ())]
    blocks += [line(say.tr("Given back"), say.money(-back.amount), size=2, bold=True)]
    blocks += [line(tender_text(x.kind, x.name, say), say.money(-x.amount)) for x in back.tenders]
    blocks += [*(() if added else _taxes(say, back.taxes)), *_legend(say, [sold[n] for n, *_ in back.lines])]
    blocks += [GAP, line(say.tr("Signature"), "_" * 24), *_foot(say)]
    return Slip(tuple(blocks), say.tr("Return #{number}", number=receipt.number))


def kitchen_slip(receipt: Receipt, sign: ShopSign) -> Slip:
    """What the kitchen makes: number, time, eat in or take out, items in large letters; no prices."""
    say = SlipWords(sign)
    mode = say.tr("Eat in") if receipt.mode is ServiceMode.EAT_IN else say.tr("Take out")
    blocks = [line(f"#{receipt.number}", mode, size=2, bold=True)]
    blocks += [line(f"{receipt.sold_at:%H:%M}", say.tr("Till {till}", till=receipt.till) if receipt.till else ""), RULE]
    if where := _where(say, receipt):
        blocks[1:1] = [line(where, size=2, bold=True)]
    for it in receipt.lines:
        blocks += [line(it.title, f"×{it.qty}", size=2), *(line(f"  {x.name}", bold=True) for x in it.options)]
    return Slip((*blocks, GAP), f"#{receipt.number}")


def needs_stamp(receipt: Receipt, currency: str = "JPY") -> bool:
    """Whether a revenue stamp belongs on it: the cash and vouchers kept, less the tax in them, are 50,000 yen or more."""
    if currency != "JPY" or receipt.total <= 0:
        return False
    cash = sum(x.amount for x in receipt.tenders if x.kind in _STAMPED) - receipt.change
    tax = sum(x.tax for x in receipt.taxes)
    return cash * (receipt.total - tax) >= STAMP_FROM * receipt.total  # the cash's part of the price without tax


# -- parts -------------------------------------------------------------------------------------------------------------------


class SlipWords(Speaker):
    """What is said, in the language of the paper."""

    def __init__(self, sign: ShopSign) -> None:
        super().__init__(sign.language)
        self.sign = sign

    def money(self, amount: int) -> str:
        """As `i18n.money`, with the minus sign that every printer has."""
        return money(amount, self.sign.currency).replace("−", "-")

    def day(self, day: date) -> str:
        """A day, as the language writes it."""
        return f"{day.year}年{day.month}月{day.day}日" if self.language == "ja" else f"{day:%Y-%m-%d}"


def _marks(say: SlipWords, receipt: Receipt, *, reprint: bool) -> Iterator[SlipBlock]:
    if reprint:
        yield centered(say.tr("REPRINT"), size=2, bold=True)
    if receipt.voided:
        yield centered(say.tr("VOIDED"), size=2, bold=True)


def head(say: SlipWords, title: str) -> Iterator[SlipBlock]:
    """The shop, its registration number, and what slip it is."""
    sign = say.sign
    yield centered(sign.name, size=2, bold=True)
    if sign.registration:
        yield centered(say.tr("Registration number {number}", number=sign.registration))
    if title:
        yield centered(title)
    yield GAP


def when_and_who(
    say: SlipWords, at: datetime, receipt: Receipt | None, *, till: str = "", who: str = ""
) -> Iterator[SlipBlock]:
    """The time, and the receipt's number, till and cashier; of a slip without a receipt `till` and `who`."""
    weekday = f"({_WEEKDAYS[at.weekday()]})" if say.language == "ja" else ""
    yield line(f"{say.day(at)}{weekday} {at:%H:%M}", f"No.{receipt.number:06}" if receipt and receipt.number else "")
    till, who = (receipt.till, receipt.cashier) if receipt else (till, who)
    if receipt and (where := _where(say, receipt)):
        yield line(where)
    if till or who:
        staff = say.tr("Staff: {name}", name=who) if who else ""
        yield line(say.tr("Till {till}", till=till) if till else staff, staff if till else "")


def _where(say: SlipWords, receipt: Receipt) -> str:
    """Table or call number, and how many guests."""
    table = say.tr("No. {table}", table=receipt.table) if receipt.table else ""
    guests = say.trn("{n} guest", "{n} guests", receipt.guests) if receipt.guests else ""
    return "  ".join(filter(None, (table, guests)))


def _made_out(say: SlipWords, receipt: Receipt, made_out: MadeOut) -> Iterator[SlipBlock]:
    yield centered(say.tr("OFFICIAL RECEIPT"), size=2, bold=True)
    yield GAP
    yield line(say.tr("To: {name}", name=made_out.to or "_" * 20))
    yield GAP
    yield centered(f"{say.money(receipt.total)}-", size=2, bold=True)
    yield GAP
    yield line(say.tr("For: {purpose}", purpose=made_out.purpose or "_" * 20))
    yield line(say.tr("Received with thanks."))
    yield GAP


def _title(say: SlipWords, it: ReceiptLine) -> str:
    return it.title_in(say.language) + (MARK if _is_reduced(it) else "")


def _is_reduced(it: ReceiptLine) -> bool:
    return REDUCED in (it.tax_rate, *(rate for rate, _ in it.rates))


def _sold(say: SlipWords, receipt: Receipt) -> Iterator[SlipBlock]:
    """The lines; deals as brackets around what they took."""
    by_line = {x.line: x for x in receipt.lines}
    for part in brackets([(x.line, x.qty) for x in receipt.lines], receipt.deals):
        if isinstance(part, FreeUnits):
            yield from _units(say, by_line[part.line], part.units)
            continue
        count = f" ×{part.count}" if part.count > 1 else ""
        yield line(f"┌ {part.use.title_in(say.language)}{count}")
        for number, units in part.units:
            if number in by_line:
                yield from _units(say, by_line[number], units, "│ ")
        saving = say.tr("Set saving")
        yield line(f"└ {saving}", say.money(-part.use.saving * part.count))
    for deal in receipt.deals:
        if not deal.units:
            yield line(deal.title_in(say.language), say.money(-deal.saving))


def _units(say: SlipWords, it: ReceiptLine, units: int, before: str = "") -> Iterator[SlipBlock]:
    price = it.list_price if it.full_price is None else it.full_price
    amount, inner = say.money(price * units), before or "  "
    if units == 1:
        yield line(before + _title(say, it), amount)
    else:
        yield line(before + _title(say, it))
        yield line(f"{inner}  {units} × {say.money(price)}", amount)
    for option in it.options:
        yield line(
            f"{inner}  {option.title_in(say.language)}" + (f" (+{say.money(option.price)})" if option.price else "")
        )
    if it.hand is not None:
        yield line(f"{inner}  {hand_text(it.hand, say.money, say)}", say.money((it.list_price - price) * units))
    if len(it.rates) > 1:
        parts = "  ".join(f"{rate}%: {say.money(net)}" for rate, net in it.rates)
        yield line(f"{before or '  '}  ({parts})")


def _totals(say: SlipWords, receipt: Receipt) -> Iterator[SlipBlock]:
    saved, added = receipt.list_total - receipt.net_total, receipt.tax_added is not None
    if saved or added:
        words = say.tr("Subtotal, without tax") if added else say.tr("Subtotal")
        yield line(words, say.money(receipt.list_total))
    if saved:
        yield line(say.tr("You save"), say.money(-saved))
    units = sum(x.qty for x in receipt.lines)
    if added:
        yield from _taxes_added(say, receipt.taxes)
    yield line(say.tr("Total"), say.money(receipt.total), size=2, bold=True)
    if not added:
        yield from _taxes(say, receipt.taxes)
    for tender in receipt.tenders:
        yield line(_tender(say, tender), say.money(tender.amount))
        if tender.face is not None:
            yield line(say.tr("for {face}, no change given", face=say.money(tender.face)), indent=1)
    if receipt.tenders:
        yield line(say.tr("Change"), say.money(receipt.change))
    yield line(say.trn("{n} item", "{n} items", units))
    yield from _legend(say, receipt.lines)


def _taxes(say: SlipWords, taxes: Sequence[TaxPart]) -> Iterator[SlipBlock]:
    """The total of each rate and the tax in it."""
    for part in taxes:
        if part.gross:
            yield from tax_rows(say, part)


def tax_rows(say: SlipWords, part: TaxPart | RateFigures) -> Iterator[SlipBlock]:
    """The total of one rate and the tax in it."""
    if part.rate == 0:
        yield line(say.tr("Not taxed"), say.money(part.gross), indent=1)
        return
    mark = MARK if part.rate == REDUCED else ""
    yield line(say.tr("At {rate}%{mark}", rate=part.rate, mark=mark), say.money(part.gross), indent=1)
    yield line(say.tr("tax in it"), f"({say.money(part.tax)})", indent=3)


def _taxes_added(say: SlipWords, taxes: Sequence[TaxPart], sign: int = 1) -> Iterator[SlipBlock]:
    """What the prices of each rate come to without tax, and the tax that is added (外税)."""
    for part in taxes:
        if not part.gross:
            continue
        if part.rate == 0:
            yield line(say.tr("Not taxed"), say.money(sign * part.gross), indent=1)
            continue
        mark = MARK if part.rate == REDUCED else ""
        net = say.money(sign * (part.gross - part.tax))
        yield line(say.tr("At {rate}%{mark}, without tax", rate=part.rate, mark=mark), net, indent=1)
        yield line(say.tr("Tax {rate}%", rate=part.rate), say.money(sign * part.tax), indent=3)


def _legend(say: SlipWords, lines: Sequence[ReceiptLine]) -> Iterator[SlipBlock]:
    if any(map(_is_reduced, lines)):
        yield line(say.tr("{mark} taxed at the reduced rate ({rate}%)", mark=MARK, rate=REDUCED))


def _foot(say: SlipWords) -> Iterator[SlipBlock]:
    if say.sign.footer:
        yield GAP
        yield centered(say.sign.footer)


def _tender(say: SlipWords, tender: Tender) -> str:
    match tender.kind:
        case TenderKind.CASH:
            return say.tr("Cash received")
        case TenderKind.CARD:
            return say.tr("Paid by card")
        case TenderKind.QR:
            return say.tr("Paid by QR code")
        case _:
            return tender_text(tender.kind, tender.name, say)

"""From the rows of a register's paper to receipts: lines, discounts, total, and what names each. A receipt is believed only where its
lines, discounts and total agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time

from pos_assist.services.feeds.paper_rows import (
    Head,
    PaperRow,
    RowKind,
    SlipKind,
    cells,
    has_day,
    is_title,
    read_head,
    read_row,
)
from pos_assist.services.feeds.private_rows import plain

_UNIT = r"(?:コ|個|点|ケ|ヶ|枚|本|杯|品|PCS?)"
_MONEY = r"¥?\s?(\d{1,3}(?:,\d{3})+|\d{1,6})\s?円?"
_UNIT_FIRST = re.compile(rf"^\(?\s*(?:@|単価?)\s*{_MONEY}\s*(?:[xX×*]\s*)?(\d{{1,3}})\s*{_UNIT}?\s*\)?$")
_QTY_FIRST = re.compile(rf"^\(?\s*(\d{{1,3}})\s*{_UNIT}?\s*(?:[xX×*]\s*(?:@|単価?)?|@|単価?)\s*{_MONEY}\s*\)?$")
_EITHER = re.compile(rf"^\(?\s*{_MONEY}\s*[xX×*]\s*(\d{{1,3}})\s*{_UNIT}?\s*\)?$")
_QTY_ALONE = re.compile(rf"^\(?\s*(?:[xX×*]\s*(\d{{1,3}})|(\d{{1,3}})\s*{_UNIT})\s*\)?$")
_TAIL = re.compile(
    rf"^(?P<name>.*?\S)(?:\s*[@]?\s*{_MONEY})?\s*(?:[xX×*]\s*(?P<n1>\d{{1,3}})\s*{_UNIT}?|\s(?P<n2>\d{{1,3}})\s*{_UNIT}|\s{{1,}}(?P<n3>\d{{1,3}}))\s*$"
)
_LEADING = re.compile(r"^(?P<n>\d{1,2})\s*(?:[xX×*]\s*|\s|コ\s|個\s|点\s)(?P<name>\D.*)$")
_CODE = re.compile(r"^(?:JAN|PLU|CODE|No\.?)?\s*[:.]?\s*(\d{3,14}|[A-Z]{0,4}\d[\dA-Z-]{2,13})(?:\s+|$)", re.IGNORECASE)
_MOST_QTY = 999


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a line: the name, how many, what one costs, and the code that stands beside."""

    name: str
    qty: int
    unit: int
    code: str = ""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line of a receipt: every way to read it, the likeliest first. `discount`: taken off it, in minor units."""

    readings: tuple[Reading, ...]
    amount: int
    narrow: bool = False  # printed in half-width kana
    discount: int = 0


@dataclass(frozen=True, slots=True)
class PaperReceipt:
    """A receipt as it was printed. `adds_up`: lines, discounts, what is added and the pieces agree with the total; `doubts`: what
    does not, in a word."""

    lines: tuple[PaperLine, ...]
    total: int | None
    day: date | None = None
    at: time | None = None
    number: str = ""
    register: str = ""
    kind: SlipKind = SlipKind.SALE
    of_number: str = ""
    doubts: tuple[str, ...] = ()

    @property
    def adds_up(self) -> bool:
        """Whether it may be believed."""
        return not self.doubts


@dataclass(slots=True)
class _Line:
    """A line while it is read."""

    words: str
    amount: int
    narrow: bool
    qty: tuple[int, int] | None = None  # said in a row of its own: how many, at what price
    code: str = ""
    discount: int = 0
    gone: bool = False


@dataclass(slots=True)
class _Open:
    """A receipt while its rows are read."""

    head: Head = field(default_factory=Head)
    lines: list[_Line] = field(default_factory=list)
    off: int = 0  # discounts of the whole
    added: int = 0  # service, and tax that is added
    tax: int = 0
    subtotal: int | None = None
    total: int | None = None
    tendered: int | None = None
    pieces: int | None = None
    name: tuple[str, bool] | None = None  # a row whose amount is in the next one
    code: str = ""
    next_qty: tuple[int, int] | None = None
    voids: bool = False  # the next line takes one back
    unread: list[str] = field(default_factory=list)
    over: bool = False  # the total has been said
    paid: bool = False  # what was handed over, or the change


def read_receipts(rows: Sequence[str]) -> list[PaperReceipt]:
    """The receipts of a slip, or of a journal that has many; papers without a line of goods are none."""
    return [x for part in parts_of(rows) if (x := _read(part)) is not None]


def parts_of(rows: Sequence[str]) -> Iterator[list[str]]:
    """The rows of one receipt after the other: a new one begins with a title, or with a date or goods after the last one's total."""
    part: list[str] = []
    total = day = False
    widest = max((cells(x.rstrip()) for x in rows), default=0)
    for row in rows:
        if total and (is_title(row) or (day and has_day(row)) or _begins_anew(row, widest, day=day)):
            yield part
            part, total, day = [], False, False
        part.append(row)
        day = day or has_day(row)
        total = total or read_row(row, widest).kind is RowKind.TOTAL and read_row(row, widest).amount is not None
    if part:
        yield part


def _begins_anew(row: str, widest: int, *, day: bool) -> bool:
    """Goods after a total are of the next receipt, where this one has its date."""
    head = Head()
    read = read_row(row, widest)
    return day and read.kind is RowKind.ITEM and bool(read.words) and (read.amount or 0) > 0 and not read_head(row, head)


def _read(rows: Iterable[str]) -> PaperReceipt | None:
    rows = list(rows)
    now = _Open()
    widest = max((cells(x.rstrip()) for x in rows), default=0)
    for row in rows:
        if read_head(row, now.head):
            continue
        _take(now, read_row(row, widest))
    lines = [x for x in now.lines if not x.gone]
    if not lines:
        return None
    total = now.total if now.total is not None else now.tendered if now.tendered is not None else now.subtotal
    head = now.head
    if head.kind is SlipKind.SALE and (total is None or not (now.paid or (head.number and not head.table))):
        head.kind = SlipKind.NO_SALE  # an order for the kitchen, a bill that is still to be paid
    found = PaperReceipt(
        tuple(_line(x) for x in lines), abs(total) if total is not None else None, head.day, head.at, head.number,
        head.register, head.kind, head.of_number,
    )  # fmt: skip
    return _checked(found, now)


def _take(now: _Open, row: PaperRow) -> None:
    """One row into the receipt."""
    kind, amount = row.kind, row.amount
    if kind in (RowKind.RULE, RowKind.OTHER):
        return
    if kind is RowKind.COUNT:
        now.pieces = row.pieces if row.pieces is not None else amount
    elif kind is RowKind.TOTAL and amount is not None:
        if now.total is None:
            now.total, now.over = amount, True
        if row.pieces is not None:
            now.pieces = row.pieces
    elif kind is RowKind.SUBTOTAL and amount is not None:
        now.subtotal = now.subtotal if now.over else amount
    elif kind in (RowKind.TENDER, RowKind.CHANGE):
        now.paid = now.paid or amount is not None
        if amount is not None and not now.over and now.lines:
            now.tendered, now.over = amount, True
    elif now.over:
        return
    elif kind is RowKind.TAX and amount is not None:
        now.tax += amount
    elif kind is RowKind.SURCHARGE and amount is not None:
        now.added += amount
    elif kind is RowKind.DISCOUNT and amount is not None:
        _discount(now, abs(amount))
    elif kind is RowKind.VOID:
        _void(now, row)
    elif kind is RowKind.ITEM:
        _item(now, row)


def _discount(now: _Open, amount: int) -> None:
    """Off the line above; after a subtotal, off the whole."""
    line = next((x for x in reversed(now.lines) if not x.gone), None)
    if line is None or now.subtotal is not None or amount > line.amount - line.discount:
        now.off += amount
    else:
        line.discount += amount


def _void(now: _Open, row: PaperRow) -> None:
    """A line above is taken back: the newest of that name and amount, of that amount where no name is said."""
    words = re.sub(r"(直前|指定|一部)?(取り?消し?|訂正|返品|戻し?|トリケシ|テイセイ)|VOID|CORRECTION", " ", row.words, flags=re.IGNORECASE)
    words = words.strip(" :()[]")
    if row.amount is None:
        now.voids = True
        if words:
            now.name = (words, row.narrow)
        return
    _take_back(now, words, abs(row.amount))


def _take_back(now: _Open, words: str, amount: int) -> None:
    now.voids = False
    open_lines = [x for x in now.lines if not x.gone]
    name = _bare(words)
    for line in reversed(open_lines):
        if line.amount == amount and (not name or _bare(line.words) == name or _bare(line.words).startswith(name)):
            line.gone = True
            return
    for line in reversed(open_lines):  # fewer than there were
        if name and _bare(line.words) == name and line.amount > amount and line.qty and not amount % line.qty[1]:
            left = line.qty[0] - amount // line.qty[1]
            line.qty, line.amount = (left, line.qty[1]), line.amount - amount
            return
    now.unread.append("void")


def _item(now: _Open, row: PaperRow) -> None:
    """Goods: in one row, or a name and its amount in two, with how many in either or in a row between."""
    words, amount = row.words, row.amount
    code = ""
    if (found := _CODE.match(words)) and (words[found.end() :].strip() or found[1].isdecimal()):
        rest = words[found.end() :].strip()
        if rest or len(found[1]) >= 8 or amount is None:
            code, words = found[1], rest
    if (amount is not None and amount < 0) or now.voids:
        if now.voids or any(_bare(x.words) == _bare(words) for x in now.lines if words):
            if amount is None:
                now.name = (words, row.narrow)
            else:
                _take_back(now, words or (now.name[0] if now.name else ""), abs(amount))
                now.name = None
        elif amount is not None:
            _discount(now, -amount)
        return
    qty = qty_of(words)
    if amount is None:
        if qty:
            _qty_row(now, qty)
        elif words:
            now.name = (words, row.narrow)
            now.code = code or now.code
        elif code:
            now.code = code
        return
    if not words or qty or _QTY_ALONE.match(words):
        if now.name is None:
            if qty is None and not words and now.lines and not code:
                now.unread.append("amount")
                return
            if qty and now.lines and now.lines[-1].qty is None and now.lines[-1].amount == amount:
                now.lines[-1].qty = qty
                return
            now.unread.append("name")
        words, narrow = now.name or ("", False)
        alone = _QTY_ALONE.match(row.words)
        if alone:
            n = int(alone[1] or alone[2])
            qty = (n, amount // n) if n and not amount % n else None
    else:
        narrow = row.narrow
    line = _Line(words, amount, narrow, qty or now.next_qty, code or now.code)
    if line.qty and line.qty[0] * line.qty[1] != amount:
        line.qty = None
        now.unread.append("quantity")
    now.lines.append(line)
    now.name, now.code, now.next_qty = None, "", None


def _qty_row(now: _Open, qty: tuple[int, int]) -> None:
    """How many, in a row of its own: of the line above where that is its amount, else of the one below."""
    last = now.lines[-1] if now.lines else None
    if now.name is None and last and not last.gone and last.qty is None and last.amount == qty[0] * qty[1]:
        last.qty = qty
    else:
        now.next_qty = qty


def qty_of(words: str) -> tuple[int, int] | None:
    """(how many, price of one) where a text says nothing else: 2コX単180, @180×2, 180 x 2点."""
    words = words.strip()
    if found := _UNIT_FIRST.match(words):
        return int(found[2]), _yen(found[1])
    if (found := _QTY_FIRST.match(words)) and re.search(rf"[@単]|\d\s*{_UNIT}\s*[xX×*]", words):
        return int(found[1]), _yen(found[2])
    if found := _EITHER.match(words):
        a, b = _yen(found[1]), int(found[2])
        return (b, a) if a >= b or words.rstrip(" )")[-1:] in "コ個点ケヶ枚本杯品" else (a, b)
    if found := _QTY_FIRST.match(words):
        return int(found[1]), _yen(found[2])
    return None


def _line(line: _Line) -> PaperLine:
    """Every way to read it whose quantity and price come to its amount."""
    found: list[Reading] = []
    words, amount = line.words, line.amount

    def add(name: str, qty: int, unit: int | None = None) -> None:
        if 0 < qty <= _MOST_QTY and not amount % qty and unit in (None, amount // qty):
            reading = Reading(name.strip(), qty, amount // qty, line.code)
            if reading not in found:
                found.append(reading)

    if line.qty:
        add(words, *line.qty)
        return PaperLine(tuple(found), amount, line.narrow, line.discount)
    if tail := _TAIL.match(words):
        qty = int(tail["n1"] or tail["n2"] or tail["n3"])
        unit = _yen(tail[2]) if tail[2] else None
        if unit is not None:
            add(tail["name"], qty, unit)
            if tail["n3"]:
                add(tail["name"], unit, qty)  # how many first, then the price
        if unit is None or not found:
            cut = words[: tail.start("n1") if tail["n1"] else tail.start("n2") if tail["n2"] else tail.start("n3")]
            add(re.sub(r"\s*[xX×*]\s*$", "", cut), qty)
        if tail["n1"] or tail["n2"]:
            add(words, 1)
            return PaperLine(tuple(found), amount, line.narrow, line.discount)
    if price := re.match(rf"^(.*\S)\s+(?:@|単)\s*{_MONEY}$", words):
        unit = _yen(price[2])
        add(price[1], amount // unit if unit else 1, unit)
    if lead := _LEADING.match(words):
        add(lead["name"], int(lead["n"]))
    add(words, 1)
    return PaperLine(tuple(found), amount, line.narrow, line.discount)


def _checked(found: PaperReceipt, now: _Open) -> PaperReceipt:
    """With what does not agree. Where amounts are of one piece and quantities beside them, the lines are read so."""
    goods = sum(x.amount - x.discount for x in found.lines) - now.off + now.added
    totals = (goods, goods + now.tax)
    if found.total is not None and found.total not in totals:
        each = _amounts_of_one(found.lines)
        if each and sum(x.amount - x.discount for x in each) - now.off + now.added == found.total:
            found, totals = replace(found, lines=each), (found.total,)
    doubts = list(now.unread)
    if found.total is None:
        doubts.append("no_total")
    elif found.total not in totals:
        doubts.append("total")
    if now.pieces is not None and not _pieces_agree(found.lines, now.pieces):
        doubts.append("pieces")
    return replace(found, doubts=tuple(dict.fromkeys(doubts)))


def _amounts_of_one(lines: Sequence[PaperLine]) -> tuple[PaperLine, ...]:
    """The lines where what is printed is the price of one."""
    made = []
    for line in lines:
        found = next((x for x in line.readings if x.qty > 1), None)
        tail = None if found else _TAIL.match(line.readings[-1].name) if line.readings else None
        qty = found.qty if found else int(tail["n1"] or tail["n2"] or tail["n3"]) if tail else 1
        name = found.name if found else tail["name"] if tail else line.readings[-1].name if line.readings else ""
        code = line.readings[0].code if line.readings else ""
        made.append(PaperLine((Reading(name, qty, line.amount, code),), line.amount * qty, line.narrow, line.discount))
    return tuple(made)


def _pieces_agree(lines: Sequence[PaperLine], pieces: int) -> bool:
    """Whether some way to read the lines has so many pieces."""
    sums = {0}
    for line in lines:
        sums = {x + y.qty for x in sums for y in line.readings if x + y.qty <= pieces}
    return pieces in sums


def _bare(words: str) -> str:
    """A name without what is said beside it, for comparing."""
    return "".join(re.sub(rf"\s\d+\s*{_UNIT}?$|[xX×]\s*\d+$", "", plain(words)).split()).casefold()


def _yen(text: str) -> int:
    return int(text.replace(",", ""))

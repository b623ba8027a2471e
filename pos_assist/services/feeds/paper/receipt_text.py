"""From the rows of a register's paper to receipts: lines, discounts, total, and what names each. A receipt is believed only where its
lines, discounts and total agree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from pos_assist.devices.slip import cells
from pos_assist.services.feeds.paper.paper_lines import (
    OpenLine,
    PaperLine,
    code_of,
    is_weight,
    pieces_alone,
    qty_of,
    with_amounts_of_one,
)
from pos_assist.services.feeds.paper.paper_rows import (
    Head,
    PaperRow,
    RowKind,
    SlipKind,
    has_day,
    is_title,
    read_head,
    read_row,
)
from pos_assist.services.feeds.paper.private_rows import plain

_VOID_WORDS = re.compile(
    r"(直前|指定|一部)?(取り?消し?|訂正|返品|戻し?|トリケシ|テイセイ)|VOID|CORRECTION", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PaperReceipt:
    """A receipt as it was printed. `doubts`: what does not agree (lines, discounts and what is added with the total, the pieces), in a
    word each; `pieces`: how many there are, where it says so; `given_back`: what goods of an earlier sale come to that are taken off in it."""

    lines: tuple[PaperLine, ...]
    total: int | None
    day: date | None = None
    at: time | None = None
    number: str = ""
    register: str = ""
    kind: SlipKind = SlipKind.SALE
    of_number: str = ""
    pieces: int | None = None
    doubts: tuple[str, ...] = ()
    given_back: int = 0

    @property
    def adds_up(self) -> bool:
        """Whether it may be believed."""
        return not self.doubts


def read_receipts(rows: Sequence[str]) -> list[PaperReceipt]:
    """The receipts of a slip, or of a journal that has many; papers without a line of goods are none."""
    return [x for part in parts_of(rows) if (x := _Reader().read(part)) is not None]


def parts_of(rows: Sequence[str]) -> Iterator[list[str]]:
    """The rows of one receipt after the other: a new one begins with a title, or with a date or goods after the last one's total."""
    part: list[str] = []
    total = day = goods = apart = False  # apart: a date, a rule or a blank row stands right above
    widest = _widest(rows)
    for row in rows:
        read = read_row(row, widest)
        ends = total and (is_title(row) or (day and (has_day(row) or (apart and _is_goods(row, read)))))
        if ends or (day and apart and _begins(row)):
            yield part
            part, total, day, goods = [], False, False, False
        part.append(row)
        apart = read.kind is RowKind.RULE or read_head(row, Head())
        day = day or has_day(row)
        goods = goods or _is_goods(row, read)
        said = read.kind is RowKind.TOTAL or (read.kind is RowKind.TENDER and goods)
        total = total or (said and read.amount is not None)
    if part:
        yield part


def _begins(row: str) -> bool:
    """Whether day and time of a new receipt stand in the row."""
    head = Head()
    return read_head(row, head) and head.day is not None and head.at is not None


def _is_goods(row: str, read: PaperRow) -> bool:
    return read.kind is RowKind.ITEM and bool(read.words) and (read.amount or 0) > 0 and not read_head(row, Head())


def _widest(rows: Sequence[str]) -> int:
    return max((cells(x.rstrip()) for x in rows), default=0)


class _Reader:
    """One receipt while its rows are read."""

    def __init__(self, kind: SlipKind = SlipKind.SALE) -> None:
        self.head = Head(kind=kind)
        self.lines: list[OpenLine] = []
        self.off = self.added = self.tax = 0  # discounts of the whole; service; tax that is added
        self.late = 0  # discounts behind the total
        self.subtotal: int | None = None
        self.total: int | None = None
        self.tendered: int | None = None
        self.change = 0
        self.pieces: int | None = None
        self.name: tuple[str, bool] | None = None  # a row whose amount is in the next one, and whether it is narrow
        self.codes: list[tuple[int, str]] = []  # rows with an item's number alone, by how many lines stood above
        self.next_qty: tuple[int, int] | None = None
        self.voids = False  # the next line takes one back
        self.back = 0  # goods given back that are no line above
        self.unread: list[str] = []
        self.over = False  # the total has been said
        self.paid = False  # what was handed over, or the change

    def read(self, rows: Sequence[str]) -> PaperReceipt | None:
        """The receipt; None where no goods are on it."""
        widest = _widest(rows)
        for row in rows:
            if read_head(row, self.head, among_goods=bool(self.lines) and not self.over):
                self.name = None  # what stands above it is no name of goods
            else:
                self._take(read_row(row, widest))
        self._give_codes()
        lines = tuple(x.as_read() for x in self.lines if not x.gone)
        if not lines:
            given_back = (self.total or 0) < 0 and self.head.kind is SlipKind.SALE
            return _Reader(SlipKind.RETURN).read(rows) if given_back else None
        total_of_goods = _sum(lines) + self.added - self.off
        total = self._total(total_of_goods)
        head = self.head
        if head.kind is SlipKind.SALE and (total is None or not (self.paid or (head.number and not head.table))):
            head.kind = SlipKind.NO_SALE  # an order for the kitchen, a bill that is still to be paid
        found = PaperReceipt(
            lines, None if total is None else abs(total), head.day, head.at, head.number, head.register, head.kind,
            head.of_number, self.pieces, given_back=self.back if self.total == total_of_goods - self.back else 0,
        )  # fmt: skip
        return self._checked(found)

    def _give_codes(self) -> None:
        """Numbers in rows of their own belong to the line below, or to the one above: where they begin and end says which. Where that
        is open they are nobody's."""
        places = {place for place, _ in self.codes}
        first, behind = 0 in places, len(self.lines) in places
        for place, code in self.codes:
            if first != behind:
                self.lines[place if first else place - 1].code = code

    def _total(self, goods: int) -> int | None:
        """What the receipt comes to. Where no total is said: what was handed over, less the change, or the subtotal; the one that the
        goods come to before the others."""
        if self.total is not None:
            return self.total
        handed = self.tendered if self.tendered is None else self.tendered - self.change
        said = [x for x in (handed, self.tendered, self.subtotal) if x is not None]
        return next((x for x in said if x in (goods, goods + self.tax)), said[0] if said else None)

    def _take(self, row: PaperRow) -> None:
        """One row; once the total has been said, goods and discounts are none of this receipt's."""
        if row.kind is RowKind.DISCOUNT and self.over:
            self.late += abs(row.amount or 0)
        elif row.kind in _ANYWHERE or not self.over:
            action = _ACTIONS.get(row.kind)
            if action is not None:
                action(self, row)

    def take_pieces(self, row: PaperRow) -> None:
        self.pieces = row.amount if row.pieces is None else row.pieces

    def take_total(self, row: PaperRow) -> None:
        if row.amount is not None and self.total is None:
            self.total, self.over = row.amount, True
        elif row.amount is not None and self.late and self.total == row.amount + self.late:
            self.total, self.off = row.amount, self.off + self.late  # what was taken off after the total
        if row.amount is not None and row.pieces is not None:
            self.pieces = row.pieces

    def take_subtotal(self, row: PaperRow) -> None:
        self.subtotal = self.subtotal if row.amount is None else row.amount

    def take_tender(self, row: PaperRow) -> None:
        self.paid = self.paid or row.amount is not None
        if row.amount is not None and not self.over and self.lines:
            self.tendered, self.over = row.amount, True

    def take_change(self, row: PaperRow) -> None:
        self.paid = self.paid or row.amount is not None
        self.change = row.amount or 0

    def take_tax(self, row: PaperRow) -> None:
        self.tax += row.amount or 0

    def take_service(self, row: PaperRow) -> None:
        self.added += row.amount or 0

    def take_discount(self, row: PaperRow) -> None:
        self._discount(abs(row.amount or 0))

    def _discount(self, amount: int) -> None:
        """Off the line above; after a subtotal, off the whole."""
        line = next((x for x in reversed(self.lines) if not x.gone), None)
        if line is None or self.subtotal is not None or amount > line.amount - line.discount:
            self.off += amount
        else:
            line.discount += amount

    def take_void(self, row: PaperRow) -> None:
        """A line above is taken back: the newest of that name and amount, of that amount where no name is said."""
        words = _VOID_WORDS.sub(" ", row.words).strip(" :()[]")
        if row.amount is None:
            self.voids = True
            self.name = (words, row.narrow) if words else self.name
        elif not self._taken_back(words, abs(row.amount)):
            self.unread.append("void")
            self.back += abs(row.amount) if "返品" in row.words else 0

    def _taken_back(self, words: str, amount: int) -> bool:
        """Take a line, or so many of its pieces, out; False where no line fits."""
        name = _bare(words)
        open_lines = [x for x in reversed(self.lines) if not x.gone and _bare(x.words).startswith(name)]
        for line in open_lines:
            if line.amount == amount:
                line.gone = True
                return True
        for line in open_lines:  # fewer than there were
            if name and line.amount > amount and line.qty and not amount % line.qty[1]:
                line.qty = line.qty[0] - amount // line.qty[1], line.qty[1]
                line.amount -= amount
                return True
        return False

    def take_goods(self, row: PaperRow) -> None:
        """Goods: in one row, or a name and its amount in two, with how many in either or in a row between."""
        code, words = code_of(row.words, alone=row.amount is None)
        amount = row.amount
        if amount is not None and self.head.kind in (SlipKind.RETURN, SlipKind.VOID):
            amount = abs(amount)
        if amount is None:
            self._without_amount(words, code, row)
        elif words.startswith("+") and self.lines:
            self.added += amount  # what is added to the goods above, as an option
        elif amount < 0 or self.voids:
            self._minus(words, amount)
        elif not words or qty_of(words) or pieces_alone(words) or is_weight(words):
            self._amount_of_above(words, amount, code)
        else:
            above = self.name[0] if self.name else ""
            self._add(words, amount, row.narrow, code, self.next_qty)
            self.lines[-1].above = above

    def _without_amount(self, words: str, code: str, row: PaperRow) -> None:
        """How many, of the line above where that is its amount, else of the one below; or the name of the one below."""
        qty = None if self.voids else qty_of(words)
        last = self.lines[-1] if self.lines else None
        n = pieces_alone(words)
        if n and last and last.qty is None and self.name is None and not last.amount % n:
            last.qty = n, last.amount // n
        elif qty is None:
            self.name = (words, row.narrow) if words else self.name
            self.codes += [(len(self.lines), code)] if code else []
        elif self.name is None and last and not last.gone and last.qty is None and last.amount == qty[0] * qty[1]:
            last.qty = qty
        else:
            self.next_qty = qty

    def _minus(self, words: str, amount: int) -> None:
        """Less than nothing: a line of that name or amount taken back, else a discount with a name of its own."""
        said, self.voids = self.voids, False
        words = words or (self.name[0] if self.name else "")
        self.name = None
        if self._taken_back(words, abs(amount)) or self._taken_back("", abs(amount)):
            return
        if said:
            self.unread.append("void")
        else:
            self._discount(-amount)

    def _amount_of_above(self, words: str, amount: int, code: str) -> None:
        """A row without a name: its name, or the whole line, stands above."""
        qty, last = qty_of(words), self.lines[-1] if self.lines else None
        if is_weight(words) and last and self.name is None:
            last.amount = amount  # above stands what a hundred grams cost
            return
        if self.name is None and qty and last and last.qty is None and last.amount == amount:
            last.qty = qty
            return
        if self.name is None:
            self.unread.append("name")
        name, narrow = self.name or ("", False)
        n = pieces_alone(words)
        if n and not amount % n:
            qty = (n, amount // n)
        self._add(name, amount, narrow, code, qty or self.next_qty)

    def _add(self, words: str, amount: int, narrow: bool, code: str, qty: tuple[int, int] | None) -> None:
        if qty and qty[0] * qty[1] != amount:
            qty = None
            self.unread.append("quantity")
        self.lines.append(OpenLine(words, amount, narrow, qty, code))
        self.name, self.next_qty = None, None

    def _checked(self, found: PaperReceipt) -> PaperReceipt:
        """With what does not agree. Where amounts are of one piece and quantities beside them, the lines are read so."""
        more = self.added - self.off
        totals: set[int | None] = {_sum(found.lines) + more, _sum(found.lines) + more + self.tax}
        if found.total is not None and found.total not in totals:
            each = with_amounts_of_one(found.lines)
            if _sum(each) + more == found.total:
                found, totals = replace(found, lines=each), {found.total}
        doubts = [*self.unread]
        if found.total is None:
            doubts.append("no_total")
        elif found.total not in totals:
            doubts.append("total")
        if self.pieces is not None and not _pieces_agree(found.lines, self.pieces):
            doubts.append("pieces")
        return replace(found, doubts=tuple(dict.fromkeys(doubts)))


_ANYWHERE = frozenset((RowKind.COUNT, RowKind.TOTAL, RowKind.TENDER, RowKind.CHANGE))
_ACTIONS: Mapping[RowKind, Callable[[_Reader, PaperRow], None]] = {
    RowKind.COUNT: _Reader.take_pieces,
    RowKind.TOTAL: _Reader.take_total,
    RowKind.SUBTOTAL: _Reader.take_subtotal,
    RowKind.TENDER: _Reader.take_tender,
    RowKind.CHANGE: _Reader.take_change,
    RowKind.TAX: _Reader.take_tax,
    RowKind.SURCHARGE: _Reader.take_service,
    RowKind.DISCOUNT: _Reader.take_discount,
    RowKind.VOID: _Reader.take_void,
    RowKind.ITEM: _Reader.take_goods,
}


def _sum(lines: Sequence[PaperLine]) -> int:
    return sum(x.amount - x.discount for x in lines)


def _pieces_agree(lines: Sequence[PaperLine], pieces: int) -> bool:
    """Whether some way to read the lines has so many pieces; what costs nothing (the parts of a set) may count or not."""
    sums = {0}
    for line in lines:
        more = {x + y.qty for x in sums for y in line.readings if x + y.qty <= pieces}
        sums = more if line.amount else more | sums
    return pieces in sums


def _bare(words: str) -> str:
    """A name without blanks, for comparing."""
    return "".join(plain(words).split()).casefold()

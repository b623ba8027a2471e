"""Receipts of a register beside us, after payment: for learning and measuring only. Each is matched to the catalog, judged, and written down
once; where its order was followed before (by the display, over the local API), the two become one sale, and what was offered with the order and
stands on the receipt was accepted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from hashlib import blake2b

from pos_assist.domain.feeds import TotalOutcome
from pos_assist.services.feeds.followed_order import Paper, Result
from pos_assist.services.feeds.followed_till import FollowedTill
from pos_assist.services.feeds.given_back import ReturnedSlips
from pos_assist.services.feeds.paper.paper_rows import SlipKind
from pos_assist.services.feeds.paper.private_rows import without_persons
from pos_assist.services.feeds.paper.receipt_names import ReceiptNames
from pos_assist.services.feeds.paper.receipt_text import PaperReceipt, read_receipts
from pos_assist.services.feeds.snapshot import FeedLine, amount_of
from pos_assist.storage import Storage
from pos_assist.storage.feed_records import ReturnSlip
from pos_assist.storage.followed import NO_NUMBER_ON_PAPER

WITHIN = timedelta(seconds=60)  # between an order's payment and its receipt, either before the other
_FAR = timedelta(hours=12)  # a live receipt whose register's clock is further off is dated by ours
_ALIKE = 0.5  # share of units that an order and its receipt have in common, at least
_DAYS_BACK = 31  # for the receipt that a return names
_LONGEST_ID = 24


class ReceiptOutcome(StrEnum):
    """What became of a paper."""

    WRITTEN = "written"
    AWAITED = "awaited"  # its order is still open at the register: written down with it
    KNOWN = "known"  # counts already
    UNSURE = "unsure"  # does not add up, or names what the catalog has not: not learned from
    VOIDED = "voided"  # took back a sale that stood
    RETURNED = "returned"  # goods given back, or a sale that is not known: counted beside the sales
    NO_SALE = "no_sale"  # a report, a card's slip, an order for the kitchen
    PICTURE = "picture"  # the register prints pictures: there is no text to read


@dataclass(frozen=True, slots=True)
class ReadPaper:
    """One paper. `doubts`: what does not agree; `unknown`: names that no item has."""

    outcome: ReceiptOutcome
    total: int | None = None
    number: str = ""
    lines: int = 0
    doubts: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """What a receipt says as far as the catalog has it; `paper` None where it is not certain."""

    paper: Paper | None
    doubts: tuple[str, ...]
    unknown: tuple[str, ...]


class ReceiptFeed:
    """The receipts of one till's feed. `counts`: papers by what became of them; `dropped`: rows that concerned persons."""

    def __init__(
        self,
        storage: Storage,
        till: FollowedTill,
        now: Callable[[], datetime],
        paid: Callable[[TotalOutcome], None] = lambda _: None,
    ) -> None:
        """`paid`: told of every sale, whether it could be believed."""
        self._given_back = ReturnedSlips(storage, now)
        self.counts: Counter[ReceiptOutcome] = Counter()
        self.dropped = 0
        self._storage = storage
        self._till = till
        self._now = now
        self._paid = paid
        self._names: tuple[int, ReceiptNames] | None = None
        self._early: list[
            tuple[Paper, datetime]
        ] = []  # papers whose orders are still open, and until when that is waited for
        till.on_awaited = self.settle

    @property
    def names(self) -> ReceiptNames:
        """The catalog's names as papers have them."""
        version = self._storage.catalog.version()
        if self._names is None or self._names[0] != version:
            browse = self._storage.browse
            unknown = self._names[1].unknown if self._names else Counter[str]()
            self._names = version, ReceiptNames(browse.items(browse.item_codes()))
            self._names[1].unknown = unknown
        return self._names[1]

    @property
    def prints_pictures(self) -> bool:
        """Whether what the register prints are pictures: nothing could be read yet."""
        return self.counts[ReceiptOutcome.PICTURE] > 0 and self.counts.total() == self.counts[ReceiptOutcome.PICTURE]

    def slip(
        self, rows: Sequence[str], *, pictures: bool = False, live: bool = True, register: str = ""
    ) -> list[ReadPaper]:
        """Take a slip, or a journal of many. `pictures`: it was printed as pictures alone; `live`: it was printed just now; `register`: its
        name in the register's own exports, where the paper has none."""
        self.settle()
        if pictures:
            found = [ReadPaper(ReceiptOutcome.PICTURE)]
        else:
            rows, dropped = without_persons(rows)
            self.dropped += dropped
            found = [self._take(x, live=live, register=register) for x in read_receipts(rows)]
            found = found or [ReadPaper(ReceiptOutcome.NO_SALE)]
        self.counts.update(x.outcome for x in found)
        return found

    def settle(self) -> None:
        """Bring orders and receipts together that waited for each other; what waited too long is written down alone."""
        now = self._now()
        for paper, until in list(self._early):
            order_id = self._awaited_for(paper)
            if order_id is None and now <= until:
                continue
            if order_id is not None:
                self._till.end_awaited(order_id, paper)
            elif (open_id := self._same_open(paper)) is not None:  # its program is gone and will not close it
                self._till.close(open_id, Result.PAID, paper.total, paper.number, paper.day)
            elif not self._till.sales.is_known(paper.day, paper.register, paper.number, here=True):
                self._till.write_alone(paper)
            self._early.remove((paper, until))
        for order_id, awaited in list(self._till.awaited.items()):
            if now - awaited.at > WITHIN:
                self._till.end_awaited(order_id, None)

    def understood(self, receipt: PaperReceipt, *, live: bool, register: str = "") -> Understood:
        """What a receipt says, in items of the catalog. Nothing is written down."""
        names, lines, unknown = self.names, list[FeedLine](), list[str]()
        pieces = free = 0
        for i, line in enumerate(receipt.lines, 1):
            found = names.find(line, register or receipt.register)
            if found is None:
                unknown.append(line.readings[0].name if line.readings else "")
            else:
                item, reading = found
                pieces += reading.qty
                free += 0 if line.amount else reading.qty
                lines.append(
                    FeedLine(str(i), item.code, "", "", Decimal(reading.qty), reading.unit, discount=line.discount)
                )
        doubts = [*receipt.doubts]
        if len(lines) < len(receipt.lines):
            doubts.append("unknown")
        if receipt.pieces is not None and not doubts and receipt.pieces not in (pieces, pieces - free):
            doubts.append("pieces")
        if any(x.discount > amount_of(x.qty, x.unit_price) for x in lines):
            doubts.append("discount")
        now = self._now()
        day = receipt.day or (now.date() if live else None)
        if day is None or day > (now + timedelta(days=1)).date():
            doubts.append("no_date")
        if doubts or day is None or receipt.total is None:
            return Understood(None, tuple(dict.fromkeys(doubts)), tuple(unknown))
        at = datetime.combine(day, receipt.at or (now.time() if live else time(12)))
        if live and abs(at - now) > _FAR:
            at = now
        register = _plain_id(register or receipt.register or self._till.register)
        number = _plain_id(receipt.number)
        if not number:
            said = repr((receipt.total, [(x.sku, x.qty, x.unit_price) for x in lines])).encode()
            number = f"{NO_NUMBER_ON_PAPER}{at:%H%M}-{blake2b(said, digest_size=5).hexdigest()}"
        return Understood(Paper(day, register, number, at, receipt.total, tuple(lines)), (), ())

    # -- inside --------------------------------------------------------------------------------------------------

    def _take(self, receipt: PaperReceipt, *, live: bool, register: str) -> ReadPaper:
        if receipt.kind is SlipKind.NO_SALE:
            return ReadPaper(ReceiptOutcome.NO_SALE)
        said = self.understood(receipt, live=live, register=register)
        if receipt.kind in (SlipKind.RETURN, SlipKind.VOID):
            outcome = self._taken_back(receipt, said.paper, register)
        elif said.paper is None:
            outcome = ReceiptOutcome.UNSURE
            self._paid(TotalOutcome.UNSURE)
            slip = self._slip_of(receipt, register, receipt.given_back)
            if receipt.given_back and not self._given_back.is_known(slip):
                self._given_back.note(slip, whole=False)
        else:
            outcome = self._written(said.paper, live=live, timed=receipt.at is not None)
            if outcome is not ReceiptOutcome.KNOWN:
                self._paid(TotalOutcome.AGREED)
        return ReadPaper(outcome, receipt.total, receipt.number, len(receipt.lines), said.doubts, said.unknown)

    def _written(self, paper: Paper, *, live: bool, timed: bool) -> ReceiptOutcome:
        till = self._till
        waits = any(x.number == paper.number and x.register == paper.register for x, _ in self._early)
        if waits or till.sales.is_known(paper.day, paper.register, paper.number, here=True):
            return ReceiptOutcome.KNOWN
        if live:
            till.await_paper = True
            if (order_id := self._awaited_for(paper)) is not None:
                return ReceiptOutcome.WRITTEN if till.end_awaited(order_id, paper).written else ReceiptOutcome.KNOWN
            if any(_alike(units, paper.units) >= _ALIKE for units in till.open_units().values()):
                self._early.append((paper, self._now() + WITHIN))
                return ReceiptOutcome.AWAITED
        if self._storage.browse.seen_on_display(paper.register, paper.at, paper.total, exact=live or timed):
            return ReceiptOutcome.KNOWN
        return ReceiptOutcome.WRITTEN if till.write_alone(paper).written else ReceiptOutcome.KNOWN

    def _taken_back(self, receipt: PaperReceipt, paper: Paper | None, register: str) -> ReceiptOutcome:
        """A paper that takes a sale back: the one that it names, else the newest of its day with the same goods and total. One that took a
        sale back, or was counted, does nothing again."""
        day = receipt.day or self._now().date()
        amount = sum(x.amount - x.discount for x in receipt.lines) if receipt.total is None else receipt.total
        slip = self._slip_of(receipt, register, amount)
        if self._given_back.is_known(slip):
            return ReceiptOutcome.KNOWN
        keys = self._keys_of(receipt, day)
        for stored in filter(None, map(self._storage.sales.receipt, keys)):
            units = Counter[str]()
            for line in stored.lines:
                units[line.item.code] += line.qty
            if stored.total != receipt.total or (paper is not None and units != paper.units):
                continue
            if stored.voided and receipt.of_number:  # the sale that it names was taken back before
                return ReceiptOutcome.KNOWN
            if not stored.voided and self._till.sales.void(stored.key):
                self._given_back.note(slip, whole=True)
                return ReceiptOutcome.VOIDED
        if receipt.kind is SlipKind.RETURN or keys:  # what was never written down needs no taking back
            self._given_back.note(slip, whole=False)
        return ReceiptOutcome.RETURNED

    def _slip_of(self, receipt: PaperReceipt, register: str, amount: int) -> ReturnSlip:
        register = _plain_id(register or receipt.register or self._till.register)
        day = receipt.day or self._now().date()
        return self._given_back.on_paper(day, receipt.at, register, _plain_id(receipt.number), amount)

    def _keys_of(self, receipt: PaperReceipt, day: date) -> list[str]:
        """The sales that a paper may take back."""
        browse, register = self._storage.browse, _plain_id(receipt.register)
        for number in filter(None, (receipt.of_number, receipt.number)):
            for back in range(_DAYS_BACK if number == receipt.of_number else 1):
                if keys := browse.followed_keys(day - timedelta(days=back), register, number):
                    return keys
        if receipt.total is not None and not receipt.of_number:
            return browse.followed_of_total(day, register, receipt.total)
        return []

    def _awaited_for(self, paper: Paper) -> str | None:
        """The order that waits for this receipt: of the same goods and total, else of nearly the same; the oldest of equals."""
        best: tuple[tuple[bool, float], str] | None = None
        for order_id, awaited in self._till.awaited.items():
            alike = _alike(awaited.units, paper.units)
            score = (awaited.total == paper.total and alike == 1, alike)
            fits = score[0] or (alike >= _ALIKE and (awaited.doubtful or awaited.total == paper.total))
            if fits and (best is None or score > best[0]):
                best = (score, order_id)
        return best[1] if best else None

    def _same_open(self, paper: Paper) -> str | None:
        return next((x for x, units in self._till.open_units().items() if units == paper.units), None)


def _alike(units: Counter[str], others: Counter[str]) -> float:
    """The share of units that two orders have in common, of the larger one."""
    return (units & others).total() / max(units.total(), others.total(), 1)


def _plain_id(text: str) -> str:
    return "".join(re.findall(r"[0-9A-Za-z-]", text))[:_LONGEST_ID]

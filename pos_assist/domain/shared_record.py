"""What a till tells the others of one event: a sale, a void, money given back, receipts dated anew. One JSON array a line.

Arrays, not objects: on the shared folder a receipt takes 25 bytes at most. Fields are only ever added at the end, and whoever
does not know them keeps them (the line itself is what is stored). No member, no person, no means of payment is in a record. A
record is the same text whenever it is written again, so that two copies of it are known to be one.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from hashlib import blake2b
from typing import Any, NamedTuple

from pos_assist.domain.offers import OfferKind, refusal_key

_MOST_LINES = 2_000
IMPORTED_ARM = "import"  # the arm of a past receipt out of a file: no trial counts it


class RecordKind(IntEnum):
    """What happened."""

    SALE = 0
    VOID = 1
    REFUND = 2
    REDATE = 3


class ReceiptName(NamedTuple):
    """A receipt as other tills know it. `tag`: the end of its key, so that a record never means another till's receipt; of a followed
    sale the whole of it."""

    life: str
    seq: int
    tag: str


class SharedLine(NamedTuple):
    """One line; `net` is its share of the total after every deal, in minor units."""

    item: str
    qty: int
    net: int


class SharedOffer(NamedTuple):
    """One offer that was shown. `items` joined with +; `own`: from a manager's pairing; `relevance` in thousandths."""

    kind: str
    items: str
    trigger: str
    deal: str
    moment: str
    outcome: str
    adds: int
    variant: str
    relevance: int
    own: int

    @property
    def refusal(self) -> str:
        """The key under which its answers are counted (`offers.refusal_key`)."""
        return refusal_key(OfferKind(self.kind), self.items.split("+"), self.deal)


class SharedSale(NamedTuple):
    """A sale. Money in minor units; `seconds` from the first item to the payment."""

    seq: int
    at: datetime
    tag: str
    list_total: int
    total: int
    arm: str
    seconds: int
    lines: tuple[SharedLine, ...]
    offers: tuple[SharedOffer, ...] = ()

    @property
    def codes(self) -> list[str]:
        """Its items, each once, in the order rung up."""
        return list(dict.fromkeys(x.item for x in self.lines))


class SharedVoid(NamedTuple):
    """A receipt taken back as a whole."""

    seq: int
    at: datetime
    of: ReceiptName


class SharedRefund(NamedTuple):
    """Money given back of a receipt, in minor units."""

    seq: int
    at: datetime
    of: ReceiptName
    amount: int


class SharedRedate(NamedTuple):
    """Receipts whose dates a wrong clock had given, with their true times."""

    seq: int
    at: datetime
    times: tuple[tuple[ReceiptName, datetime], ...]


SharedRecord = SharedSale | SharedVoid | SharedRefund | SharedRedate


def record_sum(line: str) -> str:
    """What decides between two records of one number (two tills had one life): everywhere the one with the smaller sum stands, in
    whatever files they come, and however these are written again."""
    return blake2b(line.encode(), digest_size=12).hexdigest()


def imported_life(shop: str, at: datetime) -> str:
    """The life under which a past receipt out of a file is known: of its shop and its day."""
    return blake2b(f"imported\t{shop}\t{at:%Y-%m-%d}".encode(), digest_size=8).hexdigest()


def to_line(record: SharedRecord) -> str:
    """The record as it stands in a sales file."""
    head = [record.seq, *_time(record.at)]
    match record:
        case SharedSale():
            lines: list[str | int] = []
            for line in record.lines:
                lines += line
            data: list[Any] = [
                RecordKind.SALE, *head, record.tag, record.list_total, record.total, record.arm, record.seconds, lines
            ]  # fmt: skip
            if record.offers:
                data.append([list(x) for x in record.offers])
        case SharedVoid():
            data = [RecordKind.VOID, *head, *record.of]
        case SharedRefund():
            data = [RecordKind.REFUND, *head, *record.of, record.amount]
        case SharedRedate():
            data = [RecordKind.REDATE, *head, [[*name, *_time(at)] for name, at in record.times]]
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def from_line(text: str) -> SharedRecord:
    """The record that `to_line` wrote, by this version or a later one. Raises ValueError on anything else."""
    try:
        data = json.loads(text)
        kind, seq, day, second, *rest = data
        at = _at(day, second)
        _whole(seq)
        if kind == RecordKind.SALE:
            tag, list_total, total, arm, seconds, flat, *more = rest
            lines = tuple(SharedLine(*x) for x in zip(flat[::3], flat[1::3], flat[2::3], strict=True))
            offers = tuple(SharedOffer(*x[:10]) for x in (more[0] if more else ()))
            sale = SharedSale(seq, at, tag, list_total, total, arm, seconds, lines, offers)
            return _judged(sale)
        if kind == RecordKind.VOID:
            return SharedVoid(seq, at, _name(rest))
        if kind == RecordKind.REFUND:
            return SharedRefund(seq, at, _name(rest), _whole(rest[3]))
        if kind == RecordKind.REDATE:
            return SharedRedate(seq, at, tuple((_name(x), _at(x[3], x[4])) for x in rest[0]))
    except (TypeError, LookupError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError(f"no record: {error}") from error
    raise ValueError(f"a record of kind {kind}")


def _judged(sale: SharedSale) -> SharedSale:
    numbers = [sale.list_total, sale.total, sale.seconds, *(n for x in sale.lines for n in (x.qty, x.net))]
    numbers += [n for x in sale.offers for n in (x.adds, x.relevance, x.own)]
    texts = [sale.tag, sale.arm, *(x.item for x in sale.lines)]
    texts += [t for x in sale.offers for t in (x.kind, x.items, x.trigger, x.deal, x.moment, x.outcome, x.variant)]
    if any(type(x) is not int for x in numbers) or any(not isinstance(x, str) for x in texts):
        raise ValueError("a sale with a word for a number")
    if not sale.lines or len(sale.lines) > _MOST_LINES:
        raise ValueError("a sale of no lines, or of too many")
    if sum(x.net for x in sale.lines) != sale.total:
        raise ValueError("a sale whose lines do not add up")
    for offer in sale.offers:
        OfferKind(offer.kind)
    return sale


def _time(at: datetime) -> tuple[str, int]:
    return at.date().isoformat(), at.hour * 3600 + at.minute * 60 + at.second


def _at(day: object, second: object) -> datetime:
    if not isinstance(day, str):
        raise ValueError("a day that is no text")
    return datetime.combine(date.fromisoformat(day), time()) + timedelta(seconds=_whole(second))


def _name(rest: list[Any]) -> ReceiptName:
    life, seq, tag = rest[:3]
    if not isinstance(life, str) or not isinstance(tag, str):
        raise ValueError("a receipt without a name")
    return ReceiptName(life, _whole(seq), tag)


def _whole(value: object) -> int:
    if type(value) is not int or abs(value) > 1 << 53:
        raise ValueError("a number that cannot be")
    return value

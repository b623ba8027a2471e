"""The electronic journal (電子ジャーナル) to look things up in: sales, voids, refunds, cash, drawer openings and closes, by day,
amount and text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from pos_assist.domain.business_day import bounds
from pos_assist.domain.codec import loads
from pos_assist.domain.day import DayEntry
from pos_assist.domain.receipts import Voided
from pos_assist.domain.settings import DAY_END
from pos_assist.domain.spelling import folded, normal
from pos_assist.i18n.day_texts import entry_words
from pos_assist.i18n.money import money
from pos_assist.i18n.tender_texts import tender_text
from pos_assist.i18n.translate import tr
from pos_assist.storage import Storage
from pos_assist.storage.day_entries import Back, Happened, Sold

if TYPE_CHECKING:
    from pos_assist.devices.receipt_slip import ShopSign
    from pos_assist.devices.slip import Slip


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One thing that happened, as a list shows it. `amount` in minor units; of an opening of the drawer 0."""

    at: datetime
    title: str
    amount: int
    who: str
    what: str  # items, reason
    happened: Happened

    def slip(self, sign: ShopSign) -> Slip:
        """The slip of it: a receipt as it was, a close as it was printed, else what the entry says."""
        from pos_assist.devices.receipt_slip import receipt_slip  # noqa: PLC0415 — lazy: many are listed, few looked at
        from pos_assist.devices.slip import Slip, line  # noqa: PLC0415 — lazy: as above

        it = self.happened
        if isinstance(it, Sold):
            return receipt_slip(it.receipt, sign)
        if isinstance(it, DayEntry) and it.slip:
            return loads(Slip, it.slip)
        amount = money(self.amount, sign.currency).replace("−", "-") if self.amount else ""
        rows = (line(self.title, amount, bold=True), *map(line, (f"{self.at:%Y-%m-%d %H:%M}", self.who, self.what)))
        return Slip(tuple(x for x in rows if x.text), self.title)


def search_journal(
    storage: Storage,
    text: str = "",
    first: date | None = None,
    last: date | None = None,
    amount: int | None = None,
    limit: int = 200,
) -> list[JournalEntry]:
    """What happened on those business days (None: whenever), the newest first. `amount`: a total, or money taken, given back or
    moved. `text`: a part of an item's name, a receipt's number, a person, a reason, a way to pay."""
    day_end = storage.catalog.setting(DAY_END)
    begin = bounds(first.isoformat(), day_end)[0] if first else datetime.min
    end = bounds(last.isoformat(), day_end)[1] if last else datetime.max
    wanted, fold = normal(text), folded(text)
    found: list[JournalEntry] = []
    for entry in map(_entry, storage.day.newest_first(begin, end, amount)):
        if not text.strip() or any(wanted in normal(x) or (fold and fold in folded(x)) for x in _texts(entry)):
            found.append(entry)
            if len(found) == limit:
                break
    return found


def _entry(it: Happened) -> JournalEntry:
    if isinstance(it, Sold):
        r = it.receipt
        title = tr("Receipt #{number}", number=r.number)
        return JournalEntry(r.sold_at, title, r.total, r.cashier, "、".join(x.title for x in r.lines), it)
    if isinstance(it, Back):
        words = tr("Void of #{number}") if isinstance(it.back, Voided) else tr("Refund of #{number}")
        title = words.format(number=it.receipt.number)
        return JournalEntry(it.back.at, title, -it.back.amount, it.back.who, it.back.reason, it)
    return JournalEntry(it.at, entry_words(it.kind, it.number), it.amount, it.who, it.reason, it)


def _texts(entry: JournalEntry) -> Iterator[str]:
    yield from (entry.title, entry.who, entry.what)
    if isinstance(entry.happened, Sold):
        receipt = entry.happened.receipt
        yield from (x.item.code for x in receipt.lines)
        yield from (tender_text(x.kind, x.name) for x in receipt.tenders)

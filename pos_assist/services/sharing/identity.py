"""Who this till is in the folder: it looks at files under its own name that it does not remember."""

from __future__ import annotations

from collections.abc import Mapping

from pos_assist.domain.problems import BadInput
from pos_assist.domain.shared_record import SharedRefund, SharedVoid, from_line, record_sum
from pos_assist.exchange.shared_folder.sales_files import SalesName, read_sales
from pos_assist.services.sharing.shared_shop import SharedShop
from pos_assist.storage import Storage
from pos_assist.storage.lives import LifeSpan

READ = 5_000  # events read at once


def settle(storage: Storage, shared: SharedShop, there: Mapping[str, SalesName]) -> bool:
    """Look at files under our name that we do not remember: written before a crash (then they are ours), or by another till that
    was this one once: a copy of it, or itself before an older state was put back. Then we go on under a new life, from where
    the two part; whether that was so."""
    known = storage.sharing.files()
    spans = storage.sharing.spans()
    lives = {x.life for x in spans}
    newest = storage.sharing.newest()
    lost: set[int] = set()
    parted: list[int] = []
    for name in there.values():
        if name.life not in lives or (name.text in known and known[name.text].ours):
            continue
        try:
            theirs = read_sales(shared.sales, name).lines
        except BadInput:
            continue  # damaged, or on its way: looked at again next time
        same = True
        for span in (x for x in spans if x.life == name.life):
            first, last = max(span.first, name.first), min(span.last, name.last)
            ours = storage.sharing.own_lines(first, last) if first <= last else {}
            differ = [
                n for n in range(first, last + 1) if ours.get(n) != theirs.get(n, ("",))[0] and n in {*ours, *theirs}
            ]
            beyond = span is spans[-1] and name.last > newest
            same = same and not differ and not beyond and (span.first <= name.first and name.last <= span.last)
            if differ or beyond:
                parted.append(min([*differ, newest + 1]))
                lost |= {n for n in differ if n in theirs and not _stands(ours.get(n), theirs[n][0])}
        if same:
            storage.sharing.note_published(name.text, LifeSpan(name.life, name.first, name.last))
    if not parted:
        return False
    published = max((x.last for x in storage.sharing.files().values() if x.ours), default=0)
    storage.sharing.new_life(_with_their_voids(storage, lost), max(min(parted), published + 1))
    return True


def _stands(ours: str | None, theirs: str) -> bool:
    """Whether a number stays ours. One that has no record here, an edit, gives way to theirs as well: it would hide their sale."""
    return ours is not None and record_sum(ours) < record_sum(theirs)


def _with_their_voids(storage: Storage, lost: set[int]) -> set[int]:
    """What names a receipt that gets another name is published again with it."""
    if not lost:
        return lost
    more = set(lost)
    newest = storage.sharing.newest()
    for start in range(min(lost), newest + 1, READ):
        for number, line in storage.sharing.own_lines(start, min(start + READ - 1, newest)).items():
            record = from_line(line)
            if isinstance(record, SharedVoid | SharedRefund) and record.of.seq in lost:
                more.add(number)
    return more

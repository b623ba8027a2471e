"""Who this till is in the folder: it looks at files under its own name that it does not remember."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pos_assist.domain.problems import BadInput, EnvironmentProblem, Problem
from pos_assist.domain.shared_record import SharedRefund, SharedVoid, from_line, record_sum
from pos_assist.exchange.shared_folder.sales_files import SalesName, read_sales
from pos_assist.services.sharing.shared_shop import SharedShop
from pos_assist.storage import Storage
from pos_assist.storage.lives import LifeSpan

READ = 5_000  # events read at once


@dataclass(slots=True)
class Settled:
    """`parted`: we go on under another life. `doubt`: by life, the first number from which a name may be another's or our own
    of before, since a file under it cannot be read now; `trouble`: why not."""

    parted: bool = False
    doubt: dict[str, int] = field(default_factory=dict)
    trouble: Problem | None = None

    def is_in_doubt(self, life: str, last: int) -> bool:
        """Whether one of the numbers up to `last` of that life is."""
        return last >= self.doubt.get(life, last + 1)


def settle(storage: Storage, shared: SharedShop, there: Mapping[str, SalesName]) -> Settled:
    """Look at files under our name that we do not remember: written before a crash (then they are ours), or by another till that
    was this one once: a copy of it, or itself before an older state was put back. Then we go on under another life, from where
    the two part."""
    settled = Settled()
    while _part(storage, shared, there, settled):
        settled = Settled(parted=True)  # the next life may have been met by others as well
    return settled


def _part(storage: Storage, shared: SharedShop, there: Mapping[str, SalesName], settled: Settled) -> bool:
    """One step of it. A name that the folder has for our event, from whomever, stays its name unless another's event has it by right."""
    known = storage.sharing.files()
    spans = storage.sharing.spans()
    newest = storage.sharing.newest()
    differing: list[tuple[LifeSpan, dict[int, str], dict[int, str]]] = []  # a span, our records and theirs that differ
    agreed: set[tuple[str, int]] = set()
    ahead = False
    for name in there.values():
        ours_are = [x for x in spans if x.life == name.life]
        if not ours_are or (name.text in known and known[name.text].ours):
            continue
        try:
            theirs = {n: line for n, (line, _) in read_sales(shared.sales, name).lines.items()}
        except (BadInput, EnvironmentProblem) as problem:
            if problem.code != "bad_share_file":  # whole, yet no till's: nobody has sales under that name
                settled.doubt[name.life] = min(name.first, settled.doubt.get(name.life, name.first))
                settled.trouble = problem
            continue  # damaged, or on its way: looked at again next time
        same = True
        for span in ours_are:
            first, last = max(span.first, name.first), min(span.last, name.last)
            ours = storage.sharing.own_lines(first, last) if first <= last else {}
            differ = {n for n in {*ours, *theirs} if first <= n <= last and ours.get(n) != theirs.get(n)}
            agreed |= {(span.life, n) for n in range(first, last + 1) if n not in differ}
            beyond = span is spans[-1] and name.last > newest
            ahead = ahead or beyond or (span is spans[-1] and bool(differ))
            same = same and not differ and not beyond and (span.first <= name.first and name.last <= span.last)
            if differ:
                differing.append(
                    (span, {n: ours[n] for n in differ & {*ours}}, {n: theirs[n] for n in differ & {*theirs}})
                )
        if same:
            storage.sharing.note_published(name.text, LifeSpan(name.life, name.first, name.last))
    lost: set[int] = set()
    for span, ours, theirs in differing:
        files = [x for x in known.values() if x.life == span.life and x.ours and (x.given or x.name in there)]
        given = {n for x in files for n in range(x.first, x.last + 1)} | {n for life, n in agreed if life == span.life}
        lost |= {n for n, line in theirs.items() if n not in given or not _stands(ours.get(n), line)}
        # What the folder has not is not given under a name that is in doubt.
        lost |= {n for n in range(min({*ours, *theirs}), span.last + 1) if n not in given}
    if not lost and not ahead:
        return False
    storage.sharing.part(_with_their_voids(storage, lost), ahead=ahead)
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

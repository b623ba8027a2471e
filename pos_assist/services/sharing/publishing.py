"""Our sales into the shared folder: each event once, under a name that no other till has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pos_assist.domain.shared_record import SharedSale, from_line
from pos_assist.exchange.shared_folder.files import put_file, require_folder
from pos_assist.exchange.shared_folder.sales_files import SalesName, sales_bytes, sales_names
from pos_assist.services.sharing.identity import READ, settle
from pos_assist.services.sharing.shared_shop import SharedShop
from pos_assist.storage import Storage
from pos_assist.storage.lives import LifeSpan

RECORDS = 2_000  # in one file


@dataclass(frozen=True, slots=True)
class Published:
    """What one round wrote. `new_life`: another till had numbers of ours, so that we go on under another name."""

    files: int = 0
    receipts: int = 0
    bytes: int = 0
    new_life: bool = False


def publish(storage: Storage, shared: SharedShop) -> Published:
    """Write every event that no file has yet, and each file of ours again that is not in the folder any more. What was written is
    noted file by file: whatever stops it, the next round goes on there. Raises EnvironmentProblem; nothing is lost, the
    events are in the till's own file."""
    require_folder(shared.folder)
    there = {x.text: x for x in sales_names(shared.sales)}
    renamed = settle(storage, shared, there)
    files = receipts = size = 0
    for span, after in _due(storage, there):
        for part, lines in _parts(storage, span):
            name, data = sales_bytes(
                shared.shop, shared.till, span.life, (part.first, part.last), [*lines.values()],
                after if part.first == span.first else None,
            )  # fmt: skip
            put_file(shared.sales / name.text, data)
            storage.sharing.note_published(name.text, part)
            files, size = files + 1, size + len(data)
            receipts += sum(isinstance(from_line(x), SharedSale) for x in lines.values())
    return Published(files, receipts, size, renamed)


def waiting(storage: Storage) -> int:
    """How many of our sales no file has yet."""
    known = storage.sharing.files().values()
    published = max((x.last for x in known if x.ours), default=0)
    return storage.sharing.sales_after(published)


def _due(storage: Storage, there: Mapping[str, SalesName]) -> Iterator[tuple[LifeSpan, tuple[str, int] | None]]:
    """The spans of numbers that no file of ours in the folder has; with the first of a life, what came before it."""
    spans = storage.sharing.spans()
    ours = [x for x in storage.sharing.files().values() if x.ours and x.name in there]
    for i, span in enumerate(spans):
        before = (spans[i - 1].life, spans[i - 1].last) if i else None
        start = span.first
        for file in sorted((x for x in ours if x.life == span.life), key=lambda x: x.first):
            if file.last < start or file.first > span.last:
                continue
            if file.first > start:
                yield LifeSpan(span.life, start, file.first - 1), before if start == span.first else None
            start = max(start, file.last + 1)
        if start <= span.last:
            yield LifeSpan(span.life, start, span.last), before if start == span.first else None


def _parts(storage: Storage, span: LifeSpan) -> Iterator[tuple[LifeSpan, dict[int, str]]]:
    """The span in files of a size that travels well; numbers without a record go with those after them."""
    first, lines = span.first, dict[int, str]()
    for start in range(span.first, span.last + 1, READ):
        for number, line in storage.sharing.own_lines(start, min(start + READ - 1, span.last)).items():
            lines[number] = line
            if len(lines) == RECORDS:
                yield LifeSpan(span.life, first, number), lines
                first, lines = number + 1, {}
    if lines:
        yield LifeSpan(span.life, first, span.last), lines

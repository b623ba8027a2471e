"""Our sales into the shared folder: each event once, under a name that no other till has."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pos_assist.domain.problems import BadInput, EnvironmentProblem
from pos_assist.domain.shared_record import SharedSale, from_line
from pos_assist.exchange.shared_folder.files import put_file, require_folder, whole_file
from pos_assist.exchange.shared_folder.imported_files import imported_bytes, imported_folder, imported_names
from pos_assist.exchange.shared_folder.sales_files import SalesName, sales_bytes, sales_names
from pos_assist.services.sharing.identity import READ, settle
from pos_assist.services.sharing.shared_shop import SharedShop
from pos_assist.storage import Storage
from pos_assist.storage.lives import LifeSpan

RECORDS = 2_000  # in one file
LOOKED_AT = 40  # files of ours that a round reads back: all of them within a day, and no round is long
_IMPORTED = "imported"  # in what was noted: of past receipts out of files, what was given
_KEYS = "whole"  # how their records name them; with an earlier version's ends of keys they are given anew
_LOOKED_AT = "looked_at"  # in what was noted: the last of them


@dataclass(frozen=True, slots=True)
class Published:
    """What one round wrote. `new_life`: another till had numbers of ours, so that we go on under another name. `held_back`: the
    file for which our sales wait, since they may have been given under its name."""

    files: int = 0
    receipts: int = 0
    bytes: int = 0
    new_life: bool = False
    held_back: EnvironmentProblem | None = None


def publish(storage: Storage, shared: SharedShop, look_at: int = LOOKED_AT, *, new: bool = True) -> Published:
    """Write every event that no file has yet (not where `new` is false), and each file of ours again that is not in the folder any more, or damaged there:
    the next `look_at` files are read back. What was written is noted file by file: whatever stops it, the next round goes
    on there. A number that a file has which cannot be read now, and those after it, wait until it is known whose they are.
    Raises EnvironmentProblem; nothing is lost, the events are in the till's own file."""
    require_folder(shared.folder)
    there = {x.text: x for x in sales_names(shared.sales)}
    settled = settle(storage, shared, there)
    damaged = _damaged(storage, shared, there, look_at)
    damaged -= {x for x in damaged if settled.is_in_doubt(there[x].life, there[x].last)}
    files = receipts = size = 0
    upto = storage.sharing.newest() if new else _published(storage)
    for span, after in _due(storage, {x for x in there if x not in damaged}, upto):
        if settled.is_in_doubt(span.life, span.last):
            span = span._replace(last=settled.doubt[span.life] - 1)  # noqa: PLW2901 — what of it is certain
        for part, lines in _parts(storage, span):
            name, data = sales_bytes(
                shared.shop, shared.till, span.life, (part.first, part.last), [*lines.values()],
                after if part.first == span.first else None,
            )  # fmt: skip
            storage.sharing.note_meant(name.text, part)
            put_file(shared.sales / name.text, data)
            storage.sharing.note_published(name.text, part)
            damaged.discard(name.text)
            files, size = files + 1, size + len(data)
            receipts += sum(isinstance(from_line(x), SharedSale) for x in lines.values())
    for text in damaged:  # what it had stands in other files by now
        with contextlib.suppress(OSError):
            (shared.sales / text).unlink()
    _publish_imported(storage, shared)
    held_back = None
    if settled.trouble:
        held_back = EnvironmentProblem("sales_wait_for_file", file=Path(str(settled.trouble.data["file"])).name)
    return Published(files, receipts, size, settled.parted, held_back)


def _publish_imported(storage: Storage, shared: SharedShop) -> None:
    """Past receipts out of files, for headquarters: a file a month, again where something was read in or taken back, or a file is
    gone. Under the shop's name of the first time: by name and day headquarters tells them apart."""
    state = storage.sharing.imported_state()
    if not state[1]:
        return
    noted = storage.sharing.state().get(_IMPORTED)
    known: dict[str, Any] = noted if isinstance(noted, dict) else {"shop": shared.shop}
    folder = imported_folder(shared.folder, known["shop"])
    if (known.get("state"), known.get("keys")) == (state, _KEYS) and set(known["files"]) <= set(imported_names(folder)):
        return
    names = []
    for month, lines in storage.sharing.imported(known["shop"]):
        name, data = imported_bytes(known["shop"], month, lines)
        put_file(folder / name, data)
        names.append(name)
    storage.sharing.note({_IMPORTED: {"shop": known["shop"], "state": state, "keys": _KEYS, "files": names}})


def waiting(storage: Storage) -> int:
    """How many of our sales no file has yet."""
    return storage.sharing.sales_after(_published(storage))


def imported_given(storage: Storage) -> int:
    """How many past receipts out of files were given, for headquarters."""
    noted = storage.sharing.state().get(_IMPORTED)
    return int(noted["state"][1] - noted["state"][2]) if isinstance(noted, dict) else 0


def _published(storage: Storage) -> int:
    """The highest of our numbers that a file ever had."""
    return max((x.last for x in storage.sharing.files().values() if x.given), default=0)


def _damaged(storage: Storage, shared: SharedShop, there: Mapping[str, SalesName], most: int) -> set[str]:
    """The files of ours, among the next `most` in the folder, that are not what their names say."""
    known = storage.sharing.files()
    ours = sorted(x for x in there if x in known and known[x].ours)
    if len(ours) > most:
        last = str(storage.sharing.state().get(_LOOKED_AT, ""))
        ours = [*(x for x in ours if x > last), *(x for x in ours if x <= last)][:most]
        storage.sharing.note({_LOOKED_AT: ours[-1]})
    found = set()
    for text in ours:
        try:
            whole_file(shared.sales / text, there[text].sum)
        except BadInput:
            found.add(text)
        except EnvironmentProblem:
            continue  # not readable now: the next round looks again
    return found


def _due(storage: Storage, there: set[str], upto: int) -> Iterator[tuple[LifeSpan, tuple[str, int] | None]]:
    """The spans of numbers, as far as `upto`, that no file of ours in the folder has; with the first of a life, what came before it."""
    spans = [x._replace(last=min(x.last, upto)) for x in storage.sharing.spans() if x.first <= upto]
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

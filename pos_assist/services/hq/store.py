"""What headquarters has collected: Parquet by shop and month, and a list that says which files of it count.

Files are never changed: a shop's month that gets more is written anew under another name, then a list with the next number is put
beside the old ones, whole (its sum is in its name). Whatever stops a round in between, the newest list and its files are as they
were; what no list names is cleared away by the next round.
"""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from pos_assist.domain.problems import BadInput, EnvironmentProblem
from pos_assist.exchange.shared_folder.files import folders, listed, put_file, sum_of, whole_file
from pos_assist.system.files import put_in_place

KINDS = ("records", "lines", "offers")
LIFE_SHIFT = 40  # a receipt's number: its life's number, then 40 bits for its own
_LIST = re.compile(r"(\d{1,12})\.([0-9a-f]{64})\.json")
_KEPT = 3


@dataclass(slots=True)
class StoredPart:
    """One shop's month: its number of receipts, its highest list number, its first and last day."""

    version: int
    receipts: int
    first_day: int
    last_day: int


@dataclass(slots=True)
class Collection:
    """The list in force. `taken`: sales files, by the folder they were met in; `lives`: the number of each life; `parts`: by
    «shop/month»; `redated`: receipts dated anew (end of the key, day, minute), also those whose file has not come yet; `told_twice`: records of
    sales that another record counts for (end of the key); `settled`: whether these were looked for, which earlier versions did not."""

    number: int = 0
    taken: dict[str, list[str]] = field(default_factory=dict)
    lives: dict[str, int] = field(default_factory=dict)
    parts: dict[str, StoredPart] = field(default_factory=dict)
    redated: dict[int, tuple[str, int, int]] = field(default_factory=dict)
    told_twice: dict[int, str] = field(default_factory=dict)
    settled: bool = True

    def life(self, life: str) -> int:
        """The number of a life, a new one where it has none."""
        return self.lives.setdefault(life, len(self.lives) + 1)

    def receipt(self, life: str, seq: int) -> int:
        """The number of a receipt, which no other of any shop has."""
        return (self.life(life) << LIFE_SHIFT) + seq


class HqStore:
    """The folder of headquarters' collection, on its own disk (or, for Spark, where every worker reaches it)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load(self) -> Collection:
        """The newest list that is whole. Raises EnvironmentProblem: where there is none, the store is not reached, and to begin
        anew would clear it away."""
        found = [(int(x[1]), x[2], path) for path in listed(self._lists) if (x := _LIST.fullmatch(path.name))]
        for number, wanted, path in sorted(found, reverse=True):
            try:
                data = json.loads(whole_file(path, wanted).decode())
                parts = {k: StoredPart(*v) for k, v in data["parts"].items()}
                redated = {
                    int(k): (str(tag), int(day), int(minute))
                    for k, (tag, day, minute) in data.get("redated", {}).items()
                }
                twice = {int(k): str(tag) for k, tag in data.get("told_twice", {}).items()}
                settled = "told_twice" in data
                return Collection(number, data["taken"], data["lives"], parts, redated, twice, settled)
            except (BadInput, ValueError, KeyError, TypeError):
                continue
        raise EnvironmentProblem("cannot_open", file=str(self._lists))

    def save(self, collection: Collection) -> None:
        """Put the next list beside the old ones, and clear away what it does not name. Raises EnvironmentProblem."""
        collection.number += 1
        parts = {k: [x.version, x.receipts, x.first_day, x.last_day] for k, x in collection.parts.items()}
        data = json.dumps(
            {
                "taken": collection.taken,
                "lives": collection.lives,
                "parts": parts,
                "redated": collection.redated,
                "told_twice": collection.told_twice,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode()
        put_file(self._lists / f"{collection.number}.{sum_of(data)}.json", data)
        self._clear(collection)

    def file(self, part: str, kind: str, version: int) -> Path:
        """A file of a shop's month: records, lines or offers."""
        shop, month = part.rsplit("/", 1)
        return self.folder / "data" / kind / f"shop={shop}" / f"month={month}" / f"{version}.parquet"

    def files(self, collection: Collection, kind: str, parts: list[str] | None = None) -> list[str]:
        """The files in force of a kind, of all parts or of these."""
        chosen = collection.parts if parts is None else parts
        return [str(self.file(x, kind, collection.parts[x].version)) for x in sorted(chosen)]

    @property
    def _lists(self) -> Path:
        return self.folder / "lists"

    def _clear(self, collection: Collection) -> None:
        wanted = {str(self.file(x, kind, part.version)) for x, part in collection.parts.items() for kind in KINDS}
        for path in listed(self._lists)[:]:
            found = _LIST.fullmatch(path.name)
            if found and int(found[1]) <= collection.number - _KEPT:
                with contextlib.suppress(OSError):
                    path.unlink()
        for kind in KINDS:
            for shop in folders(self.folder / "data" / kind):
                for month in folders(shop):
                    for file in listed(month):
                        if str(file) not in wanted:
                            with contextlib.suppress(OSError):
                                file.unlink()


def require_store(folder: Path) -> HqStore:
    """The store in that folder, with a first, empty list where there is no folder yet. Raises EnvironmentProblem."""
    store = HqStore(folder)
    if not folder.is_dir():
        new = folder.with_name(f"{folder.name}-new")  # a folder without a list is one that is not reached
        HqStore(new).save(Collection())
        try:
            put_in_place(new, folder)
        except OSError as error:
            raise EnvironmentProblem("cannot_open", file=str(folder), detail=str(error)) from error
    return store

"""A small world of tills, a folder and headquarters in which everything is interrupted; and what must be true of it in the end."""

from __future__ import annotations

import contextlib
import errno
import os
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from pos_assist.domain.catalog_change import Change, Edit
from pos_assist.domain.problems import Problem
from pos_assist.domain.receipts import Receipt
from pos_assist.domain.shared_record import SharedSale
from pos_assist.exchange.packs import public_key
from pos_assist.exchange.shared_folder import files
from pos_assist.learning.counting import increments
from pos_assist.services.hq.headquarters import Headquarters
from pos_assist.services.sharing.collecting import collect
from pos_assist.services.sharing.publishing import publish
from pos_assist.services.sharing.shared_packs import find_packs, publish_pack, take_shared_pack
from pos_assist.storage import Storage
from pos_assist.storage import lives as storage_lives
from tests.services.hq.plain import standing
from tests.services.sharing.tills import (
    NOON,
    around,
    counted,
    counts_of,
    new_till,
    others_sales,
    repriced,
    sell,
    signature,
    void,
)


class Killed(BaseException):
    """The process is gone: nothing after this point ran, not even what stands in `finally`."""


class Interrupted:
    """The calls by which the folder's files are written, made durable and renamed; one of the next few fails."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._left: int | None = None
        self._error: Callable[[], BaseException] = Killed

    def arm(self, kind: str) -> None:
        """Fail soon, in that way."""
        self._left = self._rng.randrange(10)
        number = {"full": errno.ENOSPC, "gone": errno.ENOENT, "io": errno.EIO}.get(kind)
        self._error = Killed if number is None else lambda: OSError(number, os.strerror(number))

    def disarm(self) -> None:
        """Fail no more."""
        self._left = None

    def __getattr__(self, name: str) -> Any:
        """In place of the module `os`."""
        real = getattr(os, name)
        if name not in ("replace", "fsync", "scandir", "open"):
            return real

        def call(*args: Any, **more: Any) -> Any:
            self._step()
            result = real(*args, **more)
            if name == "replace":
                self._step()  # done, and nobody heard of it
            return result

        return call

    def _step(self) -> None:
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                self._left = None
                raise self._error()


class Trouble:
    """Two shops of two tills, a folder, headquarters; every till may be copied, put back, or run twice."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root, self.rng = root, random.Random(seed)
        self.folder = root / "share"
        self.folder.mkdir(parents=True)
        self.sold: dict[str, dict[str, Receipt]] = {
            "北店": {},
            "南店": {},
        }  # by shop and key; voided ones are taken out
        self.tills: dict[Path, str] = {}
        self.kinds: Counter[str] = Counter()
        self.interrupted = self._minutes = 0
        self.hq = Headquarters(self.folder, root / "hq", lambda: NOON)
        self._faults = Interrupted(self.rng)
        self._marks: dict[Path, str] = {}
        self._open: dict[Path, Storage] = {}
        for shop in self.sold:
            for till in ("1", "2"):
                path = root / f"{shop}{till}" / "till.db"
                new_till(path, till, shop).close()
                self.tills[path] = shop

    @contextlib.contextmanager
    def playing(self) -> Iterator[None]:
        """Everything below happens in here: the folder's calls may fail, and a machine is what this world says it is."""
        real, mark = os, storage_lives.machine_mark
        vars(files)["os"] = self._faults
        storage_lives.machine_mark = lambda path: self._marks.get(path, str(path))
        try:
            self._trust()
            yield
        finally:
            for path in [*self._open]:
                self._close(path)
            vars(files)["os"] = real
            storage_lives.machine_mark = mark

    def run(self, interruptions: int) -> None:
        """Go on until so many interruptions have happened."""
        while self.interrupted < interruptions:
            self._step()

    def wrong(self) -> list[str]:
        """Let everything finish undisturbed, then say what is not as it must be."""
        self._faults.disarm()
        for _ in range(3):
            for path in self.tills:
                till = self._till(path)
                publish(till, around(self.folder, till), 1_000)
                collect(till, around(self.folder, till))
        self.hq.collect()
        found = [x for path, shop in self.tills.items() for x in self._wrong_at(self._till(path), shop)]
        there = Counter((shop, _of_shared(x)) for shop, x in standing(self.folder))
        wanted = Counter((shop, signature(x)) for shop, every in self.sold.items() for x in every.values())
        found += _differences("the folder", there, wanted)
        n = sum(row[3] for row in self.hq.count().tables["days"])
        if n != sum(wanted.values()):
            found.append(f"headquarters counts {n} receipts, there were {sum(wanted.values())}")
        return found

    def _wrong_at(self, till: Storage, shop: str) -> list[str]:
        """A till has its own receipts and everybody else's of the shop, once each, and has learned from exactly those."""
        name = f"{shop} {till.path.parent.name}"
        own = {x.key for x in self._receipts(till)}
        missing = [x for key, x in self.sold[shop].items() if key not in own]
        found = _differences(name, others_sales(till), Counter(map(signature, missing)))
        if till.learned.due():
            till.learned.rebuild(partial(increments, epoch=till.learned.epoch()))
        if counts_of(till) != counted(self.sold[shop].values(), till.learned.epoch()):
            found.append(f"{name} has learned something else than was sold")
        return found

    def _step(self) -> None:
        path = self.rng.choice([*self.tills])
        acts = (
            ("sell",) * 6
            + ("publish",) * 8
            + ("collect",) * 8
            + ("packs",) * 4
            + ("edit", "edit", "void", "hurt", "hurt")
        )
        what = "hq" if self.rng.random() < 0.02 else self.rng.choice(acts)
        kind = self.rng.choice(("kill", "kill", "full", "gone", "io"))
        if what in ("publish", "collect", "packs", "hq") and self.rng.random() < 0.85:
            self._faults.arm(kind)
        try:
            if what == "hq":
                self.hq.collect()
            elif what == "hurt":
                self._hurt(path)
            else:
                getattr(self, f"_{what}")(self._till(path), self.tills[path])
        except Killed:
            self._close(path)
            self._note(f"{what}: kill")
        except (Problem, OSError):
            self._note(f"{what}: {kind}")
        self._faults.disarm()

    def _sell(self, till: Storage, shop: str) -> None:
        self._minutes += self.rng.randrange(1, 9)
        at = NOON + timedelta(minutes=self._minutes)
        for x in sell(till, self.rng, self.rng.randrange(1, 5), at):
            self.sold[shop][x.key] = x

    def _void(self, till: Storage, shop: str) -> None:
        """Where no other copy of the till has the receipt, and none is kept: two copies that void one receipt are another story."""
        if self._older(till.path).exists():
            return
        here = [x for x in self._receipts(till) if x.key in self.sold[shop]][:40]
        others = [self._till(p) for p, s in self.tills.items() if s == shop and p != till.path]
        olders = list(self.root.glob("*.older"))
        if here and not olders:
            gone = self.rng.choice(here)
            if all(other.sales.receipt(gone.key) is None for other in others):
                void(till, gone)
                del self.sold[shop][gone.key]

    def _edit(self, till: Storage, _: str) -> None:
        code = f"I{self.rng.randrange(9)}"
        new = repriced(code, self.rng.randrange(100, 999))
        till.changes.write(Edit(Change(items=(new,))), "店長", NOON, "item", code)

    def _publish(self, till: Storage, _: str) -> None:
        publish(till, around(self.folder, till))
        publish_pack(till, around(self.folder, till), NOON)

    def _collect(self, till: Storage, _: str) -> None:
        collect(till, around(self.folder, till))

    def _packs(self, till: Storage, _: str) -> None:
        for look in find_packs(till, around(self.folder, till)).ready[:1]:
            codes = [f"I{i}" for i in range(9)]
            before = [x.price for x in till.browse.items(codes)]
            wanted = {x.key: x.theirs.price for x in look.of("theirs") if x.kind == "items"}
            try:
                take_shared_pack(till, look, NOON)
            finally:
                now = [x.price for x in till.browse.items(codes)]
                whole = [wanted.get(code, price) for code, price in zip(codes, before, strict=True)]
                assert now in (before, whole), "a pack was taken by half"

    def _hurt(self, path: Path) -> None:
        kind = self.rng.choice(("cut", "flip", "flip", "delete", "delete", "restore", "copy", "twin"))
        if kind in ("cut", "flip", "delete"):
            self._hurt_file(kind)
        elif kind == "restore":
            self._restore(path)
        elif len(self.tills) < 7:
            self._close(path)
            new = self.root / f"{path.parent.name}-{kind}{self.interrupted}" / "till.db"
            shutil.copytree(path.parent, new.parent)
            self.tills[new] = self.tills[path]
            if kind == "twin":
                self._marks[new] = self._marks.get(path, str(path))
            self._note(kind)
            self._trust()

    def _hurt_file(self, kind: str) -> None:
        """A file of the folder is deleted or damaged, and given again by the till that has its sales; one that no till has (any
        more) is met while it is damaged, as a copy under way."""
        every = sorted(self.folder.rglob("*.jsonl.gz")) + sorted(self.folder.rglob("*.pospack"))
        if not every:
            return
        file = self.rng.choice(every)
        good = file.read_bytes()
        if kind == "delete":
            if any(self._has(till, file.name) for till in map(self._till, self.tills)):
                file.unlink()
                self._note(kind)
            return
        at = self.rng.randrange(len(good))
        bad = (
            good[:at]
            if kind == "cut"
            else good[:at] + bytes([good[at] ^ (1 << self.rng.randrange(8))]) + good[at + 1 :]
        )
        file.write_bytes(bad)
        self._note(kind)
        if any(self._has(till, file.name) for till in map(self._till, self.tills)):
            return  # it stays so until its till looks at it
        try:
            till = self._till(self.rng.choice([*self.tills]))
            collect(till, around(self.folder, till))
            find_packs(till, around(self.folder, till))
        finally:
            file.write_bytes(good)

    def _has(self, till: Storage, name: str) -> bool:
        row = till.sharing.files().get(name)
        return bool(row and row.ours)

    def _restore(self, path: Path) -> None:
        """Put a till back to how it was some time ago. What it had not given to the folder is lost with the disk, so it gives
        everything first."""
        kept = self._older(path)
        if kept.exists():
            till = self._till(path)
            publish(till, around(self.folder, till))
            self._close(path)
            shutil.rmtree(path.parent)
            shutil.move(kept, path.parent)
            self._note("restore")
        else:
            self._close(path)
            shutil.copytree(path.parent, kept)

    def _older(self, path: Path) -> Path:
        return path.parent.with_name(path.parent.name + ".older")

    def _trust(self) -> None:
        shops = [self._till(path) for path in self.tills]
        for one in shops:
            for other in shops:
                if one is not other and not one.peers.trusted(public_key(other.peers.key()), other.peers.shop()):
                    one.peers.trust(public_key(other.peers.key()), "店", other.peers.shop())

    def _till(self, path: Path) -> Storage:
        if path not in self._open:
            self._open[path] = Storage.open(path)
        return self._open[path]

    def _close(self, path: Path) -> None:
        if path in self._open:
            self._open.pop(path).close()

    def _receipts(self, till: Storage) -> list[Receipt]:
        return [x for x in till.sales.receipts(limit=10_000) if not x.voided]

    def _note(self, kind: str) -> None:
        self.interrupted += 1
        self.kinds[kind] += 1


def _of_shared(x: SharedSale) -> tuple[Any, ...]:
    return x.at, tuple(y.item for y in x.lines), x.total, x.tag


def _differences(where: str, there: Counter[Any], wanted: Counter[Any]) -> list[str]:
    lost, more = wanted - there, there - wanted
    return [
        *(f"{where}: lost {x}" for x in list(lost)[:3]),
        *(f"{where}: too often {x}" for x in list(more)[:3]),
    ]

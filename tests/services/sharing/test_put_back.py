"""A till that is put back to an older state beside its own copy, while files cannot be read: no sale under two names, in any order."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pos_assist.services.sharing.collecting import collect
from pos_assist.services.sharing.publishing import publish, waiting
from pos_assist.storage import Storage
from tests.services.sharing.test_sales import files
from tests.services.sharing.tills import NOON, around, new_till, others_sales, sell, signature

_NEVER_READ = Path("/proc/self/mem")  # the system refuses to read it, whoever asks
UNREADABLE = ["cut", "flipped", *(["locked"] if _NEVER_READ.exists() else [])]


@pytest.mark.parametrize("how", UNREADABLE)
def test_a_till_put_back_gives_no_sale_under_its_first_name_while_its_copys_file_cannot_be_read(
    tmp_path: Path, folder: Path, two: tuple[Storage, Storage], monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    one, other = two
    rng = random.Random(16)
    monkeypatch.setattr("pos_assist.storage.lives.machine_mark", lambda _: "one and the same")
    early = sell(one, rng, 2)
    publish(one, around(folder, one))
    one.close()
    Storage.open(tmp_path / "one" / "till.db").close()
    shutil.copytree(tmp_path / "one", tmp_path / "copy")
    with Storage.open(tmp_path / "copy" / "till.db") as copy:
        theirs = sell(copy, rng, 3, NOON + timedelta(hours=1))
        before = set(files(folder))
        publish(copy, around(folder, copy))
        [name] = set(files(folder)) - before
        file = around(folder, copy).sales / name
    with Storage.open(tmp_path / "one" / "till.db") as one:
        sold = sell(one, rng, 5, NOON + timedelta(hours=2))
        one.close()
        shutil.copytree(tmp_path / "one", tmp_path / "older")
    with Storage.open(tmp_path / "one" / "till.db") as one:
        publish(one, around(folder, one))
    collect(other, around(folder, other))
    shutil.rmtree(tmp_path / "one")
    (tmp_path / "older").rename(tmp_path / "one")
    good = spoil(file, how)
    with Storage.open(tmp_path / "one" / "till.db") as one:
        held = publish(one, around(folder, one))
        assert (held.files, held.held_back and held.held_back.data["file"]) == (0, name)
        assert waiting(one) == 5
        collect(other, around(folder, other))
        mend(file, good)
        done = publish(one, around(folder, one))
        assert (done.new_life, done.held_back) == (True, None)
    collect(other, around(folder, other))
    assert others_sales(other) == Counter(map(signature, [*early, *theirs, *sold]))


def spoil(file: Path, how: str) -> bytes:
    """Make a file such that it cannot be read; what was in it."""
    good = file.read_bytes()
    if how == "locked":
        file.unlink()
        file.symlink_to(_NEVER_READ)
    else:
        file.write_bytes(good[:20] if how == "cut" else bytes([good[0] ^ 1]) + good[1:])
    return good


def mend(file: Path, good: bytes) -> None:
    file.unlink(missing_ok=True)
    file.write_bytes(good)


class Copies:
    """A till, its copy and another till around one folder; the till may be put back to how it was."""

    def __init__(self, place: Path, seed: int) -> None:
        self.place, self.folder, self.chance = place, place / "share", random.Random(seed)
        self.folder.mkdir()
        self.spoilt: dict[Path, bytes] = {}
        with new_till(place / "one" / "till.db") as one:
            sell(one, self.chance, 2)
            publish(one, around(self.folder, one))
        for name in ("copy", "older"):
            shutil.copytree(place / "one", place / name)
        self.tills = {x: Storage.open(place / x / "till.db") for x in ("one", "copy")}
        self.other = new_till(place / "other" / "till.db", "2")

    def close(self) -> None:
        for till in (*self.tills.values(), self.other):
            till.close()

    def replace(self, kept: str, by: str) -> None:
        """The file of the till as it was kept, or is to be kept."""
        self.tills["one"].close()
        shutil.rmtree(self.place / kept)
        shutil.copytree(self.place / by, self.place / kept)
        self.tills["one"] = Storage.open(self.place / "one" / "till.db")

    def spoil_one(self) -> None:
        whole = sorted(x for x in self.folder.rglob("*.jsonl.gz") if x not in self.spoilt)
        if whole:
            file = self.chance.choice(whole)
            self.spoilt[file] = spoil(file, self.chance.choice(UNREADABLE))

    def mend_all(self) -> None:
        for file, good in self.spoilt.items():
            mend(file, good)
        self.spoilt.clear()

    def happens(self, hour: int) -> None:
        """One event, as chance has it."""
        act = self.chance.choice(("sell", "sell", "give", "give", "take", "spoil", "mend", "back", "keep"))
        till = self.tills[self.chance.choice(("one", "copy"))]
        if act == "sell":
            sell(till, self.chance, self.chance.choice((1, 2)), NOON + timedelta(hours=hour))
        elif act == "give":
            publish(till, around(self.folder, till))
        elif act == "take":
            for taker in (till, self.other):
                collect(taker, around(self.folder, taker))
        elif act in ("back", "keep"):
            self.replace(*(("one", "older") if act == "back" else ("older", "one")))
        else:
            {"spoil": self.spoil_one, "mend": self.mend_all}[act]()


@pytest.fixture
def copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Copies]:
    """A snapshot of the whole computer: the marks of the copy are the till's own."""
    monkeypatch.setattr("pos_assist.storage.lives.machine_mark", lambda _: "one and the same")
    made = Copies(tmp_path, request.param)
    yield made
    made.close()


@pytest.mark.parametrize("copies", range(4), indirect=True)
def test_in_any_order_of_events_between_a_till_its_copy_and_their_files_each_sale_counts_once(copies: Copies) -> None:
    """Files are spoilt and mended, the till is put back to before, all give and take as it happens."""
    for hour in range(14):
        copies.happens(hour)
    copies.mend_all()
    for till in (*copies.tills.values(),) * 3:
        publish(till, around(copies.folder, till))
    collect(copies.other, around(copies.folder, copies.other))
    counts = others_sales(copies.other)
    assert not [x for x, n in counts.items() if n > 1], "a sale under two names"
    for till in copies.tills.values():
        assert not Counter(map(signature, till.sales.receipts(limit=500))) - counts, "a sale that nobody gave"

"""Every kind of damage to a journal, on every way back: `python -m tests.storage.journal_damage [ROUNDS] [SEED]`.

A till sells, makes a backup, sells on. Its journal is damaged, then the shop comes back: from the journal alone, from the
backup and the journal, by putting the backup in the place of a sound file, or simply by opening it. Every sale must be there as it
was sold, or be told as missing or changed. Prints what was silent; ends with 1 if anything was.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from pos_assist.domain.problems import Problem
from pos_assist.domain.receipts import Receipt
from pos_assist.i18n.translate import sentence
from pos_assist.services.management.backup_restore import put_file_back
from pos_assist.storage import Storage, rebuild, recover
from tests.storage.conftest import sale

SALES = 30
Damage = Callable[[bytes, random.Random], bytes | None]


def _lines(data: bytes, change: Callable[[list[bytes]], object]) -> bytes:
    lines = data.splitlines(keepends=True)
    change(lines)
    return b"".join(lines)


def flip_bit(data: bytes, chance: random.Random) -> bytes:
    hurt = bytearray(data)
    hurt[chance.randrange(len(hurt))] ^= 1 << chance.randrange(8)
    return bytes(hurt)


def flip_digit(data: bytes, chance: random.Random) -> bytes:
    hurt = bytearray(data)
    at = chance.choice([i for i, byte in enumerate(hurt) if 48 <= byte <= 56])
    hurt[at] += 1
    return bytes(hurt)


def zero_some(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes(min(300, len(data) - at)) + data[at + 300 :]


def drop_line(data: bytes, chance: random.Random) -> bytes:
    return _lines(data, lambda lines: lines.pop(chance.randrange(len(lines))))


def double_line(data: bytes, chance: random.Random) -> bytes:
    return _lines(data, lambda lines: lines.insert((at := chance.randrange(len(lines))), lines[at]))


def swap_lines(data: bytes, chance: random.Random) -> bytes:
    def swap(lines: list[bytes]) -> None:
        at = chance.randrange(len(lines) - 1)
        lines[at], lines[at + 1] = lines[at + 1], lines[at]

    return _lines(data, swap)


def cut_anywhere(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(1, len(data))]


def cut_at_a_line(data: bytes, chance: random.Random) -> bytes:
    def cut(lines: list[bytes]) -> None:
        del lines[chance.randrange(1, len(lines)) :]

    return _lines(data, cut)


def insert_nonsense(data: bytes, chance: random.Random) -> bytes:
    return _lines(data, lambda lines: lines.insert(chance.randrange(len(lines)), b'{"n":1e9,"kind":[]}\n'))


def lose_the_head(data: bytes, _: random.Random) -> bytes:
    return _lines(data, lambda lines: lines.pop(0))


def other_line_ends(data: bytes, _: random.Random) -> bytes:
    return data.replace(b"\n", b"\r\n")


def empty(_: bytes, __: random.Random) -> bytes:
    return b""


def gone(_: bytes, __: random.Random) -> None:
    return None


DAMAGES: list[Damage] = [
    flip_bit, flip_digit, zero_some, drop_line, double_line, swap_lines, cut_anywhere, cut_at_a_line, insert_nonsense,
    lose_the_head, other_line_ends, empty, gone,
]  # fmt: skip
WAYS = ("journal alone", "backup and journal", "restore over a sound file", "open")


def prepare(folder: Path) -> dict[str, Receipt]:
    """A till with a backup in the middle; what it sold."""
    with Storage.create(folder / "till.db") as storage:
        for i in range(1, SALES + 1):
            storage.sales.finish(sale(f"k{i}", i))
            if i == SALES // 2:
                storage.backup()
        return {x.key: x for x in storage.sales.receipts(limit=1_000)}


def come_back(folder: Path, way: str) -> bool:
    """Bring the shop back that way; whether something was told to be missing or changed."""
    path = folder / "till.db"
    if way == "open":
        with Storage.open(path) as storage:
            return bool(storage.lost or storage.cut)
    if way == "restore over a sound file":
        return not put_file_back(path, next((folder / "till-backups").glob("*.db"))).complete
    path.unlink()
    if way == "journal alone":
        shutil.rmtree(folder / "till-backups")
        result = rebuild(path.with_suffix(".journal"), path)
    else:
        result = recover(path)
    return not result.complete or bool(result.doubtful) or result.last_line_torn


def silent(made: Path, sold: dict[str, Receipt], damage: Damage, way: str, chance: random.Random) -> str:
    """What was not told, or empty."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "till"
        shutil.copytree(made, folder)
        journal = folder / "till.journal"
        hurt = damage(journal.read_bytes(), chance)
        if hurt is None:
            journal.unlink()
        else:
            journal.write_bytes(hurt)
        try:
            told = come_back(folder, way)
        except Problem as problem:
            return "" if sentence(problem) else "nothing was said"
        with Storage.open(folder / "till.db") as storage:
            storage.check()
            there = {x.key: x for x in storage.sales.receipts(limit=1_000)}
        missing = [key for key in sold if key not in there]
        changed = [key for key, receipt in there.items() if sold.get(key) != receipt]
        return "" if told or not (missing or changed) else f"{len(missing)} missing, {len(changed)} changed, not told"


def main(rounds: int, seed: int) -> int:
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        made = Path(name) / "made"
        made.mkdir()
        sold = prepare(made)
        for number in range(rounds):
            for damage in DAMAGES:
                for way in WAYS:
                    chance = random.Random(f"{seed} {number} {damage.__name__} {way}")
                    counts["tried"] += 1
                    if found := silent(made, sold, damage, way, chance):
                        counts["bad"] += 1
                        print(f"BAD {damage.__name__}, {way}, round {number}: {found}")
    print(f"{counts['tried']} damaged journals, {counts['bad']} bad")
    return 1 if counts["bad"] else 0


if __name__ == "__main__":
    numbers = [int(x) for x in sys.argv[1:]]
    sys.exit(main(numbers[0] if numbers else 20, numbers[1] if len(numbers) > 1 else 1))

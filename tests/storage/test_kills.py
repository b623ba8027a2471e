"""Kill the till at any moment, hundreds of times: no finished sale is lost or doubled, no open order forgotten."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pos_assist.domain.codec import loads
from pos_assist.storage import Storage, rebuild
from pos_assist.storage.learned import baskets
from pos_assist.storage.sales import SavedOrder

ROOT = Path(__file__).parents[2]
FORKS = hasattr(os, "fork")  # else each kill costs the start of a Python, a second or more
KILLS = int(os.environ.get("POS_ASSIST_KILLS", "200" if FORKS else "20"))
KILL: int = signal.SIGKILL if FORKS else signal.SIGTERM  # on Windows that is TerminateProcess, and the exit code
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(60 + KILLS * (1 if FORKS else 20)),
]


class Ledger:
    """What the till has promised."""

    def __init__(self) -> None:
        self.sold: dict[str, tuple[int, int]] = {}  # key -> total, lines
        self.waiting: dict[str, int] = {}  # open order known to be on the disk -> units
        self.alive = 0

    def hear(self, said: dict[str, object]) -> None:
        if "sold" in said:
            key = str(said["sold"])
            assert key not in self.sold, "sold twice"
            self.sold[key] = (int(str(said["total"])), int(str(said["lines"])))
            self.waiting.pop(key, None)
        elif "saved" in said:
            self.waiting[str(said["saved"])] = int(str(said["units"]))


def test_no_finished_sale_is_lost_or_doubled_and_no_open_order_forgotten(tmp_path: Path) -> None:
    path, ledger, choose = tmp_path / "till.db", Ledger(), random.Random(20261122)
    with subprocess.Popen(
        [sys.executable, "-m", "tests.storage.seller", str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as launcher:
        assert launcher.stdin
        assert launcher.stdout
        patience = 0.04  # seconds within which it is killed: longer where it sold nothing so soon, as on a busy machine
        for kill in range(KILLS):
            before = len(ledger.sold)
            print(kill, file=launcher.stdin, flush=True)
            while_opening = kill % 4 == 0  # the others are killed while they sell, however slow the machine is
            timer: threading.Timer | None = None
            child = 0
            for line in launcher.stdout:
                said = json.loads(line)
                child = said.get("child", child)
                if ("child" if while_opening else "opened") in said:
                    timer = threading.Timer(
                        choose.uniform(0, 0.04 if while_opening else patience), os.kill, (child, KILL)
                    )
                    timer.start()
                if "child" in said or "opened" in said:
                    continue
                if "dead" in said:
                    assert said["dead"] == KILL, "the till ended by itself"
                    break
                ledger.hear(said)
            assert timer
            timer.join()
            check(path, ledger)
            if not while_opening:
                patience = min(max(patience * (1.5 if len(ledger.sold) == before else 0.8), 0.04), 5)
        launcher.stdin.close()
    assert len(ledger.sold) > KILLS / 4, "it was killed before it could sell anything"
    check_at_the_end(path, ledger, tmp_path)


def check(path: Path, ledger: Ledger) -> None:
    """After one kill, as another program would look."""
    with Storage.open(path, readonly=True) as storage:
        reader = storage.reader()
        rows = dict(reader.execute("SELECT key, total FROM receipts").fetchall())
        saved = [loads(SavedOrder, text) for (text,) in reader.execute("SELECT saved FROM open_orders")]
        reader.close()
    opened = {x.order.key: sum(x.order.units().values()) for x in saved}
    assert {key: rows.get(key) for key in ledger.sold} == {key: total for key, (total, _) in ledger.sold.items()}
    for key, units in ledger.waiting.items():
        assert key in rows or opened.get(key, 0) >= units, f"the open order {key} is gone"
    assert not rows.keys() & opened.keys(), "an order is open beside its receipt"
    for key in [key for key in ledger.waiting if key in rows]:  # killed after COMMIT, before it could say so
        del ledger.waiting[key]


def check_at_the_end(path: Path, ledger: Ledger, folder: Path) -> None:
    with Storage.open(path) as storage:
        receipts = storage.sales.receipts(limit=1_000_000)
        assert all(storage.sales.whole(x) for x in receipts)
        found = {x.key: (x.total, len(x.lines)) for x in receipts}
        assert len(found) == len(receipts)
        assert {key: found[key] for key in ledger.sold} == ledger.sold
        assert len(found) - len(ledger.sold) <= KILLS, "more unheard sales than kills"
        numbers = [x.number for x in receipts]
        assert len(set(numbers)) == len(numbers), "one number on two receipts"
        reader = storage.reader()
        kept = list(storage.learned.all_counts(reader))
        counted: dict[tuple[str, str], int] = {}
        for codes, _ in baskets(reader):
            for a in codes:
                for b in codes:
                    counted[a, b] = counted.get((a, b), 0) + 1
        reader.close()
        assert {(a, b): n for a, b, n, _ in kept} == counted, "something was learned twice or not at all"
    result = rebuild(path.with_suffix(".journal"), folder / "again.db")
    assert (result.damaged, result.last_line_torn) == (0, False)
    with Storage.open(folder / "again.db") as again:
        assert again.sales.receipts(limit=1_000_000) == receipts, "the journal tells another story"

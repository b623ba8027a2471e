"""Headquarters counts every receipt of every shop once, the same on every engine and in plain Python."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pos_assist.services.hq import duck_engine
from pos_assist.services.hq.counting_sql import TABLES, day_number, digest
from pos_assist.services.hq.headquarters import Headquarters
from pos_assist.services.sharing.publishing import publish
from pos_assist.storage import Storage
from tests.conftest import TODAY
from tests.services.hq.plain import counts
from tests.services.sharing.tills import NOON, around, new_till, refund, sell, void


def chain(tmp_path: Path, rounds: int = 3, shops: int = 2) -> tuple[Path, list[Storage]]:
    """Two shops of two tills, some days of sales with voids and refunds, in a folder."""
    folder = tmp_path / "share"
    folder.mkdir()
    rng = random.Random(5)
    tills = [
        new_till(tmp_path / f"{shop}{till}" / "till.db", str(till), f"{shop}号店")
        for shop in range(shops)
        for till in (1, 2)
    ]
    for day in range(rounds):
        for till in tills:
            sold = sell(till, rng, 25, NOON + timedelta(days=day * 11, hours=rng.randrange(-3, 8)))
            void(till, sold[3])
            refund(till, sold[4], 60)
            publish(till, around(folder, till))
    return folder, tills


@pytest.fixture
def hq(tmp_path: Path) -> Headquarters:
    return Headquarters(tmp_path / "share", tmp_path / "store", lambda: TODAY)


def expected(folder: Path, today: datetime = TODAY) -> dict[str, str]:
    return {name: digest(rows) for name, rows in counts(folder, day_number(today.date())).items()}


def test_duckdb_comes_to_the_plain_count(tmp_path: Path, hq: Headquarters) -> None:
    folder, tills = chain(tmp_path)
    for till in tills:
        till.close()
    done = hq.collect()
    assert (done.receipts, done.shops, done.troubles, done.missing) == (300, 2, [], {})
    counted = hq.count()
    assert counted.receipts == 300
    assert counted.digests == expected(folder)
    assert all(counted.tables[name] for name in TABLES if name != "answers")


def test_in_pieces_it_comes_to_the_same(tmp_path: Path, hq: Headquarters, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, tills = chain(tmp_path)
    for till in tills:
        till.close()
    hq.collect()
    monkeypatch.setattr(duck_engine, "PIECE", 40)
    assert hq.count().digests == expected(folder)


def test_collected_bit_by_bit_twice_and_late_it_comes_to_the_same(tmp_path: Path, hq: Headquarters) -> None:
    folder, tills = chain(tmp_path)
    for till in tills:
        till.close()
    files = sorted(folder.rglob("*.jsonl.gz"))
    away = tmp_path / "away"
    rng = random.Random(2)
    rng.shuffle(files)
    for file in files:
        target = away / file.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(file, target)
    for file in files:
        shutil.copy(away / file.relative_to(folder), file)
        hq.collect()
        hq.collect()
    assert hq.count().digests == expected(folder)


def test_a_damaged_file_is_told_of_and_taken_once_it_is_whole(tmp_path: Path, hq: Headquarters) -> None:
    folder, tills = chain(tmp_path, rounds=1)
    for till in tills:
        till.close()
    file = sorted(folder.rglob("*.jsonl.gz"))[0]
    good = file.read_bytes()
    file.write_bytes(good[:-4])
    assert [x.code for x in hq.collect().troubles] == ["share_file_damaged"]
    assert hq.count().receipts == 75
    file.write_bytes(good)
    assert hq.collect().receipts == 25
    assert hq.count().digests == expected(folder)


def test_a_file_that_is_gone_is_a_gap_of_that_till(tmp_path: Path, hq: Headquarters) -> None:
    folder, tills = chain(tmp_path)
    for till in tills:
        till.close()
    [_, second, _] = sorted(
        (x for x in folder.rglob("*.jsonl.gz") if x.name.startswith("1.") and "0号店" in str(x)),
        key=lambda x: int(x.name.split(".")[2].split("-")[0]),
    )
    first, last = map(int, second.name.split(".")[2].split("-"))
    second.unlink()
    done = hq.collect()
    assert [gap for gaps in done.missing.values() for gap in gaps] == [(first, last)]


def test_a_kill_while_collecting_leaves_the_list_as_it_was_or_as_it_is_to_be(tmp_path: Path, hq: Headquarters) -> None:
    folder, tills = chain(tmp_path)
    for till in tills:
        till.close()
    code = (
        "import sys, os, random, pathlib\n"
        "from datetime import datetime\n"
        "from pos_assist.services.hq.headquarters import Headquarters\n"
        "from pos_assist.services.hq import store\n"
        "left = [int(sys.argv[3])]\n"
        "def step(event, args):\n"
        "    if event in ('open', 'os.rename') and 'store' in str(args[0]):\n"
        "        left[0] -= 1\n"
        "        if left[0] < 0: os.kill(os.getpid(), 9)\n"
        "sys.addaudithook(step)\n"
        "Headquarters(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), datetime.now).collect()\n"
    )
    for steps in (0, 2, 5, 9, 14):
        subprocess.run(
            [sys.executable, "-c", code, str(folder), str(tmp_path / "store"), str(steps)], check=False, env=os.environ
        )
        counted = hq.count()
        assert counted.receipts in {0, 150, 300}
    hq.collect()
    assert hq.count().digests == expected(folder)

"""Every disk that a power cut may legally leave still has every acknowledged sale, once and whole (see power_cuts.py)."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from tests.storage.power_cuts import Disk, Op, cut, record


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace records the writes and syncs; it is not installed")
def test_no_acknowledged_sale_is_lost_or_doubled_by_a_power_cut(tmp_path: Path) -> None:
    (tmp_path / "till").mkdir()
    operations = record(tmp_path / "till", 20)
    assert sum(x.kind == "say" for x in operations) == 20
    assert sum(x.kind == "sync" for x in operations) >= 40  # database and journal
    sought, _ = cut(operations, cuts=60, seed=1)
    assert sought > 200


def test_a_sale_that_was_not_synced_would_be_noticed(tmp_path: Path) -> None:
    """The disks made here do lose what was not synced, and keep what was."""

    disk, seen = Disk(), set()
    for op in (Op("create", "a"), Op("sync folder", ""), Op("write", "a", 0, b"1" * 600), Op("sync", "a")):
        disk.do(op)
    disk.do(Op("write", "a", 0, b"2" * 600))
    for seed in range(40):
        disk.after_a_cut(random.Random(seed), tmp_path)
        content = (tmp_path / "a").read_bytes()
        seen.add((content[:512], content[512:]))
    assert seen == {(x * 512, y * 88) for x in (b"1", b"2") for y in (b"1", b"2")}

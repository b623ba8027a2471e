"""Interrupted at every corner, nothing is lost, doubled or half applied. The long form: tests/benchmarks/share_faults.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.services.sharing.faults import Trouble


@pytest.mark.parametrize("seed", [1, 2])
def test_every_receipt_counts_once_whatever_was_cut_off_damaged_copied_or_put_back(tmp_path: Path, seed: int) -> None:
    trouble = Trouble(tmp_path, seed)
    with trouble.playing():
        trouble.run(60)
        assert trouble.wrong() == []
    assert trouble.interrupted >= 60

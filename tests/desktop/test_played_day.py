"""A whole day through the real window, and every yen of its Z report worked out again from the printed slips alone."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from pos_assist.devices import printer as protocol
from pos_assist.i18n.translate import set_language
from pos_assist.services.printing import print_worker
from tests.desktop import printed
from tests.desktop.played_day import QUICK, play, prepare
from tests.devices.fake_printer import FakePrinter

SALES, SEED = 40, 20261125


@pytest.mark.skipif(sys.platform == "win32", reason="the cut is a SIGKILL")
def test_every_yen_of_the_z_report_is_on_the_printed_receipts(
    qapp: QApplication, shop_file: Path, printer: FakePrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, seconds in QUICK.items():
        monkeypatch.setattr(protocol, name, seconds)
    monkeypatch.setattr(print_worker, "BACK_OFF", (0.05,))
    prepare(shop_file, printer)
    slips = play(qapp, shop_file, printer, SALES, SEED)
    set_language("ja")
    sums, z = printed.check(slips)
    assert len(sums.receipts) == SALES
    assert z.number == 1
    assert z.said["過不足"] == -30
    assert (sums.cash_in, sums.cash_out) == (5_000, 1_200)
    assert sums.returns > 3
    assert sums.sets > 0
    assert sums.off > 0
    assert sum("チーズ (+¥60)" in x for x in slips) > 1
    assert {"現金", "カード", "QR"} < {x for x in sums.paid if sums.paid[x]}
    assert {x for x in printed.PLAIN if sums.paid[x]}, "no e-money, voucher or points"
    assert {"8", "10"} <= set(sums.rates)
    assert sum("点検レポート" in x for x in slips) == 1

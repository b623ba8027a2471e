"""A shop whose people were lost: the back office opens with the recovery code that was told, and with nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from pos_assist.desktop.dialogs.pin_dialog import PinDialog, PinStep
from pos_assist.desktop.dialogs.start_dialog import ask_to_recover
from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.i18n.translate import tr
from pos_assist.shop import Shop
from pos_assist.storage.staff import lock_out

PIN = "918273"


def test_nobody_walks_in_and_the_code_lets_a_manager_begin_again(shop: Shop, qapp: QApplication) -> None:
    code = shop.storage.sales._writer.now(lock_out)  # as a rebuild leaves it
    dialog = PinDialog(shop)
    dialog.show()
    assert dialog.step is PinStep.AGAIN
    assert dialog.code.isVisible()
    for typed in ("1111-1111-1111-1111", code):
        dialog.names.setCurrentText("佐藤")
        dialog.code.setText(typed)
        QTest.keyClicks(dialog.pin, PIN)
        QTest.keyClicks(dialog.again, PIN)
        dialog.try_it()
        if typed != code:
            assert dialog.who == ""
            assert not shop.managers()
    assert shop.managers() == ["佐藤"]
    assert dialog.step.value == "enter"
    dialog.pin.setText(PIN)
    dialog.try_it()
    assert dialog.who == "佐藤"
    dialog.deleteLater()


def test_without_a_journal_the_dialog_asks_before_sales_are_given_up(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def pressed(box: QMessageBox) -> int:
        seen.append(box.text())
        seen.extend(button.text() for button in box.buttons())
        return 0

    monkeypatch.setattr(QMessageBox, "exec", pressed)
    problem = EnvironmentProblem("journal_missing", file="x.journal", until="2026-11-22 12:00")
    assert ask_to_recover(problem, tmp_path / "x.db") is False
    assert "2026-11-22 12:00" in seen[0]
    assert tr("Go on with the backup alone") in seen

"""The one dialog before the counter: the shop cannot be opened; what it is, what can be done, and nothing done unasked."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QMessageBox

from pos_assist.desktop.shared.plain_label import PlainMessageBox
from pos_assist.domain.problems import Problem
from pos_assist.i18n.recovery_texts import recovered_lines
from pos_assist.i18n.translate import sentence, tr
from pos_assist.shop import recover_shop


def ask_to_recover(problem: Problem, path: Path) -> bool:
    """Tell why the shop at `path` does not open; True where it was brought back and opening is worth another try."""
    box = PlainMessageBox(QMessageBox.Icon.Warning, tr("The counter cannot start"), sentence(problem))
    without_journal = problem.code == "journal_missing"
    recoverable = without_journal or (
        problem.code in ("unreadable", "lost_shop") and bool(problem.data.get("backup") or problem.data.get("journal"))
    )
    recover = (
        box.addButton(
            tr("Go on with the backup alone") if without_journal else tr("Bring it back from backup and journal"),
            QMessageBox.ButtonRole.AcceptRole,
        )
        if recoverable
        else None
    )
    again = (
        box.addButton(tr("Try again"), QMessageBox.ButtonRole.AcceptRole)
        if problem.code in ("locked", "disk_full", "cannot_open", "read_only", "too_many_open", "database_busy")
        else None
    )
    quit_button = box.addButton(tr("Quit"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(quit_button)
    if recoverable:
        box.setInformativeText(tr("The damaged file is kept beside the new one. Nothing is deleted."))
    box.exec()
    clicked = box.clickedButton()
    if again is not None and clicked is again:
        return True
    if recover is None or clicked is not recover:
        return False
    try:
        rebuilt = recover_shop(path, accept_loss=problem.code == "journal_missing")
    except Problem as another:
        return ask_to_recover(another, path)
    tell("\n".join([tr("The shop is back."), *recovered_lines(rebuilt)]))
    return True


def tell(text: str) -> None:
    """Say one thing before the counter opens."""
    box = PlainMessageBox(QMessageBox.Icon.Information, tr("Counter"), text)
    box.addButton(tr("Go on"), QMessageBox.ButtonRole.AcceptRole)
    box.exec()

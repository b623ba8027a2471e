"""What can stand in the panel's place: the one shape that payment, change, recall, receipts, why and member have."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.services.till.till_view import TillView


@runtime_checkable
class TakesScans(Protocol):
    """A window over the counter that says itself what a scan means while it is open."""

    def take_scan(self, code: str) -> object:
        """That was scanned."""


class SideView(QWidget):
    """`closed` says that the offers may come back."""

    closed = Signal()

    def retranslate(self, keys: Shortcuts) -> None:
        """Set all texts and key caps in the present language."""

    def show_view(self, view: TillView) -> None:
        """Show this view's part of the till's view."""

    def step_back(self) -> None:
        """One step out, by Esc."""
        self.closed.emit()

    def take_scan(self, _code: str) -> bool:
        """Handle a scan while this view is open; return True if it was meant for it."""
        return False

    def take_key(self, _key: str) -> bool:
        """Handle a key while this view is open, before any function has it; return True if it was meant for it."""
        return False

"""The till's devices beside its window: printing begins with the first frame, and what a printer lacks is one calm line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from pos_assist.i18n.device_texts import devices_words

if TYPE_CHECKING:
    from pos_assist.desktop.counter_window.counter_window import CounterWindow
    from pos_assist.shop import Shop


class Devices(QObject):
    """What the program around the counter does for its devices."""

    _changed = Signal()  # by a worker

    def __init__(self, shop: Shop, window: CounterWindow) -> None:
        super().__init__()
        self._shop = shop
        self._window = window
        self._changed.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def begin(self) -> None:
        """Print from now on."""
        printing = self._shop.printing
        printing.on_trouble = self._shop.till.on_trouble
        printing.on_change = self._changed.emit
        printing.begin()
        self._tell()

    def close(self) -> None:
        """Hear nothing more."""
        self._shop.printing.on_change = lambda: None

    def _tell(self) -> None:
        self._window.tell_devices(devices_words(self._shop.printing.state()))

"""The till's devices beside its window: printing begins with the first frame, what a printer lacks is one calm line, and the
customer's displays follow the order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from pos_assist.domain.device_settings import CUSTOMER_SCREEN
from pos_assist.i18n.device_texts import devices_words
from pos_assist.i18n.translate import tr
from pos_assist.system.picture_files import pictures_beside

if TYPE_CHECKING:
    from pos_assist.desktop.counter_window.counter_window import CounterWindow
    from pos_assist.desktop.customer_window import CustomerScreen
    from pos_assist.services.printing.pole_worker import PoleWorker
    from pos_assist.services.till.till_view import TillView
    from pos_assist.shop import Shop


class Devices(QObject):
    """Starts and stops the devices of a counter, and passes their troubles to its window."""

    _changed = Signal()  # by a worker

    def __init__(self, shop: Shop, window: CounterWindow) -> None:
        super().__init__()
        self._shop = shop
        self._window = window
        self._pole: PoleWorker | None = None
        self.screen: CustomerScreen | None = None
        self._changed.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def begin(self) -> None:
        """Print from now on, and show customers what they buy."""
        printing = self._shop.printing
        printing.on_trouble = self._shop.till.on_trouble
        printing.on_change = self._changed.emit
        printing.begin()
        self._tell()
        self._window.viewed.connect(self._show)
        self.use_screen(self._shop.setting(CUSTOMER_SCREEN))

    def close(self) -> None:
        """Stop listening to the printers and close the displays."""
        self._shop.printing.on_change = lambda: None
        if self._pole:
            self._pole.close()
        if self.screen:
            self.screen.close()
            self.screen = None

    def other_screens(self) -> dict[str, str]:
        """The screens that are not the till's, as they are remembered and as a person calls them."""
        from pos_assist.desktop.customer_window import screen_text  # noqa: PLC0415 — lazy: few tills have a second screen

        mine = self._window.screen()
        found = [x for x in QGuiApplication.screens() if x is not mine]
        return {screen_text(x): f"{x.name()}  {x.size().width()} × {x.size().height()}" for x in found}

    def use_screen(self, meant: str) -> None:
        """Show the order to the customer on that screen; empty: on none."""
        if self.screen is None and meant:
            from pos_assist.desktop.customer_window import CustomerScreen  # noqa: PLC0415 — lazy: as above

            self.screen = CustomerScreen(self._window, self._shop.name, pictures_beside(self._shop.path))
        if self.screen:
            self.screen.use(meant)
        self._show(self._window.till.view)

    def _tell(self) -> None:
        self._window.show_devices(devices_words(self._shop.printing.state()))

    def _show(self, view: TillView) -> None:
        """Both displays follow; where there is none, nothing is worked out."""
        pole = self._shop.printing.display()
        if pole is None and self.screen is None:
            return
        from pos_assist.services.customer_display import customer_view, pole_lines  # noqa: PLC0415 — lazy: few tills have one

        shown = customer_view(view, self._window.customers_language(), self._shop.taxing)
        if self.screen:
            self.screen.show_view(shown)
        if pole is not None:
            if self._pole is None:
                from pos_assist.services.printing.pole_worker import PoleWorker  # noqa: PLC0415 — lazy: as above

                self._pole = PoleWorker(self._shop.printing.display)
            self._pole.show(pole_lines(shown, self._shop.name, tr("Welcome")))

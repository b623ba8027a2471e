"""The two-line display's worker: sends what changed, at most five times a second, the newest alone; a display that is gone is
looked for again with the next change."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from pos_assist.devices.address import Address
from pos_assist.devices.pole import Lines, changes
from pos_assist.devices.transport import DeviceError, connected
from pos_assist.domain.device_settings import PoleKind

BETWEEN = 0.2  # seconds
WRITE_SECONDS = 1.0


class PoleWorker:
    """`config`: where the display is and its language; None while there is none."""

    def __init__(self, config: Callable[[], tuple[Address, PoleKind] | None]) -> None:
        self._config = config
        self._signal = threading.Condition()
        self._wanted: Lines | None = None
        self._shown: Lines | None = None
        self._known = False  # whether the display shows that, as far as we know
        self._closed = False
        self._thread: threading.Thread | None = None

    def show(self, lines: Lines) -> None:
        """Have these lines shown, soon."""
        with self._signal:
            if lines == self._wanted:
                return
            self._wanted = lines
            self._signal.notify_all()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="customer display", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Stop the worker's thread."""
        with self._signal:
            self._closed = True
            self._signal.notify_all()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        while self._wait():
            config = self._config()
            if config is None:
                self._shown = self._wanted
                continue
            try:
                self._serve(*config)
            except DeviceError:
                self._shown = self._wanted  # not tried again before there is something else to show
            self._known = False

    def _serve(self, where: Address, kind: PoleKind) -> None:
        """Show on one connection, until it is closed or another display is set up. Raises DeviceError where it is gone."""
        with connected(where) as device:
            while self._config() == (where, kind) and self._wait():
                wanted = self._wanted
                if wanted is not None:
                    device.send(changes(kind, self._shown if self._known else None, wanted), WRITE_SECONDS)
                    self._known = True
                self._shown = wanted
                time.sleep(BETWEEN)

    def _wait(self) -> bool:
        """Until there is something else to show; False once it is closed."""
        with self._signal:
            self._signal.wait_for(lambda: self._closed or self._wanted != self._shown)
            return not self._closed

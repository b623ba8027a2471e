"""Listening to what a register sends its customer display over a serial line: bytes as they come, and screens by the silence between them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from pos_assist.domain.feeds import Parity
from pos_assist.domain.problems import EnvironmentProblem

if TYPE_CHECKING:
    import serial


def open_port(port: str, speed: int, parity: Parity = Parity.NONE) -> serial.Serial:
    """A serial port of 8 bits; its reads wait 50 ms at most. EnvironmentProblem: port_unusable."""
    import serial  # noqa: PLC0415 — lazy: only who listens to a line needs it

    try:
        return serial.Serial(port, speed, parity=parity[0].upper(), timeout=0.05)  # N, E, O
    except (OSError, ValueError) as error:
        raise EnvironmentProblem("port_unusable", port=port, reason=str(error)) from error


def listen(
    port: str,
    speed: int,
    quiet: float,
    heard: Callable[[bytes, float], None],
    stopped: Callable[[], bool],
    parity: Parity = Parity.NONE,
) -> None:
    """Tell of each screen, and of when it ended, until `stopped`. `quiet`: seconds of silence that end a screen. Writes nothing to
    the line. EnvironmentProblem: port_unusable, also where the port goes away."""
    with open_port(port, speed, parity) as source:
        burst, last = b"", 0.0
        while not stopped():
            try:
                data = source.read(max(1, source.in_waiting))
            except OSError as error:  # pyserial's own errors are among them
                raise EnvironmentProblem("port_unusable", port=port, reason=str(error)) from error
            now = time.monotonic()
            if data:
                burst, last = burst + data, now
            elif burst and now - last >= quiet:
                heard(burst, last)
                burst = b""
        if burst:
            heard(burst, last)

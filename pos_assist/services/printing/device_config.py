"""How one printer is reached and spoken to: what the service reads from the settings and a worker goes by."""

from __future__ import annotations

from dataclasses import dataclass

from pos_assist.devices.address import Address


@dataclass(frozen=True, slots=True)
class DeviceConfig:
    """One printer as the settings have it now."""

    where: Address
    dots: int = 576  # of a row
    as_text: bool = False  # letters, where the printer has its own; else a picture
    answers: bool = True  # whether it says how it is
    cut: bool = True
    drawer_pin: int = 0  # 2 or 5; 0: no drawer hangs on it
    drawer_pulse: int = 50  # milliseconds

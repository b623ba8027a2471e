"""The relay on this computer: between what it stands, what the line carries, how it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pos_assist.domain.feeds import Parity
from pos_assist.domain.problems import BadInput, EnvironmentProblem, Problem

PRINTER_PORT = 9100
SPEEDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
_ADDRESS = re.compile(r"(?:(?P<host>\[[0-9A-Fa-f:]+\]|[\w.-]+):)?(?P<port>\d{1,5})")
_HOST = re.compile(r"[\w.-]+")
_THIS_COMPUTER = re.compile(r"localhost|127(\.\d{1,3}){3}|::1|0\.0\.0\.0", re.IGNORECASE)


class RelayWay(StrEnum):
    """Between what the relay stands."""

    NETWORK = "network"  # a register and its printer on the network
    SERIAL = "serial"  # two serial ports of this computer
    LISTEN = "listen"  # beside one serial line, which it only hears
    FOLDER = "folder"  # none: it reads the journals that a register writes into a folder


@dataclass(frozen=True, slots=True)
class RelayPlan:
    """One set-up. Of the fields those of its way count; the others keep what was typed. `receipts`: a serial line carries receipts,
    not a customer display."""

    way: RelayWay = RelayWay.NETWORK
    port: str = str(PRINTER_PORT)
    printer: str = ""
    source: str = ""
    sink: str = ""
    speed: int = 9600
    parity: str = str(Parity.NONE)
    receipts: bool = False
    folder: str = ""

    @property
    def brings_receipts(self) -> bool:
        """Whether what comes are receipts."""
        return self.receipts or self.way in (RelayWay.NETWORK, RelayWay.FOLDER)

    @property
    def stops_with_us(self) -> bool:
        """Whether the register's printer or display stands still while this computer is off."""
        return self.way in (RelayWay.NETWORK, RelayWay.SERIAL)

    @property
    def ends(self) -> tuple[str, str]:
        """Where it hears, and where it passes on to (empty: nowhere); as `pos-assist relay FROM TO` takes them."""
        if self.way is RelayWay.NETWORK:
            return self.port, self.printer
        if self.way is RelayWay.FOLDER:
            return self.folder, ""
        return self.source, self.sink if self.way is RelayWay.SERIAL else ""

    def check(self) -> None:
        """Raises BadInput: relay_port, needs_printer, relay_to_itself, relay_source, relay_sink, relay_one_port, relay_folder."""
        if self.way is RelayWay.NETWORK:
            listen, printer = address_of(self.port), address_of(self.printer, port=PRINTER_PORT)
            if listen is None or not listen[1]:
                raise BadInput("relay_port", value=self.port)
            if printer is None or not printer[1]:
                raise BadInput("needs_printer", value=self.printer)
            if printer[1] == listen[1] and (_THIS_COMPUTER.fullmatch(printer[0]) or printer[0] == listen[0]):
                raise BadInput("relay_to_itself", printer=self.printer)
        elif self.way is RelayWay.FOLDER:
            if not self.folder:
                raise BadInput("relay_folder")
        elif not self.source:
            raise BadInput("relay_source")
        elif self.way is RelayWay.SERIAL and not self.sink:
            raise BadInput("relay_sink")
        elif self.way is RelayWay.SERIAL and self.source.casefold() == self.sink.casefold():
            raise BadInput("relay_one_port", port=self.source)


class Hearer(StrEnum):
    """Whether the window hears of what the relay hears."""

    UNKNOWN = ""
    HEARS = "hears"
    AWAY = "away"
    REFUSES = "refuses"


@dataclass(frozen=True, slots=True)
class RelayState:
    """How the relay is. `heard`: words of the last slip or screen, without what concerns persons; `trouble`: a problem's code and data,
    what it waits for to go on."""

    pid: int = 0
    since: datetime | None = None
    ready: bool = False
    heard_at: datetime | None = None
    heard: str = ""
    times: int = 0
    window: Hearer = Hearer.UNKNOWN
    trouble: tuple[str, dict[str, str]] | None = None

    @property
    def problem(self) -> Problem | None:
        """The trouble, to be told."""
        return EnvironmentProblem(self.trouble[0], **self.trouble[1]) if self.trouble else None


def address_of(text: str, port: int = 0) -> tuple[str, int] | None:
    """(host, port) of `9100`, `192.168.0.9:9100`; with `port`, that one where none is said. None for what is no such address."""
    found = _ADDRESS.fullmatch(text)
    if found and int(found["port"]) < 1 << 16 and (found["host"] or not port):
        return (found["host"] or "").strip("[]"), int(found["port"])
    if port and _HOST.fullmatch(text):
        return text, port
    return None

"""Where a device is reached, as the settings write it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from pos_assist.domain.problems import Refused


class Way(StrEnum):
    """How bytes go to a device, or a picture into a file."""

    TCP = "tcp"
    SERIAL = "serial"
    FILE = "file"
    SPOOL = "spool"  # a printer of Windows, as raw bytes
    PNG = "png"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class Address:
    """`name` is a host, a port, a path or a printer; `number` the TCP port or the speed of a serial line."""

    way: Way
    name: str
    number: int = 0


RAW_PORT, BAUD = 9100, 9600
_FORM = re.compile(r"(tcp|serial|file|spool|png|pdf):(\S.*)")


def address(text: str) -> Address:
    """`tcp:HOST[:PORT]`, `serial:PORT[@BAUD]`, `file:PATH`, `spool:NAME`, `png:FILE`, `pdf:FILE`. Refused: bad_address."""
    found = _FORM.fullmatch(text.strip())
    if not found:
        raise Refused("bad_address", value=text[:60])
    way, name = Way(found[1]), found[2].strip()
    if way is Way.TCP:
        host = re.fullmatch(r"(?:\[([0-9A-Fa-f:.%\w]+)\]|([^\s:\[\]]+))(?::([0-9]{1,5}))?", name)
        if not host or int(host[3] or 1) not in range(1, 65_536):
            raise Refused("bad_address", value=text[:60])
        return Address(way, host[1] or host[2], int(host[3] or RAW_PORT))
    if way is Way.SERIAL:
        port, _, baud = name.partition("@")
        if not port or not re.fullmatch(r"[0-9]{0,7}", baud):
            raise Refused("bad_address", value=text[:60])
        return Address(way, port, int(baud or BAUD))
    return Address(way, name)

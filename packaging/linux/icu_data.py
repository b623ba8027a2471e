"""ICU's data without what nobody here asks for: 32 MB of Qt's wheel, a sixth of the package, become less than 2.

Qt links ICU for collation (its file dialog sorts names by it) and rare encodings. Kept is what collation of Japanese and of other
names needs. Calendars, number formats and names of countries in 200 languages go: Qt and this program have their own.
The file is a «common data» file, a table of contents and its items (ICU User Guide, «ICU Data»; udata.h), inside of a shared library with
one symbol.
"""

from __future__ import annotations

import re
import struct
import subprocess
from pathlib import Path

_KEPT = re.compile(
    rb"(pool|root|ja|res_index)\.res|coll/((pool|root|ja|res_index)\.res|ucadata(-\w+)?\.icu)|\w+\.nrm|icuver\.res"
)
_ALIGNED = 16


def shrink(library: Path) -> None:
    """Put a library with the kept items in the place of libicudata.so.NN. Needs `readelf` and a C compiler."""
    symbol, data = _inside(library)
    reduced = library.with_suffix(".dat")
    reduced.write_bytes(_only_kept(data))
    code = f'.section .rodata\n.globl {symbol}\n.balign 16\n.type {symbol}, %object\n{symbol}: .incbin "{reduced}"\n.size {symbol}, .-{symbol}\n'
    source = library.with_suffix(".s")
    source.write_text(code + '.section .note.GNU-stack,"",%progbits\n', encoding="utf-8")
    link = ["cc", "-shared", "-nostdlib", "-s", f"-Wl,-soname,{library.name}", "-Wl,--build-id=none"]
    subprocess.run([*link, "-o", library, source], check=True)
    for left in (reduced, source):
        left.unlink()


def _inside(library: Path) -> tuple[str, bytes]:
    """The name of the data's symbol, and the data."""
    table = subprocess.run(["readelf", "-Ws", "--dyn-syms", library], check=True, capture_output=True, text=True).stdout
    found = re.search(r"\d+: ([0-9a-f]+) +(0x[0-9a-f]+|\d+) OBJECT +GLOBAL \S+ +\d+ (icudt\d+_dat)", table)
    if found is None:
        raise SystemExit(f"{library}: no ICU data in it")
    # The section of a library that holds only this lies in the file where it lies in memory.
    start, size = int(found[1], 16), int(found[2], 0)
    data = library.read_bytes()[start : start + size]
    if data[2:4] != b"\xda\x27":
        raise SystemExit(f"{library}: its data is not where its symbol says")
    return found[3], data


def _only_kept(data: bytes) -> bytes:
    """The common data file with fewer items: each where it can be read in place, in the same order (ICU searches by halves)."""
    (header,) = struct.unpack_from("<H", data)
    (count,) = struct.unpack_from("<I", data, header)
    entries = [struct.unpack_from("<II", data, header + 4 + 8 * n) for n in range(count)]
    ends = [place for _, place in entries[1:]] + [len(data) - header]
    items = []
    for (name_at, place), end in zip(entries, ends, strict=True):
        name = data[header + name_at : data.index(b"\0", header + name_at)]
        if _KEPT.fullmatch(name.split(b"/", 1)[1]):
            items.append((name, data[header + place : header + end]))
    names, contents = bytearray(), bytearray()
    begins = 4 + 8 * len(items)
    first = _up(begins + sum(len(name) + 1 for name, _ in items))
    table = struct.pack("<I", len(items))
    for name, item in items:
        table += struct.pack("<II", begins + len(names), first + len(contents))
        names += name + b"\0"
        contents += item + bytes(_up(len(item)) - len(item))
    body = table + bytes(names)
    return data[:header] + body + bytes(first - len(body)) + bytes(contents)


def _up(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED

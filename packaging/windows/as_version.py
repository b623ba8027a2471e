"""Another version of a frozen Windows program: `python as_version.py PROGRAM-FOLDER NEW-FOLDER VERSION`, for the walk's updates.

The same program, whose `pos_assist.__version__` is another; freezing it a second time would take minutes. Needs the Python that froze it
(3.11: compiled code is of one version). What PyInstaller 6 wrote is read as its own archive/readers.py does: at the end of a
starter lies an archive («MEI…» cookie) with a table of entries, one of which is an archive of modules («PYZ»).
"""

from __future__ import annotations

import marshal
import re
import shutil
import struct
import sys
import zlib
from pathlib import Path

_COOKIE, _ENTRY = "!8sIIII64s", "!IIIIBc"
_MAGIC = b"MEI\014\013\012\013\016"
_PACKAGE = 1  # of a PYZ entry
_INIT = Path(__file__).parents[2] / "pos_assist" / "__init__.py"


def main(program: Path, new: Path, version: str) -> None:
    """A copy with both starters changed."""
    shutil.rmtree(new, ignore_errors=True)
    shutil.copytree(program, new)
    starters = sorted(new.glob("pos-assist*.exe"))
    for starter in starters:
        starter.write_bytes(changed(starter.read_bytes(), version))
    print(f"{len(starters)} starters as version {version} in {new}")


def changed(starter: bytes, version: str) -> bytes:
    """A starter whose archive holds that version. The new parts follow the old ones; only the tables name them."""
    at = starter.rindex(_MAGIC)
    magic, length, table_at, table_length, python, library = struct.unpack_from(_COOKIE, starter, at)
    begin = at + struct.calcsize(_COOKIE) - length
    table = starter[begin + table_at : begin + table_at + table_length]
    parts, entries, place = starter[begin : begin + table_at], b"", 0
    while place < len(table):
        size, offset, stored, _, packed, kind = struct.unpack_from(_ENTRY, table, place)
        entry = table[place : place + size]
        if kind == b"z":
            modules = with_version(parts[offset : offset + stored], version)
            head = struct.pack(_ENTRY, size, len(parts), len(modules), len(modules), packed, kind)
            entry = head + entry[len(head) :]
            parts += modules
        entries += entry
        place += size
    length = len(parts) + len(entries) + struct.calcsize(_COOKIE)
    cookie = struct.pack(_COOKIE, magic, length, len(parts), len(entries), python, library)
    return starter[:begin] + parts + entries + cookie


def with_version(modules: bytes, version: str) -> bytes:
    """An archive of modules whose `pos_assist` says that version."""
    (table_at,) = struct.unpack_from("!i", modules, 8)
    text = re.sub("(?m)^__version__ = .*$", f'__version__ = "{version}"', _INIT.read_text(encoding="utf-8"))
    code = zlib.compress(marshal.dumps(compile(text, "pos_assist/__init__.py", "exec", dont_inherit=True)))
    kept = [(name, place) for name, place in marshal.loads(modules[table_at:]) if name != "pos_assist"]
    table = marshal.dumps([*kept, ("pos_assist", (_PACKAGE, table_at, len(code)))])
    return modules[:8] + struct.pack("!i", table_at + len(code)) + modules[12:table_at] + code + table


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])

"""Where a process's memory lies (Linux with glibc): so that a reader of a long run can tell what grows from a cache that fills."""

from __future__ import annotations

import ctypes
import os
import re
import sys
import tempfile
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import NamedTuple

_FORGET_MOST = "5"  # what /proc/self/clear_refs takes for: the most from now on


class Memory(NamedTuple):
    """In KiB. `c_used` has SQLite's pages in it, and what of Python is larger than 512 bytes."""

    resident: int  # that lie in memory
    most: int  # … at any moment since the last look
    sqlite: int  # page caches and statements
    python: int  # small objects
    c_used: int  # C's heap
    c_free: int  # … freed, and not given back to the system


class _MallInfo(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_size_t) for name in (
        "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost",
    ))  # fmt: skip


def look() -> Memory:
    """How it is now; the most is counted anew from here on."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    resident, most = (int(re.findall(rf"{name}:\s+(\d+) kB", status)[0]) for name in ("VmRSS", "VmHWM"))
    Path("/proc/self/clear_refs").write_text(_FORGET_MOST, encoding="ascii")
    sqlite = ctypes.CDLL("libsqlite3.so.0").sqlite3_memory_used
    sqlite.restype = ctypes.c_int64
    mallinfo = ctypes.CDLL(None).mallinfo2
    mallinfo.restype = _MallInfo
    c = mallinfo()
    return Memory(
        resident, most, sqlite() >> 10, _python_bytes() >> 10, (c.uordblks + c.hblkhd) >> 10, c.fordblks >> 10
    )


def give_back() -> None:
    """What C's heap has free goes back to the system: what is resident is in use, then."""
    ctypes.CDLL(None).malloc_trim(0)


def slope(memory: Sequence[int], each: float) -> float:
    """How much grows a step of `each`: memory in KiB -> KB per 1,000 of what the steps count. The median of the slopes between any two
    (Theil and Sen), which what C keeps for a while and gives back again does not bend."""
    return median((y - x) / (j - i) for (i, x), (j, y) in combinations(enumerate(memory), 2)) / each * 1.024 * 1_000


def _python_bytes() -> int:
    """Bytes in objects, as Python itself tells on the error stream."""
    sys.stderr.flush()
    before = os.dup(2)
    with tempfile.TemporaryFile() as said:
        os.dup2(said.fileno(), 2)
        try:
            sys._debugmallocstats()
        finally:
            os.dup2(before, 2)
            os.close(before)
        said.seek(0)
        found = re.search(rb"bytes in allocated blocks\s+=\s+([\d,]+)", said.read())
    assert found, "another Python says it otherwise"
    return int(found[1].replace(b",", b""))

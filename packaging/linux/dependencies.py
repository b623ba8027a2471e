"""What the frozen program asks of the system: the libraries that are not in its folder, and the oldest C library it runs with.

Measured from the files themselves, so that a library that was left out by mistake, or one that asks for the builder's own C library, ends the
build instead of a shop's start.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

# Library -> Debian's package, of those that every desktop has as new as its C library, and of the graphics driver's.
SYSTEM = {
    "libstdc++.so.6": "libstdc++6",
    "libgcc_s.so.1": "libgcc-s1",
    "libexpat.so.1": "libexpat1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libdbus-1.so.3": "libdbus-1-3",
    "libbrotlidec.so.1": "libbrotli1",
    "libbrotlicommon.so.1": "libbrotli1",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
}
_C_LIBRARY = re.compile(r"(libc|libm|libdl|libpthread|librt|libutil|libresolv|ld-linux-.*)\.so\.\d")
MOST = (2, 35)  # Ubuntu 22.04's: what the README promises


def needed(program: Path) -> list[str]:
    """The Debian packages of what is not in the folder. SystemExit where a library is nowhere."""
    files = [x for x in program.rglob("*") if x.is_file() and not x.is_symlink() and x.read_bytes()[:4] == b"\x7fELF"]
    there = {x.name for x in program.rglob("*.so*")}
    packages = set()
    for file in files:
        for library in re.findall(r"NEEDED\s+(\S+)", _objdump("-p", file)):
            if library in there or _C_LIBRARY.fullmatch(library):
                continue
            if library not in SYSTEM:
                raise SystemExit(f"{file} needs {library}, which is neither in the folder nor one of the system's")
            packages.add(SYSTEM[library])
    return sorted(packages)


def c_library(program: Path) -> str:
    """The C library's version that the folder needs, as «2.35». SystemExit where that is newer than what is promised."""
    newest: dict[tuple[int, ...], Path] = {}
    for file in program.rglob("*"):
        if file.is_file() and not file.is_symlink() and file.read_bytes()[:4] == b"\x7fELF":
            versions = re.findall(r"\bGLIBC_(\d+)\.(\d+)", _objdump("-p", file))
            newest |= {(int(a), int(b)): file for a, b in versions}
    if max(newest) > MOST:
        raise SystemExit(f"{newest[max(newest)]} asks for glibc {max(newest)}; the packages promise {MOST}")
    return ".".join(map(str, max(newest)))


def _objdump(option: str, file: Path) -> str:
    return subprocess.run(["objdump", option, file], check=True, capture_output=True, text=True).stdout

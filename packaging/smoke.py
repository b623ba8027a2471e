"""Run the frozen program as a person would, and fail on anything unexpected: `python packaging/smoke.py PROGRAM`.

A filter in the PyInstaller spec can cut too much. So: the commands, a new shop, a sale, the window painted into a
picture, and not one stray line on stderr, which Qt uses for what it could not load.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMMANDS = (
    ("pack", "make", "FOLDER/shop.pospack"),
    ("pack", "look", "FOLDER/shop.pospack"),
    ("export", "items", "FOLDER/items.xlsx"),
    ("import", "items", "FOLDER/items.xlsx"),
    ("backup",),
    ("report", "effect"),
    ("learn", "info"),
)
MENDED = 3_051_003  # of SQLite; see packaging/sqlite.py
PNG = b"\x89PNG\r\n\x1a\n"


def main(program: Path) -> None:
    """Try everything once."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        data = ["--data-dir", str(folder / "data"), "--lang", "ja"]

        expect("0." in said(program, "--version", folder=folder), "--version names the version")
        expect("ring" in said(program, "--help", folder=folder), "--help lists the commands")
        expect(
            "チーズバーガー" in said(program, "ring", "チーズバーガー", *data, folder=folder),
            "ring knows the sample shop",
        )
        # so many that HiGHS, which is loaded beside the sales, is there before they end
        sold = [json.loads(line) for line in said(program, "sell", "60", *data, folder=folder).splitlines()]
        kept = [json.loads(line) for line in said(program, "receipts", "--json", *data, folder=folder).splitlines()]
        expect({x["receipt"] for x in sold} == {x["receipt"] for x in kept}, "what was sold is kept")
        expect(all(x["whole"] for x in kept), "and whole")
        with (folder / "data" / "burger.db").open(
            "rb"
        ) as file:  # SQLite's file format, bytes 96 to 99: the version that wrote last
            wrote = int.from_bytes(file.read(100)[96:], "big")
        expect(wrote >= MENDED, f"the packaged SQLite wrote, not version {wrote}")
        for words in COMMANDS:  # each needs libraries that the others do not
            said(program, *(word.replace("FOLDER", str(folder)) for word in words), *data, folder=folder)
        said(program, "--no-window", *data, folder=folder)  # a picture of the real window
        pictures = list(folder.glob("*.png"))
        expect(len(pictures) == 1 and pictures[0].read_bytes().startswith(PNG), "the window can be painted")
        expect(pictures[0].stat().st_size > 20_000, "and is not empty")
    print("smoke run: fine")


def said(program: Path, *arguments: str, folder: Path) -> str:
    """What the program prints; it must end well and be silent on stderr."""
    environ = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    began = time.monotonic()
    done = subprocess.run(
        [program, *arguments], capture_output=True, encoding="utf-8", cwd=folder, env=environ, timeout=120, check=False
    )
    print(f"  {time.monotonic() - began:5.2f} s  pos-assist {' '.join(arguments[:2])}", flush=True)
    expect(done.returncode == 0, f"{arguments} ends with {done.returncode}\n{done.stdout}{done.stderr}")
    expect(done.stderr == "", f"{arguments} is silent, yet said:\n{done.stderr}")
    return done.stdout


def expect(holds: bool, what: str) -> None:
    """Stop with words where it does not hold."""
    if not holds:
        sys.exit(f"smoke run failed: {what}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())

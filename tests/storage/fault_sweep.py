"""Every command on a disk that fails, at every step: `python tests/storage/fault_sweep.py [--steps 1 2 3 5 8 13 21 34]`.

Commands run under strace, which makes one kind of call on the shop's files fail from the n-th on. Whatever then happens must
be told in words that name no code; no sale that was acknowledged may be lost. Prints what was not so; ends with 1 if any.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.shop import make_sample, recover_shop
from pos_assist.storage import Storage

COMMANDS: dict[str, list[str]] = {
    "sell": ["sell", "2", "--seed", "7"],
    "ring": ["ring", "チーズバーガー"],
    "receipts": ["receipts"],
    "info": ["shop", "info"],
    "backup": ["backup"],
    "restore": ["restore", "{backup}", "--file"],
    "rebuild": ["shop", "rebuild"],
    "import": ["import", "receipts", "{folder}/past.csv", "--shop", "burger"],
    "export": ["export", "items", "{folder}/items.csv"],
    "new": ["shop", "new", "second", "--sample", "bakery"],
}
FAULTS: dict[str, tuple[str, str]] = {
    "disk full": ("write,pwrite64,fallocate,ftruncate", "ENOSPC"),
    "write fails": ("write,pwrite64", "EIO"),
    "disk turned read-only": ("write,pwrite64,ftruncate,unlink,rename", "EROFS"),
    "sync fails": ("fsync,fdatasync", "EIO"),
    "too many open": ("openat", "EMFILE"),
    "no right to open": ("openat", "EACCES"),
    "opened on a read-only disk": ("openat", "EROFS"),
    "rename fails": ("rename", "EIO"),
}
RAW = re.compile(r"Traceback|SQLITE_|\[Errno|Errno |[{}]|\w+Error\b|disk I/O|unable to open|b'")
KNOWN_EXITS = (0, 2, 3, 4)


@dataclass(frozen=True)
class Run:
    """One command that met one fault."""

    command: str
    fault: str
    step: int
    exit: int
    said: str  # on stderr
    acknowledged: tuple[str, ...]
    lost: tuple[str, ...]

    def wrong(self) -> list[str]:
        """What was not as it should be."""
        found = []
        if self.exit not in KNOWN_EXITS:
            found.append(f"exit {self.exit}")
        if RAW.search(self.said):
            found.append("a raw code or a traceback")
        if self.exit and not self.said.strip():
            found.append("nothing was said")
        if self.lost:
            found.append(f"{len(self.lost)} acknowledged sales lost")
        return found


def prepare(folder: Path) -> Path:
    """A sample shop with sales, a backup older than them, and the files that the commands need."""
    make_sample("burger", folder / "burger.db")
    _command(["sell", "3", "--seed", "1"], folder)
    _command(["backup"], folder)
    _command(["sell", "3", "--seed", "2"], folder)
    day = datetime(2026, 1, 2, 10)
    (folder / "past.csv").write_text(
        "receipt_id,datetime,item\n" + "".join(f"{i},{day:%Y-%m-%d %H:%M:%S},cola-m\n" for i in range(50)),
        encoding="utf-8",
    )
    return folder


def run(made: Path, command: str, fault: str, step: int) -> Run:
    """The command in a copy of a prepared folder; from the step-th call on its files the fault is there."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "data"
        shutil.copytree(made, folder)
        backup = max((folder / "burger-backups").glob("*.db"))
        words = [word.format(folder=folder, backup=backup) for word in COMMANDS[command]]
        calls, error = FAULTS[fault]
        stem = folder / ("second" if command == "new" else "burger")
        names = [
            f"{stem}.db",
            f"{stem}.db-new",
            f"{stem}.db-found",
            f"{folder}/.current-shop-new",
            f"{folder}/items.csv",
        ]
        files = [name + suffix for name in names for suffix in ("", "-wal", "-shm", "-journal", "-new")]
        files += [f"{stem}{suffix}" for suffix in (".journal", ".journal-new", ".anchor", ".lock", "-backups")]
        files += [str(folder), *(str(x) for x in folder.iterdir())]
        paths = [word for file in dict.fromkeys(files) for word in ("-P", file)]
        inject = f"inject={calls}:error={error}:when={step}+"
        strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={calls}", "-e", inject, *paths]
        done = _command(words, folder, *strace)
        acknowledged = tuple(json.loads(line)["receipt"] for line in done.stdout.splitlines() if command == "sell")
        return Run(command, fault, step, done.returncode, done.stderr, acknowledged, tuple(_lost(folder, acknowledged)))


def _command(words: list[str], folder: Path, *under: str) -> subprocess.CompletedProcess[str]:
    line = [*under, sys.executable, "-m", "pos_assist", *words, "--data-dir", str(folder), "--lang", "en"]
    return subprocess.run(line, capture_output=True, text=True, check=False, timeout=120, cwd=Path(__file__).parents[2])


def _lost(folder: Path, acknowledged: tuple[str, ...]) -> Iterator[str]:
    """What is not there once the disk is well again and the shop was brought back where it has to be."""
    path = folder / "burger.db"
    try:
        Storage.open(path).close()
    except EnvironmentProblem:
        recover_shop(path)
    with Storage.open(path) as storage:
        for key in acknowledged:
            receipt = storage.sales.receipt(key)
            if receipt is None or not storage.sales.whole(receipt):
                yield key


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, nargs="+", default=[1, 2, 3, 5, 8, 13, 21, 34])
    parser.add_argument("--commands", nargs="+", choices=COMMANDS, default=list(COMMANDS))
    parser.add_argument("--faults", nargs="+", choices=FAULTS, default=list(FAULTS))
    parser.add_argument("--show", action="store_true", help="print every sentence that was said")
    args = parser.parse_args()
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        made = prepare(Path(folder))
        for command in args.commands:
            for fault in args.faults:
                for step in args.steps:
                    found = run(made, command, fault, step)
                    counts["runs"] += 1
                    counts["met the fault"] += found.exit != 0
                    if args.show:
                        print(f"{command}, {fault}, {step}: {found.exit} {found.said.strip()}")
                    if wrong := found.wrong():
                        counts["bad"] += 1
                        print(f"BAD {command}, {fault} from call {step}: {'; '.join(wrong)}\n{found.said[-1500:]}")
    print(", ".join(f"{n} {name}" for name, n in counts.items()), "" if counts["bad"] else "— 0 bad")
    return 1 if counts["bad"] else 0


if __name__ == "__main__":
    sys.exit(main())

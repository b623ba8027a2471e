"""Cut the power at any moment: `python tests/storage/power_cuts.py CUTS [SEED]`.

A till that sells is run under strace, which records every write and sync it asks of the disk. Then, again and again, a
moment is chosen, and a disk is made as a power cut at that moment may leave it: what was synced is there; of what was
written since, any sectors, whatever the order; of the directory's changes since its last sync, any beginning of them. On
each such disk the till is opened, and every sale that it had acknowledged before the cut must be there, once and whole.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.storage import Storage, rebuild

SECTOR = 512
_FAST = Path("/dev/shm")
_CALLS = "openat,write,pwrite64,fsync,fdatasync,ftruncate,rename,unlink,lseek,close"
_LINE = re.compile(r"^(\d+) +(?:<\.\.\. )?(\w+)(.*)$")
_FD = re.compile(r"^\((\d+)<([^>]*)>")


class Op(NamedTuple):
    """One thing asked of the disk, or said to the world (`say`)."""

    kind: str  # write, truncate, sync, create, rename, unlink, sync folder, say
    file: str
    at: int = 0
    data: bytes = b""
    to: str = ""


@dataclass
class Disk:
    """What is surely there, and what may be."""

    files: dict[int, bytearray] = field(default_factory=dict)  # contents by inode, as synced
    loose: dict[int, list[Op]] = field(default_factory=dict)  # by inode, asked for since its last sync
    names: dict[str, int] = field(default_factory=dict)  # the directory, as synced
    changes: list[tuple[str, str, int]] = field(default_factory=list)  # of the directory since its last sync
    now: dict[str, int] = field(default_factory=dict)  # the directory as the program sees it
    said: list[str] = field(default_factory=list)  # keys of acknowledged sales

    def do(self, op: Op) -> None:
        if op.kind == "say":
            self.said.append(op.file)
        elif op.kind == "create":
            if op.file not in self.now:
                inode = len(self.files)
                self.files[inode], self.loose[inode] = bytearray(), []
                self._enter(op.file, inode)
            elif op.at:  # opened with O_TRUNC
                self.loose[self.now[op.file]].append(Op("truncate", op.file))
        elif op.kind in ("write", "truncate"):
            self.loose[self.now[op.file]].append(op)
        elif op.kind == "sync":
            inode = self.now[op.file]
            for x in self.loose[inode]:
                apply(self.files[inode], x)
            self.loose[inode] = []
        elif op.kind == "rename":
            inode = self.now.pop(op.file)
            self.now[op.to] = inode
            self.changes.append(("rename", f"{op.file}\0{op.to}", inode))
        elif op.kind == "unlink":
            self.changes.append(("unlink", op.file, self.now.pop(op.file)))
        else:
            self.names, self.changes = dict(self.now), []

    def _enter(self, name: str, inode: int) -> None:
        self.now[name] = inode
        self.changes.append(("create", name, inode))

    def after_a_cut(self, choose: random.Random, folder: Path) -> None:
        """Write out one disk that a power cut now may leave."""
        names = dict(self.names)
        for kind, name, inode in self.changes[: choose.randint(0, len(self.changes))]:
            if kind == "rename":
                old, new = name.split("\0")
                names.pop(old, None)
                names[new] = inode
            elif kind == "unlink":
                names.pop(name, None)
            else:
                names[name] = inode
        likely = choose.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        for name, inode in names.items():
            content = bytearray(self.files[inode])
            for op in self.loose[inode]:
                for piece in pieces(op):
                    if choose.random() < likely:
                        apply(content, piece)
            (folder / name).write_bytes(content)


def pieces(op: Op) -> Iterator[Op]:
    """A write sector by sector."""
    if op.kind == "truncate":
        yield op
        return
    start = op.at
    while start < op.at + len(op.data):
        stop = min((start // SECTOR + 1) * SECTOR, op.at + len(op.data))
        yield Op("write", op.file, start, op.data[start - op.at : stop - op.at])
        start = stop


def apply(content: bytearray, op: Op) -> None:
    if op.kind == "truncate":
        content[op.at :] = bytes(max(0, op.at - len(content)))
        return
    if len(content) < op.at:
        content.extend(bytes(op.at - len(content)))
    content[op.at : op.at + len(op.data)] = op.data


def record(folder: Path, sales: int) -> list[Op]:
    """Sell under strace in `folder`; everything that was asked of the disk, in order."""
    trace = folder.with_suffix(".trace")
    command = ["strace", "-f", "-y", "-xx", "-s", "100000000", "-e", f"trace={_CALLS}", "-o", str(trace)]
    seller = [sys.executable, str(Path(__file__).with_name("seller.py")), str(folder), str(sales)]
    subprocess.run([*command, *seller], check=True, stdout=subprocess.DEVNULL)
    return list(read(trace, str(folder)))


def read(trace: Path, folder: str) -> Iterator[Op]:
    """The trace's calls that concern the folder, or say something, in the order they were finished."""
    unfinished: dict[str, str] = {}
    offsets: dict[str, int] = {}
    with trace.open(encoding="ascii") as file:
        for raw in file:
            match = _LINE.match(raw.rstrip("\n"))
            if match is None:
                continue
            thread, call, rest = match.groups()
            if rest.endswith("<unfinished ...>"):
                unfinished[thread] = rest.removesuffix("<unfinished ...>").rstrip()
                continue
            if rest.startswith(" resumed>"):
                rest = unfinished.pop(thread) + rest.removeprefix(" resumed>")
            arguments, _, result = rest.rpartition(" = ")
            if not result.startswith("-1"):
                yield from _ops(call, arguments.rstrip(), result, folder, offsets)


def _ops(call: str, arguments: str, result: str, folder: str, offsets: dict[str, int]) -> Iterator[Op]:  # noqa: C901
    texts = [bytes.fromhex(x.replace("\\x", "")) for x in re.findall(r'"((?:\\x[0-9a-f]{2})*)"', arguments)]
    fd = _FD.match(arguments)
    path = _plain(fd[2]) if fd else ""
    name = path.removeprefix(folder + "/")
    handle = fd[1] if fd else ""
    if call == "write" and handle == "1" and texts[0].startswith(b'{"sold"'):
        yield Op("say", json.loads(texts[0])["sold"])
    if call == "openat":
        opened = texts[0].decode()
        handle = result.partition("<")[0]
        offsets[handle] = 0
        if opened.startswith(folder + "/") and "O_CREAT" in arguments:
            yield Op("create", opened.removeprefix(folder + "/"), int("O_TRUNC" in arguments))
    elif call in ("rename", "unlink"):
        if texts[0].decode().startswith(folder + "/"):
            old, *new = (x.decode().removeprefix(folder + "/") for x in texts)
            yield Op(call, old, to=new[0] if new else "")
    elif call in ("fsync", "fdatasync") and path == folder:
        yield Op("sync folder", "")
    elif not path.startswith(folder + "/") or name.endswith("-shm"):
        return
    elif call in ("fsync", "fdatasync"):
        yield Op("sync", name)
    elif call == "lseek":
        offsets[handle] = int(result)
    elif call == "ftruncate":
        yield Op("truncate", name, int(arguments.rpartition(", ")[2].rstrip(")")))
    elif call == "pwrite64":
        yield Op("write", name, int(arguments.rpartition(", ")[2].rstrip(")")), texts[0][: int(result)])
    elif call == "write":
        yield Op("write", name, offsets[handle], texts[0][: int(result)])
        offsets[handle] += int(result)


def _plain(path: str) -> str:
    return bytes.fromhex(path.replace("\\x", "")).decode() if path.startswith("\\x") else path


def validate(folder: Path, said: list[str]) -> int:
    """Open the till as after a power cut; how many sales it has. AssertionError where a promise was broken."""
    path = folder / "till.db"
    try:
        storage = Storage.open(path)
    except EnvironmentProblem as problem:
        if problem.code != "no_such_shop" or said:
            raise AssertionError(f"{problem} after {len(said)} sales") from problem
        return 0
    with storage:
        receipts = storage.sales.receipts(limit=1_000_000)
        keys = [x.key for x in receipts]
        assert len(set(keys)) == len(keys), "doubled"
        assert set(said) <= set(keys), f"lost {set(said) - set(keys)}"
        assert all(storage.sales.whole(x) for x in receipts), "not whole"
        assert not {x.order.key for x in storage.sales.open_orders()} & set(keys), "open beside its receipt"
    result = rebuild(path.with_suffix(".journal"), folder / "again.db")
    assert (result.receipts, result.damaged, result.last_line_torn) == (len(keys), 0, False), f"journal: {result}"
    return len(keys)


def cut(operations: list[Op], cuts: int, seed: int) -> tuple[int, int]:
    """Cut the power `cuts` times; how many acknowledged sales were looked for, and how many disks had one more."""
    choose = random.Random(seed)
    moments = sorted(choose.randint(1, len(operations)) for _ in range(cuts))
    disk, done, sought, unsaid = Disk(), 0, 0, 0
    for moment in moments:
        for op in operations[done:moment]:
            disk.do(op)
        done = moment
        with tempfile.TemporaryDirectory(dir=_FAST if _FAST.is_dir() else None) as name:
            disk.after_a_cut(choose, Path(name))
            sought += len(disk.said)
            unsaid += validate(Path(name), disk.said) > len(disk.said)
    return sought, unsaid


def main() -> None:
    cuts, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    work = Path(tempfile.mkdtemp())
    try:
        (work / "till").mkdir()
        operations = record(work / "till", 60)
        began = time.perf_counter()
        sought, unsaid = cut(operations, cuts, seed)
        syncs = sum(x.kind.startswith("sync") for x in operations)
        print(f"{len(operations)} operations with {syncs} syncs recorded")
        print(
            f"{cuts} power cuts in {time.perf_counter() - began:.0f} s: none of {sought} acknowledged sales lost or doubled"
        )
        print(f"in {unsaid} of them the sale that was just being paid was there as well")
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()

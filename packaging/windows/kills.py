"""End the Windows program by force, again and again: every sale that it told of must be there, once and whole. One kill in four hits it
while it starts and opens the shop, the others while it sells.

    python kills.py PROGRAM.exe [TIMES]

The data lies in a new folder, which is named at the end and kept where something is lost.
"""

from __future__ import annotations

import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

EVERY = 25  # kills between two looks at what is kept
MOST_SALES = "100000"  # of one run: more than it comes to


def main(program: Path, times: int) -> None:
    """Kill, look, tell."""
    dice = random.Random(20261125)
    data = Path(tempfile.mkdtemp(prefix="pos-assist-kills-"))
    told: set[str] = set()
    starts: list[float] = []
    for n in range(1, times + 1):
        if n % 4 == 0:
            told |= killed_early(program, data, dice.uniform(0.3, 1.1) * statistics.median(starts))
        else:
            sold, first = sell_until_killed(program, data, dice.uniform(0.0, 0.6))
            told |= sold
            starts.append(first)
        if n % EVERY == 0 or n == times:
            look(program, data, told, n)
    print(f"kills: fine, {times} kills, {len(told)} sales told of, 0 lost, 0 doubled;", end=" ")
    print(f"start to first sale {statistics.median(starts):.1f} s (median)", flush=True)
    shutil.rmtree(data)


def sell_until_killed(program: Path, data: Path, seconds: float) -> tuple[set[str], float]:
    """The receipts that a run told of before it was ended, some time after its first; and how long the first took."""
    began = time.monotonic()
    lines: list[bytes] = []
    first = threading.Event()
    command = [program, "sell", MOST_SALES, "--data-dir", data]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as selling:
        out = selling.stdout
        assert out is not None

        def read() -> None:
            for line in out:
                lines.append(line)
                first.set()

        reader = threading.Thread(target=read)
        reader.start()
        if not first.wait(120):
            selling.kill()
            sys.exit(f"kills: no sale within two minutes; the data is in {data}")
        took = time.monotonic() - began
        time.sleep(seconds)
        selling.kill()
        selling.wait()
        reader.join()
    return {json.loads(line)["receipt"] for line in lines if line.endswith(b"\n")}, took


def killed_early(program: Path, data: Path, seconds: float) -> set[str]:
    """The receipts that a run told of before it was ended, that long after its start; mostly none."""
    command = [program, "sell", MOST_SALES, "--data-dir", data]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as selling:
        try:
            out, _ = selling.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            selling.kill()
            out, _ = selling.communicate()
    return {json.loads(line)["receipt"] for line in out.splitlines(keepends=True) if line.endswith(b"\n")}


def look(program: Path, data: Path, told: set[str], n: int) -> None:
    """Every sale that was told of is kept, once and whole."""
    command = [program, "receipts", "--json", "--data-dir", data]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=600, check=False)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    kept = [row["receipt"] for row in rows]
    lost, doubled = told - set(kept), len(kept) - len(set(kept))
    print(f"{n} kills, {len(told)} told of, {len(kept)} kept, {len(lost)} lost, {doubled} doubled", flush=True)
    if done.returncode or lost or doubled or not all(row["whole"] for row in rows):
        sys.exit(f"kills: NOT fine ({done.returncode}) {done.stderr.decode('utf-8', 'replace')}; the data is in {data}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100)

"""How much slower the packaged program starts than the same from source: `python tests/benchmarks/frozen.py [RUNS]`.

Process start to the counter's window on a screen (Xvfb), the two taken in turns on the same shop; medians and their ratio, and
the program's size. Goal: at most 1.3 times. Needs `make package` and xdotool.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pos_assist.shop import make_sample

ROOT = Path(__file__).parents[2]
FROZEN = ROOT / "dist" / "pos-assist" / "pos-assist"


def main(runs: int) -> None:
    """Measure and print."""
    if not FROZEN.exists():
        print("There is no packaged program: make package")
        return
    programs = {"source": [str(Path(sys.executable).with_name("pos-assist"))], "frozen": [str(FROZEN)]}
    seconds: dict[str, list[float]] = {name: [] for name in programs}
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-noreset", "-ac"]
    with (
        subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as screen,
        tempfile.TemporaryDirectory() as data,
    ):
        os.close(write)
        with os.fdopen(read) as answer:
            environ = {**os.environ, "DISPLAY": f":{answer.readline().strip()}", "QT_QPA_PLATFORM": "xcb"}
        try:
            make_sample("burger", Path(data) / "burger.db")
            for _ in range(runs + 1):  # the first round warms the disk's cache
                for name, program in programs.items():
                    seconds[name].append(start([*program, "--data-dir", data], environ))
        finally:
            screen.terminate()
    medians = {name: statistics.median(taken[1:]) for name, taken in seconds.items()}
    for name, median in medians.items():
        print(f"{name}: {median * 1000:6.0f} ms (best {min(seconds[name][1:]) * 1000:.0f})")
    print(f"ratio: {medians['frozen'] / medians['source']:.2f} (goal: at most 1.3)")
    files = [x for x in FROZEN.parent.rglob("*") if x.is_file() and not x.is_symlink()]
    print(f"size: {sum(x.stat().st_size for x in files) / 1e6:.0f} MB in {len(files)} files (goal: at most 200)")


def start(command: list[str], environ: dict[str, str]) -> float:
    """Seconds until the window is there."""
    began = time.perf_counter()
    with subprocess.Popen(command, env=environ) as program:
        search = ["xdotool", "search", "--onlyvisible", "--class", "pos-assist"]
        try:
            while not subprocess.run(search, env=environ, capture_output=True, check=False).stdout:
                if time.perf_counter() - began > 60:
                    raise TimeoutError(command)
            return time.perf_counter() - began
        finally:
            program.kill()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)

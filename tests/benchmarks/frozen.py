"""How much slower the packaged program starts than the same from source: `python tests/benchmarks/frozen.py [RUNS]`.

Process start to the counter's window on a screen (Xvfb), the two taken in turns on the same shop; medians and their ratio, and
the program's size; processor time beside, which says more on a busy machine. The last rounds are cold: before each start the pages of the
program's own files are dropped (posix_fadvise; what other programs have mapped, too, stays, as the C library). Goal: at most 1.3 times.
Needs `make package` and xdotool.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).parents[2]))

from pos_assist.shop import make_sample
from tests.x_server import x_server

ROOT = Path(__file__).parents[2]
COLD = 3  # rounds
FROZEN = ROOT / "dist" / "pos-assist" / "pos-assist"


def main(runs: int) -> None:
    """Measure and print."""
    if not FROZEN.exists():
        print("There is no packaged program: make package")
        return
    programs = {"source": [str(Path(sys.executable).with_name("pos-assist"))], "frozen": [str(FROZEN)]}
    folders = {
        "source": [ROOT / "pos_assist", Path(sys.prefix), Path(sysconfig.get_path("stdlib"))],
        "frozen": [FROZEN.parent],
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in programs}
    cold: dict[str, list[tuple[float, float]]] = {name: [] for name in programs}
    with x_server() as environ, tempfile.TemporaryDirectory() as data:
        environ.pop("PYTHONDONTWRITEBYTECODE", None)  # or the source would be compiled at every start
        make_sample("burger", Path(data) / "burger.db")
        for _ in range(runs + 1):  # the first round warms the disk's cache
            for name, program in programs.items():
                taken[name].append(start([*program, "--data-dir", data], environ))
        for _ in range(COLD):
            for name, program in programs.items():
                drop(folders[name])
                cold[name].append(start([*program, "--data-dir", data], environ))
    medians = {
        name: [statistics.median(one) for one in zip(*rounds[1:], strict=True)] for name, rounds in taken.items()
    }
    for name, (wall, processor) in medians.items():
        best, cold_wall = min(taken[name][1:])[0], statistics.median(x for x, _ in cold[name])
        print(
            f"{name}: {wall * 1000:6.0f} ms (best {best * 1000:.0f}), processor {processor * 1000:.0f} ms, cold {cold_wall * 1000:.0f} ms"
        )
    wall, processor = (medians["frozen"][i] / medians["source"][i] for i in range(2))
    print(f"ratio: {wall:.2f} (goal: at most 1.3), of processor time {processor:.2f}")
    files = [x for x in FROZEN.parent.rglob("*") if x.is_file() and not x.is_symlink()]
    print(f"size: {sum(x.stat().st_size for x in files) / 1e6:.0f} MB in {len(files)} files (goal: at most 200)")


def drop(folders: list[Path]) -> None:
    """Have the disk read these files again."""
    for file in (x for folder in folders for x in folder.rglob("*") if x.is_file()):
        handle = os.open(file, os.O_RDONLY)
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(handle)


def start(command: list[str], environ: dict[str, str]) -> tuple[float, float]:
    """Seconds until the window is there, and of processor time until then."""
    began = time.perf_counter()
    with subprocess.Popen(command, env=environ) as program:
        search = ["xdotool", "search", "--onlyvisible", "--class", "pos-assist"]
        try:
            while not subprocess.run(search, env=environ, capture_output=True, check=False).stdout:
                if time.perf_counter() - began > 60:
                    raise TimeoutError(command)
            took = time.perf_counter() - began
        finally:
            program.kill()
            usage = os.wait4(program.pid, 0)[2]
            program.returncode = 0  # waited for already
        return took, usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)

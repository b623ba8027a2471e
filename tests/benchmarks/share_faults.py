"""Tills, a folder and headquarters, interrupted at random: nothing lost, nothing doubled, nothing half applied.

    python tests/benchmarks/share_faults.py [INTERRUPTIONS] [--seed N]

Each step lets one of several tills sell, void, edit, publish, collect or take packs, or headquarters collect, and most are hit by
a fault: the process is cut off at a random file operation (as a kill, a full disk, a folder that is gone, an error of input and
output), a file in the folder is cut, flipped or deleted, a till is put back to an older state, copied, or run twice under one
identity. In the end everything is let go on undisturbed, and every receipt that was ever finished must be in every other
till's records and in headquarters' counts exactly once.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.services.sharing.faults import Trouble


def main() -> int:
    """Run it; 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("interruptions", nargs="?", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", type=int, default=250, help="interruptions of one small world")
    args = parser.parse_args()
    begun, done, worlds = time.process_time(), 0, 0
    kinds: dict[str, int] = {}
    bad: list[str] = []
    while done < args.interruptions and not bad:
        with tempfile.TemporaryDirectory() as folder:
            trouble = Trouble(Path(folder), args.seed + worlds)
            with trouble.playing():
                trouble.run(min(args.each, args.interruptions - done))
                bad = trouble.wrong()
            done, worlds = done + trouble.interrupted, worlds + 1
            for kind, n in trouble.kinds.items():
                kinds[kind] = kinds.get(kind, 0) + n
        print(f"{done:6} interruptions, {worlds} worlds, {time.process_time() - begun:.0f} s CPU", flush=True)
    print(", ".join(f"{kind} {n}" for kind, n in sorted(kinds.items())))
    print("\n".join(bad) or "0 lost, 0 doubled, 0 half applied")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

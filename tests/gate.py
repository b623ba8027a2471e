"""The release gate: `make gate` (hours), `make gate SHORT=1` (minutes). Every stress command, each also to be run alone.

Prints one table: what was tried, how often, what was bad. Ends with 1 if anything was. `--note` appends the table, with date
and version, to docs/measured.md.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from pos_assist.system import clock
from pos_assist.system.version import version

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Part:
    """One stress command: how it is called in the short and in the long form. It ends with 0 where nothing was bad."""

    name: str
    short: list[str]
    long: list[str]
    tries: re.Pattern[str]  # finds in what it prints how often it tried
    kills: int = 0  # for the tests that read their number from the environment: the long form's


PARTS = [
    Part(
        "power cuts",
        ["tests/storage/power_cuts.py", "60", "7"],
        ["tests/storage/power_cuts.py", "10000", "7"],
        re.compile(r"(\d+) power cuts"),
    ),
    Part(
        "kills while selling",
        ["-m", "pytest", "-q", "tests/storage/test_kills.py"],
        ["-m", "pytest", "-q", "tests/storage/test_kills.py"],
        re.compile(r"(\d+) passed"),
        10_000,
    ),
    Part(
        "faults under ten commands",
        ["tests/storage/fault_sweep.py", "--steps", "1"],
        ["tests/storage/fault_sweep.py", "--steps", *map(str, range(1, 60))],
        re.compile(r"(\d+) runs"),
    ),
    Part(
        "damaged journals, four ways back",
        ["tests/storage/journal_damage.py", "1"],
        ["tests/storage/journal_damage.py", "200"],
        re.compile(r"(\d+) damaged"),
    ),
    Part(
        "reads beside writes",
        ["tests/benchmarks/thread_stress.py", "--seconds", "8"],
        ["tests/benchmarks/thread_stress.py", "--seconds", "600"],
        re.compile(r"next read +\d+ of (\d+)"),
    ),
    Part(
        "malformed files",
        ["tests/benchmarks/fuzz_files.py", "400"],
        ["tests/benchmarks/fuzz_files.py", "1000000"],
        re.compile(r"(\d[\d,]*) "),
    ),
    Part(
        "kills of the counter's window",
        ["tests/benchmarks/gui_kills.py", "8"],
        ["tests/benchmarks/gui_kills.py", "1000"],
        re.compile(r"(\d+) kills"),
    ),
    Part(
        "wrong clocks",
        ["tests/benchmarks/clock_matrix.py", "40"],
        ["tests/benchmarks/clock_matrix.py"],
        re.compile(r"(\d+) clocks"),
    ),
    Part(
        "random keys, scans and touches in a window",
        ["tests/benchmarks/monkey.py", "300"],
        ["tests/benchmarks/monkey.py", "100000"],
        re.compile(r"(\d[\d,]*) "),
    ),
    Part(
        "tills, a folder and headquarters, interrupted",
        ["tests/benchmarks/share_faults.py", "100", "--each", "50"],
        ["tests/benchmarks/share_faults.py", "10000"],
        re.compile(r"(\d+) interruptions"),
    ),
    Part(
        "sales without a pause",
        ["tests/benchmarks/soak.py", "500"],
        ["tests/benchmarks/soak.py", "1000000"],
        re.compile(r"(\d+) sales:"),
    ),
    Part(
        "back from the journal alone",
        ["tests/benchmarks/rebuild.py", "2000"],
        ["tests/benchmarks/rebuild.py", "1000000"],
        re.compile(r"([\d,]+) came back"),
    ),
    Part(
        "rules left out, one at a time",
        ["tests/mutants.py", "rules", "--only", "card"],
        ["tests/mutants.py", "rules"],
        re.compile(r"of (\d+) killed"),
    ),
    Part(
        "manners of the panel",
        ["tests/benchmarks/manners.py", "400"],
        ["tests/benchmarks/manners.py", "1000000"],
        re.compile(r"(\d[\d,]*) "),
    ),
]


def run(part: Part, *, short: bool) -> tuple[str, int, float, str]:
    """How often it tried, its exit code, processor minutes, and the end of what it printed."""
    before = os.times()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if part.kills:
        environment["POS_ASSIST_KILLS"] = "200" if short else str(part.kills)
    with tempfile.TemporaryDirectory(prefix="gate-", ignore_cleanup_errors=True) as scratch:  # of those it kills, too
        done = subprocess.run(
            [sys.executable, *(part.short if short else part.long)],
            capture_output=True, text=True, check=False, cwd=ROOT, env={**environment, "TMPDIR": scratch},
        )  # fmt: skip
    after = os.times()
    minutes = (after.children_user + after.children_system - before.children_user - before.children_system) / 60
    found = part.tries.findall(done.stdout)
    tried = environment["POS_ASSIST_KILLS"] if part.kills else " + ".join(found[:3]) or "?"
    return tried, done.returncode, minutes, (done.stdout + done.stderr)[-1_500:]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--only", nargs="+", choices=[part.name for part in PARTS])
    parser.add_argument("--note", action="store_true", help="append the table to docs/measured.md")
    args = parser.parse_args()
    began, bad = time.monotonic(), 0
    form = "short" if args.short else "long"
    rows = [
        f"### {clock.now():%Y-%m-%d}, version {version()}, {form} form",
        "",
        "| part | tried | bad | processor minutes |",
        "|---|---|---|---|",
    ]
    print("\n".join(rows), flush=True)
    for part in PARTS:
        if args.only and part.name not in args.only:
            continue
        tried, code, minutes, said = run(part, short=args.short)
        bad += code != 0
        rows.append(f"| {part.name} | {tried} | {'**yes**' if code else '0'} | {minutes:.1f} |")
        print(rows[-1], flush=True)
        if code:
            print(said)
    print(f"\n{bad} bad, {(time.monotonic() - began) / 60:.1f} minutes")
    if args.note:
        notes = ROOT / "docs" / "measured.md"
        notes.write_text(notes.read_text(encoding="utf-8").rstrip() + "\n\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

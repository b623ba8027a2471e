"""Do the tests bite? `make mutants` changes one rule at a time in a copy of the program and runs the tests that reach it.

    python tests/mutants.py [PART …] [--count N] [--seed S] [--minutes M] [--only TEXT]

The tests of a part run once with coverage, which tells for every line the tests that come by; a mutant of that line is tried with
those alone, the quickest first, in a fork of a process that has loaded the libraries already: a second or two each. A mutant
that every test passes has survived: a rule that could be deleted with nobody noticing. A sample by chance (the same for the same
seed), and not in CI. The scores are in docs/measured.md. Needs fork, so no Windows.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from math import ceil
from pathlib import Path
from typing import NamedTuple

import coverage
import numpy as np  # noqa: F401 — loaded once here, for all forks
import pytest
import sqlite_utils  # noqa: F401 — the same
from hypothesis import strategies  # noqa: F401 — the same
from PySide6 import QtWidgets  # noqa: F401 — the same

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # run as a script

from tests.rules import RULES  # noqa: E402 — as above

PATIENCE = 20  # seconds of processor time more than the tests took; what loops for ever is killed, and so is the mutant

PARTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "pricing": (("pos_assist/pricing",), ("tests/pricing",)),
    "till": (("pos_assist/services/till",), ("tests/services/till",)),
    "money": (
        tuple(f"pos_assist/services/till/{name}.py" for name in ("paying", "past_sales", "by_hand", "close_sale")),
        tuple(
            f"tests/services/till/test_{name}.py"
            for name in (
                "giving_back",
                "taking_the_money",
                "tenders",
                "by_hand",
                "rules_that_bite",
                "opened_again",
                "offers_written_down",
            )
        ),
    ),
    "sales": (
        ("pos_assist/storage/sales.py", "pos_assist/storage/receipt_rows.py", "pos_assist/storage/refund_rows.py"),
        (
            "tests/storage/test_sales.py",
            "tests/storage/test_rules_that_bite.py",
            "tests/storage/test_reading.py",
            "tests/storage/test_opening.py",
            "tests/storage/test_members.py",
            "tests/storage/test_coming_back.py",
            "tests/storage/test_journal_rules.py",
            "tests/services/till/test_giving_back.py",
        ),
    ),
    "recovery": (
        ("pos_assist/storage/recovery.py", "pos_assist/storage/replay.py", "pos_assist/storage/journal.py"),
        (
            "tests/storage/test_recovery.py",
            "tests/storage/test_coming_back.py",
            "tests/storage/test_odd_files.py",
            "tests/storage/test_journal_rules.py",
            "tests/storage/test_rules_that_bite.py",
        ),
    ),
    "day": (
        ("pos_assist/services/day/tally.py", "pos_assist/services/day/business_day.py", "pos_assist/domain/day.py"),
        ("tests/services/day", "tests/domain/test_business_day.py"),
    ),
    "manners": (("pos_assist/suggest",), ("tests/suggest",)),
}
# Campaigns of their own: other processes, which coverage does not see, and minutes.
LEFT_OUT = ("tests/storage/test_kills.py", "tests/storage/test_power_cuts.py", "tests/storage/test_fault_sweep.py")

_OTHER: dict[type[ast.AST], str] = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==", ast.In: "not in",
    ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is", ast.Add: "-", ast.Sub: "+", ast.Mult: "+", ast.FloorDiv: "*",
}  # fmt: skip


class Mutant(NamedTuple):
    """One change of one file."""

    file: Path  # relative to the root
    line: int
    last: int  # its last line
    what: str
    start: int  # bytes
    end: int
    text: str


def mutants_of(file: Path) -> Iterator[Mutant]:
    """Every change that is tried: a comparison moved or turned round, «and» for «or», a number one higher, a condition that
    never holds, a statement that does nothing. Docstrings, types and words that are only told are left alone."""
    source = file.read_bytes()
    starts = [0]
    for row in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(row))
    tree = ast.parse(source)
    # Python 3.11 does not know where in an f-string an expression stands.
    inside = {id(x) for text in ast.walk(tree) if isinstance(text, ast.JoinedStr) for x in ast.walk(text)}
    # So many digits of a figure that is only told, so many bytes of a hash: no rule.
    inside |= {
        id(x)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        for x in [
            *(call.args[1:] if ast.unparse(call.func) == "round" else []),
            *(k.value for k in call.keywords if k.arg == "digest_size"),
        ]
    }
    for node in (x for x in ast.walk(tree) if id(x) not in inside):
        for where, what, text in changes(node):
            assert where.end_lineno is not None
            assert where.end_col_offset is not None
            start = starts[where.lineno - 1] + where.col_offset
            end = starts[where.end_lineno - 1] + where.end_col_offset
            yield Mutant(file.relative_to(ROOT), where.lineno, where.end_lineno, what, start, end, text)


def changes(node: ast.AST) -> Iterator[tuple[ast.expr | ast.stmt, str, str]]:
    """What is changed about one node: (the node to write over, in words, the new text)."""
    of = ast.unparse
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and (other := _OTHER.get(type(node.ops[0]))):
        yield node, f"{of(node)} → {other}", f"{of(node.left)} {other} {of(node.comparators[0])}"
    elif isinstance(node, ast.BoolOp):
        word = " or " if isinstance(node.op, ast.And) else " and "
        yield node, f"{of(node)} →{word}", "(" + word.join(f"({of(x)})" for x in node.values) + ")"
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node, f"{of(node)} → without not", f"({of(node.operand)})"
    elif isinstance(node, ast.BinOp) and (other := _OTHER.get(type(node.op))) and "'" not in of(node):
        yield node, f"{of(node)} → {other}", f"({of(node.left)} {other} {of(node.right)})"
    elif isinstance(node, ast.Constant) and type(node.value) is int and node.value > 1:
        yield node, f"{node.value} → {node.value + 1}", str(node.value + 1)
    elif isinstance(node, ast.If | ast.IfExp):
        yield node.test, f"if {of(node.test)} → never", "False"
    elif (isinstance(node, ast.Raise) and node.exc is not None) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    ):
        yield node, f"{ast.unparse(node)} → pass", "pass"


def files_of(part: str) -> list[Path]:
    """The source files of a part, relative to the root."""
    found: list[Path] = []
    for name in PARTS[part][0]:
        path = ROOT / name
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return [x.relative_to(ROOT) for x in found]


class Map:
    """Which tests come by a line, and how long each takes. A plugin of pytest while the tests run once."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.red: set[str] = set()  # as they are: they say nothing about a mutant

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Adds up set-up, call and end of each test."""
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration
        if report.failed:
            self.red.add(report.nodeid)


def in_a_fork(work: Callable[[], int], seconds: float, said: Path) -> int:
    """The exit code of `work`, done in a process of its own that prints into `said`; below 0 if it took more processor time, or
    ten times as long on a busy machine."""
    child = os.fork()
    if child == 0:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (ceil(seconds), ceil(seconds)))
        log = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(log, 1)
        os.dup2(log, 2)
        try:
            code = work()
        except BaseException:  # a mutant may raise anything, and the fork must end here
            traceback.print_exc()
            code = 99
        os._exit(code)
    until = time.monotonic() + 10 * seconds
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return -signal.SIGKILL


class Copy:
    """A copy of the program in a folder of its own, where a change is written into a file and tests are run."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder).resolve()
        self.said = self.folder / "said.txt"
        self.samples, self.tmp = self.folder / "samples", self.folder / "tmp"
        self.samples.mkdir()
        for name in ("pos_assist", "tests", "resources", "packaging", "docs"):
            shutil.copytree(ROOT / name, self.folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pyproject.toml", "README.md", "CHANGELOG.md"):
            shutil.copy(ROOT / name, self.folder / name)

    def pytest(self, *arguments: str, plugins: tuple[object, ...] = (), keep: bool = False) -> int:
        """pytest's exit code, within the copy; only in a fork. `keep`: what was compiled, for the runs after it."""
        os.chdir(self.folder)
        os.environ.update(
            POS_ASSIST_SAMPLES=str(self.samples),
            PYTHONPATH=str(self.folder),
            TMPDIR=str(self.tmp),  # what a mutant that was killed leaves is deleted with the rest
            PYTHONDONTWRITEBYTECODE="1",
            QT_QPA_PLATFORM="offscreen",
            HYPOTHESIS_PROFILE="mutants",
        )
        self.tmp.mkdir(exist_ok=True)
        tempfile.tempdir = None
        sys.dont_write_bytecode = not keep
        sys.path[:] = [str(self.folder), *(x for x in sys.path if x != str(ROOT))]
        sys.modules.pop("tests", None)  # ours; the copy's is meant
        sys.modules.pop("tests.rules", None)
        fixed = ("-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning")
        return int(pytest.main([*fixed, f"--basetemp={self.folder / 'pt'}", *arguments], plugins=list(plugins)))

    def bites(self, file: Path, start: int, end: int, text: str, tests: list[str], seconds: float) -> bool:
        """Whether a test fails with that change of the file's bytes. The file is as it was afterwards."""
        path = self.folder / file
        source = path.read_bytes()
        path.write_bytes(source[:start] + text.encode() + source[end:])
        try:
            return in_a_fork(lambda: self.pytest("-x", "--no-cov", *tests), seconds, self.said) != 0
        finally:
            path.write_bytes(source)
            for left in (self.folder / "pt", self.tmp):
                shutil.rmtree(left, ignore_errors=True)


class Trial:
    """A part's copy of the program and what is known about its tests."""

    def __init__(self, copy: Copy, part: str) -> None:
        self._copy = copy
        self._tests = PARTS[part][1]
        if in_a_fork(self._learn, 1800, copy.said) != 0:
            sys.exit(f"the tests of {part} do not run:\n{copy.said.read_text()[-3_000:]}")
        known = json.loads((copy.folder / "map.json").read_text(encoding="utf-8"))
        self.seconds: dict[str, float] = known["seconds"]
        for name in known["red"]:
            print(f"  red as it is, left out: {name}", flush=True)
        self._lines: dict[str, dict[str, list[str]]] = known["lines"]

    def _learn(self) -> int:
        seen, folder = Map(), self._copy.folder
        left_out = [f"--ignore={x}" for x in LEFT_OUT]
        arguments = ("--cov", "--cov-context=test", "--cov-report=", *left_out, *self._tests)
        code = self._copy.pytest(*arguments, plugins=(seen,), keep=True)
        green = {name: seconds for name, seconds in seen.seconds.items() if name not in seen.red}
        data = coverage.CoverageData(str(folder / ".coverage"))
        data.read()
        lines: dict[str, dict[str, list[str]]] = {}
        for name in data.measured_files():
            found = data.contexts_by_lineno(name)
            lines[str(Path(name).relative_to(folder))] = {
                str(line): sorted({x.rsplit("|", 1)[0] for x in some}) for line, some in found.items()
            }
        (folder / "map.json").write_text(
            json.dumps({"seconds": green, "red": sorted(seen.red), "lines": lines}), encoding="utf-8"
        )
        return 0 if code == 1 else code

    def tests_of(self, mutant: Mutant) -> list[str]:
        """The tests that come by, the quickest first; all that come by its file for a line that runs at the import."""
        lines = self._lines.get(str(mutant.file), {})
        found: set[str] = set()
        for line in range(mutant.line, mutant.last + 1):
            found.update(lines.get(str(line), []))
        if "" in found:
            found = {x for some in lines.values() for x in some}
        return sorted(found & self.seconds.keys(), key=lambda x: self.seconds[x])

    def bites(self, mutant: Mutant) -> bool:
        """Whether a test that comes by fails with that change."""
        tests = self.tests_of(mutant)
        patience = PATIENCE + sum(self.seconds[x] for x in tests)
        return bool(tests) and self._copy.bites(mutant.file, mutant.start, mutant.end, mutant.text, tests, patience)


def leave_rules_out(only: str) -> tuple[int, int]:
    """(rules that a test guards, rules) of the list in `tests/rules.py`; the others are printed."""
    some = [x for x in RULES if only in x.name]
    killed = 0
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Copy(folder)
        for tried, rule in enumerate(some, 1):
            source = (ROOT / rule.file).read_bytes()
            start = source.find(rule.text.encode())
            if start < 0:
                print(f"  no longer in {rule.file}: {rule.name}", flush=True)
                continue
            end = start + len(rule.text.encode())
            bitten = copy.bites(Path(rule.file), start, end, rule.without, rule.tests.split(), 600)
            killed += bitten
            if not bitten:
                print(f"  survived  {rule.file}: {rule.name}", flush=True)
            print(f"rules: {killed} of {tried}", file=sys.stderr, flush=True)
    print(f"rules: {killed} of {len(some)} killed", flush=True)
    return killed, len(some)


def try_part(part: str, count: int, seed: int, only: str, minutes: float) -> tuple[int, int]:
    """(killed, tried) of a sample; the survivors are printed."""
    every = [mutant for file in files_of(part) for mutant in mutants_of(ROOT / file)]
    some = random.Random(seed).sample(every, min(count, len(every)))
    if only:
        some = [x for x in every if only in f"{x.file}:{x.line}"]
    killed = tried = 0
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        trial = Trial(Copy(folder), part)
        print(f"{part}: {len(trial.seconds)} tests, {sum(trial.seconds.values()):.0f} s", file=sys.stderr, flush=True)
        until = time.monotonic() + 60 * minutes
        for mutant in some:
            if time.monotonic() > until:
                break
            bitten = trial.bites(mutant)
            tried += 1
            killed += bitten
            if not bitten:
                by = len(trial.tests_of(mutant))
                print(f"  survived {by} tests  {mutant.file}:{mutant.line}  {mutant.what[:110]}", flush=True)
            print(f"{part}: {killed} of {tried}", file=sys.stderr, flush=True)
    print(
        f"{part}: {killed} of {tried} killed ({killed / max(tried, 1):.0%}), of {len(every)}; seed {seed}", flush=True
    )
    return killed, tried


def main() -> int:
    """Try the parts that were named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "parts",
        nargs="*",
        choices=["rules", *PARTS, []],
        help="rules, pricing, till, money (the part of the till that takes and gives it), sales, recovery, day (its reports), manners",
    )
    parser.add_argument("--count", type=int, default=100, help="mutants of each part (default: 100)")
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--minutes", type=float, default=600, help="no new mutant of a part after that time")
    parser.add_argument("--only", default="", help="every mutant of the lines whose FILE:LINE has this text")
    args = parser.parse_args()
    results = {
        part: leave_rules_out(args.only)
        if part == "rules"
        else try_part(part, args.count, args.seed, args.only, args.minutes)
        for part in args.parts or ("rules", *PARTS)
    }
    for part, (killed, tried) in results.items():
        print(f"| {part} | {killed} of {tried} | {killed / max(tried, 1):.0%} |")
    return int("rules" in results and results["rules"][0] < results["rules"][1])


if __name__ == "__main__":
    sys.exit(main())

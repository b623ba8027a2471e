"""Do the tests bite? `make mutants` changes one rule at a time in a copy of the program and runs the tests of its area.

    python tests/mutants.py [PART …] [--count N] [--seed S]

A mutant that every test passes has survived: a rule that could be deleted with nobody noticing. Hours for all of them, hence
a sample by chance (the same for the same seed), and not in CI. The score is in docs/measured.md.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
TIMEOUT = 900  # seconds for the tests of one mutant; what loops for ever is killed, and so is the mutant

PARTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "pricing": (("pos_assist/pricing",), ("tests/pricing",)),
    "till": (("pos_assist/services/till",), ("tests/services/till",)),
    "sales": (
        ("pos_assist/storage/sales.py", "pos_assist/storage/receipt_rows.py", "pos_assist/storage/refund_rows.py"),
        ("tests/storage/test_sales.py", "tests/services/till/test_giving_back.py"),
    ),
    "recovery": (
        ("pos_assist/storage/recovery.py", "pos_assist/storage/replay.py", "pos_assist/storage/journal.py"),
        ("tests/storage/test_recovery.py", "tests/storage/test_coming_back.py"),
    ),
    "manners": (("pos_assist/suggest",), ("tests/suggest",)),
}

_OTHER: dict[type[ast.AST], str] = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==", ast.In: "not in",
    ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is", ast.Add: "-", ast.Sub: "+", ast.Mult: "+", ast.FloorDiv: "*",
}  # fmt: skip


class Mutant(NamedTuple):
    """One change of one file."""

    file: Path
    line: int
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
    for node in (x for x in ast.walk(tree) if id(x) not in inside):
        for where, what, text in changes(node):
            assert where.end_lineno is not None
            assert where.end_col_offset is not None
            start = starts[where.lineno - 1] + where.col_offset
            yield Mutant(file, where.lineno, what, start, starts[where.end_lineno - 1] + where.end_col_offset, text)


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


def bites(copy: Path, mutant: Mutant, tests: tuple[str, ...]) -> bool:
    """Whether a test of the area fails with that change. `copy` is a tree of our own, as it was afterwards."""
    file = copy / mutant.file
    source = file.read_bytes()
    file.write_bytes(source[: mutant.start] + mutant.text.encode() + source[mutant.end :])
    environment = {
        **os.environ,
        "PYTHONPATH": str(copy),
        "PYTHONDONTWRITEBYTECODE": "1",
        "QT_QPA_PLATFORM": "offscreen",
    }
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        return True
    finally:
        file.write_bytes(source)
    return done.returncode != 0


def try_part(part: str, count: int, seed: int) -> tuple[int, int]:
    """(killed, tried) of a sample; the survivors are printed."""
    tests = PARTS[part][1]
    os.chdir(ROOT)
    every = [mutant for file in files_of(part) for mutant in mutants_of(file)]
    some = random.Random(seed).sample(every, min(count, len(every)))
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Path(folder)
        for name in ("pos_assist", "tests", "resources", "packaging", "docs"):
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pyproject.toml", "README.md", "CHANGELOG.md"):
            shutil.copy(ROOT / name, copy / name)
        killed = 0
        for tried, mutant in enumerate(some, 1):
            bitten = bites(copy, mutant, tests)
            killed += bitten
            if not bitten:
                print(f"  survived  {mutant.file}:{mutant.line}  {mutant.what[:110]}", flush=True)
            print(f"\r{part}: {killed} of {tried}", end="", file=sys.stderr, flush=True)
    print(
        f"{part}: {killed} of {len(some)} killed ({killed / max(len(some), 1):.0%}), of {len(every)}; seed {seed}",
        flush=True,
    )
    return killed, len(some)


def main() -> int:
    """Try the parts that were named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="pricing, till, sales, recovery, manners")
    parser.add_argument("--count", type=int, default=100, help="mutants of each part (default: 100)")
    parser.add_argument("--seed", type=int, default=20261122)
    args = parser.parse_args()
    results = {part: try_part(part, args.count, args.seed) for part in args.parts or PARTS}
    for part, (killed, tried) in results.items():
        print(f"| {part} | {killed} of {tried} | {killed / max(tried, 1):.0%} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())

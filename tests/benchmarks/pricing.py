"""How exact and how fast pricing is: `python tests/benchmarks/pricing.py [--per-size N] [CASE_FILE …]`.

Generated shops always, case files (with their expected totals) if given. Times are in milliseconds of this process's CPU, which
other programs on the machine do not lengthen (the budget of 8 ms is read on that clock too); wall time is beside it. Every proven total is checked against HiGHS (or the file's),
every bound of an unproven one too. Exit code 1 if an answer was silently wrong.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).parents[2]))  # run as a script

from pos_assist.cli.price import read_cases
from pos_assist.pricing import Pricer, milp
from pos_assist.pricing.components import greedy
from pos_assist.pricing.deal_index import DealContext, DealIndex
from pos_assist.pricing.deal_uses import Fill, Kind
from pos_assist.pricing.order_discounts import to_pay
from tests.benchmarks.pricing_cases import Case, generated

T = TypeVar("T")

GOALS = {3: (0.05, 0.4, 8), 8: (0.2, 1, 8), 15: (0.5, 8, 16), 30: (8, 8, 0), 60: (8, 8, 0), 100: (8, 8, 0)}


@dataclass
class Row:
    """Everything measured for orders of one size."""

    cold: list[float] = field(default_factory=list)
    cold_wall: list[float] = field(default_factory=list)
    ring_up: list[float] = field(default_factory=list)
    marginals: list[float] = field(default_factory=list)
    proofs: list[float] = field(default_factory=list)
    highs: list[float] = field(default_factory=list)
    over: dict[str, list[int]] = field(default_factory=dict)
    unproven: int = 0
    unfinished: int = 0
    wrong: int = 0
    bad_bounds: int = 0
    gap: list[float] = field(default_factory=list)
    marginals_checked: int = 0
    marginals_inexact: int = 0
    marginals_wrong: int = 0


def main(argv: Sequence[str]) -> int:
    """Measure, print, and say whether anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, metavar="CASE_FILE")
    parser.add_argument("--per-size", type=int, default=8, help="orders per shop and size (default 8)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--largest", type=int, default=100, help="orders of at most so many units (default 100)")
    args = parser.parse_args(argv)
    wrong = 0
    for title, cases in (("case files", _from_files(args.files)), ("generated", generated(args.seed, args.per_size))):
        rows: dict[int, Row] = {}
        for case in cases:
            size = sum(line.qty for line in case.order.lines)
            if size > args.largest:
                continue
            _measure(case, rows.setdefault(size, Row()))
        if rows:
            _print(title, rows)
            wrong += sum(row.wrong + row.bad_bounds + row.marginals_wrong for row in rows.values())
    print(f"silently wrong: {wrong}")
    return 1 if wrong else 0


def _from_files(paths: Sequence[Path]) -> Iterator[Case]:
    for path in paths:
        deals, cases = read_cases(path)
        answers = {str(o["id"]): o["expected"] for o in json.loads(path.read_text(encoding="utf-8"))["orders"]}
        for case in cases:
            expected = answers[case.order.key]
            yield Case(
                path.stem, deals, case.order, case.at, case.candidates, expected["total"], expected.get("marginal")
            )


def _timed(act: Callable[[], T]) -> tuple[T, float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    result = act()
    return result, (time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000


def _measure(case: Case, row: Row) -> None:
    order, at = case.order, case.at
    pricer = Pricer(case.deals, clock=time.thread_time)
    priced, cpu, wall = _timed(lambda: pricer.price(order, at))
    row.cold.append(cpu)
    row.cold_wall.append(wall)
    if case.candidates and sum(line.qty for line in order.lines) <= 15:
        marginals, cpu, _ = _timed(lambda: pricer.marginals(order, [(item,) for item in case.candidates], at))
        row.marginals.append(cpu)
        row.marginals_inexact += sum(not m.exact for m in marginals)
        if priced.proven:
            _check_marginals(case, row, [m.adds if m.exact else None for m in marginals], priced.total)
    row.ring_up.append(_last_ring_up(case))
    lowest, highs_ms, rules = _by_highs(case)
    expected = case.expected if case.expected is not None else lowest
    row.highs.append(highs_ms)
    for rule, over in rules.items():
        row.over.setdefault(rule, []).append(over)
    if not priced.proven:
        row.unproven += 1
        row.gap.append((priced.total - priced.bound) / priced.list_total)
        proved, _, wall = _timed(lambda: pricer.prove(order, at, 10.0))
        row.proofs.append(wall)
        row.unfinished += not proved.proven
        row.wrong += expected is not None and proved.proven and proved.total != expected
    if expected is not None:
        row.wrong += priced.proven and priced.total != expected
        row.bad_bounds += not priced.bound <= expected <= priced.total


def _last_ring_up(case: Case) -> float:
    """What ringing up the last unit costs when the order before it was priced."""
    last = case.order.lines[-1]
    before = case.order.set_qty(last.id, last.qty - 1)
    pricer = Pricer(case.deals, clock=time.thread_time)
    pricer.price(before, case.at)
    return _timed(lambda: pricer.price(case.order, case.at))[1]


def _check_marginals(case: Case, row: Row, adds: Sequence[int | None], total: int) -> None:
    """Against the file's, or against pricing each changed order from nothing."""
    for item, add in zip(case.candidates, adds, strict=True):
        if case.marginals is not None:
            expected = case.marginals.get(item.code)
        else:
            after = Pricer(case.deals).price(case.order.ring(item), case.at)
            expected = after.total - total if after.proven else None
        if expected is not None and add is not None:
            row.marginals_checked += 1
            row.marginals_wrong += add != expected


def _by_highs(case: Case) -> tuple[int | None, float, dict[str, int]]:
    """The lowest total by HiGHS alone (not where a net threshold decides), its time, and what greedy rules overcharge."""
    counts: dict[Kind, int] = {}
    for line in case.order.lines:
        kind = Kind(line.item.price, line.item.code)
        counts[kind] = counts.get(kind, 0) + line.qty
    kinds = sorted(counts)
    have = [counts[kind] for kind in kinds]
    listed = sum(kind.price * n for kind, n in counts.items())
    index = DealIndex(case.deals)
    moment = DealContext(case.at, case.order.mode, bool(case.order.member))
    fills = index.fills(kinds, have, listed, moment)
    if not fills:
        return None, 0.0, {}
    (formed, most), cpu, _ = _timed(lambda: milp.proved(fills, have, 10.0))
    saving = sum(saves for _, _, saves in formed)
    rules = {
        "by priority": saving - _in_turn(sorted(fills, key=lambda f: f.rank), have),
        "by saving": saving - _in_turn(sorted(fills, key=lambda f: -sum(s for _, _, s in greedy([f], have)[:1])), have),
        "by saving per unit": saving - sum(saves for _, _, saves in greedy(fills, have)),
    }
    spends = index.spends_in_force(listed, moment)
    if saving != most or any(spend.net for spend in spends):
        return None, cpu, rules
    return to_pay(spends, listed, listed - saving), cpu, rules


def _in_turn(fills: Sequence[Fill], have: Sequence[int]) -> int:
    """Each deal as often as it can be formed, one after the other: what many registers do."""
    left, saving = list(have), 0
    for fill in fills:
        for _, units, saves in greedy([fill], left):
            saving += saves
            for kind, n in units.items():
                left[kind] -= n
    return saving


def _at(values: Sequence[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * part))] if values else 0.0


def _print(title: str, rows: dict[int, Row]) -> None:
    print(f"{title}: ms of CPU, p50 / p99 (goal)")
    for size in sorted(rows):
        row, (half, most, marginal) = rows[size], GOALS.get(size, (0, 0, 0))
        print(
            f" {size:>3} units × {len(row.cold):<4} cold {_at(row.cold, 0.5):6.2f} / {_at(row.cold, 0.99):6.2f} ({half} / {most})"
            f"  wall {_at(row.cold_wall, 0.5):6.2f} / {_at(row.cold_wall, 0.99):6.2f}"
            f"  ring-up {_at(row.ring_up, 0.5):6.2f} / {_at(row.ring_up, 0.99):6.2f}"
        )
        if row.marginals:
            print(
                f"     marginals {_at(row.marginals, 0.5):.2f} / {_at(row.marginals, 0.99):.2f} ({marginal})"
                f"  checked {row.marginals_checked}, inexact {row.marginals_inexact}, wrong {row.marginals_wrong}"
            )
        print(
            f"     unproven {row.unproven}, bounds wrong {row.bad_bounds}, totals wrong {row.wrong};"
            f" gap p50 {_at(row.gap, 0.5):.1%} max {_at(row.gap, 1):.1%};"
            f" proof p90 {_at(row.proofs, 0.9):.0f} ms wall, unfinished {row.unfinished}"
        )
        over = "; ".join(
            f"{rule} {sum(x > 0 for x in v) / len(v):.0%} of orders, mean {sum(v) / max(1, sum(x > 0 for x in v)):.0f} yen"
            for rule, v in row.over.items()
        )
        ratio = sum(row.highs) / max(1e-9, sum(row.cold))
        print(f"     HiGHS takes {ratio:.1f} × the time (p50 {_at(row.highs, 0.5):.1f} ms). Overcharged: {over}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

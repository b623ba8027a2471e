"""`pos-assist evaluate FILE`: how good the suggestions are on a shop's own receipts, beside plain methods."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pos_assist.cli.history import Basket, read_baskets
from pos_assist.cli.main import OK, common
from pos_assist.domain.problems import BadInput, EnvironmentProblem
from pos_assist.i18n.translate import tr, trn
from pos_assist.learning.in_memory import Learner
from pos_assist.learning.measuring import Confidence, Measured, Model, Popularity, is_sorted, measure, split

_RATES = ("HR@1", "HR@3", "HR@5", "any3")
Saved = dict[str, dict[str, tuple[float, float]]]  # method -> measure -> (percent, standard error)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    parser.add_argument("file", type=Path, metavar="FILE", help=tr("receipts (CSV)"))
    parser.add_argument("--live", action="store_true", help=tr("learn each test receipt after asking about it"))
    parser.add_argument("--newest", type=int, metavar="N", help=tr("learn from the newest N training receipts only"))
    parser.add_argument("--save", type=Path, metavar="F", help=tr("keep the figures in a file"))
    parser.add_argument("--against", type=Path, metavar="F", help=tr("compare with figures kept before"))
    common(parser, shop=False)


def run(args: argparse.Namespace) -> int:
    """Measure the model, print the figures, compare them with earlier ones and save them. Return the exit status."""
    before = _read(args.against) if args.against else None
    baskets = read_baskets(args.file)
    training, test = split(baskets)
    shuffled = is_sorted(baskets)
    training = training[-args.newest :] if args.newest else training
    _describe(args.file, training, test, shuffled)
    results = {}
    methods: tuple[tuple[str, Callable[[Sequence[Basket]], Model]], ...] = (
        (tr("popularity"), Popularity),
        (tr("confidence"), Confidence),
        ("pos-assist", Learner),
    )
    print("  ".join([f"{'':12}", *(f"{name:>11}" for name in _RATES), tr("items shown  p50 ms  p95 ms  learning s")]))
    for name, make in methods:
        start = time.perf_counter()
        model = make(training)
        learning = time.perf_counter() - start
        result = _watch(
            name, measure(model, test, live=args.live, shuffled=shuffled, ticks=time.perf_counter), len(test)
        )
        result.learning = learning
        results[name] = result
        _print(name, result)
    figures: Saved = {n: {m: (r.percent, r.error) for m, r in x.rates.items()} for n, x in results.items()}
    if before is not None:
        _compare(before, figures)
    if args.save:
        _write(args.save, figures)
    return OK


def _describe(file: Path, training: Sequence[Basket], test: Sequence[Basket], shuffled: bool) -> None:
    asked = sum(len(items) > 1 for items, _ in test)
    print(trn("{file}: learned from {n} receipt", "{file}: learned from {n} receipts", len(training), file=file.name))
    print(trn("asked about {n} receipt of two items and more", "asked about {n} receipts of two items and more", asked))
    if shuffled:
        print(tr("The items of each receipt are sorted: any3 shuffles them."))
    print()


def _watch(name: str, growing: Iterator[Measured], total: int) -> Measured:
    result, shown = Measured(), -1
    for done, result in enumerate(growing, 1):  # noqa: B007 — the last one is the result
        percent = done * 100 // total
        if percent != shown and sys.stderr.isatty():
            shown = percent
            print(f"\r{name:12}  {'█' * (percent // 4):25} {percent:3} %", end="", file=sys.stderr, flush=True)
    if shown >= 0:
        print("\r" + " " * 50 + "\r", end="", file=sys.stderr, flush=True)
    return result


def _print(name: str, result: Measured) -> None:
    rates = (f"{result.rates[m].percent:5.2f} ±{result.rates[m].error:4.2f}" for m in _RATES)
    p50, p95 = (result.quantile(q) * 1e3 for q in (0.5, 0.95))
    print("  ".join([f"{name:12}", *rates, f"{len(result.shown):11}  {p50:6.3f}  {p95:6.3f}  {result.learning:10.2f}"]))


def _compare(before: Saved, now: Saved) -> None:
    print()
    for name, rates in now.items():
        for measure_name, (percent, error) in rates.items():
            if measure_name not in before.get(name, {}):
                continue
            change = percent - before[name][measure_name][0]
            word = tr("same") if abs(change) < 0.005 else tr("better") if change > 0 else tr("worse")
            noise = "" if abs(change) >= 2 * error else tr("within two standard errors")
            print(f"{name:12}  {measure_name}  {change:+6.2f}  {word}  {noise}".rstrip())


def _read(file: Path) -> Saved:
    try:
        figures: Saved = {
            str(name): {str(m): (float(r[0]), float(r[1])) for m, r in rates.items()}
            for name, rates in json.loads(file.read_text("utf-8")).items()
        }
    except FileNotFoundError as error:
        raise BadInput("no_such_file", file=str(file)) from error
    except OSError as error:
        raise EnvironmentProblem("file_unreadable", file=str(file), reason=error.strerror or str(error)) from error
    except (ValueError, TypeError, AttributeError, IndexError, KeyError) as error:
        raise BadInput("bad_json", file=str(file), reason=error) from error
    return figures


def _write(file: Path, figures: Saved) -> None:
    try:
        file.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    except OSError as error:
        raise EnvironmentProblem("file_unwritable", file=str(file), reason=error.strerror or str(error)) from error

"""Scans through the real window: rung up, or refused aloud; how many were obeyed otherwise.

    python tests/benchmarks/scanning.py [N] [--jobs 4] [--hogs 2] [--seed 1]

N scans (20,000 is the full run) of ten kinds of code, 4 to 120 ms a key, ended by Enter, Tab or nothing, while ringing up, while
paying, with a part of the money taken, and in the search box; half of them while `--hogs` processes eat the processor. Each of
`--jobs` windows has an X server of its own. Needs Xvfb, xdotool and libXtst. Exit code 1 where one was obeyed otherwise,
except where this machine itself stopped for long within a scan, or was slower throughout than the slowest scanner that is set
(the display's own stamps tell): those are counted apart.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).parents[2]))

from pos_assist.desktop.system.scan_detection import AFTERMATH
from tests.benchmarks.real_window import LABELS, Bench, bench, make_sample
from tests.x_server import x_server

if TYPE_CHECKING:
    from pos_assist.desktop.counter_window.counter_window import CounterWindow

GAPS = (0.004, 0.008, 0.012, 0.02, 0.03, 0.04, 0.06, 0.08, 0.1, 0.12)
ENDS = ("Return", "Tab", "")
PLACES = ("ringing up", "paying", "part paid", "searching")
FAIR = 0.15  # seconds: a longer stop within a scan was this machine's, not a scanner's
SETTLED = AFTERMATH + 0.1  # seconds: nothing struck from then on can belong to the scan before
KNOWN = "2901000000015"  # a cheeseburger


def _digits(chance: Random, n: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(n))


KINDS: dict[str, Callable[[Random], str]] = {
    "EAN-13": lambda c: c.choice((KNOWN, "490" + _digits(c, 10))),
    "EAN-8": lambda c: "49" + _digits(c, 6),
    "UPC-A": lambda c: "0" + _digits(c, 11),
    "ITF-14": lambda c: "1490" + _digits(c, 10),
    "GS1-128": lambda c: "]C10104" + _digits(c, 12) + "17261231",
    "Code 39": lambda c: f"*{_digits(c, 8)}*",
    "Code 128": lambda c: c.choice((LABELS["teriyaki-burger"], f"{_digits(c, 2)}.{_digits(c, 2)}.{_digits(c, 4)}", "+" + _digits(c, 8))),
    "NON-PLU": lambda c: "02" + _digits(c, 11),
    "label of 5": lambda c: c.choice((LABELS["cheeseburger"], _digits(c, 5))),
    "label of 7": lambda c: c.choice((LABELS["hamburger"], _digits(c, 7))),
}  # fmt: skip


def _state(window: CounterWindow) -> tuple[object, ...]:
    """All that a scan could spoil."""
    view = window.till.view
    last = view.last_receipt.key if view.last_receipt else ""
    return (
        view.order.lines,
        view.tenders,
        last,
        len(view.held),
        view.order.mode,
        view.order.member,
        window.search.text(),
    )


def _prepare(window: CounterWindow, place: str) -> None:
    """An order with a cola in it, at that place."""
    from pos_assist.domain.receipts import TenderKind  # noqa: PLC0415 — lazy: with Qt

    till, act = window.till, window.actions_
    window.question.withdraw()
    window.search.leave()
    window.setFocus()
    if till.view.tenders:
        till.back()
    act.begin_again()
    act._enter("")
    act.press_item("cola-m")
    if place in ("paying", "part paid"):
        act.pay()
    if place == "part paid":
        window.show_view(till.tender(TenderKind.CARD, 10))
    if place == "searching":
        window.open_search()
    act.messages.clear()


def _named(made: Bench, code: str) -> str:
    """The code of the item that this scan names, or ""."""
    from pos_assist.domain.codes import patterns_of, read_scan  # noqa: PLC0415 — lazy: with the program
    from pos_assist.domain.settings import LABEL_PATTERNS  # noqa: PLC0415 — lazy: as above

    shop = made.program.shop
    item = shop.storage.catalog.item_by_scan(read_scan(code, patterns_of(shop.setting(LABEL_PATTERNS))))
    return item.code if item and not item.sold_out else ""


def _scan(made: Bench, chance: Random) -> tuple[str, str]:
    """One scan: its kind and place, and what came of it."""
    window = made.window
    kind, place = chance.choice(list(KINDS)), chance.choice(PLACES)
    code, gap, end = KINDS[kind](chance), chance.choice(GAPS), chance.choice(ENDS)
    _prepare(window, place)
    made.turn(SETTLED)  # what belongs to the scan before is over
    before = _state(window)
    longest = made.scan(code, gap, end)
    fair = longest <= gap + FAIR and made.pace() <= window.keyboard.scanner.gap
    after = _state(window)
    lines = window.till.view.order.lines
    item = _named(made, code) if place != "part paid" else ""
    one_more = bool(item) and [(x.item.code, x.qty) for x in lines] == [("cola-m", 1), (item, 1)]
    if item == "cola-m":
        one_more = [(x.item.code, x.qty) for x in lines] == [("cola-m", 2)]
    rest_unchanged = after[1:] == before[1:]
    refused = window.foot.alarm  # a short one while paying is asked about, too: a quick hand may have typed cash
    pending = window.actions_.entry or (window.question.question and not refused)
    if one_more and rest_unchanged and not pending:
        result = "rung up"
    elif after == before and not pending:
        result = "refused aloud" if refused else "nothing, in silence"
    else:
        result = "OBEYED"
    if not fair:
        result += ", torn"
    if result.split(",")[0] not in ("rung up", "refused aloud"):
        told = f"{result}: {code} {gap * 1000:.0f} ms (longest {longest * 1000:.0f}) {end or 'no'} suffix, {place}: "
        print(told + f"{[(x.item.code, x.qty) for x in lines]} {after[1:]} entry {window.actions_.entry!r}", flush=True)
    return kind, result


def _run(n: int, seed: int, hogs: int) -> None:
    """N scans in one window; the counts as one JSON line."""
    chance, counts = Random(seed), Counter[str]()
    with (
        tempfile.TemporaryDirectory() as folder,
        x_server() as screen,
        bench(make_sample(Path(folder)), screen) as made,
    ):
        for half in (0, hogs):
            eaters = [multiprocessing.get_context("spawn").Process(target=_eat, daemon=True) for _ in range(half)]
            for eater in eaters:
                eater.start()
            for _ in range(n // 2):
                kind, result = _scan(made, chance)
                counts[f"{kind}|{result}"] += 1
            for eater in eaters:
                eater.kill()
                eater.join()
    print("counts " + json.dumps(counts), flush=True)


def _eat() -> None:
    while True:
        pass


def main() -> int:
    """Run the jobs and add up."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("n", nargs="?", type=int, default=400)
    parser.add_argument("--jobs", type=int, default=4)
    parser.add_argument("--hogs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        _run(args.n, args.seed, args.hogs)
        return 0
    each = -(-args.n // args.jobs // 2) * 2
    command = [sys.executable, __file__, str(each), "--one"]
    jobs = [
        subprocess.Popen(
            [*command, "--seed", str(1000 * args.seed + i), "--hogs", str(args.hogs if i == 0 else 0)],
            stdout=subprocess.PIPE, text=True,
        )
        for i in range(args.jobs)
    ]  # fmt: skip
    counts = Counter[str]()
    for job in jobs:
        out, _ = job.communicate()
        for line in out.splitlines():
            if line.startswith("counts "):
                counts.update(json.loads(line.removeprefix("counts ")))
            else:
                print(line)
    results = sorted({key.split("|")[1] for key in counts})
    print(f"{'':<12}" + "".join(f"{x:>22}" for x in results))
    for kind in KINDS:
        print(f"{kind:<12}" + "".join(f"{counts[f'{kind}|{x}']:>22,}" for x in results))
    total = sum(counts.values())
    obeyed = {key: n for key, n in counts.items() if "|OBEYED" in key or "|nothing" in key}
    torn = sum(n for key, n in counts.items() if key.endswith(", torn"))
    wrong = sum(n for key, n in obeyed.items() if not key.endswith(", torn"))
    print(
        f"{total:,} scans, {torn:,} of them torn by more than {FAIR * 1000:.0f} ms or slower than any scanner: {wrong} obeyed otherwise than as a scan, "
        f"{sum(obeyed.values()) - wrong} of the torn ones"
    )
    return 1 if wrong or not total else 0


if __name__ == "__main__":
    raise SystemExit(main())

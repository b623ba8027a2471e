"""The real program in a real window under Xvfb: clicks, keys and scans come from xdotool, receipts are read back."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.desktop.hands import POTATO_M, UNKNOWN
from tests.x_server import Environment, need_x_server, x_server

pytestmark = pytest.mark.xvfb
PATIENCE = 40.0  # seconds, on a machine that does much else
CHEESEBURGER_AT, CARD_AT = (80, 170), (1100, 160)  # px, at 1366×768


@pytest.fixture(scope="module")
def screen() -> Iterator[Environment]:
    """The environment of programs on a screen of 1366×768."""
    need_x_server()
    with x_server() as environment:
        yield environment


@dataclass
class Till:
    """The program, and hands on its window."""

    process: subprocess.Popen[str]
    environment: Environment
    shop: Path

    def hand(self, *what: str) -> str:
        """One xdotool command."""
        return subprocess.run(
            ["xdotool", *what], env=self.environment, check=True, capture_output=True, text=True, timeout=PATIENCE
        ).stdout

    def scan(self, code: str) -> None:
        """A scanner's keys, 2 ms apart, Enter with them: a second xdotool would strike it too late for a scanner."""
        self.hand("key", "--delay", "2", *code, "Return")

    def scan_slowly(self, code: str, gap: float, end: str) -> None:
        """A scanner of that pace, in seconds, and ending: «Return», «Tab» or none."""
        program = Path(__file__).parents[1] / "benchmarks" / "x_keys.py"
        asked = json.dumps({"text": code, "gap": gap, "end": end})
        subprocess.run(
            [sys.executable, str(program), self.environment["DISPLAY"]],
            input=asked, check=True, text=True, stdout=subprocess.DEVNULL, timeout=PATIENCE,
        )  # fmt: skip

    def click(self, at: tuple[int, int]) -> None:
        """The left button there."""
        self.hand("mousemove", str(at[0]), str(at[1]), "click", "1")

    def wait_for(self, happened: Callable[[], object], *, striking: str | None = None) -> None:
        """Wait until it has happened, however slow the machine is; `striking` a key again and again meanwhile."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if striking:
                self.hand("key", striking)
            for _ in range(10):
                if happened():
                    return
                time.sleep(0.05)  # between two looks, not for something to be over
        raise AssertionError(f"never happened: {happened}")

    def wait_for_order(self, *codes: str) -> None:
        """Wait until the open order is on the disk with these items, and perhaps more."""
        self.wait_for(lambda: set(codes) <= self.open_items())

    def open_items(self) -> set[str]:
        """The items of the open order as they are on the disk."""
        with closing(sqlite3.connect(f"file:{self.shop}?mode=ro", uri=True)) as connection:
            saved = [json.loads(text) for (text,) in connection.execute("SELECT saved FROM open_orders WHERE NOT held")]
        return {line["item"]["code"] for order in saved for line in order["order"]["lines"]}

    def sold(self, *items: str) -> bool:
        """Whether the journal tells a sale of all these items."""
        journal = self.shop.with_suffix(".journal")
        lines = journal.read_text(encoding="utf-8").splitlines() if journal.exists() else []
        return any('"kind":"sale"' in line and all(f'"{item}"' in line for item in items) for line in lines)

    def starts(self) -> int:
        """How often a window of this shop has painted its first frame and listens."""
        diary = self.shop.parent / "logs" / "pos-assist.log"
        return diary.read_text(encoding="utf-8").count(" began") if diary.exists() else 0


def start(shop: Path, screen: Environment, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pos_assist", "--shop", str(shop), "--lang", "ja", *more]
    return subprocess.Popen(command, env=screen, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@contextmanager
def in_front(shop: Path, screen: Environment) -> Iterator[Till]:
    """The program, its window in front; ended at the end."""
    process = start(shop, screen)
    till = Till(process, screen, shop)
    starts = till.starts()
    try:
        window = till.hand("search", "--sync", "--onlyvisible", "--name", "レジ").split()[0]
        till.hand("windowfocus", "--sync", window)
        till.wait_for(lambda: till.starts() > starts)
        yield till
    except subprocess.TimeoutExpired as late:
        process.kill()
        out, _ = process.communicate()
        raise AssertionError(f"the window did not come: {out}") from late
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)
        assert process.stdout is not None
        process.stdout.close()


@pytest.fixture
def till(screen: Environment, shop_file: Path) -> Iterator[Till]:
    """The program on a copy of the sample."""
    with in_front(shop_file, screen) as till:
        yield till


def receipts(shop: Path) -> list[dict[str, object]]:
    """What `pos-assist receipts --json` tells."""
    command = [sys.executable, "-m", "pos_assist", "receipts", "--json", "--shop", str(shop)]
    out = subprocess.run(command, check=True, capture_output=True, text=True, timeout=PATIENCE).stdout
    return [json.loads(line) for line in out.splitlines()]


def test_ring_up_by_click_and_scan_accept_by_key_pay_and_find_the_receipt(till: Till) -> None:
    till.click(CHEESEBURGER_AT)
    till.scan(POTATO_M)
    till.scan(UNKNOWN)  # changes nothing
    till.wait_for_order("cheeseburger", "potato-m")
    before = till.open_items()
    till.wait_for(lambda: till.open_items() != before, striking="F1")  # not before a card was in sight for 300 ms
    till.hand("key", "F12")
    till.wait_for(lambda: till.sold("cheeseburger"), striking="Return")
    till.process.terminate()
    till.process.wait(timeout=PATIENCE)
    (sale,) = receipts(till.shop)[-1:]
    assert sale["whole"] is True
    assert sale["lines"]


def test_a_second_start_raises_the_window_and_ends_well(till: Till, screen: Environment) -> None:
    second = start(till.shop, screen)
    out, _ = second.communicate(timeout=PATIENCE)
    assert second.returncode == 0
    assert "手前" in out
    assert till.process.poll() is None


def test_a_killed_counter_offers_the_open_order_again(till: Till, screen: Environment) -> None:
    till.click(CHEESEBURGER_AT)
    till.scan(POTATO_M)
    till.wait_for_order("cheeseburger", "potato-m")
    till.process.kill()
    till.process.wait(timeout=PATIENCE)
    with in_front(till.shop, screen) as again:
        again.hand("key", "F12")
        again.wait_for(lambda: again.sold("cheeseburger", "potato-m"), striking="Return")


def test_slow_scans_with_any_ending_are_rung_up_or_refused_and_never_a_quantity_or_money(till: Till) -> None:
    till.click(CHEESEBURGER_AT)
    till.scan_slowly(POTATO_M, 0.08, "Tab")
    till.wait_for_order("cheeseburger", "potato-m")
    for gap, end in ((0.04, "Return"), (0.06, ""), (0.12, "Return")):
        till.scan_slowly(UNKNOWN, gap, end)
    till.hand("key", "F12")
    for gap, end in ((0.04, "Return"), (0.06, "")):
        till.scan_slowly(UNKNOWN, gap, end)
    till.scan_slowly("2345678", 0.06, "Return")
    till.wait_for(lambda: till.sold("cheeseburger", "potato-m"), striking="Return")
    till.process.terminate()
    till.process.wait(timeout=PATIENCE)
    (sale,) = receipts(till.shop)[-1:]
    assert (sale["lines"], sale["total"]) == (2, 490)  # one cheeseburger, one potato, as a pair

"""The real program in a real window under Xvfb: clicks, keys and scans come from xdotool, receipts are read back."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.desktop.hands import POTATO_M, UNKNOWN

pytestmark = pytest.mark.xvfb
PATIENCE = 40.0  # seconds, on a machine that does much else
CHEESEBURGER_AT, CARD_AT = (80, 170), (1100, 160)  # px, at 1366×768


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A screen of 1366×768 on a free number."""
    for tool in ("Xvfb", "xdotool"):
        if shutil.which(tool) is None:
            if os.environ.get("CI"):
                pytest.fail(f"{tool} is not installed")
            pytest.skip(f"{tool} is not installed: apt-get install xvfb xdotool")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as answer:
        number = answer.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()


@dataclass
class Till:
    """The program, and hands on its window."""

    process: subprocess.Popen[str]
    environment: dict[str, str]
    shop: Path

    def hand(self, *what: str) -> str:
        """One xdotool command."""
        return subprocess.run(
            ["xdotool", *what], env=self.environment, check=True, capture_output=True, text=True, timeout=PATIENCE
        ).stdout

    def scan(self, code: str) -> None:
        """A scanner's keys, 2 ms apart."""
        self.hand("type", "--delay", "2", code)
        self.hand("key", "Return")

    def click(self, at: tuple[int, int]) -> None:
        """The left button there."""
        self.hand("mousemove", str(at[0]), str(at[1]), "click", "1")

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Wait until the journal of the till tells it."""
        until = time.monotonic() + PATIENCE
        journal = self.shop.with_suffix(".journal")
        while time.monotonic() < until:
            if journal.exists() and (found := re.search(pattern, journal.read_text(encoding="utf-8"))):
                return found
            time.sleep(0.05)
        raise AssertionError(f"never in the journal: {pattern}")


def start(shop: Path, display: str, *more: str) -> tuple[subprocess.Popen[str], dict[str, str]]:
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    command = [sys.executable, "-m", "pos_assist", "--shop", str(shop), "--lang", "ja", *more]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ), environment


@contextmanager
def in_front(shop: Path, display: str) -> Iterator[Till]:
    """The program, its window in front; ended at the end."""
    process, environment = start(shop, display)
    till = Till(process, environment, shop)
    try:
        window = till.hand("search", "--sync", "--onlyvisible", "--name", "レジ").split()[0]
        till.hand("windowfocus", "--sync", window)
        time.sleep(1.0)  # for the first frame and the first turn of the event loop
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
def till(display: str, shop_file: Path) -> Iterator[Till]:
    """The program on a copy of the sample."""
    with in_front(shop_file, display) as till:
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
    time.sleep(0.6)  # a card must have been in sight for 300 ms
    till.hand("key", "F1")
    time.sleep(0.3)
    till.hand("key", "F12")
    time.sleep(0.3)
    till.hand("key", "Return")
    told = till.wait_for(r'"cheeseburger"[^\n]*"potato-[ml]"')
    assert told
    till.process.terminate()
    till.process.wait(timeout=PATIENCE)
    (sale,) = receipts(till.shop)[-1:]
    assert sale["whole"] is True
    assert sale["lines"]


def test_a_second_start_raises_the_window_and_ends_well(till: Till, display: str) -> None:
    second, _ = start(till.shop, display)
    out, _ = second.communicate(timeout=PATIENCE)
    assert second.returncode == 0
    assert "手前" in out
    assert till.process.poll() is None


def test_a_killed_counter_offers_the_open_order_again(till: Till, display: str) -> None:
    till.click(CHEESEBURGER_AT)
    till.scan(POTATO_M)
    time.sleep(1.0)
    till.process.kill()
    till.process.wait(timeout=PATIENCE)
    with in_front(till.shop, display) as again:
        again.hand("key", "F12")
        time.sleep(0.3)
        again.hand("key", "Return")
        assert again.wait_for(r'"cheeseburger"[^\n]*"potato-m"')

"""The relay between a register and its display, on real pseudo terminals, as a process of its own; and the window that reads along."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from pos_assist.cli.report import as_json
from pos_assist.desktop.feed_server import FeedServer
from pos_assist.desktop.shared.offer_card import Card
from pos_assist.devices import pole
from pos_assist.domain.device_settings import PoleKind
from pos_assist.domain.feed_settings import FEED_SETS
from pos_assist.domain.offers import Outcome
from pos_assist.domain.receipts import FOLLOWED
from pos_assist.domain.settings import CONTROL_SHARE
from pos_assist.services.feeds.feed import new_token
from pos_assist.services.feeds.token_file import Access, write_access
from pos_assist.shop import open_shop
from tests.desktop.companion.conftest import OpenCompanion
from tests.desktop.hands import click

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo terminals")
HURRY = 10  # the shop's seconds in one of ours


class Lines:
    """A register, the relay and a display, wired together."""

    def __init__(self, shop_file: Path, kind: PoleKind = PoleKind.EPSON) -> None:
        self.register, source = os.openpty()
        self.display, sink = os.openpty()
        for end in (self.register, self.display):
            os.set_blocking(end, False)
        command = [
            sys.executable,
            "-m",
            "pos_assist",
            "relay",
            os.ttyname(source),
            os.ttyname(sink),
            "--kind",
            str(kind),
        ]
        command += ["--shop", "burger", "--data-dir", str(shop_file.parent)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert self.process.stdout is not None
        self.process.stdout.readline()  # it says that it relays
        self._open = [self.register, source, self.display, sink]
        self._kind = kind
        self.sent = self.shown = b""

    def send(self, data: bytes) -> None:
        """What the register sends; waits as a serial line makes it wait."""
        while data:
            with contextlib.suppress(BlockingIOError):
                n = os.write(self.register, data)
                self.sent, data = self.sent + data[:n], data[n:]
            self.all_shown()

    def screen(self, upper: str, lower: str) -> None:
        """Two lines, in two halves: a frame half drawn is never judged."""
        data = pole.changes(self._kind, ("\0", "\0"), (upper, lower))
        self.send(data[: len(data) // 2])
        self.send(data[len(data) // 2 :])

    def all_shown(self) -> bool:
        """Whether the display has got every byte."""
        with contextlib.suppress(BlockingIOError):
            self.shown += os.read(self.display, 1 << 16)
        return self.shown == self.sent

    def close(self) -> None:
        self.process.terminate()
        self.process.communicate()
        for end in self._open:
            os.close(end)


@pytest.fixture
def wire(shop_file: Path) -> Iterator[Callable[..., Lines]]:
    made: list[Lines] = []

    def connect(*args: PoleKind) -> Lines:
        made.append(Lines(shop_file, *args))
        return made[-1]

    yield connect
    for lines in made:
        lines.close()


def test_without_a_window_the_display_shows_everything(qtbot: QtBot, wire: Callable[..., Lines]) -> None:
    lines = wire()
    lines.send(bytes(range(256)) * 20)
    qtbot.waitUntil(lines.all_shown, timeout=10_000)


def test_a_window_that_hears_and_never_answers_slows_no_byte(
    qtbot: QtBot, wire: Callable[..., Lines], shop_file: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        write_access(shop_file, Access(deaf.getsockname()[1], "token"))
        lines = wire()
        begin = time.monotonic()
        for _ in range(40):
            lines.send(b"x" * 500)
        qtbot.waitUntil(lines.all_shown, timeout=10_000)
        assert time.monotonic() - begin < 9, "less than one answer is waited for"


def test_what_the_display_answers_comes_back_to_the_register(qtbot: QtBot, wire: Callable[..., Lines]) -> None:
    lines = wire()
    os.write(lines.display, b"\x06ready")
    back = bytearray()

    def came() -> bool:
        with contextlib.suppress(BlockingIOError):
            back.extend(os.read(lines.register, 100))
        return bytes(back) == b"\x06ready"

    qtbot.waitUntil(came, timeout=10_000)


@pytest.mark.parametrize("kind", list(PoleKind))
def test_an_order_on_the_display_is_offered_for_and_the_report_counts_what_was_taken(
    shop_file: Path,
    qtbot: QtBot,
    open_companion: OpenCompanion,
    same_keys: Callable[[], str],
    wire: Callable[..., Lines],
    kind: PoleKind,
) -> None:
    """The burger sample's orders by a display stream alone, with the real window; what is tapped there, the cashier keys."""
    shop = open_shop(shop_file, ticks=lambda: time.monotonic() * HURRY, new_key=same_keys)
    shop.storage.catalog.put_setting(FEED_SETS.name, "1")
    shop.storage.catalog.put_setting(CONTROL_SHARE.name, "0")
    shop.feeds.give_consent("店長")
    server = FeedServer(shop.follow(new_token()), shop.path)
    window = open_companion(server.feed, (340, 768))
    till, lines = server.feed.till, wire(kind)

    def show(upper: str, lower: str, done: Callable[[], bool]) -> None:
        lines.screen(upper, lower)
        qtbot.waitUntil(lambda: lines.all_shown() and done(), timeout=20_000)

    def key(code: str) -> None:
        item = till.item(code)
        assert item
        units = sum(till.view.order.units().values())
        show(
            pole.spoken(item.title, item.reading),
            f"\\{item.price:,}".rjust(20),
            lambda: sum(till.view.order.units().values()) == units + 1,
        )

    def pay() -> int:
        total = till.view.priced.total
        show("ｺﾞｳｹｲ", f"\\{total:,}".rjust(20), lambda: till.view.moment == "paying")
        show("ｱｽﾞｶﾘ", f"ｵﾂﾘ \\{10_000 - total:,}", lambda: not till.order_id)
        return total

    lines.screen("ｲﾗｯｼｬｲﾏｾ", "")
    qtbot.waitUntil(lambda: server.feed.driver is not None, timeout=20_000)
    key("hamburger")  # the first order begins before the window is sure of anything
    paid = [pay()]
    for codes in (["cheeseburger"], ["teriyaki-burger"]):
        for code in codes:
            key(code)
        assert till.sure
        card = window.panel.cards[1]

        def was_read(card: Card = card) -> bool:
            return card.offer is not None and till.age(card.offer.id) > 2

        qtbot.waitUntil(was_read, timeout=20_000)
        assert card.offer
        taken = card.offer.items
        click(card)
        for code in taken:
            key(code)
        paid.append(pay())
    sold = [x for x in shop.all_receipts() if x.till == FOLLOWED]
    assert sorted(x.total for x in sold) == sorted(paid)
    accepted = [x for x in shop.storage.results.offers() if x.outcome is Outcome.ACCEPTED]
    assert len(accepted) == 2
    assert as_json(shop.manage("").effect())["offers"]["accepted"] == 2
    window.close()
    server.close()
    qtbot.waitUntil(lambda: not server._clients)
    server.deleteLater()
    shop.close()

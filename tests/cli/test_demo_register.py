"""The register in the terminal, told by its customer display alone: what a relay would hear of it is understood."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any, cast

import pytest

from pos_assist.cli.demo_register import DemoRegister, DisplayRegister
from pos_assist.cli.feed_connection import Connection
from pos_assist.domain.feed_settings import FEED_SETS
from pos_assist.domain.feeds import FeedKind
from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.services.feeds.token_file import Access
from pos_assist.shop import make_shop, open_shop
from pos_assist.system.paths import resources
from tests.services.feeds.conftest import Register


class Wire:
    """The line to the window, without a socket."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self.heard: list[dict[str, Any]] = []

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        return cast("dict[str, Any]", self._register.call(method, **params))

    def notices(self, _seconds: float) -> Iterator[dict[str, Any]]:
        time.sleep(0)  # the one that types gets its turn
        heard, self.heard = self.heard, []
        return iter(heard)


def test_what_its_display_shows_is_followed_to_the_payment(tmp_path: Path) -> None:
    make_shop(resources() / "shops" / "burger", tmp_path / "burger.db")
    at_a_persons_pace = count(0, 0.5).__next__  # the same again within 0.3 s may be one item that was drawn twice
    with closing(open_shop(tmp_path / "burger.db", ticks=at_a_persons_pace)) as shop:
        shop.feeds.give_consent("店長")
        shop.storage.catalog.put_setting(FEED_SETS.name, "1")
        feed = shop.follow()
        window = Register(feed)
        window.hello()
        demo = DisplayRegister(shop.till, cast("Connection", Wire(window)), 0.0)
        demo.serve_by_hand(iter(["チーズバーガー", "チーズバーガー", "-", "コーラ L"]))
        assert [(x.item.code, x.qty) for x in feed.till.view.order.lines] == [("cheeseburger", 1), ("cola-l", 1)]
        assert feed.till.sure
        demo.pay()
        (day,) = shop.feeds.days()
        assert (day.feed, day.agreed, day.wrong, day.unsure) == (FeedKind.DISPLAY, 1, 0, 0)
        feed.till.stop()


def test_what_was_chosen_while_the_cashier_typed_nothing_is_in_the_order_that_is_paid_next(tmp_path: Path) -> None:
    """An item, a tap on a card in the window, «=»: as the README has it."""
    make_shop(resources() / "shops" / "burger", tmp_path / "burger.db")
    with closing(open_shop(tmp_path / "burger.db")) as shop:
        shop.feeds.give_consent("店長")
        shop.storage.catalog.put_setting(FEED_SETS.name, "1")
        feed = shop.follow()
        window = Register(feed)
        window.hello()
        wire = Wire(window)
        demo = DemoRegister(shop.till, cast("Connection", wire), 0.0)

        def typed() -> Iterator[str]:
            yield "チーズバーガー"
            while not feed.till.view.order.lines:
                time.sleep(0)
            lines = [{"sku": "potato-m", "name": "ポテト M"}]
            chosen = {"order_id": feed.till.order_id, "lines_to_add": lines, "lines_to_remove": []}
            wire.heard.append({"method": "suggestion.chosen", "params": chosen})
            yield "="

        demo.serve_by_hand(typed())
        receipt = feed.till.view.last_receipt
        assert receipt is not None
        assert [x.item.code for x in receipt.lines] == ["cheeseburger", "potato-m"]
        feed.till.stop()


@pytest.mark.parametrize("ends", ["closed", "reset"])
def test_a_window_that_has_gone_is_told_in_words_however_it_went(ends: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as window:

        def answer() -> None:
            line, _ = window.accept()
            line.recv(1 << 16)
            line.sendall(b'{"jsonrpc": "2.0", "id": 1, "result": {}}\n')
            if ends == "reset":
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            line.close()

        serving = Thread(target=answer)
        serving.start()
        with Connection(Access(window.getsockname()[1], "", 0), "test") as connection:
            serving.join()
            for _ in range(3):
                with pytest.raises(EnvironmentProblem, match="no_api"):
                    connection.call("order.put")

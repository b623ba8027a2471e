"""The register in the terminal, told by its customer display alone: what a relay would hear of it is understood."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, cast

from pos_assist.cli.demo_register import DisplayRegister
from pos_assist.cli.feed_connection import Connection
from pos_assist.domain.feed_settings import FEED_SETS
from pos_assist.domain.feeds import FeedKind
from pos_assist.shop import make_shop, open_shop
from pos_assist.system.paths import resources
from tests.services.feeds.conftest import Register


class Wire:
    """The line to the window, without a socket."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        return cast("dict[str, Any]", self._register.call(method, **params))

    def notices(self, _seconds: float) -> Iterator[dict[str, Any]]:
        return iter(())


def test_what_its_display_shows_is_followed_to_the_payment(tmp_path: Path) -> None:
    make_shop(resources() / "shops" / "burger", tmp_path / "burger.db")
    with closing(open_shop(tmp_path / "burger.db")) as shop:
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

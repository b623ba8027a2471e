"""A register beside a real sample shop, talking to it in lines; the clock is the test's."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from pos_assist.domain.device_settings import PoleKind
from pos_assist.domain.feed_settings import FEED_SETS
from pos_assist.domain.settings import CONTROL_SHARE
from pos_assist.services.feeds.display.display_follower import DisplayFollower
from pos_assist.services.feeds.display.display_names import DisplayNames
from pos_assist.services.feeds.display.display_profile import DisplayProfile
from pos_assist.services.feeds.feed import Feed, Session
from pos_assist.shop import Shop, open_shop
from tests.services.feeds.display_register import screen
from tests.services.till.conftest import Clock, burger_file

__all__ = ["burger_file"]


@dataclass
class Register:
    """A client as a test writes one: it calls, and keeps what it hears."""

    feed: Feed
    heard: list[dict[str, Any]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    rev: int = 0

    def __post_init__(self) -> None:
        self.session: Session = self.feed.connected(lambda line: self.heard.extend(map(json.loads, line.splitlines())))

    def say(self, line: bytes) -> dict[str, Any]:
        """Send a line; the answer to it."""
        before = len(self.heard)
        self.session.receive(line)
        return next((x for x in self.heard[before:] if "id" in x), {})

    def call(self, method: str, **params: Any) -> Any:
        """Call a method; its result, or its error's code."""
        call = {"jsonrpc": "2.0", "id": next(self.numbers), "method": method, "params": params}
        answer = self.say(json.dumps(call).encode())
        return answer["result"] if "result" in answer else answer["error"]["code"]

    def hello(self, **params: Any) -> Any:
        return self.call("session.hello", **{"client": "test", "api": "1", **params})

    def put(self, order: str, *skus: str, rev: int = 0, **params: Any) -> Any:
        """An order of one of each item, at the catalog's prices, in the next revision."""
        self.rev = rev or self.rev + 1
        lines = [self.line(sku, f"{sku}-{i}") for i, sku in enumerate(skus)]
        return self.call("order.put", order_id=order, rev=self.rev, lines=lines, **params)

    def line(self, sku: str, line_id: str = "1", qty: str = "1", **more: Any) -> dict[str, Any]:
        item = self.feed.till.item(sku)
        assert item is not None
        return {"line_id": line_id, "sku": sku, "qty": qty, "unit_price": item.price, **more}

    def notices(self, method: str) -> list[dict[str, Any]]:
        return [x["params"] for x in self.heard if x.get("method") == method]

    @property
    def offers(self) -> list[dict[str, Any]]:
        """What was offered last."""
        last = self.notices("suggestion.changed")[-1]
        return [*([last["upgrade"]] if last["upgrade"] else []), *last["addons"], *last["sets"]]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shop(burger_file: Path, tmp_path: Path, clock: Clock) -> Iterator[Shop]:
    """The burger shop, beside a register that knows its sets; every order sees offers."""
    path = tmp_path / "burger.db"
    shutil.copy(burger_file, path)
    keys = count(1)
    opened = open_shop(path, now=clock.now, ticks=clock.ticks, new_key=lambda: f"order-{next(keys)}")
    opened.storage.catalog.put_setting(FEED_SETS.name, "1")
    opened.storage.catalog.put_setting(CONTROL_SHARE.name, "0")
    opened.feeds.give_consent("店長")
    yield opened
    opened.close()


@pytest.fixture
def feed(shop: Shop) -> Iterator[Feed]:
    """The shop's feed, its offers in sight as in an open companion window."""
    made = shop.follow()
    made.till.show_in_sight(True)
    yield made
    made.till.stop()


@pytest.fixture
def register(feed: Feed) -> Register:
    """A register that drives."""
    made = Register(feed)
    made.hello()
    return made


NewRegister = Callable[[], Register]


@pytest.fixture
def another(feed: Feed) -> NewRegister:
    """One more client."""
    return lambda: Register(feed)


NewFollower = Callable[..., DisplayFollower]


@pytest.fixture
def follow(feed: Feed, shop: Shop) -> NewFollower:
    """Follows an Epson display of the shop from its welcome on; with what a profile says otherwise."""
    names = DisplayNames(shop.storage.browse.items(shop.storage.browse.item_codes()))

    def made(**profile: object) -> DisplayFollower:
        follower = DisplayFollower(feed.till, names, DisplayProfile(**profile))  # type: ignore[arg-type]  # a test's own words
        follower.burst(screen(PoleKind.EPSON, "ｲﾗｯｼｬｲﾏｾ", ""), 0)
        return follower

    return made

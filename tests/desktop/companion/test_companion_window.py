"""The companion window: real taps on real cards beside a register that talks to the real socket."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pos_assist.cli.report import as_json
from pos_assist.desktop.companion import companion_window
from pos_assist.desktop.companion.companion_app import show_office
from pos_assist.desktop.companion.companion_window import CompanionWindow
from pos_assist.desktop.feed_server import FeedServer
from pos_assist.desktop.shared import painting
from pos_assist.desktop.shared.offer_card import Card
from pos_assist.domain.feed_settings import FEED_SETS, Dock
from pos_assist.domain.feeds import FeedRefusal
from pos_assist.domain.offers import Outcome
from pos_assist.domain.receipts import FOLLOWED
from pos_assist.domain.settings import CONTROL_SHARE
from pos_assist.i18n.feed_texts import REFUSALS
from pos_assist.i18n.translate import tr
from pos_assist.services.feeds.feed import Feed, new_token
from pos_assist.services.feeds.followed_order import Result
from pos_assist.services.feeds.snapshot import read_snapshot
from pos_assist.shop import Shop, open_shop
from tests.desktop.companion.conftest import OpenCompanion
from tests.desktop.hands import Clock, click
from tests.services.feeds.conftest import Register

HURRY = 10  # the shop's seconds in one of ours: a card counts as shown after 0.1 s


@pytest.fixture
def feed(shop: Shop) -> Feed:
    shop.storage.catalog.put_setting(FEED_SETS.name, "1")
    shop.storage.catalog.put_setting(CONTROL_SHARE.name, "0")
    shop.feeds.give_consent("店長")
    return shop.follow()


def put(feed: Feed, *codes: str, rev: int = 1, sure: bool = True) -> None:
    """The register tells its order."""
    lines = []
    for i, code in enumerate(codes):
        item = feed.till.item(code)
        assert item
        lines.append({"line_id": str(i), "sku": code, "qty": "1", "unit_price": item.price})
    feed.till.put(read_snapshot({"order_id": "A1", "rev": rev, "lines": lines}), sure=sure)
    feed.suggestions_changed()


def decline(card: Card) -> None:
    """A touch on the card's ×."""
    QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=card.cells()["no"].center())
    QApplication.processEvents()


def test_a_tap_asks_the_register_for_the_item_and_says_what_to_do(
    feed: Feed, open_companion: OpenCompanion, clock: Clock
) -> None:
    window = open_companion(feed)
    told: list[bytes] = []
    client = feed.connected(told.append)
    client.receive(b'{"jsonrpc":"2.0","id":1,"method":"session.hello","params":{"client":"r","api":"1"}}')
    put(feed, "cheeseburger")
    clock.now += 1
    click(window.panel.cards[1])
    [chosen] = [x for x in map(json.loads, told) if x.get("method") == "suggestion.chosen"]
    assert [x["sku"] for x in chosen["params"]["lines_to_add"]] == ["potato-m"]
    assert window.panel.cards[1].note
    assert [x.item.code for x in feed.till.view.order.lines] == ["cheeseburger"], "we key nothing in ourselves"


def test_a_tap_on_a_card_that_has_only_just_come_is_none(
    feed: Feed, open_companion: OpenCompanion, clock: Clock
) -> None:
    window = open_companion(feed)
    put(feed, "cheeseburger")
    clock.now += 0.2
    click(window.panel.cards[1])
    assert not window.panel.cards[1].note


def test_a_no_puts_the_card_away(feed: Feed, open_companion: OpenCompanion, clock: Clock) -> None:
    window = open_companion(feed)
    put(feed, "cheeseburger")
    clock.now += 1
    gone = window.panel.cards[1].offer
    decline(window.panel.cards[1])
    assert gone
    assert gone.id not in [x.id for x in feed.till.view.panel.offers()]


@pytest.mark.parametrize("result", [Result.PAID, Result.HELD, Result.CANCELLED])
def test_nothing_of_an_order_stays_once_it_is_closed(feed: Feed, open_companion: OpenCompanion, result: Result) -> None:
    window = open_companion(feed)
    told: list[bytes] = []
    client = feed.connected(told.append)
    client.receive(b'{"jsonrpc":"2.0","id":1,"method":"session.hello","params":{"client":"r","api":"1"}}')
    empty = _all_that_is_said(window)
    put(feed, "cheeseburger")
    window._tell_why(next(x.offer.id for x in window.panel.cards if x.offer))
    assert _all_that_is_said(window) != empty
    close = {"order_id": "A1", "result": result, "total": 240}
    client.receive(json.dumps({"jsonrpc": "2.0", "id": 2, "method": "order.close", "params": close}).encode())
    assert b"error" not in b"".join(told)
    assert not window.why.isVisible()
    assert _all_that_is_said(window) == empty


def test_no_yen_is_said_to_a_screen_reader_of_what_is_no_longer_certain(
    feed: Feed, open_companion: OpenCompanion
) -> None:
    window = open_companion(feed)
    put(feed, "cheeseburger")
    assert "¥" in str(_all_that_is_said(window)[0])
    put(feed, "cheeseburger", rev=2, sure=False)
    assert any(x.offer for x in window.panel.cards)
    assert "¥" not in str(_all_that_is_said(window)[0])


def _all_that_is_said(window: CompanionWindow) -> tuple[list[tuple[str, bool]], QImage]:
    """To a screen reader, and to the eye."""
    parts = [x for x in window.findChildren(QWidget) if not x.isHidden()]
    return [(x.accessibleName(), x.isVisible()) for x in parts], window.grab().toImage()


def test_no_more_offers_for_this_order(feed: Feed, open_companion: OpenCompanion) -> None:
    window = open_companion(feed)
    put(feed, "cheeseburger")
    click(window.panel.no_more)
    assert not any(card.offer for card in window.panel.cards)
    put(feed, "cheeseburger", "hamburger", rev=2)
    assert not any(card.offer for card in window.panel.cards)


def test_the_why_of_a_card_stands_over_the_offers_until_it_is_closed(
    feed: Feed, open_companion: OpenCompanion, clock: Clock
) -> None:
    window = open_companion(feed)
    put(feed, "cheeseburger")
    clock.now += 1
    card = window.panel.cards[2]
    assert card.offer
    QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=card.cells()["why"].center())
    assert window.why.isVisible()
    assert window.why.explained.lines[0].words == card.offer.title
    click(window.why.close_button)
    assert not window.why.isVisible()
    assert not window.panel.cards[2].note, "nothing was chosen"


def test_the_why_says_no_amount_where_the_register_does_not_know_the_sets(
    shop: Shop, feed: Feed, open_companion: OpenCompanion
) -> None:
    shop.storage.catalog.put_setting(FEED_SETS.name, "0")
    window = open_companion(feed)
    put(feed, "cheeseburger")
    offer = next(card.offer for card in window.panel.cards if card.offer)
    window.panel.asked.emit(offer.id)
    assert window.why.isVisible()
    told = [f"{x.words} {x.amount}" for x in window.why.explained.lines]
    assert told
    assert not [x for x in told if "¥" in x or "円" in x]


def test_a_part_of_a_set_is_changed_and_the_register_is_asked_for_that_one(
    feed: Feed, open_companion: OpenCompanion, clock: Clock
) -> None:
    window = open_companion(feed)
    told: list[bytes] = []
    client = feed.connected(told.append)
    client.receive(b'{"jsonrpc":"2.0","id":1,"method":"session.hello","params":{"client":"r","api":"1"}}')
    put(feed, "cheeseburger")
    clock.now += 1
    card = window.panel.cards[0]
    assert card.offer
    before = card.offer.items
    place = card.parts[-1].place
    window.panel.swapped.emit(card.offer.id, place)
    assert card.offer.items != before
    assert [x for x in map(json.loads, told) if x.get("method") == "suggestion.changed"][-1]["params"]["sets"][0][
        "products"
    ][place]["sku"] == card.offer.items[place]
    clock.now += 1
    click(card)
    [chosen] = [x for x in map(json.loads, told) if x.get("method") == "suggestion.chosen"]
    assert [x["sku"] for x in chosen["params"]["lines_to_add"]] == list(card.offer.items)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_where_nothing_is_followed_it_says_why_and_leads_to_the_back_office(
    shop: Shop, feed: Feed, open_companion: OpenCompanion, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    window = open_companion(feed, language=language)
    put(feed, "cheeseburger")
    assert window.panel.isVisible()
    painted: list[str] = []
    shop.feeds.turn_off("店長")
    assert not window.panel.isVisible()
    assert not window.lines.isVisible()
    asked: list[bool] = []
    window.office.clicked.connect(lambda: asked.append(True))
    click(window.office)
    assert asked
    monkeypatch.setattr(companion_window, "draw_text", lambda _p, _r, text, *_, **__: painted.append(text))
    window.repaint()
    QApplication.processEvents()
    assert any(tr(REFUSALS[FeedRefusal.SWITCHED_OFF])[:6] in x for x in painted)
    shop.feeds.turn_on("店長")
    assert window.panel.isVisible()
    assert not window.office.isVisible()


@pytest.mark.parametrize(("sure", "sets"), [(False, "1"), (True, "0")])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_is_not_certain_is_said_without_a_yen(  # noqa: PLR0913, PLR0917 — fixtures
    shop: Shop,
    feed: Feed,
    open_companion: OpenCompanion,
    monkeypatch: pytest.MonkeyPatch,
    sure: bool,
    sets: str,
    language: str,
) -> None:
    shop.storage.catalog.put_setting(FEED_SETS.name, sets)
    window = open_companion(feed, language=language)
    put(feed, "cheeseburger", "potato-m", sure=sure)
    painted: list[str] = []
    shorten = painting.elide

    def noting(text: str, space: int, px: int, bold: bool = False) -> str:
        painted.append(text)
        return shorten(text, space, px, bold)

    monkeypatch.setattr(painting, "elide", noting)
    for part in (*window.panel.cards, window.panel.threshold):
        part.grab()
    window.lines.grab()
    lines = [x for x in painted if x.startswith("¥") and sure]  # of a certain order what the register charges is known
    assert painted
    assert not [x for x in painted if ("¥" in x or "円" in x) and x not in lines]
    assert any(x in ("要確認", "To be checked") for x in painted) is not sure


@pytest.mark.parametrize("size", [(300, 554), (300, 600), (300, 768), (340, 1080), (420, 768)])
def test_everything_has_its_place_and_a_fingers_size(
    feed: Feed, open_companion: OpenCompanion, size: tuple[int, int]
) -> None:
    window = open_companion(feed, size)
    put(feed, "cheeseburger", "hamburger", "teriyaki-burger")
    shown = [window.panel, window.lines, window.other_edge, window.leave]
    for one in shown:
        assert window.rect().contains(one.geometry())
    for one, other in ((window.panel, window.lines), (window.other_edge, window.leave)):
        assert not one.geometry().intersects(other.geometry())
    for card in window.panel.cards[: window.panel.places + 1]:
        assert window.panel.rect().contains(card.geometry())
        assert not card.geometry().intersects(window.panel.no_more.geometry())
    assert (
        min(window.leave.width(), window.leave.height(), window.other_edge.width(), window.panel.no_more.height()) >= 44
    )
    assert window.lines.height() >= 72, "a line and the total"


def test_an_order_whose_teller_has_gone_is_marked_without_a_yen_until_it_is_told_again(
    feed: Feed, open_companion: OpenCompanion
) -> None:
    """The register's program, or the relay, was closed in mid-order: what stands here may be old."""
    window = open_companion(feed)
    register = Register(feed)
    register.hello()
    put(feed, "cheeseburger")
    assert window.panel.cards[0].prices
    feed.gone(register.session)
    assert window._state_words() == tr("Cut off from the register")
    assert not window.panel.cards[0].prices
    assert all("円" not in card.offer.line for card in window.panel.cards if card.offer)
    register = Register(feed)
    register.hello()
    put(feed, "cheeseburger")  # the very same order
    assert window.panel.cards[0].prices
    assert window._state_words() != tr("Cut off from the register")


def test_a_task_bar_that_comes_or_another_resolution_leaves_it_at_its_edge(
    feed: Feed, open_companion: OpenCompanion
) -> None:
    window = open_companion(feed)
    window.stand_at(Dock.RIGHT, 340)
    placed = window.geometry()
    window.setGeometry(0, 0, 340, 600)
    window.screen().availableGeometryChanged.emit(window.screen().availableGeometry())
    assert window.geometry() == placed


def test_it_stays_above_the_other_program_and_leaves_it_the_keyboard(feed: Feed, open_companion: OpenCompanion) -> None:
    window = open_companion(feed)
    put(feed, "cheeseburger")
    flags = window.windowFlags()
    assert flags & Qt.WindowType.WindowStaysOnTopHint
    assert flags & Qt.WindowType.WindowDoesNotAcceptFocus
    click(window.panel.cards[1])
    assert window.focusWidget() is None


def test_it_goes_to_the_other_edge_and_remembers(feed: Feed, open_companion: OpenCompanion) -> None:
    window = open_companion(feed)
    at: list[Dock] = []
    window._moved = at.append
    window.stand_at(Dock.RIGHT, 340)
    screen = window.screen().availableGeometry()
    assert window.geometry().right() == screen.right()
    click(window.other_edge)
    assert at == [Dock.LEFT]
    assert window.geometry().topLeft() == QPoint(screen.left(), screen.top())


def test_what_it_shows_counts_as_shown_and_no_longer_when_it_is_hidden(
    feed: Feed, open_companion: OpenCompanion, clock: Clock, shop: Shop
) -> None:
    window = open_companion(feed)
    window.hide()
    put(feed, "cheeseburger")
    clock.now += 5
    assert feed.till._log.records(feed.till.view.order) == ()
    window.show()
    clock.now += 5
    assert feed.till._log.records(feed.till.view.order)


def test_the_demo_register_sells_and_the_report_counts_what_was_taken_here(
    shop_file: Path, qtbot: QtBot, open_companion: OpenCompanion, same_keys: Callable[[], str]
) -> None:
    """The burger sample's orders, from a process of its own, over the real socket; offers are tapped in the real window."""
    shop = open_shop(shop_file, ticks=lambda: time.monotonic() * HURRY, new_key=same_keys)
    shop.storage.catalog.put_setting(FEED_SETS.name, "1")
    shop.storage.catalog.put_setting(CONTROL_SHARE.name, "0")
    shop.feeds.give_consent("店長")
    server = FeedServer(shop.follow(new_token()), shop.path)
    window = open_companion(server.feed, (340, 768))
    command = [sys.executable, "-m", "pos_assist", "demo-register", "--orders", "6", "--seed", "3", "--pause", "0.7"]
    command += ["--shop", "burger", "--data-dir", str(shop_file.parent)]
    register = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ))
    tapped: set[str] = set()

    def tap_once_an_order() -> bool:
        till = window.feed.till
        card = next((x for x in window.panel.cards if x.offer and till.age(x.offer.id) > 3), None)
        if till.order_id and till.order_id not in tapped and card is not None:
            tapped.add(till.order_id)
            click(card)
        return register.poll() is not None

    qtbot.waitUntil(tap_once_an_order, timeout=60_000)
    out, err = register.communicate()
    assert register.returncode == 0, err.decode()
    said = [json.loads(x) for x in out.splitlines()]
    chosen = [x for x in said if "chosen" in x]
    assert len([x for x in said if x.get("written")]) == 6
    assert chosen
    sold = [x for x in shop.all_receipts() if x.till == FOLLOWED]
    assert sorted(x.total for x in sold) == sorted(x["total"] for x in said if "total" in x)
    taken = [x for x in shop.storage.results.offers() if x.outcome is Outcome.ACCEPTED]
    assert len(taken) >= len(chosen)
    report = as_json(shop.manage("").effect())
    assert report["offers"]["accepted"] == len(taken)
    assert report["yen_brought"] == sum(x.adds for x in taken)
    assert server.feed.till.mismatches == 0
    window.close()
    server.close()
    qtbot.waitUntil(lambda: not server._clients)
    server.deleteLater()
    shop.close()


def test_the_managers_window_is_not_covered_by_the_one_that_stands_above_all(
    feed: Feed, open_companion: OpenCompanion, shop: Shop
) -> None:
    window = open_companion(feed)
    office = show_office(shop, "店長", window)
    assert office.isVisible()
    assert not window.isVisible()
    office.close()
    assert window.isVisible()
    office.deleteLater()

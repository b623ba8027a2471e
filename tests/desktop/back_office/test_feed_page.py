"""The other register's page by hand: consent, the switch, figures; its display recorded, marked, tried, saved."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from pos_assist.desktop.back_office import display_tab
from pos_assist.desktop.back_office.back_office_window import BackOffice
from pos_assist.desktop.back_office.display_tab import SECOND, DisplayTab
from pos_assist.desktop.back_office.feed_page import DISPLAY, RELAY, STATE, FeedPage
from pos_assist.desktop.back_office.relay_tab import OFF, ON
from pos_assist.devices import pole
from pos_assist.domain.device_settings import PoleKind
from pos_assist.domain.feeds import FeedKind, FeedRefusal, ScreenKind, TotalOutcome
from pos_assist.domain.items import Item
from pos_assist.domain.receipts import FOLLOWED
from pos_assist.domain.relay_plan import RelayWay
from pos_assist.i18n.feed_texts import REFUSALS
from pos_assist.i18n.translate import tr
from pos_assist.services.feeds.display.display_recording import Burst, Recording
from pos_assist.services.feeds.feed_files import load_profile, load_recording, save_recording
from pos_assist.services.relaying import relay_program
from pos_assist.shop import Shop
from tests.desktop.back_office.manager import click, finished, press, row, segment, turn, write
from tests.services.feeds.conftest import Register

K = ScreenKind


@pytest.fixture
def page(office: BackOffice) -> FeedPage:
    return turn(office, FeedPage, "feed")


@pytest.fixture
def item(shop: Shop) -> Item:
    return next(x for x in shop.feeds.items() if x.price > 100 and not x.by_weight)


def screens(item: Item) -> tuple[tuple[str, str], ...]:
    def amount(n: int) -> str:
        return f"\\{n:,}".rjust(20)

    return (
        ("ﾏｲﾄﾞ", ""), ("PAN A", amount(item.price)), ("ｹｲ", amount(item.price)), ("ｵｼﾊﾗｲ", amount(item.price)), ("ｵｱｽﾞｹ", amount(9_000)),
        ("ｵｶｴｼ", amount(9_000 - item.price)),
    )  # fmt: skip


MARKS = ((0, K.IDLE), (2, K.SUBTOTAL), (3, K.TOTAL), (4, K.TENDER), (5, K.CHANGE))


def data_of(screen: tuple[str, str]) -> bytes:
    return pole.changes(PoleKind.EPSON, ("\0", "\0"), screen)


def choose(box_: QComboBox, value: str) -> None:
    box_.setFocus()
    QTest.keyClick(box_, Qt.Key.Key_Home)
    for _ in range(box_.findData(value)):
        QTest.keyClick(box_, Qt.Key.Key_Down)


def test_the_owner_reads_what_is_kept_and_agrees_with_a_name(page: FeedPage, shop: Shop) -> None:
    state = page.state
    assert state.consent.isVisible()
    assert not state.days.isVisible()
    click(state.agree)
    assert shop.feeds.refusal() is FeedRefusal.NO_CONSENT, "nobody is named"
    write(state.who, "山田 花子")
    click(state.agree)
    assert shop.feeds.refusal() is None
    assert not state.consent.isVisible()
    assert "山田 花子" in state.agreed.text()
    click(state.revoke)
    assert shop.feeds.refusal() is FeedRefusal.NO_CONSENT
    assert state.consent.isVisible()


def test_what_switched_itself_off_is_turned_on_by_a_person(page: FeedPage, shop: Shop) -> None:
    shop.feeds.give_consent("山田 花子")
    for _ in range(3):
        shop.feeds.took(FeedKind.API, 0.004)
        shop.feeds.paid(FeedKind.API, TotalOutcome.WRONG)
    page.reload()
    (day,) = shop.feeds.days()
    assert [column.text(day) for column in page.state.days.rows.columns][2:6] == ["3", "0.0 %", "3", "0"]
    assert page.state.state.text() == tr(REFUSALS[FeedRefusal.WRONG_TOTALS])
    click(page.state.switch)
    assert shop.feeds.refusal() is None
    click(page.state.switch)
    assert shop.feeds.refusal() is FeedRefusal.SWITCHED_OFF


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo terminals")
def test_the_lines_speed_is_set_once_at_the_relay_and_a_recording_opens_the_port_by_it(
    page: FeedPage, shop: Shop, qtbot: QtBot
) -> None:
    import termios  # noqa: PLC0415 — Unix alone has it

    shop.feeds.give_consent("山田 花子")
    segment(page.tab, RELAY)
    segment(page.relay.way, RelayWay.LISTEN)
    register, line = os.openpty()
    write(page.relay.source, os.ttyname(line))
    choose(page.relay.speed, "19200")
    choose(page.relay.parity, "even")
    press(page.window(), Qt.Key.Key_S)  # type: ignore[arg-type]  # the back office
    segment(page.tab, DISPLAY)
    tab = page.display
    assert tab.line_words.text() == "19,200 bits/s · Even parity (set at Relay)"
    choose(tab.source, "serial")
    write(tab.port, os.ttyname(line))
    click(tab.record)
    qtbot.waitUntil(lambda: termios.tcgetattr(line)[4] == termios.B19200)
    click(tab.record)
    finished(qtbot, page.window())  # type: ignore[arg-type]  # the back office
    for end in (register, line):
        os.close(end)


def test_goods_given_back_are_shown_by_day_with_what_they_come_to(page: FeedPage, shop: Shop) -> None:
    shop.feeds.give_consent("山田 花子")
    page.reload()
    assert not page.state.about_returns.isVisible()
    receipts = shop.follow().receipts
    for number, back in (("51", 240), ("52", 340), ("52", 340)):
        receipts.slip(
            ["返品", f"2026-11-20 12:00  レジNo.1  No.{number}", f"X    ¥{back}", f"合計    ¥{back}"], live=False
        )
    page.reload()
    [day] = shop.feeds.days()
    assert page.state.days.rows.columns[6].text(day) == "2 slips −¥580"
    assert page.state.about_returns.isVisible()


def test_nothing_is_recorded_before_the_owner_agreed(page: FeedPage, shop: Shop) -> None:
    segment(page.tab, DISPLAY)
    click(page.display.record)
    assert shop.feeds.recorder is None
    assert page.context.messages.text


def test_a_display_is_set_up_by_hand_from_the_recording_to_the_saved_profile(
    page: FeedPage, shop: Shop, item: Item, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.feeds.give_consent("山田 花子")
    register = Register(shop.follow())
    register.hello()

    def send() -> None:
        for screen in screens(item):
            register.call("display.put", data=data_of(screen).hex())

    segment(page.tab, DISPLAY)
    tab: DisplayTab = page.display
    click(tab.record)
    send()
    assert register.call("status.get")["order_id"] == "", "while it is recorded nothing is followed"
    click(tab.record)
    assert shop.feeds.recorder is None
    assert tab.table.rows.rowCount() == 6
    row(tab.table, 1)
    write(tab.screen_card.search, item.code)
    click(tab.screen_card.name)
    for place, kind in MARKS:
        row(tab.table, place)
        click(tab.screen_card.marks[kind])
    assert [x.reading.kind for x in tab.calibration.rows()] == [K.IDLE, K.ITEM, K.SUBTOTAL, K.TOTAL, K.TENDER, K.CHANGE]
    second = tmp_path / "second.json"
    bursts = tuple(Burst(2.0 * i, data_of(x)) for i, x in enumerate(screens(item) * 2))
    save_recording(second, Recording(PoleKind.EPSON, bursts))
    monkeypatch.setattr(display_tab, "file_to_open", lambda *_: second)
    segment(tab.slot, SECOND)
    click(tab.open)
    qtbot.waitUntil(lambda: tab.result.property("role") == "good", timeout=20_000)
    click(tab.refreshes)
    assert tab.calibration.profile.refreshes
    click(tab.refreshes)
    choose(tab.quiet, "200")
    write(tab.title, "本店の表示器")
    press(page.window(), Qt.Key.Key_S)  # type: ignore[arg-type]  # the back office
    profile = shop.feeds.profile()
    assert profile.quiet_ms == 200
    send()
    assert [x.total for x in shop.all_receipts() if x.till == FOLLOWED] == [item.price]
    exported = tmp_path / "profile.json"
    monkeypatch.setattr(display_tab, "file_to_write", lambda *_: exported)
    click(tab.give)
    assert load_profile(exported).name == "本店の表示器"
    monkeypatch.setattr(display_tab, "file_to_write", lambda *_: tmp_path / "kept.json")
    click(tab.keep)
    assert len(load_recording(tmp_path / "kept.json", PoleKind.EPSON).bursts) == 12
    shop.storage.feeds.put_profile("")
    monkeypatch.setattr(display_tab, "file_to_open", lambda *_: exported)
    click(tab.bring)
    click(tab.save_button)
    assert shop.feeds.profile().names == {"PAN A": item.code}
    register.feed.till.stop()


def test_a_file_that_is_no_recording_is_refused_and_what_was_there_stays(
    page: FeedPage, item: Item, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("{}", encoding="utf-8")
    segment(page.tab, DISPLAY)
    page.display._take(Recording(PoleKind.EPSON, (Burst(0.0, data_of(screens(item)[1])),)))
    monkeypatch.setattr(display_tab, "file_to_open", lambda *_: bad)
    click(page.display.open)
    assert page.display.table.rows.rowCount() == 1
    assert "bad.json" in page.context.messages.text


def test_whoever_leaves_the_page_records_no_further(page: FeedPage, office: BackOffice, shop: Shop) -> None:
    shop.feeds.give_consent("山田 花子")
    segment(page.tab, DISPLAY)
    for _ in range(2):
        click(page.display.record)
    assert page.context.messages.text == "No screen came: the recording is empty."
    click(page.display.record)
    assert shop.feeds.recorder is not None
    office.turn_to("items")
    assert shop.feeds.recorder is None
    segment(turn(office, FeedPage, "feed").tab, STATE)


def test_a_port_that_is_not_there_says_so(page: FeedPage, shop: Shop, qtbot: QtBot) -> None:
    shop.feeds.give_consent("山田 花子")
    segment(page.tab, DISPLAY)
    tab = page.display
    tab.source.setCurrentIndex(1)
    tab.source.activated.emit(1)
    write(tab.port, "/dev/no-such-port")
    click(tab.record)
    qtbot.waitUntil(lambda: "no-such-port" in page.context.messages.text, timeout=20_000)
    assert tab._recorder is None


def test_the_relay_is_set_up_tried_started_seen_and_stopped_by_hand(
    page: FeedPage, office: BackOffice, shop: Shop, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a printer that is not there, a port that is taken, then a real printer and a real slip through the relay's own process."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))
    segment(page.tab, RELAY)
    tab = page.relay

    def come() -> str:
        click(tab.start)
        finished(qtbot, office)
        return page.context.messages.text

    with socket.create_server(("127.0.0.1", 0)) as printer, socket.create_server(("127.0.0.1", 0)) as other:
        where, taken = (x.getsockname()[1] for x in (printer, other))
        write(tab.printer, f"127.0.0.1:{where}")
        click(tab.start)
        assert not page.context.work.busy, "the owner agrees first"
        shop.feeds.give_consent("山田 花子")
        assert tab.warning.isVisible(), "that nothing is printed without this computer"
        write(tab.port, f"127.0.0.1:{taken}")
        assert str(taken) in come()
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        write(tab.port, f"127.0.0.1:{port}")
        write(tab.printer, "127.0.0.1:1")
        assert "127.0.0.1:1" in come()
        assert not tab.stop.isVisible()
        write(tab.printer, f"127.0.0.1:{where}")
        try:
            come()
            printer.accept()[0].close()  # the trial's own look
            assert tab.stop.isVisible()
            assert not tab.start.isVisible()
            with socket.create_connection(("127.0.0.1", port)) as register:
                register.sendall("コーラ M  250円\n合計  250円\n".encode("cp932") + b"\x1dV\x00")
                with printer.accept()[0] as got:
                    got.recv(100)
                    qtbot.waitUntil(lambda: "合計 250円" in tab.heard.text(), timeout=20_000)
            write(tab.printer, "192.168.0.20")
            qtbot.waitUntil(tab.start.isVisible, timeout=5_000)
        finally:
            relay_program.stop(shop.path)
    qtbot.waitUntil(lambda: not tab.stop.isVisible(), timeout=5_000)
    segment(tab.sign_in, ON)
    assert relay_program.begins_at_sign_in(shop.path)
    segment(tab.sign_in, OFF)
    assert not relay_program.begins_at_sign_in(shop.path)
    segment(tab.way, RelayWay.LISTEN)
    assert not tab.warning.isVisible()
    assert not tab.sink.isVisible()
    segment(page.tab, STATE)
    assert not tab.isVisible()

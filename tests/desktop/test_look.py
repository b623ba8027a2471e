"""What can be measured of the look: contrast, fonts, text inside its place, targets for a finger, one frame a ring-up."""

from __future__ import annotations

import gettext
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

import pos_assist.i18n.translate
from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.counter_window.item_keys import label_lines, shared_words, tab_lines
from pos_assist.desktop.shared import painting, theme
from pos_assist.desktop.shared.buttons import PaintedButton
from pos_assist.desktop.shared.painting import wrap
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.receipts import TenderKind
from pos_assist.services.till.commands import Command
from pos_assist.shop import Shop
from tests.desktop.conftest import OpenWindow
from tests.desktop.hands import CHEESEBURGER, a_moment_later, click, press_item, scan

SIZES = [(1024, 768), (1366, 768)]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two RRGGBB colours (WCAG 2.2, relative luminance)."""

    def luminance(rgb: str) -> float:
        channels = [int(rgb[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", sorted(theme.SCHEMES))
@pytest.mark.parametrize("pair", theme.PAIRS, ids="/".join)
def test_every_text_stands_out_from_its_ground(scheme: str, pair: tuple[str, str]) -> None:
    tokens = theme.SCHEMES[scheme]
    assert contrast(getattr(tokens, pair[0]), getattr(tokens, pair[1])) >= 4.5


def test_no_word_is_a_row_of_boxes(qapp: QApplication, shop: Shop) -> None:
    assert theme.speaks_japanese()
    words = gettext.translation("pos_assist", Path(pos_assist.i18n.translate.__file__).parent / "locale", ["ja"])
    signs = set("髙﨑①㈱〜ｱ¥−×…「」⌫✓").union(*words._catalog.values())  # type: ignore[attr-defined]
    for department in shop.till.departments():
        signs |= set(department.name).union(*(item.title for item in shop.till.keys(department.code)))
    missing = {sign for sign in signs if sign.isprintable() and not theme.metrics(15).inFontUcs4(ord(sign))}
    assert missing <= set("⌫✓")  # these two come from a fallback font or are drawn


def paint_all(widget: QWidget) -> None:
    """Paint it at once, as the next frame would."""
    widget.render(QPixmap(widget.size()))


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_no_text_of_keys_and_buttons_is_cut(
    open_window: OpenWindow, shop: Shop, cut_texts: list[str], size: tuple[int, int], language: str
) -> None:
    window = open_window(shop, size, language)
    for department in window.till.departments():
        for page in range(window.till.pages(department.code)):
            window.grid.show_department(department.code, page)
            paint_all(window)
    window.actions_.press_item("cheeseburger")
    window.do(Command.HOLD)
    window.actions_.press_item("cheeseburger")
    paint_all(window)
    window.do(Command.WHY)
    paint_all(window)
    window.do(Command.WHY)
    window.do(Command.QTY)
    paint_all(window)
    window.do(Command.PAY)
    paint_all(window)
    window.actions_.enter()
    paint_all(window)
    assert cut_texts == []


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_no_text_of_a_card_is_cut(
    open_window: OpenWindow, shop: Shop, cut_texts: list[str], size: tuple[int, int], language: str
) -> None:
    window = open_window(shop, size, language)
    for department in window.till.departments():
        for page in range(window.till.pages(department.code)):
            for item in window.till.keys(department.code, page):
                if not item.sold_out:
                    window.actions_.press_item(item.code)
                    paint_all(window.offers)
                    paint_all(window.order)
                    window.do(Command.VOID)
    assert cut_texts == []


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_tax_of_a_large_order_is_not_cut(
    open_window: OpenWindow, shop: Shop, cut_texts: list[str], size: tuple[int, int], language: str
) -> None:
    window = open_window(shop, size, language)
    for department in shop.till.departments():
        for item in shop.till.keys(department.code, 0):
            if not item.sold_out:
                shop.till.ring(item.code, 30)
    for line in shop.till.view.order.lines[::2]:
        shop.till.set_line_mode(line.id, ServiceMode.EAT_IN)
    window.show_view(shop.till.view)
    assert len(window.till.view.priced.taxes) > 1
    assert window.till.view.priced.total > 200_000
    paint_all(window.order.totals)
    assert cut_texts == []


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_line_to_read_aloud_is_whole_and_at_least_15_px(
    open_window: OpenWindow, shop: Shop, size: tuple[int, int]
) -> None:
    window = open_window(shop, size)
    small: list[str] = []
    for _ in range(3):  # each order has its wording of a kind
        for department in window.till.departments():
            for item in window.till.keys(department.code, 0):
                if not item.sold_out:
                    window.actions_.press_item(item.code)
                    small += [card.offer.line for card in window.offers.cards if card.offer and card.to_read()[0] < 15]
                    window.do(Command.VOID)
        shop.till.ring("cheeseburger")
        shop.till.pay()
        window.show_view(shop.till.tender(TenderKind.CASH, shop.till.view.due))
    assert small == []


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_every_target_is_a_finger_wide_and_inside_the_window(
    open_window: OpenWindow, shop: Shop, size: tuple[int, int]
) -> None:
    window = open_window(shop, size)
    window.actions_.press_item("cheeseburger")
    window.do(Command.QTY)
    window.do(Command.PAY)
    for button in window.findChildren(PaintedButton):
        if button.isVisible():
            assert button.width() >= theme.TOUCH, button.label
            assert button.height() >= theme.TOUCH, button.label
            corner = button.mapTo(window, button.rect().bottomRight())
            assert window.rect().contains(corner), button.label


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_no_two_buttons_overlap(open_window: OpenWindow, shop: Shop, size: tuple[int, int]) -> None:
    window = open_window(shop, size)
    window.actions_.press_item("cheeseburger")
    shown = [b for b in window.findChildren(PaintedButton) if b.isVisible()]
    places = [b.rect().translated(b.mapTo(window, b.rect().topLeft())) for b in shown]
    for i, one in enumerate(places):
        for j in range(i):
            assert not one.intersects(places[j]), (shown[i].label, shown[j].label)


class Frames(QObject):
    """Counts the frames of a window: a frame is what one UpdateRequest paints and flushes."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.count = 0
        window.installEventFilter(self)

    def eventFilter(self, _target: QObject, event: QEvent) -> bool:  # noqa: N802 — Qt's name
        self.count += event.type() == QEvent.Type.UpdateRequest
        return False


def test_a_ring_up_paints_one_frame(window: CounterWindow) -> None:
    for _ in range(3):
        QApplication.processEvents()
    frames = Frames(window)
    for n in range(1, 13):  # the list starts to scroll on the way
        scan(window, CHEESEBURGER if n % 2 else "2901000000176")
        QApplication.processEvents()
        assert frames.count == n


def test_the_total_is_the_largest_text_on_the_screen(window: CounterWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: dict[str, int] = {}
    draw = painting.draw_text
    for module in list(sys.modules.values()):
        if getattr(module, "draw_text", None) is draw:

            def watched(p: object, rect: object, text: str, px: int, *args: object, **more: object) -> None:
                sizes[text] = max(px, sizes.get(text, 0))
                draw(p, rect, text, px, *args, **more)

            monkeypatch.setattr(module, "draw_text", watched)
    press_item(window, "cheeseburger", "cola-m")
    sizes.clear()
    paint_all(window)
    total = painting.money(window.till.view.priced.total)
    assert all(px < sizes[total] for text, px in sizes.items() if text != total)


def test_a_long_total_stays_whole(window: CounterWindow, cut_texts: list[str]) -> None:
    press_item(window, "triple-beef")
    window.actions_.digit("9")
    window.actions_.digit("9")
    window.actions_.digit("9")
    window.actions_.enter()
    paint_all(window)  # with the question whether so many are meant
    a_moment_later(window)
    window.question.answer_yes()
    paint_all(window)
    assert window.till.view.priced.total > 300_000
    assert cut_texts == []


@pytest.mark.parametrize("scheme", sorted(theme.SCHEMES))
def test_a_scheme_repaints_the_window_in_its_colours(window: CounterWindow, scheme: str) -> None:
    theme.set_scheme(scheme)
    image = window.grab().toImage()
    assert image.pixelColor(4, 400) == theme.colors().ground


def test_a_label_breaks_between_words(qapp: QApplication) -> None:
    names = ["チーズ バーガー", "ダブルチーズ バーガー", "キッズ バーガー", "和風おろし バーガー"]
    shared = shared_words(names)
    assert label_lines("ダブルチーズ バーガー", 90, 80, shared)[1] == ["ダブルチーズ", "バーガー"]
    assert label_lines("チーズ バーガー", 130, 80, shared)[1] == ["チーズバーガー"]
    assert label_lines("コーラ M", 130, 80, shared)[1] == ["コーラ M"]


def test_a_line_never_begins_with_a_sign_that_must_not(qapp: QApplication) -> None:
    for side_view in range(40, 200, 7):
        for line in wrap("ソフトクリームを添えるとおいしいですよ。いかがですか?", side_view, 15, limit=12) or []:
            assert line[0] not in "ーっょ。、?"


def test_a_department_tab_keeps_its_name_on_one_line_at_1024(qapp: QApplication) -> None:
    for name in ("バーガー", "期間限定", "デザート"):
        assert tab_lines(name, 52)[1] == [name]


def test_emitting_and_calling_leaves_reference_counts_alone(qtbot: QtBot) -> None:
    """PySide6 6.12.0 loses references to True and None on Python 3.11 and aborts after some thousand calls."""

    class Source(QObject):
        said = Signal(bool)

    source = Source()
    source.said.connect(lambda _on: None)
    before = sys.getrefcount(True), sys.getrefcount(None)
    for _ in range(200):
        source.said.emit(True)
        source.setObjectName("x")
    after = sys.getrefcount(True), sys.getrefcount(None)
    assert abs(after[0] - before[0]) < 20
    assert abs(after[1] - before[1]) < 20


def test_a_message_goes_away_by_itself_and_at_a_touch(window: CounterWindow, qtbot: QtBot) -> None:
    scan(window, "4901234567894")
    assert window.foot.text
    assert window.foot._timer.isActive()
    click(window.foot)
    assert not window.foot.text
    scan(window, "4901234567894")
    window.foot._timer.start(1)
    qtbot.waitUntil(lambda: not window.foot.text, timeout=30_000)


def test_a_counter_and_its_number_stay_on_one_line(qapp: QApplication) -> None:
    assert label_lines("バターロール 3個", 90, 80, frozenset())[1] == ["バターロール", "3個"]


def test_the_word_of_politeness_is_not_torn(qapp: QApplication) -> None:
    lines = wrap("「ナゲット 5個もご一緒にいかがですか?」", 230, 15)
    assert lines is not None
    assert lines[1].startswith("ご一緒")


def test_a_word_wider_than_its_key_is_shown_whole(qapp: QApplication) -> None:
    px, lines = label_lines("Internationalisierung", 60, 60, frozenset())
    assert "".join(lines) == "Internationalisierung"
    assert all(painting.width(line, px, True) <= 60 for line in lines)

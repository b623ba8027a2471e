"""Practice: the same window, given orders, nothing written down; the real order waits as it was left."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication

from pos_assist.desktop.app import Program
from pos_assist.desktop.counter_window.practice_strip import PracticeStrip
from pos_assist.desktop.shared.offer_card import Card
from pos_assist.shop import Shop
from tests.desktop.hands import CHEESEBURGER, click, item_key, press_item, rung_up, scan, strike
from tests.desktop.test_program import program

__all__ = ["program"]  # a fixture
Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def strip(program: Program) -> PracticeStrip:
    """Practice, entered by its key while a real order is open."""
    press_item(program.window, "cheeseburger", "cola-m")
    strike(program.window, Key.Key_P, Ctrl)
    assert program.window.strip is not None
    return program.window.strip


def written(shop: Shop) -> tuple[object, ...]:
    """All that a sale or an order leaves on disk."""
    shop.storage.backup()  # waits for what was asked for before
    return (
        [receipt.key for receipt in shop.receipts()],
        [(saved.order, saved.held) for saved in shop.storage.sales.open_orders()],
        [line for journal in shop.path.parent.glob("*.journal*") for line in journal.read_bytes().splitlines()],
    )


def do_exercise(program: Program, strip: PracticeStrip) -> None:
    """Ring up what the strip asks for."""
    assert strip.exercise is not None
    press_item(program.window, *strip.exercise.items)


def test_practice_begins_with_an_empty_order_and_says_so_everywhere(program: Program, strip: PracticeStrip) -> None:
    window = program.window
    assert rung_up(window) == []
    assert window.till.view.practice
    assert strip.isVisible()
    assert window.bar.practice
    assert window.foot.practice


def test_leaving_practice_brings_the_real_order_back_untouched(program: Program, strip: PracticeStrip) -> None:
    real = program.shop.till.view
    do_exercise(program, strip)
    click(strip.leave_button)
    assert program.window.till is program.shop.till
    assert program.window.till.view == real
    assert program.window.strip is None
    assert rung_up(program.window) == [("cheeseburger", 1), ("cola-m", 1)]
    scan(program.window, CHEESEBURGER)
    assert rung_up(program.window)[0] == ("cheeseburger", 1)
    assert sum(n for _, n in rung_up(program.window)) == 3


def test_a_trainee_writes_nothing_down(program: Program, strip: PracticeStrip) -> None:
    before = written(program.shop)
    window = program.window
    do_exercise(program, strip)
    strike(window, Key.Key_F8)
    strike(window, Key.Key_F6)
    scan(window, CHEESEBURGER)
    strike(window, Key.Key_F12)
    strike(window, Key.Key_Return)
    assert window.till.view.last_receipt is not None
    window.actions_.mark_sold_out("cheeseburger")
    assert window.foot.alarm
    assert written(program.shop) == before
    real = program.shop.till.item("cheeseburger")
    assert real is not None
    assert not real.sold_out


def test_every_exercise_can_be_done_and_the_next_one_follows(program: Program, strip: PracticeStrip) -> None:
    asked = []
    for _ in range(4):
        assert strip.exercise is not None
        asked.append(strip.exercise.what)
        first = strip.words
        do_exercise(program, strip)
        assert strip.words != first
        strike(program.window, Key.Key_F12)
        strike(program.window, Key.Key_Return)
    assert len(set(asked)) == len(asked)
    assert strip.exercise is not None
    assert strip.exercise.what == asked[0]


def test_an_exercise_shows_what_it_speaks_of(program: Program, strip: PracticeStrip) -> None:
    seen = set()
    for _ in range(4):
        assert strip.exercise is not None
        do_exercise(program, strip)
        panel = program.window.till.view.panel
        assert panel.offers()
        told = strip._told(strip.exercise.what, panel)
        assert told in strip.words
        seen.add(strip.exercise.what)
        click(strip.next_button)
        assert rung_up(program.window) == []
    assert len(seen) == 4


def test_the_words_of_practice_follow_the_language(program: Program, strip: PracticeStrip) -> None:
    before = strip.words
    strike(program.window, Key.Key_F10)
    assert strip.words != before


def test_practice_leaves_no_widget_behind(program: Program, strip: PracticeStrip) -> None:
    for _ in range(3):
        program.practise()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
    assert len(program.window.findChildren(Card)) == 4
    assert item_key(program.window, "cheeseburger").isVisible()


def test_a_program_that_ends_in_practice_keeps_the_real_order(program: Program, strip: PracticeStrip) -> None:
    program.window.close()
    saved = [saved.order.units() for saved in program.shop.storage.sales.open_orders()]
    assert saved == [{"cheeseburger": 1, "cola-m": 1}]

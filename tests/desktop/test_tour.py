"""The tour: once, a few steps, never between a cashier and a customer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pos_assist.desktop.app import Program
from pos_assist.desktop.counter_window.tour import Tour
from pos_assist.services.till.commands import Command
from tests.desktop.hands import CHEESEBURGER, click, press_item, rung_up, scan, strike
from tests.desktop.test_program import program

__all__ = ["program"]  # a fixture
Key = Qt.Key


@pytest.fixture
def tour(program: Program) -> Tour:
    """The welcome of a first start."""
    program.welcome()
    assert program.window.tour is not None
    return program.window.tour


def test_the_tour_is_shown_once(program: Program, tour: Tour) -> None:
    strike(program.window, Key.Key_Escape)
    assert program.window.tour is None
    program.welcome()
    assert program.window.tour is None


def test_the_menu_shows_it_again(program: Program, tour: Tour) -> None:
    strike(program.window, Key.Key_Escape)
    program.window.do(Command.TOUR)
    assert program.window.tour is not None


def test_an_open_order_comes_before_the_tour(program: Program) -> None:
    press_item(program.window, "cheeseburger")
    program.welcome()
    assert program.window.tour is None
    strike(program.window, Key.Key_F6)
    program.welcome()
    assert program.window.tour is None


def test_enter_and_touch_go_on_to_the_end(program: Program, tour: Tour) -> None:
    titles = [tour.step.title]
    for touched in (None, tour, tour.next_button, None):
        if touched:
            click(touched)
        else:
            strike(program.window, Key.Key_Return)
        titles.append(tour.step.title)
    assert len(set(titles)) == 5
    click(tour.next_button)
    assert program.window.tour is None
    assert rung_up(program.window) == []


@pytest.mark.parametrize("size", [(1024, 720), (1024, 768), (1366, 768), (1920, 1080)], ids=str)
def test_the_words_stand_beside_the_part_and_inside_the_window(
    program: Program, tour: Tour, size: tuple[int, int]
) -> None:
    program.window.resize(*size)
    QApplication.processEvents()
    for _ in range(5):
        assert program.window.rect().contains(tour.bubble())
        assert program.window.rect().contains(tour.step.part)
        assert not tour.bubble().intersects(tour.step.part)
        assert tour.rect().contains(tour.next_button.geometry())
        tour.go_on()


def test_a_scan_during_the_tour_is_rung_up(program: Program, tour: Tour) -> None:
    scan(program.window, CHEESEBURGER)
    assert rung_up(program.window) == [("cheeseburger", 1)]
    assert program.window.tour is None


def test_any_other_key_does_what_it_always_does(program: Program, tour: Tour) -> None:
    strike(program.window, Key.Key_F11)
    assert program.window.till.view.rush
    assert program.window.tour is None

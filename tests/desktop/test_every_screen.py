"""The window fits the PC it is on: nothing lies outside it, nothing lies over something else, no word is cut."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from pos_assist.desktop.counter_window.counter_window import SMALLEST, CounterWindow
from pos_assist.desktop.counter_window.keypad import QuantityPad
from pos_assist.desktop.counter_window.offer_panel import ThresholdLine
from pos_assist.desktop.counter_window.pay_panel import PayPanel
from pos_assist.desktop.shared.buttons import PaintedButton
from pos_assist.desktop.shared.offer_card import Card
from pos_assist.desktop.shared.theme import TOUCH
from pos_assist.services.till.commands import Command
from pos_assist.shop import Shop
from tests.desktop.conftest import OpenWindow
from tests.desktop.test_wrong_moments import MOMENTS, with_options

# Logical pixels inside the frame: a screen less its title bar (31 px) and, where it has one, its taskbar (48 px).
SCREENS = {
    "1366x768 with title bar": (1366, 737),
    "1366x768 with title bar and taskbar": (1366, 689),
    "1366x768 at 125 % with title bar and taskbar": (1093, 535),
    "1280x720 with title bar and taskbar": (1280, 641),
    "1024x768 with title bar": (1024, 737),
    "1024x768 with title bar and taskbar": (1024, 689),
    "1920x1080 at 125 %": (1536, 785),
    "1920x1080 at 150 %": (1280, 641),
    "4K at 200 %": (1920, 1001),
    "the smallest": (SMALLEST.width(), SMALLEST.height()),
}


def area(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def seen(window: CounterWindow) -> dict[QWidget, QRect]:
    """Everything with words or a function that is visible now; what lies in a scrolled list is seen through its list."""
    kinds = (PaintedButton, Card, ThresholdLine)
    found = {w: _in_list(w, window) for w in window.findChildren(QWidget) if isinstance(w, kinds) and w.isVisible()}
    return {w: r for w, r in found.items() if not (isinstance(w, Card) and w.offer is None) and _shown(w, window)}


def _in_list(widget: QWidget, window: QWidget) -> QRect:
    """Where it is, as far as a scrolled list lets it be seen."""
    above, place = widget.parentWidget(), area(widget, window)
    while above is not None:
        if isinstance(above, QAbstractScrollArea):
            place = place.intersected(area(above.viewport(), window))
        above = above.parentWidget()
    return place


def _shown(widget: QWidget, window: CounterWindow) -> bool:
    """Whether anything of it is to be seen: not wholly under a panel, not scrolled away."""
    middle = widget.mapTo(window, widget.rect().center())
    at = window.childAt(middle)
    return at is widget or (at is not None and widget.isAncestorOf(at))


def _sheet(widget: QWidget) -> QWidget | None:
    """The quantity pad that a key belongs to: it lies over the keys on purpose."""
    above: QWidget | None = widget
    while above is not None and not isinstance(above, QuantityPad):
        above = above.parentWidget()
    return above


def check(window: CounterWindow) -> None:
    window.render(QPixmap(window.size()))
    whole = window.rect()
    places = seen(window)
    assert places
    for widget, rect in places.items():
        assert whole.contains(rect), f"{type(widget).__name__} «{widget.accessibleName()}» at {rect} is outside {whole}"
    for (a, at), (b, bt) in combinations(places.items(), 2):
        if not (a.isAncestorOf(b) or b.isAncestorOf(a)) and _sheet(a) is _sheet(b):
            both = at.intersected(bt)
            assert both.isEmpty(), f"«{a.accessibleName()}» and «{b.accessibleName()}» overlap in {both}"
    assert whole.contains(area(window.foot, window))


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("screen", SCREENS)
def test_everything_is_inside_and_nothing_overlaps(
    open_window: OpenWindow, shop: Shop, cut_texts: list[str], screen: str, language: str
) -> None:
    window = open_window(shop, SCREENS[screen], language)
    check(window)
    for item in ("double-cheeseburger", "cheeseburger", "shake-s"):
        if shop.catalog.item(item):
            window.actions_.press_item(item)
            check(window)
    steps = [Command.QTY, Command.QTY, Command.WHY, Command.WHY, Command.SETTLE, Command.PAY]
    for command in steps:
        window.do(command)
        check(window)
    pay = window.side.views["pay"]
    assert isinstance(pay, PayPanel)
    assert min(key.height() for key in pay.pad.keys) >= TOUCH
    assert cut_texts == []
    window.actions_.escape()
    window.do(Command.RECEIPTS)  # its rows name what was sold as far as there is space
    check(window)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("screen", ["the smallest", "1024x768 with title bar", "4K at 200 %"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_whatever_lies_in_the_panels_place_is_inside_and_nothing_overlaps(
    open_window: OpenWindow, shop: Shop, moment: Callable[[CounterWindow], object], screen: str, language: str
) -> None:
    with_options(shop)
    window = open_window(shop, SCREENS[screen], language)
    moment(window)
    check(window)


@pytest.mark.parametrize("screen", SCREENS)
def test_what_has_no_place_on_the_screen_is_not_offered(open_window: OpenWindow, shop: Shop, screen: str) -> None:
    window = open_window(shop, SCREENS[screen])
    window.actions_.press_item("cheeseburger")
    offered = [x for x in window.till.view.panel.addons if x]
    visible = [card for card in window.offers.cards[1:] if card.isVisible() and card.offer]
    assert len(offered) == len(visible) <= window.offers.places
    assert window.offers.places >= 1


def test_the_first_minute_of_the_sample_has_all_four_cards_at_1366_with_a_title_bar(
    open_window: OpenWindow, shop: Shop
) -> None:
    window = open_window(shop, SCREENS["1366x768 with title bar"])
    assert window.offers.places == 3
    assert window.offers.cards[3].geometry().bottom() < window.offers.threshold.geometry().top()

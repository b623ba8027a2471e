"""The list of a set's parts at the real window: it opens with the accepted card, one touch fills a part, anything else goes on."""

from __future__ import annotations

from PySide6.QtCore import Qt

from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.counter_window.parts_panel import PartsPanel
from pos_assist.domain.offers import OfferKind
from tests.desktop.hands import a_moment_later, press_item, strike
from tests.desktop.hands import click as touch

Key, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def set_accepted(window: CounterWindow) -> PartsPanel:
    for code in ("cheeseburger", "hamburger", "teriyaki-burger", "fish-burger"):
        press_item(window, code)
        offer = window.till.view.panel.upgrade
        if offer is not None and offer.kind is OfferKind.MAKE_SET:
            a_moment_later(window, 2.0)
            strike(window, Key.Key_F1)
            panel = window.side.views["parts"]
            assert isinstance(panel, PartsPanel)
            return panel
        window.actions_.void()
    raise AssertionError("no set is offered")


def test_one_touch_fills_a_part_at_the_price_on_its_button(window: CounterWindow) -> None:
    panel = set_accepted(window)
    assert window.side.shown == "parts"
    part = panel.list.parts[0]
    at, choice = next((i, x) for i, x in enumerate(part.choices) if x.item.code != part.line.item.code)
    total = window.till.view.priced.total
    touch(panel.list.buttons[at])
    assert choice.item.code in window.till.view.order.units()
    if choice.adds is not None:
        assert window.till.view.priced.total == total + choice.adds
    assert panel.list.buttons[at].isChecked()
    strike(window, Key.Key_Return)
    assert window.side.shown is None


def test_figures_choose_once_the_key_of_options_was_pressed(window: CounterWindow) -> None:
    panel = set_accepted(window)
    strike(window, Key.Key_I, CONTROL)
    part = panel.list.parts[0]
    at = next(i for i, x in enumerate(part.choices[:9]) if x.item.code != part.line.item.code)
    strike(window, Qt.Key(Key.Key_1.value + at))
    assert part.choices[at].item.code in window.till.view.order.units()


def test_the_next_item_goes_on_and_so_does_escape(window: CounterWindow) -> None:
    set_accepted(window)
    press_item(window, "apple-pie")
    assert window.side.shown is None
    assert window.till.set_parts()  # they may still be chosen

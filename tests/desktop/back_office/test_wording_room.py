"""The lines that are read aloud, changed on the settings page, are on the next order's card."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from pos_assist.desktop.back_office.back_office_window import BackOffice
from pos_assist.desktop.back_office.settings_page import WORDING, SettingsPage
from pos_assist.desktop.back_office.settings_tab import SettingsTab
from pos_assist.domain.offers import OfferKind
from pos_assist.shop import Shop
from pos_assist.suggest.lines import TEMPLATES
from tests.desktop.back_office.manager import click, segment, turn, write

ADDON = "wording.ja.addon"


def _tab(office: BackOffice) -> SettingsTab:
    page = turn(office, SettingsPage, "settings")
    segment(page.tab, WORDING)
    page.wording.table.choose_where(lambda x: x.name == ADDON)
    return page.wording


def _lines_said(office: BackOffice, shop: Shop) -> list[str]:
    """On the cards of the next order, but for those whose pairing has words of its own: they win."""
    trigger = office.context.manager.new_pairs()[0].trigger.code
    worded = {x.addon for x in shop.storage.catalog.pairings_from([trigger]) if x.line}
    shop.till.ring(trigger)
    shown = (x for x in shop.till.settle().panel.addons if x and x.kind is OfferKind.ADDON)
    cards = [x for x in shown if not worded & set(x.items)]
    assert cards
    return [x.line for x in cards]


def test_a_line_changed_on_the_page_is_on_the_next_orders_card(office: BackOffice, shop: Shop) -> None:
    tab = _tab(office)
    assert tab.text.text() == " | ".join(TEMPLATES["ja"][OfferKind.ADDON])  # the usual lines are there to begin from
    write(tab.text, "焼きたての{item}です。")
    click(tab.save_button)
    assert not office.foot.alarm
    said = _lines_said(office, shop)
    assert [x for x in said if x.startswith("焼きたての") and x.endswith("です。") and "{" not in x] == said


def test_an_emptied_line_is_the_usual_one_again(office: BackOffice, shop: Shop) -> None:
    tab = _tab(office)
    write(tab.text, "焼きたての{item}です。")
    click(tab.save_button)
    tab.text.selectAll()
    QTest.keyClick(tab.text, Qt.Key.Key_Delete)
    click(tab.save_button)
    assert not office.foot.alarm
    assert tab.text.text() == " | ".join(TEMPLATES["ja"][OfferKind.ADDON])
    assert not any(x.startswith("焼きたての") for x in _lines_said(office, shop))


def test_an_unknown_name_is_refused_in_words(office: BackOffice, shop: Shop) -> None:
    tab = _tab(office)
    write(tab.text, "{product}はいかがですか")
    click(tab.save_button)
    assert office.foot.alarm
    assert ADDON not in shop.storage.catalog.settings()

"""Upgrades, settings, perks, people, refunds: what is typed is judged, saved, and reaches the counter."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest

from pos_assist.desktop.back_office.items_page import DEPARTMENTS, ItemsPage
from pos_assist.desktop.back_office.receipts_page import ReceiptsPage
from pos_assist.desktop.back_office.settings_page import MANNERS, PEOPLE, PERKS, SettingsPage
from pos_assist.desktop.back_office.upgrades_page import UpgradesPage
from pos_assist.desktop.back_office.window import BackOffice
from pos_assist.desktop.pin_dialog import PinDialog, ask_manager
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import TenderKind
from pos_assist.shop import Shop
from tests.back_office.manager import click, segment, turn, write


def _upgrades(shop: Shop, code: str) -> list[str]:
    return [x.to_item for x in shop.storage.catalog.upgrades_from(code)]


def test_steps_dragged_into_another_order_become_the_ladder(office: BackOffice, shop: Shop) -> None:
    page = turn(office, UpgradesPage, "upgrades")
    first, second, *_ = page.table.current
    model = page.steps.model()
    model.moveRow(QModelIndex(), 1, QModelIndex(), 0)  # what a drop does
    click(page.save_button)
    assert _upgrades(shop, second.code)[:1] == [first.code]
    assert second.code not in _upgrades(shop, first.code)
    office.desk.undo_last()
    assert second.code in _upgrades(shop, first.code)


def test_a_new_ladder_is_built_from_the_search(office: BackOffice, shop: Shop) -> None:
    page = turn(office, UpgradesPage, "upgrades")
    items = office.desk.manager.list_items(sort="price").rows(0, 2)
    page.new()
    for item in items:
        page.add_step(item)
    click(page.save_button)
    assert items[1].code in _upgrades(shop, items[0].code)
    assert not office.foot.alarm


def test_a_manner_is_changed_and_the_counter_keeps_to_it(office: BackOffice, shop: Shop) -> None:
    page = turn(office, SettingsPage, "settings")
    segment(page.room, MANNERS)
    room = page.manners
    room.table.choose_where(lambda x: x.name == "manners.addons")
    write(room.text, "0")
    QTest.keyClick(room.text, Qt.Key.Key_Return)
    assert shop.storage.catalog.setting("manners.addons") == "0"
    trigger = office.desk.manager.new_pairs()[0].trigger
    shop.counter.ring(trigger.code)
    assert not any(shop.counter.settle().panel.addons)


def test_a_manner_that_cannot_be_is_refused_in_words(office: BackOffice, shop: Shop) -> None:
    room = turn(office, SettingsPage, "settings").manners
    room.table.choose_where(lambda x: x.name == "manners.quiet_hours")
    write(room.text, "noon")
    click(room.save_button)
    assert office.foot.alarm
    assert "manners.quiet_hours" not in shop.storage.catalog.settings()


def test_a_perk_is_added_and_removed(office: BackOffice, shop: Shop) -> None:
    page = turn(office, SettingsPage, "settings")
    segment(page.room, PERKS)
    room, before = page.perks, shop.storage.catalog.perks()
    room.begin()
    write(room.name, "Free delivery")
    write(room.threshold, "3,000")
    click(room.save_button)
    (made,) = set(shop.storage.catalog.perks()) - set(before)
    assert (made.name, made.threshold) == ("Free delivery", 3000)
    click(room.remove_button)
    assert shop.storage.catalog.perks() == before


def test_the_first_person_is_a_manager_and_from_then_on_a_pin_is_asked(office: BackOffice, shop: Shop) -> None:
    shop.storage.staff.cost = 4  # scrypt at its cheapest: the rules are not about its cost
    assert ask_manager(shop, office)  # a sample shop without people: nobody is asked
    page = turn(office, SettingsPage, "settings")
    segment(page.room, PEOPLE)
    room = page.people
    write(room.name, "Sato")
    write(room.pin, "111111")
    click(room.save_button)
    assert office.foot.alarm  # a PIN that is guessed first
    write(room.pin, "402917")
    click(room.save_button)
    assert [(x.name, x.role) for x in shop.storage.staff.people()] == [("Sato", "manager")]

    dialog = PinDialog(shop, office)
    dialog.show()
    write(dialog.pin, "402918")
    click(dialog.enter)
    assert dialog.who == ""
    write(dialog.pin, "402917")
    click(dialog.enter)
    assert dialog.who == "Sato"
    dialog.deleteLater()


def test_a_shop_of_its_own_founds_its_manager_before_the_back_office_opens(office: BackOffice, shop: Shop) -> None:
    shop.storage.staff.cost = 4
    shop.storage.catalog.put_setting("sample", "")
    dialog = PinDialog(shop, office)
    dialog.show()
    assert dialog.founding
    dialog.names.setEditText("Suzuki")
    write(dialog.pin, "402917")
    write(dialog.again, "402917")
    click(dialog.enter)
    assert "-" in dialog.told.text()  # the recovery code is shown, once
    click(dialog.enter)
    assert dialog.who == "Suzuki"
    dialog.deleteLater()


def test_units_are_given_back_for_what_was_paid_and_never_twice(office: BackOffice, shop: Shop) -> None:
    item = shop.counter.keys(shop.counter.departments()[0].code)[0]
    shop.counter.ring(item.code, 3)
    shop.counter.pay()
    receipt = shop.counter.tender(TenderKind.CASH, shop.counter.view.due).last_receipt
    assert receipt is not None
    page = turn(office, ReceiptsPage, "receipts")
    page.show_what(receipt.key)
    click(page.give_back)
    page.refund.step(receipt.lines[0].line, 1)
    page.refund.step(receipt.lines[0].line, 1)
    click(page.refund.give)
    assert not office.foot.alarm
    (given,) = shop.storage.sales.refunds(receipt.key)
    assert given.units == ((receipt.lines[0].line, 2),)
    assert page.left is not None
    assert page.left.total + given.amount == receipt.total
    with pytest.raises(Refused):
        shop.counter.past.refund(receipt.key, {receipt.lines[0].line: 2}, "again")


def test_retired_items_are_found_by_themselves(office: BackOffice, shop: Shop) -> None:
    item = office.desk.manager.list_items().rows(0, 1)[0]
    shop.storage.catalog.put_items([replace(item, retired=True, barcodes=())])
    assert [x.code for x in office.desk.manager.list_items(retired=True).rows(0, 9)] == [item.code]


def test_a_department_with_items_stays_and_an_empty_one_goes(office: BackOffice, shop: Shop) -> None:
    page = turn(office, ItemsPage, "items")
    segment(page.rooms, DEPARTMENTS)
    room, before = page.departments, shop.storage.catalog.departments()
    click(room.remove_button)
    assert office.foot.alarm
    assert shop.storage.catalog.departments() == before
    room.begin()
    write(room.name, "Sweets")
    write(room.color, "#AA3377")
    click(room.save_button)
    (made,) = set(shop.storage.catalog.departments()) - set(before)
    assert (made.name, made.color, made.rank) == ("Sweets", "#AA3377", len(before))
    click(room.remove_button)
    assert shop.storage.catalog.departments() == before

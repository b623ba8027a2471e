"""Upgrades, settings, perks, people, refunds: what is typed is judged, saved, and reaches the counter."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from pos_assist.desktop.back_office.back_office_window import BackOffice
from pos_assist.desktop.back_office.files_page import FilesPage
from pos_assist.desktop.back_office.items_page import DEPARTMENTS, ItemsPage
from pos_assist.desktop.back_office.receipts_page import ReceiptsPage
from pos_assist.desktop.back_office.settings_page import MANNERS, PEOPLE, PERKS, SHOP, SettingsPage
from pos_assist.desktop.back_office.upgrades_page import UpgradesPage
from pos_assist.desktop.dialogs.first_start_dialog import FirstStart
from pos_assist.desktop.dialogs.pin_dialog import PinDialog, PinStep, ask_manager
from pos_assist.desktop.shared.painting import money
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import TenderKind
from pos_assist.domain.setting import Setting
from pos_assist.domain.settings import ADDONS, EXPERIMENT, GUEST_LANGUAGE, LIST_A
from pos_assist.first_start import Source
from pos_assist.services.management.staff import Role
from pos_assist.shop import Shop
from tests.desktop.back_office.manager import click, segment, turn, write


def _upgrades(shop: Shop, code: str) -> list[str]:
    return [x.to_item for x in shop.storage.catalog.upgrades_from(code)]


def test_steps_dragged_into_another_order_become_the_ladder(office: BackOffice, shop: Shop) -> None:
    page = turn(office, UpgradesPage, "upgrades")
    ladder = page.table.current
    assert ladder
    first, second, *_ = ladder
    model = page.steps.model()
    model.moveRow(QModelIndex(), 1, QModelIndex(), 0)  # what a drop does
    click(page.save_button)
    assert _upgrades(shop, second.code)[:1] == [first.code]
    assert second.code not in _upgrades(shop, first.code)
    office.context.undo_last()
    assert second.code in _upgrades(shop, first.code)


def test_a_new_ladder_is_built_from_the_search(office: BackOffice, shop: Shop) -> None:
    page = turn(office, UpgradesPage, "upgrades")
    items = office.context.manager.list_items(sort="price").rows(0, 2)
    page.new()
    for item in items:
        page.add_step(item)
    click(page.save_button)
    assert items[1].code in _upgrades(shop, items[0].code)
    assert not office.foot.alarm


def test_a_manner_is_changed_and_the_counter_keeps_to_it(office: BackOffice, shop: Shop) -> None:
    page = turn(office, SettingsPage, "settings")
    segment(page.tab, MANNERS)
    tab = page.manners
    tab.table.choose_where(lambda x: x.name == "manners.addons")
    write(tab.text, "0")
    QTest.keyClick(tab.text, Qt.Key.Key_Return)
    assert shop.storage.catalog.setting(ADDONS) == 0
    trigger = office.context.manager.new_pairs()[0].trigger
    shop.till.ring(trigger.code)
    assert not any(shop.till.settle().panel.addons)


def test_a_manner_that_cannot_be_is_refused_in_words(office: BackOffice, shop: Shop) -> None:
    tab = turn(office, SettingsPage, "settings").manners
    tab.table.choose_where(lambda x: x.name == "manners.quiet_hours")
    write(tab.text, "noon")
    click(tab.save_button)
    assert office.foot.alarm
    assert "manners.quiet_hours" not in shop.storage.catalog.settings()


def test_a_perk_is_added_and_removed(office: BackOffice, shop: Shop) -> None:
    page = turn(office, SettingsPage, "settings")
    segment(page.tab, PERKS)
    tab, before = page.perks, shop.storage.catalog.perks()
    tab.begin()
    write(tab.name, "Free delivery")
    write(tab.threshold, "3,000")
    click(tab.save_button)
    (made,) = set(shop.storage.catalog.perks()) - set(before)
    assert (made.name, made.threshold) == ("Free delivery", 3000)
    click(tab.remove_button)
    assert shop.storage.catalog.perks() == before


def test_the_first_person_is_a_manager_and_from_then_on_a_pin_is_asked(office: BackOffice, shop: Shop) -> None:
    shop.storage.staff.cost = 4  # scrypt at its cheapest: the rules are not about its cost
    assert ask_manager(shop, office)  # a sample shop without people: nobody is asked
    page = turn(office, SettingsPage, "settings")
    segment(page.tab, PEOPLE)
    tab = page.people
    write(tab.name, "Sato")
    write(tab.pin, "111111")
    write(tab.again, "111111")
    click(tab.save_button)
    assert office.foot.alarm  # a PIN that is guessed first
    write(tab.pin, "402917")
    click(tab.save_button)
    assert office.foot.alarm  # the second PIN is another one
    write(tab.again, "402917")
    click(tab.save_button)
    code = tab.message.plain[-19:]
    click(tab.save_button)
    assert code not in tab.message.plain
    write(tab.typed_code, code)
    click(tab.save_button)
    assert tab.code.done
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
    assert dialog.step is PinStep.FOUND
    dialog.names.setEditText("Suzuki")
    write(dialog.pin, "402917")
    write(dialog.again, "402917")
    click(dialog.enter)
    code = dialog.message.text()[-19:]
    dialog.reject()  # nobody comes in, or away, before the code was typed from its paper
    assert dialog.isVisible()
    click(dialog.enter)
    assert code not in dialog.message.text()
    write(dialog.typed_code, code)
    click(dialog.enter)
    assert not dialog.isVisible()
    assert dialog.who == "Suzuki"
    dialog.deleteLater()


def test_a_forgotten_pin_is_replaced_by_the_recovery_code_on_screen(office: BackOffice, shop: Shop) -> None:
    shop.storage.staff.cost = 4
    code = shop.storage.staff.found("Sato", "402917")
    dialog = PinDialog(shop, office)
    dialog.show()
    click(dialog.forgotten)
    write(dialog.pin, "738201")
    write(dialog.again, "738201")
    for typed in ("1111-2222-3333-4444", code.replace("-", " ")):
        assert dialog.step is PinStep.FORGOTTEN
        write(dialog.code, typed)
        write(dialog.pin, "738201")
        write(dialog.again, "738201")
        click(dialog.enter)
    assert dialog.step is PinStep.ENTER
    assert dialog.who == ""  # the new PIN is asked for like any other
    write(dialog.pin, "402917")
    click(dialog.enter)
    assert dialog.who == ""
    write(dialog.pin, "738201")
    click(dialog.enter)
    assert dialog.who == "Sato"
    assert [(x.who, x.what) for x in shop.storage.changes.history()] == [("Sato", "pin_recovered")]
    dialog.deleteLater()


def test_anybody_changes_the_own_pin_on_screen(office: BackOffice, shop: Shop) -> None:
    shop.storage.staff.cost = 4
    shop.storage.staff.found("Sato", "402917")
    shop.storage.staff.add("Ito", Role.CASHIER, "8062")
    dialog = PinDialog(shop, office)
    dialog.show()
    click(dialog.change)
    dialog.names.setCurrentText("Ito")
    write(dialog.old, "8062")
    write(dialog.pin, "3957")
    write(dialog.again, "3958")
    click(dialog.enter)
    assert dialog.step.value == "change"
    write(dialog.old, "8062")
    write(dialog.pin, "3957")
    write(dialog.again, "3957")
    click(dialog.enter)
    assert dialog.step is PinStep.ENTER
    assert shop.storage.staff.enter("Ito", "3957", datetime(2026, 11, 25)).name == "Ito"
    dialog.deleteLater()


def test_what_is_done_about_people_is_in_the_history_and_not_undone_there(office: BackOffice, shop: Shop) -> None:
    shop.storage.staff.cost = 4
    manager = office.context.manager
    manager.staff.found("Sato", "402917", "402917")
    manager.staff.add("Ito", Role.CASHIER, "8062", "8062")
    manager.staff.set_role("Ito", Role.CASHIER, active=False)
    said = [(x.what, x.detail) for x in manager.history()]
    assert said == [("staff_left", "Ito"), ("staff_added", "Ito"), ("staff_added", "Sato")]
    with pytest.raises(Refused, match="not_undoable"):
        manager.undo(manager.history()[0].id)
    assert not any("8062" in f"{x}" for x in manager.history())


def test_units_are_given_back_for_what_was_paid_and_never_twice(office: BackOffice, shop: Shop) -> None:
    item = shop.till.keys(shop.till.departments()[0].code)[0]
    shop.till.ring(item.code, 3)
    shop.till.pay()
    receipt = shop.till.tender(TenderKind.CASH, shop.till.view.due).last_receipt
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
    # The list has the receipt as it was printed, and what came back of it in a column of its own.
    titles = [x.title for x in page.table.rows.columns]
    current = page.table.current
    assert current
    shown = {title: x.text(current) for title, x in zip(titles, page.table.rows.columns, strict=True)}
    assert (shown["Total"], shown["Given back"]) == (money(receipt.total), money(-given.amount))
    with pytest.raises(Refused):
        shop.till.past.refund(receipt.key, {receipt.lines[0].line: 2}, "again")


def test_retired_items_are_found_by_themselves(office: BackOffice, shop: Shop) -> None:
    item = office.context.manager.list_items().rows(0, 1)[0]
    shop.storage.catalog.put_items([replace(item, retired=True, barcodes=())])
    assert [x.code for x in office.context.manager.list_items(retired=True).rows(0, 9)] == [item.code]


def test_a_department_with_items_stays_and_an_empty_one_goes(office: BackOffice, shop: Shop) -> None:
    page = turn(office, ItemsPage, "items")
    segment(page.tabs, DEPARTMENTS)
    tab, before = page.departments, shop.storage.catalog.departments()
    click(tab.remove_button)
    assert office.foot.alarm
    assert shop.storage.catalog.departments() == before
    tab.begin()
    write(tab.name, "Sweets")
    write(tab.color, "#AA3377")
    click(tab.save_button)
    (made,) = set(shop.storage.catalog.departments()) - set(before)
    assert (made.name, made.color, made.rank) == ("Sweets", "#AA3377", len(before))
    click(tab.remove_button)
    assert shop.storage.catalog.departments() == before


def test_the_hours_of_offers_are_set_at_the_item_and_at_the_department(office: BackOffice, shop: Shop) -> None:
    page = turn(office, ItemsPage, "items")
    page.table.choose(0)
    form = page.form
    code = form.editing
    write(form.hours, "lunch")
    click(form.save_button)
    assert office.foot.alarm
    write(form.hours, "7:00-10:30、 22:00-02:00")
    click(form.save_button)
    assert shop.storage.catalog.settings()[f"offer_hours.{code}"] == "07:00-10:30, 22:00-02:00"
    assert form.hours.text() == "07:00-10:30, 22:00-02:00"
    office.context.undo_last()
    assert f"offer_hours.{code}" not in shop.storage.catalog.settings()

    segment(page.tabs, DEPARTMENTS)
    tab = page.departments
    write(tab.hours, "11:00-14:00")
    click(tab.save_button)
    department = tab.department
    assert department is not None
    assert shop.storage.catalog.settings()[f"offer_hours.{department.code}"] == "11:00-14:00"
    tab.hours.clear()
    click(tab.save_button)
    assert f"offer_hours.{department.code}" not in shop.storage.catalog.settings()


def _is_named(name: str, setting: Setting[Any]) -> bool:
    return setting.name == name


def test_an_experiment_with_two_lists_and_the_second_language_are_set_on_screen(office: BackOffice, shop: Shop) -> None:
    page = turn(office, SettingsPage, "settings")
    segment(page.tab, SHOP)
    tab = page.shop
    code = shop.till.keys(shop.till.departments()[0].code)[0].code
    tab.table.choose_where(lambda x: x is LIST_A)
    write(tab.text, f"{code} nothing")
    click(tab.save_button)
    assert office.foot.alarm
    write(tab.text, code)
    click(tab.save_button)
    for name, value in ((EXPERIMENT.name, "list"), (GUEST_LANGUAGE.name, "")):
        tab.table.choose_where(partial(_is_named, name))
        tab.options.setCurrentIndex(tab.options.findData(value))
        click(tab.save_button)
    kept = shop.storage.catalog.settings()
    assert (kept["experiment"], kept["experiment.list_a"], kept["guest_language"]) == ("list", code, "")
    shop.till.ring(code)
    assert all(x.guest_line == "" for x in shop.till.settle().panel.offers())


def test_what_the_back_office_saves_as_a_pack_can_be_picked_at_the_first_start(
    office: BackOffice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[str] = []

    def save(_parent: object, _title: str, _file: str, kinds: str) -> tuple[str, str]:
        asked.append(kinds)
        return (str(tmp_path / "mine"), "")

    def pick(_parent: object, _title: str, _folder: str, kinds: str) -> tuple[str, str]:
        asked.append(kinds)
        return ("", "")

    monkeypatch.setattr(QFileDialog, "getSaveFileName", save)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", pick)
    packs = turn(office, FilesPage, "files").packs
    packs._make()
    packs._ask()
    first = FirstStart(tmp_path)
    first._chosen(Source.PACK)
    first.reject()
    first.deleteLater()
    assert (tmp_path / "mine.pospack").exists()
    assert all("*.pospack" in kinds for kinds in asked)
    assert all("*.pack" in kinds for kinds in asked[1:])

"""History and undo: who, when, what; back again; refused where others built on it."""

from __future__ import annotations

import pytest

from pos_assist.domain.items import Department, Item, Pairing
from pos_assist.domain.problems import Refused
from pos_assist.i18n.translate import sentence
from pos_assist.services.management.management import Management
from pos_assist.storage import Storage
from tests.clocks import minute_by_minute
from tests.services.management.conftest import MORNING
from tests.stock import item_of


def test_the_history_says_who_when_and_what(manager: Management) -> None:
    manager.set_price("hamburger", 210)
    [entry] = manager.history()
    assert (entry.who, entry.what, entry.detail) == ("佐藤", "price", "ハンバーガー")
    [record] = manager.records(entry.id)
    assert (record.kind, record.key) == ("items", "hamburger")
    assert '"price":200' in (record.before or "")
    assert '"price":210' in (record.after or "")


def test_an_undo_can_be_undone(manager: Management, storage: Storage) -> None:
    change = manager.set_price("hamburger", 210)
    undo = manager.undo(change)
    assert item_of(storage, "hamburger").price == 200
    assert manager.history(before=undo)[0].undone_by == undo
    manager.undo(undo)
    assert item_of(storage, "hamburger").price == 210


def test_a_change_that_another_built_on_is_refused_with_who_and_when(manager: Management, storage: Storage) -> None:
    first = manager.set_price("hamburger", 210)
    other = Management(storage, "鈴木", minute_by_minute(MORNING))
    second = other.set_price("hamburger", 220)
    with pytest.raises(Refused) as caught:
        manager.undo(first)
    assert caught.value.code == "built_on"
    assert (caught.value.data["who"], caught.value.data["change"]) == ("鈴木", second)
    assert "鈴木" in sentence(caught.value)
    manager.undo(second)
    manager.undo(first)
    assert item_of(storage, "hamburger").price == 200


def test_a_change_at_the_counter_is_built_on_too(manager: Management, storage: Storage) -> None:
    first = manager.set_price("hamburger", 210)
    storage.catalog.set_sold_out("hamburger", True)
    with pytest.raises(Refused) as caught:
        manager.undo(first)
    assert caught.value.code == "changed_since"


def test_an_added_item_is_retired_by_undo_since_a_receipt_may_name_it(manager: Management, storage: Storage) -> None:
    change = manager.add_item(Item("pie", "パイ", 180, barcodes=("PIE-1",)))
    undo = manager.undo(change)
    pie = storage.catalog.item("pie")
    assert pie
    assert pie.retired
    assert storage.catalog.item_by_barcode("PIE-1") is None
    manager.undo(undo)
    assert storage.catalog.item_by_barcode("PIE-1") == storage.catalog.item("pie")


def test_an_added_item_that_a_pairing_names_stays(manager: Management, storage: Storage) -> None:
    change = manager.add_item(Item("pie", "パイ", 180))
    pairing = manager.save_pairing(Pairing("hamburger", "pie"))
    with pytest.raises(Refused) as caught:
        manager.undo(change)
    assert caught.value.code == "leaned_on"
    assert not item_of(storage, "pie").retired
    manager.undo(pairing)
    manager.undo(change)


def test_an_added_department_that_has_items_stays(manager: Management) -> None:
    change = manager.save_department(Department("pies", "パイ"))
    manager.add_item(Item("pie", "パイ", 180, department="pies"))
    with pytest.raises(Refused) as caught:
        manager.undo(change)
    assert caught.value.code == "leaned_on"
    assert sentence(caught.value)


def test_the_history_is_of_a_person_a_kind_or_a_record(manager: Management, storage: Storage) -> None:
    manager.set_price("hamburger", 210)
    Management(storage, "鈴木", minute_by_minute(MORNING)).set_price("cheeseburger", 260)
    manager.set_settings({"name": "x"})
    assert [x.who for x in manager.history(who="鈴木")] == ["鈴木"]
    assert [x.what for x in manager.history(kind="settings")] == ["settings"]
    assert [x.detail for x in manager.history(kind="items", key="hamburger")] == ["ハンバーガー"]


def test_there_is_nothing_to_undo_of_no_change(manager: Management) -> None:
    with pytest.raises(Refused) as caught:
        manager.undo(99)
    assert caught.value.code == "no_such_change"


def test_a_reader_sees_no_half_change(manager: Management, storage: Storage) -> None:
    """A refused ladder leaves none of its steps."""
    before = storage.catalog.upgrades_from("cola-s")
    with pytest.raises(Refused):
        manager.save_ladder(["cola-s", "hamburger", "nothing"])
    assert storage.catalog.upgrades_from("cola-s") == before

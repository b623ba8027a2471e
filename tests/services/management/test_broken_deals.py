"""A change of prices or deals says what it breaks, on every way in which they change; it is told, not refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.deals import SetAmount, Slot
from pos_assist.i18n.finding_texts import finding_text
from pos_assist.services.management.management import Management

OFF = SetAmount(id="off", name="お茶割", amount=90, slots=(Slot(1, frozenset({"cola-m", "milk"})),))


@pytest.fixture
def deals(manager: Management) -> Management:
    """A back office in which a drink may be 90 off."""
    manager.save_deal(OFF)
    assert manager.broken == ()
    return manager


def codes(manager: Management) -> list[tuple[str, str]]:
    return [(finding.deal.id, finding.code) for finding in manager.broken]


BROKEN = ("off", "deal_amount_too_large")


def test_a_lower_price_says_which_amount_is_now_larger_than_its_set(deals: Management) -> None:
    deals.set_price("milk", 60)
    assert codes(deals)[0] == BROKEN
    finding = deals.broken[0]
    assert finding_text(finding, lambda amount: f"¥{amount}").startswith("“お茶割” takes off ¥90")
    deals.set_price("milk", 50)
    assert BROKEN not in codes(deals)  # it was said already
    deals.set_price("milk", 400)
    assert BROKEN not in codes(deals)


def test_the_item_form_says_it(deals: Management) -> None:
    milk = deals._item("milk")
    deals.save_item(replace(milk, price=60))
    assert codes(deals)[0] == BROKEN


def test_a_planned_price_says_it_when_it_is_planned(deals: Management) -> None:
    deals.set_price("milk", 60, date(2027, 4, 1))
    assert codes(deals)[0] == BROKEN


def test_prices_planned_for_different_days_say_what_breaks_between_them(manager: Management) -> None:
    apart = (Slot(1, frozenset({"cola-m"})), Slot(1, frozenset({"milk"})))
    cola, milk = manager._item("cola-m").price, manager._item("milk").price
    manager.save_deal(SetAmount(id="off", name="組割", amount=cola + milk - 50, slots=apart))
    manager.set_price("milk", milk + 100, date(2027, 5, 1))
    assert manager.broken == ()
    manager.set_price("cola-m", cola - 60, date(2027, 4, 1))  # in April the milk is not dearer yet
    assert codes(manager)[0] == BROKEN


def test_a_retired_item_that_empties_a_place_says_it(deals: Management) -> None:
    deals.retire_item("milk")
    assert deals.broken == ()
    deals.retire_item("cola-m")
    assert ("off", "deal_slot_empty") in codes(deals)


def test_an_imported_price_list_says_it(deals: Management, tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    path.write_text("code,name,price\nmilk,牛乳,60\n", encoding="utf-8")
    deals.apply(deals.plan_import(path, "items"))
    assert codes(deals)[0] == BROKEN


def test_a_pack_says_it(deals: Management, tmp_path: Path) -> None:
    deals.make_pack(tmp_path / "before.pospack")
    deals.set_price("milk", 60)
    deals.make_pack(tmp_path / "after.pospack")
    deals.set_price("milk", 200)
    look = deals.preview_pack(tmp_path / "after.pospack")
    deals.take_pack(look, {(x.kind, x.key): "theirs" for x in look.sides}, trust=True)
    assert codes(deals)[0] == BROKEN


def test_taking_a_change_back_says_it(deals: Management) -> None:
    deals.set_price("milk", 60)
    change = deals.set_price("milk", 200)
    deals.undo(change)
    assert codes(deals)[0] == BROKEN


def test_another_deal_that_beats_it_says_it(deals: Management) -> None:
    deals.save_deal(replace(OFF, id="more", name="", amount=91))
    assert codes(deals) == [("off", "deal_beaten")]


def test_what_changes_no_price_and_no_deal_says_nothing(deals: Management) -> None:
    deals.storage.catalog.write(Change(items=(replace(deals._item("milk"), price=60),)))
    deals.set_sold_out("cola-m", True)
    assert deals.broken == ()

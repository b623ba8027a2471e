"""What differs between two records: every field that is not the same, and no other, whatever kind of record it is."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from pos_assist.domain.deals import KINDS, Cheapest, Deal, SetAmount, SetPercent, SetPrice, Slot, Spend, When
from pos_assist.domain.hours import parse_hours
from pos_assist.domain.items import Department, Item, Pairing, Perk, TaxClass, Upgrade
from pos_assist.domain.options import parse_groups
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.records import differences
from pos_assist.i18n.deal_texts import Say
from pos_assist.i18n.record_texts import field_text, value_text

SLOTS = (Slot(1, frozenset("a")), Slot(2, frozenset("b")))
RECORDS: tuple[Any, ...] = (
    Item("a", "A", 100), Department("d", "D"), Upgrade("a", "b"), Pairing("a", "b"), Perk("p", "P", 1000),
    SetPrice(id="d", price=1, slots=SLOTS), SetPercent(id="d", slots=SLOTS[:1]), SetAmount(id="d", amount=1, slots=SLOTS),
    Cheapest(id="d", n=3, free=1, percent=50, items=frozenset("a")), Spend(id="d", min=1, amount=5),
)  # fmt: skip
OTHER: dict[str, Any] = {  # for each type of field, a value that no record above has
    "str": "other", "int": 77, "int | None": 77, "bool": True, "bool | None": True, "TaxClass": TaxClass.EXEMPT,
    "date | None": date(2026, 12, 24), "tuple[str, ...]": ("x", "y"), "frozenset[str]": frozenset("z"),
    "tuple[Hours, ...]": parse_hours("22:00-02:00"), "tuple[Slot, ...]": (Slot(3, frozenset("z"), n_max=3),),
    "ServiceMode | None": ServiceMode.EAT_IN, "tuple[OptionGroup, ...]": parse_groups("ミルク: 牛乳 | 豆乳 +50"),
}  # fmt: skip
SAY = Say(str, lambda code: code)


@pytest.mark.parametrize("record", RECORDS, ids=lambda x: type(x).__name__)
def test_every_field_that_is_changed_is_told_by_its_name_with_both_values(record: Any) -> None:
    assert differences(record, record) == ()
    for x in fields(record):
        if x.name == "when":
            continue
        other = replace(record, **{x.name: OTHER[str(x.type)]})
        if other != record:
            assert differences(record, other) == ((x.name, getattr(record, x.name), getattr(other, x.name)),)


def test_of_a_deal_each_condition_is_told() -> None:
    deal = SetPrice(id="d", price=1, slots=SLOTS)
    for x in fields(When):
        other = replace(deal, when=replace(When(), **{x.name: OTHER[str(x.type)]}))
        assert differences(deal, other) == ((x.name, getattr(deal.when, x.name), getattr(other.when, x.name)),)


def test_a_deal_that_became_another_kind_shows_its_kinds_and_what_only_one_of_them_has() -> None:
    told = differences(SetPrice(id="d", price=500, slots=SLOTS), SetAmount(id="d", amount=50, slots=SLOTS))
    assert told == (("kind", "set_price", "set_amount"), ("price", 500, None), ("amount", None, 50))


def test_of_a_record_that_is_new_or_gone_all_that_it_says_is_told() -> None:
    item = Item("a", "A", 100, sold_out=True)
    assert differences(None, item) == (
        ("code", None, "a"),
        ("name", None, "A"),
        ("price", None, 100),
        ("sold_out", None, True),
    )
    assert differences(item, None)[2] == ("price", 100, None)
    deal = Spend(id="d", min=1, amount=5, when=When(hours=parse_hours("22:00-02:00")))
    assert ("hours", None, deal.when.hours) in differences(None, deal)
    assert ("kind", None, "spend") in differences(None, deal)


def test_a_setting_is_one_text() -> None:
    assert differences("1", "2") == (("", "1", "2"),)
    assert differences("1", "1") == ()


@pytest.mark.parametrize("record", RECORDS, ids=lambda x: type(x).__name__)
def test_every_field_has_words_and_no_value_shows_how_it_is_written_in_python(record: Any) -> None:
    kinds: list[type] = [type(record), *([When] if isinstance(record, Deal) else [])]
    for kind in kinds:
        for x in fields(kind):
            if x.name == "when":
                continue
            assert field_text(x.name) != x.name or x.name in ("id", "code")
            text = value_text(x.name, frozenset({"fri"}) if x.name == "days" else OTHER[str(x.type)], SAY)
            assert text
            assert not any(
                mark in text for mark in ("(", "{", "[", "frozenset", "None", "True", "datetime", "eat_in", "exempt")
            )


def test_every_kind_has_words() -> None:
    assert all(value_text("kind", kind, SAY) != kind for kind in KINDS)

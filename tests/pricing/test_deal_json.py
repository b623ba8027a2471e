"""Deals as a file: what is written is read again, and what is wrong is named with its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given

from pos_assist.domain.deal_json import deal_from_json, deal_to_json
from pos_assist.domain.deals import Deal, SetPercent, SetPrice
from pos_assist.domain.items import Item
from pos_assist.domain.orders import Order
from pos_assist.domain.problems import BadInput
from pos_assist.exchange.catalog.deal_file import read_deals
from pos_assist.i18n.translate import sentence
from tests.pricing.shops import cases
from tests.profiles import examples

FULL = {
    "id": "d1",
    "name": "朝のセット",
    "kind": "set_price",
    "price": 500,
    "slots": [{"n": 2, "items": ["a", "b"], "extra": {"b": 40}}, {"items": ["c"]}],
    "priority": 2,
    "max_uses": 3,
    "when": {
        "member": False,
        "mode": "eat_in",
        "from": "2026-11-01",
        "to": "2026-11-30",
        "days": ["sat", "sun"],
        "hours": [["10:30", "14:00"], ["22:00", "24:00"]],
        "min_spend": 800,
    },
}


@examples(200)
@given(cases())
def test_what_is_written_is_read_again(case: tuple[dict[str, Item], list[Deal], Order]) -> None:
    for deal in case[1]:
        assert deal_from_json(json.loads(json.dumps(deal_to_json(deal)))) == deal


def test_every_condition_survives_a_file(tmp_path: Path) -> None:
    deal = deal_from_json(FULL)
    assert isinstance(deal, SetPrice)
    assert deal.when.member is False
    (tmp_path / "deals.json").write_text(json.dumps({"deals": [deal_to_json(deal)]}), encoding="utf-8")
    assert read_deals(tmp_path / "deals.json") == [deal]
    assert deal_to_json(deal) == {**FULL, "slots": [FULL["slots"][0], {"n": 1, "items": ["c"]}]}  # type: ignore[index]


def test_n_or_more_is_written_as_null() -> None:
    data = {"id": "d", "kind": "set_percent", "slots": [{"n": 2, "n_max": None, "items": ["a"], "percent": 5}]}
    deal = deal_from_json(data)
    assert isinstance(deal, SetPercent)
    assert deal.slots[0].n_max is None
    assert deal_to_json(deal) == data
    assert deal_from_json({**data, "slots": [{"n": 2, "items": ["a"], "percent": 5}]}) != deal


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        ({"id": None}, "deal_field_missing", "id"),
        ({"kind": "set_prize"}, "deal_field_wrong", "kind"),
        ({"price": -1}, "deal_field_wrong", "price"),
        ({"price": 1.5}, "deal_field_wrong", "price"),
        ({"price": True}, "deal_field_wrong", "price"),
        ({"slots": []}, "deal_field_wrong", "slots"),
        ({"slots": [{"n": 0, "items": ["a"]}]}, "deal_field_wrong", "slots[0].n"),
        ({"slots": [{"items": []}]}, "deal_field_wrong", "slots[0].items"),
        ({"slots": [{"items": ["a"], "extra": {"z": 1}}]}, "deal_extra_unknown", "slots[0].extra.z"),
        ({"slots": [{"items": ["a"], "percent": 5}]}, "deal_field_unknown", "slots[0].percent"),
        ({"priority": 4}, "deal_field_wrong", "priority"),
        ({"max_uses": 0}, "deal_field_wrong", "max_uses"),
        ({"prise": 4}, "deal_field_unknown", "prise"),
        ({"when": {"from": "soon"}}, "deal_field_wrong", "when.from"),
        ({"when": {"days": ["Mon"]}}, "deal_field_wrong", "when.days"),
        ({"when": {"hours": [["9", "10:00"]]}}, "deal_field_wrong", "when.hours[0]"),
        ({"when": {"mode": "inside"}}, "deal_field_wrong", "when.mode"),
        ({"when": []}, "deal_field_wrong", "when"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(change: dict[str, object], code: str, column: str) -> None:
    with pytest.raises(BadInput) as caught:
        deal_from_json({**FULL, **change}, "deals[3]")
    assert (caught.value.code, caught.value.data["column"]) == (code, f"deals[3].{column}")
    assert column in sentence(caught.value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "bad_json"),
        ("[" * 100_000, "bad_json"),
        ("[" + "9" * 5_000 + "]", "bad_json"),
        ("7", "no_deals_in_file"),
        ('{"deals": {}}', "no_deals_in_file"),
        ("[7]", "deal_field_wrong"),
        (json.dumps([FULL, FULL]), "deal_twice"),
    ],
)
def test_a_file_that_is_not_deals_is_refused(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "deals.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read_deals(path)
    assert caught.value.code == code
    assert "deals.json" in sentence(caught.value)


def test_a_file_that_is_not_there_or_not_unicode_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no_such_file"):
        read_deals(tmp_path / "none.json")
    (tmp_path / "sjis.json").write_bytes("[「".encode("cp932"))
    with pytest.raises(BadInput):
        read_deals(tmp_path / "sjis.json")

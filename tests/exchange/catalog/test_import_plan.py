"""The dry run: what would be added, changed, retired; every bad cell by row, column and reason; then all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.items import Item, Pairing, Upgrade
from pos_assist.domain.problems import BadInput, Refused
from pos_assist.exchange.catalog.catalog_files import plan_import, recognised
from pos_assist.exchange.catalog.import_plan import Plan
from pos_assist.i18n.translate import sentence
from pos_assist.services.management.management import Management
from pos_assist.storage import Storage

Write = Callable[..., Path]


def problems(plan: Plan) -> list[tuple[object, object, str]]:
    return [(x.data["row"], x.data["column"], x.code) for x in plan.problems]


def test_the_plan_says_what_would_change_cell_by_cell(catalog: Change, write: Write) -> None:
    file = write(
        "i.csv",
        "商品コード,商品名,価格,販売終了\n00012,カフェ・オ・レ,330,\nnew,新商品,100,\nold,昔のパン,120,\n12,=SUM(A1),0,1\n",
    )
    plan = plan_import(file, catalog, 7, {})
    assert plan.version == 7
    assert [x.fields for x in plan.of("changed")] == [(("price", 320, 330),), (("retired", True, False),)]
    assert [x.title for x in plan.of("added")] == ["新商品"]
    assert [x.key for x in plan.of("retired")] == ["12"]


def test_columns_that_a_file_lacks_are_left_as_they_are(catalog: Change, write: Write) -> None:
    plan = plan_import(write("i.csv", "code,price\n00012,330\n"), catalog, 1, {})
    [item] = plan.edit.change.items
    assert (item.price, item.cost, item.barcodes) == (330, 80, ("4901234567894", "00123"))


def test_rows_that_a_file_lacks_stay_unless_it_is_the_whole_list(catalog: Change, write: Write) -> None:
    file = write("p.csv", "trigger,addon,state\n12,old,pinned\n")
    assert plan_import(file, catalog, 1, {}).differences == []
    plan = plan_import(file, catalog, 1, {}, whole=True)
    assert {x.key for x in plan.of("retired")} == {"00012\t-3", "old\t12"}
    assert set(plan.edit.change.removed) == {("pairings", "00012", "-3"), ("pairings", "old", "12")}
    items = plan_import(write("i.csv", "code,name,price\n12,=SUM(A1),0\n"), catalog, 1, {}, whole=True)
    assert all(x.retired for x in items.edit.change.items)
    assert {x.code for x in items.edit.change.items} == {"00012", "-3", 'ロング コード,"引用"'}


def test_every_bad_cell_is_told_with_row_and_column(catalog: Change, write: Write) -> None:
    text = (
        "code,name,price,cost,tax,barcodes,color,sold_out\n"
        "a,パン,1e3,-5,高い,4901234567890,赤,たぶん\n"
        ",名なし,100,,,,,\n"
        "b,,100,,,,,\n"
        "c,良い,100,,,,,\n"
        "c,二度,100,,,,,\n"
    )
    plan = plan_import(write("i.csv", text), catalog, 1, {})
    assert set(problems(plan)) == {
        (2, "price", "bad_money"), (2, "cost", "bad_money"), (2, "tax", "bad_choice"), (2, "barcodes", "bad_check_digit"),
        (2, "color", "bad_color"), (2, "sold_out", "bad_flag"), (3, "code", "empty_cell"), (4, "name", "empty_cell"),
        (6, "code", "twin_row"),
    }  # fmt: skip
    assert plan.edit.change == Change()
    assert all(sentence(x).startswith("i.csv") for x in plan.problems)


def test_references_are_checked_and_lost_zeros_are_recognised(catalog: Change, write: Write) -> None:
    text = "trigger,addon\nnothing,12\n0012,12\n00012,also nothing\n012,12\n"
    plan = plan_import(write("p.csv", text), catalog, 1, {})
    assert problems(plan) == [
        (2, "trigger", "no_such_item"),
        (3, "trigger", "zeros_lost"),
        (4, "addon", "no_such_item"),
        (5, "trigger", "zeros_lost"),
    ]
    shop = Change(items=(Item("00077", "パン", 100),))
    plan = plan_import(write("i.csv", "code,name,price\n77,パン,120\n"), shop, 1, {})
    assert problems(plan) == [(2, "code", "zeros_lost")]
    assert plan.problems[0].data["known"] == "00077"


def test_a_barcode_of_another_item_and_an_unknown_department(catalog: Change, write: Write) -> None:
    text = "code,name,price,barcodes,department\nn1,新1,100,4901234567894,drink\nn2,新2,100,,nowhere\nn3,新3,1,ZZ,\nn4,新4,1,ZZ,\n"
    plan = plan_import(write("i.csv", text), catalog, 1, {})
    assert problems(plan) == [
        (2, "barcodes", "barcode_taken"),
        (3, "department", "no_such_department"),
        (5, "barcodes", "barcode_taken"),
    ]


def test_upgrades_in_a_file_never_lead_back(write: Write) -> None:
    shop = Change(items=tuple(Item(x, x, 1) for x in "abc"), upgrades=(Upgrade("a", "b"),))
    plan = plan_import(write("u.csv", "from,to\nb,c\nc,a\n"), shop, 1, {})
    assert {x[2] for x in problems(plan)} == {"upgrade_loop"}


def test_bad_deals_name_row_and_column(catalog: Change, write: Write) -> None:
    head = "id,kind,price,days,slot,slot_n,item\n"
    for row, column, code in (
        ("x,set_price,,,1,1,12\n", "price", "deal_field_missing"),
        ("x,set_price,500,someday,1,1,12\n", "days", "deal_field_wrong"),
        ("x,set_price,500,,1,1,nothing\n", "item", "no_such_item"),
        ("x,set_price,500,,1,100,12\n", "slot_n", "deal_field_wrong"),
        ("x,set_price,many,,1,1,12\n", "price", "bad_number"),
        ("x,set_price,500,,1,1,12\nx,set_price,600,,1,,old\n", "price", "contradicts"),
        ("x,magic,500,,1,1,12\n", "kind", "deal_field_wrong"),
    ):
        plan = plan_import(write("d.csv", head + row), catalog, 1, {})
        found = problems(plan)
        assert [(x[1], x[2]) for x in found] == [(column, code)], row
        assert found[0][0] in (2, 3)


def test_a_file_of_another_kind_is_known_by_its_header(write: Write, catalog: Change) -> None:
    with pytest.raises(BadInput) as caught:
        plan_import(write("x.csv", "eggs,ham\n1,2\n"), catalog, 1, {})
    assert caught.value.code == "unknown_table"
    assert sentence(caught.value)


def test_new_items_get_keys_after_the_last_one(write: Write) -> None:
    shop = Change(items=tuple(Item(f"i{n}", "x", 1, page=n // 15, rank=n % 15) for n in range(14)))
    plan = plan_import(write("i.csv", "code,name,price\nn1,新1,100\nn2,新2,100\n"), shop, 1, {})
    assert [(x.page, x.rank) for x in plan.edit.change.items] == [(0, 14), (1, 0)]


# -- applied ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Management]:
    with Storage.create(tmp_path / "shop.db") as storage:
        storage.catalog.put_items([Item("a", "A", 100), Item("b", "B", 200), Item("c", "C", 300)])
        yield Management(storage, "佐藤")


def test_applied_and_taken_back_as_one(manager: Management, write: Write) -> None:
    plan = manager.plan_import(write("p.csv", "trigger,addon,line,memo\na,b,どうぞ,1\nb,c,,2\n"))
    change = manager.apply(plan)
    assert manager.storage.catalog.pairings_from(["a"]) == (Pairing("a", "b", line="どうぞ"),)
    assert manager.storage.changes.extras() == {"pairings\ta\tb": {"memo": "1"}, "pairings\tb\tc": {"memo": "2"}}
    manager.undo(change)
    assert manager.storage.catalog.pairings_from(["a", "b"]) == ()
    assert manager.storage.changes.extras() == {}


def test_a_plan_with_problems_is_not_applied(manager: Management, write: Write) -> None:
    plan = manager.plan_import(write("p.csv", "trigger,addon\na,b\na,nothing\n"))
    with pytest.raises(BadInput):
        manager.apply(plan)
    assert manager.storage.catalog.pairings_from(["a"]) == ()


def test_a_plan_that_was_overtaken_is_not_applied(manager: Management, write: Write) -> None:
    plan = manager.plan_import(write("p.csv", "trigger,addon\na,b\n"))
    manager.set_price("c", 310)
    with pytest.raises(Refused) as caught:
        manager.apply(plan)
    assert caught.value.code == "catalog_changed"
    assert manager.storage.catalog.pairings_from(["a"]) == ()


def test_what_was_exported_is_no_change_when_it_comes_back(manager: Management, tmp_path: Path) -> None:
    manager.export("items", tmp_path / "i.xlsx")
    assert manager.apply(manager.plan_import(tmp_path / "i.xlsx")) == 0
    assert manager.history() == []


def test_json_is_told_as_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "deals.json"
    path.write_text('[\n {"id": "x"}\n]', encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        recognised(path)
    assert caught.value.code == "json_no_table"
    assert "import shop" in sentence(caught.value)

"""Excel says what the screen says: words in cells, lists to choose from, names for codes; every word is taken back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.deals import SetPercent, SetPrice, Slot, Spend, When
from pos_assist.domain.items import Department, Item, Pairing, PairingState, Perk, TaxClass, Upgrade
from pos_assist.domain.orders import ServiceMode
from pos_assist.exchange.catalog.catalog_files import export_table, plan_import
from pos_assist.exchange.catalog.cell_words import CHOICES, choices, spoken, spoken_days
from pos_assist.i18n.record_texts import FIELDS, VALUES
from pos_assist.i18n.translate import Speaker

CATALOG = Change(
    items=(
        Item("b", "チーズバーガー", 240, "x", role="main"),
        Item("c", "コーラ", 250, "x", TaxClass.STANDARD, size="M", role="drink", sold_out=True, kids=True),
        Item("d", "コーラ", 290, "x", size="L", role="飲料", never_offer=True),
        Item("v", "商品券", 500, "", TaxClass.EXEMPT, role="charge"),
    ),
    departments=(Department("x", "バーガー"),),
    upgrades=(Upgrade("c", "d"), Upgrade("b", "d", "grade")),
    pairings=(Pairing("b", "c"), Pairing("b", "d", PairingState.BLOCKED), Pairing("c", "b", PairingState.LEARNED)),
    perks=(Perk("p", "配達無料", 2000, "takeout"), Perk("q", "おまけ", 3000)),
)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("kind", ["items", "departments", "upgrades", "pairings", "perks"])
def test_a_spreadsheet_comes_back_as_it_went(tmp_path: Path, kind: str, language: str) -> None:
    export_table(tmp_path / "t.xlsx", kind, CATALOG, {}, language)
    plan = plan_import(tmp_path / "t.xlsx", CATALOG, 1, {}, kind=kind)
    assert (plan.problems, plan.differences) == ([], [])


def test_the_cells_say_the_words_of_the_screen_and_offer_them(tmp_path: Path) -> None:
    export_table(tmp_path / "t.xlsx", "pairings", CATALOG, {}, "ja")
    sheet = load_workbook(tmp_path / "t.xlsx").worksheets[0]
    column = next(i for i, cell in enumerate(sheet[1]) if cell.value == "状態")
    assert [row[column].value for row in sheet.iter_rows(min_row=2)] == ["優先", "除外", "自動"]
    [rule] = sheet.data_validations.dataValidation
    words = load_workbook(tmp_path / "t.xlsx")["words"]
    assert [cell.value for cell in words[1]] == ["優先", "除外", "自動"]
    assert rule.type == "list"


def test_no_raw_word_is_left_in_a_sheet_of_items(tmp_path: Path) -> None:
    export_table(tmp_path / "t.xlsx", "items", CATALOG, {}, "ja")
    cells = {
        str(cell)
        for row in load_workbook(tmp_path / "t.xlsx").worksheets[0].iter_rows(values_only=True)
        for cell in row
    }
    assert not cells & {"reduced", "standard", "exempt", "main", "drink", "charge", "True", "False"}
    assert {"飲み物", "飲料", "10%", "非課税"} <= cells


@pytest.mark.parametrize("field", sorted(CHOICES))
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_word_that_the_screen_shows_is_taken_back(field: str, language: str) -> None:
    name = CHOICES[field]
    said = [Speaker(language).tr(message) for (of, _), message in VALUES.items() if of == name]
    offered = choices(field, language)
    assert set(offered) <= {*said}
    assert all(word.casefold() in spoken(field) for word in offered)


def test_a_name_stands_for_a_code_where_one_item_alone_is_called_so(tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text(
        "きっかけの商品,きっかけの商品名,おすすめの商品,状態\nチーズバーガー,,コーラ M,優先\n,コーラ M,b,除外\n",
        encoding="utf-8",
    )
    plan = plan_import(file, CATALOG, 1, {}, kind="pairings")
    assert not plan.problems
    assert [(x.trigger, x.addon, x.state) for x in plan.edit.change.pairings] == [("c", "b", PairingState.BLOCKED)]


def test_a_name_that_two_items_have_is_not_guessed(tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text("trigger,addon\nコーラ,b\n", encoding="utf-8")
    plan = plan_import(file, CATALOG, 1, {}, kind="pairings")
    assert [x.code for x in plan.problems] == ["no_such_item"]


def test_a_department_may_be_written_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "i.csv"
    file.write_text("商品コード,商品名,価格,部門コード\nn,新商品,300,バーガー\n", encoding="utf-8")
    plan = plan_import(file, CATALOG, 1, {}, kind="items")
    assert [x.department for x in plan.edit.change.items] == ["x"]


def test_a_header_in_the_words_of_the_screen_is_understood(tmp_path: Path) -> None:
    titles = [Speaker("ja").tr(FIELDS[x]) for x in ("code", "name", "price", "role", "never_offer")]
    file = tmp_path / "i.csv"
    file.write_text(",".join(titles) + "\nn,新商品,300,飲み物,はい\n", encoding="utf-8")
    [item] = plan_import(file, CATALOG, 1, {}, kind="items").edit.change.items
    assert (item.role, item.never_offer) == ("drink", True)


SLOT = Slot(1, frozenset({"b"}))
WHEN = When(mode=ServiceMode.TAKEOUT, days=frozenset({"mon", "tue", "sat"}), member=False)
DEALS = (
    SetPrice(id="s", name="昼のセット", when=WHEN, slots=(SLOT, Slot(1, frozenset({"c", "d"}))), price=400),
    SetPercent(id="t", name="まとめて", slots=(Slot(2, frozenset({"c", "d"}), percent=10, n_max=None),)),
    Spend(id="u", name="千円で", when=When(member=True), min=1_000, amount=50, net=True, stack=True),
    Spend(id="v", name="二千円で", min=2_000, amount=50),
)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_sets_come_back_from_a_spreadsheet_as_they_went(tmp_path: Path, language: str) -> None:
    catalog = replace(CATALOG, deals=DEALS)
    export_table(tmp_path / "t.xlsx", "deals", catalog, {}, language)
    plan = plan_import(tmp_path / "t.xlsx", catalog, 1, {}, kind="deals")
    assert (plan.problems, plan.differences) == ([], [])


def test_no_raw_word_is_left_in_a_sheet_of_sets(tmp_path: Path) -> None:
    export_table(tmp_path / "t.xlsx", "deals", replace(CATALOG, deals=DEALS), {}, "ja")
    book = load_workbook(tmp_path / "t.xlsx")
    cells = {str(cell) for row in book.worksheets[0].iter_rows(values_only=True) for cell in row}
    assert not cells & {
        "set_price",
        "set_percent",
        "spend",
        "takeout",
        "eat_in",
        "net",
        "list",
        "any",
        "mon tue sat",
        "True",
        "False",
    }
    assert {"セット価格", "持ち帰り", "月・火・土", "以上", "はい", "いいえ"} <= cells
    assert len(book.worksheets[0].data_validations.dataValidation) == 5


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("土日", "sat sun"), ("月・火", "mon tue"), ("月曜日、火曜", "mon tue"), ("金–日", "fri sat sun"), ("日-月", "sun mon"), ("Sat Sun", "sat sun"),
        ("mon-fri", "mon tue wed thu fri"), ("平日", "mon tue wed thu fri"), ("Saturday, Sunday", "sat sun"), ("土 sun", "sat sun"),
    ],
)  # fmt: skip
def test_days_of_the_week_are_read_as_people_write_them(cell: str, days: str) -> None:
    assert spoken_days(cell) == days.split()


def test_a_word_that_is_no_day_is_refused_with_its_cell(tmp_path: Path) -> None:
    file = tmp_path / "d.csv"
    file.write_text("セットID,セット名,種類,下限金額,値引き額,曜日\nx,千円で,spend,1000,50,月末\n", encoding="utf-8")
    [problem] = plan_import(file, CATALOG, 1, {}, kind="deals").problems
    assert (problem.data["column"], problem.data["row"]) == ("曜日", 2)

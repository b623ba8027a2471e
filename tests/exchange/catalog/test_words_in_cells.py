"""Excel says what the screen says: words in cells, lists to choose from, names for codes; every word is taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.items import Department, Item, Pairing, PairingState, Perk, TaxClass, Upgrade
from pos_assist.exchange.catalog.catalog_files import export_table, plan_import
from pos_assist.exchange.catalog.cell_words import CHOICES, choices, spoken
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

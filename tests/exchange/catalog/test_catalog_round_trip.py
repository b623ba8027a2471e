"""The catalog's tables to CSV and XLSX and back: nothing lost, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.items import Item, TaxClass
from pos_assist.exchange.catalog.catalog_files import KINDS, export_table, plan_import
from pos_assist.exchange.spreadsheets import neutral, original
from tests.profiles import examples

Write = Callable[..., Path]


def empty_of(catalog: Change, kind: str) -> Change:
    """The catalog without one of its tables; items stay where others name them."""
    return replace(catalog, **{kind: ()})  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_was_written_is_read_back_to_the_same(
    catalog: Change, tmp_path: Path, kind: str, language: str, suffix: str
) -> None:
    path = tmp_path / f"table{suffix}"
    export_table(path, kind, catalog, {}, language)
    assert plan_import(path, catalog, 1, {}).differences == []
    plan = plan_import(path, empty_of(catalog, kind), 1, {})
    assert plan.problems == []
    assert plan.kind == kind
    assert set(getattr(plan.edit.change, kind)) == set(getattr(catalog, kind))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_any_encoding_that_a_shop_may_save_in(catalog: Change, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "items.csv"
    export_table(path, "items", catalog, {})
    path.write_bytes(path.read_text("utf-8-sig").encode(encoding))
    assert plan_import(path, catalog, 1, {}).differences == []


def test_zeros_and_long_barcodes_are_text_cells_in_excel(catalog: Change, tmp_path: Path) -> None:
    path = tmp_path / "items.xlsx"
    export_table(path, "items", catalog, {})
    sheet = load_workbook(path).worksheets[0]
    row = next(row for row in sheet.iter_rows() if row[0].value == "00012")
    assert (row[0].data_type, row[0].number_format) == ("s", "@")
    barcodes = next(cell for cell in row if cell.value == "4901234567894 00123")
    assert (barcodes.data_type, barcodes.number_format) == ("s", "@")


def test_a_barcode_that_excel_made_a_number_is_read_as_it_was(catalog: Change, tmp_path: Path) -> None:
    path = tmp_path / "items.xlsx"
    export_table(path, "items", catalog, {}, "en")
    book = load_workbook(path)
    sheet = book.worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    sheet.cell(2, titles.index("barcodes") + 1).value = 4901234567894
    book.save(path)
    plan = plan_import(path, catalog, 1, {})
    assert [x.barcodes for x in plan.edit.change.items] == [("4901234567894",)]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_no_cell_is_a_formula(catalog: Change, tmp_path: Path, suffix: str) -> None:
    for kind in KINDS:
        path = tmp_path / f"{kind}{suffix}"
        export_table(path, kind, catalog, {})
        if suffix == ".xlsx":
            cells = [cell for row in load_workbook(path).worksheets[0].iter_rows() for cell in row]
            assert all(cell.data_type != "f" for cell in cells)
            texts = [cell.value for cell in cells if isinstance(cell.value, str)]
        else:
            texts = [cell for row in csv.reader(path.read_text("utf-8-sig").splitlines()) for cell in row]
        assert not [x for x in texts if x[:1] in tuple("=+-@\t\r＝＋－＠")]


@given(st.text(max_size=12))
def test_a_neutralised_cell_comes_back_as_it_was(text: str) -> None:
    assert original(neutral(text)) == text
    assert not neutral(text)[:1] or neutral(text)[0] not in "=+-@\t\r＝＋－＠"


def test_a_formula_typed_by_hand_is_just_text(catalog: Change, write: Write) -> None:
    plan = plan_import(write("i.csv", "code,name,price\nx,=1+1,100\n"), catalog, 1, {})
    assert [x.name for x in plan.edit.change.items] == ["=1+1"]


def test_unknown_columns_are_kept_and_written_again(catalog: Change, tmp_path: Path, write: Write) -> None:
    file = write("i.csv", "code,棚番号,memo\n00012,B-7,=x\n12,,\n")
    plan = plan_import(file, catalog, 1, {}, kind="items")
    assert plan.unknown == ("棚番号", "memo")
    assert plan.differences == []
    assert plan.edit.extras == {"items\t00012": {"棚番号": "B-7", "memo": "=x"}}
    kept = {key: dict(data or {}) for key, data in plan.edit.extras.items()}
    path = tmp_path / "out.csv"
    export_table(path, "items", catalog, kept)
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    assert (rows[0]["棚番号"], rows[0]["memo"]) == ("B-7", "'=x")
    assert plan_import(path, catalog, 1, kept).edit.extras == {}


@pytest.mark.parametrize("kind", ["items", "departments", "deals", "perks"])
def test_a_table_of_before_there_were_english_names_takes_none_away(catalog: Change, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "old.csv"
    export_table(path, kind, catalog, {})
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    place = rows[0].index("英語名")
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([*row[:place], *row[place + 1 :]] for row in rows)
    plan = plan_import(path, catalog, 1, {}, kind=kind)
    assert (plan.problems, plan.differences) == ([], [])


NAMES = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Mn", "Me"), exclude_characters="\x85"
    ),
    min_size=1,
    max_size=20,
).filter(lambda x: x.strip() and x == " ".join(x.split()))


@given(
    st.lists(
        st.builds(
            Item,
            code=st.from_regex(r"[0-9A-Za-z_.-]{1,20}", fullmatch=True),
            name=NAMES,
            price=st.integers(0, 9_999_999),
            tax=st.sampled_from(TaxClass),
            cost=st.none() | st.integers(0, 9_999_999),
            title_en=st.just("") | NAMES,
            barcodes=st.lists(st.from_regex(r"[A-Z][0-9A-Z-]{0,10}", fullmatch=True), max_size=2, unique=True).map(
                tuple
            ),
            sold_out=st.booleans(),
            retired=st.booleans(),
            page=st.integers(0, 99),
        ),
        min_size=1,
        max_size=6,
        unique_by=lambda x: x.code,
    )
)
@examples(40)
def test_any_items_survive_csv_and_xlsx(tmp_path: Path, items: list[Item]) -> None:
    import unicodedata  # noqa: PLC0415 — beside its use

    barcodes: set[str] = set()
    shop = []
    for item in items:
        own = tuple(x for x in item.barcodes if x not in barcodes)
        barcodes.update(own)
        shop.append(replace(item, barcodes=own, name=unicodedata.normalize("NFC", item.name)))
    for suffix in (".csv", ".xlsx"):
        path = tmp_path / f"any{suffix}"
        export_table(path, "items", Change(items=tuple(shop)), {})
        plan = plan_import(path, Change(), 1, {})
        assert plan.problems == []
        assert set(plan.edit.change.items) == set(shop)

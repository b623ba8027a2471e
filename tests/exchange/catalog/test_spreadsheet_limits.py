"""Spreadsheets that are no spreadsheets, or far too much of one, are refused fast and in little memory."""

from __future__ import annotations

import io
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.problems import BadInput
from pos_assist.exchange.catalog.catalog_files import plan_import
from pos_assist.exchange.spreadsheets import as_csv
from pos_assist.i18n.translate import sentence

SHEET = "xl/worksheets/sheet1.xml"
NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def workbook(sheet: bytes, *, level: int = 6) -> bytes:
    """A good workbook whose sheet is replaced."""
    good = io.BytesIO()
    Workbook().save(good)
    made = io.BytesIO()
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as new:
        for name in old.namelist():
            new.writestr(name, sheet if name == SHEET else old.read(name))
    return made.getvalue()


def refusal(path: Path) -> BadInput:
    started = time.process_time()
    tracemalloc.start()
    with pytest.raises(BadInput) as caught:
        plan_import(path, Change(), 1, {})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert time.process_time() - started < 20
    assert peak < 100_000_000
    assert sentence(caught.value)
    return caught.value


def test_a_bomb_is_refused_by_the_sizes_it_declares(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(workbook(b"<worksheet " + NS.encode() + b">" + b" " * 80_000_000 + b"</worksheet>"))
    assert path.stat().st_size < 1_000_000
    assert refusal(path).code == "file_too_large"


def test_one_cell_is_no_book(tmp_path: Path) -> None:
    cell = "<c r='A1' t='inlineStr'><is><t>" + "x" * 5_000 + "</t></is></c>"
    path = tmp_path / "cell.xlsx"
    path.write_bytes(workbook(f"<worksheet {NS}><sheetData><row r='1'>{cell}</row></sheetData></worksheet>".encode()))
    assert refusal(path).code == "cell_too_long"


def test_rows_without_end_end(tmp_path: Path) -> None:
    row = "<row r='1'><c r='A1' t='inlineStr'><is><t>code</t></is></c><c r='B1' t='inlineStr'><is><t>price</t></is></c></row>"
    last = "<row r='1000000000'><c r='A1000000000'><v>1</v></c></row>"
    path = tmp_path / "endless.xlsx"
    path.write_bytes(workbook(f"<worksheet {NS}><sheetData>{row}{last}</sheetData></worksheet>".encode()))
    assert refusal(path).code == "no_rows"


def test_columns_without_end_are_refused(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append([f"c{n}" for n in range(70)])
    path = tmp_path / "wide.xlsx"
    book.save(path)
    assert refusal(path).code == "too_many_columns"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "cp037"])
def test_declared_types_and_entities_are_refused_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    bomb = (
        f"<?xml version='1.0' encoding='{encoding}'?><!DOCTYPE x [<!ENTITY a '"
        + "a" * 100
        + "'><!ENTITY b '"
        + "&a;" * 100
        + "'>]>"
    )
    path = tmp_path / "entities.xlsx"
    path.write_bytes(
        workbook(
            f"{bomb}<worksheet {NS}><sheetData><row r='1'><c><v>&b;</v></c></row></sheetData></worksheet>".encode()
        )
    )
    assert refusal(path).code == "bad_xlsx"


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + b"\x00" * 100])
def test_half_an_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "half.xlsx"
    path.write_bytes(content)
    assert refusal(path).code == "bad_xlsx"


def test_an_archive_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert refusal(path).code == "bad_xlsx"


def test_invisible_characters_are_refused_with_their_row(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["code", "name", "price"])
    book.worksheets[0].append(["a", "コ\u202eーラ", 100])
    path = tmp_path / "hidden.xlsx"
    book.save(path)
    problem = refusal(path)
    assert (problem.code, problem.data["row"]) == ("forbidden_character", 2)


def test_rows_keep_their_numbers(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["code", "name", "price"], [], ["a", "A", 100], [None, None], ["b", "B", "viele"]):
        book.worksheets[0].append(row)
    path = tmp_path / "gaps.xlsx"
    book.save(path)
    plan = plan_import(path, Change(), 1, {})
    assert [(x.data["row"], x.data["column"]) for x in plan.problems] == [(5, "price")]


def test_numbers_dates_and_truths_are_read_as_they_look(tmp_path: Path) -> None:
    from datetime import date, datetime  # noqa: PLC0415 — beside its use

    book = Workbook()
    book.worksheets[0].append([1200, 1200.0, True, date(2026, 12, 1), datetime(2026, 12, 1), "00012", 12.5, None, "x"])
    path = tmp_path / "values.xlsx"
    book.save(path)
    with as_csv(path) as plain:
        assert plain.read_text("utf-8").strip() == "1200,1200,1,2026-12-01,2026-12-01,00012,12.5,,x"
    assert not plain.exists()


Write = Callable[..., Path]


def test_a_csv_that_is_called_xlsx_is_read_as_what_it_is(write: Write) -> None:
    plan = plan_import(write("items.xlsx", "code,name,price\na,A,100\n"), Change(), 1, {})
    assert [x.code for x in plan.edit.change.items] == ["a"]

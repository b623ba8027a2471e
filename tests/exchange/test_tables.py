"""Reading any CSV by header name."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_assist.domain.problems import BadInput
from pos_assist.exchange.tables import Row, Table, column_names, detect_encoding, whole_money
from tests.exchange.conftest import Write

COLUMNS = column_names({"code": ("商品コード",), "name": ("商品名",), "price": ("価格",)})
TEXT = "商品コード,商品名,価格\n0012,コーヒー①,250\n0013,食パン,320\n"


def rows(path: Path) -> list[Row]:
    return list(Table(path, COLUMNS, ("code", "name")).rows())


def problem(path: Path) -> BadInput:
    with pytest.raises(BadInput) as caught:
        [row.money("price") for row in rows(path)]
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_reads_the_same_in_every_encoding(write: Write, encoding: str) -> None:
    found = [(row.text("code"), row.text("name"), row.money("price")) for row in rows(write("a.csv", TEXT, encoding))]
    assert found == [("0012", "コーヒー①", 250), ("0013", "食パン", 320)]


def test_columns_are_found_by_name_wherever_they_stand(write: Write) -> None:
    (row,) = rows(write("a.csv", "memo,PRICE, Name ,code\nx,250,コーヒー,0012\n"))
    assert (row.text("code"), row.text("name"), row.money("price")) == ("0012", "コーヒー", 250)


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiter_and_line_ends_are_those_of_the_file(write: Write, delimiter: str, end: str) -> None:
    text = end.join(
        delimiter.join(cells) for cells in (("code", "name", "price"), ("1", "コーヒー", "250"), ("2", "紅茶", "300"))
    )
    assert [row.money("price") for row in rows(write("a.csv", text))] == [250, 300]


def test_leading_zeros_stay(write: Write) -> None:
    assert [row.text("code") for row in rows(write("a.csv", TEXT))] == ["0012", "0013"]


def test_a_comma_in_quotation_marks_is_part_of_the_name(write: Write) -> None:
    (row,) = rows(write("a.csv", 'code,name,price\n1,"パン, 白",250\n'))
    assert row.text("name") == "パン, 白"


def test_blank_rows_are_skipped_and_still_counted(write: Write) -> None:
    assert [row.number for row in rows(write("a.csv", "code,name\n1,a\n\n,\n2,b\n"))] == [2, 5]


def test_cells_left_off_at_the_end_are_empty(write: Write) -> None:
    (row,) = rows(write("a.csv", "code,name,price\n1,コーヒー\n"))
    assert row.money("price") is None


def test_names_are_brought_to_one_form_of_unicode(write: Write) -> None:
    (row,) = rows(write("a.csv", "code,name\n1,ハ\u3099ン\n"))
    assert row.text("name") == "バン"


def test_a_bad_cell_names_file_row_column_and_value(write: Write) -> None:
    found = problem(write("a.csv", TEXT + "0014,紅茶,abc\n"))
    assert found.data["file"] == "a.csv"
    assert (found.data["row"], found.data["column"], found.data["value"]) == (4, "価格", "abc")


@pytest.mark.parametrize("value", ["-1", "1.5", "1e3", "12345678", "9" * 4301, "0x10", "¥", "1,23", "NaN", "٣"])
def test_money_is_whole_yen_in_digits(write: Write, value: str) -> None:
    found = problem(write("a.csv", f'code,name,price\n1,a,"{value}"\n'))
    assert found.code in ("bad_money", "cell_too_long")
    assert found.data["row"] == 2


@pytest.mark.parametrize(
    ("text", "amount"), [("0", 0), ("1200", 1200), ("¥1,200", 1200), ("１２００", 1200), ("￥250", 250)]
)
def test_money_as_people_write_it(text: str, amount: int) -> None:
    assert whole_money(text) == amount


@pytest.mark.parametrize("character", ["\0", "\x07", "\x85", "\u200b", "\u202e", "\u2066", "\u2028", "\ufeff"])
def test_invisible_and_control_characters_are_refused_where_they_stand(write: Write, character: str) -> None:
    found = problem(write("a.csv", f"code,name,price\n1,a,1\n2,コー{character}ヒー,250\n"))
    assert found.code == "forbidden_character"
    assert (found.data["row"], found.data["column"]) == (3, "name")
    assert found.data["character"] == f"U+{ord(character):04X}"


def test_an_emoji_made_of_several_is_a_name_like_any_other(write: Write) -> None:
    (row,) = rows(write("a.csv", "code,name\n1,👨\u200d👩\u200d👧セット\n"))
    assert row.text("name") == "👨\u200d👩\u200d👧セット"


def test_combining_marks_may_not_be_piled_up(write: Write) -> None:
    with pytest.raises(BadInput, match="forbidden_character"):
        rows(write("a.csv", "code,name\n1,a" + "\u0327" * 5 + "\n"))[0].text("name")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty_file"),
        ("\n\n", "empty_file"),
        ("code\n1\n", "missing_column"),
        ("code,name,商品名\n1,a,b\n", "twin_column"),
        ("code,name\n1,a,b\n", "too_many_cells"),
        ('code,name\n1,"a\n', "bad_csv"),
        ('code,name\n1,"a"b\n', "bad_csv"),
        (",".join(["code", "name", *(f"c{i}" for i in range(63))]) + "\n", "too_many_columns"),
        ("code,name\n1," + "x" * 200_000 + "\n", "bad_csv"),
        ("x" * 3_000_000, "bad_csv"),
    ],
)
def test_what_is_not_a_table_is_refused(write: Write, text: str, code: str) -> None:
    assert problem(write("a.csv", text)).code == code


def test_no_such_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    assert problem(tmp_path / "none.csv").code == "no_such_file"
    assert problem(tmp_path).code == "is_folder"


def test_a_broken_place_in_utf8_is_not_taken_for_cp932(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode() + b"3,\xe3\x81,5\n")
    with pytest.raises(BadInput) as caught:
        detect_encoding(path)
    assert caught.value.data["row"] == 4


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(bytes(range(128, 256)) * 3)
    with pytest.raises(BadInput, match="encoding"):
        detect_encoding(path)


def test_a_catalog_table_has_an_end(write: Write) -> None:
    table = Table(write("a.csv", "code,name\n" + "1,a\n" * 20), COLUMNS, ("code",))
    with pytest.raises(BadInput, match="too_many_rows") as caught:
        list(table.rows(most=10))
    assert caught.value.data["row"] == 12

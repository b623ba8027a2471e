"""`pos-assist import …` as a person or a program calls it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pos_assist.cli.main import BAD_INPUT, OK, USAGE, main
from pos_assist.storage import Storage
from tests.exchange.conftest import RECEIPTS, Write


def run(*argv: str | Path) -> int:
    return main(["import", *map(str, argv), "--lang", "en"])


def test_receipts_become_a_shop(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("receipts", write("r.csv", RECEIPTS), "--shop", tmp_path / "s.db") == OK
    assert "2 items, 3 receipts" in capsys.readouterr().out
    assert (tmp_path / "s.db").exists()


def test_a_shops_name_goes_into_the_data_folder(write: Write, tmp_path: Path) -> None:
    assert run("receipts", write("r.csv", RECEIPTS), "--shop", "kanda", "--data-dir", tmp_path / "data") == OK
    assert (tmp_path / "data" / "kanda.db").exists()


def test_a_folder_becomes_a_shop(shop_files: Callable[..., Path], tmp_path: Path) -> None:
    assert run("shop", shop_files(), "--shop", tmp_path / "s.db") == OK
    with Storage.open(tmp_path / "s.db", readonly=True) as storage:
        assert storage.catalog.item("007")


def test_bad_input_is_said_with_row_and_column_and_its_own_exit_code(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = write("r.csv", RECEIPTS + "4,2026-11-21 10:00:00,パン,x,1,,,\n")
    assert run("receipts", bad, "--shop", tmp_path / "s.db") == BAD_INPUT
    assert "r.csv: row 6: column “qty”: “x” is not a quantity" in capsys.readouterr().err
    assert not (tmp_path / "s.db").exists()


def test_without_shop_or_file_it_says_what_is_missing(write: Write, tmp_path: Path) -> None:
    assert run("receipts", write("r.csv", RECEIPTS)) == USAGE
    assert run("receipts", "--shop", tmp_path / "s.db") == USAGE


def test_serving_goes_on_after_a_bad_file_and_leaves_the_shop_as_it_was(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = tmp_path / "s.db"
    good, bad = write("good.csv", RECEIPTS), write("bad.csv", RECEIPTS + "5,never,パン,,,,,\n")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{bad}\n{good}\n\n{tmp_path / 'none.csv'}\nnul\0.csv\n{good}\n"))
    assert run("receipts", "--serve", "--shop", shop) == OK
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["ok"] for answer in answers] == [False, True, False, False, False, False]
    assert (answers[0]["row"], answers[0]["column"]) == (6, "timestamp")
    assert "row 6" in answers[0]["error"]
    assert answers[1]["receipts"] == 3
    assert answers[5]["code"] == "receipt_twice"
    with Storage.open(shop, readonly=True) as storage:
        assert storage.sales.count() == 3


def test_a_data_folder_alone_names_its_shop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "receipts.csv"
    file.write_text("receipt_id,timestamp,item\n1,2026-11-01 10:00:00,Tea\n", encoding="utf-8")
    assert run("receipts", file, "--data-dir", tmp_path / "shops") == OK
    assert [path.suffix for path in (tmp_path / "shops").glob("*.db")] == [".db"]


@pytest.mark.parametrize(
    "kind", ["items", "departments", "upgrades", "pairings", "deals", "perks", "catalog", "receipts"]
)
def test_json_is_told_as_what_it_is_whatever_it_was_taken_for(
    kind: str, shop_files: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = tmp_path / "s.db"
    Storage.create(shop).close()
    file = shop_files() / "deals.json"
    assert run(kind, file, "--shop", shop) == BAD_INPUT
    assert "This file is JSON, not a table." in capsys.readouterr().err

"""A receipt later than tomorrow is a slip of the year: it is refused with its row, and nothing is made or changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pos_assist.cli.main import BAD_INPUT, OK, main
from pos_assist.domain.problems import BadInput
from pos_assist.services.setup.build_shop import add_receipts, shop_from_folder, shop_from_receipts
from pos_assist.storage import Storage
from pos_assist.system.paths import resources
from tests.conftest import TODAY
from tests.exchange.conftest import Write

BURGER = resources() / "shops" / "burger"
HEAD = "receipt_id,timestamp,item,qty,price\n"


def burger_with(folder: Path, at: datetime) -> Path:
    """The burger sample's receipts and one more of two lines."""
    history = (BURGER / "receipts.csv").read_text(encoding="utf-8").splitlines()
    more = [f"9999,{at:%Y-%m-%d %H:%M:%S},{item},1,200,,," for item in ("pie", "shake")]
    file = folder / "r.csv"
    file.write_text("\n".join([history[0], *history[-600:], *more, ""]), encoding="utf-8")
    return file


@pytest.mark.parametrize("year", [2027, 2028, 2036, 2062, 2099, 2199])
def test_a_first_file_with_a_later_year_makes_no_shop(
    tmp_path: Path, year: int, capsys: pytest.CaptureFixture[str]
) -> None:
    file = burger_with(tmp_path, datetime(year, 11, 22, 12))
    shops = tmp_path / "shops"
    assert (
        main(["import", "receipts", str(file), "--shop", "my", "--data-dir", str(shops), "--lang", "en"]) == BAD_INPUT
    )
    told = capsys.readouterr().err
    assert "602" in told
    assert f"{year}-11-22 12:00:00" in told
    assert "future" in told
    assert not list(shops.glob("*.db*"))


def test_a_file_of_the_future_leaves_a_shop_as_it_was(tmp_path: Path, write: Write) -> None:
    path = tmp_path / "s.db"
    shop_from_receipts(
        write("a.csv", HEAD + "1,2026-11-20 09:00:00,Tea,1,250\n1,2026-11-20 09:00:00,Bun,1,150\n"), path
    )
    with pytest.raises(BadInput, match="in_the_future"):
        add_receipts(write("b.csv", HEAD + "2,2026-11-21 09:00:00,Tea,1,250\n3,2099-01-01 09:00:00,Tea,1,250\n"), path)
    with Storage.open(path) as storage:
        assert storage.sales.count() == 1


def test_a_folder_with_a_receipt_of_the_future_makes_no_shop(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for file in BURGER.glob("*.*"):
        if file.name != "receipts.csv":
            (folder / file.name).write_bytes(file.read_bytes())
    (folder / "receipts.csv").write_text(HEAD + "1,2036-01-01 09:00:00,hamburger,1,200\n", encoding="utf-8")
    with pytest.raises(BadInput, match="in_the_future"):
        shop_from_folder(folder, tmp_path / "s.db")
    assert not (tmp_path / "s.db").exists()


def test_tomorrow_is_no_slip(tmp_path: Path) -> None:
    file = burger_with(tmp_path, TODAY + timedelta(days=1))
    arguments = ["import", "receipts", str(file), "--shop", "my", "--data-dir", str(tmp_path / "shops"), "--lang", "en"]
    assert main(arguments) == OK

"""Receipts that were read from a file are listed and taken back as a batch: nothing counts them, nothing is learned of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_assist.cli.main import OK, main
from pos_assist.domain.problems import Refused
from pos_assist.services.setup.build_shop import add_receipts, shop_from_receipts
from pos_assist.shop import Shop, open_shop, rebuild_shop
from pos_assist.storage import Storage
from tests.conftest import TODAY
from tests.exchange.conftest import Write

HEAD = "receipt_id,timestamp,item,qty,price\n"
PAIR = "{n},2026-11-{day:02d} 09:00:00,{a},1,250\n{n},2026-11-{day:02d} 09:00:00,{b},1,150\n"


def file_of(day: int, a: str, b: str, count: int = 5) -> str:
    return HEAD + "".join(PAIR.format(n=n, day=day, a=a, b=b) for n in range(count))


@pytest.fixture
def path(tmp_path: Path, write: Write) -> Path:
    path = tmp_path / "shops" / "s.db"
    shop_from_receipts(write("good.csv", file_of(10, "Tea", "Bun")), path)
    add_receipts(write("wrong.csv", file_of(12, "Tea", "Spam", 7)), path)
    return path


def counted(shop: Shop, a: str, b: str) -> int:
    return shop.storage.learned.pair(a, b)[0]


def test_files_are_listed_the_newest_first_without_a_sale_between(path: Path) -> None:
    shop = open_shop(path)
    found = [(x.file, x.receipts, x.taken_back, x.read_at) for x in shop.imported.batches()]
    shop.close()
    assert found == [("wrong.csv", 7, 0, TODAY), ("good.csv", 5, 0, TODAY)]


def test_one_file_is_taken_back_as_a_whole_and_un_learned(path: Path) -> None:
    shop = open_shop(path)
    assert counted(shop, "Tea", "Spam") == 7
    wrong, good = shop.imported.batches()
    assert shop.imported.take_back(wrong.number, "Sato") == 7
    shop.background.learn_anew()
    assert counted(shop, "Tea", "Spam") == 0
    assert counted(shop, "Tea", "Bun") == 5
    assert [x.taken_back for x in shop.imported.batches()] == [7, 0]
    with pytest.raises(Refused, match="already_taken_back"):
        shop.imported.take_back(wrong.number, "Sato")
    with pytest.raises(Refused, match="no_such_batch"):
        shop.imported.take_back(good.number + 1, "Sato")
    assert [(x.who, x.what, x.detail) for x in shop.manage("Sato").history()][:1] == [("Sato", "receipts_back", "7")]
    shop.close()


def test_taken_back_stays_so_after_the_loss_of_the_file(path: Path) -> None:
    """On top of a backup of before; by the journal as it was written, and as it is written anew from the database."""
    shop = open_shop(path)
    backup = shop.storage.backup(TODAY)
    shop.imported.take_back(shop.imported.batches()[0].number, "Sato")
    shop.close()
    journal = path.with_suffix(".journal")
    again = path.with_name("again.db")
    rebuild_shop(journal, again, backup)
    with Storage.open(again, readonly=True) as storage:
        assert [x.taken_back for x in storage.imports.every()] == [7, 0]
    journal.unlink()
    Storage.open(path).close()
    third = path.with_name("third.db")
    rebuild_shop(journal, third, backup)
    with Storage.open(third, readonly=True) as storage:
        assert [x.taken_back for x in storage.imports.every()] == [7, 0]


def test_the_terminal_lists_and_takes_back(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--shop", str(path), "--data-dir", str(path.parent), "--lang", "en"]
    assert main(["import", "list", *where]) == OK
    first = capsys.readouterr().out.splitlines()[0].split()
    assert first[1] == "wrong.csv"
    assert main(["import", "take-back", first[0], *where]) == OK
    assert "7 receipts were taken back." in capsys.readouterr().out
    assert main(["import", "list", *where]) == OK
    assert "taken back" in capsys.readouterr().out.splitlines()[0]

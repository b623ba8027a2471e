"""What comes in from files, and who made a backup, stands in the history with a name."""

from __future__ import annotations

import getpass
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from pos_assist.cli.main import OK, main
from pos_assist.shop import open_shop
from pos_assist.system.paths import resources

RECEIPTS = "receipt_id,timestamp,item,qty,price\na1,2026-03-01 10:00:00,新しい品,1,480\n"


def newest(shop: Path) -> tuple[str, str, str]:
    with closing(open_shop(shop, readonly=True)) as opened:
        [entry] = opened.manage("").history(limit=1)
        return entry.what, entry.detail, entry.who


@pytest.mark.parametrize("staffed", [False, True])
def test_receipts_a_folder_and_a_backup_are_signed_by_the_terminals_user(
    folder: Path, tmp_path: Path, *, staffed: bool
) -> None:
    options = ["--data-dir", str(folder), "--lang", "en"]
    assert main(["shop", "new", "signed", *options]) == OK
    shop = folder / "signed.db"
    if staffed:
        with closing(open_shop(shop)) as opened:
            opened.manage("").staff.found("佐藤", "834159", "834159")
    me = f"terminal: {getpass.getuser()}"
    (tmp_path / "march.csv").write_text(RECEIPTS, encoding="utf-8")
    assert main(["import", "receipts", str(tmp_path / "march.csv"), "--shop", "signed", *options]) == OK
    assert newest(shop) == ("receipts_read", "march.csv (1)", me)
    shutil.copytree(resources() / "shops" / "bakery", tmp_path / "spring")
    assert main(["import", "shop", str(tmp_path / "spring"), "--shop", "signed", *options]) == OK
    assert newest(shop) == ("folder_read", "spring", me)
    assert main(["backup", "--shop", "signed", *options]) == OK
    what, detail, who = newest(shop)
    assert (what, who) == ("backup", me)
    assert (folder / "signed-backups" / f"{detail}.db").exists()


def test_a_file_that_is_refused_leaves_no_line(folder: Path, tmp_path: Path) -> None:
    options = ["--shop", "signed", "--data-dir", str(folder), "--lang", "en"]
    assert main(["shop", "new", "signed", *options[2:]]) == OK
    before = newest_or_none(folder / "signed.db")
    (tmp_path / "bad.csv").write_text(RECEIPTS.replace("480", "?"), encoding="utf-8")
    assert main(["import", "receipts", str(tmp_path / "bad.csv"), *options]) != OK
    assert newest_or_none(folder / "signed.db") == before


def newest_or_none(shop: Path) -> int:
    with closing(open_shop(shop, readonly=True)) as opened:
        return max((x.id for x in opened.manage("").history(limit=1)), default=0)


def test_a_backup_beside_a_running_counter_is_made_all_the_same(folder: Path) -> None:
    options = ["--shop", "signed", "--data-dir", str(folder), "--lang", "en"]
    assert main(["shop", "new", "signed", *options[2:]]) == OK
    with closing(open_shop(folder / "signed.db")):
        assert main(["backup", *options]) == OK
    assert list((folder / "signed-backups").glob("*.db"))

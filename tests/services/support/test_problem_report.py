"""A report about a fault says how the program is and was, and nothing about people, items or sales."""

from __future__ import annotations

import json
import logging
import shutil
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from pos_assist.cli.main import main
from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.domain.receipts import TenderKind
from pos_assist.services.support import problem_report as support_report
from pos_assist.shop import open_shop
from pos_assist.system import log
from tests.conftest import CopySample


@pytest.fixture(scope="module")
def sold(tmp_path_factory: pytest.TempPathFactory, copy_sample: CopySample) -> Path:
    """A data folder whose shop has a secret in its settings and a sale with a member's card."""
    folder = tmp_path_factory.mktemp("sold")
    shop = open_shop(copy_sample("burger", folder / "burger.db"))
    shop.storage.catalog.put_setting("some_pin", "483920")
    shop.storage.catalog.put_setting("screen_scheme", "dark")
    shop.till.ring("cheeseburger")
    shop.till.set_member("4912345678904", new=True)
    shop.till.pay()
    shop.till.tender(TenderKind.CASH, 10_000)
    shop.close()
    return folder


@pytest.fixture(autouse=True)
def loggers_as_before() -> Iterator[None]:
    level = logging.getLogger().level
    yield
    logging.getLogger().setLevel(level)


def parts_of(folder: Path) -> tuple[support_report.ReportPart, ...]:
    shop = open_shop(folder / "burger.db", readonly=True)
    settings = shop.storage.catalog.settings()
    shop.close()
    return support_report.collect(folder, folder / "burger.db", settings, {"Qt": "6.11.3"})


def test_a_report_holds_versions_settings_schema_sizes_logs_and_crashes(sold: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(sold, tmp_path / "data"))
    log.stop(log.start(folder))
    (folder / support_report.CRASHES).mkdir()
    (folder / support_report.CRASHES / "crash-1.txt").write_text("ZeroDivisionError", encoding="utf-8")
    names = [part.name for part in parts_of(folder)]
    assert names == [
        "versions.txt", "settings.json", "schema.sql", "sizes.json", "logs/pos-assist.log", "crash-reports/crash-1.txt",
    ]  # fmt: skip


def test_a_report_holds_no_receipt_no_item_no_name_and_no_pin(sold: Path) -> None:
    everything = "\n".join(part.text for part in parts_of(sold))
    receipt = next(open_shop(sold / "burger.db", readonly=True).receipts())
    for secret in (
        receipt.key,
        "4912345678904",
        "483920",
        "みどり橋店",
        "チーズバーガー",
        "cheeseburger",
        "T0000000000000",
    ):
        assert secret not in everything, secret
    assert "dark" in everything  # how the program looks is no secret


def test_a_report_does_not_name_who_is_signed_in(sold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: PurePosixPath("/home/hanako"))
    folder = Path(shutil.copytree(sold, tmp_path / "data"))
    (folder / support_report.CRASHES).mkdir()
    (folder / support_report.CRASHES / "crash-1.txt").write_text('File "/home/hanako/shop/x.py"', encoding="utf-8")
    crash = parts_of(folder)[-1]
    assert crash.text == 'File "~/shop/x.py"'


@pytest.mark.parametrize(
    "said", [r"C:\Users\花子\shop", r"'C:\\Users\\花子\\shop'", "file:///C:/Users/花子/shop", r"c:\users\花子\shop"]
)
def test_nor_does_one_from_windows_however_a_path_is_written_there(
    said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: PureWindowsPath(r"C:\Users\花子"))
    (tmp_path / support_report.CRASHES).mkdir()
    (tmp_path / support_report.CRASHES / "crash-1.txt").write_text(said, encoding="utf-8")
    crash = support_report.collect(tmp_path, None, {}, {})[-1]
    assert "花子" not in crash.text
    assert "shop" in crash.text


def test_sizes_count_the_rows_without_telling_them(sold: Path) -> None:
    sizes = json.loads(next(part.text for part in parts_of(sold) if part.name == "sizes.json"))
    assert sizes["rows"]["receipts"] > 3_000
    assert sizes["bytes"]["*.db"] > 100_000
    assert sizes["free_bytes"] > 0


def test_a_damaged_shop_can_be_reported_too(tmp_path: Path) -> None:
    (tmp_path / "burger.db").write_bytes(b"this was a database" * 100)
    parts = support_report.collect(tmp_path, tmp_path / "burger.db", {}, {})
    assert "not a database" in next(part.text for part in parts if part.name == "schema.sql")


def test_what_was_shown_is_what_is_written(sold: Path, tmp_path: Path) -> None:
    parts = parts_of(sold)
    support_report.write(parts, tmp_path / "report.zip")
    with zipfile.ZipFile(tmp_path / "report.zip") as file:
        assert {name: file.read(name).decode() for name in file.namelist()} == {part.name: part.text for part in parts}


def test_a_report_that_cannot_be_written_is_said_and_leaves_nothing(sold: Path, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="cannot_write"):
        support_report.write(parts_of(sold), tmp_path / "no such folder" / "report.zip")
    (tmp_path / "taken").mkdir()
    with pytest.raises(EnvironmentProblem, match="cannot_write"):
        support_report.write(parts_of(sold), tmp_path / "taken")
    assert [x.name for x in tmp_path.iterdir()] == ["taken"]


def test_the_command_lists_what_is_inside_before_it_says_where_it_lies(
    sold: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "r.zip"
    assert main(["support", "--data-dir", str(sold), "--out", str(out), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert said.index("schema.sql") < said.index(str(out))
    assert zipfile.is_zipfile(out)


def test_a_report_is_named_by_its_time() -> None:
    assert support_report.file_name(datetime(2026, 11, 22, 9, 5, 1)) == "pos-assist-report-20261122-090501.zip"


def test_logs_rotate_and_never_grow_beyond_three_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "_MOST", 2_000)
    handler = log.start(tmp_path)
    for n in range(500):
        logging.getLogger("test").info("line %s", n)
    log.stop(handler)
    files = log.files(tmp_path)
    assert len(files) == 3
    assert sum(file.stat().st_size for file in files) <= 3 * 2_000
    assert "line 499" in files[0].read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written_does_not_stop_the_counter(tmp_path: Path) -> None:
    (tmp_path / log.FOLDER).write_text("a file where the folder should be", encoding="utf-8")
    log.stop(log.start(tmp_path))

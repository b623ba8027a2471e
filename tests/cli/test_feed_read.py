"""`pos-assist feed read`: what is understood of a journal before anything is followed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pos_assist.cli.main import main
from pos_assist.domain.relay_plan import address_of
from tests.services.feeds.paper_register import printed

SURE = [
    "領収証",
    "2026-11-20 12:01",
    "レジ01 No.0001 担当:山田",
    "チーズバーガー  240円",
    "ポテト M  290円",
    "合計  530円",
    "現金  530円",
]
UNSURE = ["領収証", "2026-11-20 12:02", "レジ01 No.0002", "宇宙バーガー  900円", "合計  900円", "現金  900円"]


def read(folder: Path, file: Path, *more: str) -> int:
    return main(["feed", "read", str(file), "--shop", "burger", "--data-dir", str(folder), *more])


def test_a_journal_and_a_printers_bytes_are_told_receipt_by_receipt(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    journal, spool = tmp_path / "EJ.TXT", tmp_path / "spool.prn"
    journal.write_bytes("\r\n".join([*SURE, *UNSURE]).encode("cp932"))
    spool.write_bytes(printed(SURE) + printed(UNSURE))
    for file in (journal, spool):
        assert read(folder, file, "--json") == 1, "not all of it is certain"
        first, second = map(json.loads, capsys.readouterr().out.splitlines())
        assert (first["outcome"], first["number"], first["items"]) == (
            "sure",
            "0001",
            ["cheeseburger ×1", "potato-m ×1"],
        )
        assert (second["outcome"], second["doubts"], second["unknown"]) == ("unsure", ["unknown"], ["宇宙バーガー"])
    for language, words in (("ja", "レシート2枚、うち確実に読めたもの1枚"), ("en", "2 receipts, 1 of them certain.")):
        read(folder, journal, "--lang", language)
        said = capsys.readouterr().out
        assert words in said
        assert "山田" not in said
    assert not (folder / "burger.journals").exists()


def test_pictures_and_files_that_are_not_there_are_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spool = tmp_path / "spool.prn"
    spool.write_bytes(b"\x1b@\x1dv0\x00\x02\x00\x04\x00" + bytes(8) + b"\x1dV\x00")
    assert read(folder, spool, "--lang", "en") == 1
    assert "printed as a picture" in capsys.readouterr().out
    assert read(folder, tmp_path / "none.txt", "--lang", "en") == 4
    assert "none.txt" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "port", "address"),
    [
        ("9100", 0, ("", 9100)), ("192.168.0.9:9100", 0, ("192.168.0.9", 9100)), ("printer", 9100, ("printer", 9100)), ("192.168.0.20", 9100, ("192.168.0.20", 9100)),
        ("COM3", 0, None), ("/dev/ttyUSB0", 0, None), ("", 9100, None), ("99999", 0, None),
    ],
)  # fmt: skip
def test_a_network_port_is_told_from_a_serial_one(text: str, port: int, address: tuple[str, int] | None) -> None:
    assert address_of(text, port) == address


def test_a_network_port_needs_the_printer_behind_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["relay", "9100", "--shop", "burger", "--data-dir", str(folder), "--lang", "en"]) == 3
    assert "address of the printer" in capsys.readouterr().err

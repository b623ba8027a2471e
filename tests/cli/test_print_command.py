"""`pos-assist print` and `printer status` on a real shop, into files and to a printer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from pos_assist.cli.main import main
from pos_assist.devices import raster
from pos_assist.shop import open_shop
from tests.conftest import CopySample
from tests.devices.fake_printer import FakePrinter

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, copy_sample: CopySample) -> Path:
    path = copy_sample("burger", tmp_path_factory.mktemp("shops") / "burger.db").parent
    assert main(["sell", "3", "--seed", "1", "--data-dir", str(path), "--shop", "burger"]) == 0
    return path


def command(folder: Path, *words: str) -> int:
    return main([*words, "--data-dir", str(folder), "--shop", "burger", "--lang", "en"])


def test_png_pdf_and_printer_get_the_same_dots(
    folder: Path, tmp_path: Path, printer: FakePrinter, capsys: pytest.CaptureFixture[str]
) -> None:
    png, pdf = tmp_path / "r.png", tmp_path / "r.pdf"
    assert command(folder, "print", "last", "--to", f"png:{png}") == 0
    assert command(folder, "print", "last", "--to", f"pdf:{pdf}") == 0
    assert command(folder, "print", "last", "--to", printer.address) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "printed"
    assert raster.from_image(QImage(str(png))) == printer.printed[0].bitmap
    assert pdf.read_bytes().startswith(b"%PDF-1.4")


def test_a_printer_without_paper_is_told_of_and_gets_nothing(
    folder: Path, printer: FakePrinter, capsys: pytest.CaptureFixture[str]
) -> None:
    printer.no_paper = True
    assert command(folder, "print", "1", "--to", printer.address) == 4
    assert "out of paper" in capsys.readouterr().out
    assert printer.printed == []


@pytest.mark.parametrize(
    ("words", "said"), [(("99999", "--to", "png:x.png"), "receipt"), (("1", "--to", "usb:1"), "usb:1")]
)
def test_what_cannot_be_is_refused(
    folder: Path, words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(folder, "print", *words) == 2
    assert said in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_told_of(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(folder, "print", "last", "--to", "png:/nowhere/at/all.png") == 4
    assert str(Path("/nowhere/at/all.png")) in capsys.readouterr().err


def test_selling_with_print_sends_every_receipt_and_the_status_says_what_waits(
    folder: Path, printer: FakePrinter, capsys: pytest.CaptureFixture[str]
) -> None:
    with_shop = open_shop(folder / "burger.db")
    with_shop.manage("店長").set_settings({"printer": printer.address})
    with_shop.close()
    assert command(folder, "sell", "3", "--print") == 0
    assert len(printer.printed) == 3
    capsys.readouterr()
    assert command(folder, "printer", "status", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"printers": {"printer": "ready"}, "jobs": []}
    printer.cover = True
    assert command(folder, "printer", "status") == 0
    assert "cover open" in capsys.readouterr().out

"""The picture of a slip is the print, bit for bit: on screen, as PNG, as PDF, as bands for a printer; and its codes can be read."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from pos_assist.devices import raster
from pos_assist.devices.barcodes import code128
from pos_assist.devices.bitmap import Bitmap
from pos_assist.devices.pdf import pdf_of
from pos_assist.devices.receipt_slip import receipt_slip
from pos_assist.devices.slip import RULE, Block, Slip, SlipBlock, line
from tests.devices.fake_printer import stacked
from tests.devices.sales import SIGN, VISIT, sale

pytestmark = pytest.mark.usefixtures("qapp")


def slip() -> Slip:
    return receipt_slip(sale(next_visit=VISIT), SIGN)


@pytest.mark.parametrize("dots", [raster.DOTS_80, raster.DOTS_58])
def test_it_is_as_wide_as_the_paper_and_the_same_every_time(dots: int) -> None:
    first = raster.bitmap_of(slip(), dots)
    assert first.width == dots
    assert first == raster.bitmap_of(slip(), dots)


def test_the_png_has_the_same_dots(tmp_path: Path) -> None:
    bitmap = raster.bitmap_of(slip())
    (tmp_path / "r.png").write_bytes(raster.png_of(bitmap))
    read = QImage(str(tmp_path / "r.png"))
    assert raster.from_image(read) == bitmap


def test_the_pdf_holds_the_same_dots() -> None:
    bitmap = raster.bitmap_of(slip())
    data = pdf_of(bitmap, raster.DOTS_PER_MM, "#123")
    [box] = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data)
    assert float(box[0]) == pytest.approx(72 * 72 / 25.4, abs=0.5)  # 72 mm, in points
    images = [zlib.decompress(x) for x in re.findall(rb"/Subtype /Image.*?stream\n(.*?)\nendstream", data, re.DOTALL)]
    assert images == [bitmap.bits]


def test_bands_put_together_are_the_picture() -> None:
    bitmap = raster.bitmap_of(slip())
    assert stacked([*bitmap.bands(128)], bitmap.width) == bitmap


@given(st.binary(min_size=1, max_size=600), st.sampled_from((8, 24, 384)))
@settings(max_examples=30)
def test_any_dots_survive_the_way_through_a_picture(bits: bytes, width: int) -> None:
    stride = width // 8
    high = max(1, len(bits) // stride)
    bitmap = Bitmap(width, high, bits.ljust(stride * high, b"\0")[: stride * high])
    assert raster.from_image(raster.to_image(bitmap)) == bitmap


def read(bitmap: Bitmap, tmp_path: Path) -> list[tuple[str, str]]:
    image = raster.to_image(bitmap).convertToFormat(QImage.Format.Format_Grayscale8)
    import numpy as np  # noqa: PLC0415 — lazy: for the reader alone

    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())[:, : image.width()]
    return [(x.text, x.format.name) for x in zxingcpp.read_barcodes(np.ascontiguousarray(rows))]


@pytest.mark.parametrize(("dots", "form"), [(raster.DOTS_80, "Code128"), (raster.DOTS_58, "QRCode")])
def test_the_next_visits_code_is_read_by_a_scanner(dots: int, form: str, tmp_path: Path) -> None:
    assert read(raster.bitmap_of(slip(), dots), tmp_path) == [(VISIT.code, form)]


@pytest.mark.parametrize(
    "text",
    [
        " !\"#$%&'()*+,-./01",
        "23456789:;<=>?@AB",
        "CDEFGHIJKLMNOPQRS",
        "TUVWXYZ[\\]^_`abc",
        "defghijklmnopqrs",
        "tuvwxyz{|}~",
    ],
)
def test_every_sign_of_code_128_is_read_back(text: str, tmp_path: Path) -> None:
    bitmap = raster.bitmap_of(Slip((SlipBlock(Block.CODE, text),)))
    assert read(bitmap, tmp_path) == [(text, "Code128")]


def test_japanese_has_no_barcode_but_a_qr_code(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="次回"):
        code128("次回")
    assert read(raster.bitmap_of(Slip((SlipBlock(Block.CODE, "次回"),))), tmp_path) == [("次回", "QRCode")]


def test_signs_that_the_font_lacks_or_has_wider_stay_in_their_cells() -> None:
    """The right edge of a row is where it would be with signs that the font has."""
    usual = raster.bitmap_of(Slip((line("ああ", "¥1"),)))
    for odd in ("Ⓛあ", "😀あ", "﷽あ"):
        other = raster.bitmap_of(Slip((line(odd, "¥1"),)))
        assert other.height == usual.height
        for y in range(usual.height):  # the amount stands on the same dots
            assert other.bits[y * 72 + 68 : y * 72 + 72] == usual.bits[y * 72 + 68 : y * 72 + 72]


def test_text_leaves_dots_and_a_rule_crosses_the_paper(qapp: QApplication) -> None:
    assert any(raster.bitmap_of(Slip((line("み"),))).bits)
    ruled = raster.bitmap_of(Slip((RULE,)))
    assert b"\xff" * 72 in [ruled.bits[y * 72 : y * 72 + 72] for y in range(ruled.height)]

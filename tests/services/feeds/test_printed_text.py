"""What a register sends to its receipt printer, read as text: Japanese codings, columns, pictures, and bytes that come in any pieces."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.devices import escpos
from pos_assist.services.feeds.paper.printed_text import PrintedSlip, PrintedText
from pos_assist.services.feeds.paper.private_rows import MOST_OF_A_ROW, without_persons
from tests.services.feeds.paper_register import printed

DOCUMENTS = Path(__file__).parent / "receiptline"  # see its NOTICE.md
STREAMS = {path.stem: path.read_bytes() for path in sorted(DOCUMENTS.glob("*.bin"))}
ROWS = ["領 収 証", "ハンバーガー          2     ¥360", "ﾎﾟﾃﾄM                      ¥290※", "合　計               ¥650"]


def read(data: bytes, *sizes: int) -> list[PrintedSlip]:
    """The slips of a stream that comes in pieces."""
    reader, found, at = PrintedText(), list[PrintedSlip](), 0
    for size in sizes or (len(data),):
        found += reader.feed(data[at : at + size])
        at += size
    return found + reader.feed(data[at:]) + reader.end()


@pytest.mark.parametrize("name", [x for x in STREAMS if x.startswith("receipt.")])
def test_a_receipt_in_every_command_set_reads_as_it_is_printed(name: str) -> None:
    slip = read(STREAMS[name])[0]
    text = "\n".join(slip.rows)
    assert "ビール                        2     ¥1,300" in text
    assert "千鳥コース                    2    ¥17,280" in text
    assert "2019年 2月19日(火) 19:00" in text
    assert "お 釣 り                            ¥1,420" in text


@given(name=st.sampled_from(sorted(STREAMS)), sizes=st.lists(st.integers(1, 40), max_size=120))
def test_where_the_bytes_are_cut_makes_no_difference(name: str, sizes: list[int]) -> None:
    assert read(STREAMS[name], *sizes) == read(STREAMS[name])


@given(data=st.binary(max_size=400), sizes=st.lists(st.integers(1, 9), max_size=60))
def test_no_bytes_are_too_much_for_it_nor_are_they_in_pieces(data: bytes, sizes: list[int]) -> None:
    assert read(data, *sizes) == read(data)


@pytest.mark.parametrize("coding", ["shift_jis", "jis", "utf-8", "bare"])
def test_every_way_to_code_japanese_is_read(coding: str) -> None:
    [slip] = read(printed(ROWS, coding))
    assert [x for x in slip.rows if x] == [x.rstrip() for x in ROWS]
    assert (slip.pictures, slip.garbled) == (1, 0)


def test_text_that_is_placed_by_dots_keeps_its_columns() -> None:
    [slip] = read(b"\x1b@\x1cC\x01" + "ビール".encode("cp932") + b"\x1b$\xe0\x01" + b"\\1,300\n\x1dV\x00")
    assert slip.rows == ("ビール" + " " * 34 + "¥1,300",)


def test_a_rule_of_the_katakana_page_is_no_kanji() -> None:
    [slip] = read(b"\x1bt\x01" + b"\x95" * 32 + b"\n" + "ｺﾞｳｹｲ".encode("cp932") + b"  \\650\n")
    assert slip.rows == ("─" * 32, "ｺﾞｳｹｲ  ¥650")


def test_a_register_that_prints_pictures_is_known_by_it() -> None:
    [slip] = read(
        b"\x1b@" + b"\x1dv00\x48\x00\xff\x03" + b"\x1b\x40\x1d\x56" * (0x48 * 0x3FF // 4) + b"\x1b@\x1dVA\x00"
    )
    assert slip.is_picture
    assert slip.dots == 0x3FF
    [text] = read(STREAMS["receipt.epson"])
    assert text.pictures
    assert not text.is_picture


def test_barcodes_pulses_and_settings_leave_no_trace() -> None:
    quiet = (
        b"\x1dh\x50\x1dw\x02\x1dk\x49\x08{A123\x1b\x40\n" + b"\x1dk\x02490123\x00" + b"\x1d(k\x04\x001A2\x00\x1d(k\x06\x001P0\x1dV\x0a"
        + b"\x1bp\x00\x19\xfa\x10\x14\x01\x00\x01\x10\x04\x01\x1b=\x01\x1bc5\x00\x1bR\x08\x1cS\x00\x00\x1d(A\x02\x00\x00\x02\x1bD\x08\x10\x00"
    )  # fmt: skip
    assert read(quiet + b"AB\n")[0].rows == ("AB",)


def test_what_is_not_cut_ends_with_the_connection() -> None:
    reader = PrintedText()
    assert reader.feed(b"\x1b@ABC\n") == []
    assert reader.end() == [PrintedSlip(("ABC",))]


def test_what_we_print_ourselves_is_read_back() -> None:
    data = b"".join([escpos.INIT, escpos._JAPANESE, escpos.encoded("合計 ¥1,080"), b"\n", escpos.FEED_AND_CUT])
    pieces = [data[i : i + 3] for i in range(0, len(data), 3)]
    reader = PrintedText()
    assert [x.rows for piece in pieces for x in reader.feed(piece)] == [("合計 ¥1,080",)]


def test_bytes_of_a_picture_that_are_taken_for_text_hold_nothing_up() -> None:
    """Letters without an end of line: what looks for names and numbers in a row takes the square of its length, and the printer waits beside it."""
    reader, piece = PrintedText(), b"\xb1" * 8_192
    for _ in range(40):
        assert not reader.feed(piece)
    [slip] = reader.end()
    assert sum(map(len, slip.rows)) < len(piece)
    assert slip.garbled > 30 * len(piece)
    rows, _ = without_persons(["A" * 16_000, "合計 ¥240"])
    assert rows == ["A" * MOST_OF_A_ROW, "合計 ¥240"]

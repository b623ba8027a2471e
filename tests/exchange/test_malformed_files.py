"""Whatever stands in a file, it is read or refused in words: never a traceback, and never half of it."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.domain.problems import Problem
from pos_assist.exchange.catalog.shop_folder import read_shop
from pos_assist.exchange.receipts.receipts_file import read_receipts
from pos_assist.i18n.translate import LANGUAGES, sentence, set_language
from tests.exchange.conftest import RECEIPTS, SHOP
from tests.profiles import examples

NASTY = [
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b'"',
    b"'",
    b",",
    b"\n",
    b"\r",
    b"\t",
    b";",
    b"\x1a",
    b"\xe3\x81",
    b"\x83",
    b"-1",
    b"1e9",
]
NASTY += [
    b"9" * 5000,
    b"NaN",
    "\u202e".encode(),
    "１２".encode(),
    "ポ".encode("cp932"),
    b"{",
    b"[" * 2000,
    b"null",
    b"true",
    b"\\ud800",
    b"=1+1",
]

# (share of the file, bytes taken out there, bytes put in there)
edits = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.integers(0, 12),
        st.one_of(st.sampled_from(NASTY), st.binary(max_size=6), st.text(string.printable, max_size=4).map(str.encode)),
    ),
    min_size=1,
    max_size=4,
)
many = examples(250)


def mutated(good: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    for share, out, put in changes:
        at = int(share * len(good))
        good = good[:at] + put + good[at + out :]
    return good


def said(problem: Problem) -> None:
    """A problem has its sentence in every language, with all that the sentence asks for."""
    for each in LANGUAGES:
        set_language(each)
        assert sentence(problem)


@many
@given(changes=edits, encoding=st.sampled_from(["utf-8", "cp932", "utf-16"]))
def test_a_malformed_receipts_file_is_read_or_refused(
    tmp_path: Path, changes: list[tuple[float, int, bytes]], encoding: str
) -> None:
    path = tmp_path / "receipts.csv"
    path.write_bytes(mutated(RECEIPTS.encode(encoding), changes))
    try:
        lines = list(read_receipts(path))
    except Problem as problem:
        said(problem)
    else:
        assert all(line.qty >= 1 and line.price >= 0 and line.item and line.receipt for line in lines)


@many
@given(changes=edits, name=st.sampled_from(sorted(SHOP)))
def test_a_malformed_shop_is_read_or_refused(
    tmp_path: Path, changes: list[tuple[float, int, bytes]], name: str
) -> None:
    for each, text in SHOP.items():
        (tmp_path / each).write_bytes(mutated(text.encode(), changes) if each == name else text.encode())
    try:
        shop = read_shop(tmp_path)
    except Problem as problem:
        said(problem)
    else:
        codes = {item.code for item in shop.items}
        assert all(upgrade.from_item in codes and upgrade.to_item in codes for upgrade in shop.upgrades)


@many
@given(data=st.binary(max_size=400))
def test_any_bytes_at_all_are_read_or_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "receipts.csv"
    path.write_bytes(data)
    with pytest.raises(Problem) as caught:
        list(read_receipts(path))
    said(caught.value)

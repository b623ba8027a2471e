"""The search box finds what people type, however they type it."""

from __future__ import annotations

import pytest

from pos_assist.domain.items import Item
from pos_assist.storage import Storage
from pos_assist.storage.searching import romaji_of, typed_romaji
from tests.storage.conftest import BURGER, COFFEE, POTATO

MENU = [
    Item("S1", "シェイク", 120, reading="シェイク", size="S"),
    Item("T1", "紅茶", 150, reading="コウチャ"),
    Item("T2", "ティーラテ", 250, reading="ティーラテ"),
    Item("J1", "オレンジジュース", 150, reading="オレンジジュース"),
    Item("Z1", "珈琲ゼリー", 180, reading="コーヒーゼリー"),
    Item("X1", "シナモンロール", 220, reading="シナモンロール"),
    Item("M1", "Tシャツ", 2000),
    Item("K1", "チーズバーガー", 200, reading="チーズバーガー"),
    Item("P1", "ふつうのパン", 90, reading="フツウノパン"),
    Item("W1", "ウィンナー", 150, reading="ウィンナー"),
    Item("Q1", "100%ビーフ_サンド", 400, reading="ビーフサンド"),
    Item("OLD", "旧ハンバーガー", 100, reading="キュウハンバーガー", retired=True),
]


@pytest.fixture
def menu(storage: Storage) -> Storage:
    storage.catalog.put_items(MENU)
    return storage


def first(storage: Storage, text: str) -> str | None:
    found = storage.catalog.search(text)
    return found[0].code if found else None


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("フライドポテト", "F1"),
        ("ﾌﾗｲﾄﾞﾎﾟﾃﾄ", "F1"),
        ("ふらいど", "F1"),
        ("ポテト", "F1"),
        ("poteto", "F1"),
        ("POTETO", "F1"),
        ("ｐｏｔｅｔｏ", "F1"),
        ("hanba-ga-", "B1"),
        ("hannba-ga-", "B1"),
        ("hambaagaa", "B1"),
        ("hanbaga", "B1"),
        ("ko-hi-", "C1"),
        ("koohii", "C1"),
        ("kohi", "C1"),
        ("coffee", None),
        ("sheiku", "S1"),
        ("syeiku", "S1"),
        ("kocha", "T1"),
        ("koutya", "T1"),
        ("kouchya", None),
        ("紅茶", "T1"),
        ("珈琲", "Z1"),
        ("ti-rate", "T2"),
        ("thirate", "T2"),
        ("shinamon", "X1"),
        ("sinamon", "X1"),
        ("orenjijusu", "J1"),
        ("orenzizyu-su", "J1"),
        ("chi-zu", "K1"),
        ("tiizu", "K1"),
        ("futsuu", "P1"),
        ("winna-", "W1"),
        ("uinna", "W1"),
        ("hutuu", "P1"),
        ("Ｔシャツ", "M1"),
        ("t1", "T1"),
        ("200000000001", "B1"),
        ("2000000000039", "C1"),
        ("100%", "Q1"),
        ("_", "Q1"),
        ("チーズ バーガー", "K1"),
        ("バーガー チーズ", "K1"),
        ("chi-zu ba-ga-", "K1"),
        ("旧", None),
        ("xyz", None),
        ("", None),
        ("   ", None),
    ],
)
def test_what_is_typed_finds_the_item(menu: Storage, typed: str, code: str | None) -> None:
    assert first(menu, typed) == code


@pytest.mark.parametrize("item", [BURGER, POTATO, COFFEE, *(x for x in MENU if x.reading and not x.retired)])
def test_every_beginning_of_a_reading_in_romaji_finds_the_item_half_a_syllable_too(menu: Storage, item: Item) -> None:
    kunrei = romaji_of(item.reading.translate({c: c - 0x60 for c in range(0x30A1, 0x30F7)}))
    for n in range(1, len(kunrei) + 1):
        assert item in menu.catalog.search(kunrei[:n], limit=100), kunrei[:n]


def test_both_spellings_are_one() -> None:
    for hepburn, kunrei in (("shi", "si"), ("chi", "ti"), ("tsu", "tu"), ("fu", "hu"), ("ji", "zi"), ("sha", "sya")):
        assert typed_romaji(hepburn) == typed_romaji(kunrei)


def test_the_best_match_comes_first(menu: Storage) -> None:
    names = [x.name for x in menu.catalog.search("バーガー")]
    assert names == ["ハンバーガー", "チーズバーガー"]
    assert [x.code for x in menu.catalog.search("コーヒー")] == ["C1", "Z1"]
    assert len(menu.catalog.search("o", limit=2)) == 2


def test_a_renamed_item_is_found_by_its_new_name_only(menu: Storage) -> None:
    menu.catalog.put_items([Item("T1", "ほうじ茶", 150, reading="ホウジチャ")])
    assert first(menu, "紅茶") is None
    assert first(menu, "houji") == "T1"

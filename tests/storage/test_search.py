"""The search box finds what people type, however they type it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.domain.items import Item
from pos_assist.domain.spelling import one_slip
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
        ("coffee", "C1"),
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


CASES = Path(__file__).parent / "cases"


def rows(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def spellings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storage]:
    with Storage.create(tmp_path_factory.mktemp("spellings") / "shop.db") as made:
        items = [Item(x["code"], x["name"], 100, reading=x["reading"] or "") for x in rows("items.csv")]
        made.catalog.put_items([*items, *MORE])
        yield made


MORE = [
    Item("m1", "ポップコーン", 100),
    Item("m2", "ナッツ", 100),
    Item("m3", "Iced COFFEE Black", 100),
    Item("m4", "苺大福", 100),
    Item("m5", "おおもりごはん", 100),
    Item("m6", "邊見農園の櫻餠", 100),
    Item("m7", "ヴィーナスの腕", 100),
    Item("m8", "スウェーデンチーズ", 100),
    Item("m9", "フィッシュ＆チップス", 100),
    Item("m10", "ジュース（りんご）", 100),
]


@pytest.mark.parametrize("row", rows("queries.csv"), ids=lambda row: row["typed"])
def test_what_people_type_is_among_the_first_eight(spellings: Storage, row: dict[str, str]) -> None:
    assert row["name that should be found"] in [x.name for x in spellings.catalog.search(row["typed"], 8)]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("コ−ヒ−", "i0"), ("ｺｰﾋｰ", "i0"), ("コ〜ヒ〜", "i0"), ("コ一ヒ一", "i0"), ("こおひい", "i0"), ("コウヒイ", "i0"), ("珈琲", "i0"),
        ("バニラシエイク", "i1"), ("ばんほうてん", "i2"), ("カフェ オレ", "i3"), ("カフエオレ", "i3"), ("カフェ･オ･レ", "i3"),
        ("髙嶋屋", "i4"), ("崎陽軒", "i5"), ("シウマイ", "i5"), ("ウィスキー", "i6"), ("ウヰスキー", "i6"), ("ういすきい", "i6"),
        ("チーズバガー", "i9"), ("チズバーガー", "i9"), ("チーヅバーガー", "i9"), ("渡辺農園", "i12"), ("サンドウィッチ", "i13"),
        ("サンドウイッチ", "i13"), ("スパゲッテイ", "i14"), ("スパゲティー", "i14"), ("ティラミース", "i15"), ("オレンヂ", "i16"),
        ("苺", "i17"), ("うろんちゃ", "i18"), ("ポツプコーン", "m1"), ("ナツツ", "m2"), ("アイスコーヒー", "m3"), ("coffe", "i0"),
        ("いちご大福", "m4"), ("大盛り", ""), ("おうもり", "m5"), ("辺見", "m6"), ("桜餅", "m6"), ("ビーナス", "m7"), ("スエーデン", "m8"),
        ("フィッシュ&チップス", "m9"), ("フィッシュアンドチップス", "m9"), ("100パーセント", "i16"), ("ジュース(りんご)", "m10"), ("りんごジュース", ""),
    ],
)  # fmt: skip
def test_other_spellings_of_a_name_are_found(spellings: Storage, typed: str, code: str) -> None:
    found = [x.code for x in spellings.catalog.search(typed, 8)]
    assert (code in found) if code else not found


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("トマジュース", "i7"), ("トマトジユスー", "i7"), ("ショコラケエーキ", "i8"), ("ショコケーキ", "i8"), ("テラミス", "i15"),
        ("ティラスミ", "i15"), ("サンドイッッチ", "i13"), ("ポプコーン", "m1"), ("ハイポール", "i6"), ("poteo", "i10"), ("バニシェイク", "i1"),
    ],
)  # fmt: skip
def test_one_slip_of_the_hand_is_forgiven_where_nothing_was_found(spellings: Storage, typed: str, code: str) -> None:
    assert code in [x.code for x in spellings.catalog.search(typed, 8)]


def test_what_is_written_right_hides_what_is_one_slip_away(spellings: Storage) -> None:
    assert [x.code for x in spellings.catalog.search("ナッツ", 8)] == ["m2"]


@given(
    st.text(
        "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわん",
        min_size=4,
        max_size=12,
    ),
    st.data(),
)
def test_every_single_edit_of_a_word_is_found(word: str, data: st.DataObject) -> None:
    """What `one_slip` looks for before it tests misses none of the edits."""
    place = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("あかさた"))
    edited = data.draw(
        st.sampled_from([
            word[:place] + word[place + 1 :], word[:place] + letter + word[place:], word[:place] + letter + word[place + 1 :],
            word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
        ])
    )  # fmt: skip
    slip = one_slip(edited)
    if slip is not None and len(edited) > 3:
        parts, is_near = slip
        assert is_near(word)
        assert any(part in word for part in parts)


def test_the_back_office_finds_what_the_counter_finds(spellings: Storage) -> None:
    for typed in ("こおひい", "トマジュース", "0"):
        assert set(spellings.browse.item_codes(text=typed)) == {x.code for x in spellings.catalog.search(typed, 1_000)}


def test_an_item_is_found_by_its_english_name_and_still_sorted_by_its_own(storage: Storage) -> None:
    storage.catalog.put_items(
        [
            Item("a", "とり天の盛り合わせ", 1, title_en="Tempura Platter"),
            Item("b", "さかな", 1, title_en="Grilled mackerel of the season"),
            Item("c", "さかなの煮付け", 1),
        ]
    )
    assert [x.code for x in storage.catalog.search("tempura")] == ["a"]
    assert [x.code for x in storage.catalog.search("MACKEREL")] == ["b"]
    assert [x.code for x in storage.catalog.search("さかな")] == [
        "b",
        "c",
    ]  # the shorter name first, in its own language

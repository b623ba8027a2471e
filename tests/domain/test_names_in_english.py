"""An item has a name for those who read English, and its size after it."""

from __future__ import annotations

import pytest

from pos_assist.domain.items import Department, Item
from pos_assist.domain.orders import OrderLine


@pytest.mark.parametrize(
    ("name", "size", "english", "ja", "en"),
    [
        ("ポテト", "M", "Fries", "ポテト M", "Fries M"),
        ("ポテト M", "M", "Fries M", "ポテト M", "Fries M"),
        ("ナゲット", "5個", "Nuggets 5 pcs", "ナゲット 5個", "Nuggets 5 pcs"),  # nobody reads «Nuggets 5 pcs 5個»
        ("ポテト", "M", "", "ポテト M", "ポテト M"),
        ("水", "", "Water", "水", "Water"),
    ],
)
def test_who_reads_english_reads_the_english_name_where_there_is_one(
    name: str, size: str, english: str, ja: str, en: str
) -> None:
    item = Item("x", name, 100, size=size, title_en=english)
    assert (item.title_in("ja"), item.title_in("en")) == (ja, en)
    assert OrderLine(1, item, grams=320).title_in("en") == f"{en} 320 g"


def test_a_key_in_english_says_the_english_name_and_else_the_short_one() -> None:
    named = Item("x", "ダブルチーズバーガー", 100, short_name="Wチーズ", title_en="Double Cheeseburger")
    assert (named.label_in("ja"), named.label_in("en")) == ("Wチーズ", "Double Cheeseburger")
    assert Item("x", "ダブルチーズバーガー", 100, short_name="Wチーズ").label_in("en") == "Wチーズ"


def test_a_department_has_an_english_name_too() -> None:
    assert Department("d", "飲み物", title_en="Drinks").title_in("en") == "Drinks"
    assert Department("d", "飲み物").title_in("en") == "飲み物"


@pytest.mark.parametrize(
    ("name", "size", "said"),
    [
        ("ポテト M", "M", "ポテトのMサイズ"),
        ("ポテト", "LL", "ポテトのLLサイズ"),
        ("プリント Lサイズ", "L", "プリント Lサイズ"),
        ("ナゲット 5個", "5個", "ナゲット 5個"),
        ("保護フィルター 52mm", "52mm", "保護フィルター 52mm"),
        ("ミルク", "", "ミルク"),
    ],
)
def test_a_size_is_said_aloud_as_people_say_it(name: str, size: str, said: str) -> None:
    item = Item("x", name, 100, size=size, title_en="Fries")
    assert item.spoken_in("ja") == said
    assert item.spoken_in("en") == item.title_in("en")

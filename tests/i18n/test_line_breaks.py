"""Lines break between phrases, never within a word where that can be helped, nor between a name and its size."""

from __future__ import annotations

import csv
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.domain.items import Item
from pos_assist.i18n.line_breaks import NO_LINE_END, NO_LINE_START, TORN, break_costs, text_rows
from pos_assist.system.paths import resources


def columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(x) in "WF" else 1 for x in text)


def titles(shop: str) -> list[str]:
    with (resources() / "shops" / shop / "items.csv").open(encoding="utf-8") as file:
        return [Item("", row["name"], 0, size=row["size"]).title for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    ("sentence", "space", "rows"),
    [
        ("手作りのいちごジャムもいかがですか?", 20, ["手作りの", "いちごジャムも", "いかがですか?"]),
        ("ご一緒にたまごプリンはいかがですか?", 22, ["ご一緒に", "たまごプリンは", "いかがですか?"]),
        ("ウーロン茶 Mはいかがですか?", 16, ["ウーロン茶 Mは", "いかがですか?"]),
        ("よろしければナゲット 5個もいかがですか?", 26, ["よろしければ", "ナゲット 5個も", "いかがですか?"]),
        (
            "プラス50円でLサイズにできますが、いかがですか?",
            24,
            ["プラス50円で", "Lサイズに", "できますが、", "いかがですか?"],
        ),
    ],
)
def test_a_sentence_breaks_between_its_phrases(sentence: str, space: int, rows: list[str]) -> None:
    broken = text_rows(sentence, space, columns)
    assert "".join(broken) == sentence.replace("\n", "")
    for row in rows:  # every phrase is whole, in whichever row
        assert any(row in x for x in broken), broken


@pytest.mark.parametrize("shop", ["burger", "bakery", "camera"])
@pytest.mark.parametrize(
    "sentence",
    [
        "プラス150円で{}とコーラ Mがつきます。いかがですか?",
        "よろしければ{}もご一緒にいかがですか?",
        "{}は売り切れです。",
    ],
)
def test_no_line_breaks_within_a_name_that_is_known_where_another_break_fits(shop: str, sentence: str) -> None:
    for title in titles(shop):
        text = sentence.format(title)
        costs, at = break_costs(text, names=(title, "コーラ M")), text.index(title)
        inside = [cost for cost in costs[at + 1 : at + len(title)] if cost is not None]
        assert len(text) <= 12 or all(cost >= TORN for cost in inside), title
        assert at == 0 or costs[at] == 0.1


@pytest.mark.parametrize(
    "name", ["コーラ M", "角食パン 半斤", "ナゲット 5個", "バターロール 3個", "ブレンドコーヒー LL"]
)
def test_of_a_name_the_size_goes_to_the_next_line_only_rather_than_half_a_word(name: str) -> None:
    costs = break_costs(name)
    size = name.index(" ") + 1
    assert costs[size] == 0.6
    assert all(cost is None or cost > 0.6 for i, cost in enumerate(costs) if i != size)


def test_in_english_a_size_stays_with_its_name_and_no_word_is_torn() -> None:
    assert text_rows("Would you like Fries M with that?", 22, columns) == ["Would you like Fries M", "with that?"]
    assert text_rows("Would you like Fries M with that?", 21, columns) == ["Would you like", "Fries M with that?"]
    assert break_costs("Cheeseburger", frozenset(("burger",)))[6] is None


@given(st.text(st.sampled_from("あいのカーンッ漢字食AbM15 、。「」()¥円個も"), max_size=40), st.integers(4, 40))
def test_nothing_is_lost_and_no_row_is_too_long_or_begins_or_ends_with_a_sign_that_may_not(
    text: str, space: int
) -> None:
    out = text_rows(text, space, columns)
    assert "".join("".join(out).split()) == "".join(text.split())
    for row, below in pairwise(out):
        assert columns(row) <= max(space, 2)
        able = [i for i, cost in enumerate(break_costs(row + below)) if cost is not None and 0 < i <= len(row)]
        if able:  # where the text has a place that may be broken at all
            assert below[:1] not in NO_LINE_START
            assert row[-1:] not in NO_LINE_END

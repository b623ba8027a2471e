"""The index finds what looking at every item would find, in the same order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pos_assist.domain.items import Item
from pos_assist.storage import Storage
from pos_assist.storage.search_index import COLUMNS, WITH_CODE, Row, SearchIndex, Word

letters = st.text("こひらてあ", max_size=5)
rows = st.lists(st.tuples(letters, letters, letters, letters, letters.map(lambda x: f"{x}\nて"))).map(
    lambda found: [(f"i{n}", *x) for n, x in enumerate(found)]
)
words = st.builds(Word, letters.filter(bool), letters, letters, st.frozensets(st.sampled_from(["i0", "i1", "i2"])))


def points(row: Row, word: Word) -> int:
    best = WITH_CODE if row[0] in word.with_code else 0
    for (name, (whole, first, inside)), value in zip(COLUMNS.items(), row[1:], strict=True):
        form = word.form(name)
        for line in value.split("\n") if form else ():
            fits = whole if line == form else first if line.startswith(form) else inside if form in line else 0
            best = max(best, fits)
    return best


@given(rows, st.lists(words, min_size=1, max_size=3), st.integers(1, 6))
def test_it_finds_what_looking_at_every_item_finds(found: list[Row], asked: list[Word], limit: int) -> None:
    name = 1 + list(COLUMNS).index("name")
    scored = [([points(row, word) for word in asked], row) for row in found]
    right = sorted((-sum(each), len(row[name]), row[0]) for each, row in scored if all(each))
    assert SearchIndex(found).find(asked, limit) == [code for *_, code in right[:limit]]


def test_a_new_name_is_found_at_once_and_an_old_one_no_more(storage: Storage) -> None:
    catalog = storage.catalog
    assert catalog.search("ラムネ") == []
    catalog.put_items([Item("r", "ラムネ", 100)])
    assert [x.code for x in catalog.search("ラムネ")] == ["r"]
    catalog.set_sold_out("r", sold_out=True)
    assert catalog.search("ラムネ")[0].sold_out
    catalog.put_items([Item("r", "サイダー", 100)])
    assert catalog.search("ラムネ") == []
    assert [x.code for x in catalog.search("さいだあ")] == ["r"]

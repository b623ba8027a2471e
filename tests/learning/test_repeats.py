"""What one customer without a card, a test or the staff teach: no more than a few times the same in a row."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pos_assist.learning.in_memory import Learner
from pos_assist.learning.repeats import IN_A_ROW, Repeats

NOON = datetime(2026, 11, 21, 12, 0)


def test_of_many_receipts_alike_in_a_row_the_first_few_teach() -> None:
    repeats = Repeats()
    assert [repeats.teaches(["bread", "jam"]) for _ in range(IN_A_ROW + 3)] == [True] * IN_A_ROW + [False] * 3
    assert repeats.teaches(["bread", "tea"])
    assert repeats.teaches(["jam", "bread", "bread"])  # begins anew, whatever the order of its lines


def test_between_other_customers_all_of_them_teach() -> None:
    repeats = Repeats()
    assert all(repeats.teaches(["bread", "jam"] if n % 2 else ["bread", f"{n}"]) for n in range(100))


@given(st.lists(st.sampled_from(["a", "b"]), max_size=60))
def test_a_receipt_of_one_item_is_never_held_back(items: list[str]) -> None:
    repeats = Repeats()
    assert all(repeats.teaches([item]) for item in items)


@given(st.lists(st.sets(st.sampled_from("abcdef"), min_size=1), max_size=40))
def test_what_teaches_does_not_depend_on_how_the_receipts_come_in(baskets: list[set[str]]) -> None:
    """At once, as when a shop learns anew, or one after the other, as they are sold."""
    whole = Repeats().those_that_teach([(sorted(x), NOON) for x in baskets])
    one = Repeats()
    assert whole == [y for x in baskets for y in one.those_that_teach([(sorted(x), NOON)])]


def test_one_who_shows_no_card_does_not_decide_what_everybody_is_offered() -> None:
    receipts = [
        (["bread", "coffee" if n % 2 else "salad"] if n < 350 else ["bread", "jam in tins"], NOON + timedelta(hours=n))
        for n in range(600)
    ]
    ranked = Learner(Repeats().those_that_teach(receipts)).rank(["bread"], NOON + timedelta(hours=601), 3)
    assert [x.item for x in ranked][-1] == "jam in tins"
    assert ranked[-1].chance < 0.1

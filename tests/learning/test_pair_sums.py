"""A whole history counted in pieces is what its receipts say one by one, whatever the pieces."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.learning import pair_sums
from pos_assist.learning.counting import increments
from pos_assist.learning.pair_sums import PairSums
from tests.profiles import examples

EPOCH = datetime(2026, 11, 22)
Receipt = tuple[list[str], datetime]
receipts = st.lists(
    st.tuples(
        st.lists(st.sampled_from(["パン", "茶", "B", "a", "ジャム", "水"]), max_size=5),
        st.integers(-2_000, 30).map(lambda hours: EPOCH + timedelta(hours=hours)),
    ),
    max_size=25,
)


def one_by_one(every: list[Receipt]) -> dict[tuple[str, str], tuple[int, int]]:
    counts, weights = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for codes, when in every:
        for a, b, n, w in increments(codes, when, EPOCH):
            counts[a, b] += n
            weights[a, b] += w
    return {key: (n, weights[key]) for key, n in counts.items()}


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pair_sums, "_AT_ONCE", 3)
    monkeypatch.setattr(pair_sums, "_KNOWN_AT_ONCE", 2)


@pytest.mark.usefixtures("small_pieces")
@examples(150)
@given(before=receipts, after=receipts, piece=st.integers(1, 9))
def test_pieces_add_up(before: list[Receipt], after: list[Receipt], piece: int) -> None:
    known = [(a, b, n, w) for (a, b), (n, w) in one_by_one(before).items()]
    sums = PairSums(EPOCH, known)
    for at in range(0, len(after), piece):
        sums.add(after[at : at + piece])
    rows = list(sums.rows())
    assert {(a, b): (n, w) for a, b, n, w in rows} == one_by_one([*before, *after])
    assert [x[:2] for x in rows] == sorted({x[:2] for x in rows})  # each once, in the order of the codes

"""How this shop's customers' answers change what an offer is taken to be worth."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.domain.offers import Outcome
from pos_assist.learning.answers import LEAST, MOST, STRENGTH, Answered, Asker, answer_key, increments

EPOCH = datetime(2026, 1, 1)
NOON = datetime(2026, 11, 21, 12)


class AnswerCounts:
    """Counts in memory, as storage keeps them."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, tuple[int, int]]] = {}

    def add(self, *answers: Answered, at: datetime = NOON, bought: tuple[str, ...] = (), sign: int = 1) -> None:
        for a, b, n, w in increments(answers, bought, at, EPOCH):
            had = self.rows.setdefault(a, {}).get(b, (0, 0))
            self.rows[a][b] = (had[0] + sign * n, had[1] + sign * w)

    def get(self, key: str) -> Mapping[str, tuple[int, int]]:
        return self.rows.get(key, {})

    def chance(
        self, key: str, relevance: float, at: datetime = NOON, luck: float = 0.0, moment: str = "choosing"
    ) -> float:
        return Asker(self.get, moment, at, EPOCH).estimate(key, relevance, luck).sampled


def answer(outcome: Outcome, key: str = "!add:potato", relevance: float = 0.1, item: str = "potato") -> Answered:
    return Answered(key, "choosing", str(outcome), relevance, item)


def test_without_answers_the_relevance_stands() -> None:
    assert AnswerCounts().chance("!add:potato", 0.1) == pytest.approx(0.1)


def test_an_offer_that_is_taken_more_often_than_its_relevance_rises() -> None:
    seen = AnswerCounts()
    for i in range(200):
        seen.add(answer(Outcome.ACCEPTED if i % 3 == 0 else Outcome.IGNORED))
    assert seen.chance("!add:potato", 0.1) > 0.25


def test_an_offer_that_is_refused_falls() -> None:
    seen = AnswerCounts()
    for i in range(100):
        seen.add(answer(Outcome.DECLINED))
        seen.add(answer(Outcome.ACCEPTED if i % 5 == 0 else Outcome.IGNORED, "!add:pie"))
    assert seen.chance("!add:potato", 0.1) < 0.03
    assert seen.chance("!add:pie", 0.1) > 0.15


def test_few_answers_move_little() -> None:
    seen = AnswerCounts()
    seen.add(answer(Outcome.ACCEPTED))
    assert 0.1 < seen.chance("!add:potato", 0.1) < 0.25


def test_with_nothing_else_known_it_is_the_mean_of_a_beta_posterior() -> None:
    seen = AnswerCounts()
    for i in range(40):
        seen.add(answer(Outcome.ACCEPTED if i < 4 else Outcome.IGNORED))  # as often as expected: the rest stays 1
    assert seen.chance("!add:potato", 0.1) == pytest.approx((4 + STRENGTH * 0.1) / (40 + STRENGTH), rel=1e-3)


def test_old_answers_count_less() -> None:
    old, new = AnswerCounts(), AnswerCounts()
    for _ in range(5):
        old.add(answer(Outcome.ACCEPTED), at=NOON - timedelta(days=240))
        new.add(answer(Outcome.ACCEPTED))
    assert old.chance("!add:potato", 0.1) < new.chance("!add:potato", 0.1)


def test_what_was_bought_anyway_says_nothing_about_the_offer() -> None:
    seen = AnswerCounts()
    seen.add(answer(Outcome.IGNORED), bought=("burger", "potato"))
    assert seen.rows == {}


def test_the_hour_and_the_moment_count_for_all_offers() -> None:
    seen = AnswerCounts()
    for _ in range(150):
        seen.add(answer(Outcome.ACCEPTED), at=NOON.replace(hour=15))
        seen.add(answer(Outcome.IGNORED), at=NOON.replace(hour=12))
    assert seen.chance("!add:pie", 0.1, NOON.replace(hour=15)) > 1.5 * seen.chance(
        "!add:pie", 0.1, NOON.replace(hour=12)
    )


def test_a_new_offer_gets_the_benefit_of_the_doubt_and_an_old_one_less() -> None:
    seen = AnswerCounts()
    for i in range(1000):
        seen.add(answer(Outcome.ACCEPTED if i % 10 == 0 else Outcome.IGNORED))
    lucky = seen.chance("!add:pie", 0.1, luck=1.5)
    assert lucky > seen.chance("!add:potato", 0.1, luck=1.5) > 0.1
    assert seen.chance("!add:pie", 0.1, luck=-1.5) < 0.1


def test_a_managers_pairing_is_judged_with_its_trigger() -> None:
    assert answer_key("add:potato", "burger", own=True) != answer_key("add:potato", "pie", own=True)
    assert answer_key("add:potato", "burger", own=False) == answer_key("add:potato", "pie", own=False)


@given(
    st.lists(st.tuples(st.sampled_from(list(Outcome)), st.integers(0, 700), st.floats(0.01, 0.9)), max_size=20),
    st.floats(0.0, 1.0),
    st.floats(-6, 6),
)
def test_a_void_takes_back_exactly_what_a_sale_added(
    sales: list[tuple[Outcome, int, float]], relevance: float, luck: float
) -> None:
    seen = AnswerCounts()
    for outcome, days, weight in sales:
        seen.add(answer(outcome, relevance=weight), at=EPOCH + timedelta(days=days))
    assert LEAST - 1e-9 <= seen.chance("!add:potato", relevance) <= MOST + 1e-9
    assert 0 < seen.chance("!add:potato", relevance, luck=luck) <= MOST
    for outcome, days, weight in sales:
        seen.add(answer(outcome, relevance=weight), at=EPOCH + timedelta(days=days), sign=-1)
    assert all(counts == (0, 0) for rows in seen.rows.values() for counts in rows.values())

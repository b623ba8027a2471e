"""What is learned: pairs where there are some, popularity where there are none, newcomers, the tail, and every sale."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

import numpy as np
import pytest

from pos_assist.learning import solving
from pos_assist.learning.examples import Examples, gradients
from pos_assist.learning.in_memory import Learner
from pos_assist.learning.measuring import Measured, Model, Popularity, measure, split
from pos_assist.learning.model import Weights
from pos_assist.learning.ranking import Ranker
from pos_assist.learning.solving import CatalogItem, follow, solve

Basket = tuple[list[str], datetime]
Receipts = Callable[[int], list[Basket]]
NOON = datetime(2026, 3, 2, 12, 0)


def ranker(weights: Weights | None) -> Ranker:
    assert weights is not None
    return Ranker(weights.rows(1, 1).get)


def first(answers: Ranker, *items: str, when: datetime = NOON) -> str:
    return answers.rank(items, when, 1)[0].item


def test_what_goes_together_is_suggested_from_the_first_hundred_receipts(paired: Receipts) -> None:
    answers = ranker(solve(paired(150)))
    assert first(answers, "bread") == "jam"
    assert first(answers, "coffee") == "cake"


class _SameNumber(np.random.Generator):
    """Chance that draws one number again and again: among millions of receipts it happens now and then within one of them."""

    def random(self, size: Any = None, dtype: Any = np.float64, out: Any = None) -> Any:
        return np.full(size, 0.5, dtype)


def test_where_chance_draws_one_number_twice_something_of_a_receipt_is_still_to_come(paired: Receipts) -> None:
    """Or a share of nothing makes weights that are no numbers, and all that was learned is thrown away."""
    learned = solve(paired(40))
    assert learned is not None
    examples = Examples(paired(40), learned.items, NOON)
    chance = _SameNumber(np.random.PCG64(1))
    slopes = gradients(learned, examples, examples.all, examples.weights(90.0), chance)
    assert all(np.isfinite(x).all() for x in slopes)


def test_nothing_of_the_basket_is_suggested_and_the_best_comes_first(paired: Receipts) -> None:
    ranked = ranker(solve(paired(300))).rank(["bread", "coffee", "bread"], NOON, 20)
    assert {"bread", "coffee"}.isdisjoint(x.item for x in ranked)
    assert len(ranked) == 8
    assert [x.score for x in ranked] == sorted((x.score for x in ranked), reverse=True)


def test_an_item_nobody_knows_is_no_obstacle(paired: Receipts) -> None:
    answers = ranker(solve(paired(300)))
    assert first(answers, "bread", "a new thing") == "jam"
    assert answers.rank(["a new thing"], NOON, 3)


def test_the_chance_is_a_true_share_of_receipts(paired: Receipts) -> None:
    training, test = split(paired(4_000))
    answers = ranker(solve(training))
    said, bought = 0.0, 0
    for items, when in test:
        for i in range(1, len(items) + 1):
            for x in answers.rank(items[:i], when, 3):
                said, bought = said + x.chance, bought + (x.item in items[i:])
    assert said == pytest.approx(bought, rel=0.15)


def hits(model: Model, test: list[Basket]) -> Measured:
    result = Measured()
    for result in measure(model, test, live=False, shuffled=False, ticks=lambda: 0.0):  # noqa: B007 — the last one is meant
        pass
    return result


@pytest.mark.parametrize("n", [300, 2_000])
def test_a_shop_whose_receipts_carry_no_pairs_gets_what_is_popular(independent: Receipts, n: int) -> None:
    training, test = split(independent(n + 600))
    training = training[-n:]
    ours, popular = (hits(m, list(test)).rates["HR@3"] for m in (Learner(training), Popularity(training)))
    assert ours.percent >= popular.percent - popular.error


def test_pairs_beat_popularity_where_there_are_some(paired: Receipts) -> None:
    training, test = split(paired(3_000))
    ours, popular = (hits(m, list(test)).rates["HR@3"] for m in (Learner(training), Popularity(training)))
    assert ours.percent > popular.percent + 3 * popular.error


def test_the_hour_is_part_of_what_is_learned() -> None:
    receipts = []
    for day in range(120):
        for hour, food in ((8, "croissant"), (13, "sandwich")):
            receipts += [(["coffee", food], datetime(2026, 1, 1, hour, m) + timedelta(days=day)) for m in (5, 25)]
    answers = ranker(solve(receipts))
    assert first(answers, "coffee", when=NOON.replace(hour=8)) == "croissant"
    assert first(answers, "coffee", when=NOON.replace(hour=13)) == "sandwich"


def test_what_left_the_menu_fades() -> None:
    old = [(["tea", "scone"], datetime(2024, 1, 1) + timedelta(hours=i)) for i in range(300)]
    new = [(["tea", "waffle"], datetime(2026, 1, 1) + timedelta(hours=i)) for i in range(60)]
    assert first(ranker(solve(old + new)), "tea") == "waffle"


def test_a_newcomer_starts_like_its_kin(paired: Receipts) -> None:
    catalog = {name: CatalogItem("food", 300) for name in ("bread", "soup")} | {
        "jam": CatalogItem("spreads", 200),
        "honey": CatalogItem("spreads", 210),
        "petrol": CatalogItem("fuel", 210),
    }
    ranked = ranker(solve(paired(600), catalog)).rank(["bread"], NOON, 20)
    place = {x.item: i for i, x in enumerate(ranked)}
    assert place["jam"] < place["honey"] < 5, "bread goes with spreads"
    assert place["honey"] < place["petrol"]


def test_the_same_receipts_give_the_same_weights(paired: Receipts) -> None:
    assert ranker(solve(paired(200))).rank(["tea"], NOON, 9) == ranker(solve(paired(200))).rank(["tea"], NOON, 9)


@pytest.mark.parametrize(
    "receipts", [[], [([], NOON)], [(["tea"], NOON)], [(["tea", "tea"], NOON)], [(["a", "b"], NOON)]]
)
def test_a_shop_that_has_just_opened_has_an_answer_or_none_but_no_error(receipts: list[Basket]) -> None:
    learner = Learner(receipts)
    assert all(x.item not in ("tea",) for x in learner.rank(["tea"], NOON, 3))
    learner.learn(["tea", "cake"], NOON)
    assert [x.item for x in learner.rank(["tea"], NOON, 1)] == ["cake"]


def test_single_items_alone_are_no_reason_to_offer_more() -> None:
    answers = ranker(solve([(["tea"], NOON), (["cake"], NOON)]))
    assert [x.chance for x in answers.rank(["tea"], NOON, 3)] == [0.0]


def test_new_sales_move_the_weights_without_solving_again(paired: Receipts) -> None:
    weights = solve(paired(300))
    assert weights is not None
    new = [(["soup", "beer"], NOON + timedelta(minutes=i)) for i in range(40)]
    before = next(x.chance for x in ranker(weights).rank(["soup"], NOON, 9) if x.item == "beer")
    for at in range(0, 40, 10):
        weights, _ = follow(weights, new[at : at + 10])
    assert next(x.chance for x in ranker(weights).rank(["soup"], NOON, 9) if x.item == "beer") > 2 * before


def test_a_new_item_is_learned_with_its_first_sales(paired: Receipts) -> None:
    weights = solve(paired(300))
    assert weights is not None
    for at in range(6):
        weights, _ = follow(weights, [(["tea", "mochi"], NOON + timedelta(minutes=at))] * 5)
    assert first(ranker(weights), "tea") == "mochi"


def test_following_changes_only_the_rows_it_says(paired: Receipts) -> None:
    weights = solve(paired(300))
    assert weights is not None
    before = weights.rows(1, 1)
    weights, changed = follow(weights, [(["tea", "jam"], NOON)])
    after = {**before, **weights.rows(1, 2, changed)}
    assert after == {**weights.rows(1, 2)}
    assert {weights.items[i] for i in changed} == {"tea", "jam"}


def test_a_restart_goes_on_from_the_stored_rows(paired: Receipts) -> None:
    weights = solve(paired(300))
    assert weights is not None
    again = Weights.from_rows(weights.rows(3, 1).get)
    assert again is not None
    sale = [(["tea", "jam"], NOON)]
    assert follow(again, sale)[0].rows(3, 2) == follow(weights, sale)[0].rows(3, 2)
    assert Weights.from_rows(dict[str, bytes]().get) is None


def test_a_ranker_takes_up_rows_stored_meanwhile(paired: Receipts) -> None:
    weights = solve(paired(300))
    assert weights is not None
    rows = weights.rows(1, 1)
    answers = Ranker(rows.get)
    assert first(answers, "bread") == "jam"
    changed = solve([(["bread", "beer"], NOON + timedelta(minutes=i)) for i in range(50)])
    assert changed is not None
    rows.clear()
    rows.update(changed.rows(2, 2))
    assert first(answers, "bread") == "beer"


def test_half_stored_rows_give_no_answer_rather_than_a_wrong_one(paired: Receipts) -> None:
    weights = solve(paired(300))
    assert weights is not None
    rows = weights.rows(1, 1)
    newer = weights.rows(2, 2)
    mixed = {**rows, "@version": newer["@version"], "@shape": newer["@shape"]}
    assert Ranker(mixed.get).rank(["bread"], NOON, 3) == []


def test_an_item_named_like_a_pseudo_item_is_an_item() -> None:
    answers = ranker(solve([(["@always", "@hour:12"], NOON), (["@always", "tea"], NOON)] * 20))
    assert {x.item for x in answers.rank(["@always"], NOON, 3)} == {"@hour:12", "tea"}


def test_rare_items_of_a_large_catalog_lean_on_their_counted_neighbours(
    paired: Receipts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solving, "HEAD", 10)
    rare = [(["wasabi", "sushi"], NOON + timedelta(minutes=i)) for i in range(8)]
    rare += [(["ink", "coffee"], NOON + timedelta(hours=1, minutes=i)) for i in range(8)]
    answers = ranker(solve(paired(600) + rare))
    assert first(answers, "wasabi") == "sushi"
    assert first(answers, "ink") == "coffee"
    assert len(answers.rank(["wasabi"], NOON, 50)) == 11


def test_answering_needs_no_numpy() -> None:
    code = "import pos_assist.learning.ranking, pos_assist.learning.counting, sys; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_was_hardly_sold_in_a_long_time_is_no_newcomer() -> None:
    """One bulk order long ago tells little about its items; that they were not sold since tells much."""
    names = [("burger", 0.7), ("cola", 0.5), ("potato", 0.4), ("tea", 0.2), ("pie", 0.1)]
    dice = Random(2)
    sales = [[x for x, p in names if dice.random() < p] or ["burger"] for _ in range(500)]
    receipts = [(basket, datetime(2026, 1, 5, 9) + timedelta(hours=i)) for i, basket in enumerate(sales)]
    odd = [*receipts[:20], (["burger", "nuggets"], receipts[20][1]), *receipts[20:]]
    catalog = {name: CatalogItem("food", 300) for name in ("burger", "cola", "potato", "tea", "pie", "nuggets")}
    weights = solve(odd, catalog)
    assert weights
    ranked = Ranker(weights.rows(1, 1).get).rank(["burger"], odd[-1][1], 5)
    assert ranked[-1].item == "nuggets"
    assert ranked[-1].chance < 0.03

"""A set tried on past receipts before it goes live; what customers put together; pairs with their evidence."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime

import pytest

from pos_assist.domain.deals import SetPrice, Slot, Spend
from pos_assist.domain.items import Item, Pairing, PairingState
from pos_assist.domain.receipts import HistoryLine, Voided
from pos_assist.pricing import Pricer
from pos_assist.services.management.deal_replay import _order, replay
from pos_assist.services.management.management import Management
from pos_assist.storage import Storage
from pos_assist.storage.browse import SalesOfDays

AT = datetime(2026, 11, 1, 12, 0)


def one(code: str) -> Slot:
    return Slot(1, frozenset({code}), n_max=1)


def receipts(storage: Storage, *baskets: str, at: datetime = AT) -> None:
    first = storage.sales.count()
    storage.sales.add_history(
        HistoryLine(f"r{first + n}", at, code, 1, 0) for n, basket in enumerate(baskets) for code in basket.split()
    )


def test_the_numbers_of_a_replay_are_those_of_the_real_pricing(empty: Storage) -> None:
    empty.catalog.put_items([Item("a", "A", 300, cost=100), Item("b", "B", 200, cost=50), Item("c", "C", 100)])
    receipts(empty, "a b", "a b c", "a c", "b", "a a b")
    manager = Management(empty, "佐藤")
    deal = SetPrice(id="ab", name="AB", price=400, slots=(one("a"), one("b")))
    result = manager.replay(manager.with_deal(deal))
    assert (result.receipts, result.touched) == (5, 3)
    assert (result.before, result.after, result.given) == (500 + 600 + 800, 400 + 500 + 700, 300)
    assert result.uses == {"ab": 3}
    assert result.displaced == {}
    assert [x[1:] for x in result.examples] == [(500, 400), (600, 500), (800, 700)]


def test_a_replay_says_which_sets_would_be_displaced(empty: Storage) -> None:
    empty.catalog.put_items([Item("a", "A", 300), Item("b", "B", 200)])
    old = SetPrice(id="old", name="旧", price=450, slots=(one("a"), one("b")))
    empty.catalog.put_deals([old])
    receipts(empty, "a b", "a b")
    manager = Management(empty, "佐藤")
    result = manager.replay(manager.with_deal(SetPrice(id="new", name="新", price=400, slots=(one("a"), one("b")))))
    assert result.uses == {"new": 2, "old": -2}
    assert result.displaced == {"old": 2}
    assert result.given == 100


def test_a_margin_counts_what_has_a_known_cost(empty: Storage) -> None:
    empty.catalog.put_items([Item("a", "A", 300, cost=100), Item("b", "B", 300)])
    receipts(empty, "a b")
    manager = Management(empty, "佐藤")
    result = manager.replay(manager.with_deal(SetPrice(id="ab", name="", price=400, slots=(one("a"), one("b")))))
    assert (result.cost, result.cost_known, result.list_total) == (100, 300, 600)
    assert result.margin == 200 - 100  # half of the 400 is the item's whose cost is known


def test_only_the_days_asked_for_are_replayed_and_voided_sales_never(empty: Storage) -> None:
    empty.catalog.put_items([Item("a", "A", 300)])
    for day in (1, 2, 3):
        receipts(empty, "a", at=AT.replace(day=day))
    keys = [x.key for x in empty.sales.receipts()]
    empty.sales.void(keys[-1], lambda stored, _before: Voided(AT, "test", stored.total))
    manager = Management(empty, "佐藤")
    assert manager.replay([], date(2026, 11, 1), date(2026, 11, 2)).receipts == 1
    assert manager.replay([]).receipts == 2


def test_a_price_of_then_counts_not_todays(empty: Storage) -> None:
    empty.catalog.put_items([Item("a", "A", 300)])
    empty.sales.add_history([HistoryLine("1", AT, "a", 1, 250)])
    manager = Management(empty, "佐藤")
    result = manager.replay([Spend(id="s", min=200, amount=50)])
    assert (result.before, result.after) == (250, 200)


def test_a_replay_tells_how_far_it_is_and_stops_when_told(manager: Management) -> None:
    told: list[tuple[int, int]] = []
    result = manager.replay([], progress=lambda *x: told.append(x), cancel=lambda: len(told) >= 3)
    assert result.cancelled
    assert told == [(0, 3604), (500, 3604), (1000, 3604)]
    manager.replay([], date(2026, 11, 10), progress=lambda *x: told.append(x))
    assert told[-1][0] == told[-1][1] > 0


def test_taking_all_sets_away_gives_nothing_away(manager: Management) -> None:
    result = manager.replay([], date(2026, 11, 1))
    assert result.given < 0
    assert result.after == result.list_total
    assert all(n < 0 for n in result.uses.values())


def test_nothing_changes_when_nothing_is_changed(manager: Management) -> None:
    result = manager.replay(manager.storage.catalog.deals())
    assert (result.receipts, result.touched, result.given) == (3604, 0, 0)


@pytest.mark.parametrize("which", ["added", "taken away", "changed"])
def test_the_short_cuts_of_a_replay_change_no_number(manager: Management, which: str) -> None:
    """Where one price is enough only one is worked out; here both are, for every receipt."""
    deals = list(manager.storage.catalog.deals())
    cheaper = next(x for x in deals if isinstance(x, SetPrice))
    changed = replace(cheaper, price=cheaper.price - 30)
    before, after = {
        "added": (deals[1:], deals),
        "taken away": (deals, deals[1:]),
        "changed": (deals, [changed if x is cheaper else x for x in deals]),
    }[which]
    since = date(2026, 11, 1)
    with closing(manager.storage.reader()) as connection:
        sales = SalesOfDays(connection, since)
        result = replay(sales, manager.storage.catalog, before, after)
        old, new = Pricer(before), Pricer(after)
        touched = given = 0
        uses: Counter[str] = Counter()
        for sale in sales:
            order = _order(sale, manager.storage.catalog)
            a, b = old.price(order, sale.at), new.price(order, sale.at)
            formed = Counter(x.deal for x in (*b.uses, *b.spends))
            formed.subtract(x.deal for x in (*a.uses, *a.spends))
            touched += a.total != b.total or any(formed.values())
            given += a.total - b.total
            uses.update(formed)
    assert (result.touched, result.given) == (touched, given)
    assert result.uses == {deal: n for deal, n in uses.items() if n}
    assert touched > 0


def test_ideas_are_combinations_beyond_chance_that_no_set_covers(empty: Storage) -> None:
    empty.catalog.put_items([Item(x, x.upper(), 200, cost=100) for x in "abcd"])
    receipts(empty, *["a b"] * 30, *["c d"] * 30, *["a"] * 20, *["c"] * 20, *["d"] * 20)
    empty.catalog.put_deals([SetPrice(id="cd", price=300, slots=(one("c"), one("d")))])
    [idea] = Management(empty, "佐藤").ideas()
    assert [x.code for x in idea.items] == ["a", "b"]
    assert (idea.together, idea.receipts, idea.list_price) == (30, 120, 400)
    assert idea.times == pytest.approx(30 / (50 * 30 / 120))
    assert 200 < idea.price < 400


def test_three_together_are_one_idea_not_three(empty: Storage) -> None:
    empty.catalog.put_items([Item(x, x.upper(), 200) for x in "abc"])
    receipts(empty, *["a b c"] * 30, *["a"] * 30, *["b"] * 30, *["c"] * 30)
    [idea] = Management(empty, "佐藤").ideas()
    assert [x.code for x in idea.items] == ["a", "b", "c"]


def test_pairs_come_with_counts_that_can_be_checked_by_hand(manager: Management) -> None:
    pair = next(x for x in manager.learned_pairs("cheeseburger") if x.addon.code == "potato-m")
    sales = [{line.item.code for line in x.lines} for x in manager.storage.sales.receipts(limit=10_000)]
    assert pair.evidence.together == sum({"cheeseburger", "potato-m"} <= x for x in sales)
    assert pair.evidence.of == sum("cheeseburger" in x for x in sales)
    assert pair.evidence.receipts == len(sales)
    assert pair.decision
    assert pair.decision.state == PairingState.PINNED


def test_the_other_way_round_is_the_same_pair(manager: Management) -> None:
    there = next(x for x in manager.learned_pairs("cheeseburger") if x.addon.code == "potato-m")
    back = next(x for x in manager.offered_with("potato-m") if x.trigger.code == "cheeseburger")
    assert there == back


def test_a_pair_decided_about_leaves_the_queue_and_comes_back_with_undo(manager: Management) -> None:
    def queue() -> set[tuple[str, str]]:
        return {(x.trigger.code, x.addon.code) for x in manager.new_pairs(500)}

    first = manager.new_pairs(1)[0]
    pair = (first.trigger.code, first.addon.code)
    for state in (PairingState.PINNED, PairingState.BLOCKED, PairingState.LEARNED):
        change = manager.decide(*pair, state)
        assert pair not in queue()
        manager.undo(change)
        assert pair in queue()


def test_a_blocked_pair_that_nobody_bought_is_still_shown(manager: Management) -> None:
    manager.save_pairing(Pairing("kids-burger", "choco-sundae", PairingState.BLOCKED))
    found = next(x for x in manager.learned_pairs("kids-burger", limit=500) if x.addon.code == "choco-sundae")
    assert found.decision
    assert found.decision.state == PairingState.BLOCKED

"""A finished sale is there once and whole; an open order is offered again; the clock may go wrong."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from pos_assist.domain.items import Item
from pos_assist.domain.offers import NextVisit, Outcome
from pos_assist.domain.orders import Order
from pos_assist.domain.problems import BadInput, Refused
from pos_assist.domain.receipts import Arm, HistoryLine, Receipt, Tender, TenderKind
from pos_assist.storage import IMPORTED, SavedOrder, Storage
from pos_assist.storage.receipt_rows import CLOCK_JUMPED
from tests.storage.conftest import BURGER, COFFEE, NOON, POTATO, offered, sale, voiding


def order(key: str, number: int = 1) -> Order:
    return Order(key, number, NOON).ring(BURGER, 2).refuse("add:F1")


def saved(key: str, number: int = 1, *, held: bool = False) -> SavedOrder:
    return SavedOrder(order(key, number), held, (offered(key, outcome=Outcome.DECLINED),), NOON)


# -- receipts ------------------------------------------------------------------------------------------------------


def test_a_receipt_comes_back_as_it_was_stored(storage: Storage) -> None:
    receipt = replace(
        sale("k1"),
        arm=Arm.OFFERS,
        next_visit=NextVisit("N-1", "C1", "コーヒー", 50, NOON.date(), "次回50円引き"),
        redeemed=("N-0",),
    )
    assert storage.sales.finish(receipt, [offered("k1")]) == receipt
    assert storage.sales.receipt("k1") == receipt
    assert storage.sales.receipt(1) == receipt
    assert storage.sales.receipt("k2") is None
    assert storage.sales.receipt(99) is None
    assert storage.sales.whole(receipt)


def test_the_same_key_twice_is_one_sale(storage: Storage) -> None:
    first = storage.sales.finish(sale("k1"), [offered("k1")], [("B1", "B1", 1, 10)])
    again = storage.sales.finish(replace(sale("k1", 1, COFFEE), number=7), [offered("k1", 2)], [("B1", "B1", 1, 10)])
    assert again == first
    assert storage.sales.count() == 1
    assert storage.learned.count("B1") == (1, 10)


def test_a_receipt_that_does_not_add_up_is_not_written(storage: Storage) -> None:
    receipt = sale("k1")
    wrong = [
        replace(receipt, total=receipt.total + 1),
        replace(receipt, list_total=receipt.list_total + 1),
        replace(receipt, tenders=()),
        replace(receipt, tenders=(Tender(TenderKind.CARD, receipt.total + 1),)),
        replace(receipt, taxes=()),
        replace(receipt, lines=()),
    ]
    for x in wrong:
        assert not storage.sales.whole(x)
        with pytest.raises(ValueError, match="does not add up"):
            storage.sales.finish(x)
    assert storage.sales.count() == 0


def test_a_later_price_or_name_does_not_change_a_receipt(storage: Storage) -> None:
    receipt = storage.sales.finish(sale("k1"))
    storage.catalog.put_items([replace(BURGER, name="新バーガー", price=999)])
    assert storage.sales.receipt("k1") == receipt


def test_what_was_offered_is_written_down_with_the_sale(storage: Storage) -> None:
    storage.sales.finish(sale("k1"), [offered("k1", 1), offered("k1", 2, Outcome.IGNORED)])
    rows = (
        storage.reader()
        .execute(
            "SELECT o.id, o.order_key, o.moment, o.position, o.kind, o.trigger_item, o.items, o.list_price, o.adds,"
            " o.outcome, o.shown_ms, o.answered_ms, o.variant, r.key FROM offers o JOIN receipts r ON r.id = o.receipt"
        )
        .fetchall()
    )
    first = ("k1-1", "k1", "choosing", 1, "addon", "B1", "F1", 200, 170, "accepted", 1200, 900, "", "k1")
    assert rows == [first, ("k1-2", *first[1:3], 2, *first[4:9], "ignored", *first[10:])]


def test_a_void_is_another_record_and_happens_once(storage: Storage) -> None:
    receipt = storage.sales.finish(sale("k1"))
    storage.sales.void("k1", voiding("打ち間違い"))
    assert storage.sales.receipt("k1") == replace(receipt, voided=True)
    with pytest.raises(Refused, match="already_voided"):
        storage.sales.void("k1", voiding("もう一度"))
    with pytest.raises(Refused, match="no_such_receipt"):
        storage.sales.void("k9", voiding("?"))


# -- time ----------------------------------------------------------------------------------------------------------


def test_a_receipts_time_never_goes_below_the_last_one_and_the_jump_is_marked(storage: Storage) -> None:
    storage.sales.finish(sale("k1", 1, at=NOON))
    early = sale("k2", 2, at=NOON - timedelta(days=400))
    stored = storage.sales.finish(early)
    assert stored.sold_at == sale("k1", 1, at=NOON).sold_at
    assert storage.sales.receipt("k2") == stored
    rows = storage.reader().execute("SELECT key, clock_at FROM receipts ORDER BY id").fetchall()
    assert rows == [("k1", None), ("k2", early.sold_at.isoformat(" "))]


def test_after_a_jump_of_the_clock_the_newest_receipt_is_still_first(storage: Storage) -> None:
    storage.sales.finish(sale("k1", 1, at=NOON))
    storage.sales.finish(sale("k2", 2, at=NOON - timedelta(days=1)))
    storage.sales.finish(sale("k3", 3, at=NOON - timedelta(days=2)))
    assert [x.key for x in storage.sales.receipts()] == ["k3", "k2", "k1"]


def test_what_is_learned_goes_by_the_time_that_was_stored(storage: Storage) -> None:
    """Else a void, which knows the stored time, would un-learn another weight than was learned."""

    def learn(at: datetime) -> Iterable[tuple[str, str, int, int]]:
        return [("B1", "B1", 1, at.toordinal())]

    storage.sales.finish(sale("k1"), (), learn)
    stored = storage.sales.finish(sale("k2", 2, at=NOON - timedelta(days=3)), (), learn)
    storage.sales.void("k2", voiding(""), learn(stored.sold_at))
    assert storage.learned.count("B1") == (1, NOON.toordinal())


# -- lists ---------------------------------------------------------------------------------------------------------


def test_receipts_are_found_by_number_day_or_item_and_page_by_page(storage: Storage) -> None:
    for i in range(1, 8):
        storage.sales.finish(sale(f"k{i}", i, *([COFFEE] if i == 3 else []), at=NOON + timedelta(days=i)))
    keys = [x.key for x in storage.sales.receipts(limit=3)]
    assert keys == ["k7", "k6", "k5"]
    assert [x.key for x in storage.sales.receipts(before="k5", limit=3)] == ["k4", "k3", "k2"]
    assert [x.key for x in storage.sales.receipts(text="4")] == ["k4"]
    assert [x.key for x in storage.sales.receipts(text="2026-11-25")] == ["k3"]
    assert len(storage.sales.receipts(text="2026-11")) == 7
    assert [x.key for x in storage.sales.receipts(text="こーひー")] == ["k3"]
    assert [x.key for x in storage.sales.receipts(text="ポテト", before="k4", limit=9)] == ["k2", "k1"]
    assert storage.sales.receipts(text="ない") == []


# -- open orders ---------------------------------------------------------------------------------------------------


def test_open_and_held_orders_come_back_with_prices_and_refusals_the_current_one_first(
    storage: Storage, path: Path
) -> None:
    storage.sales.save_open(saved("h1", 1, held=True))
    storage.sales.save_open(saved("h2", 2, held=True))
    storage.sales.save_open(saved("now", 3))
    storage.catalog.put_items([replace(BURGER, price=999)])
    storage.close()
    with Storage.open(path) as again:
        assert again.sales.open_orders() == [saved("now", 3), saved("h1", 1, held=True), saved("h2", 2, held=True)]


def test_of_several_saves_the_latest_counts(storage: Storage) -> None:
    for qty in range(1, 30):
        storage.sales.save_open(SavedOrder(Order("k", 1, NOON).ring(BURGER, qty), False, (), NOON))
    [found] = storage.sales.open_orders()
    assert found.order.units() == {"B1": 29}
    storage.sales.drop_open("k")
    assert storage.sales.open_orders() == []


def test_a_finished_order_is_not_open_any_more_and_never_written_back(storage: Storage) -> None:
    storage.sales.save_open(saved("k1"))
    storage.sales.save_open(saved("k2", 2, held=True))
    storage.sales.finish(sale("k1"))
    storage.sales.save_open(saved("k1"))
    assert storage.sales.open_orders() == [saved("k2", 2, held=True)]


def test_a_number_is_above_every_receipts_and_open_orders_after_a_restart_too(storage: Storage, path: Path) -> None:
    assert storage.sales.next_number() == 1
    storage.sales.finish(sale("k1", 41))
    storage.sales.save_open(saved("k2", 57, held=True))
    storage.close()
    with Storage.open(path) as again:
        assert again.sales.next_number() == 58
        assert again.sales.next_number() == 59


# -- history -------------------------------------------------------------------------------------------------------


def history(n: int, lines: int = 2) -> Iterable[HistoryLine]:
    for i in range(n):
        for j in range(lines):
            yield HistoryLine(
                f"r{i}", NOON - timedelta(minutes=n - i), ["B1", "F1", "X9"][(i + j) % 3], 1 + j, 100, "M1"
            )


def test_past_receipts_are_taken_in_and_marked_as_imported(storage: Storage) -> None:
    heard: list[int] = []
    assert storage.sales.add_history(history(5_001), heard.append) == 5_001
    assert heard == [5_000, 5_001]
    assert storage.sales.count() == 5_001
    newest = storage.sales.receipts(limit=1)[0]
    assert newest.key == "import:r5000"
    assert newest.till == IMPORTED
    assert [(x.item.code, x.qty, x.net) for x in newest.lines] == [("X9", 1, 100), ("B1", 2, 200)]
    assert newest.lines[1].item == BURGER
    assert newest.total == 300
    assert newest.member == storage.members.find("M1").id  # type: ignore[union-attr]  # it is there
    assert storage.sales.whole(newest)


def test_a_history_is_taken_whole_or_not_at_all(storage: Storage) -> None:
    def broken() -> Iterable[HistoryLine]:
        yield from history(6_000)
        raise BadInput("bad_time", row=12001, value="?")

    with pytest.raises(BadInput, match="bad_time"):
        storage.sales.add_history(broken())
    assert storage.sales.count() == 0


def test_the_same_file_twice_is_refused_with_the_receipt_that_is_there(storage: Storage) -> None:
    storage.sales.add_history(history(3))
    with pytest.raises(BadInput) as refused:
        storage.sales.add_history([HistoryLine("new", NOON, "B1", 1, 1), *history(2)])
    assert (refused.value.code, refused.value.data["value"]) == ("receipt_twice", "r0")
    assert storage.sales.count() == 3


def test_history_does_not_hold_up_the_tills_clock_or_numbers(storage: Storage) -> None:
    storage.sales.add_history([HistoryLine("r", NOON + timedelta(days=900), "B1", 1, 1)])
    assert storage.sales.finish(sale("k1")) == sale("k1")
    assert storage.sales.next_number() == 1


# -- what was learned ----------------------------------------------------------------------------------------------


def increments(codes: Iterable[str], at: datetime) -> list[tuple[str, str, int, int]]:
    found = list(codes)
    return [(a, b, 1, at.toordinal() - 739_000 + len(found)) for a in found for b in found]


def sell_at_random(storage: Storage, n: int, seed: int) -> list[Receipt]:
    menu = [BURGER, POTATO, COFFEE, Item("D1", "ドーナツ", 220)]
    choose = random.Random(seed)
    sold = []
    for i in range(n):
        receipt = sale(f"s{seed}-{i}", i + 1, *choose.sample(menu, choose.randint(1, 4)), at=NOON + timedelta(hours=i))
        codes = [x.item.code for x in receipt.lines]
        sold.append(storage.sales.finish(receipt, (), partial(increments, codes)))
    return sold


def counts(storage: Storage) -> list[tuple[str, str, int, int]]:
    reader = storage.reader()
    try:
        return list(storage.learned.all_counts(reader))
    finally:
        reader.close()


def test_counts_rebuilt_from_the_receipts_are_the_counts_that_were_kept(storage: Storage) -> None:
    sold = sell_at_random(storage, 40, seed=1)
    for x in sold[::5]:
        storage.sales.void(x.key, voiding(""), increments([y.item.code for y in x.lines], x.sold_at))
    kept = counts(storage)
    storage.learned.rebuild(increments)
    assert counts(storage) == kept
    assert kept


def test_sales_and_voids_during_a_rebuild_are_counted_too(storage: Storage) -> None:
    sold = sell_at_random(storage, 12, seed=3)
    asked = 0

    def sell_meanwhile(codes: list[str], at: datetime) -> list[tuple[str, str, int, int]]:
        nonlocal asked
        asked += 1
        if asked == 5:
            sell_at_random(storage, 3, seed=4)
        if asked == 6:
            codes_0 = [x.item.code for x in sold[0].lines]
            storage.sales.void(sold[0].key, voiding(""), increments(codes_0, sold[0].sold_at))
        return increments(codes, at)

    storage.learned.rebuild(sell_meanwhile)
    found = counts(storage)
    storage.learned.rebuild(increments)
    assert counts(storage) == found
    assert asked == 12 + 14


def test_a_void_takes_back_all_that_was_learned(storage: Storage) -> None:
    sold = sell_at_random(storage, 10, seed=2)
    for x in reversed(sold):
        storage.sales.void(x.key, voiding(""), increments([y.item.code for y in x.lines], x.sold_at))
    assert counts(storage) == []


def test_neighbours_come_by_weight_and_rows_by_key(storage: Storage) -> None:
    rows = [("B1", "B1", 9, 90), ("B1", "F1", 3, 30), ("B1", "C1", 5, 50), ("F1", "B1", 3, 30)]
    storage.learned.put_counts(rows, NOON)
    assert storage.learned.neighbours("B1", 5) == [("C1", 5, 50), ("F1", 3, 30)]
    assert storage.learned.neighbours("B1", 1) == [("C1", 5, 50)]
    assert storage.learned.pair("B1", "F1") == (3, 30)
    assert storage.learned.pair("F1", "C1") == (0, 0)
    assert storage.learned.count("B1") == (9, 90)
    assert storage.learned.epoch() == NOON
    storage.learned.put_model([("B1", b"\0row"), ("@always", b"")])
    assert storage.learned.row("B1") == b"\0row"
    storage.learned.put_model([("C1", b"new")])
    assert storage.learned.row("B1") is None


def test_a_receipt_is_found_by_what_it_sold_however_its_long_vowels_are_typed(storage: Storage) -> None:
    storage.sales.finish(sale("k1", 1, BURGER))
    for text in ("ハンバーガー", "はんばーが", "はんばが"):
        assert [x.key for x in storage.sales.receipts(text=text)] == ["k1"], text
    assert storage.sales.receipts(text="ぽてと") == []


def test_a_clock_put_right_is_remembered_until_the_dates_are_made_good(storage: Storage) -> None:
    storage.sales.finish(sale("k1", 1, at=NOON + timedelta(days=400)))
    assert storage._reader.row("SELECT 1 FROM state WHERE name = ?", CLOCK_JUMPED) is None
    storage.sales.finish(sale("k2", 2))
    assert storage._reader.row("SELECT value FROM state WHERE name = ?", CLOCK_JUMPED) == (
        str(NOON + timedelta(seconds=2)),
    )

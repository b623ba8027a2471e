"""What was acknowledged is seen by whoever reads next, whatever other threads are reading; money and coupons are judged where
they are written."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest

from pos_assist.domain.offers import NextVisit
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import Receipt, Refunded
from pos_assist.storage import Storage
from pos_assist.storage.sales import GiveBack
from tests.storage.conftest import BURGER, NOON, refunding, sale, voiding

VISIT = NextVisit("2900000000017", "C1", "コーヒー", 30, date(2026, 12, 31))


@contextmanager
def half_read(storage: Storage) -> Iterator[None]:
    """While this lasts, another thread is in the middle of reading a long list."""
    begun, stop = threading.Event(), threading.Event()

    def read() -> None:
        begun.set()
        while not stop.is_set():
            storage._reader.rows(
                "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 60000)"
                " SELECT x, (SELECT count(*) FROM receipts) FROM n"
            )

    thread = threading.Thread(target=read)
    thread.start()
    begun.wait()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def test_a_finished_sale_is_seen_while_another_thread_reads(storage: Storage) -> None:
    with half_read(storage):
        for i in range(1, 150):
            storage.sales.finish(sale(f"k{i}", i))
            assert storage.sales.receipt(f"k{i}"), f"sale {i} was acknowledged and is not seen"


def test_a_changed_price_is_the_price_while_another_thread_reads(storage: Storage) -> None:
    with half_read(storage):
        for price in range(100, 200):
            storage.catalog.put_items([replace(BURGER, price=price)])
            item = storage.catalog.item("B1")
            assert item
            assert item.price == price
            assert storage.catalog.version() == price - 100 + 3  # one for each write


def test_a_thread_that_has_ended_keeps_no_connection(storage: Storage) -> None:
    for _ in range(20):
        thread = threading.Thread(target=storage.sales.count)
        thread.start()
        thread.join()
    assert len(storage._reader._all) == 1


def test_a_thread_that_reads_after_the_end_is_told(storage: Storage) -> None:
    storage.close()
    with pytest.raises(RuntimeError, match="closed"):
        storage.sales.count()


# -- judged inside the transaction that writes -----------------------------------------------------------------------


def at_the_same_moment(storage: Storage, *decisions: GiveBack[Refunded]) -> list[str]:
    """Refund on as many threads at once; how each ended."""
    ready, ends = threading.Barrier(len(decisions)), list[str]()

    def refund(decide: GiveBack[Refunded]) -> None:
        ready.wait()
        try:
            storage.sales.refund("k1", decide)
            ends.append("done")
        except Refused as refused:
            ends.append(refused.code)

    threads = [threading.Thread(target=refund, args=(decide,)) for decide in decisions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def once(stored: Receipt, before: list[Refunded]) -> Refunded:
    if before:
        raise Refused("refund_too_many")
    return refunding(stored.lines[0].net, (1, 1))(stored, before)


def test_one_unit_is_given_back_once_however_many_ask_at_the_same_moment(storage: Storage) -> None:
    storage.sales.finish(sale("k1"))
    assert at_the_same_moment(storage, once, once, once, once) == ["done", *["refund_too_many"] * 3]
    assert len(storage.sales.refunds("k1")) == 1


def test_a_void_counts_what_was_given_back_until_then(storage: Storage) -> None:
    storage.sales.finish(sale("k1"))
    storage.sales.refund("k1", refunding(140, (1, 1)))
    assert storage.sales.void("k1", voiding("打ち間違い")).amount == 200
    with pytest.raises(Refused, match="already_voided"):
        storage.sales.refund("k1", refunding(200, (2, 1)))


def test_a_refund_that_is_refused_changes_nothing(storage: Storage) -> None:
    storage.sales.finish(sale("k1"))

    def never(_stored: Receipt, _before: list[Refunded]) -> Refunded:
        raise Refused("nothing_to_refund")

    before = storage.path.with_suffix(".journal").read_bytes()
    with pytest.raises(Refused):
        storage.sales.refund("k1", never)
    assert storage.sales.refunds("k1") == []
    assert storage.path.with_suffix(".journal").read_bytes() == before


def test_a_coupon_counts_on_one_receipt(storage: Storage) -> None:
    storage.sales.finish(replace(sale("k1"), next_visit=VISIT))
    storage.sales.finish(replace(sale("k2", 2), redeemed=(VISIT.code,)))
    with pytest.raises(Refused, match="coupon_used"):
        storage.sales.finish(replace(sale("k3", 3), redeemed=(VISIT.code,)))
    assert storage.sales.receipt("k3") is None
    storage.sales.void("k2", voiding("", NOON))  # the customer has it back
    assert storage.sales.finish(replace(sale("k3", 3), redeemed=(VISIT.code,))).redeemed == (VISIT.code,)

"""A price that ran out of time is finished by a worker, which serves the newest order only, is heard when it fails and is waited
for, but not for long, before money is taken. Real worker, real proofs."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from queue import Empty, Queue
from threading import Event

import pytest

from pos_assist.domain.orders import Order
from pos_assist.domain.receipts import TenderKind
from pos_assist.pricing import Budget, Pricer, milp
from pos_assist.services.till import paying as paying_module
from pos_assist.services.till.till import Till
from pos_assist.shop import open_shop
from tests.benchmarks.sample_orders import party
from tests.services.till.conftest import Clock

Proof = Callable[..., object]


class Posts:
    """The way back to the thread that asked, as an event loop has it: answers wait until they are fetched."""

    def __init__(self) -> None:
        self.waiting: Queue[Callable[[], None]] = Queue()

    def deliver(self, until: Callable[[], bool]) -> None:
        """Do what was posted until that is so. Fails after 30 seconds."""
        while not until():
            self.waiting.get(timeout=30)()

    def deliver_all(self) -> None:
        while True:
            try:
                self.waiting.get_nowait()()
            except Empty:
                return


@pytest.fixture
def posts() -> Posts:
    return Posts()


@pytest.fixture
def busy_till(
    burger_file: Path, tmp_path: Path, clock: Clock, posts: Posts, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Till]:
    """A till whose ring-ups may cost next to nothing: everything that is not quickly found is the worker's."""
    path = Path(shutil.copy(burger_file, tmp_path / "burger.db"))
    keys = count(1)
    monkeypatch.setattr(Pricer, "budget", _next_to_nothing)
    shop = open_shop(
        path, now=clock.now, ticks=clock.ticks, new_key=lambda: f"order-{next(keys)}", post=posts.waiting.put
    )
    yield shop.till
    shop.close()


def _next_to_nothing(self: Pricer) -> Budget:
    return Budget(0, self._clock, 0.0)


def codes(units: int, seed: int = 1) -> list[str]:
    return [line.item.code for line in party("burger", units, seed).lines for _ in range(line.qty)]


def test_a_backlog_of_sixty_rings_costs_no_sixty_proofs(
    busy_till: Till, posts: Posts, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, begun, all_rung = milp.proved, list[int](), Event()

    def proved(fills: object, have: list[int], seconds: float, stale: Callable[[], bool]) -> object:
        begun.append(sum(have))
        if len(begun) == 1:
            assert all_rung.wait(30)  # the first proof takes as long as the whole rush
            assert stale()
        return real(fills, have, seconds, stale)  # type: ignore[arg-type]

    monkeypatch.setattr(milp, "proved", proved)
    for code in codes(60):
        view = busy_till.ring(code)
    assert not view.priced.proven
    assert view.checking
    assert view.priced.bound < view.priced.total
    all_rung.set()
    posts.deliver(lambda: busy_till.view.priced.proven)
    # Of the 60 orders only the one that was being proven and the parts of the newest were looked at.
    assert len(begun) <= 4
    posts.deliver(lambda: not busy_till.view.checking)
    lowest = Pricer(busy_till._catalog.deals()).prove(busy_till.view.order, busy_till.view.order.clock)
    assert busy_till.view.priced.total == lowest.total
    assert any(busy_till.view.panel.offers())


def test_money_is_taken_at_the_proven_price_if_that_comes_in_time(busy_till: Till) -> None:
    for code in codes(40):
        view = busy_till.ring(code)
    assert not view.priced.proven
    view = busy_till.pay()
    assert view.priced.proven
    receipt = busy_till.tender(TenderKind.CASH, view.due).last_receipt
    assert receipt is not None
    assert receipt.total == view.priced.total


def test_paying_does_not_wait_longer_and_says_how_much_lower_it_could_be(
    busy_till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paying_module, "PATIENCE", 0.01)
    going_on = Event()

    def proved(_fills: object, _have: object, _seconds: float, stale: Callable[[], bool]) -> object:
        while not stale():
            going_on.set()
        return [], 10**9

    monkeypatch.setattr(milp, "proved", proved)
    for code in codes(60):
        busy_till.ring(code)
    assert going_on.wait(30)
    view = busy_till.pay()
    assert (view.priced.proven, view.checking) == (False, True)
    assert view.priced.bound < view.priced.total
    assert busy_till.tender(TenderKind.CASH, view.due).last_receipt is not None


def test_an_error_of_the_worker_is_heard_and_the_price_stays_marked(
    busy_till: Till, posts: Posts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr(milp, "proved", fails)
    told: Queue[Exception] = Queue()
    busy_till.on_trouble = told.put
    for code in codes(60):
        busy_till.ring(code)
    assert isinstance(told.get(timeout=30), ZeroDivisionError)
    posts.deliver(lambda: not busy_till.view.checking)
    assert not busy_till.view.priced.proven
    assert busy_till.pay().priced.bound < busy_till.view.priced.total


def test_a_proof_for_an_order_that_is_gone_changes_nothing(busy_till: Till, posts: Posts) -> None:
    for code in codes(40):
        busy_till.ring(code)
    order: Order = busy_till.view.order
    busy_till.hold()
    posts.deliver_all()
    assert busy_till.view.order.lines == ()
    assert busy_till.recall(order.key).order == order


def test_the_cards_of_a_party_come_from_the_worker_and_are_exact(busy_till: Till, posts: Posts) -> None:
    for code in codes(50, 2):
        view = busy_till.ring(code)
    posts.deliver(lambda: not busy_till.view.checking)
    view = busy_till.view
    exact = Pricer(busy_till._catalog.deals())
    assert any(view.panel.offers())
    for offer in view.panel.offers():
        items = [busy_till.item(code) for code in offer.items]
        order = view.order
        if offer.replaces is not None:
            assert items[0]
            order = order.exchange(offer.replaces, items[0], "")
        else:
            for item in items:
                assert item
                order = order.ring(item)
        assert exact.prove(order, busy_till.view.order.clock).total - view.priced.total == offer.adds


def test_an_answer_that_comes_while_the_cashier_goes_on_does_not_bring_the_paid_order_back(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a window (a terminal, `serve --stdio`) an answer comes on the worker's own thread, at any moment."""
    view = till.ring("cheeseburger")
    working_out = till._panel  # what an answer takes time for; meanwhile the order is paid

    def meanwhile(*about: object) -> object:
        monkeypatch.setattr(till, "_panel", working_out)
        till.pay()
        till.tender(TenderKind.CASH, till.view.due)
        return working_out(*about)  # type: ignore[arg-type]  # handed through

    monkeypatch.setattr(till, "_panel", meanwhile)
    till._proved(view.order, view.priced)
    assert not till.view.order.lines
    assert till.view.last_receipt is not None
    assert till.view.last_receipt.total == view.priced.total

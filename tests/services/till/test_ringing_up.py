"""Ringing up: keys, scans, quantities, undo, and what is refused."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.domain.deals import SetPrice, Slot
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import TenderKind
from pos_assist.services.till.till import Till
from pos_assist.services.till.till_view import DealHead, LineRow, rows
from pos_assist.shop import Shop, open_shop
from tests.profiles import examples
from tests.services.till.conftest import Clock


def codes(till: Till) -> list[tuple[str, int]]:
    return [(line.item.code, line.qty) for line in till.view.order.lines]


def test_key_scan_and_search_lead_to_the_same_order(till: Till) -> None:
    by_key = till.ring("cheeseburger").order.lines[0].item
    by_scan = till.scan(by_key.barcodes[0]).order.lines[0].item
    by_search = till.search("ちーずばーがー")[0]
    assert by_key == by_scan == by_search
    assert codes(till) == [("cheeseburger", 2)]


@pytest.mark.parametrize(
    "typed", ["チーズバーガー", "ﾁｰｽﾞﾊﾞｰｶﾞｰ", "ちーずばーがー", "chi-zuba-ga-", "cheeseburger", "CHEESEBURGER"]
)
def test_search_takes_kana_romaji_width_and_code_alike(till: Till, typed: str) -> None:
    assert till.search(typed)[0].code == "cheeseburger"


def test_an_unknown_barcode_is_said_and_changes_nothing(till: Till) -> None:
    before = till.ring("cheeseburger")
    with pytest.raises(Refused) as refused:
        till.scan("4901234567894")
    assert refused.value.code == "unknown_barcode"
    assert refused.value.data == {"code": "4901234567894"}
    assert till.view == before


def test_a_sold_out_item_is_refused(till: Till) -> None:
    with pytest.raises(Refused, match="sold_out"):
        till.ring("tsukimi-burger")
    assert not till.view.order.lines


def test_the_same_item_again_joins_its_line(till: Till) -> None:
    till.ring("cola-m")
    till.ring("cola-m", 2)
    assert codes(till) == [("cola-m", 3)]


def test_quantity_before_and_quantity_after_are_the_same(till: Till) -> None:
    before = till.ring("nuggets-5", 3).order.units()
    till.undo()
    line = till.ring("nuggets-5").order.lines[0]
    assert till.set_qty(line.id, 3).order.units() == before


def test_void_points_at_the_neighbour(till: Till) -> None:
    till.ring("cheeseburger")
    second = till.ring("cola-m").order.lines[1]
    third = till.ring("apple-pie").order.lines[2]
    assert till.void(second.id).selected == third.id
    with pytest.raises(Refused, match="no_such_line"):
        till.void(second.id)


def test_eat_in_taxes_food_at_ten_percent_and_changes_no_total(till: Till) -> None:
    takeout = till.ring("cheeseburger")
    eat_in = till.set_mode(ServiceMode.EAT_IN)
    assert takeout.priced.total == eat_in.priced.total == 240
    assert [(tax.rate, tax.tax) for tax in takeout.priced.taxes] == [(8, 17)]  # 240 × 8 / 108 = 17.7…
    assert [(tax.rate, tax.tax) for tax in eat_in.priced.taxes] == [(10, 21)]  # 240 × 10 / 110 = 21.8…


def test_one_line_may_be_eaten_in_alone(till: Till) -> None:
    till.ring("cheeseburger")
    line = till.ring("apple-pie").order.lines[1]
    view = till.set_line_mode(line.id, ServiceMode.EAT_IN)
    assert {tax.rate: tax.gross for tax in view.priced.taxes} == {8: 240, 10: 160}


def test_undo_and_redo_walk_the_whole_order(till: Till) -> None:
    rung = ("cheeseburger", "cola-m", "potato-m", "apple-pie")
    states = [till.view.order, *(till.ring(code).order for code in rung)]
    for state in reversed(states[:-1]):
        assert till.undo().order.lines == state.lines
    with pytest.raises(Refused, match="nothing_to_undo"):
        till.undo()
    for state in states[1:]:
        assert till.redo().order == state
    with pytest.raises(Refused, match="nothing_to_redo"):
        till.redo()


LAW_CLOCK = Clock()
ACTIONS = st.lists(
    st.tuples(st.sampled_from(["ring", "void", "qty", "mode", "decline", "accept"]), st.integers(0, 7)), max_size=12
)


@examples(25)
@given(actions=ACTIONS)
def test_undoing_everything_gives_the_empty_order_and_redoing_everything_the_last(
    shop_for_laws: Shop, actions: list[tuple[str, int]]
) -> None:
    till = shop_for_laws.till
    while till.view.can_undo:
        till.undo()
    for name, n in actions:
        act(till, name, n)
    last = till.view.order
    steps = 0
    while till.view.can_undo:
        till.undo()
        steps += 1
    assert till.view.order.lines == ()
    for _ in range(steps):
        till.redo()
    assert till.view.order == last


def act(till: Till, name: str, n: int) -> None:
    LAW_CLOCK.pass_by(1)  # so that every tap on a card counts
    menu = ("cheeseburger", "cola-m", "potato-m", "nuggets-5", "apple-pie", "imo-pie", "vanilla-shake-s", "milk")
    view = till.view
    offers = view.panel.offers()
    if name == "ring":
        till.ring(menu[n])
    elif name == "mode":
        till.set_mode((ServiceMode.EAT_IN, ServiceMode.TAKEOUT)[n % 2])
    elif name in ("void", "qty") and view.order.lines:
        line = view.order.lines[n % len(view.order.lines)].id
        _ = till.void(line) if name == "void" else till.set_qty(line, n)
    elif name in ("accept", "decline") and offers:
        offer = offers[n % len(offers)].id
        _ = till.accept(offer) if name == "accept" else till.decline(offer)


@pytest.fixture(scope="module")
def shop_for_laws(burger_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """One shop for all examples."""
    path = tmp_path_factory.mktemp("laws") / "burger.db"
    shutil.copy(burger_file, path)
    shop = open_shop(path, now=LAW_CLOCK.now, ticks=LAW_CLOCK.ticks)
    yield shop
    shop.close()


def test_deals_are_drawn_as_brackets_around_their_lines(till: Till) -> None:
    till.ring("cheeseburger", 2)
    till.ring("nuggets-5")
    view = till.ring("cola-m")
    drawn = rows(view)
    head, burger, cola, burger_alone, nuggets = drawn
    assert isinstance(head, DealHead)
    assert (head.use.name, head.use.saving) == ("ドリンクペア", 60)
    assert all(isinstance(row, LineRow) for row in drawn[1:])
    assert [
        (r.line.item.code, r.qty, r.in_deal) for r in (burger, cola, burger_alone, nuggets) if isinstance(r, LineRow)
    ] == [
        ("cheeseburger", 1, True),
        ("cola-m", 1, True),
        ("cheeseburger", 1, False),
        ("nuggets-5", 1, False),
    ]
    assert sum(r.price for r in drawn if isinstance(r, LineRow)) == view.priced.list_total


def test_a_set_forms_by_itself_once_a_later_scan_makes_it_better(till: Till) -> None:
    till.ring("cheeseburger")
    pair = till.ring("cola-m")
    assert [use.name for use in pair.priced.uses] == ["ドリンクペア"]
    full = till.ring("potato-m")
    assert [use.name for use in full.priced.uses] == ["チーズバーガーセット"]
    assert full.priced.total == 580


def test_a_deal_saved_while_an_order_is_open_reaches_the_next_order(shop: Shop) -> None:
    till, catalog = shop.till, shop.storage.catalog
    till.ring("milk")
    coupon = SetPrice(id="milk-100", name="牛乳の日", price=100, slots=(Slot(1, frozenset({"milk"})),))
    catalog.put_deals([*catalog.deals(), coupon])
    assert till.ring("toy").priced.total == 330
    till.pay()
    till.tender(TenderKind.CASH, 1000)
    assert till.ring("milk").priced.total == 100


def test_a_line_holds_999_units_however_they_were_rung_up(till: Till) -> None:
    till.ring("cola-m", 999)
    before = till.view
    with pytest.raises(Refused, match="too_many"):
        till.ring("cola-m")
    assert till.view is before
    assert till.ring("potato-m", 999).order.lines[-1].qty == 999
    assert till.ring("cola-m", 999).order.lines[-1].qty == 999  # a line of its own

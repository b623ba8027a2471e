"""What a customer display does not tell for certain is marked, and settled where the register's own total agrees with one reading alone."""

from __future__ import annotations

from collections import Counter

import pytest

from pos_assist.devices import pole
from pos_assist.domain.device_settings import PoleKind
from pos_assist.domain.items import Item, TaxClass
from pos_assist.domain.receipts import FOLLOWED, Receipt
from pos_assist.domain.settings import PRICES
from pos_assist.domain.tax import Prices
from pos_assist.services.feeds.display.display_follower import DisplayFollower
from pos_assist.services.feeds.display.display_names import DisplayNames
from pos_assist.services.feeds.display.display_profile import DisplayProfile
from pos_assist.services.feeds.display.screen_reader import ScreenReader
from pos_assist.services.feeds.feed import Feed
from pos_assist.shop import Shop
from tests.services.feeds.conftest import NewFollower, Register
from tests.services.feeds.display_register import BURGER, screen, show

HAMBURGER, POTATO = ("ﾊﾝﾊﾞｰｶﾞｰ", "\\200"), ("ﾎﾟﾃﾄ M", "\\290")
DATA = screen(PoleKind.EPSON, *BURGER)
WELCOME, THANKS = ("ｲﾗｯｼｬｲﾏｾ", ""), ("ｱﾘｶﾞﾄｳｺﾞｻﾞｲﾏｼﾀ", "")


def total(amount: int, word: str = "ｺﾞｳｹｲ") -> tuple[str, str]:
    return word, f"\\{amount:,}".rjust(20)


def goods(follower: DisplayFollower) -> dict[str, int]:
    units = Counter[str]()
    for line in follower.lines:
        units[line.sku] += int(line.qty)
    return dict(units)


def sold(shop: Shop) -> list[Receipt]:
    return [x for x in shop.all_receipts() if x.till == FOLLOWED]


# -- the same screen again -------------------------------------------------------------------------------------------

_HALF = len(DATA) // 2
AGAIN = {
    "in two short bursts": [(DATA, 10.0), (DATA[:_HALF], 12.0), (DATA[_HALF:], 12.2)],
    "soon after": [(DATA, 10.0), (DATA, 10.2)],
    "in one burst": [(DATA + DATA, 10.0)],
}


@pytest.mark.parametrize("bursts", AGAIN.values(), ids=AGAIN)
@pytest.mark.parametrize("truth", [1, 2])
def test_the_same_item_drawn_again_at_once_is_one_or_two_until_the_total_says(
    follow: NewFollower, bursts: list[tuple[bytes, float]], truth: int
) -> None:
    follower = follow()
    for data, at in bursts:
        follower.burst(data, at)
    assert not follower.sure
    show(follower, HAMBURGER, total(200 + truth * 240))
    assert follower.sure
    assert goods(follower) == {"cheeseburger": truth, "hamburger": 1}


def test_a_refreshed_display_has_its_rhythm_and_what_is_off_it_may_be_a_second_one(follow: NewFollower) -> None:
    follower = follow(refreshes=True)
    welcome = screen(PoleKind.EPSON, *WELCOME)
    for i in range(1, 6):
        follower.burst(welcome, i * 0.5)
    for i in range(4):
        follower.burst(DATA, 5 + i * 0.5)
    assert follower.sure
    assert goods(follower) == {"cheeseburger": 1}
    follower.burst(DATA, 6.7)
    assert not follower.sure
    show(follower, total(480))
    assert follower.sure
    assert goods(follower) == {"cheeseburger": 2}


def test_two_items_without_a_silence_between_them_are_both_rung_up(follow: NewFollower) -> None:
    follower = follow()
    follower.burst(DATA + screen(PoleKind.EPSON, *POTATO), 10)
    assert goods(follower) == {"cheeseburger": 1, "potato-m": 1}
    show(follower, total(530, "ｼｮｳｹｲ"))
    assert follower.sure


def test_a_register_that_draws_every_screen_twice_has_each_once(follow: NewFollower) -> None:
    follower = follow()
    for i in range(12):
        one = screen(PoleKind.EPSON, f"ｷｮｳﾓ ｲｲ ﾃﾝｷ {'ｱｲｳｴｵｶｷｸｹｺｻｼ'[i]}", "")
        follower.burst(one + one, i + 1)
    show(follower, THANKS)
    follower.burst(DATA + DATA, 100)
    assert follower.sure
    assert goods(follower) == {"cheeseburger": 1}


# -- what a line lost ------------------------------------------------------------------------------------------------


def test_a_lost_byte_of_a_register_that_writes_whole_lines_is_seen(follow: NewFollower, shop: Shop) -> None:
    teas = [Item("tea-1", "ミルクティー 12", 400), Item("tea-2", "ミルクティー 1", 400)]
    shop.storage.catalog.put_items(teas)
    follower = DisplayFollower(shop.follow().till, DisplayNames(teas), DisplayProfile())
    try:
        for i in range(11):
            show(follower, ("ｲﾗｯｼｬｲﾏｾ", str(i)))
        data = screen(PoleKind.EPSON, "ﾐﾙｸﾃｨｰ 12", "\\400")
        at = data.index(b"2", 5)
        follower.burst(data[:at] + data[at + 1 :], 900)
        assert goods(follower) == {}, "or it would be the other one"
        assert not follower.sure
    finally:
        follower._till.stop()


@pytest.mark.parametrize("more", [1, 2])
def test_an_item_rung_up_again_after_a_quantity_is_one_more_or_as_many_until_the_total_says(
    follow: NewFollower, more: int
) -> None:
    follower = follow()
    show(follower, ("2 x", ""), BURGER, BURGER)
    assert not follower.sure
    show(follower, total(240 * (2 + more)))
    assert follower.sure
    assert goods(follower) == {"cheeseburger": 2 + more}


def test_over_a_bad_line_a_torn_item_that_another_writes_over_at_once_is_noticed(follow: NewFollower) -> None:
    follower = follow()
    for i, letter in enumerate("ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈ"):
        data = screen(PoleKind.EPSON, "ｲﾗｯｼｬｲﾏｾ", letter)
        follower.burst(data[:9] + data[10:] if i % 8 == 7 else data, 10 * i + 10)
    follower.burst(screen(PoleKind.EPSON, *THANKS), 800)
    torn = DATA.replace(b" \\240", b"\\240")
    follower.burst(screen(PoleKind.EPSON, "ﾎﾟﾃﾄ M", "\\290".rjust(20)), 900)
    assert follower.sure
    follower.burst(torn + screen(PoleKind.EPSON, "ﾊﾝﾊﾞｰｶﾞｰ", "\\200".rjust(20)), 910)
    assert not follower.sure


def test_a_piece_that_was_written_over_at_once_is_seen(follow: NewFollower) -> None:
    follower = follow()
    for i in range(11):
        show(follower, ("ｲﾗｯｼｬｲﾏｾ", str(i)), WELCOME)
    item = b"\x1f$\x01\x01" + BURGER[0].encode("cp932").ljust(16) + b"\\240"
    follower.burst(item + b"\x1f$\x01\x02", 900)
    end = screen(PoleKind.EPSON, *THANKS)  # the line was dead until here
    follower.burst(end[end.index(b"\xcf") :], 910)
    follower.burst(screen(PoleKind.EPSON, "ﾎﾟﾃﾄ M", "\\290"), 920)
    assert goods(follower) == {"cheeseburger": 1, "potato-m": 1}
    assert not follower.sure, "the cheeseburger may be of an order before"


def test_a_piece_of_long_ago_does_not_hide_that_an_item_is_drawn_again_in_two_bursts(follow: NewFollower) -> None:
    follower = follow()
    follower.burst(b"\x1f$\x01\x01AB", 8)
    follower.burst(DATA, 10)
    follower.burst(DATA[:_HALF], 10.2)
    follower.burst(DATA[_HALF:], 10.4)
    assert not follower.sure


def test_a_price_of_its_own_is_marked_until_a_total_agrees_and_is_known_from_then_on(follow: NewFollower) -> None:
    follower = follow()
    show(follower, ("ﾎﾟﾃﾄ M", "\\300"))
    assert not follower.sure, "a digit that the line changed looks alike"
    show(follower, total(300))
    assert follower.sure
    show(follower, ("ｱｽﾞｶﾘ \\300", "ｵﾂﾘ 0"), THANKS, ("ﾎﾟﾃﾄ M", "\\300"))
    assert follower.sure


def test_a_price_that_lost_its_first_digits_is_no_price(follow: NewFollower) -> None:
    follower = follow()
    show(follower, ("ﾁｰｽﾞﾊﾞｰｶﾞｰ", "\\1,24"), total(24))
    assert not follower.sure


def test_what_did_not_come_leaves_the_order_in_doubt_until_it_has_ended(register: Register) -> None:
    def put(upper: str, lower: str = "", **more: object) -> bool:
        data = screen(PoleKind.EPSON, upper, lower).hex()
        return bool(register.call("display.put", data=data, **more)["sure"])

    put(*WELCOME)
    assert put(*BURGER)
    assert not put(*HAMBURGER, missed=True)
    assert not put(*total(440)), "an item of that price may be another order's"
    put("ｱｽﾞｶﾘ \\500", "ｵﾂﾘ 60")
    assert put(*BURGER)
    assert register.call("display.put", data="20", missed=1) == -32602


# -- what others say ---------------------------------------------------------------------------------------------------

ADVERTS = ["ｲﾗｯｼｬｲﾏｾ ｺｰﾋｰ ｲｶｶﾞ", "CARD TOUCH OK", "CHANGE YOUR DAY", "ｱｷﾉ ｾｰﾙ 20% OFF!", "ﾄﾘｹｼ ﾃﾞｷﾏｽ", "ｺｰﾋｰ \\100"]


@pytest.mark.parametrize("text", ADVERTS)
def test_an_advertisement_between_items_ends_no_order_and_rings_nothing_up(
    follow: NewFollower, shop: Shop, text: str
) -> None:
    follower = follow()
    show(follower, BURGER, (text, ""), HAMBURGER)
    assert not follower.sure
    show(follower, total(440), ("ｱｽﾞｶﾘ \\500", "ｵﾂﾘ 60"))
    assert [(x.total, len(x.lines)) for x in sold(shop)] == [(440, 2)]


def test_after_an_order_was_given_up_the_next_is_one_of_its_own_where_its_total_says_so(
    follow: NewFollower, shop: Shop
) -> None:
    follower = follow()
    show(follower, BURGER, WELCOME, HAMBURGER)
    assert not follower.sure, "it may go on"
    show(follower, total(200))
    assert follower.sure
    assert goods(follower) == {"hamburger": 1}


@pytest.mark.parametrize("text", ["ﾀﾝﾄｳ 0012 ﾔﾏﾀﾞ", "ﾀﾝﾄｳ: 12"])
def test_who_signs_on_is_no_item(follow: NewFollower, text: str) -> None:
    follower = follow()
    show(follower, (text, ""), BURGER, total(240))
    assert follower.sure
    assert goods(follower) == {"cheeseburger": 1}


# -- quantities, voids, discounts, totals ------------------------------------------------------------------------------


@pytest.mark.parametrize("amount", [240, 720])
def test_a_quantity_that_comes_first_counts_over_an_advertisement(follow: NewFollower, amount: int) -> None:
    follower = follow()
    show(follower, ("3 x", ""), ("BON APPETIT", ""), ("ﾁｰｽﾞﾊﾞｰｶﾞｰ", f"\\{amount}"), total(720))
    assert follower.sure
    assert goods(follower) == {"cheeseburger": 3}


@pytest.mark.parametrize(
    ("void", "left", "sure"),
    [
        (("ﾄﾘｹｼ ﾁｰｽﾞﾊﾞｰｶﾞｰ", "-240"), {"hamburger": 1, "potato-m": 1}, True),
        (("ﾁｮｸｾﾞﾝ ﾄﾘｹｼ", ""), {"cheeseburger": 1, "hamburger": 1}, True),
        (("ﾄﾘｹｼ", "-200"), {"cheeseburger": 1, "potato-m": 1}, True),
    ],
)  # fmt: skip
def test_a_void_is_what_the_total_says_it_was(
    follow: NewFollower, void: tuple[str, str], left: dict[str, int], sure: bool
) -> None:
    follower = follow()
    show(follower, BURGER, HAMBURGER, POTATO, void)
    prices = {"cheeseburger": 240, "hamburger": 200, "potato-m": 290}
    show(follower, total(sum(prices[x] for x in left)))
    assert follower.sure == sure
    assert goods(follower) == left


@pytest.fixture
def twins(shop: Shop) -> None:
    some = [
        Item(x, f"スペシャルギフトセレクションボックス{end}", 980) for x, end in (("red", "アカ"), ("blue", "アオ"))
    ]
    shop.storage.catalog.put_items(some)


def test_of_two_items_of_one_beginning_and_one_price_no_total_says_which(twins: None, follow: NewFollower) -> None:
    follower = follow()
    name = pole.half_width("スペシャルギフトセレクションボックス")
    show(follower, BURGER, (name, "\\980"), total(1220))
    assert not follower.sure
    show(follower, ("ﾄﾘｹｼ " + name, "-980"), total(240))
    assert follower.sure, "whichever it was, it is gone"
    assert goods(follower) == {"cheeseburger": 1}


@pytest.mark.parametrize("words", ["ﾈﾋﾞｷ", "2ｺ ﾜﾘﾋﾞｷ", "ﾏﾄﾒｶﾞｲ"])
def test_a_discount_in_a_line_of_its_own_is_confirmed_by_the_total(follow: NewFollower, shop: Shop, words: str) -> None:
    follower = follow()
    show(follower, BURGER, BURGER, (words, "-50"))
    assert not follower.sure
    show(follower, total(430, "ｼｮｳｹｲ"), total(430, "ｼｮｳｹｲ"), ("ｱｽﾞｶﾘ \\430", ""), THANKS)
    assert [(x.total, sum(y.qty for y in x.lines)) for x in sold(shop)] == [(430, 2)]


@pytest.mark.parametrize(
    ("end", "written"),
    [
        ([("ｱｽﾞｶﾘ \\1,000", "ｵﾂﾘ \\760")], [240]),
        ([("ｹﾞﾝｷﾝ", "\\1,000"), ("ｵﾂﾘ", "\\760")], [240]),
        ([total(240), ("ｱｽﾞｶﾘ \\1,000", "")], [240]),
        ([total(240), ("ｱｽﾞｶﾘ 240", "ｵﾂﾘ 0")], [240]),
        ([("ｱｽﾞｶﾘ \\1,000", "")], []),
        ([("ｱｽﾞｶﾘ \\1,000", "ｵﾂﾘ \\500")], []),
        ([total(240, "ｼｮｳｹｲ"), ("CARD", "")], []),
    ],
    ids=["at once", "at once, on two screens", "over the total", "nothing back", "no total", "another total", "a word alone"],
)  # fmt: skip
def test_however_it_is_paid_what_is_written_down_is_what_the_register_took(
    follow: NewFollower, shop: Shop, end: list[tuple[str, str]], written: list[int]
) -> None:
    show(follow(), BURGER, *end, THANKS)
    assert [x.total for x in sold(shop)] == written


def test_where_tax_is_added_the_subtotal_is_without_and_the_total_with_it(feed: Feed, shop: Shop) -> None:
    shop.storage.catalog.put_items([Item("towel", "タオル", 333, tax=TaxClass.STANDARD)])
    shop.manage("店長").set_settings({PRICES.name: Prices.ADDED})
    towel = shop.catalog.item("towel")
    assert towel
    follower = DisplayFollower(feed.till, DisplayNames([towel]), DisplayProfile())
    show(follower, WELCOME, ("ﾀｵﾙ", "\\333"), ("BON VOYAGE", ""), total(333, "ｼｮｳｹｲ"))
    assert follower.sure
    assert follower.told_total is None, "what is to be paid is more"
    show(follower, total(366), ("ｱｽﾞｶﾘ \\366", "ｵﾂﾘ 0"))
    assert [x.total for x in sold(shop)] == [366]


# -- names -----------------------------------------------------------------------------------------------------------

NAMES = [
    Item("lens", "AX 35mm F1.8", 59_800), Item("other", "AX 85mm F1.8", 72_800), Item("pack", "フィルム x3 パック", 900),
    Item("film", "フィルム", 300), Item("coffee", "深煎り珈琲ゼリー", 380),
]  # fmt: skip


@pytest.mark.parametrize(
    ("upper", "lower", "code", "qty"),
    [
        (b"AX 35mm  2x \\119,600", b"", "lens", 2),  # cut behind a blank
        ("フィルム".encode("cp932"), b"\\300", "film", 1),  # letters of two cells
        ("深煎り珈琲ゼリー".encode("cp932")[:15] + b" \\380", b"", "coffee", 1),  # cut within one
        (pole.encoded("ﾌｨﾙﾑ x3 ﾊﾟｯｸ"), b"\\900", "", 0),  # three of one, or a pack of three
    ],
)
def test_names_of_every_kind_are_found(upper: bytes, lower: bytes, code: str, qty: int) -> None:
    reader = ScreenReader(DisplayProfile(), DisplayNames(NAMES))
    found = reader.item_of(reader.read((upper.ljust(20), lower.rjust(20))))
    assert (found and (found[0].code, found[1].qty)) == ((code, qty) if code else None)


def test_words_of_two_cells_a_letter_say_the_same() -> None:
    reader = ScreenReader(DisplayProfile(), DisplayNames(NAMES))
    row = "合計　　￥３８０".encode("cp932")
    assert reader.read((row.ljust(20), b" " * 20)).amount == 380

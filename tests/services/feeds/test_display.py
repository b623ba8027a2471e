"""A register that is followed by what its customer display shows: three dialects, cut anywhere; certain, or marked as not."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.devices import pole
from pos_assist.domain.device_settings import PoleKind
from pos_assist.domain.feeds import ScreenKind
from pos_assist.domain.items import Item
from pos_assist.domain.receipts import FOLLOWED
from pos_assist.services.feeds.display import display_follower
from pos_assist.services.feeds.display.display_follower import DisplayFollower
from pos_assist.services.feeds.display.display_names import DisplayNames
from pos_assist.services.feeds.display.display_profile import DisplayProfile
from pos_assist.services.feeds.display.line_display import LineDisplay
from pos_assist.services.feeds.display.screen_reader import ScreenReader, ScreenReading, Units
from pos_assist.services.feeds.feed import Feed
from pos_assist.shop import Shop
from tests.services.feeds.conftest import NewFollower, Register
from tests.services.feeds.display_register import BURGER, DisplayRegister, screen, show

KINDS = list(PoleKind)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_a_display_shows_the_same_wherever_its_bytes_are_cut(kind: PoleKind, data: st.DataObject) -> None:
    text = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E) | st.sampled_from("ｱｲｳｶﾞﾊﾟﾟ"), max_size=24)
    screens = data.draw(st.lists(st.tuples(text, text), min_size=1, max_size=6))
    stream, before = b"", None
    for one in screens:
        stream += pole.changes(kind, before, one)
        before = one
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)))))
    display = LineDisplay(kind)
    for begin, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        display.feed(stream[begin:end])
    last = screens[-1]
    assert display.lines == tuple(pole.encoded(pole.fitted(x)) for x in last)


@given(st.binary(max_size=400), st.sampled_from(KINDS))
def test_no_bytes_whatever_do_harm(noise: bytes, kind: PoleKind) -> None:
    display = LineDisplay(kind)
    display.feed(noise)
    assert [len(x) for x in display.lines] == [20, 20]


def item(code: str, name: str, price: int) -> Item:
    return Item(code, name, price)


def the_one(names: DisplayNames, shown: bytes, price: int) -> Item | None:
    """The item that a cut name means at that price, where it is one."""
    reading = ScreenReading(ScreenKind.ITEM, shown, cut=True, choices=(Units(1, price),), shown=price)
    found = ScreenReader(DisplayProfile(), names).item_of(reading)
    return found[0] if found else None


def test_a_name_that_was_cut_within_a_letter_is_found() -> None:
    names = DisplayNames([item("a", "スペシャルチーズバーガープレミアム", 500), item("b", "ポテト", 200)])
    shown = pole.encoded(pole.half_width("スペシャルチーズバーガープレミアム"))
    for cells in range(6, 20):
        found = the_one(names, shown[:cells], 500)
        assert found
        assert found.code == "a"


def test_two_names_of_one_beginning_are_told_apart_by_their_price_or_not_at_all() -> None:
    names = DisplayNames([item("a", "カフェラテアイスラージ", 400), item("b", "カフェラテアイススモール", 300)])
    shown = pole.encoded(pole.half_width("カフェラテアイス"))
    assert the_one(names, shown, 300) == item("b", "カフェラテアイススモール", 300)
    assert the_one(names, shown, 350) is None
    same = DisplayNames([item("a", "カフェラテアイスラージ", 400), item("b", "カフェラテアイススモール", 400)])
    assert the_one(same, shown, 400) is None


def test_the_same_item_twice_is_two_of_it(follow: NewFollower) -> None:
    follower = follow()
    show(follower, BURGER, BURGER, ("ｺﾞｳｹｲ", "\\480"))
    assert sum(x.qty for x in follower.lines) == 2
    assert follower.sure


def test_a_register_that_refreshes_its_display_has_one(follow: NewFollower) -> None:
    follower = follow(refreshes=True)
    follower.burst(screen(PoleKind.EPSON, *BURGER), 10.0)
    follower.burst(screen(PoleKind.EPSON, *BURGER), 10.5)
    assert len(follower.lines) == 1


@pytest.mark.parametrize("few", [b"\x1f\x43\x00", b"\x00" * 8])  # a cursor, nothing
def test_a_few_bytes_that_leave_the_screen_as_it_was_ring_nothing_up_again(follow: NewFollower, few: bytes) -> None:
    follower = follow()
    follower.burst(screen(PoleKind.EPSON, *BURGER), 10.0)
    follower.burst(few, 12.0)
    assert [int(line.qty) for line in follower.lines] == [1]
    assert follower.sure


def test_noise_that_changes_a_cell_rings_nothing_up_and_is_marked(follow: NewFollower) -> None:
    follower = follow()
    follower.burst(screen(PoleKind.EPSON, *BURGER), 10.0)
    follower.burst(b"\x07\x02\x85\x00\x11", 12.0)
    assert [int(line.qty) for line in follower.lines] == [1]
    assert not follower.sure


def test_a_total_that_does_not_agree_is_marked_and_not_written_down(follow: NewFollower, shop: Shop) -> None:
    follower = follow()
    show(follower, BURGER, ("ｺﾞｳｹｲ", "\\999"))
    assert not follower.sure
    show(follower, ("ｱｽﾞｶﾘ    \\1,000", "ｵﾂﾘ      \\1"))
    assert not [x for x in shop.all_receipts() if x.till == FOLLOWED]


def test_a_set_price_agrees_where_the_register_knows_the_sets(follow: NewFollower, shop: Shop) -> None:
    follower = follow()
    show(follower, BURGER, ("ﾎﾟﾃﾄ M", "\\290"), ("ｺｰﾗ M", "\\250"), ("ｺﾞｳｹｲ", "\\580"))
    assert follower.sure
    show(follower, ("ｱｽﾞｶﾘ    \\1,000", "ｵﾂﾘ      \\420"))
    [sold] = [x for x in shop.all_receipts() if x.till == FOLLOWED]
    assert (sold.total, [x.deal for x in sold.deals]) == (580, ["set-cheeseburger"])


def test_a_void_takes_the_newest_of_that_name_and_price_out(follow: NewFollower) -> None:
    follower = follow()
    show(follower, BURGER, ("ﾊﾝﾊﾞｰｶﾞｰ", "\\200"), ("ﾄﾘｹｼ ﾁｰｽﾞﾊﾞｰｶﾞｰ", "-\\240"), ("ｺﾞｳｹｲ", "\\200"))
    assert [x.sku for x in follower.lines] == ["hamburger"]
    assert follower.sure


def test_a_void_without_a_name_leaves_the_order_in_doubt(follow: NewFollower) -> None:
    follower = follow()
    show(follower, BURGER, ("ﾁｮｸｾﾞﾝ ﾄﾘｹｼ", ""))
    assert not follower.sure


def test_an_order_that_was_begun_before_we_looked_is_not_trusted(feed: Feed, shop: Shop) -> None:
    names = DisplayNames(shop.storage.browse.items(shop.storage.browse.item_codes()))
    follower = DisplayFollower(feed.till, names, DisplayProfile())
    follower.burst(screen(PoleKind.EPSON, *BURGER), 1)
    assert not follower.sure
    assert not feed.till.sure


@pytest.mark.parametrize(
    ("lower", "units"),
    [("@290x4       \\1,160", 4), ("4 ｺ         \\1,160", 0), ("\\1,160", 0), ("**           \\300", 0), ("\\290", 1)],
)
def test_a_quantity_that_is_not_understood_is_never_one_unit_at_the_price_of_all(
    follow: NewFollower, lower: str, units: int
) -> None:
    follower = follow()
    show(follower, ("ﾎﾟﾃﾄ M", lower.rjust(20)))
    assert follower.sure == bool(units)
    assert sum(x.qty for x in follower.lines) == units


def test_what_no_item_is_called_is_collected(follow: NewFollower) -> None:
    follower = follow()
    show(follower, ("ﾍﾞﾂﾉﾓﾉ", "\\100"), ("ﾍﾞﾂﾉﾓﾉ", "\\100"))
    assert not follower.sure
    assert list(follower.unknown.values()) == [2]


def test_the_api_takes_a_displays_bytes(register: Register) -> None:
    def put(upper: str, lower: str) -> None:
        register.call("display.put", kind="epson", data=screen(PoleKind.EPSON, upper, lower).hex())

    put("ｲﾗｯｼｬｲﾏｾ", "")
    put(*BURGER)
    assert register.offers
    assert register.call("display.put", kind="epson", data="zz") == -32602
    assert register.call("display.put", kind="other", data="00") == -32602


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("one_line", [False, True])
def test_of_500_orders_no_line_is_silently_wrong(feed: Feed, shop: Shop, kind: PoleKind, one_line: bool) -> None:
    """Voids, corrections, two of the same, names cut at 20 cells."""
    found = DisplayRegister(shop, feed.till, kind, Random(7), one_line=one_line).sell(84)
    assert found.silently_wrong == 0
    assert found.right_or_marked >= 0.99
    assert found.right / found.lines > 0.9, "and few are only marked"


def test_what_was_followed_without_a_number_is_not_counted_again_from_an_export(
    follow: NewFollower, shop: Shop, tmp_path: Path
) -> None:
    follower = follow()
    show(follower, BURGER, ("ｺﾞｳｹｲ", "\\240"), ("ｱｽﾞｶﾘ    \\1,000", "ｵﾂﾘ      \\760"))
    day, before = shop.background.now().date(), shop.sales()
    export = tmp_path / "export.csv"
    export.write_text(
        "date,time,receipt,code,item,qty,price\n"
        f"{day},12:00,17,cheeseburger,チーズバーガー,1,240\n"
        f"{day - timedelta(days=1)},12:05,18,hamburger,ハンバーガー,1,200\n",
        encoding="utf-8",
    )
    shop.read_receipts(export)
    assert shop.sales() == before + 1, "the day before was not followed"


def test_of_names_that_no_item_has_only_so_many_are_counted(
    follow: NewFollower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(display_follower, "MOST", 3)
    follower = follow()
    for name in ("ABCDE", "BCDEF", "CDEFG", "DEFGH", "ABCDE"):
        show(follower, (name, "\\240"))
    assert follower.unknown == {b"ABCDE": 2, b"BCDEF": 1, b"CDEFG": 1}

"""Order and panel on paper: aligned whatever the script, cut where too long, in any width."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.cli.terminal import PageText, columns, cut, paint, wrap
from pos_assist.domain.items import Item
from pos_assist.domain.offers import EMPTY_PANEL, Offer, OfferKind, Panel, Reason, Threshold
from pos_assist.domain.orders import Order, OrderLine
from pos_assist.domain.receipts import TaxPart
from pos_assist.i18n.money import money
from pos_assist.i18n.translate import set_language
from pos_assist.pricing.priced import DealUse, LinePrice, PricedOrder
from pos_assist.services.till.till_view import TillView

CHEESE = OrderLine(1, Item("cheese", "チーズバーガー", 240))
COLA = OrderLine(2, Item("cola-m", "コーラ", 250, size="M"))
NUGGETS = OrderLine(3, Item("nuggets", "ナゲット 5個", 290), 2)


@pytest.fixture(autouse=True)
def in_english() -> None:
    set_language("en")


@pytest.fixture
def view() -> TillView:
    order = Order("key", 128, datetime(2026, 11, 22, 12, 4), lines=(CHEESE, COLA, NUGGETS), next_line=4)
    pair = DealUse("pair", "ドリンクペア", ((1, 1), (2, 1)), 490, 60, ((1, 30), (2, 30)))
    shares = (LinePrice(1, 240, 210, 8), LinePrice(2, 250, 220, 8), LinePrice(3, 580, 580, 8))
    priced = PricedOrder(1_070, 1_010, (pair,), (), shares, (TaxPart(8, 1_010, 74),))
    potato = Offer(
        "key-1", OfferKind.ADDON, ("potato-m",), "ポテト M", 290, 150, "ご一緒にポテトはいかがですか?",
        Reason("together", 812, 3_210, "チーズバーガー"), "cheese",
    )  # fmt: skip
    set_m = Offer(
        "key-2", OfferKind.MAKE_SET, ("potato-m",), "チーズバーガーセット", 290, 150, "セットにするとポテトMがつきます",
        Reason("completes", text="チーズバーガーセット"),
    )  # fmt: skip
    panel = Panel(set_m, (potato, None, None), Threshold("points", "ポイント2倍", 190, 1_200))
    return TillView(order, priced, panel)


def test_the_order_reads_as_a_bill_with_the_deal_as_a_bracket_around_its_lines(view: TillView) -> None:
    assert paint(view, PageText(48), "みどり橋店").splitlines()[:12] == [
        "みどり橋店   Order #128                 Take out",
        "────────────────────────────────────────────────",
        "┌ ドリンクペア                              −¥60",
        "│  1 チーズバーガー                         ¥240",
        "└  1 コーラ M                               ¥250",
        "   2 ナゲット 5個                           ¥580",
        "────────────────────────────────────────────────",
        "List price                                ¥1,070",
        "Set discount                                −¥60",
        "Total                                     ¥1,010",
        "                     incl. tax 8% of ¥1,010: ¥74",
        "",
    ]


def test_each_card_says_its_key_its_yen_its_saving_the_line_to_read_and_one_reason(view: TillView) -> None:
    said = paint(view, PageText(48)).split("To offer now")[1].splitlines()
    assert said[2:] == [
        "F1  チーズバーガーセット                   +¥150",
        "    Make it a set                      save ¥140",
        "    “セットにするとポテトMがつきます”",
        "    Completes “チーズバーガーセット”",
        "F2  ポテト M                               +¥150",
        "    Often together                     save ¥140",
        "    “ご一緒にポテトはいかがですか?”",
        "    812 of 3,210 receipts with チーズバーガー",
        "¥190 more for ポイント2倍",
    ]


def test_a_panel_without_cards_is_calm(view: TillView) -> None:
    assert "Nothing to offer" in paint(replace(view, panel=EMPTY_PANEL), PageText(48))


@pytest.mark.parametrize("width", [32, 40, 64])
def test_no_line_is_wider_than_the_sheet_and_prices_stand_in_one_column(view: TillView, width: int) -> None:
    for line in paint(view, PageText(width), "みどり橋店 駅前通り本店 にしぐち売り場").splitlines():
        assert columns(line) <= width, line


def test_colours_change_nothing_but_the_colour(view: TillView) -> None:
    assert re.sub(r"\x1b\[[0-9;]*m", "", paint(view, PageText(48, color=True))) == paint(view, PageText(48))


def test_full_width_counts_two_columns_half_width_one_and_combining_marks_none() -> None:
    assert [columns(x) for x in ("ab", "あい", "ｱｲ", "Ａ", "か\u3099", "─¥")] == [2, 4, 2, 2, 2, 2]


@given(st.text(alphabet="aいー ", max_size=30), st.integers(4, 20))
def test_cut_text_keeps_within_the_room_and_keeps_its_beginning(text: str, space: int) -> None:
    assert columns(cut(text, space)) <= space
    assert text.startswith(cut(text, space).rstrip("…"))


@given(st.text(alphabet="あいうn ", max_size=40), st.integers(4, 20))
def test_wrapped_lines_keep_within_the_room_and_lose_nothing_but_spaces(text: str, space: int) -> None:
    lines = wrap(text, space)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(columns(line) <= space or set(line) == {"n"} for line in lines)  # a Latin word is never broken


@given(st.text(alphabet="あいー」、?「", max_size=40), st.integers(4, 20))
def test_no_line_begins_with_a_closing_sign_or_ends_with_an_opening_one(text: str, space: int) -> None:
    lines = wrap(text, space)
    assert all(line[0] not in "ー」、?" for line in lines[1:])
    assert all(line[-1] != "「" for line in lines[:-1])


@pytest.mark.parametrize(
    ("minor", "currency", "written"),
    [
        (1_170, "JPY", "¥1,170"),
        (-60, "JPY", "−¥60"),
        (250, "XXX", "2.50"),
        (1_234_56, "USD", "$1,234.56"),
        (5, "CHF", "CHF 0.05"),
    ],
)
def test_money_is_written_as_its_currency_does(minor: int, currency: str, written: str) -> None:
    assert money(minor, currency) == written


def test_what_an_offer_adds_has_its_sign() -> None:
    assert [money(x, plus=True) for x in (150, 0, -60)] == ["+¥150", "+¥0", "−¥60"]

"""The local API line by line: who may call, what is refused and how, and that no line whatever does harm."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.services.feeds.feed import Feed
from pos_assist.services.feeds.json_lines import MOST_OF_A_LINE, ErrorCode, LineCutter
from pos_assist.services.feeds.snapshot import MOST_LINES
from pos_assist.shop import Shop
from tests.benchmarks.fuzz_feed import attack
from tests.services.feeds.conftest import Register

NewRegister = Callable[[], Register]


def test_nothing_is_answered_before_hello(another: NewRegister) -> None:
    assert another().call("status.get") == ErrorCode.NOT_AUTHENTICATED
    assert another().call("no.such.method") == ErrorCode.NOT_AUTHENTICATED


def test_a_client_without_the_token_is_let_go_at_the_third_try(shop: Shop) -> None:
    feed = shop.follow("secret")
    client = Register(feed)
    assert [client.hello(token=x) for x in ("", "Secret", None)] == [ErrorCode.NOT_AUTHENTICATED] * 3
    assert client.session.over
    assert Register(feed).hello(token="secret")["api"] == "1"
    feed.till.stop()


@pytest.mark.parametrize("api", ["2", 1, None, "1.5"])
def test_another_version_of_the_api_is_refused(another: NewRegister, api: Any) -> None:
    assert another().hello(api=api) == ErrorCode.API_VERSION


def test_one_drives_and_the_others_listen(register: Register, another: NewRegister) -> None:
    assert another().hello() == ErrorCode.OTHER_DRIVER
    listener = another()
    listener.hello(role="listener")
    register.put("A1", "cheeseburger")
    assert listener.offers == register.offers
    assert listener.put("A1", "hamburger") == ErrorCode.OTHER_DRIVER
    assert listener.call("suggestion.get", order_id="A1")["order_id"] == "A1"


def test_the_next_one_drives_when_the_driver_has_gone(register: Register, another: NewRegister, feed: Feed) -> None:
    register.put("A1", "cheeseburger")
    feed.gone(register.session)
    assert another().hello()["open_orders"] == ["A1"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"{", ErrorCode.PARSE),
        (b"\xff\xfe", ErrorCode.PARSE),
        (b'{"jsonrpc":"2.0","id":1,"method":"x","params":{"a":NaN}}', ErrorCode.PARSE),
        (b"[" * 100_000, ErrorCode.PARSE),
        (b"1" * 5_000, ErrorCode.PARSE),
        (b"[]", ErrorCode.BAD_REQUEST),
        (b'[{"jsonrpc":"2.0","id":1,"method":"status.get"}]', ErrorCode.BAD_REQUEST),
        (b'{"id":1,"method":"status.get"}', ErrorCode.BAD_REQUEST),
        (b'{"jsonrpc":"2.0","id":{},"method":"status.get"}', ErrorCode.BAD_REQUEST),
        (b'{"jsonrpc":"2.0","id":1,"method":7}', ErrorCode.BAD_REQUEST),
        (b'{"jsonrpc":"2.0","id":1,"method":"status.get","params":[]}', ErrorCode.BAD_PARAMS),
        (b'{"jsonrpc":"2.0","id":1,"method":"order.take"}', ErrorCode.NO_METHOD),
    ],
)
def test_what_is_no_call_is_told_why(register: Register, line: bytes, code: ErrorCode) -> None:
    assert register.say(line)["error"]["code"] == code
    assert register.call("status.get")["driver"] == "test"


_GOOD: dict[str, Any] = {"line_id": "1", "sku": "cheeseburger", "qty": "1", "unit_price": 240}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"qty": 1}, "lines[0].qty"),
        ({"qty": "1e3"}, "lines[0].qty"),
        ({"qty": "0"}, "lines[0].qty"),
        ({"qty": "-1"}, "lines[0].qty"),
        ({"qty": "1000"}, "lines[0].qty"),
        ({"unit_price": 2.5}, "lines[0].unit_price"),
        ({"unit_price": True}, "lines[0].unit_price"),
        ({"unit_price": -1}, "lines[0].unit_price"),
        ({"unit_price": "240"}, "lines[0].unit_price"),
        ({"tax_rate": 5}, "lines[0].tax_rate"),
        ({"tax_rate": True}, "lines[0].tax_rate"),
        ({"discount": 241}, "lines[0].discount"),
        ({"line_id": ""}, "lines[0].line_id"),
        ({"sku": "a\u202eb"}, "lines[0].sku"),
        ({"sku": ""}, "lines[0]"),
    ],
)
def test_a_wrong_line_is_named(register: Register, change: dict[str, Any], field: str) -> None:
    params = {"order_id": "A1", "rev": 1, "lines": [{**_GOOD, **change}]}
    call = {"jsonrpc": "2.0", "id": 1, "method": "order.put", "params": params}
    error = register.say(json.dumps(call).encode())["error"]
    assert (error["code"], error["data"]["field"]) == (ErrorCode.BAD_PARAMS, field)
    assert register.call("status.get")["open_orders"] == []


def test_unknown_fields_are_passed_over(register: Register) -> None:
    lines = [{**_GOOD, "colour": "red"}]
    assert register.call("order.put", order_id="A1", rev=1, lines=lines, mood="good")["rev"] == 1


def test_more_lines_than_an_order_has_are_too_many(register: Register) -> None:
    lines = [{**_GOOD, "line_id": str(i)} for i in range(MOST_LINES + 1)]
    assert register.call("order.put", order_id="A1", rev=1, lines=lines) == ErrorCode.TOO_LARGE
    assert isinstance(register.call("order.put", order_id="A1", rev=1, lines=lines[:-1]), dict)


def test_a_notification_is_not_answered(register: Register) -> None:
    assert register.say(b'{"jsonrpc":"2.0","method":"status.get"}') == {}


def test_a_catalog_is_put_as_one_edit_that_can_be_taken_back(register: Register, shop: Shop) -> None:
    items = [
        {"sku": "cheeseburger", "name": "チーズバーガー", "price": 250},
        {"sku": "pie", "name": "アップルパイ", "price": 150, "tax_rate": 8, "department": "dessert"},
    ]
    assert register.call("catalog.put", items=items)["changed"]
    burger, pie = shop.till.item("cheeseburger"), shop.till.item("pie")
    assert burger is not None
    assert pie is not None
    assert (burger.price, burger.role, pie.price) == (250, "burger", 150)
    change = shop.storage.changes.history()[0]
    assert change.who == "test"
    shop.storage.changes.undo(change.id, "M", shop.background.now())
    assert shop.till.item("cheeseburger").price == 240  # type: ignore[union-attr]  # it is there


def test_a_full_catalog_takes_the_rest_off_the_menu(register: Register, shop: Shop) -> None:
    done = register.call("catalog.put", items=[{"sku": "hamburger", "name": "ハンバーガー", "price": 200}], full=True)
    assert done["retired"] > 10
    assert shop.till.item("cheeseburger").retired  # type: ignore[union-attr]  # receipts name it
    assert not shop.till.item("hamburger").retired  # type: ignore[union-attr]  # it was in the list


@pytest.mark.parametrize("price", [-1, "100", None, 10**9])
def test_one_wrong_item_and_none_is_put(register: Register, shop: Shop, price: Any) -> None:
    items = [{"sku": "pie", "name": "パイ", "price": 150}, {"sku": "tart", "name": "タルト", "price": price}]
    assert register.call("catalog.put", items=items) == ErrorCode.BAD_PARAMS
    assert shop.till.item("pie") is None


@given(st.data())
def test_lines_come_out_whole_wherever_the_stream_is_cut(data: st.DataObject) -> None:
    lines = data.draw(st.lists(st.binary(min_size=1).map(lambda x: b"{" + x.replace(b"\n", b" ") + b"}")))
    stream = b"".join(x + b"\r\n" for x in lines)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)))))
    cutter, found = LineCutter(), list[bytes]()
    for begin, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        found += cutter.lines(stream[begin:end])
    assert found == lines


@pytest.mark.parametrize("verb", ["GET / HTTP/1.1", "POST /x HTTP/1.1", "OPTIONS * HTTP/1.1", "PRI * HTTP/2.0"])
@pytest.mark.parametrize("at_once", [True, False])
def test_a_browser_is_cut_off_and_nothing_of_what_it_says_is_done(verb: str, at_once: bool) -> None:
    talk = f'{verb}\r\nHost: 127.0.0.1\r\n\r\n{{"jsonrpc":"2.0"}}\n'.encode()
    cutter = LineCutter()
    found = list(cutter.lines(talk)) if at_once else [x for i in talk for x in cutter.lines(bytes([i]))]
    assert cutter.is_http
    assert found == []


def test_a_line_without_an_end_is_not_waited_for_for_ever() -> None:
    cutter = LineCutter()
    for _ in range(MOST_OF_A_LINE // 4096 + 2):
        assert not list(cutter.lines(b"x" * 4096))
    assert cutter.broken is not None
    assert cutter.broken.code is ErrorCode.TOO_LARGE


@pytest.mark.parametrize(("display", "lines"), [(False, 2_000), (True, 600)])
def test_malformed_lines_touch_no_other_order(shop: Shop, display: bool, lines: int) -> None:
    """The short form of tests/benchmarks/fuzz_feed.py."""
    found = attack(shop, lines=lines, seed=1, display=display)
    assert set(found.codes) <= {0, *map(int, ErrorCode)}
    assert not display or ErrorCode.STALE_REVISION not in found.codes, "every run of a display has orders of its own"
    assert found.untouched
    assert found.answered == found.calls
    assert found.internal_errors == 0


@pytest.mark.parametrize("day", ["0001-01-01", "1970-01-01", "9999-12-31", "2026-02-30", "today"])
def test_a_day_that_no_sale_can_have_is_refused_and_the_order_stays_open(register: Register, day: str) -> None:
    """What a program sends that has none; the sale's name in the shared folder would have it."""
    register.put("A1", "cheeseburger")
    refused = register.call("order.close", order_id="A1", result="paid", total=240, number="17", day=day)
    assert refused == ErrorCode.BAD_PARAMS
    assert register.call("order.close", order_id="A1", result="paid", total=240, number="17")["written"]


def test_a_number_does_not_look_like_one_of_a_sale_without_a_number(register: Register) -> None:
    """Else nothing would be taken from the register's export of that day."""
    assert register.put("~1", "cheeseburger") == ErrorCode.BAD_PARAMS
    register.put("A1", "cheeseburger")
    refused = register.call("order.close", order_id="A1", result="paid", total=240, number="~17")
    assert refused == ErrorCode.BAD_PARAMS

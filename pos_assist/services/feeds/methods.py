"""The methods of the local API, one function each: parameters in, result out; what is to be told to others goes into `after`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from pos_assist.domain.device_settings import PoleKind
from pos_assist.domain.feeds import FeedKind, TotalOutcome
from pos_assist.domain.followed_sales import UNNUMBERED
from pos_assist.services.feeds.answers import suggestion
from pos_assist.services.feeds.followed_order import Result
from pos_assist.services.feeds.json_lines import API, ErrorCode, RpcError, bad
from pos_assist.services.feeds.paper.private_rows import MOST_OF_A_ROW
from pos_assist.services.feeds.snapshot import MOST_MONEY, read_snapshot, text, whole
from pos_assist.services.feeds.their_catalog import put_catalog

if TYPE_CHECKING:
    from pos_assist.services.feeds.feed import Feed

After = list[Callable[[], None]]  # to be done once the call is answered
Method = Callable[["Feed", str, dict[str, Any], After], dict[str, Any]]  # the client's name, the parameters
MOST_ROWS = 5_000  # of a call
_A_YEAR = timedelta(days=366)
_ACTIONS = ("shown", "accepted", "declined", "dismissed")


def catalog_put(feed: Feed, client: str, params: dict[str, Any], _after: After) -> dict[str, Any]:
    """What the register sells: `put_catalog`."""
    return put_catalog(feed.storage, params, client, feed.now())


def order_put(feed: Feed, _client: str, params: dict[str, Any], after: After) -> dict[str, Any]:
    """An order of the register as it is now."""
    till = feed.till
    snapshot = read_snapshot(params)
    if snapshot.order_id.startswith(
        UNNUMBERED
    ):  # it may become the sale's number; of a sale without one nothing is taken from an export
        bad("order_id", f"must not begin with {UNNUMBERED}")
    before = (till.order_id, till.revision)
    view = till.put(snapshot)
    if before != (till.order_id, till.revision):
        after.append(feed.suggestions_changed)
    return {
        "order_id": snapshot.order_id,
        "rev": snapshot.rev,
        "total": view.priced.total if till.tells_prices else None,
    }


def order_close(feed: Feed, _client: str, params: dict[str, Any], after: After) -> dict[str, Any]:
    """What became of an order."""
    order_id, number = text(params, "order_id", required=True), text(params, "number")
    result = params.get("result")
    if result not in tuple(Result):
        bad("result", "must be paid, held or cancelled")
    total = whole(params, "total", 0, 100 * MOST_MONEY) if result == Result.PAID else 0
    before = feed.till.followed
    if number.startswith(UNNUMBERED):
        bad("number", f"must not begin with {UNNUMBERED}")
    closed = feed.till.close(order_id, Result(result), total, number, _day(params, feed.now().date()))
    if feed.till.followed > before:  # not told of it before
        feed.paid(FeedKind.API, TotalOutcome.AGREED if closed.agrees else TotalOutcome.WRONG)
    after.append(feed.suggestions_changed)
    return {
        "order_id": order_id,
        "result": str(closed.result),
        "written": closed.written,
        "expected": closed.expected,
    }


def suggestion_respond(feed: Feed, _client: str, params: dict[str, Any], after: After) -> dict[str, Any]:
    """What the register's own screen did with an offer."""
    till, offer_id, action = (
        feed.till,
        text(params, "suggestion_id", most=400, required=True),
        params.get("action"),
    )
    if action not in _ACTIONS:
        bad("action", "must be one of " + ", ".join(_ACTIONS))
    if action == "accepted":
        known = till.chosen(offer_id) is not None
    elif action == "declined":
        known = till.declined(offer_id)
    else:  # what is shown counts from then on; what was only put away is neither yes nor no
        known = till.shown(offer_id)
    if known and action in ("accepted", "declined"):
        after.append(feed.suggestions_changed)
    return {"known": known}


def suggestion_get(feed: Feed, _client: str, params: dict[str, Any], _after: After) -> dict[str, Any]:
    """What is offered with the order that is served."""
    till, order_id = feed.till, text(params, "order_id", required=True)
    if order_id != till.order_id:
        raise RpcError(ErrorCode.UNKNOWN_ORDER, current=till.order_id)
    return suggestion(till)


def status_get(feed: Feed, _client: str, _params: dict[str, Any], _after: After) -> dict[str, Any]:
    """How things are."""
    driver = feed.driver
    return {
        "api": API,
        "order_id": feed.till.order_id,
        "open_orders": feed.till.open_ids(),
        "driver": driver.client if driver else None,
        "listeners": sum(x.greeted and not x.drives for x in feed.sessions),
        "followed": feed.till.followed,
        "mismatches": feed.till.mismatches,
        "in_sight": feed.till.in_sight,
        "off": feed.refusal,
    }


def _day(params: dict[str, Any], today: date) -> date | None:
    said = text(params, "day")
    if not said:
        return None
    try:
        day = date.fromisoformat(said)
    except ValueError:
        bad("day", "must be a date such as 2026-11-22")
    if abs(day - today) > _A_YEAR:  # a program that has no date sends the first or the last that there is
        bad("day", f"must be within a year of today, {today}")
    return day


def display_put(feed: Feed, _client: str, params: dict[str, Any], after: After) -> dict[str, Any]:
    """What a register's customer display was sent between two silences."""
    kind = params.get("kind")
    if kind is not None and kind not in tuple(PoleKind):
        bad("kind", "must be one of " + ", ".join(PoleKind))
    try:
        data = bytes.fromhex(params.get("data", ""))
    except (ValueError, TypeError):
        bad("data", "must be bytes in hexadecimal digits")
    age = whole(params, "age_ms", 0, 600_000) if params.get("age_ms") is not None else 0
    missed = params.get("missed", False)
    if not isinstance(missed, bool):
        bad("missed", "must be true or false")
    quiet = feed.control.profile().quiet_ms
    if feed.control.recorder is not None:  # while it is set up, nothing is offered by a profile that may be wrong
        feed.control.recorder.burst(data, feed.ticks())
        return {"sure": False, "off": feed.refusal is not None, "agreed": 0, "disagreed": 0, "quiet_ms": quiet}
    follower = feed.follow_display(PoleKind(kind) if kind is not None else None)
    before = (feed.till.order_id, feed.till.revision)
    if missed:
        follower.missed()
    follower.burst(data, feed.ticks() - age / 1000)
    if before != (feed.till.order_id, feed.till.revision):
        after.append(feed.suggestions_changed)
        feed.waited = age / 1000
    return {
        "sure": follower.sure,
        "off": feed.refusal is not None,
        "agreed": follower.agreed,
        "disagreed": follower.disagreed,
        "quiet_ms": quiet,
    }


def receipt_put(feed: Feed, _client: str, params: dict[str, Any], after: After) -> dict[str, Any]:
    """What a register printed, row by row: one slip, or a journal of many."""
    rows = params.get("rows", [])
    if not isinstance(rows, list) or not all(isinstance(x, str) and len(x) <= MOST_OF_A_ROW for x in rows):
        bad("rows", f"must be a list of texts of at most {MOST_OF_A_ROW} signs")
    if len(rows) > MOST_ROWS:
        raise RpcError(ErrorCode.TOO_LARGE, most=MOST_ROWS, field="rows")
    pictures, live = params.get("pictures", False), params.get("live", True)
    for name, value in (("pictures", pictures), ("live", live)):
        if not isinstance(value, bool):
            bad(name, "must be true or false")
    before = (feed.till.order_id, feed.till.revision, feed.receipts.prints_pictures)
    found = feed.receipts.slip(rows, pictures=pictures, live=live, register=text(params, "register", most=24))
    if before != (feed.till.order_id, feed.till.revision, feed.receipts.prints_pictures):
        after.append(feed.suggestions_changed)
    return {
        "papers": [
            {
                "outcome": x.outcome,
                "total": x.total,
                "number": x.number,
                "lines": x.lines,
                "doubts": x.doubts,
                "unknown": x.unknown,
            }
            for x in found
        ]
    }


METHODS: Mapping[str, Method] = {
    "catalog.put": catalog_put,
    "order.put": order_put,
    "order.close": order_close,
    "suggestion.respond": suggestion_respond,
    "suggestion.get": suggestion_get,
    "status.get": status_get,
    "display.put": display_put,
    "receipt.put": receipt_put,
}
FOLLOWED: Mapping[str, FeedKind] = {  # what reads something of the other register, and of which kind of feed that is
    "catalog.put": FeedKind.API,
    "order.put": FeedKind.API,
    "order.close": FeedKind.API,
    "display.put": FeedKind.DISPLAY,
    "receipt.put": FeedKind.RECEIPT,
}
RECEIPTS = frozenset(("receipt.put",))  # for the one that drives, and for those that bring receipts alone
DRIVING = frozenset((*FOLLOWED, "suggestion.respond"))  # for the one that drives

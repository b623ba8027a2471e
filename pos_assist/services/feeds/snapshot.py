"""What a register says of one of its orders: the whole of it, read strictly and checked before anything is done with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pos_assist.domain.offers import Moment
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.texts import FORBIDDEN
from pos_assist.services.feeds.json_lines import ErrorCode, RpcError, bad

MOST_LINES = 500
MOST_MONEY = 9_999_999  # minor units
MOST_OF_A_LINE = 999  # units
_QTY = re.compile(r"(0|[1-9][0-9]{0,4})(\.[0-9]{1,3})?")
_LONGEST_ID = 64
_RATES = (0, 8, 10)


@dataclass(frozen=True, slots=True)
class FeedLine:
    """One line: what was sold, how many units, at what price of one (minor units, as the shop has its prices)."""

    line_id: str
    sku: str
    barcode: str
    name: str
    qty: Decimal
    unit_price: int
    tax_rate: int | None = None  # percent; None: as the catalog says
    discount: int = 0  # taken off the line by hand, in minor units


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An order as the register has it now."""

    order_id: str
    rev: int
    service: ServiceMode | None
    lines: tuple[FeedLine, ...]
    staff: str = ""
    moment: Moment = Moment.CHOOSING


def read_snapshot(params: Mapping[str, Any]) -> Snapshot:
    """The order of `order.put`. Raises RpcError: BAD_PARAMS with the field, TOO_LARGE beyond 500 lines."""
    lines = params.get("lines")
    if not isinstance(lines, list):
        bad("lines", "must be a list")
    if len(lines) > MOST_LINES:
        raise RpcError(ErrorCode.TOO_LARGE, most=MOST_LINES, field="lines")
    read = tuple(_line(x, f"lines[{i}]") for i, x in enumerate(lines))
    if len({x.line_id for x in read}) != len(read):
        bad("lines", "line_id twice")
    return Snapshot(
        text(params, "order_id", required=True),
        whole(params, "rev", 1, 2**53),
        _service(params),
        read,
        text(params, "staff"),
        _moment(params),
    )


def _service(params: Mapping[str, Any]) -> ServiceMode | None:
    said = params.get("service")
    if said is None:
        return None
    if said not in tuple(ServiceMode):
        bad("service", "must be eat_in or takeout")
    return ServiceMode(said)


def _moment(params: Mapping[str, Any]) -> Moment:
    said = params.get("moment", Moment.CHOOSING)
    if said not in (Moment.CHOOSING, Moment.CHOSEN, Moment.PAYING):
        bad("moment", "must be choosing, chosen or paying")
    return Moment(said)


def _line(said: Any, where: str) -> FeedLine:
    if not isinstance(said, dict):
        bad(where, "must be an object")
    named = {name: text(said, name, most=120, where=where) for name in ("sku", "barcode", "name")}
    if not any(named.values()):
        bad(where, "needs sku, barcode or name")
    qty = said.get("qty")
    if not isinstance(qty, str) or not _QTY.fullmatch(qty) or not 0 < Decimal(qty) <= MOST_OF_A_LINE:
        bad(f"{where}.qty", f'must be a decimal text such as "2" or "0.350", above 0, at most {MOST_OF_A_LINE}')
    price = whole(said, "unit_price", 0, MOST_MONEY, where)
    rate = said.get("tax_rate")
    if rate is not None and (type(rate) is not int or rate not in _RATES):
        bad(f"{where}.tax_rate", "must be 8, 10 or 0")
    discount = whole(said, "discount", 0, MOST_MONEY, where) if said.get("discount") is not None else 0
    if discount > amount_of(Decimal(qty), price):
        bad(f"{where}.discount", "is more than the line")
    return FeedLine(
        text(said, "line_id", required=True, where=where),
        named["sku"],
        named["barcode"],
        named["name"],
        Decimal(qty),
        price,
        rate,
        discount,
    )


def amount_of(qty: Decimal, unit_price: int) -> int:
    """What so much at that price comes to, in minor units, rounded half up."""
    return int((qty * unit_price + Decimal("0.5")) // 1)


def text(
    params: Mapping[str, Any], name: str, *, most: int = _LONGEST_ID, required: bool = False, where: str = ""
) -> str:
    """A text of the parameters; empty where it is left out and may be."""
    field = f"{where}.{name}".lstrip(".")
    value = params.get(name)
    if value is None and not required:
        return ""
    if not isinstance(value, str) or (required and not value.strip()):
        bad(field, "must be a text")
    if len(value) > most or FORBIDDEN.search(value):
        bad(field, f"must have at most {most} signs that can be printed")
    return value.strip()


def whole(params: Mapping[str, Any], name: str, least: int, most: int, where: str = "") -> int:
    """A whole number of the parameters between two bounds."""
    value = params.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        bad(f"{where}.{name}".lstrip("."), f"must be a whole number from {least} to {most}")
    return value

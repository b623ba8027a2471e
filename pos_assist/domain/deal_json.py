"""Deals as JSON: the form in which they are stored, exchanged and written by hand.

{"id": "d1", "name": "Bread and coffee", "kind": "set_price", "price": 500, "slots": [{"n": 1, "items": ["b1", "b2"]}, …],
 "priority": 0, "max_uses": 2, "when": {"member": true, "mode": "eat_in", "from": "2026-11-01", "to": "2026-11-30",
 "days": ["sat", "sun"], "hours": [["10:30", "14:00"]], "min_spend": 800}}

By kind: set_price `price`, `slots: [{n, items, extra}]` · set_percent `slots: [{n, n_max, items, percent}]` · set_amount
`amount`, `slots` · cheapest `n`, `free`, `percent`, `items` · spend `min`, `amount` or `percent`, `base` ("list", "net"), `stack`.
Money is in minor units. What is not given takes its default: n 1, priority 0, always in force.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import NoReturn, TypeVar

from pos_assist.domain.deals import (
    DAYS,
    KINDS,
    MAX_MONEY,
    Cheapest,
    Deal,
    SetAmount,
    SetPercent,
    SetPrice,
    Slot,
    Spend,
    When,
)
from pos_assist.domain.hours import Hours
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.problems import BadInput

Json = Mapping[str, object]
T = TypeVar("T")
_MOST_UNITS = 99  # in a slot: more than that is a slip of the hand


class _Reader:
    """A JSON object being read: every field is asked for once, and what nobody asked for is a mistake."""

    def __init__(self, data: object, path: str) -> None:
        if not isinstance(data, Mapping):
            _wrong(path, "an object {…}", data)
        self.data: Json = data
        self.path = path
        self.asked: set[str] = set()

    def at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def get(self, key: str) -> object:
        self.asked.add(key)
        return self.data.get(key)

    def must(self, key: str) -> object:
        if self.get(key) is None:
            raise BadInput("deal_field_missing", column=self.at(key))
        return self.data[key]

    def number(self, key: str, low: int, high: int, default: int | None = None) -> int:
        value = self.must(key) if default is None else self.get(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            _wrong(self.at(key), f"{low} … {high}", value)
        return value

    def text(self, key: str, default: str | None = None) -> str:
        value = self.must(key) if default is None else self.get(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or (default is None and not value.strip()):
            _wrong(self.at(key), '"…"', value)
        return value

    def flag(self, key: str) -> bool | None:
        value = self.get(key)
        if value is not None and not isinstance(value, bool):
            _wrong(self.at(key), "true / false", value)
        return value

    def word(self, key: str, words: tuple[str, ...]) -> str | None:
        value = self.get(key)
        if value is not None and value not in words:
            _wrong(self.at(key), " / ".join(words), value)
        return value

    def parsed(self, key: str, parse: Callable[[str], T], form: str) -> T | None:
        value = self.get(key)
        return None if value is None else _parsed(value, parse, form, self.at(key))

    def items(self, key: str) -> frozenset[str]:
        value = self.must(key)
        if not isinstance(value, list) or not all(isinstance(x, str) for x in value) or not value:
            _wrong(self.at(key), '["item", …]', value)
        return frozenset(value)

    def done(self) -> None:
        for key in self.data:
            if key not in self.asked:
                raise BadInput("deal_field_unknown", column=self.at(str(key)))


def _wrong(path: str, expected: str, value: object) -> NoReturn:
    raise BadInput("deal_field_wrong", column=path, expected=expected, value=value)


def _parsed(value: object, parse: Callable[[str], T], form: str, path: str) -> T:
    try:
        if isinstance(value, str):
            return parse(value)
    except ValueError:
        pass
    _wrong(path, form, value)


def deal_from_json(data: object, path: str = "") -> Deal:
    """The deal in `data`. Raises BadInput naming the field (`column`: its path, below `path`) and what was expected there."""
    read = _Reader(data, path)
    kind = read.text("kind")
    if kind not in KINDS:
        _wrong(read.at("kind"), " / ".join(KINDS), kind)
    deal = _BY_KIND[kind](read)
    read.done()
    return deal


def _rule(read: _Reader) -> tuple[str, str, int, int | None, When]:
    cap = read.number("max_uses", 1, 9999, 0) or None
    return read.text("id"), read.text("name", ""), read.number("priority", 0, 3, 0), cap, _when(read)


def _when(read: _Reader) -> When:
    data = read.get("when")
    if data is None:
        return When()
    when = _Reader(data, read.at("when"))
    mode = when.word("mode", tuple(ServiceMode))
    result = When(
        member=when.flag("member"),
        mode=None if mode is None else ServiceMode(mode),
        from_date=when.parsed("from", date.fromisoformat, "YYYY-MM-DD"),
        to_date=when.parsed("to", date.fromisoformat, "YYYY-MM-DD"),
        days=_days(when),
        hours=_hours(when),
        min_spend=when.number("min_spend", 0, MAX_MONEY, 0),
    )
    when.done()
    return result


def _days(when: _Reader) -> frozenset[str]:
    value = when.get("days")
    if value is None:
        return frozenset()
    if not isinstance(value, list) or not value or not set(map(str, value)) <= set(DAYS):
        _wrong(when.at("days"), " / ".join(DAYS), value)
    return frozenset(value)


def _hours(when: _Reader) -> tuple[Hours, ...]:
    value = when.get("hours")
    if value is None:
        return ()
    path = when.at("hours")
    if not isinstance(value, list):
        _wrong(path, '[["10:30", "14:00"]]', value)
    hours = []
    for i, pair in enumerate(value):
        try:
            hours.append(Hours.from_json(pair))
        except (TypeError, ValueError):
            _wrong(f"{path}[{i}]", '["10:30", "14:00"]', pair)
    return tuple(hours)


def _slots(read: _Reader, *, extra: bool = False, percent: bool = False) -> tuple[Slot, ...]:
    value = read.must("slots")
    if not isinstance(value, list) or not value:
        _wrong(read.at("slots"), "[{…}, …]", value)
    slots = []
    for i, data in enumerate(value):
        slot = _Reader(data, read.at(f"slots[{i}]"))
        n = slot.number("n", 1, _MOST_UNITS, 1)
        items = slot.items("items")
        n_max: int | None = n
        if percent and "n_max" in slot.data:
            n_max = slot.number("n_max", n, _MOST_UNITS, 0) or None
            if n_max != n and len(value) > 1:
                _wrong(slot.at("n_max"), str(n), n_max)
        off = slot.number("percent", 0, 100, 0) if percent else 0
        slots.append(Slot(n, items, _extra(slot, items) if extra else {}, off, n_max))
        slot.done()
    return tuple(slots)


def _extra(slot: _Reader, items: frozenset[str]) -> dict[str, int]:
    data = slot.get("extra")
    if data is None:
        return {}
    extra = _Reader(data, slot.at("extra"))
    for code in extra.data:
        if code not in items:
            raise BadInput("deal_extra_unknown", column=extra.at(str(code)))
    return {code: extra.number(code, 0, MAX_MONEY) for code in extra.data}


def _set_price(read: _Reader) -> Deal:
    id_, name, priority, cap, when = _rule(read)
    slots = _slots(read, extra=True)
    price = read.number("price", 0, MAX_MONEY)
    return SetPrice(id=id_, name=name, priority=priority, max_uses=cap, when=when, price=price, slots=slots)


def _set_percent(read: _Reader) -> Deal:
    id_, name, priority, cap, when = _rule(read)
    slots = _slots(read, percent=True)
    return SetPercent(id=id_, name=name, priority=priority, max_uses=cap, when=when, slots=slots)


def _set_amount(read: _Reader) -> Deal:
    id_, name, priority, cap, when = _rule(read)
    slots = _slots(read)
    amount = read.number("amount", 1, MAX_MONEY)
    return SetAmount(id=id_, name=name, priority=priority, max_uses=cap, when=when, amount=amount, slots=slots)


def _cheapest(read: _Reader) -> Deal:
    id_, name, priority, cap, when = _rule(read)
    n = read.number("n", 1, _MOST_UNITS)
    return Cheapest(
        id=id_, name=name, priority=priority, max_uses=cap, when=when, n=n,
        free=read.number("free", 1, n), percent=read.number("percent", 1, 100), items=read.items("items"),
    )  # fmt: skip


def _spend(read: _Reader) -> Deal:
    id_, name, priority, cap, when = _rule(read)
    amount, percent = read.number("amount", 0, MAX_MONEY, 0), read.number("percent", 0, 100, 0)
    if bool(amount) == bool(percent):
        _wrong(read.at("amount"), "amount / percent", amount)
    return Spend(
        id=id_, name=name, priority=priority, max_uses=cap, when=when, min=read.number("min", 0, MAX_MONEY),
        amount=amount, percent=percent, net=read.word("base", ("list", "net")) == "net", stack=bool(read.flag("stack")),
    )  # fmt: skip


_BY_KIND: dict[str, Callable[[_Reader], Deal]] = {
    "set_price": _set_price,
    "set_percent": _set_percent,
    "set_amount": _set_amount,
    "cheapest": _cheapest,
    "spend": _spend,
}
_KIND_OF = {cls: kind for kind, cls in KINDS.items()}


def deal_to_json(deal: Deal) -> dict[str, object]:
    """The deal in the form that `deal_from_json` reads; what is at its default is left out."""
    data: dict[str, object] = {"id": deal.id, "kind": _KIND_OF[type(deal)]}
    if deal.name:
        data["name"] = deal.name
    if isinstance(deal, SetPrice):
        data["price"] = deal.price
    elif isinstance(deal, SetAmount):
        data["amount"] = deal.amount
    elif isinstance(deal, Cheapest):
        data |= {"n": deal.n, "free": deal.free, "percent": deal.percent, "items": sorted(deal.items)}
    elif isinstance(deal, Spend):
        data |= {"min": deal.min, **({"amount": deal.amount} if deal.amount else {"percent": deal.percent})}
        data["base"] = "net" if deal.net else "list"
        if deal.stack:
            data["stack"] = True
    if isinstance(deal, SetPrice | SetPercent | SetAmount):
        data["slots"] = [_slot_json(slot, isinstance(deal, SetPercent)) for slot in deal.slots]
    if deal.priority:
        data["priority"] = deal.priority
    if deal.max_uses is not None:
        data["max_uses"] = deal.max_uses
    if when := _when_json(deal.when):
        data["when"] = when
    return data


def _slot_json(slot: Slot, percent: bool) -> dict[str, object]:
    data: dict[str, object] = {"n": slot.n}
    if percent and slot.n_max != slot.n:
        data["n_max"] = slot.n_max
    data["items"] = sorted(slot.items)
    if slot.extra:
        data["extra"] = dict(sorted(slot.extra.items()))
    if percent:
        data["percent"] = slot.percent
    return data


def _when_json(when: When) -> dict[str, object]:
    data: dict[str, object] = {}
    if when.member is not None:
        data["member"] = when.member
    if when.mode is not None:
        data["mode"] = str(when.mode)
    if when.from_date:
        data["from"] = when.from_date.isoformat()
    if when.to_date:
        data["to"] = when.to_date.isoformat()
    if when.days:
        data["days"] = [day for day in DAYS if day in when.days]
    if when.hours:
        data["hours"] = [span.json() for span in when.hours]
    if when.min_spend:
        data["min_spend"] = when.min_spend
    return data

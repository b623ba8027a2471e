"""Deals as JSON: the one form in which they are stored, exchanged and written by hand.

{"id": "d1", "name": "Bread and coffee", "kind": "set_price", "price": 500, "slots": [{"n": 1, "items": ["b1", "b2"]}, …],
 "priority": 0, "max_uses": 2, "when": {"member": true, "mode": "eat_in", "from": "2026-11-01", "to": "2026-11-30",
 "days": ["sat", "sun"], "hours": [["10:30", "14:00"]], "min_spend": 800}}

What a kind has beside that is declared with its fields (domain/deals/). Money is in minor units. What is not given takes its
default: n 1, priority 0, always in force.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pos_assist.domain.deals import KINDS, Deal
from pos_assist.domain.deals.json_form import an_object, filled_text, get, read_fields, word, write_fields

_LAST = ("priority", "max_uses", "when")


def deal_from_json(data: object, path: str = "") -> Deal:
    """The deal in `data`. Raises BadInput naming the field (`column`: its path, below `path`) and what was expected there."""
    given = an_object(data, path)
    get(given, path, "kind", filled_text)
    kind: type[Deal] = get(given, path, "kind", word(KINDS))
    values = read_fields(kind, given, path, "kind")
    kind.check(values, path)
    return kind(**values)


def deal_to_json(deal: Deal) -> dict[str, Any]:
    """The deal in the form that `deal_from_json` reads; what is at its default is left out."""
    fields = write_fields(deal)
    last = {key: fields.pop(key) for key in _LAST if key in fields}
    return {"id": fields.pop("id"), "kind": deal.kind, **fields, **last}


def deal_from_version_1(data: Mapping[str, Any]) -> Deal:
    """The deal in the form of databases, journals and packs of version 1, or in today's. Raises BadInput.

    Version 1 called the first and last day `from_date` and `to_date`, the base of a spend discount `net`, and left `n_max` out
    where a slot takes any number of units.
    """
    return deal_from_json(_today(data))


def _today(data: Mapping[str, Any]) -> dict[str, Any]:
    new = dict(data)
    if "when" in new:
        names = {"from_date": "from", "to_date": "to"}
        new["when"] = {names.get(key, key): value for key, value in new["when"].items()}
    if "net" in new:
        new["base"] = "net" if new.pop("net") else "list"
    if "slots" in new:
        percent = new["kind"] == "set_percent"
        new["slots"] = [_slot_today(slot, percent=percent) for slot in new["slots"]]
    return new


def _slot_today(slot: Mapping[str, Any], *, percent: bool) -> dict[str, Any]:
    if percent:
        return {"n_max": None, **slot}
    return {key: value for key, value in slot.items() if key in ("n", "items", "extra")}

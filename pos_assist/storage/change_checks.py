"""What a change of the catalog may not do, asked within the transaction that makes it."""

from __future__ import annotations

import json

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.codec import loads
from pos_assist.domain.deals import Deal
from pos_assist.domain.problems import Refused
from pos_assist.domain.settings import PRICES
from pos_assist.storage.receipt_rows import Rows


def refuse_other_prices(rows: Rows, change: Change) -> None:
    """No order may be open or put aside while what its prices are becomes another thing: it would have two totals.
    Raises Refused «prices_while_open»."""
    if PRICES.name not in change.settings and ("settings", PRICES.name) not in change.removed:
        return
    now: dict[str, str] = dict(rows("SELECT name, value FROM settings WHERE name = ?", PRICES.name))
    if PRICES.of(now) is not PRICES.of(change.settings) and rows("SELECT 1 FROM open_orders LIMIT 1"):
        raise Refused("prices_while_open")


def check_whole(rows: Rows, change: Change) -> None:
    """Whatever the change wrote leaves a valid shop: nothing names what is not there. Raises Refused: no_such_department,
    department_used, no_such_item, upgrade_loop."""
    if change.items:
        lost = rows(
            "SELECT department FROM items WHERE code IN (SELECT value FROM json_each(?)) AND department <> ''"
            " AND department NOT IN (SELECT code FROM departments) LIMIT 1",
            json.dumps([x.code for x in change.items]),
        )
        if lost:
            raise Refused("no_such_department", value=lost[0][0])
    for kind, *key in change.removed:
        if kind == "departments":
            used = rows("SELECT value ->> 'name' FROM items WHERE department = ? LIMIT 1", key[0])
            if used:
                raise Refused("department_used", value=key[0], name=used[0][0])
    named = {code for x in change.upgrades for code in (x.from_item, x.to_item)}
    named |= {code for x in change.pairings for code in (x.trigger, x.addon)}
    named = named.union(*(deal.item_codes for deal in change.deals))
    missing = rows(
        "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT code FROM items) LIMIT 1", json.dumps(sorted(named))
    )
    if missing:
        raise Refused("no_such_item", code=missing[0][0])
    loop = (
        "WITH RECURSIVE up (code) AS (SELECT ?1 UNION SELECT u.to_item FROM upgrades u JOIN up ON u.from_item = up.code)"
        " SELECT 1 FROM up WHERE code = ?2"
    )
    for upgrade in change.upgrades:
        if rows(loop, upgrade.to_item, upgrade.from_item):
            raise Refused("upgrade_loop", value=upgrade.from_item)


def refuse_if_named(rows: Rows, codes: set[str]) -> None:
    """An item that goes must not be named by what stays. Raises Refused «leaned_on»."""
    if not codes:
        return
    listed = json.dumps(sorted(codes))
    named = rows(
        "SELECT from_item FROM upgrades WHERE from_item IN (SELECT value FROM json_each(?1))"
        " UNION ALL SELECT to_item FROM upgrades WHERE to_item IN (SELECT value FROM json_each(?1))"
        " UNION ALL SELECT trigger_item FROM pairings WHERE trigger_item IN (SELECT value FROM json_each(?1))"
        " UNION ALL SELECT addon FROM pairings WHERE addon IN (SELECT value FROM json_each(?1)) LIMIT 1",
        listed,
    )
    for (text,) in rows("SELECT value FROM deals"):
        named += [(code,) for code in loads(Deal, text).item_codes & codes]
    if named:
        raise Refused("leaned_on", what=named[0][0])

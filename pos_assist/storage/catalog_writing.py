"""How a change of the catalog is applied to the tables, and the whole catalog as one such change.

A change is also a line of the journal, so that a lost database gets its catalog back as it was last written.
"""

from __future__ import annotations

import sqlite3
from typing import TypeVar

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.codec import dumps, loads
from pos_assist.domain.codes import normal_code
from pos_assist.domain.deals import Deal
from pos_assist.domain.items import Department, Item, Pairing, Perk, Upgrade, standard_form
from pos_assist.domain.problems import Refused

T = TypeVar("T")

_TABLES = (
    "barcodes",
    "item_fits",
    "search",
    "items",
    "departments",
    "upgrades",
    "pairings",
    "deals",
    "perks",
    "settings",
)
_KEYS = {  # table -> its key's columns, for removing
    "departments": ("code",),
    "upgrades": ("from_item", "to_item"),
    "pairings": ("trigger_item", "addon"),
    "deals": ("id",),
    "perks": ("id",),
    "settings": ("name",),
}


def apply(connection: sqlite3.Connection, change: Change) -> int:
    """Write the change inside a transaction; the catalog's new version."""
    if change.whole:
        for table in _TABLES:
            connection.execute(f"DELETE FROM {table}")
    for table, *key in change.removed:
        condition = " AND ".join(f"{column} = ?" for column in _KEYS[table])
        connection.execute(f"DELETE FROM {table} WHERE {condition}", key)
    _put_items(connection, change.items)
    put = connection.executemany
    put("INSERT OR REPLACE INTO departments VALUES (?, ?, ?)", ((x.code, x.rank, dumps(x)) for x in change.departments))
    put(
        "INSERT INTO upgrades (from_item, to_item, value) VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET value = excluded.value",
        ((x.from_item, x.to_item, dumps(x)) for x in change.upgrades),
    )
    put(
        "INSERT INTO pairings (trigger_item, addon, rank, value) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET rank = excluded.rank, value = excluded.value",
        ((x.trigger, x.addon, x.rank, dumps(x)) for x in change.pairings),
    )
    put(
        "INSERT INTO deals (id, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
        ((x.id, dumps(x)) for x in change.deals),
    )
    put("INSERT OR REPLACE INTO perks VALUES (?, ?, ?)", ((x.id, x.threshold, dumps(x)) for x in change.perks))
    put("INSERT OR REPLACE INTO settings VALUES (?, ?)", change.settings.items())
    row = connection.execute(
        "UPDATE state SET value = value + 1 WHERE name = 'catalog_version' RETURNING CAST(value AS INTEGER)"
    ).fetchall()
    return int(row[0][0])


def snapshot(connection: sqlite3.Connection) -> Change:
    """The whole catalog as it stands."""

    def values(kind: type[T], table: str, order: str) -> tuple[T, ...]:
        rows = connection.execute(f"SELECT value FROM {table} ORDER BY {order}")
        return tuple(loads(kind, text) for (text,) in rows)

    return Change(
        items=values(Item, "items", "code"),
        departments=values(Department, "departments", "rank, code"),
        upgrades=values(Upgrade, "upgrades", "id"),
        pairings=values(Pairing, "pairings", "id"),
        deals=values(Deal, "deals", "place"),
        perks=values(Perk, "perks", "id"),
        settings=dict(connection.execute("SELECT name, value FROM settings ORDER BY name").fetchall()),
        whole=True,
    )


def _put_items(connection: sqlite3.Connection, items: tuple[Item, ...]) -> None:
    if not items:
        return
    from pos_assist.storage.searching import names_changed, search_row  # noqa: PLC0415 — lazy: not needed to ring up

    renamed = False
    # A barcode may move from one item of the change to another, so all are taken away before any is given.
    for x in items:
        connection.execute(
            "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET department = excluded.department,"
            " retired = excluded.retired, page = excluded.page, rank = excluded.rank, value = excluded.value",
            (x.code, x.department, int(x.retired), x.page, x.rank, dumps(x), normal_code(x.code)),
        )
        connection.execute("DELETE FROM barcodes WHERE item = ?", (x.code,))
    for x in items:
        for barcode in x.barcodes:
            form = normal_code(barcode)
            taken = connection.execute("SELECT item FROM barcodes WHERE barcode = ?", (form,)).fetchall()
            if taken and taken[0][0] != x.code:
                raise Refused("barcode_taken", barcode=barcode, code=x.code, item=taken[0][0])
            connection.execute("INSERT OR IGNORE INTO barcodes VALUES (?, ?)", (form, x.code))
        connection.execute("DELETE FROM item_fits WHERE item = ?", (x.code,))
        fits = {(standard_form(standard), x.code) for standard in x.fits}
        connection.executemany("INSERT INTO item_fits VALUES (?, ?)", sorted(fits))
        row = search_row(x)
        if connection.execute("SELECT * FROM search WHERE item = ?", (x.code,)).fetchall() != [row]:
            connection.execute("INSERT OR REPLACE INTO search VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            renamed = True
    if renamed:
        names_changed(connection)

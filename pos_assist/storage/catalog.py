"""What the shop sells and offers. Reads go by index; what was asked for once is kept until the next write."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from pos_assist.domain.catalog_change import Change, Removable, key_of
from pos_assist.domain.codec import encode, loads, stored
from pos_assist.domain.codes import Label, Scan, normal_code
from pos_assist.domain.deals import Deal
from pos_assist.domain.items import Department, Item, Pairing, Perk, Upgrade, standard_form
from pos_assist.domain.problems import Refused
from pos_assist.domain.setting import Setting
from pos_assist.storage.catalog_writing import apply
from pos_assist.storage.connection import Reader
from pos_assist.storage.part import StoragePart
from pos_assist.storage.writer import Writer

if TYPE_CHECKING:
    from pos_assist.storage.searching import ItemSearch

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")
_KEPT = 5_000  # items remembered; more than a till shows in a day


class _Unknown:
    """Not asked for yet; None is an answer."""


_UNKNOWN = _Unknown()


def _keep(kept: dict[K, V], key: K, value: V) -> None:
    if len(kept) >= _KEPT:  # two threads may come here at once: neither looks in `kept` again
        kept.clear()
    kept[key] = value


@dataclass
class _Kept:
    """Answers of one version of the catalog. A write puts a new one in its place once it is committed, and only then: a
    reader takes hold of the one that is there, then reads, so what it puts into the new one was read after the commit,
    and what it may have read before goes into the old one."""

    items: dict[str, Item | None] = field(default_factory=dict)
    barcodes: dict[tuple[str, str], str | None] = field(default_factory=dict)
    lists: dict[tuple[Any, ...], Any] = field(default_factory=dict)


class Catalog(StoragePart):
    """Items, departments, upgrades, pairings, deals, perks and settings of one shop."""

    def __init__(self, reader: Reader, writer: Writer | None) -> None:
        super().__init__(reader, writer)
        self._kept = _Kept()
        self._search: ItemSearch | None = None
        if writer:
            writer.after.append(self._after)

    # -- reading -------------------------------------------------------------------------------------------------

    def item(self, code: str) -> Item | None:
        """The item with that code, retired or not."""
        kept = self._kept.items
        item = kept.get(code, _UNKNOWN)
        if isinstance(item, _Unknown):
            found = self._values(Item, "items WHERE code = ?", code)
            item = found[0] if found else None
            _keep(kept, code, item)
        return item

    def items_with_options(self) -> list[Item]:
        """Every item that has options, retired or not."""
        with stored():
            return self._values(Item, "items WHERE json_array_length(value, '$.options') > 0 ORDER BY code")

    def item_by_barcode(self, barcode: str) -> Item | None:
        """The item that has that barcode, however it is written."""
        return self._by_form(normal_code(barcode), "SELECT item FROM barcodes WHERE barcode = ?")

    def item_by_scan(self, scan: Scan) -> Item | None:
        """The item that a scanned code names: by an in-store label's digits, by a barcode, or by its own code. None too
        where more than one could be meant."""
        named = self._first(scan.label.forms) or self._by_beginning(scan.label) if scan.label else None
        return named or self._first(scan.forms)

    def departments(self) -> tuple[Department, ...]:
        """In the order of their tabs."""
        return self._list(("departments",), lambda: self._values(Department, "departments ORDER BY rank, code"))

    def tabs(self) -> tuple[Department, ...]:
        """The departments that sell something; all of them while none does."""
        sql = "SELECT DISTINCT department FROM items WHERE retired = 0"
        selling = self._list(("selling",), lambda: (row[0] for row in self._reader.rows(sql)))
        return tuple(x for x in self.departments() if x.code in selling) or self.departments()

    def keys(self, department: str, page: int) -> tuple[Item, ...]:
        """The items on one page of a department's keys, in their order; retired ones have no key."""
        where = "items WHERE department = ? AND retired = 0 AND page = ? ORDER BY rank, code"
        return self._list(("keys", department, page), lambda: self._values(Item, where, department, page))

    def pages(self, department: str) -> int:
        """How many pages of keys the department has; at least 1."""
        sql = "SELECT max(page) FROM items WHERE department = ? AND retired = 0"
        (pages,) = self._list(
            ("pages", department), lambda: ((row[0] or 0) + 1 for row in self._reader.rows(sql, department))
        )
        return pages

    def search(self, text: str, limit: int = 20) -> list[Item]:
        """Items by name, reading (kana or romaji), code or the beginning of a barcode, best match first.

        Half and full width, hiragana and katakana, long vowels, small kana, marks, old forms of characters are alike
        (domain/spelling.py); every word must match; a half-typed syllable matches. Where nothing does, what is one slip of
        the hand away.
        """
        return [item for code in self.search_codes(text, limit) if (item := self.item(code))]

    def search_codes(self, text: str, limit: int, *, retired: bool = False) -> list[str]:
        """As `search`, the codes alone; `retired`: of the items that have left the menu."""
        if self._search is None:
            from pos_assist.storage.searching import ItemSearch  # noqa: PLC0415 — lazy: not needed to ring up

            self._search = ItemSearch(self._reader.rows)
        return self._search.find(text, limit, retired=retired)

    def made_for(self, standard: str) -> tuple[str, ...]:
        """Codes of the items that are made for that standard («49 mm»); at most 50, so that this does not grow."""
        sql = "SELECT item FROM item_fits WHERE standard = ? ORDER BY item LIMIT 50"
        form = standard_form(standard)
        return self._list(("fits", form), lambda: (code for (code,) in self._reader.rows(sql, form)))

    def upgrades_from(self, code: str) -> tuple[Upgrade, ...]:
        """Return the upgrades that begin at the item, by id."""
        where = "upgrades WHERE from_item = ? ORDER BY id"
        return self._list(("upgrades", code), lambda: self._values(Upgrade, where, code))

    def pairings_from(self, codes: Iterable[str]) -> tuple[Pairing, ...]:
        """Return the managers' decisions about these triggers, in the triggers' order, then by rank."""
        where = "pairings WHERE trigger_item = ? ORDER BY rank, id"

        def of(code: str) -> tuple[Pairing, ...]:
            return self._list(("pairings", code), lambda: self._values(Pairing, where, code))

        return tuple(pairing for code in codes for pairing in of(code))

    def deals(self) -> tuple[Deal, ...]:
        """Every deal, in the order they were written."""
        sql = "SELECT value FROM deals ORDER BY place"
        return self._list(("deals",), lambda: (loads(Deal, text) for (text,) in self._reader.rows(sql)))

    def newest_edit(self) -> int:
        """The number of the newest edit in the history; 0: none."""
        (edit,) = self._list(
            ("newest_edit",),
            lambda: (int(row[0]) for row in self._reader.rows("SELECT coalesce(max(id), 0) FROM changes")),
        )
        return edit

    def item_as_of(self, code: str, edit: int) -> Item | None:
        """The item as it was after that edit, if the history knows otherwise than it is now; one that was not there yet is as
        it is now."""
        if edit >= self.newest_edit():
            return self.item(code)
        sql = (
            "SELECT before FROM change_records WHERE kind = 'items' AND key = ? AND change > ? ORDER BY change LIMIT 1"
        )
        then = self._list(
            ("item", code, edit), lambda: (loads(Item, text) for (text,) in self._reader.rows(sql, code, edit) if text)
        )
        return then[0] if then else self.item(code)

    def deals_as_of(self, edit: int) -> tuple[Deal, ...]:
        """Every deal as it was after that edit, as far as the history knows."""
        if edit >= self.newest_edit():
            return self.deals()

        def then() -> Iterable[Deal]:
            sql = "SELECT key, before FROM change_records WHERE kind = 'deals' AND change > ? ORDER BY change DESC"
            before = dict(self._reader.rows(sql, edit))  # of several edits the earliest is read last, and stays
            found = {deal.id: deal for deal in self.deals() if deal.id not in before}
            return (*found.values(), *(loads(Deal, text) for text in before.values() if text))

        return self._list(("deals", edit), then)

    def perks(self) -> tuple[Perk, ...]:
        """Every threshold benefit, the lowest first."""
        return self._list(("perks",), lambda: self._values(Perk, "perks ORDER BY threshold, id"))

    def settings(self) -> dict[str, str]:
        """Return every setting that was set, as stored text by name."""
        return dict(self._settings())

    def setting(self, setting: Setting[T]) -> T:
        """The value of one setting; its default where it was never set, or is what the setting cannot be."""
        return setting.of(self._settings())

    def version(self) -> int:
        """Changes with every write to the catalog, and only then."""
        (version,) = self._list(
            ("version",),
            lambda: (
                int(row[0]) for row in self._reader.rows("SELECT value FROM state WHERE name = 'catalog_version'")
            ),
        )
        return version

    # -- writing: each call is one transaction, and journalled ---------------------------------------------------

    def put_items(self, items: Iterable[Item]) -> None:
        """Add items, or replace those of the same code. Refused: barcode_taken, with `item`, the one that has it."""
        self.write(Change(items=tuple(items)))

    def put_departments(self, departments: Iterable[Department]) -> None:
        """Add departments, or replace those of the same code."""
        self.write(Change(departments=tuple(departments)))

    def put_upgrades(self, upgrades: Iterable[Upgrade]) -> None:
        """Add upgrades, or replace those of the same pair of items."""
        self.write(Change(upgrades=tuple(upgrades)))

    def put_pairings(self, pairings: Iterable[Pairing]) -> None:
        """Add pairings, or replace those of the same pair of items."""
        self.write(Change(pairings=tuple(pairings)))

    def put_deals(self, deals: Iterable[Deal]) -> None:
        """Add deals, or replace those of the same id in their place."""
        self.write(Change(deals=tuple(deals)))

    def put_perks(self, perks: Iterable[Perk]) -> None:
        """Add perks, or replace those of the same id."""
        self.write(Change(perks=tuple(perks)))

    def put_setting(self, name: str, value: str) -> None:
        """Store one setting as text."""
        self.write(Change(settings={name: value}))

    def set_sold_out(self, code: str, sold_out: bool) -> None:
        """Mark an item as sold out, or back. Refused: no_such_item."""
        item = self.item(code)
        if item is None:
            raise Refused("no_such_item", code=code)
        self.put_items([replace(item, sold_out=sold_out)])

    def remove(self, what: Iterable[Removable]) -> None:
        """Take out upgrades, pairings, deals, perks or departments. An item is retired instead: receipts name it."""
        self.write(Change(removed=tuple(key_of(x) for x in what)))

    def replace_all(  # noqa: PLR0913 — given by name
        self,
        *,
        items: Iterable[Item] = (),
        departments: Iterable[Department] = (),
        upgrades: Iterable[Upgrade] = (),
        pairings: Iterable[Pairing] = (),
        deals: Iterable[Deal] = (),
        perks: Iterable[Perk] = (),
        settings: dict[str, str] | None = None,
    ) -> None:
        """A whole shop in place of what there was, in one transaction. Refused: barcode_taken."""
        self.write(
            Change(
                tuple(items),
                tuple(departments),
                tuple(upgrades),
                tuple(pairings),
                tuple(deals),
                tuple(perks),
                settings or {},
                whole=True,
            )
        )

    def write(self, change: Change) -> None:
        """Apply a change, whichever it is."""
        writer = self._writer

        def write(connection: sqlite3.Connection) -> None:
            version = apply(connection, change)
            writer.note(connection, "catalog", version, {"change": encode(change)})

        writer.now(write)

    def forget(self) -> None:
        """Ask the database again: somebody wrote to it in another way."""
        self._kept = _Kept()

    # -- inside --------------------------------------------------------------------------------------------------

    def _first(self, forms: Iterable[str]) -> Item | None:
        for sql in (
            "SELECT item FROM barcodes WHERE barcode = ?",
            "SELECT max(code) FROM items WHERE normal_code = ? AND retired = 0 GROUP BY normal_code HAVING count(*) = 1",
        ):
            for form in forms:
                if item := self._by_form(form, sql):
                    return item
        return None

    def _by_form(self, form: str, sql: str) -> Item | None:
        kept = self._kept.barcodes
        code = kept.get((form, sql), _UNKNOWN)
        if isinstance(code, _Unknown):
            row = self._reader.row(sql, form)
            code = row[0] if row else None
            _keep(kept, (form, sql), code)
        return self.item(code) if code is not None else None

    def _by_beginning(self, label: Label) -> Item | None:
        """The one item that has any label of that beginning among its barcodes: a shop may have scanned a real one."""
        found: set[str] = set()
        for beginning in label.beginnings:
            sql = "SELECT DISTINCT item FROM barcodes WHERE barcode >= ? AND barcode < ? LIMIT 2"
            found.update(code for (code,) in self._reader.rows(sql, beginning, beginning + "\U0010ffff"))
        return self.item(found.pop()) if len(found) == 1 else None

    def _after(self, committed: bool, kinds: frozenset[str]) -> None:
        if committed and "catalog" in kinds:
            self.forget()

    def _settings(self) -> dict[str, str]:
        (settings,) = self._list(
            ("settings",), lambda: (dict(self._reader.rows("SELECT name, value FROM settings ORDER BY name")),)
        )
        return settings

    def _list(self, key: tuple[object, ...], read: Callable[[], Iterable[T]]) -> tuple[T, ...]:
        kept = self._kept.lists
        found = kept.get(key)
        if found is None:
            with stored():
                found = tuple(read())
            _keep(kept, key, found)
        return found

    def _values(self, kind: type[T], where: str, *parameters: object) -> list[T]:
        return [loads(kind, text) for (text,) in self._reader.rows(f"SELECT value FROM {where}", *parameters)]

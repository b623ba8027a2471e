"""The edits of the catalog: items, departments, upgrades, pairings, deals and perks, each checked and written to the history."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise

from pos_assist.domain.business_day import business_date
from pos_assist.domain.catalog_change import Change, Edit, Removable, key_of
from pos_assist.domain.codes import normal_code
from pos_assist.domain.deals import Deal
from pos_assist.domain.items import Department, Item, Pairing, Perk, TaxClass, Upgrade
from pos_assist.domain.problems import Refused
from pos_assist.domain.settings import DAY_END, offer_hours
from pos_assist.exchange.catalog.catalog_files import KEYS_ON_A_PAGE
from pos_assist.exchange.tables import clean
from pos_assist.pricing.checks import Finding, check_deals
from pos_assist.services.management import pairings, validation
from pos_assist.services.management.deal_ideas import Idea, ideas
from pos_assist.services.management.deal_replay import Replay, replay
from pos_assist.services.management.option_groups import with_the_same_groups
from pos_assist.services.management.pairings import LearnedPair
from pos_assist.services.management.staff import StaffService
from pos_assist.storage import Storage, ThisPC
from pos_assist.storage.browse import SalesOfDays
from pos_assist.storage.changes import whole as whole_catalog
from pos_assist.system import clock

EXACT_FIRST = 200  # items found among which the one called exactly so comes first


@dataclass(frozen=True, slots=True)
class ItemList:
    """The items that match, as many as there are: rows are fetched as they come into view."""

    codes: Sequence[str]
    _fetch: Callable[[Sequence[str]], list[Item]]

    def __len__(self) -> int:
        return len(self.codes)

    def rows(self, start: int, count: int) -> list[Item]:
        """The items from that place on."""
        return self._fetch(self.codes[start : start + count])


class CatalogEdits:
    """The changes a manager makes to what the shop sells and offers. Base of `Management`, not for use by itself."""

    def __init__(self, storage: Storage, who: str, now: Callable[[], datetime] = clock.now) -> None:
        self.storage = storage
        self.who = who
        self._now = now
        self._catalog = storage.catalog
        self.staff = StaffService(storage, who, now)
        self._this_pc = ThisPC(storage.path.parent)
        self.broken: tuple[
            Finding, ...
        ] = ()  # what the latest change of items or deals did to the deals: it is told, not refused

    # -- items and departments -------------------------------------------------------------------------------------------

    def list_items(
        self,
        text: str = "",
        department: str | None = None,
        sort: str = "key",
        *,
        down: bool = False,
        retired: bool = False,
    ) -> ItemList:
        """Items by name, reading, code or barcode, one called exactly so first; `sort` is one of storage.browse.SORTS; `retired`:
        those instead."""
        codes = self.storage.browse.item_codes(text=text, department=department, sort=sort, down=down, retired=retired)
        if text.strip() and sort == "key" and len(codes) <= EXACT_FIRST:
            called = text.strip().casefold()
            exact = {x.code for x in self.storage.browse.items(codes) if x.title.casefold() == called}
            codes.sort(key=lambda code: code not in exact)
        return ItemList(codes, self.storage.browse.items)

    def save_item(self, item: Item, hours: str | None = None, *, everywhere: bool = False) -> int:
        """Add or change an item. A barcode that a retired item still has moves here. `hours`: when it may be offered, as
        the setting `offer_hours.CODE` reads them; None leaves them. `everywhere`: its changed groups of options change in
        every item that has them. Refused: barcode_taken, bad_setting, and what `validate_item` says."""
        item = validation.validate_item(item)
        return self._save(item, hours, with_the_same_groups(self._catalog, item) if everywhere else ())

    def _save(self, item: Item, hours: str | None, moved: Sequence[Item] = ()) -> int:
        item = validation.validate_item(item)
        change = _with_hours(self._with_freed_barcodes(item), item.code, hours)
        others = {x.code: x for x in change.items}
        change = replace(change, items=(*change.items, *(x for x in moved if x.code not in others)))
        return self._watched(lambda: self._write(change, "item", item.title))

    def add_item(self, item: Item, hours: str | None = None) -> int:
        """Add an item as `save_item` does. Refused: code_taken, and as `save_item`."""
        if self._catalog.item(item.code):
            raise Refused("code_taken", column="code", value=item.code)
        placed, moved = self._placed(item)
        return self._save(placed, hours, moved)

    def department_keys(self, department: str) -> list[Item]:
        """Every key of a department, page after page, as the counter has them."""
        pages = range(self._catalog.pages(department))
        return [item for page in pages for item in self._catalog.keys(department, page)]

    def order_keys(self, department: str, codes: Sequence[str], colors: Mapping[str, str] | None = None) -> int:
        """The department's keys in this order, so many on a page as a small screen shows; `colors`: code -> the key's own, "" for
        the department's."""
        colors = colors or {}
        items = {x.code: x for x in self.department_keys(department)}
        order = [*(x for x in codes if x in items), *(x for x in items if x not in set(codes))]
        new = []
        for place, code in enumerate(order):
            page, rank = divmod(place, KEYS_ON_A_PAGE)
            placed = replace(items[code], page=page, rank=rank, color=colors.get(code, items[code].color))
            if placed != items[code]:
                new.append(placed)
        names = {x.code: x.name for x in self._catalog.departments()}
        return self._write(Change(items=tuple(new)), "keys", names.get(department, department)) if new else 0

    def _placed(self, item: Item) -> tuple[Item, list[Item]]:
        """A new item's key stands where a person would look, with the keys that move for it: a size behind the other sizes of the same
        thing, as long as their page has room, so that none goes to another page; else after the last of its department."""
        keys = self.department_keys(item.department)
        if (item.page, item.rank) != (0, 0) or not keys:
            return item, []
        siblings = [x for x in keys if item.size and x.size and x.thing == item.thing]
        if siblings:
            page = [x for x in keys if x.page == siblings[-1].page]
            if len(page) < KEYS_ON_A_PAGE:
                rank = siblings[-1].rank + 1
                moved, free = [], rank
                for key in page[page.index(siblings[-1]) + 1 :]:
                    if key.rank > free:
                        break
                    free = free + 1
                    moved.append(replace(key, rank=free))
                return replace(item, page=siblings[-1].page, rank=rank), moved
        last = keys[-1]
        full = sum(x.page == last.page for x in keys) >= KEYS_ON_A_PAGE
        return replace(item, page=last.page + full, rank=0 if full else last.rank + 1), []

    def retire_item(self, code: str, *, retired: bool = True) -> int:
        """Take an item off the menu, or put it back. It stays in the shop: receipts name it. Refused: no_such_item."""
        item = self._item(code)
        change, what = Change(items=(replace(item, retired=retired),)), "retire" if retired else "unretire"
        return self._watched(lambda: self._write(change, what, item.title))

    def set_sold_out(self, code: str, sold_out: bool) -> int:
        """Sold out today, or there again. Refused: no_such_item."""
        item = self._item(code)
        what = "sold_out" if sold_out else "on_sale"
        return self._write(Change(items=(replace(item, sold_out=sold_out),)), what, item.title)

    def set_price(self, code: str, price: int, start: date | None = None) -> int:
        """A price from now on, or from the morning of a day to come. Refused: no_such_item, bad_money."""
        item = self._item(code)
        validation.money("price", price)
        if start is None or start <= business_date(self._now(), self._catalog.setting(DAY_END)):
            new = replace(item, price=price, next_price=None, next_from=None)
        else:
            new = replace(item, next_price=price, next_from=start)
        return self._watched(lambda: self._write(Change(items=(new,)), "price", item.title))

    def save_department(self, department: Department, hours: str | None = None) -> int:
        """Add or change a department. `hours` as for an item, for all of its items."""
        department = validation.validate_department(department)
        change = _with_hours(Change(departments=(department,)), department.code, hours)
        return self._write(change, "department", department.name)

    def add_open_key(self, department: Department) -> int:
        """Add the key of a department at which a price is typed (部門打ち), taxed as most of its items. Refused: code_taken."""
        items = self._catalog.keys(department.code, 0)
        taxes = Counter(x.tax for x in items)
        tax = taxes.most_common(1)[0][0] if taxes else TaxClass.REDUCED
        item = Item(f"open-{department.code}"[:40], department.name, 0, department.code, tax, open_price=True)
        return self.add_item(replace(item, title_en=department.title_en))

    def remove_department(self, department: Department) -> int:
        """Remove a department and return the change's id. Refused: department_used while items are in it."""
        return self._remove([department], department.name)

    # -- upgrades --------------------------------------------------------------------------------------------------------

    def ladders(self) -> list[tuple[Item, ...]]:
        """Every ladder from its lowest step up (S, M, L). Where an item has two ways up there are two ladders."""
        up: dict[str, list[str]] = {}
        above: set[str] = set()
        for upgrade in self.storage.browse.upgrades():
            up.setdefault(upgrade.from_item, []).append(upgrade.to_item)
            above.add(upgrade.to_item)
        found: list[tuple[Item, ...]] = []
        waiting: list[tuple[str, ...]] = [(code,) for code in up if code not in above]
        while waiting:
            steps = waiting.pop(0)
            further = [code for code in up.get(steps[-1], []) if code not in steps]
            waiting += [(*steps, code) for code in further]
            if not further:
                found.append(tuple(self.storage.browse.items(steps)))
        return found

    def save_ladder(self, codes: Sequence[str], kind: str = "size") -> int:
        """Make these items one ladder in this order; steps there were among them go.
        Refused: upgrade_loop, no_such_item, to_itself."""
        steps = {(a, b): validation.validate_upgrade(Upgrade(a, b, kind)) for a, b in pairwise(codes)}
        old = {
            (x.from_item, x.to_item): x
            for x in self.storage.browse.upgrades()
            if x.from_item in codes and x.to_item in codes
        }
        new = tuple(old.get(step, upgrade) for step, upgrade in steps.items())
        gone = tuple(key_of(x) for step, x in old.items() if step not in steps)
        return self._write(Change(upgrades=new, removed=gone), "ladder", self._titles(*codes))

    def remove_upgrade(self, upgrade: Upgrade) -> int:
        """Remove one step of a ladder; return the change's id."""
        return self._remove([upgrade], self._titles(upgrade.from_item, upgrade.to_item))

    # -- pairings --------------------------------------------------------------------------------------------------------

    def learned_pairs(self, item: str = "", department: str = "", limit: int = 50) -> list[LearnedPair]:
        """Return what is bought with an item, or with the items of a department, with the evidence and the manager's
        decision."""
        return pairings.learned(self.storage, item, department, limit)

    def offered_with(self, item: str, limit: int = 50) -> list[LearnedPair]:
        """The other way round: the items that bring this one up."""
        return pairings.offered_with(self.storage, item, limit)

    def new_pairs(self, limit: int = 50) -> list[LearnedPair]:
        """The queue: pairs that the receipts taught and nobody has decided about; the strongest first."""
        return pairings.undecided(self.storage, limit)

    def save_pairing(self, pairing: Pairing) -> int:
        """Pin, block, reword or order. Refused: no_such_item, to_itself, bad_choice."""
        pairing = validation.validate_pairing(pairing)
        return self._write(
            Change(pairings=(pairing,)), f"pairing_{pairing.state}", self._titles(pairing.trigger, pairing.addon)
        )

    def decide(self, trigger: str, addon: str, state: str) -> int:
        """Approve (pinned), reject (blocked) or leave to the receipts (learned), words and rank kept."""
        had = next((x for x in self._catalog.pairings_from([trigger]) if x.addon == addon), Pairing(trigger, addon))
        return self.save_pairing(replace(had, state=state))

    def order_pairings(self, trigger: str, addons: Sequence[str]) -> int:
        """The pinned add-ons of an item in this order."""
        place = {addon: i for i, addon in enumerate(addons)}
        new = [replace(x, rank=place[x.addon]) for x in self._catalog.pairings_from([trigger]) if x.addon in place]
        return self._write(Change(pairings=tuple(new)), "pairing_order", self._titles(trigger))

    def remove_pairing(self, pairing: Pairing) -> int:
        """Back to what the receipts teach, as if nobody had decided."""
        return self._remove([pairing], self._titles(pairing.trigger, pairing.addon))

    # -- deals and perks -------------------------------------------------------------------------------------------------

    def new_deal_id(self) -> str:
        """An id for a deal that is being designed."""
        return f"deal-{uuid.uuid4().hex[:8]}"

    def findings(self, deal: Deal) -> list[Finding]:
        """Return the warnings about a deal before it is saved (codes of problem_texts.py): dearer than its parts, can
        never fire, beaten by another."""
        return [x for x in check_deals(self.with_deal(deal), self.catalog().items) if x.deal.id == deal.id]

    def _all_findings(self) -> list[Finding]:
        """What is to be said about every deal at the prices of today, and on every day for which one is planned."""
        deals = self._catalog.deals()
        items = self.storage.browse.items(sorted({code for deal in deals for code in deal.item_codes}))
        days = sorted({item.next_from for item in items if item.next_from})
        planned = [[_priced_on(day, item) for item in items] for day in days]
        return [finding for prices in (items, *planned) for finding in check_deals(deals, prices)]

    def _watched(self, write: Callable[[], int]) -> int:
        """Make a change, and see what it breaks: `broken` then has what could not be said of the deals before."""
        before = {(x.deal.id, x.code) for x in self._all_findings()}
        self.broken = ()
        change = write()
        new = {(x.deal.id, x.code): x for x in reversed(self._all_findings())}
        broken = (new[key] for key in sorted(new.keys() - before))
        self.broken = tuple(sorted(broken, key=lambda x: not x.refused))  # what should not be so comes first
        return change

    def save_deal(self, deal: Deal) -> int:
        """Add or change a deal. What `findings` says about it is advice, except where `refused`: Refused with its code."""
        for finding in self.findings(deal):
            if finding.refused:
                raise Refused(finding.code, **finding.data)
        validation.text("id", deal.id, validation.MAX_CODE, required=True)
        validation.text("name", deal.name, validation.MAX_NAME)
        validation.text("title_en", deal.title_en, validation.MAX_NAME)
        return self._watched(lambda: self._write(Change(deals=(deal,)), "deal", deal.name or deal.id))

    def remove_deal(self, deal: Deal) -> int:
        """Take a deal away; receipts keep what it saved."""
        return self._remove([deal], deal.name or deal.id)

    def replay(
        self,
        deals: Sequence[Deal],
        since: date | None = None,
        until: date | None = None,
        progress: Callable[[int, int], None] | None = None,
        cancel: Callable[[], bool] = lambda: False,
    ) -> Replay:
        """Past receipts priced by these deals instead of today's, both by the real pricing. For a worker."""
        with closing(self.storage.reader()) as connection:
            return replay(
                SalesOfDays(connection, since, until), self._catalog, self._catalog.deals(), deals, progress, cancel
            )

    def with_deal(self, deal: Deal) -> list[Deal]:
        """Today's deals with this one added, or changed to this: what to `replay` while it is designed."""
        deals = {x.id: x for x in self._catalog.deals()} | {deal.id: deal}
        return list(deals.values())

    def ideas(
        self, since: date | None = None, limit: int = 20, progress: Callable[[int, int], None] | None = None,
        cancel: Callable[[], bool] = lambda: False,
    ) -> list[Idea]:  # fmt: skip
        """Return items that are often bought together and that no set covers. Slow: to be called on a worker."""
        with closing(self.storage.reader()) as connection:
            return ideas(SalesOfDays(connection, since), self._catalog, limit, progress, cancel)

    def save_perk(self, perk: Perk) -> int:
        """Add or change a perk."""
        perk = validation.validate_perk(perk)
        return self._write(Change(perks=(perk,)), "perk", perk.name)

    def remove_perk(self, perk: Perk) -> int:
        """Remove a perk; return the change's id."""
        return self._remove([perk], perk.name)

    # -- for all edits ---------------------------------------------------------------------------------------------------

    def _titles(self, *codes: str) -> str:
        """What the history says of items: as the screen calls them."""
        found = {code: self._catalog.item(code) for code in codes}
        return " → ".join(item.title if (item := found[code]) else code for code in codes)

    def _item(self, code: str) -> Item:
        item = self._catalog.item(code)
        if item is None:
            raise Refused("no_such_item", code=code)
        return item

    def _with_freed_barcodes(self, item: Item) -> Change:
        holders = (self._catalog.item_by_barcode(x) for x in item.barcodes)
        taken = {normal_code(x) for x in item.barcodes}
        freed = {x.code: x for x in holders if x and x.retired and x.code != item.code}
        return Change(
            items=(
                item,
                *(
                    replace(x, barcodes=tuple(b for b in x.barcodes if normal_code(b) not in taken))
                    for x in freed.values()
                ),
            )
        )

    def _remove(self, what: Iterable[Removable], detail: str) -> int:
        return self._write(Change(removed=tuple(key_of(x) for x in what)), "remove", detail)

    def _write(self, change: Change, what: str, detail: str) -> int:
        return self.storage.changes.write(Edit(change), self.who, self._now(), what, detail)

    def catalog(self) -> Change:
        """The whole catalog as it stands."""
        with closing(self.storage.reader()) as connection:
            return whole_catalog(connection)[0]


def _priced_on(day: date, item: Item) -> Item:
    if item.next_price is None or item.next_from is None or day < item.next_from:
        return item
    return replace(item, price=item.next_price)


def _with_hours(change: Change, code: str, hours: str | None) -> Change:
    """The change, and with it when that item or department may be offered; no hours: always."""
    if hours is None:
        return change
    setting = offer_hours(code)
    kept = setting.checked(clean(hours))
    if not kept:
        return replace(change, removed=(*change.removed, ("settings", setting.name)))
    return replace(change, settings={**change.settings, setting.name: kept})

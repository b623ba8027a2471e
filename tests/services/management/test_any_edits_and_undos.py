"""Any sequence of edits and undos, by two managers and the counter, leaves a valid shop; and the history can be replayed."""

from __future__ import annotations

import itertools
import json
import shutil
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pos_assist.domain.catalog_change import Change, key_text
from pos_assist.domain.codec import encode
from pos_assist.domain.deals import SetPrice, Slot
from pos_assist.domain.items import Department, Item, Pairing, PairingState, Perk, Upgrade
from pos_assist.domain.problems import Refused
from pos_assist.services.management.management import Management
from pos_assist.storage import Storage
from pos_assist.storage.changes import whole
from tests.clocks import minute_by_minute
from tests.profiles import examples
from tests.services.management.conftest import MORNING

CODES = st.sampled_from(["a", "b", "c", "d", "e", "f"])
DEPARTMENTS = st.sampled_from(["", "x", "y"])
BARCODES = st.lists(st.sampled_from(["B1", "B2", "B3"]), max_size=2, unique=True).map(tuple)
ITEMS = st.builds(
    Item,
    code=CODES,
    name=st.sampled_from(["パン", "牛乳"]),
    price=st.integers(0, 500),
    department=DEPARTMENTS,
    barcodes=BARCODES,
    retired=st.booleans(),
)
WHO = st.sampled_from(["佐藤", "鈴木"])


def assert_valid(shop: Change) -> None:
    """Written from the rules, not from the code: nothing names what is not there, no barcode twice, no way back up."""
    items = {x.code: x for x in shop.items}
    departments = {x.code for x in shop.departments}
    assert all(not x.department or x.department in departments for x in shop.items)
    barcodes = [b for x in shop.items for b in x.barcodes]
    assert len(barcodes) == len(set(barcodes))
    assert all(x.price >= 0 and x.name for x in shop.items)
    assert all({x.from_item, x.to_item} <= items.keys() and x.from_item != x.to_item for x in shop.upgrades)
    assert all({x.trigger, x.addon} <= items.keys() and x.trigger != x.addon for x in shop.pairings)
    assert all(x.item_codes <= items.keys() for x in shop.deals)
    up: dict[str, set[str]] = {}
    for x in shop.upgrades:
        up.setdefault(x.from_item, set()).add(x.to_item)
    for start, first in up.items():
        seen: set[str] = set()
        level = set(first)
        while level:
            assert start not in level
            seen |= level
            level = set().union(*(up.get(x, set()) for x in level)) - seen


class AnyEdits(RuleBasedStateMachine):
    """Two managers and a counter at one shop."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=self.template.parent))  # pytest tidies up after a run that was stopped
        shutil.copyfile(self.template, self.folder / "shop.db")
        self.storage = Storage.open(self.folder / "shop.db")
        self.clock = minute_by_minute(MORNING)
        self.writes = 0

    @initialize()
    def some_items(self) -> None:
        boss = Management(self.storage, "店長", self.clock)
        for code in "abcd":
            boss.save_item(Item(code, f"商品{code}", 100))

    def teardown(self) -> None:
        self.storage.close()
        shutil.rmtree(self.folder)

    def attempt(self, who: str, edit: Callable[[Management], int]) -> None:
        """A refusal must leave everything as it was."""
        before, version = self.shop(), self.storage.catalog.version()
        try:
            made = edit(Management(self.storage, who, self.clock))
        except Refused:
            assert self.shop() == before
            return
        assert (self.storage.catalog.version() != version) == bool(made) or self.shop() == before

    def shop(self) -> Change:
        with closing(self.storage.reader()) as connection:
            return whole(connection)[0]

    @rule(who=WHO, item=ITEMS)
    def item(self, who: str, item: Item) -> None:
        self.attempt(who, lambda m: m.save_item(item))

    @rule(who=WHO, code=st.sampled_from(["x", "y"]), name=st.sampled_from(["棚", "冷蔵"]))
    def department(self, who: str, code: str, name: str) -> None:
        self.attempt(who, lambda m: m.save_department(Department(code, name)))

    @rule(who=WHO, code=st.sampled_from(["x", "y"]))
    def no_department(self, who: str, code: str) -> None:
        self.attempt(who, lambda m: m.remove_department(Department(code, "")))

    @rule(who=WHO, a=CODES, b=CODES)
    def upgrade(self, who: str, a: str, b: str) -> None:
        self.attempt(who, lambda m: m.save_ladder([a, b]))

    @rule(who=WHO, codes=st.lists(CODES, min_size=2, max_size=4, unique=True))
    def ladder(self, who: str, codes: list[str]) -> None:
        self.attempt(who, lambda m: m.save_ladder(codes))

    @rule(who=WHO, a=CODES, b=CODES)
    def no_upgrade(self, who: str, a: str, b: str) -> None:
        self.attempt(who, lambda m: m.remove_upgrade(Upgrade(a, b)))

    @rule(who=WHO, a=CODES, b=CODES, state=st.sampled_from([PairingState.PINNED, PairingState.BLOCKED]))
    def pairing(self, who: str, a: str, b: str, state: str) -> None:
        self.attempt(who, lambda m: m.save_pairing(Pairing(a, b, state)))

    @rule(who=WHO, a=CODES, b=CODES)
    def no_pairing(self, who: str, a: str, b: str) -> None:
        self.attempt(who, lambda m: m.remove_pairing(Pairing(a, b)))

    @rule(
        who=WHO,
        id_=st.sampled_from(["s", "t"]),
        codes=st.sets(CODES, min_size=1, max_size=2),
        price=st.integers(0, 150),
    )
    def deal(self, who: str, id_: str, codes: set[str], price: int) -> None:
        deal = SetPrice(id=id_, price=price, slots=(Slot(1, frozenset(codes), n_max=1),))
        self.attempt(who, lambda m: m.save_deal(deal))

    @rule(who=WHO, threshold=st.integers(1, 3))
    def perk(self, who: str, threshold: int) -> None:
        self.attempt(who, lambda m: m.save_perk(Perk("p", "特典", threshold)))

    @rule(who=WHO, value=st.sampled_from(["1", "2"]))
    def setting(self, who: str, value: str) -> None:
        self.attempt(who, lambda m: m.set_settings({"name": value}))

    @rule(code=st.sampled_from(["a", "b"]))
    def sold_out_at_the_counter(self, code: str) -> None:
        item = self.storage.catalog.item(code)
        if item:
            self.storage.catalog.put_items([replace(item, sold_out=not item.sold_out)])

    @precondition(lambda self: self.storage.changes.history(limit=1))
    @rule(who=WHO, data=st.data())
    def undo(self, who: str, data: st.DataObject) -> None:
        entries = self.storage.changes.history(limit=200)
        entry = data.draw(st.sampled_from(entries))
        records = self.storage.changes.records(entry.id)
        try:
            Management(self.storage, who, self.clock).undo(entry.id)
        except Refused:
            return
        now = self.records()
        for record in records:  # undone is undone; an item that was not there is off the menu
            if record.before is None and record.kind == "items":
                assert json.loads(now[record.kind, record.key])["retired"]
            elif record.kind == "settings":
                assert now.get((record.kind, record.key)) == record.before
            else:
                before = None if record.before is None else json.loads(record.before)
                found = now.get((record.kind, record.key))
                assert (None if found is None else json.loads(found)) == before

    def records(self) -> dict[tuple[str, str], str]:
        shop = self.shop()
        found: dict[tuple[str, str], str] = {("settings", k): v for k, v in shop.settings.items()}
        for kind in ("items", "departments", "upgrades", "pairings", "deals", "perks"):
            values: tuple[Any, ...] = getattr(shop, kind)
            found |= {(kind, key_text(kind, x)): json.dumps(encode(x)) for x in values}
        return found

    @invariant()
    def the_shop_is_valid(self) -> None:
        assert_valid(self.shop())

    @invariant()
    def a_look_finds_what_the_database_has(self) -> None:
        """The counter's cache is never behind."""
        for item in self.shop().items:
            assert self.storage.catalog.item(item.code) == item

    @invariant()
    def ids_count_up(self) -> None:
        ids = [x.id for x in self.storage.changes.history(limit=1000)]
        assert all(a > b for a, b in itertools.pairwise(ids))


def test_any_sequence_of_edits_and_undos_leaves_a_valid_shop(tmp_path: Path) -> None:
    with Storage.create(tmp_path / "empty.db"):
        pass
    AnyEdits.template = tmp_path / "empty.db"
    from hypothesis.stateful import run_state_machine_as_test  # noqa: PLC0415 — beside its use

    run_state_machine_as_test(
        AnyEdits,
        settings=settings(examples(15), stateful_step_count=30),
    )

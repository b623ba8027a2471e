"""One order of a register beside us, between what that register tells of it: what was offered with it, what came, what is waited for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from pos_assist.domain.offers import EMPTY_PANEL, Offer, Panel
from pos_assist.services.feeds.snapshot import FeedLine, Snapshot
from pos_assist.storage import SavedOrder


class Result(StrEnum):
    """What became of an order at the register."""

    PAID = "paid"
    HELD = "held"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Closed:
    """An order that was closed. `total`: what the register took; `expected`: what we thought, None where that is not known."""

    result: Result
    total: int
    expected: int | None = None
    receipt: str = ""  # its key; empty: not written down
    written: bool = False  # False, too, where the same sale came out of a file before
    agrees: bool = True  # whether both totals are one, with the sets or, where nobody said that it knows them, without


@dataclass(frozen=True, slots=True)
class Paper:
    """A sale as the register printed it, its lines known as items of the catalog; `at`: when, by the register's clock."""

    day: date
    register: str
    number: str
    at: datetime
    total: int
    lines: tuple[FeedLine, ...]

    @property
    def units(self) -> Counter[str]:
        """How many of each item."""
        units: Counter[str] = Counter()
        for line in self.lines:
            units[line.sku] += int(line.qty)
        return units


@dataclass
class FollowedOrder:
    """One order of the register."""

    snapshot: Snapshot
    key: str = ""  # of our order
    saved: SavedOrder | None = None  # while another order is served
    ids: dict[tuple[str, str], int] = field(default_factory=dict)  # a part's key -> id of its line
    began: dict[str, Counter[str]] = field(default_factory=dict)  # offer id -> units there were when it was first shown
    offers: dict[str, Offer] = field(default_factory=dict)  # as they were shown before any of their items came
    brought: dict[str, Offer] = field(default_factory=dict)  # offers whose items came
    chosen: set[str] = field(default_factory=set)  # offers that the customer said yes to
    told: set[str] = field(default_factory=set)  # offers that the register says it shows


@dataclass
class Awaited:
    """An order that was paid, and whose receipt will say its number. `doubtful`: it was not certain, and without its receipt it is not
    written down; `at`: when it was paid."""

    order: FollowedOrder
    units: Counter[str]
    total: int
    number: str
    day: date
    at: datetime
    doubtful: bool


def as_begun(offer: Offer, mine: FollowedOrder, units: Counter[str]) -> Offer:
    """The offer as it is to be written down: of a set that comes item by item it is the whole, not what is missing yet."""
    known = mine.offers.get(offer.id)
    if known is not None and any(units[code] > mine.began[offer.id][code] for code in known.items):
        return known
    if known is None or known.items != offer.items:
        mine.began[offer.id] = units
    mine.offers[offer.id] = offer
    return offer


def with_each(panel: Panel, change: Callable[[Offer], Offer]) -> Panel:
    """The panel with every offer changed so."""
    return replace(
        panel,
        upgrade=change(panel.upgrade) if panel.upgrade else None,
        addons=tuple(change(x) if x else None for x in panel.addons),
    )


def only(panel: Panel, wanted: Callable[[Offer], bool]) -> Panel:
    """The panel with the offers that are wanted, each in its place."""
    upgrade = panel.upgrade if panel.upgrade and wanted(panel.upgrade) else None
    addons = tuple(x if x and wanted(x) else None for x in panel.addons)
    return Panel(upgrade, addons) if upgrade or any(addons) else EMPTY_PANEL

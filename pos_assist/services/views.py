"""What windows and commands may look at: the part of storage that only reads. Changes go through the till and the management.

They are protocols, so looking costs no call of its own and mypy refuses a screen that would write.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from pos_assist.domain.deals import Deal
from pos_assist.domain.items import Department, Item, Pairing, Perk, Upgrade


class CatalogView(Protocol):
    """The catalog as it stands."""

    def item(self, code: str) -> Item | None:
        """The item with that code, retired or not; None where there is none."""

    def items_with_options(self) -> list[Item]:
        """Every item that has options, retired or not."""

    def departments(self) -> tuple[Department, ...]:
        """Every department, in the order of the tabs."""

    def deals(self) -> tuple[Deal, ...]:
        """Return every deal, by id."""

    def perks(self) -> tuple[Perk, ...]:
        """Return every perk."""

    def upgrades_from(self, code: str) -> tuple[Upgrade, ...]:
        """The steps up from an item."""

    def pairings_from(self, codes: Iterable[str]) -> tuple[Pairing, ...]:
        """The decided pairings that these items trigger."""

    def keys(self, department: str, page: int) -> tuple[Item, ...]:
        """The items on one page of a department's keys."""

    def version(self) -> int:
        """A number that every change of the catalog raises."""


class LearnedView(Protocol):
    """The counts taken from receipts. A pair of numbers is (receipts, their weight today)."""

    def count(self, a: str) -> tuple[int, int]:
        """Receipts with that item; «@always»: all of them."""

    def pair(self, a: str, b: str) -> tuple[int, int]:
        """Return (receipts with both items, their weight today)."""

    def neighbours(self, a: str, limit: int) -> list[tuple[str, int, int]]:
        """(item, receipts, weight) of what is bought with an item, by weight, largest first."""

    def row(self, key: str) -> bytes | None:
        """A row of the solved model; None where there is none."""

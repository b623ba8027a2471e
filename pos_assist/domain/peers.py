"""Another shop as this one knows it from the packs it gave."""

from __future__ import annotations

from dataclasses import dataclass

from pos_assist.domain.catalog_change import Change


@dataclass(frozen=True, slots=True)
class Peer:
    """What another shop last gave us: its catalog then, the serial of its pack, and our own serial at that moment."""

    shop: str
    serial: int
    ours: int
    catalog: Change

"""What the trial of the offers found, as values: for the screen, the terminal and the texts that say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pos_assist.learning.effect import Difference, Share


@dataclass(frozen=True, slots=True)
class PairingResult:
    """What was offered with what, in the catalog's words; `trigger` may be empty."""

    trigger: str
    offered: str


@dataclass(frozen=True, slots=True)
class EffectReport:
    """What the trial says. Money in minor units per order, times in seconds."""

    since: datetime | None
    control_share: int  # percent, as it is set now
    yen: Difference  # orders with offers less orders without
    seconds: Difference
    experiment: str  # "", "wording" or "list": what the manager is trying
    b_less_a: Difference | None  # yen per order, side B less side A
    sides: Mapping[str, Share]  # acceptance on either side
    all_offers: Share
    brought: int  # what accepted offers added, in all
    answer_seconds: float  # half of the yeses and noes came faster
    by_pairing: Mapping[PairingResult, Share]
    by_kind: Mapping[str, Share]
    by_moment: Mapping[str, Share]
    by_weekday: Mapping[str, Share]  # by the days' names of `domain.deals.DAYS`, in the week's order
    by_hour: Mapping[int, Share]
    next_visits_made: int
    next_visits_used: int

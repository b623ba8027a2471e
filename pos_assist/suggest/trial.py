"""Which side of a trial an order is on (M16): by a hash of its key, so that nobody chooses and a restart changes nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import blake2b

from pos_assist.domain.receipts import Arm

CONTROL_SHARE = "control_share"  # percent of orders that see no offers; 0: off
DEFAULT_CONTROL_SHARE = 10
EXPERIMENT = "experiment"  # the manager's own: off, "wording" (first or second line), "list" (which items lead)
EXPERIMENTS = ("wording", "list")
LISTS = {Arm.A: "experiment.list_a", Arm.B: "experiment.list_b"}  # item codes, divided by spaces or commas


def arm_of(key: str, settings: Mapping[str, str]) -> Arm:
    """The order's side: without offers in the control share; else A or B while the manager tries something."""
    share = control_share(settings)
    if fraction(key, CONTROL_SHARE) * 100 < share:
        return Arm.CONTROL
    if settings.get(EXPERIMENT) in EXPERIMENTS:
        return Arm.A if fraction(key, EXPERIMENT) < 0.5 else Arm.B
    return Arm.OFFERS if share else Arm.NONE


def control_share(settings: Mapping[str, str]) -> int:
    """Percent of orders that see no offers, from 0 to 50."""
    text = settings.get(CONTROL_SHARE, "").strip()
    return min(int(text), 50) if text.isascii() and text.isdigit() else DEFAULT_CONTROL_SHARE


def leading(arm: Arm, settings: Mapping[str, str]) -> tuple[str, ...]:
    """Codes of the items that lead the add-ons on this side of an experiment with lists."""
    if settings.get(EXPERIMENT) != "list" or arm not in LISTS:
        return ()
    return tuple(filter(None, re.split(r"[\s,、]+", settings.get(LISTS[arm], ""))))


def fraction(key: str, purpose: str) -> float:
    """A number from 0 to 1 that belongs to the key, independent from one purpose to another."""
    digest = blake2b(key.encode(), digest_size=8, person=purpose.encode()[:16]).digest()
    return int.from_bytes(digest, "big") / 2**64

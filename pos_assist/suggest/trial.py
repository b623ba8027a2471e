"""Which side of a trial an order is on (M16): by a hash of its key, so that nobody chooses and a restart changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

from pos_assist.domain.receipts import Arm
from pos_assist.domain.settings import CONTROL_SHARE, EXPERIMENT, LIST_A, LIST_B, Experiment

_LISTS = {Arm.A: LIST_A, Arm.B: LIST_B}


def arm_of(key: str, settings: Mapping[str, str]) -> Arm:
    """The order's side: without offers in the control share; else A or B while the manager tries something."""
    share = CONTROL_SHARE.of(settings)
    if fraction(key, CONTROL_SHARE.name) * 100 < share:
        return Arm.CONTROL
    if EXPERIMENT.of(settings):
        return Arm.A if fraction(key, EXPERIMENT.name) < 0.5 else Arm.B
    return Arm.OFFERS if share else Arm.NONE


def leading(arm: Arm, settings: Mapping[str, str]) -> tuple[str, ...]:
    """Codes of the items that lead the add-ons on this side of an experiment with lists."""
    if EXPERIMENT.of(settings) is not Experiment.LIST or arm not in _LISTS:
        return ()
    return _LISTS[arm].of(settings)


def fraction(key: str, purpose: str) -> float:
    """A number from 0 to 1 that belongs to the key, independent from one purpose to another."""
    digest = blake2b(key.encode(), digest_size=8, person=purpose.encode()[:16]).digest()
    return int.from_bytes(digest, "big") / 2**64

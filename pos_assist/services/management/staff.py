"""The people of a till, as the screens need them. The rules of PINs are storage's (`storage.staff`)."""

from __future__ import annotations

from pos_assist.storage import Storage
from pos_assist.storage.staff import Person, Role, pin_problem

__all__ = ["Person", "Role", "managers", "pin_problem"]


def managers(storage: Storage) -> list[str]:
    """Names of who may enter the back office."""
    return [x.name for x in storage.staff.people() if x.role is Role.MANAGER and x.active]

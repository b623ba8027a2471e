"""The people of a till: who may do what, and their PINs. The rules of PINs are storage's (`storage.staff`).

What a manager changes about people is written down in the history under the manager's name, without the PIN; it is not undone
there but by a further change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from pos_assist.domain.codes import normal_code
from pos_assist.domain.problems import Refused
from pos_assist.storage import Storage
from pos_assist.storage.staff import Person, Role, pin_problem
from pos_assist.system import clock

__all__ = ["Person", "Role", "StaffService", "managers", "pin_problem", "same_code"]


def managers(storage: Storage) -> list[str]:
    """Names of who may enter the back office."""
    return [x.name for x in storage.staff.people() if x.role is Role.MANAGER and x.active]


def same_code(typed: str, code: str) -> bool:
    """Whether a recovery code was typed as it was written down; only its digits count."""
    return _digits(typed) == _digits(code)


class StaffService:
    """The people of one till, changed by `who`, which is empty while nobody has signed in yet."""

    def __init__(self, storage: Storage, who: str = "", now: Callable[[], datetime] = clock.now) -> None:
        self._storage = storage
        self._staff = storage.staff
        self._who = who
        self._now = now

    def people(self) -> list[Person]:
        """Return everybody who works at this till, by name."""
        return self._staff.people()

    def uses(self, limit: int = 200) -> list[tuple[datetime, str, bool]]:
        """When, who, whether the PIN was right: the newest first."""
        return self._staff.uses(limit)

    # -- signing in --------------------------------------------------------------------------------------------

    def found(self, name: str, pin: str, again: str) -> str:
        """The first manager; the recovery code, which is shown once and kept on paper. Refused: pins_differ, staff_exists,
        name_empty, pin_length, pin_easy."""
        _same(pin, again)
        code = self._staff.found(name, pin)
        self._note("staff_added", name, name)
        return code

    def enter(self, name: str, pin: str) -> str:
        """The name of the manager who may come in. Refused: pin_wait, pin_wrong, not_allowed."""
        return self._staff.enter(name, pin, self._now(), Role.MANAGER).name

    def locked_out(self) -> bool:
        """Whether it was lost who works here: a manager begins again with the recovery code that was shown when the shop was
        brought back, and nobody else does."""
        return self._staff.locked_out()

    def begin_again(self, code: str, name: str, new: str, again: str) -> None:
        """The first manager of a shop whose people were lost, for the recovery code; the code stays good. Refused: as
        `recover`, name_empty, staff_exists."""
        _same(new, again)
        if problem := pin_problem(new, Role.MANAGER):
            raise Refused(problem)
        with _code_wrong():
            self._staff.begin_again(_grouped(code), name, new, self._now())
        self._note("staff_added", name, name)

    def recover(self, code: str, name: str, new: str, again: str) -> None:
        """A new PIN for a manager, for the recovery code; the code stays good. Refused: pins_differ, pin_length, pin_easy,
        pin_wait, pin_wrong_code, not_allowed."""
        _same(new, again)
        if name not in managers(self._storage):
            raise Refused("not_allowed", name=name)
        if problem := pin_problem(new, Role.MANAGER):
            raise Refused(problem)  # before the code: a bad PIN costs no try
        with _code_wrong():
            self._staff.recover(_grouped(code), name, new, self._now())
        self._note("pin_recovered", name, name)

    def change_pin(self, name: str, old: str, new: str, again: str) -> None:
        """One's own PIN. Refused: pins_differ, pin_wait, pin_wrong, pin_length, pin_easy."""
        _same(new, again)
        self._staff.change_pin(name, old, new, self._now())
        self._note("pin_changed", name, name)

    # -- by a manager ----------------------------------------------------------------------------------------------

    def add(self, name: str, role: Role, pin: str, again: str, code: str = "") -> None:
        """Somebody new, with a code or badge to sign in where one is given; a cashier may have no PIN. Refused: pins_differ,
        name_taken, name_empty, pin_length, pin_easy, badge_taken."""
        _same(pin, again)
        self._staff.add(name, role, pin, self._badge(code))
        self._note("staff_added", name)

    def set_code(self, name: str, code: str) -> None:
        """Another code or badge; empty: none. Refused: no_such_person, badge_taken."""
        self._staff.set_code(name, self._badge(code))
        self._note("badge_changed", name)

    def give_pin(self, name: str, role: Role, pin: str, again: str) -> None:
        """A new PIN and the role that goes with it. Refused: pins_differ, no_such_person, pin_length, pin_easy, last_manager."""
        _same(pin, again)
        self._staff.reset(name, role, pin)
        self._note("pin_given", name)

    def set_role(self, name: str, role: Role, *, active: bool = True) -> None:
        """Another role; or has left, or is back. Refused: no_such_person, last_manager, manager_needs_pin."""
        self._staff.set_role(name, role, active=active)
        self._note("role_changed" if active else "staff_left", name)

    def _badge(self, code: str) -> str:
        """The code in its one form. A scan rings up an item or names a person, never both."""
        code = normal_code(code)
        if code and self._storage.catalog.item_by_barcode(code):
            raise Refused("badge_taken", code=code)
        return code

    def _note(self, what: str, name: str, who: str = "") -> None:
        self._storage.changes.note(self._who or who, self._now(), what, name)


def _same(pin: str, again: str) -> None:
    if pin != again:
        raise Refused("pins_differ")


def _grouped(code: str) -> str:
    digits = _digits(code)
    return "-".join(digits[i : i + 4] for i in range(0, len(digits), 4))


@contextmanager
def _code_wrong() -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        raise Refused("code_wrong") if refused.code == "pin_wrong" else refused from refused


def _digits(text: str) -> str:
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())

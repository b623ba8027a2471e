"""Who may do what at this till, and the PINs that say who is there.

A PIN keeps honest staff apart and names who did something. It does not guard the file: whoever has that can try all PINs,
or edit it (docs/files.md says so). What it costs to try one at the till is kept here: every try is counted, in a
transaction of its own, before it is checked, so that pulling the plug gives no free try.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise

from pos_assist.domain.codec import stored_time
from pos_assist.domain.problems import Refused
from pos_assist.storage.connection import Reader
from pos_assist.storage.part import StoragePart
from pos_assist.storage.replay import people_fields
from pos_assist.storage.writer import Writer

FREE_TRIES = 5
FIRST_WAIT = 30  # seconds, doubled with every further failure …
LONGEST_WAIT = 900  # … up to this; never for good
TILL = "\ttill"  # every try counts for the till too, whoever it was for
RECOVERY = "\trecovery"  # the paper code that was printed at set-up
SCRYPT_COST = 15  # log2 N: 32 MiB and about 0.3 s on a slow core


class Role(StrEnum):
    """The rights of a person at the till."""

    CASHIER = "cashier"  # sell
    MANAGER = "manager"  # and the back office


@dataclass(frozen=True, slots=True)
class Person:
    """One person who works at this till."""

    name: str
    role: Role
    active: bool = True
    code: str = ""  # typed or scanned from a badge to sign in; empty: none
    has_pin: bool = True


def pin_problem(pin: str, role: Role) -> str:
    """The code of what is wrong with a new PIN, or "". Managers 6 to 12 digits, cashiers 4 to 12; nothing that others guess
    first: one digit again and again, a run, a date."""
    if not re.fullmatch(r"[0-9]{4,12}", pin) or (role is Role.MANAGER and len(pin) < 6):
        return "pin_length"
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    if len(steps) == 1 and steps <= {0, 1, 9}:
        return "pin_easy"
    half = len(pin) // 2
    if (len(pin) % 2 == 0 and pin[:half] == pin[half:]) or _is_date(pin):
        return "pin_easy"
    return ""


class Staff(StoragePart):
    """The people of this till. `cost` is scrypt's log2 N for new PINs."""

    def __init__(self, reader: Reader, writer: Writer | None, cost: int = SCRYPT_COST) -> None:
        super().__init__(reader, writer)
        self.cost = cost

    def people(self) -> list[Person]:
        """Return everybody who works here, by name."""
        sql = "SELECT name, role, active, code, pin <> '' FROM staff WHERE name <> ? ORDER BY name"
        rows = self._reader.rows(sql, RECOVERY)
        return [Person(name, Role(role), bool(active), code, bool(pin)) for name, role, active, code, pin in rows]

    def found(self, manager: str, pin: str) -> str:
        """The first manager of a till that has nobody yet; the recovery code to be printed and kept in the safe, which is
        not stored in a readable form. Refused: staff_exists, name_empty, pin_length, pin_easy."""
        code = _new_code()
        hashed, recovery = self._new_pin(manager, pin, Role.MANAGER), _hashed(code, self.cost)

        def write(connection: sqlite3.Connection) -> None:
            if connection.execute("SELECT 1 FROM staff").fetchall():
                raise Refused("staff_exists")
            connection.execute(
                "INSERT INTO staff (name, role, pin, active) VALUES (?, ?, ?, 1)", (manager, Role.MANAGER, hashed)
            )
            connection.execute("INSERT INTO staff (name, role, pin, active) VALUES (?, '', ?, 0)", (RECOVERY, recovery))

        self._write(write)
        return code

    def add(self, name: str, role: Role, pin: str, code: str = "") -> None:
        """Somebody new. A cashier may have no PIN (empty): nothing that asks for one is then open to him or her.
        Refused: name_taken, name_empty, pin_length, pin_easy, badge_taken."""
        hashed = self._new_pin(name, pin, role)

        def write(connection: sqlite3.Connection) -> None:
            if connection.execute("SELECT 1 FROM staff WHERE name = ?", (name,)).fetchall():
                raise Refused("name_taken", name=name)
            sql = "INSERT INTO staff (name, role, pin, active) VALUES (?, ?, ?, 1)"
            connection.execute(sql, (name, role, hashed))
            _put_code(connection, name, code)

        self._write(write)

    def set_code(self, name: str, code: str) -> None:
        """Give somebody a code or badge; empty: none. Refused: no_such_person, badge_taken."""
        self._write(lambda connection: _put_code(connection, name, code))

    def set_role(self, name: str, role: Role, *, active: bool) -> None:
        """Refused: no_such_person, last_manager; a manager's PIN has 6 digits, so who becomes one gets a new PIN."""

        def write(connection: sqlite3.Connection) -> None:
            now = connection.execute("SELECT role FROM staff WHERE name = ? AND name <> ?", (name, RECOVERY)).fetchall()
            if not now:
                raise Refused("no_such_person", name=name)
            if role is Role.MANAGER and now[0][0] != Role.MANAGER:
                raise Refused("manager_needs_pin", name=name)
            connection.execute("UPDATE staff SET role = ?, active = ? WHERE name = ?", (role, int(active), name))
            _keep_a_manager(connection)

        self._write(write)

    def reset(self, name: str, role: Role, new_pin: str) -> None:
        """A manager gives somebody a new PIN, and the role that goes with it. Refused: no_such_person, pin_length,
        pin_easy, last_manager."""
        hashed = self._new_pin(name, new_pin, role)

        def write(connection: sqlite3.Connection) -> None:
            sql = "UPDATE staff SET role = ?, pin = ?, active = 1 WHERE name = ? AND name <> ?"
            if connection.execute(sql, (role, hashed, name, RECOVERY)).rowcount != 1:
                raise Refused("no_such_person", name=name)
            _keep_a_manager(connection)
            connection.execute("DELETE FROM pin_tries WHERE who = ?", (name,))

        self._write(write)

    def change_pin(self, name: str, old: str, new: str, at: datetime) -> None:
        """One's own PIN. Refused: as `enter`, pin_length, pin_easy."""
        person = self.enter(name, old, at)
        if problem := pin_problem(new, person.role):
            raise Refused(problem)
        hashed = self._new_pin(name, new, person.role)
        self._write(lambda connection: _execute(connection, "UPDATE staff SET pin = ? WHERE name = ?", hashed, name))

    def enter(self, name: str, pin: str, at: datetime, role: Role | None = None) -> Person:
        """Who it is, if the PIN is right (and the role enough). The try is counted first, the use is logged.

        Refused: pin_wait (seconds), pin_wrong, no_pin, not_allowed.
        """
        person = next((x for x in self.people() if x.name == name and x.active), None)
        if person and not person.has_pin:
            raise Refused("no_pin", name=name)
        self._pass(name if person else "", name, pin, at)
        assert person  # without one `_pass` refuses
        if role is Role.MANAGER and person.role is not Role.MANAGER:
            raise Refused("not_allowed", name=name)
        return person

    def recover(self, code: str, name: str, new_pin: str, at: datetime) -> None:
        """A manager whose PIN is lost gets a new one for the paper code; the code stays good. Refused: as `enter`."""
        self._pass(RECOVERY, RECOVERY, code.strip(), at)
        self.reset(name, Role.MANAGER, new_pin)

    def locked_out(self) -> bool:
        """Whether it was lost who works here: only the recovery code, given when the shop was brought back, helps."""
        rows = self._reader.rows("SELECT name FROM staff")
        return [name for (name,) in rows] == [RECOVERY]

    def begin_again(self, code: str, manager: str, new_pin: str, at: datetime) -> None:
        """The first manager of a till whose people were lost; the code stays good. Refused: as `enter`, name_empty,
        pin_length, pin_easy, staff_exists."""
        hashed = self._new_pin(manager, new_pin, Role.MANAGER)
        self._pass(RECOVERY, RECOVERY, code.strip(), at)

        def write(connection: sqlite3.Connection) -> None:
            if connection.execute("SELECT 1 FROM staff WHERE name <> ?", (RECOVERY,)).fetchall():
                raise Refused("staff_exists")
            connection.execute(
                "INSERT INTO staff (name, role, pin, active) VALUES (?, ?, ?, 1)", (manager, Role.MANAGER, hashed)
            )

        self._write(write)

    def uses(self, limit: int = 100) -> list[tuple[datetime, str, bool]]:
        """When, who, whether the PIN was right: the newest first."""
        rows = self._reader.rows(f"SELECT at, who, result FROM pin_uses ORDER BY id DESC LIMIT {limit:d}")
        return [(stored_time(at), who.strip(), result == "right") for at, who, result in rows]

    # -- inside --------------------------------------------------------------------------------------------------

    def _write(self, write: Callable[[sqlite3.Connection], None]) -> None:
        """Change who works here; all of them, with the hashes of their PINs, go into the journal, so that they come back
        with a lost shop."""

        def noted(connection: sqlite3.Connection) -> None:
            write(connection)
            self._writer.note(connection, "people", 0, people_fields(connection))

        self._writer.now(noted)

    def _new_pin(self, name: str, pin: str, role: Role) -> str:
        if not name.strip() or name != name.strip() or "\t" in name or len(name) > 40:
            raise Refused("name_empty")
        if not pin and role is Role.CASHIER:
            return ""
        problem = pin_problem(pin, role)
        if problem:
            raise Refused(problem)
        return _hashed(pin, self.cost)

    def _pass(self, stored_for: str, who: str, secret: str, at: datetime) -> None:
        wait = self._writer.now(lambda connection: _count(connection, who, at))
        if wait:
            raise Refused("pin_wait", seconds=wait)
        # The try is on the disk: pulling the plug from here on gives none back.
        rows = self._reader.rows("SELECT pin FROM staff WHERE name = ?", stored_for)
        right = _matches(secret, rows[0][0]) if rows else not _hashed(secret, self.cost)  # as slow for an unknown name

        def write(connection: sqlite3.Connection) -> None:
            if right:
                connection.execute("DELETE FROM pin_tries WHERE who IN (?, ?)", (who, TILL))
            result = "right" if right else "wrong"
            connection.execute(
                "INSERT INTO pin_uses (at, who, result) VALUES (?, ?, ?)", (at.isoformat(" "), who, result)
            )

        self._writer.now(write)
        if not right:
            raise Refused("pin_wrong")


def lock_out(connection: sqlite3.Connection) -> str:
    """Have nobody found this till's staff without the recovery code that is returned: who works here was lost. Inside no
    transaction of others."""
    code = _new_code()
    connection.execute(
        "INSERT OR REPLACE INTO staff (name, role, pin, active) VALUES (?, '', ?, 0)",
        (RECOVERY, _hashed(code, SCRYPT_COST)),
    )
    return code


def _new_code() -> str:
    return "-".join(f"{secrets.randbelow(10_000):04d}" for _ in range(4))


def _count(connection: sqlite3.Connection, who: str, at: datetime) -> int:
    """Count the try; or the seconds still to wait, for this person or this till, and no try."""
    tries = {name: _tries(connection, name) for name in (who, TILL)}
    wait = max(_wait(failures, last, at) for failures, last in tries.values())
    for name, (failures, last) in tries.items():
        if not wait:
            _put(connection, name, failures + 1, at)
        elif last and at < last:  # the clock went back: the whole wait begins again from there
            _put(connection, name, failures, at)
    return wait


def _tries(connection: sqlite3.Connection, who: str) -> tuple[int, datetime | None]:
    rows = connection.execute("SELECT failures, last_at FROM pin_tries WHERE who = ?", (who,)).fetchall()
    return (rows[0][0], stored_time(rows[0][1])) if rows else (0, None)


def _put(connection: sqlite3.Connection, who: str, failures: int, at: datetime) -> None:
    connection.execute("INSERT OR REPLACE INTO pin_tries VALUES (?, ?, ?)", (who, failures, at.isoformat(" ")))


def _wait(failures: int, last: datetime | None, at: datetime) -> int:
    """Seconds still to wait after so many failures, the last one then."""
    if last is None or failures < FREE_TRIES:
        return 0
    wait = min(FIRST_WAIT << min(failures - FREE_TRIES, 10), LONGEST_WAIT)
    passed = max((at - last).total_seconds(), 0.0)
    return max(0, -int(-(wait - passed) // 1))


def _keep_a_manager(connection: sqlite3.Connection) -> None:
    if not connection.execute("SELECT 1 FROM staff WHERE role = ? AND active", (Role.MANAGER,)).fetchall():
        raise Refused("last_manager")


def _put_code(connection: sqlite3.Connection, name: str, code: str) -> None:
    if code and connection.execute("SELECT 1 FROM staff WHERE code = ? AND name <> ?", (code, name)).fetchall():
        raise Refused("badge_taken", code=code)
    sql = "UPDATE staff SET code = ? WHERE name = ? AND name <> ?"
    if connection.execute(sql, (code, name, RECOVERY)).rowcount != 1:
        raise Refused("no_such_person", name=name)


def _execute(connection: sqlite3.Connection, sql: str, *parameters: object) -> None:
    connection.execute(sql, parameters)


def _hashed(secret: str, cost: int) -> str:
    salt = secrets.token_bytes(16)
    return f"scrypt:{cost}:{salt.hex()}:{_scrypt(secret, salt, cost).hex()}"


def _matches(secret: str, stored: str) -> bool:
    _, cost, salt, digest = stored.split(":")
    return hmac.compare_digest(_scrypt(secret, bytes.fromhex(salt), int(cost)).hex(), digest)


def _scrypt(secret: str, salt: bytes, cost: int) -> bytes:
    return hashlib.scrypt(secret.encode(), salt=salt, n=1 << cost, r=8, p=1, maxmem=(1 << cost) * 8 * 128 + (1 << 20))


def _is_date(pin: str) -> bool:
    """Whether it reads as a birthday: MMDD, DDMM, YYMMDD, DDMMYY, YYYYMMDD, DDMMYYYY."""
    forms: dict[int, list[tuple[slice, int, int]]] = {
        4: [(slice(0, 0), 0, 2), (slice(0, 0), 2, 0)],
        6: [(slice(0, 2), 2, 4), (slice(4, 6), 2, 0)],
        8: [(slice(0, 4), 4, 6), (slice(4, 8), 2, 0)],
    }
    for year, month, day in forms.get(len(pin), []):
        y = int(pin[year] or "2000")
        try:
            date(2000 + y if y < 100 else y, int(pin[month : month + 2]), int(pin[day : day + 2]))
        except ValueError:
            continue
        if y < 100 or 1900 <= y <= 2100:
            return True
    return False

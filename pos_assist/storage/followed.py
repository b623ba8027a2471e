"""Sales of a register beside us, by register, day and number: the same sale never counts twice, whether it was followed while
it was rung up, came out of that register's export, or both, in either order.

A followed sale's key is `feed:DAY/REGISTER/NUMBER` (the register may be empty: it never said its name). The number of a file's receipt
is `DAY/NUMBER`, with shop and till before the number where the file has columns for them.

A customer display does not say a receipt's number: such a sale's key has `~` and a name of ours in its place. Which of that register's receipts
of that day it is nobody can tell, so that of a file none of them is taken. Paper that bears no number (`~r`) is known again by what is on it.

Another till that follows the same register publishes its sales under the same keys: whichever comes first counts.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from pos_assist.domain.receipts import FOLLOWED
from pos_assist.storage.receipt_rows import IMPORTED, iso

Rows = Callable[..., list[tuple[Any, ...]]]


UNNUMBERED = "~"
NO_NUMBER_ON_PAPER = "~r"
_LONGEST_REGISTER = 7  # letters; what is longer beside a number is a date
_SAME_SALE = timedelta(minutes=10)  # between a display's payment and the time that its receipt bears


def followed_key(day: date, register: str, number: str) -> str:
    """The key of the sale that a register calls by that number on that day."""
    return f"{FOLLOWED}:{day.isoformat()}/{register.replace('/', '-')}/{number}"


def followed_among(rows: Rows, numbers: Iterable[str]) -> set[str]:
    """Which of those numbers of a file's receipts are sales that were followed."""
    by_day: dict[str, list[str]] = {}
    for number in numbers:
        by_day.setdefault(number.partition("/")[0], []).append(number)
    found: set[str] = set()
    for day, some in by_day.items():
        followed = _of_day(rows, FOLLOWED, day)
        if not followed:
            continue
        registers: dict[str, set[str]] = {}
        unnumbered: set[str] = set()
        for rest in followed:
            register, _, number = rest.partition("/")
            if number.startswith(UNNUMBERED):
                unnumbered.add(register)
            else:
                registers.setdefault(_bare(number), set()).add(register)
        for x in some:
            rest = x.partition("/")[2]
            if _is_one(rest, registers) or (unnumbered and _is_of(rest.split("/")[:-1], unnumbered)):
                found.add(x)
    return found


def imported_already(rows: Rows, day: date, register: str, number: str) -> bool:
    """Whether that sale came out of a file before."""
    registers = {_bare(number): {register.replace("/", "-")}}
    return any(_is_one(rest, registers) for rest in _of_day(rows, IMPORTED, day.isoformat()))


def followed_keys(rows: Rows, day: date | str, register: str, number: str) -> list[str]:
    """The keys of our sales that are that sale of that register."""
    wanted = {_bare(number): {register.replace("/", "-")}}
    return [
        f"{FOLLOWED}:{day}/{rest}" for rest in _of_day(rows, FOLLOWED, str(day)) if _is_one(rest.lstrip("/"), wanted)
    ]


def followed_by_others(rows: Rows, day: date | str, register: str, number: str) -> bool:
    """Whether another till has published that sale."""
    wanted = {_bare(number): {register.replace("/", "-")}}
    return any(_is_one(rest.lstrip("/"), wanted) for rest in _others_of_day(rows, str(day)))


def _others_of_day(rows: Rows, day: str) -> list[str]:
    """`REGISTER/NUMBER` of that day's sales of registers that other tills followed; by their index."""
    mark = f"{FOLLOWED}:{day}/"
    sql = (
        "SELECT substr(record ->> '$[4]', ?) FROM shared_records WHERE kind = 0 AND substr(record ->> '$[4]', 1, 5) = 'feed:'"
        " AND record ->> '$[4]' >= ? AND record ->> '$[4]' < ?"
    )
    return [rest for (rest,) in rows(sql, len(mark) + 1, mark, f"{FOLLOWED}:{day}0")]


def is_counted(connection: sqlite3.Connection, key: str) -> bool:
    """Whether a followed sale that another till published counts already: ours, or a third till's."""
    kind, _, rest = key.partition(":")
    day, _, sale = rest.partition("/")
    register, _, number = sale.partition("/")
    if kind != FOLLOWED or number.startswith(UNNUMBERED):
        return False

    def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return connection.execute(sql, values).fetchall()

    return bool(followed_keys(rows, day, register, number)) or followed_by_others(rows, day, register, number)


def seen_on_display(rows: Rows, register: str, at: datetime, total: int, *, exact: bool) -> bool:
    """Whether a sale of that register, followed by its display alone, may be the one of that receipt: so much, about then; not `exact`: the
    paper bears no time, so that any of its day may."""
    sql = "SELECT key, sold_at, total FROM receipts WHERE key >= ? AND key < ?"
    day = at.date().isoformat()
    for key, sold_at, sum_ in rows(sql, f"{FOLLOWED}:{day}/", f"{FOLLOWED}:{day}0"):
        of, _, number = key.partition("/")[2].partition("/")
        if not number.startswith(UNNUMBERED) or number.startswith(NO_NUMBER_ON_PAPER) or not _agree(of, register):
            continue
        if not exact or (sum_ == total and iso(at - _SAME_SALE) <= sold_at <= iso(at + _SAME_SALE)):
            return True
    return False


def followed_of_total(rows: Rows, day: date, register: str, total: int) -> list[str]:
    """The keys of that register's sales of that day that came to so much, the newest first."""
    sql = "SELECT key FROM receipts WHERE key >= ? AND key < ? AND total = ? ORDER BY id DESC"
    found = rows(sql, f"{FOLLOWED}:{day}/", f"{FOLLOWED}:{day}0", total)
    return [key for (key,) in found if _agree(key.partition("/")[2].partition("/")[0], register)]


def _of_day(rows: Rows, kind: str, day: str) -> list[str]:
    """What follows kind and day in the keys of that day's receipts; by the index of keys."""
    mark = f"{kind}:{day}/"
    sql = "SELECT substr(key, ?) FROM receipts WHERE key >= ? AND key < ?"
    return [rest for (rest,) in rows(sql, len(mark) + 1, mark, f"{kind}:{day}0")]  # «0» comes behind «/»


def _is_one(rest: str, registers: dict[str, set[str]]) -> bool:
    """Whether `[SHOP/][TILL/]NUMBER` is a sale of one of the registers that have that number. An export may write day and register into its
    numbers: `20261122-01-0042`."""
    *places, number = rest.split("/")
    having = registers.get(_bare(number), set())
    if having:
        return _is_of(places, having)
    *before, last = [x for x in number.replace("_", "-").replace(" ", "-").split("-") if x]
    having = registers.get(_bare(last), set()) if before else set()
    return bool(having) and _is_of([*places, *(x for x in before if len(_bare(x)) < _LONGEST_REGISTER)], having)


def _is_of(places: list[str], registers: set[str]) -> bool:
    """Whether a receipt of that shop and till can be of one of the registers; where either is not said, it can."""
    return not places or any(_agree(x, y) for x in registers for y in places)


def _agree(one: str, other: str) -> bool:
    """Whether two files may mean one register: 01 and 1 are one, and a register that is not said may be any."""
    return not one or not other or _bare(one) == _bare(other)


def _bare(number: str) -> str:
    """A number without the zeros and signs that one of two files writes and the other does not."""
    return "".join(x for x in number.casefold() if x.isalnum()).lstrip("0")

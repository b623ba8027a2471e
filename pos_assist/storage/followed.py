"""Sales of a register beside us, by register, day and number: the same sale never counts twice, whether it was followed while
it was rung up, came out of that register's export, or both, in either order.

A followed sale's key is `feed:DAY/REGISTER/NUMBER` (the register may be empty: it never said its name). The number of a file's receipt
is `DAY/NUMBER`, with shop and till before the number where the file has columns for them.

A customer display does not say a receipt's number: such a sale's key has `~` and a name of ours in its place. Which of that register's receipts
of that day it is nobody can tell, so that of a file none of them is taken. Paper that bears no number (`~r`) is known again by what is on it.

Another till that follows the same register publishes its sales under the same keys; which of them count, `domain.followed_sales` says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from pos_assist.domain.followed_sales import UNNUMBERED, agree, bare, is_of, is_one, places_of
from pos_assist.domain.receipts import FOLLOWED
from pos_assist.storage.receipt_rows import IMPORTED, iso

Rows = Callable[..., list[tuple[Any, ...]]]


NO_NUMBER_ON_PAPER = "~r"
_SAME_SALE = timedelta(minutes=10)  # between a display's payment and the time that its receipt bears


def followed_key(day: date, register: str, number: str) -> str:
    """The key of the sale that a register calls by that number on that day."""
    return f"{FOLLOWED}:{day.isoformat()}/{register.replace('/', '-')}/{number}"


def followed_among(rows: Rows, numbers: Iterable[str]) -> set[str]:
    """Which of those numbers of a file's receipts are sales that were followed, here or at another till."""
    by_day: dict[str, list[str]] = {}
    for number in numbers:
        by_day.setdefault(number.partition("/")[0], []).append(number)
    found: set[str] = set()
    for day, some in by_day.items():
        followed = [*_of_day(rows, FOLLOWED, day), *_others_of_day(rows, day)]
        if not followed:
            continue
        registers: dict[str, set[str]] = {}
        unnumbered: set[str] = set()
        for rest in followed:
            register, _, number = rest.partition("/")
            if number.startswith(UNNUMBERED):
                unnumbered.add(register)
            else:
                registers.setdefault(bare(number), set()).add(register)
        for x in some:
            rest = x.partition("/")[2]
            if is_one(rest, registers) or (unnumbered and is_of(places_of(rest), unnumbered)):
                found.add(x)
    return found


def imported_already(rows: Rows, day: date, register: str, number: str) -> bool:
    """Whether that sale came out of a file before."""
    registers = {bare(number): {register.replace("/", "-")}}
    return any(is_one(rest, registers) for rest in _of_day(rows, IMPORTED, day.isoformat()))


def followed_keys(rows: Rows, day: date | str, register: str, number: str) -> list[str]:
    """The keys of our sales that are that sale of that register."""
    return [
        f"{FOLLOWED}:{day}/{rest}" for rest in _of_day(rows, FOLLOWED, str(day)) if _is_that(rest, register, number)
    ]


def followed_by_others(rows: Rows, day: date | str, register: str, number: str) -> bool:
    """Whether another till has published that sale."""
    return any(_is_that(rest, register, number) for rest in _others_of_day(rows, str(day)))


def _is_that(rest: str, register: str, number: str) -> bool:
    """Whether a followed `REGISTER/NUMBER` is that sale. A name of ours for one without a number is no number, however it ends."""
    own = rest.partition("/")[2]
    if UNNUMBERED in (own[:1], number[:1]):
        return own == number and agree(rest.partition("/")[0], register)
    return is_one(rest.lstrip("/"), {bare(number): {register.replace("/", "-")}})


def _others_of_day(rows: Rows, day: str) -> list[str]:
    """`REGISTER/NUMBER` of that day's sales of registers that other tills followed; by their index."""
    mark = f"{FOLLOWED}:{day}/"
    sql = (
        "SELECT substr(record ->> '$[4]', ?) FROM shared_records WHERE kind = 0 AND substr(record ->> '$[4]', 1, 5) = 'feed:'"
        " AND record ->> '$[4]' >= ? AND record ->> '$[4]' < ?"
    )
    return [rest for (rest,) in rows(sql, len(mark) + 1, mark, f"{FOLLOWED}:{day}0")]


def seen_on_display(rows: Rows, register: str, at: datetime, total: int, *, exact: bool) -> bool:
    """Whether a sale of that register, followed by its display alone, may be the one of that receipt: so much, about then; not `exact`: the
    paper bears no time, so that any of its day may."""
    sql = "SELECT key, sold_at, total FROM receipts WHERE key >= ? AND key < ?"
    day = at.date().isoformat()
    for key, sold_at, sum_ in rows(sql, f"{FOLLOWED}:{day}/", f"{FOLLOWED}:{day}0"):
        of, _, number = key.partition("/")[2].partition("/")
        if not number.startswith(UNNUMBERED) or number.startswith(NO_NUMBER_ON_PAPER) or not agree(of, register):
            continue
        if not exact or (sum_ == total and iso(at - _SAME_SALE) <= sold_at <= iso(at + _SAME_SALE)):
            return True
    return False


def followed_of_total(rows: Rows, day: date, register: str, total: int) -> list[str]:
    """The keys of that register's sales of that day that came to so much, the newest first."""
    sql = "SELECT key FROM receipts WHERE key >= ? AND key < ? AND total = ? ORDER BY id DESC"
    found = rows(sql, f"{FOLLOWED}:{day}/", f"{FOLLOWED}:{day}0", total)
    return [key for (key,) in found if agree(key.partition("/")[2].partition("/")[0], register)]


def _of_day(rows: Rows, kind: str, day: str) -> list[str]:
    """What follows kind and day in the keys of that day's receipts; by the index of keys."""
    mark = f"{kind}:{day}/"
    sql = "SELECT substr(key, ?) FROM receipts WHERE key >= ? AND key < ?"
    return [rest for (rest,) in rows(sql, len(mark) + 1, mark, f"{kind}:{day}0")]  # «0» comes behind «/»

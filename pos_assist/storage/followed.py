"""Sales of a register beside us, by register, day and number: the same sale never counts twice, whether it was followed while
it was rung up, came out of that register's export, or both, in either order.

A followed sale's key is `feed:DAY/REGISTER/NUMBER` (the register may be empty: it never said its name). The number of a file's receipt
is `DAY/NUMBER`, with shop and till before the number where the file has columns for them.

A customer display does not say a receipt's number: such a sale's key has `~` and a name of ours in its place. Which of that register's receipts
of that day it is nobody can tell, so that of a file none of them is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from pos_assist.domain.receipts import FOLLOWED
from pos_assist.storage.receipt_rows import IMPORTED

Rows = Callable[..., list[tuple[Any, ...]]]


UNNUMBERED = "~"


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


def _of_day(rows: Rows, kind: str, day: str) -> list[str]:
    """What follows kind and day in the keys of that day's receipts; by the index of keys."""
    mark = f"{kind}:{day}/"
    sql = "SELECT substr(key, ?) FROM receipts WHERE key >= ? AND key < ?"
    return [rest for (rest,) in rows(sql, len(mark) + 1, mark, f"{kind}:{day}0")]  # «0» comes behind «/»


def _is_one(rest: str, registers: dict[str, set[str]]) -> bool:
    """Whether `[SHOP/][TILL/]NUMBER` is a sale of one of the registers that have that number."""
    *places, number = rest.split("/")
    having = registers.get(_bare(number), set())
    return bool(having) and _is_of(places, having)


def _is_of(places: list[str], registers: set[str]) -> bool:
    """Whether a receipt of that shop and till can be of one of the registers; where either is not said, it can."""
    return not places or "" in registers or not registers.isdisjoint(places)


def _bare(number: str) -> str:
    """A number without the zeros and signs that one of two files writes and the other does not."""
    return "".join(x for x in number.casefold() if x.isalnum()).lstrip("0")

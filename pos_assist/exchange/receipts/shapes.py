"""Tables that are not of one sale a row: a day over three columns, columns for a first, second and third item, several items in
one cell, no day but in the sheet's title. They are turned into tables that are, before anything else is asked of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pos_assist.exchange.receipts.amounts import amount
from pos_assist.exchange.receipts.columns import Columns, folded, has_role

_DAY_PARTS = (("年", "year"), ("月", "month"), ("日", "day"))
_CLOCK_PARTS = (("時", "hour"), ("分", "minute"))
DAY, COUNT, _CLOCK = "年月日", "数量", "時刻"  # titles of columns that are made
_NUMBERED = re.compile(r"(.*\D)[ _(]?(\d{1,2})\)?")
_AGAIN = re.compile(r"(.+) \([A-Z]{1,2}\)")  # a title that stood in the header before, see headers
_GROUPED = ("item", "code", "qty", "price", "list_price", "amount", "category", "size")
_BETWEEN = re.compile(r"\s*[\n、,;／/|＋+]\s*(?![^(（]*[)）])")
_TIMES_AFTER = re.compile(
    r"(.*?\S)\s*(?:[x×✕*]\s*(\d{1,3})|[(（]\s*[x×]?\s*(\d{1,3})\s*[)）]|\s(\d{1,3})(?:個|点|本|杯|枚))"
)
_DAY_ALONE = re.compile(r"(\d{1,2})日?(?:\s*\([月火水木金土日]\))?")
_TIMES_BEFORE = re.compile(r"(\d{1,3})\s*[x×✕*]\s*(\S.*)")

Cells = list[str]


@dataclass(slots=True)
class Shape:
    """How a table's rows become rows of one sale each. `width`: how many columns there were, `titles`: the columns afterwards."""

    width: int
    titles: list[str]
    turn: Callable[[Cells], list[Cells]]
    restart: Callable[[], None] = field(default=lambda: None)  # before the first row of a sheet
    adds_day: bool = False
    month: date | None = None  # of the days in it

    def sample(self, rows: Sequence[Cells]) -> list[Cells]:
        """Return the first rows as they are afterwards."""
        self.restart()
        return [new for row in rows for new in self.of(row)]

    def of(self, cells: Cells) -> list[Cells]:
        """Return the rows that a row becomes."""
        return self.turn([*cells[: self.width], *[""] * (self.width - len(cells))])


def shape_of(titles: list[str], rows: Sequence[Cells]) -> Shape | None:
    """Return how the table has to be turned; None, as mostly, where it has not."""
    words = [folded(x) for x in titles]
    day = [next((words.index(x) for x in names if x in words), -1) for names in _DAY_PARTS]
    if day[2] >= 0 and day[1] >= 0 and _are_numbers(rows, day):
        clock = [next((words.index(x) for x in names if x in words), -1) for names in _CLOCK_PARTS]
        return _of_parts(titles, day, clock if min(clock) >= 0 else [])
    groups = _groups(titles) or _side_by_side(titles)
    return _of_groups(titles, groups) if groups else None


def with_day(titles: list[str], day: str) -> Shape:
    """Return a table whose day stands in its title alone."""
    return Shape(len(titles), [*titles, DAY], lambda cells: [[*cells, day]], adds_day=True)


def with_month(titles: list[str], place: int, first: date) -> Shape:
    """Return a table whose dates are numbers of a month's days: 5, 5日."""

    def turn(cells: Cells) -> list[Cells]:
        day = _DAY_ALONE.fullmatch(unicodedata.normalize("NFKC", cells[place]).strip())
        if day:
            cells[place] = f"{first:%Y-%m}-{int(day[1]):02d}"
        return [cells]

    return Shape(len(titles), titles, turn, month=first)


def are_days_alone(cells: Sequence[str]) -> bool:
    """Whether they are numbers of a month's days and nothing more."""
    days = [_DAY_ALONE.fullmatch(unicodedata.normalize("NFKC", x).strip()) for x in cells]
    return bool(days) and sum(x is not None and 1 <= int(x[1]) <= 31 for x in days) * 10 >= len(days) * 9


def _are_numbers(rows: Sequence[Cells], places: Sequence[int]) -> bool:
    cells = [row[i] for row in rows for i in places if 0 <= i < len(row) and row[i].strip()]
    return bool(cells) and sum(len(x.strip()) <= 5 and any(c.isdigit() for c in x) for x in cells) >= len(cells) * 0.9


def _of_parts(titles: list[str], day: Sequence[int], clock: Sequence[int]) -> Shape:
    """年, 月 and 日, perhaps 時 and 分, in columns of their own; a cell that is empty means what stands above it."""
    above = ["", "", ""]

    def turn(cells: Cells) -> list[Cells]:
        parts = [cells[i].strip() if i >= 0 else "" for i in day]
        if any(parts):
            for i, part in enumerate(parts):
                if part:
                    above[i] = part.rstrip("年月日")
            parts = above
        year, month, date = parts
        dated = f"{year}年{month}月{date}日" if year else f"{month}月{date}日"
        new = [*cells, dated if date else ""]
        if clock:
            hour, minute = (cells[i].strip().rstrip("時分") for i in clock)
            new.append(f"{hour}:{minute.zfill(2)}" if hour else "")
        return [new]

    def restart() -> None:
        above[:] = ["", "", ""]

    gone = {*day, *clock}
    hidden = [f"({title})" if i in gone else title for i, title in enumerate(titles)]
    return Shape(len(titles), [*hidden, DAY, *([_CLOCK] if clock else [])], turn, restart)


def _groups(titles: Sequence[str]) -> dict[int, dict[str, int]]:
    """Number -> title without it -> place, of columns for a first, second and third item. A second column of names alone is a
    second line of the name."""
    found: dict[int, dict[str, int]] = {}
    for place, title in enumerate(titles):
        match = _NUMBERED.fullmatch(unicodedata.normalize("NFKC", title).strip())
        stem = match[1].strip(" _(") if match else ""
        if match and any(has_role(stem, role) for role in _GROUPED):
            found.setdefault(int(match[2]), {})[stem] = place
    found = {n: group for n, group in found.items() if any(has_role(stem, "item") for stem in group)}
    first = found.get(min(found, default=0), {})
    counted = any(has_role(stem, role) for stem in first for role in ("qty", "price", "amount"))
    return found if len(found) >= (2 if counted else 3) else {}


def _side_by_side(titles: Sequence[str]) -> dict[int, dict[str, int]]:
    """As `_groups`, of blocks with the same titles, one beside the other."""
    found: dict[int, dict[str, int]] = {}
    for place, title in enumerate(titles):
        again = _AGAIN.fullmatch(title)
        stem = again[1] if again and again[1] in titles else title
        number = 1 + sum(stem in group for group in found.values())
        found.setdefault(number, {})[stem] = place
    others = [group for number, group in found.items() if number > 1]
    return (
        {**found, 1: {stem: found[1][stem] for stem in others[0]}}
        if others
        and any(has_role(x, "item") for x in others[0])
        and any(has_role(x, role) for x in others[0] for role in ("qty", "price", "amount"))
        else {}
    )


def _of_groups(titles: Sequence[str], groups: Mapping[int, Mapping[str, int]]) -> Shape:
    taken = {place for group in groups.values() for place in group.values()}
    common = [i for i in range(len(titles)) if i not in taken]
    stems = list(dict.fromkeys(stem for group in groups.values() for stem in group))
    names = [stem for stem in stems if has_role(stem, "item")]

    def turn(cells: Cells) -> list[Cells]:
        head = [cells[i] for i in common]
        new = [
            [*head, *(cells[group[stem]] if stem in group else "" for stem in stems)]
            for _, group in sorted(groups.items())
            if any(cells[group[name]].strip() for name in names if name in group)
        ]
        return new or [[*head, *[""] * len(stems)]]

    return Shape(len(titles), [*(titles[i] for i in common), *stems], turn)


# -- several items in one cell -----------------------------------------------------------------------------------------


def several(columns: Columns, rows: Sequence[Cells]) -> bool:
    """Whether items stand together in one cell, each with how many: «パン x1, 茶 x2»."""
    place = columns.at.get("item")
    if place is None or "qty" in columns.at:
        return False
    cells = [row[place] for row in rows if place < len(row) and row[place].strip()]
    parts = [_parts(x) for x in cells]
    counted = sum(bool(x) for x in parts)
    return counted * 2 >= len(cells) and any(len(x) > 1 for x in parts)


def apart(columns: Columns, titles: list[str]) -> Shape:
    """Return a table in which each of them has a row. What was paid in all is no price of one of them."""
    item = columns.at["item"]
    sums = [columns.at[x] for x in ("price", "amount", "list_price") if x in columns.at]

    def turn(cells: Cells) -> list[Cells]:
        parts = _parts(cells[item])
        found: list[Cells] = []
        for name, qty in parts:
            row = [*cells, qty]
            row[item] = name
            if len(parts) > 1:
                for place in sums:
                    row[place] = row[place] if amount(row[place]) is None else ""
            found.append(row)
        return found or [[*cells, ""]]

    return Shape(len(titles), [*titles, COUNT], turn)


def _parts(text: str) -> list[tuple[str, str]]:
    """(name, how many) of each item in a cell; none where one of them does not say how many, unless others do."""
    pieces = [x for x in _BETWEEN.split(text.strip()) if x]
    found: list[tuple[str, str]] = []
    counted = False
    for piece in pieces:
        if after := _TIMES_AFTER.fullmatch(piece):
            found.append((after[1], after[2] or after[3] or after[4]))
        elif before := _TIMES_BEFORE.fullmatch(piece):
            found.append((before[2], before[1]))
        else:
            found.append((piece, "1"))
            continue
        counted = True
    return found if counted else []


def turned(rows: Iterator[tuple[int, Cells]], shapes: Sequence[Shape]) -> Iterator[tuple[int, Cells]]:
    """Return the rows of a sheet after all of the shapes, one after the other."""
    for shape in shapes:
        shape.restart()
        rows = _each(rows, shape)
    return rows


def _each(rows: Iterator[tuple[int, Cells]], shape: Shape) -> Iterator[tuple[int, Cells]]:
    for number, cells in rows:
        for new in shape.of(cells):
            yield number, new

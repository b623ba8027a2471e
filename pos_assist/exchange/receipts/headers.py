"""Where in a file the table of receipts is: its sheet, and its row of titles, above which other things may stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pos_assist.exchange.receipts.amounts import amount
from pos_assist.exchange.receipts.columns import known_titles
from pos_assist.exchange.receipts.grids import Sheet
from pos_assist.exchange.tables import clean

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Header:
    """A table's titles and its first rows."""

    row: int  # 0: the file has none
    titles: list[str]
    sample: list[list[str]]
    known: int
    above: list[str]  # what stands over it


def tables(found: list[Sheet], wanted: str) -> tuple[list[Sheet], Header, bool]:
    """(the sheets with receipts, their header, whether another sheet would do as well). Sheets with one header are one table."""
    headers = [(header_of(sheet.head()), sheet) for sheet in found if not wanted or sheet.title == wanted]
    headers = headers or [(header_of(sheet.head()), sheet) for sheet in found]
    best = max(headers, key=lambda x: x[0].known)[0]
    same = [sheet for header, sheet in headers if header.titles == best.titles and header.row == best.row]
    rival = any(header.known == best.known and header.titles != best.titles for header, _ in headers)
    return same, best, rival


def header_of(rows: list[tuple[int, list[str]]]) -> Header:
    """The row of titles: that with most words of a header; else the first of texts alone; else there is none."""
    known, place = max(((known_titles(cells), -i) for i, (_, cells) in enumerate(rows)), default=(0, 0))
    at = -place
    if known < 2:
        texts = (
            i for i, (_, cells) in enumerate(rows) if len(cells) > 2 and all(x and amount(x) is None for x in cells[:3])
        )
        at = next((i for i in texts if not any(":" in x or "/" in x for x in rows[i][1])), -1)
    width = max(len(cells) for _, cells in rows)
    titles: list[str] = []
    for i in range(width):
        title = clean(rows[at][1][i]) if at >= 0 and i < len(rows[at][1]) else ""
        title = title or _letter(i)
        titles.append(title if title not in titles else f"{title} ({_letter(i)})")
    above = [x for _, cells in rows[: max(at, 0)] for x in cells if x.strip()]
    below = [cells for _, cells in rows[at + 1 :]]
    if known >= 2:  # where months were put together, the first one says enough
        below = below[: next((i for i, cells in enumerate(below) if is_header(cells)), len(below))]
    return Header(rows[at][0] if at >= 0 else 0, titles, below, known, above)


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row is one of titles, mostly those that receipts have."""
    filled = [x for x in cells if x.strip()]
    return len(filled) > 2 and known_titles(filled) * 2 >= len(filled) and all(amount(x) is None for x in filled)


def _letter(place: int) -> str:
    """A column as a spreadsheet calls it."""
    return _LETTERS[place] if place < 26 else _letter(place // 26 - 1) + _LETTERS[place % 26]

"""A slip of paper as blocks, and the rows they come to at a width. Receipts, return receipts, X and Z reports and kitchen
slips are all slips; the screen, PNG, PDF and every printer show the same rows.

Text stands in cells, as on a printer: a half-width sign takes one, a full-width sign two. 80 mm paper has 48 cells, 58 mm
has 32. A slip does not know how wide its paper is, so that a saved one prints on any printer.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from pos_assist.i18n.line_breaks import text_rows


class Block(StrEnum):
    """The kind of a block."""

    TEXT = "text"
    RULE = "rule"
    GAP = "gap"
    CODE = "code"  # a code to be scanned: bars where they fit, else a QR code, with its text below
    QR = "qr"
    STAMP = "stamp"  # a box where a revenue stamp is stuck
    RULER = "ruler"  # of a test print: where the paper begins and ends


class Align(StrEnum):
    """Where a text stands that has nothing at its right."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class SlipBlock:
    """One block. `right` stands at the right edge of the text's last row; `size` 2 is twice as wide and high."""

    kind: Block = Block.TEXT
    text: str = ""
    right: str = ""
    size: int = 1
    bold: bool = False
    align: Align = Align.LEFT
    indent: int = 0  # cells before the text, on every row of it


@dataclass(frozen=True, slots=True)
class Slip:
    """`title` names it in lists and messages, such as «#123»."""

    blocks: tuple[SlipBlock, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class SlipRow:
    """One printed row: a text filled up with spaces, or a block that is drawn."""

    kind: Block
    text: str = ""
    size: int = 1
    bold: bool = False


def line(text: str, right: str = "", *, size: int = 1, bold: bool = False, indent: int = 0) -> SlipBlock:
    """A text, and an amount at the right edge."""
    return SlipBlock(Block.TEXT, text, right, size, bold, indent=indent)


def centered(text: str, *, size: int = 1, bold: bool = False) -> SlipBlock:
    """A text in the middle."""
    return SlipBlock(Block.TEXT, text, size=size, bold=bold, align=Align.CENTER)


RULE, GAP, STAMP = SlipBlock(Block.RULE), SlipBlock(Block.GAP), SlipBlock(Block.STAMP)


# -- cells -------------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def cells_of(sign: str) -> int:
    """How many cells one sign takes. Signs whose width Unicode leaves open (※, −, ┌) take two, as Japanese printers have it;
    letters of Latin script one."""
    if unicodedata.combining(sign):
        return 0
    wide = unicodedata.east_asian_width(sign)
    if wide == "A":
        return 1 if unicodedata.category(sign)[0] == "L" and "LATIN" in unicodedata.name(sign, "") else 2
    return 2 if wide in "WF" else 1


def cells(text: str) -> int:
    """How many cells a text takes."""
    return sum(map(cells_of, text))


def printable(text: str) -> str:
    """The text as paper can bear it: one form of each sign, no control or invisible characters, «?» for half a sign."""
    composed = unicodedata.normalize("NFC", text).replace("\t", " ")
    kept = (x for x in composed if unicodedata.category(x) not in ("Cc", "Cf", "Co", "Cn") and not "︀" <= x <= "️")
    return "".join("?" if unicodedata.category(x) == "Cs" else x for x in kept)


def wrapped(text: str, width: int) -> list[str]:
    """The text in rows of at most `width` cells, broken between words and phrases (`i18n.line_breaks`)."""
    return text_rows(text, width, cells)


# -- rows --------------------------------------------------------------------------------------------------------------------


def rows_of(slip: Slip, width: int) -> list[SlipRow]:
    """The rows of a slip on paper of `width` cells. No text is cut; what is too long goes on in the next row."""
    return [row for block in slip.blocks for row in _rows(block, width)]


def slip_text(slip: Slip, width: int = 48) -> str:
    """The slip as plain text, as a journal keeps it and a person searches it."""
    return "\n".join(_plain(row, width) for row in rows_of(slip, width)) + "\n"


def _rows(block: SlipBlock, width: int) -> Iterator[SlipRow]:
    if block.kind is not Block.TEXT:
        yield SlipRow(block.kind, printable(block.text))
        return
    for text in _text_rows(replace(block, text=printable(block.text), right=printable(block.right)), width):
        yield SlipRow(Block.TEXT, text, block.size, block.bold)


def _text_rows(block: SlipBlock, width: int) -> Iterable[str]:
    width //= block.size
    indent = " " * block.indent
    space = max(2, width - block.indent)
    if not block.right:
        for row in wrapped(block.text, space):
            left = {Align.LEFT: 0, Align.CENTER: (space - cells(row)) // 2, Align.RIGHT: space - cells(row)}
            yield indent + " " * max(0, left[block.align]) + row
        return
    right = block.right
    if cells(right) > width:  # an amount is never cut, and never stands beside something else
        yield from (indent + row for row in wrapped(block.text, space))
        yield from wrapped(right, width)
        return
    rows = wrapped(block.text, space)
    if cells(rows[-1]) + 1 + cells(right) > space:  # the words' last row has no place for it
        most = space - 1 - cells(right)
        rows = [*rows[:-1], *wrapped(rows[-1], most)] if most >= 8 else [*rows, ""]
    yield from (indent + row for row in rows[:-1])
    head = indent + rows[-1]
    yield head + " " * (width - cells(head) - cells(right)) + right


def _plain(row: SlipRow, width: int) -> str:
    match row.kind:
        case Block.RULE:
            return "-" * width
        case Block.CODE | Block.QR:
            return f"[{row.text}]"
        case Block.STAMP:
            return "[印]"
        case Block.TEXT:
            return row.text.rstrip()
        case _:
            return ""

"""`sales/<shop>/<till>.<life>.<first>-<last>.<sha256>.jsonl.gz`: what a till sold, in records that are numbered without a gap.

The first line says whose they are; then come the records (domain/shared_record.py) as columns (sales_columns.py). A number of the
range that has no record was no sale: an edit, a change of staff.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pos_assist.domain.problems import BadInput, EnvironmentProblem
from pos_assist.domain.shared_record import SharedRecord, from_line
from pos_assist.exchange.shared_folder.files import MOST, listed, name_part, sum_of, whole_file
from pos_assist.exchange.shared_folder.sales_columns import columns_of, lines_from

FORMAT = "pos-assist-sales/2"
_BY_LINES = "pos-assist-sales/1"  # a record a line
SALES = "sales"
_NAME = re.compile(r"([\w-]+)\.([0-9a-f]{16})\.(\d{1,15})-(\d{1,15})\.([0-9a-f]{64})\.jsonl\.gz")


@dataclass(frozen=True, slots=True, order=True)
class SalesName:
    """What a sales file's name says."""

    till: str
    life: str
    first: int
    last: int
    sum: str

    @property
    def text(self) -> str:
        """The file's name."""
        return f"{self.till}.{self.life}.{self.first}-{self.last}.{self.sum}.jsonl.gz"


@dataclass(frozen=True, slots=True)
class SalesFile:
    """A sales file that was read: each record with the very line that it had, by number. `after`: the life before this one, and
    its last number, or None."""

    name: SalesName
    shop: str
    after: tuple[str, int] | None
    lines: dict[int, tuple[str, SharedRecord]]


def parsed_name(name: str) -> SalesName | None:
    """What the name says; None where it is none of a sales file."""
    found = _NAME.fullmatch(name)
    if not found or not 0 < int(found[3]) <= int(found[4]):
        return None
    return SalesName(found[1], found[2], int(found[3]), int(found[4]), found[5])


def sales_folder(folder: Path, shop: str) -> Path:
    """Where the sales files of a shop lie."""
    return folder / SALES / name_part(shop)


def sales_names(folder: Path) -> list[SalesName]:
    """The sales files in a shop's folder, in order of till, life and number. Raises EnvironmentProblem."""
    return sorted(name for path in listed(folder) if (name := parsed_name(path.name)))


def missing(folder: Path, names: Sequence[SalesName]) -> dict[str, list[tuple[int, int]]]:
    """Of each life the numbers that no file has, below its highest: somebody deleted a file, or it is still on its way. Where the
    first file of a life begins above 1, it says what came before it; one that does not is not the first."""
    found: dict[str, list[tuple[int, int]]] = {}
    upto: dict[str, int] = {}
    for name in sorted(names, key=lambda x: (x.life, x.first)):
        if name.life not in upto:
            upto[name.life] = 0 if name.first == 1 else _before(folder, name)
        if name.first > upto[name.life] + 1:
            found.setdefault(name.life, []).append((upto[name.life] + 1, name.first - 1))
        upto[name.life] = max(upto[name.life], name.last)
    return found


def _before(folder: Path, name: SalesName) -> int:
    """The last number before the file that none of its life has."""
    try:
        after = read_sales(folder, name).after
    except (BadInput, EnvironmentProblem):
        return name.first - 1  # told of elsewhere
    return name.first - 1 if after else 0


def sales_bytes(
    shop: str, till: str, life: str, span: tuple[int, int], lines: Sequence[str], after: tuple[str, int] | None = None
) -> tuple[SalesName, bytes]:
    """A sales file and its name. The same records give the same bytes, whenever they are written."""
    first, last = span
    head: dict[str, object] = {"shop": shop, "till": till, "life": life, "first": first, "last": last}
    if after:
        head["after"] = list(after)
    found, data = packed(head, lines)
    return SalesName(name_part(till), life, first, last, found), data


def packed(head: Mapping[str, object], lines: Sequence[str]) -> tuple[str, bytes]:
    """(sum, bytes) of a file with that head and these records."""
    top = json.dumps({"format": FORMAT, **head}, ensure_ascii=False, separators=(",", ":"))
    data = gzip.compress("\n".join([top, *columns_of(lines), ""]).encode(), 9, mtime=0)
    return sum_of(data), data


def read_sales(folder: Path, name: SalesName) -> SalesFile:
    """Read and check a sales file. Raises BadInput: share_file_damaged (a copy under way, or rot), share_file_newer (another
    version's form), bad_share_file (with the line); EnvironmentProblem."""
    label, lines = body_lines(name.text, whole_file(folder / name.text, name.sum))
    if (label.get("life"), label.get("first"), label.get("last")) != (name.life, name.first, name.last):
        raise BadInput("bad_share_file", file=name.text, row=1)
    after, found = label.get("after"), gathered(name.text, lines)
    for row, seq in enumerate(found, 2):
        if not name.first <= seq <= name.last:
            raise BadInput("bad_share_file", file=name.text, row=row)
    before = (str(after[0]), int(after[1])) if isinstance(after, list) and len(after) == 2 else None
    return SalesFile(name, str(label.get("shop", "")), before, found)


def body_lines(name: str, data: bytes) -> tuple[dict[str, Any], list[str]]:
    """(head, records) of a file whose sum is right. Raises BadInput."""
    try:
        head, *lines = _unpacked(data).decode().splitlines()
        label = json.loads(head)
        form = label["format"]
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadInput("bad_share_file", file=name, row=1) from error
    if form not in (FORMAT, _BY_LINES):
        raise BadInput("share_file_newer", file=name)
    if form == _BY_LINES:
        return label, lines
    try:
        return label, lines_from(lines)
    except ValueError as error:
        raise BadInput("bad_share_file", file=name) from error


def gathered(name: str, lines: Sequence[str]) -> dict[int, tuple[str, SharedRecord]]:
    """The records by their numbers, each with its line. Raises BadInput bad_share_file, with the line."""
    found: dict[int, tuple[str, SharedRecord]] = {}
    for row, line in enumerate(lines, 2):
        try:
            record = from_line(line)
        except ValueError as error:
            raise BadInput("bad_share_file", file=name, row=row) from error
        if record.seq in found:
            raise BadInput("bad_share_file", file=name, row=row)
        found[record.seq] = (line, record)
    return found


def _unpacked(data: bytes) -> bytes:
    """The text of a gzip file, at most MOST bytes of it."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    text = unpacker.decompress(data, MOST)
    if not unpacker.eof:
        raise ValueError("too large, or cut")
    return text

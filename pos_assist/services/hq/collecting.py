"""Sales files of many shops into the store: each record once, whatever comes twice, late, damaged or under a life that two tills had."""

from __future__ import annotations

import contextlib
import json
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pos_assist.domain.followed_sales import IMPORT
from pos_assist.domain.problems import BadInput, EnvironmentProblem, Problem, system_problem
from pos_assist.domain.shared_record import (
    SharedRecord,
    SharedRedate,
    SharedRefund,
    SharedSale,
    SharedVoid,
    record_sum,
)
from pos_assist.exchange.shared_folder.files import folders, name_part, printable, require_folder
from pos_assist.exchange.shared_folder.imported_files import IMPORTED, imported_names, read_imported
from pos_assist.exchange.shared_folder.sales_files import (
    SALES,
    SalesFile,
    SalesName,
    missing,
    parsed_name,
    read_sales,
    sales_names,
)
from pos_assist.services.hq.counting_sql import day_number
from pos_assist.services.hq.store import Collection, HqStore, StoredPart
from pos_assist.services.hq.told_twice import LeftOut, months_told_of, settle_followed

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_COLUMNS = {
    "records": {
        "receipt": "BIGINT", "life": "VARCHAR", "seq": "BIGINT", "kind": "INTEGER", "text": "VARCHAR",
        "tag": "VARCHAR", "target": "BIGINT", "day": "INTEGER", "minute": "INTEGER", "total": "BIGINT", "list_total": "BIGINT",
        "arm": "VARCHAR", "seconds": "INTEGER", "amount": "BIGINT",
    },
    "lines": {
        "receipt": "BIGINT", "day": "INTEGER", "minute": "INTEGER", "item": "VARCHAR", "qty": "INTEGER", "net": "BIGINT",
    },
    "offers": {
        "receipt": "BIGINT", "kind": "VARCHAR", "items": "VARCHAR", "trigger": "VARCHAR", "deal": "VARCHAR", "outcome": "VARCHAR",
        "adds": "BIGINT", "variant": "VARCHAR", "relevance": "INTEGER",
    },
}  # fmt: skip
_AT_ONCE = 400  # files of a shop read in one go: what is in memory stays small


@dataclass(slots=True)
class HqCollected:
    """What one round took in. `missing`: of each till's life, the numbers that no file has; `troubles`: of files that could not be
    taken, which are tried again; `left_out`: of registers that several tills follow without numbers, the records that were not counted."""

    files: int = 0
    receipts: int = 0
    replaced: int = 0
    shops: int = 0
    missing: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    troubles: list[Problem] = field(default_factory=list)
    left_out: LeftOut = field(default_factory=Counter)


@dataclass(slots=True)
class _New:
    """Records that are to be added, by the shop's month they go to; `gone`: receipts that they replace."""

    records: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    lines: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    offers: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    gone: dict[str, list[int]] = field(default_factory=dict)  # shop's month -> receipts
    redated: dict[int, tuple[str, int, int]] = field(default_factory=dict)  # receipt -> tag, day, minute

    def parts(self) -> set[str]:
        """The shops' months that change."""
        return {*self.records, *self.gone}


def collect(store: HqStore, folder: Path, connection: DuckDBPyConnection) -> HqCollected:
    """Take in what is new in `folder`/sales and `folder`/imported. Every shop's round is written whole before the list names it. What an
    earlier version collected, which counted a sale that two tills told of twice, is looked at first. Raises EnvironmentProblem: no_share_folder and what the disks may find."""
    require_folder(folder)
    collection, done = store.load(), HqCollected()
    if not collection.settled:
        for name in {x.rsplit("/", 1)[0] for x in collection.parts}:
            settle_followed(store, collection, connection, name, None, done.left_out)
        collection.settled = True
        store.save(collection)
    round_ = _Round(store, collection, connection, done)
    for shop in _shops(folder / SALES, done):
        names = sales_names(shop)
        done.shops += bool(names)
        round_.take(shop, [x.text for x in names], partial(_read, shop, {x.text: x for x in names}))
        tills = {x.life: f"{shop.name}/{x.till}.{x.life}" for x in names}
        done.missing |= {tills[life]: gaps for life, gaps in missing(shop, names).items()}
    for shop in _shops(folder / IMPORTED, done):
        round_.take(shop, imported_names(shop), partial(read_imported, shop))
    return done


def _read(shop: Path, names: Mapping[str, SalesName], name: str) -> list[SalesFile]:
    return [read_sales(shop, names[name])]


def _shops(folder: Path, done: HqCollected) -> Iterator[Path]:
    """The folders of shops; a copy of one, by a person or a program, is told of: no till writes to it."""
    for shop in folders(folder):
        if name_part(shop.name) == unicodedata.normalize("NFC", shop.name):
            yield shop
        elif any(shop.iterdir()):
            done.troubles.append(BadInput("foreign_sales_folder", file=printable(shop.name)))


@dataclass(frozen=True, slots=True)
class _Round:
    """One round of collecting."""

    store: HqStore
    collection: Collection
    connection: DuckDBPyConnection
    done: HqCollected

    def take(self, shop: Path, names: Sequence[str], read: Callable[[str], list[SalesFile]]) -> None:
        """Take in those of the files that are new, some hundred at a time."""
        known = {name for every in self.collection.taken.values() for name in every}
        new = [x for x in names if x not in known]
        for start in range(0, len(new), _AT_ONCE):
            self._take(shop.name, new[start : start + _AT_ONCE], read)

    def _take(self, shop: str, names: Sequence[str], read: Callable[[str], list[SalesFile]]) -> None:
        files: list[SalesFile] = []
        taken: list[str] = []
        for name in names:
            try:
                files += read(name)
                taken.append(name)
            except (BadInput, EnvironmentProblem) as problem:
                self.done.troubles.append(problem)
        if not files:
            return
        new = _chosen(self.store, self.collection, self.connection, shop, files, self.done)
        months = months_told_of(x for file in files for _, x in file.lines.values())
        months |= {x.rsplit("/", 1)[1] for x in new.parts()}
        version = self.collection.number + 1
        try:
            for part in sorted(new.parts()):
                _write_part(self.store, self.collection, self.connection, part, new, version)
        except OSError as error:
            raise system_problem(error, str(self.store.folder)) from error
        self.collection.taken.setdefault(shop, []).extend(taken)
        settle_followed(self.store, self.collection, self.connection, shop, months, self.done.left_out)
        self.store.save(self.collection)
        self.done.files += len(taken)


def _chosen(
    store: HqStore,
    collection: Collection,
    connection: DuckDBPyConnection,
    shop: str,
    files: list[SalesFile],
    done: HqCollected,
) -> _New:
    """Which records of the files are to be written: new ones, and those that stand where another till had their number. What was met under another shop's name before (a shop got another name, a folder was copied) stays there."""
    there = _there(store, collection, connection, shop, {x.name.life for x in files})
    chosen: dict[tuple[str, int], tuple[str, SharedRecord]] = {}
    new = _New()
    for file in files:
        for seq, (line, record) in file.lines.items():
            key, text = (file.name.life, seq), _sum(line, record)
            if key not in chosen or text < chosen[key][0]:
                chosen[key] = (text, record)
    for (life, seq), (text, record) in sorted(chosen.items(), key=itemgetter(0)):
        old = there.get((life, seq))
        if old and old[0] <= text:
            del chosen[life, seq]
            continue
        if old:
            new.gone.setdefault(old[1], []).append(collection.receipt(life, seq))
            done.replaced += 1
        _add(new, collection, shop, (life, seq, text), record)
        done.receipts += isinstance(record, SharedSale)
    if new.redated:
        _redate(store, collection, connection, new)
    for life, seq in chosen:  # a redating may have come before its receipts
        receipt = collection.receipt(life, seq)
        if receipt in collection.redated:
            new.redated.setdefault(receipt, collection.redated[receipt])
    collection.redated |= new.redated
    return new


def _sum(line: str, record: SharedRecord) -> str:
    """What decides between two records of one name. One out of a file with its whole key stands before that of an earlier version, which had
    its end alone."""
    whole = isinstance(record, SharedSale) and record.tag.startswith(f"{IMPORT}:")
    return f"!{record_sum(line)}" if whole else record_sum(line)


def _there(
    store: HqStore, collection: Collection, connection: DuckDBPyConnection, shop: str, wanted: set[str]
) -> dict[tuple[str, int], tuple[str, str]]:
    """(text, shop's month) of what is there of those lives."""
    found: dict[tuple[str, int], tuple[str, str]] = {}
    taken = ((of, parsed_name(x)) for of, names in collection.taken.items() for x in names)
    shops = {shop, *(of for of, name in taken if name and name.life in wanted)}
    lives = sorted(wanted)
    for part in (x for x in collection.parts if x.rsplit("/", 1)[0] in shops):
        file = str(store.file(part, "records", collection.parts[part].version))
        sql = "SELECT life, seq, text FROM read_parquet(?, hive_partitioning = false) WHERE list_contains(?, life)"
        for life, seq, text in connection.execute(sql, [file, lives]).fetchall():
            found[life, seq] = (text, part)
    return found


def _add(new: _New, collection: Collection, shop: str, known_as: tuple[str, int, str], record: SharedRecord) -> None:
    """Add a record; `known_as`: its life, its number, the sum of its text."""
    life, seq, text = known_as
    part, receipt = f"{shop}/{record.at:%Y-%m}", collection.receipt(life, seq)
    day, minute = day_number(record.at.date()), record.at.hour * 60 + record.at.minute
    row: dict[str, Any] = dict.fromkeys(_COLUMNS["records"])
    row |= {"receipt": receipt, "life": life, "seq": seq, "kind": 0, "text": text, "tag": ""}
    row |= {
        "day": day,
        "minute": minute,
        "arm": "",
        "total": 0,
        "list_total": 0,
        "seconds": 0,
        "amount": 0,
        "target": 0,
    }
    match record:
        case SharedSale():
            row |= {"tag": record.tag, "total": record.total, "list_total": record.list_total, "arm": record.arm}
            row["seconds"] = record.seconds
            new.lines.setdefault(part, []).extend(
                {"receipt": receipt, "day": day, "minute": minute, "item": x.item, "qty": x.qty, "net": x.net}
                for x in record.lines
            )
            new.offers.setdefault(part, []).extend(
                {
                    "receipt": receipt, "kind": x.kind, "items": x.items, "trigger": x.trigger, "deal": x.deal,
                    "outcome": x.outcome, "adds": x.adds, "variant": x.variant, "relevance": x.relevance,
                }
                for x in record.offers
            )  # fmt: skip
        case SharedVoid():
            row |= {"kind": 1, "target": collection.receipt(record.of.life, record.of.seq), "tag": record.of.tag}
        case SharedRefund():
            row |= {"kind": 2, "target": collection.receipt(record.of.life, record.of.seq), "tag": record.of.tag}
            row["amount"] = record.amount
        case SharedRedate():
            row |= {"kind": 3}
            for name, at in record.times:
                minute = at.hour * 60 + at.minute
                new.redated[collection.receipt(name.life, name.seq)] = (name.tag, day_number(at.date()), minute)
    new.records.setdefault(part, []).append(row)


def _redate(store: HqStore, collection: Collection, connection: DuckDBPyConnection, new: _New) -> None:
    """Receipts dated anew are written anew where they are: their month stays that of the date they first had."""
    for part in collection.parts:
        file = str(store.file(part, "records", collection.parts[part].version))
        sql = "SELECT count(*) FROM read_parquet(?, hive_partitioning = false) WHERE list_contains(?, receipt)"
        [(here,)] = connection.execute(sql, [file, list(new.redated)]).fetchall()
        if here:
            new.gone.setdefault(part, [])


def _write_part(
    store: HqStore, collection: Collection, connection: DuckDBPyConnection, part: str, new: _New, version: int
) -> None:
    old = collection.parts.get(part)
    receipts, first, last = 0, 0, 0
    redated = [list(new.redated), *([x[i] for x in new.redated.values()] for i in (1, 2))]
    for kind, columns in _COLUMNS.items():
        target = store.file(part, kind, version)
        target.parent.mkdir(parents=True, exist_ok=True)
        rows = {"records": new.records, "lines": new.lines, "offers": new.offers}[kind].get(part, [])
        with _as_json(store.folder, rows) as file:
            names = ", ".join(f"'{name}': '{kind_of}'" for name, kind_of in columns.items())
            added = f"SELECT * FROM read_json(?, format = 'newline_delimited', columns = {{{names}}})"
            values: list[Any] = [str(file)]
            if old:
                kept = "SELECT * FROM read_parquet(?, hive_partitioning = false) WHERE NOT list_contains(?::BIGINT[], receipt)"
                added = f"{kept} UNION ALL BY NAME {added}"
                values = [str(store.file(part, kind, old.version)), new.gone.get(part, []), *values]
            connection.execute(f"CREATE OR REPLACE TEMP TABLE month AS {added}", values)
        if new.redated and kind != "offers":
            connection.execute(
                "UPDATE month SET day = t.day, minute = t.minute FROM (SELECT unnest(?::BIGINT[]) AS receipt,"
                " unnest(?::INTEGER[]) AS day, unnest(?::INTEGER[]) AS minute) t WHERE month.receipt = t.receipt",
                redated,
            )
        if kind == "records":
            sql = "SELECT count(*) FILTER (WHERE kind = 0), coalesce(min(day), 0), coalesce(max(day), 0) FROM month"
            [(receipts, first, last)] = connection.execute(sql).fetchall()
        text = str(target).replace("'", "''")
        connection.execute(
            f"COPY (SELECT * FROM month ORDER BY receipt) TO '{text}' (FORMAT parquet, COMPRESSION zstd)"
        )
    connection.execute("DROP TABLE month")
    collection.parts[part] = StoredPart(version, receipts, first, last)


@contextlib.contextmanager
def _as_json(folder: Path, rows: Iterable[dict[str, Any]]) -> Any:
    """The rows as a file that DuckDB reads: its own way in for many rows takes a second for two thousand."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", dir=folder, encoding="utf-8", delete=False) as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    try:
        yield Path(file.name)
    finally:
        Path(file.name).unlink()

"""Headquarters' use cases: collect, count, publish, report."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from pos_assist.domain.catalog_change import Change, records_of
from pos_assist.domain.fingerprint import fingerprint
from pos_assist.domain.record_versions import NOTHING, Key, Seen
from pos_assist.exchange.packs import Pack, PackLabel, pack_bytes, portable, public_key, read_pack
from pos_assist.exchange.shared_folder.chain_data import chain_bytes
from pos_assist.exchange.shared_folder.files import require_folder
from pos_assist.exchange.shared_folder.pack_files import chain_folder, pack_names, put_pack
from pos_assist.services.hq import collecting, duck_engine
from pos_assist.services.hq.chain_knowledge import chain_data, chain_weights
from pos_assist.services.hq.counting_sql import day_number, digest
from pos_assist.services.hq.duck_engine import Rows
from pos_assist.services.hq.store import Collection, HqStore, require_store
from pos_assist.services.hq.weekly_report import week_of, weekly_page
from pos_assist.system.files import replace_file

_LEARNED_FROM = 60_000  # newest receipts that the weights are solved from
_PUBLISHED = "published.pospack"  # in the store: the last pack that went out
_KEY = "signing-key"  # in the store, readable by its owner alone


@dataclass(frozen=True, slots=True)
class Counted:
    """The tables, each with its digest; `receipts` that were collected, voided ones too."""

    tables: dict[str, Rows]
    digests: dict[str, str]
    receipts: int
    shops: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublishedPack:
    """What went out. `left_out`: pairs that too few receipts have."""

    pack: str
    serial: int
    pairs: int
    left_out: int
    bytes: int
    fingerprint: str


class Headquarters:
    """One folder of sales files, one store, one engine."""

    def __init__(
        self, folder: Path, store: Path, now: Callable[[], datetime], engine: str = "duckdb", master: str = "local[2]"
    ) -> None:
        self._folder = folder
        self._store_folder = store
        self._now = now
        self._engine, self._master = engine, master

    def collect(self) -> collecting.HqCollected:
        """Take in what the shops' folders have and the store has not. Raises EnvironmentProblem."""
        require_folder(self._folder)
        store = require_store(self._store_folder)
        with duck_engine.connected() as connection:
            return collecting.collect(store, self._folder, connection)

    def count(self) -> Counted:
        """Count everything that was collected. Raises EnvironmentProblem: needs_extra, needs_java."""
        store, collection = self._collected()
        today = day_number(self._now().date())
        if self._engine == "spark":
            from pos_assist.services.hq import spark_engine  # noqa: PLC0415 — lazy: an extra

            spark = spark_engine.session(self._master)
            try:
                tables = spark_engine.count(store, collection, today, spark)
            finally:
                spark.stop()
        else:
            with duck_engine.connected() as connection:
                tables = duck_engine.count(store, collection, today, connection)
        receipts = sum(x.receipts for x in collection.parts.values())
        shops = tuple(sorted({x.rsplit("/", 1)[0] for x in collection.parts}))
        return Counted(tables, {name: digest(rows) for name, rows in tables.items()}, receipts, shops)

    def publish(self, least: int, catalog: Change | None = None) -> PublishedPack:
        """Put a pack for every till into the folder: `catalog` (of headquarters' own shop file; without it the one that was last
        published, so that no till takes its absence for a removal), and what all shops taught; no pair and no item that fewer than `least` receipts have. Raises EnvironmentProblem."""
        counted = self.count()
        data, left_out = chain_data(counted.tables, least, self._now().date())
        store, collection = self._collected()
        with duck_engine.connected() as connection:
            newest = duck_engine.newest_receipts(store, collection, connection, _LEARNED_FROM)
        data = replace(data, weights=chain_weights(newest, data, self._now()))
        folder = chain_folder(self._folder)
        seed = self._seed()
        key = public_key(seed)
        maker = sha256(f"headquarters {key}".encode()).hexdigest()[:32]
        kept = self._store_folder / _PUBLISHED
        before = read_pack(kept) if kept.exists() else None
        there = max((x.serial for x in pack_names(folder) if x.maker == maker), default=0)
        serial = 1 + (max(there, before.serial) if before else there)  # also where somebody emptied the folder
        label = PackLabel(maker, "本部", serial, self._now(), "")
        if catalog is None:
            catalog = before.catalog if before else Change()
        packed = pack_bytes(label, catalog, (), seed, chain_bytes(data), _edits(catalog, before, maker, serial))
        replace_file(kept, lambda new: new.write_bytes(packed))
        name = put_pack(folder, maker, serial, packed)
        return PublishedPack(name.text, serial, len(data.pairs), left_out, len(packed), fingerprint(key))

    def report(self, day: str | None = None, to: Path | None = None, catalog: Change | None = None) -> Path:
        """Write the owner's page of a week, the one with that day or the last whole one; where it is. Items have the titles of
        that catalog, or else their codes. Raises EnvironmentProblem."""
        names = {x.code: x.title for x in catalog.items} if catalog else {}
        monday = week_of(date.fromisoformat(day)) if day else week_of(self._now().date()) - timedelta(days=7)
        counted = self.count()
        page = weekly_page(counted.tables, monday, self._now(), names)
        path = to or self._folder / "reports" / f"{monday.isoformat()}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, lambda new: new.write_text(page, encoding="utf-8"))
        return path

    def _collected(self) -> tuple[HqStore, Collection]:
        store = require_store(self._store_folder)
        return store, store.load()

    def _seed(self) -> bytes:
        file = self._store_folder / _KEY
        if not file.exists():
            require_store(self._store_folder)
            replace_file(file, _write_seed)
        return bytes.fromhex(file.read_text(encoding="ascii").strip())


def _edits(catalog: Change, before: Pack | None, maker: str, serial: int) -> dict[Key, Seen]:
    """Of each record headquarters' newest edit: the number of the pack with which it came to be as it is, or went."""
    now, then = records_of(portable(catalog)), records_of(before.catalog) if before else {}
    known = before.edits or {} if before else {}
    seen = {key: known.get(key, NOTHING) if then.get(key) == x else NOTHING for key, x in now.items()}
    seen |= dict.fromkeys(then.keys() - now.keys(), NOTHING)
    return {key: x or {maker: serial} for key, x in {**known, **seen}.items()}


def _write_seed(new: Path) -> None:
    new.touch(0o600)
    new.write_text(secrets.token_hex(32), encoding="ascii")

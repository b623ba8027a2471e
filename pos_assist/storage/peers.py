"""Packs given and taken: this shop's name among others, its signing key, whom it trusts, what it last took from whom."""

from __future__ import annotations

import secrets
import sqlite3

from pos_assist.domain.catalog_change import Change, Peer
from pos_assist.domain.codec import dumps, loads
from pos_assist.storage.connection import Reader
from pos_assist.storage.receipt_rows import recall, remember
from pos_assist.storage.replay import ties_fields
from pos_assist.storage.writer import Writer


class Peers:
    """Reads may come from any thread; writes join a transaction under way (`Storage.together`)."""

    def __init__(self, reader: Reader, writer: Writer | None) -> None:
        self._reader = reader
        self._maybe_writer = writer

    def shop(self) -> str:
        """The name that no other shop has."""
        return self._state("shop")

    def key(self) -> bytes:
        """The seed of this shop's signing key (32 bytes), made when first asked for. It never goes into a pack."""

        def write(connection: sqlite3.Connection) -> str:
            seed = recall(connection, "pack_key")
            if not seed:
                seed = secrets.token_hex(32)
                remember(connection, "pack_key", seed)
                self._note(connection)
            return seed

        return bytes.fromhex(self._state("pack_key") or self._writer.now(write))

    def serial(self) -> int:
        """The serial of the last pack this shop made."""
        return int(self._state("pack_serial") or 0)

    def next_serial(self) -> int:
        """The serial of a pack that is about to be made."""

        def write(connection: sqlite3.Connection) -> int:
            serial = int(recall(connection, "pack_serial") or 0) + 1
            remember(connection, "pack_serial", str(serial))
            self._note(connection)
            return serial

        return self._writer.now(write)

    def trusted(self, key: str) -> bool:
        """Whether a manager accepted a pack with that public key before."""
        return bool(self._state(f"trusted:{key}"))

    def trust(self, key: str, name: str) -> None:
        """Accept packs with that public key from now on."""

        def write(connection: sqlite3.Connection) -> None:
            remember(connection, f"trusted:{key}", name or "?")
            self._note(connection)

        self._writer.now(write)

    def peer(self, shop: str) -> Peer | None:
        """What was last taken from that shop."""
        rows = self._reader.rows("SELECT shop, serial, ours, catalog FROM peers WHERE shop = ?", shop)
        if not rows:
            return None
        ((shop, serial, ours, catalog),) = rows
        return Peer(shop, serial, ours, loads(Change, catalog))

    def peers(self) -> list[Peer]:
        """What was last taken from each."""
        rows = self._reader.rows("SELECT shop FROM peers ORDER BY shop")
        return [peer for (shop,) in rows if (peer := self.peer(shop))]

    def put(self, peer: Peer) -> None:
        """Note what was taken."""
        row = (peer.shop, peer.serial, peer.ours, dumps(peer.catalog))

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("INSERT OR REPLACE INTO peers VALUES (?, ?, ?, ?)", row)

        self._writer.now(write)

    def _note(self, connection: sqlite3.Connection) -> None:
        """Key, serial and trust go into the journal: a shop that is brought back is the same shop to others."""
        self._writer.note(connection, "ties", 0, ties_fields(connection))

    def _state(self, name: str) -> str:
        row = self._reader.row("SELECT value FROM state WHERE name = ?", name)
        return str(row[0]) if row else ""

    @property
    def _writer(self) -> Writer:
        if self._maybe_writer is None:
            raise ValueError("opened for reading only")
        return self._maybe_writer

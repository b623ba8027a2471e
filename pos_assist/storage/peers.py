"""Packs given and taken: this shop's name among others, its signing key, whom it trusts, what it last took from whom."""

from __future__ import annotations

import secrets
import sqlite3
from typing import NamedTuple

from pos_assist.domain.catalog_change import Change, Peer
from pos_assist.domain.codec import dumps, loads
from pos_assist.storage.part import StoragePart
from pos_assist.storage.receipt_rows import recall, remember
from pos_assist.storage.replay import peer_fields, ties_fields


class Trusted(NamedTuple):
    """Whose packs are accepted: a shop's (of the version before, any shop's: ""), with one public key."""

    shop: str
    key: str
    name: str


def _trust_name(key: str, shop: str) -> str:
    return f"trusted:{key}:{shop}" if shop else f"trusted:{key}"


class Peers(StoragePart):
    """Reads may come from any thread; writes join a transaction under way (`Storage.together`)."""

    def shop(self) -> str:
        """The name under which this file makes packs, which no other has; a copy of it gets one of its own (lives.py)."""
        return self._state("maker") or self._state("shop")

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

    def next_serial(self, after: int = 0) -> int:
        """The serial of a pack that is about to be made: above the last one's, and above `after` (of a pack that a till put back to
        an older state does not remember)."""

        def write(connection: sqlite3.Connection) -> int:
            serial = max(int(recall(connection, "pack_serial") or 0), after) + 1
            remember(connection, "pack_serial", str(serial))
            self._note(connection)
            return serial

        return self._writer.now(write)

    def trusted(self, key: str, shop: str = "") -> bool:
        """Whether a manager accepted a pack of that shop with that public key before."""
        every = self.every_trusted()
        return any(x.key == key and x.shop in (shop, "") for x in every) and (
            bool(self._state(_trust_name(key, shop))) or not shop or self.peer(shop) is not None
        )

    def keys_of(self, shop: str) -> list[str]:
        """The public keys with which packs of that shop were accepted."""
        return [x.key for x in self.every_trusted() if x.shop == shop]

    def every_trusted(self) -> list[Trusted]:
        """Whom this shop trusts, by name; itself among them."""
        rows = self._reader.rows("SELECT name, value FROM state WHERE name LIKE 'trusted:%' ORDER BY value, name")
        parts = [(name.split(":", 2), value) for name, value in rows]
        return [Trusted(x[2] if len(x) > 2 else "", x[1], value) for x, value in parts]

    def trust(self, key: str, name: str, shop: str = "") -> None:
        """Accept packs of that shop with that public key from now on, and with no other."""

        def write(connection: sqlite3.Connection) -> None:
            if shop:
                connection.execute("DELETE FROM state WHERE name LIKE 'trusted:%' AND substr(name, 74) = ?", (shop,))
            remember(connection, _trust_name(key, shop), name or "?")
            self._note(connection)

        self._writer.now(write)

    def withdraw(self, key: str) -> bool:
        """Trust that public key no more, whoever's it was; whether it was trusted."""

        def write(connection: sqlite3.Connection) -> bool:
            gone = connection.execute("DELETE FROM state WHERE name LIKE ?", (f"trusted:{key}%",)).rowcount
            self._note(connection)
            return gone > 0

        return self._writer.now(write)

    def peer(self, shop: str) -> Peer | None:
        """Return what was last taken from that shop's packs, or None."""
        rows = self._reader.rows("SELECT shop, serial, ours, catalog FROM peers WHERE shop = ?", shop)
        if not rows:
            return None
        ((shop, serial, ours, catalog),) = rows
        return Peer(shop, serial, ours, loads(Change, catalog))

    def peers(self) -> list[Peer]:
        """Return the last pack taken from each shop, by shop."""
        rows = self._reader.rows("SELECT shop FROM peers ORDER BY shop")
        return [peer for (shop,) in rows if (peer := self.peer(shop))]

    def put(self, peer: Peer) -> None:
        """Save the last pack taken from a shop."""
        self.put_text(peer.shop, peer.serial, peer.ours, dumps(peer.catalog))

    def put_text(self, shop: str, serial: int, ours: int, catalog: str, *, noted: bool = True) -> None:
        """As `put`, the catalog as `dumps` wrote it: for 40,000 pairings that takes longer than all the rest. Not `noted` in the
        journal where the pack still lies in the shared folder and is simply looked at again."""
        row = (shop, serial, ours, catalog)

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("INSERT OR REPLACE INTO peers VALUES (?, ?, ?, ?)", row)
            if noted:
                self._writer.note(connection, "peer", 0, peer_fields(connection, shop))

        self._writer.now(write)

    def _note(self, connection: sqlite3.Connection) -> None:
        """Key, serial and trust go into the journal: a shop that is brought back is the same shop to others."""
        self._writer.note(connection, "ties", 0, ties_fields(connection))

    def _state(self, name: str) -> str:
        row = self._reader.row("SELECT value FROM state WHERE name = ?", name)
        return str(row[0]) if row else ""

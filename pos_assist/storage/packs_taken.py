"""The packs that this till took from the shared folder: which, what they left open for a person, what headquarters taught."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pos_assist.storage.part import StoragePart

_KEPT_PACKS = 3  # of a maker


class PackRow(NamedTuple):
    """A pack that was taken: `change` is its edit in the history."""

    maker: str
    serial: int
    name: str
    taken_at: str
    change: int


class ConflictRow(NamedTuple):
    """A record that was changed here and by `maker`; `theirs` is its JSON there, "null" where it was removed."""

    kind: str
    key: str
    maker: str
    name: str
    theirs: str


class PacksTaken(StoragePart):
    """Writes join the transaction under way: that of the edit that a pack is."""

    def packs(self) -> list[PackRow]:
        """The packs taken, of each maker the newest first, the last three."""
        rows = self._reader.rows(
            "SELECT maker, serial, name, taken_at, change FROM shared_packs ORDER BY maker, serial DESC"
        )
        return [PackRow(*row) for row in rows]

    def put_pack(self, row: PackRow) -> None:
        """Note a pack that was taken; the fourth-newest of its maker is forgotten. Joins the transaction under way."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("INSERT OR REPLACE INTO shared_packs VALUES (?, ?, ?, ?, ?)", row)
            connection.execute(
                "DELETE FROM shared_packs WHERE maker = ?1 AND serial NOT IN"
                " (SELECT serial FROM shared_packs WHERE maker = ?1 ORDER BY serial DESC LIMIT ?2)",
                (row.maker, _KEPT_PACKS),
            )

        self._writer.now(write)

    def conflicts(self) -> list[ConflictRow]:
        """Records that two sides changed and nobody has picked between."""
        rows = self._reader.rows(
            "SELECT kind, key, maker, name, theirs FROM shared_conflicts ORDER BY kind, key, maker"
        )
        return [ConflictRow(*row) for row in rows]

    def put_conflicts(self, maker: str, rows: Iterable[ConflictRow]) -> None:
        """These, in place of what that maker's packs left open before. Joins the transaction under way."""
        wanted = list(rows)

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM shared_conflicts WHERE maker = ?", (maker,))
            connection.executemany("INSERT INTO shared_conflicts VALUES (?, ?, ?, ?, ?)", wanted)

        self._writer.now(write)

    def settle(self, kind: str, key: str, maker: str) -> None:
        """Somebody picked. Joins the transaction under way."""
        where = "DELETE FROM shared_conflicts WHERE kind = ? AND key = ? AND maker = ?"
        self._writer.now(lambda c: c.execute(where, (kind, key, maker)))

    # -- headquarters ------------------------------------------------------------------------------------------------------

    def chain(self, name: str) -> bytes | None:
        """What headquarters published under that name."""
        row = self._reader.row("SELECT value FROM chain WHERE name = ?", name)
        return bytes(row[0]) if row else None

    def chain_serial(self) -> int:
        """The number of headquarters' pack in force; 0: none."""
        return int(self.chain("serial") or 0)

    def put_chain(self, values: Mapping[str, bytes]) -> None:
        """Keep what headquarters published, in place of what there was. Joins the transaction under way."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM chain")
            connection.executemany("INSERT INTO chain VALUES (?, ?)", values.items())

        self._writer.now(write)

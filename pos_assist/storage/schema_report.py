"""What a shop's file looks like from outside, for a report about a fault: its shape and sizes, nothing that is in it."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from pos_assist.storage.connection import connect_reading


def describe(path: Path) -> tuple[str, dict[str, int]]:
    """The schema as SQL, and the rows of each table. Of a file that cannot be read: what SQLite says, and no rows."""
    try:
        with contextlib.closing(connect_reading(path)) as connection:
            made = connection.execute(
                "SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"
            ).fetchall()
            versions = [
                f"-- {pragma} {connection.execute(f'PRAGMA {pragma}').fetchone()[0]}"
                for pragma in ("application_id", "user_version", "journal_mode", "page_count", "freelist_count")
            ]
            rows = {
                name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])
                for name, kind, _ in made
                if kind == "table"
            }
            return "\n".join([*versions, *(f"{sql};" for _, _, sql in made)]), rows
    except sqlite3.Error as error:
        return f"-- {error}", {}

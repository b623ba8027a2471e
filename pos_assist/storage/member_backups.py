"""Copies of the database that were made before somebody was forgotten: which they are, and how they are written again."""

from __future__ import annotations

import contextlib
import re
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from glob import escape
from pathlib import Path
from typing import NamedTuple

from pos_assist.domain.members import is_member_id
from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.storage import backup_files as backups
from pos_assist.storage.connection import ReadMode, connect_reading, connect_writing
from pos_assist.storage.journal_rewriting import Change, rewrite, would_change
from pos_assist.storage.member_rows import forget_member
from pos_assist.system.files import put_in_place, remove, remove_database, scratch, sync_file

KEPT = timedelta(days=24 * 31)  # a backup is thinned out after 24 months (backup_files.kept)
FIRST = 13  # the schema version from which on receipts have members' ids
Known = Mapping[str, str]  # hash of a card -> member's id, of those that there are


class Copy(NamedTuple):
    """A file that still knows somebody who was forgotten, and the day it was made."""

    file: Path
    made: date


def copies_with_others(path: Path, known: Known, without: Change, *, damaged: bool) -> list[Copy]:
    """Which of the copies of that database, and of the journals that were put aside, know members that are not `known`;
    `without` takes them out of a journal's line. A file that cannot be read is one of them; `damaged`: one with a damaged
    line, which may keep a piece of a name, too."""
    found = []
    for file in _copies(path):
        try:
            if _is_journal(file):
                told = would_change(file, without, damaged=damaged)
            elif _is_log(file):
                told = file.stat().st_size > 0
            else:
                way = ReadMode.ALONE if _log_of(file).exists() else ReadMode.IMMUTABLE
                with contextlib.closing(connect_reading(file, way)) as connection:
                    told = any(True for _ in _others(connection, known))
        except (OSError, sqlite3.Error, UnicodeDecodeError, EnvironmentProblem):
            told = True
        if told:
            found.append(Copy(file, datetime.fromtimestamp(file.stat().st_mtime).date()))
    return found


def without_others(copy: Copy, known: Known, without: Change) -> bool:
    """Write a copy again without them; whether that was possible. The file is replaced only by a checked one; a log whose
    database is lost says nothing to anybody any more, and is removed."""
    try:
        if _is_log(copy.file):
            remove(copy.file)
        elif _is_journal(copy.file):
            rewrite(copy.file, without)
        else:
            _rewrite_database(copy.file, known)
    except (OSError, sqlite3.Error, UnicodeDecodeError, EnvironmentProblem):
        return False
    return True


def _rewrite_database(file: Path, known: Known) -> None:
    new, log = scratch(file.with_name(f"{file.name}-new"), database=True), _log_of(file)
    try:
        shutil.copyfile(file, new)
        if log.exists():  # of a copy that was set aside as it was
            shutil.copyfile(log, new.with_name(f"{new.name}-wal"))
        with contextlib.closing(connect_writing(new)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            for member in list(_others(connection, known)):
                _forget(connection, member)
            connection.execute("COMMIT")
            connection.execute("VACUUM")
            connection.execute("PRAGMA journal_mode=DELETE")
        backups.check(new, quick=True)
        sync_file(new)
        put_in_place(new, file)
        remove(log)
    finally:
        with contextlib.suppress(OSError):
            remove_database(new)


def _copies(path: Path) -> list[Path]:
    """Every other file that holds what the database or its journal held: backups, what was replaced or set aside."""
    folder, years = backups.folder_of(path), path.with_name(f"{path.stem}-journals")
    found = {x for x in path.parent.glob(f"{escape(path.stem)}-*.db") if x != path} | set(folder.rglob("*.db"))
    logs = {
        x for x in path.parent.glob(f"{escape(path.stem)}-*.db-wal") if not x.with_name(x.name[: -len("-wal")]).exists()
    }
    found |= logs | {x for place in (path.parent, years) for x in place.glob(f"{escape(path.stem)}-*.journal*-aside")}
    return sorted(found | set(folder.rglob("*.journal")))


def _made(file: Path) -> date:
    """The day in a copy's name, else the file's own."""
    if found := re.search(r"-(\d{8})-\d{6}\b", file.name):
        with contextlib.suppress(ValueError):
            return datetime.strptime(found[1], "%Y%m%d").date()
    return datetime.fromtimestamp(file.stat().st_mtime).date()


def _is_journal(file: Path) -> bool:
    return ".journal" in file.name


def _is_log(file: Path) -> bool:
    return file.name.endswith("-wal")


def _log_of(file: Path) -> Path:
    return file.with_name(f"{file.name}-wal")


def _others(connection: sqlite3.Connection, known: Known) -> Iterator[str]:
    """Who is in that copy and not known: members' ids, or the plain numbers of an older version."""
    ids = set(known.values())
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    named = {x for (x,) in connection.execute("SELECT DISTINCT member FROM receipts WHERE member <> ''").fetchall()}
    if version >= FIRST:
        named |= {x for (x,) in connection.execute("SELECT id FROM members").fetchall()}
    yield from sorted(x for x in named if (x not in ids if is_member_id(x) else version < FIRST))


def _forget(connection: sqlite3.Connection, member: str) -> None:
    if is_member_id(member):
        forget_member(connection, int(member[1:], 16))
    else:
        connection.execute("UPDATE receipts SET member = '' WHERE member = ?", (member,))
        connection.execute(
            "UPDATE open_orders SET saved = json_set(saved, '$.order.member', '') WHERE saved ->> '$.order.member' = ?",
            (member,),
        )

"""Backups from a manager's side: made when due, looked into before anything is done with them, and two ways back.

The catalog as it was comes back as an edit like any other: seen first, undone if need be, no sale touched. The whole file is
put back only where the present one is lost or broken; the journal then brings the sales made since.
"""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from pos_assist.domain.catalog_change import Change, Edit
from pos_assist.domain.problems import EnvironmentProblem, Refused
from pos_assist.domain.settings import BACKUP_HOURS, on_this_pc
from pos_assist.services.management.pack_exchange import Side, change_of, sides
from pos_assist.storage import LostEvent, Storage, check
from pos_assist.storage.backup_files import backups, bring_pictures_back, put_back
from pos_assist.storage.changes import whole
from pos_assist.storage.recovery import only_in, shop_of, verify_journal
from pos_assist.system import clock


@dataclass(frozen=True, slots=True)
class BackupPreview:
    """The contents of a backup, and how its catalog differs from today's. Money in minor units."""

    path: Path
    receipts: int
    total: int
    last_sale: datetime | None
    catalog: Change
    sides: tuple[Side, ...]  # `theirs` is the backup's


def listed(shop: Path) -> list[tuple[datetime, Path]]:
    """The backups of that shop's file, the newest first; the file itself may be lost."""
    return backups(shop)


def backup_if_due(storage: Storage, at: datetime) -> Path | None:
    """Make a scheduled backup if the last one is old enough; in a worker. Raises Environment."""
    every = timedelta(hours=storage.catalog.setting(BACKUP_HOURS))
    made = backups(storage.path)
    return storage.backup(at) if not made or at - made[0][0] >= every or at < made[0][0] else None


def preview(storage: Storage, path: Path) -> BackupPreview:
    """Check a backup and compare its catalog with today's; nothing is written. For a worker: all of the file is read.

    Raises Environment: unreadable, not_ours, newer_database, older_database, no_shop.
    """
    contents = check(path)
    with Storage.open(path, readonly=True) as kept, closing(kept.reader()) as connection:
        then, _ = whole(connection)
        last = kept.sales.receipts(limit=1)
    with closing(storage.reader()) as connection:
        now, _ = whole(connection)
    old = {name: text for name, text in then.settings.items() if name not in on_this_pc()}  # as version 1 kept them
    different = tuple(sides(now, now, replace(then, settings=old)))
    return BackupPreview(path, contents.receipts, contents.total, last[0].sold_at if last else None, then, different)


def take_catalog(storage: Storage, seen: BackupPreview, who: str, at: datetime) -> int:
    """Bring the catalog back to what the backup has; the change's id. Sales, staff and history stay."""
    change = change_of(seen.sides)
    return storage.changes.write(Edit(change), who, at, "restore", seen.path.stem)


@dataclass(frozen=True, slots=True)
class PutBack:
    """A shop's file after a backup was put in its place, and the journal has brought the sales since."""

    kept: Path  # the file that was replaced
    before: int | None  # receipts in it; None where it could not be read
    receipts: int
    replayed: int  # events that the journal brought
    lost: tuple[LostEvent, ...]  # what is only in the file that was replaced, or in nothing any more

    @property
    def complete(self) -> bool:
        """Whether everything was restored."""
        return not self.lost


def put_file_back(shop: Path, backup: Path) -> PutBack:
    """Put a backup in the place of a shop's file, which must not be open, and bring what was sold since from the journal.

    Where the file can still be read, the journal is first made to hold all that is in it, and afterwards the two are
    compared. Raises EnvironmentProblem: locked, unreadable, other_shop_file; Refused: not_a_backup, no_such_file, is_folder.
    """
    if backup.absolute() == shop.absolute():
        raise Refused("not_a_backup")
    if backup.is_dir():
        raise Refused("is_folder", file=str(backup))
    if not backup.is_file():
        raise Refused("no_such_file", file=str(backup))
    check(backup)
    ours, theirs = shop_of(shop), shop_of(backup)
    if ours and theirs and ours != theirs:
        raise EnvironmentProblem("other_shop_file", file=str(backup))
    with suppress(EnvironmentProblem):  # if it can still be opened, its last sale reaches the journal by that
        Storage.open(shop).close()
        verify_journal(shop)
    kept = put_back(shop, backup, clock.now())
    bring_pictures_back(shop)
    with Storage.open(shop) as storage:
        receipts, replayed, lost = storage.sales.count(), storage.replayed, list(storage.lost)
    only_there = only_in(kept, shop)
    before = None
    if only_there is not None:
        lost = only_there
        with suppress(EnvironmentProblem):
            before = check(kept).receipts
    return PutBack(kept, before, receipts, replayed, tuple(lost))

"""The only SQL: one SQLite file per till, its journal and its backups."""

from pos_assist.storage.backup import Contents, check, newest_good
from pos_assist.storage.catalog import Catalog
from pos_assist.storage.catalog_change import Change
from pos_assist.storage.learned import Learned
from pos_assist.storage.receipt_rows import IMPORTED
from pos_assist.storage.recovery import Rebuilt, rebuild, recover
from pos_assist.storage.room import Room
from pos_assist.storage.sales import Sales, SavedOrder
from pos_assist.storage.store import Storage

__all__ = [
    "IMPORTED",
    "Catalog",
    "Change",
    "Contents",
    "Learned",
    "Rebuilt",
    "Room",
    "Sales",
    "SavedOrder",
    "Storage",
    "check",
    "newest_good",
    "rebuild",
    "recover",
]

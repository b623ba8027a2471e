"""The only SQL: one SQLite file per till, its journal and its backups."""

from pos_assist.storage.backup_files import Contents, check, newest_good
from pos_assist.storage.catalog import Catalog
from pos_assist.storage.database import Storage
from pos_assist.storage.disk_space import DiskSpace
from pos_assist.storage.learned import Learned
from pos_assist.storage.receipt_rows import IMPORTED
from pos_assist.storage.recovery import Rebuilt, rebuild, recover
from pos_assist.storage.replay import LostEvent
from pos_assist.storage.sales import Sales, SavedOrder
from pos_assist.storage.this_pc import ThisPC

__all__ = [
    "IMPORTED",
    "Catalog",
    "Contents",
    "DiskSpace",
    "Learned",
    "LostEvent",
    "Rebuilt",
    "Sales",
    "SavedOrder",
    "Storage",
    "ThisPC",
    "check",
    "newest_good",
    "rebuild",
    "recover",
]

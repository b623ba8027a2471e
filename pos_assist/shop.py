"""Composition root: paths + database -> Shop, the services of one shop, wired. No Qt. One door for desktop, cli, tests."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pos_assist.counter.counter import Counter, Post, at_once
from pos_assist.domain.problems import Refused
from pos_assist.storage import Storage

SAMPLES = ("burger", "bakery", "camera")
_CURRENT = "current-shop"  # in the data folder: the name of the shop that opens by itself


@dataclass(frozen=True, slots=True)
class Shop:
    """One shop that is open: its file, its storage and its counter."""

    path: Path
    storage: Storage
    counter: Counter

    @property
    def name(self) -> str:
        """The shop's name as its sign says it."""
        return self.storage.catalog.setting("name", self.path.stem)

    @property
    def currency(self) -> str:
        """The currency of its prices, as ISO 4217 writes it."""
        return self.storage.catalog.setting("currency", "JPY")

    def close(self) -> None:
        """Stop its workers and let go of its file."""
        self.counter.close()


def open_shop(
    path: Path,
    *,
    readonly: bool = False,
    now: Callable[[], datetime] = datetime.now,
    ticks: Callable[[], float] = time.monotonic,
    post: Post = at_once,
) -> Shop:
    """Open a shop's file. `readonly`: to look or to practise, beside a counter that has it open. Environment: locked,
    newer_database, not_ours, unreadable and what else storage finds."""
    storage = Storage.open(path, readonly=readonly)
    return Shop(path, storage, Counter(storage, now=now, ticks=ticks, post=post, practice=readonly))


def data_folder(given: str | None = None) -> Path:
    """Where shops are kept: as told, or the user's data folder of the platform."""
    if given:
        return Path(given)
    from platformdirs import user_data_path  # noqa: PLC0415 — lazy: 30 ms that a given folder does not need

    return user_data_path("pos-assist", appauthor=False)


def shop_path(shop: str | None, folder: Path) -> Path:
    """The file of the shop that is meant: a path, a name in the data folder, or without either the one last used, the
    only one, or the burger sample (which may still have to be made). Refused: no_such_shop."""
    if shop is None:
        return folder / f"{_default_name(folder)}.db"
    path = Path(shop) if shop.endswith(".db") or "/" in shop or "\\" in shop else folder / f"{shop}.db"
    if not path.exists():
        raise Refused("no_such_shop", name=shop, folder=str(path.parent))
    return path


def remember_shop(path: Path, folder: Path) -> None:
    """Open this shop by itself from now on, if it is one of the folder's."""
    if path.parent == folder:
        (folder / _CURRENT).write_text(path.stem, encoding="utf-8")


def shops(folder: Path) -> list[Path]:
    """The shops of a data folder, by name."""
    return sorted(folder.glob("*.db"))


def ensure_shop(shop: str | None, folder: Path) -> Path:
    """As `shop_path`; a new folder gets the burger sample."""
    path = shop_path(shop, folder)
    if not path.exists():
        make_sample("burger", path)
    return path


def make_sample(sample: str, path: Path) -> None:
    """Make a sample shop: its catalog, its deals and its past receipts. Refused: no_such_sample."""
    from pos_assist.exchange.build import shop_from_folder  # noqa: PLC0415 — lazy: only a new shop needs it

    if sample not in SAMPLES:
        raise Refused("no_such_sample", name=sample, names=", ".join(SAMPLES))
    path.parent.mkdir(parents=True, exist_ok=True)
    shop_from_folder(resources() / "shops" / sample, path)


def resources() -> Path:
    """The folder of files that come with the program, from source or frozen."""
    frozen: str | None = getattr(sys, "_MEIPASS", None)
    return Path(frozen or Path(__file__).parents[1]) / "resources"


def _default_name(folder: Path) -> str:
    try:
        name = (folder / _CURRENT).read_text(encoding="utf-8").strip()
    except OSError:
        name = ""
    there = [path.stem for path in shops(folder)]
    if name in there:
        return name
    return there[0] if len(there) == 1 else "burger"

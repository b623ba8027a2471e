"""Where shops lie on this computer, how a shop is meant by its name, and where the program's own files are."""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from pathlib import Path, PureWindowsPath

from pos_assist.domain.problems import EnvironmentProblem, Refused
from pos_assist.system.files import replace_file

_CURRENT = "current-shop"  # in the data folder: the name of the shop that opens by itself
# What Windows takes in no name, what a terminal would act upon, what hides a file, ends that Windows drops; and no name at all.
_ODD_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]|^[.\s]|[.\s]$')
_LONGEST_NAME = 150  # bytes; -damaged-20260101-120000.db and its like come behind it, and 255 are all there are
_PUT_ASIDE = re.compile(r"-(replaced|damaged)-\d{8}-\d{6}$")


def data_folder(given: str | None = None) -> Path:
    """Where shops are kept: as told, or the user's data folder of the platform. Environment: no_home."""
    if given:
        return Path(given)
    from platformdirs import user_data_path  # noqa: PLC0415 — lazy: 30 ms that a given folder does not need

    try:
        return user_data_path("pos-assist", appauthor=False)
    except RuntimeError as error:  # an account without a home folder, as in a container
        raise EnvironmentProblem("no_home") from error


def shop_path(shop: str | None, folder: Path) -> Path:
    """The file of the shop that is meant: a path, a name in the data folder, or without either the one last used, the
    only one, or the burger sample (which may still have to be made). Refused: no_such_shop."""
    if shop is None:
        return folder / f"{_default_name(folder)}.db"
    path = _meant(shop, folder)
    if not path.exists() and not is_lost(path):
        raise Refused("no_such_shop", name=shop, folder=str(path.parent))
    return path


def new_path(name: str, folder: Path) -> Path:
    """Where a new shop of that name goes: into the data folder, unless it is a path. Refused: shop_exists; reserved_name for
    what Windows takes for a device (CON, nul, COM1.db); odd_name for what cannot be a file's name on every computer, since
    a shop and its backups are carried from one to another."""
    path, there = _meant(name, folder), PureWindowsPath(name)
    if there.drive and not there.root:  # a:b is to Windows a file b in whatever folder drive a: is at
        raise Refused("odd_name", name=name[:40])
    if PureWindowsPath(path.name).is_reserved():
        raise Refused("reserved_name", name=path.stem)
    if _ODD_NAME.search(path.stem) or len(path.stem.encode()) > _LONGEST_NAME:
        raise Refused("odd_name", name=path.stem[:40])
    if path.exists():
        raise Refused("shop_exists", file=str(path))
    return path


def remember_shop(path: Path, folder: Path) -> None:
    """Open this shop by itself from now on, if it is one of the folder's."""
    if path.parent == folder:
        with suppress(
            EnvironmentProblem
        ):  # the shop is there all the same; it is only not the one that opens by itself
            replace_file(folder / _CURRENT, lambda new: new.write_text(path.stem, encoding="utf-8"))


def shops(folder: Path) -> list[Path]:
    """The shops of a data folder, by name; not the files that were replaced or damaged and are kept beside them."""
    return sorted(path for path in folder.glob("*.db") if not _PUT_ASIDE.search(path.stem))


def is_lost(path: Path) -> bool:
    """Whether a shop's file is gone while its journal is there: to be brought back, never to be made anew."""
    return not path.exists() and path.with_suffix(".journal").exists()


def resources() -> Path:
    """The folder of files that come with the program, from source or frozen."""
    frozen: str | None = getattr(sys, "_MEIPASS", None)
    return Path(frozen or Path(__file__).parents[2]) / "resources"


def _meant(shop: str, folder: Path) -> Path:
    if not (shop.endswith(".db") or "/" in shop or "\\" in shop):
        return folder / f"{shop}.db"
    path = Path(shop)
    return path if path.suffix == ".db" or path.exists() else path.with_name(f"{path.name}.db")


def _default_name(folder: Path) -> str:
    try:
        name = (folder / _CURRENT).read_text(encoding="utf-8").strip()
    except OSError:
        name = ""
    there = [path.stem for path in shops(folder)]
    if name in there or (name and is_lost(folder / f"{name}.db")):
        return name
    return there[0] if len(there) == 1 else "burger"

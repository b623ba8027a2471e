"""The first start on a computer: the shop that is chosen is made, with its first manager, all of it or nothing."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from pos_assist.domain.problems import Problem, Refused
from pos_assist.shop import SAMPLES, make_sample, make_shop, new_path, open_shop, remember_shop


class Source(StrEnum):
    """What the first shop is made of: a sample, or a file or folder."""

    BURGER = "burger"
    BAKERY = "bakery"
    CAMERA = "camera"
    RECEIPTS = "receipts"  # past receipts as CSV, our columns or another register's export
    FOLDER = "folder"  # items.csv and others
    PACK = "pack"


@dataclass(frozen=True, slots=True)
class Begun:
    """`recovery` is the manager's paper code, shown once and nowhere stored in a readable form; empty without a manager."""

    path: Path
    recovery: str = ""


def is_first(data_folder: Path) -> bool:
    """Whether there is no shop yet, nor what one left behind."""
    return not any(True for pattern in ("*.db", "*.journal") for _ in data_folder.glob(pattern))


def prepared_pack() -> Path | None:
    """The pack that was laid beside the installed program, in its folder «first-start»: the shop of a chain's new PC. The Windows
    installer's option /SHOP= puts it there."""
    if not getattr(sys, "frozen", False):
        return None
    found = sorted((Path(sys.executable).parent / "first-start").glob("*.pospack"))
    return found[0] if found else None


def begin_as_prepared(data_folder: Path, now: datetime) -> bool:
    """Make the shop of the prepared pack without a question. Whether there was one, and it was good; what is wrong with it is told where
    the person who is asked instead chooses it."""
    pack = prepared_pack()
    if pack is None:
        return False
    try:
        begin(Source.PACK, pack, data_folder, now)
    except Problem:
        return False
    return True


def begin(
    source: Source, file: Path | None, data_folder: Path, now: datetime, *, manager: str = "", pin: str = ""
) -> Begun:
    """Make the shop and make it the one that opens. Without a manager's name nobody has a PIN yet.

    Refused: name_empty, pin_length, pin_easy, shop_exists, file_missing; BadInput: what is wrong with the file. Then there is no shop.
    """
    from pos_assist.services.management.staff import Role, pin_problem  # noqa: PLC0415 — lazy: not needed to ring up

    if (manager or pin) and (problem := pin_problem(pin, Role.MANAGER) if manager.strip() else "name_empty"):
        raise Refused(problem)
    if source not in SAMPLES and file is None:
        raise Refused("file_missing")
    path = new_path(source if file is None else file.stem, data_folder)
    data_folder.mkdir(parents=True, exist_ok=True)
    _make(source, file, path, manager or "–", now)
    recovery = ""
    if manager:
        shop = open_shop(path)
        try:
            recovery = shop.staff.found(manager.strip(), pin, pin)
        finally:
            shop.close()
    remember_shop(path, data_folder)
    return Begun(path, recovery)


def _make(source: Source, file: Path | None, path: Path, who: str, now: datetime) -> None:
    if file is None:
        make_sample(source, path)
    elif source is Source.FOLDER:
        make_shop(file, path)
    elif source is Source.PACK:
        from pos_assist.services.management.pack_exchange import shop_from_pack  # noqa: PLC0415 — lazy: PyNaCl

        shop_from_pack(file, path, who, now)
    else:
        from pos_assist.services.setup.build_shop import shop_from_receipts  # noqa: PLC0415 — lazy: only a new shop needs it

        shop_from_receipts(file, path)

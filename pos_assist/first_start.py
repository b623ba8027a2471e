"""The first start on a computer: the shop that is chosen is made, with its first manager, all of it or nothing."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from pos_assist.domain.problems import Problem, Refused
from pos_assist.domain.settings import NAME
from pos_assist.domain.tax import Prices
from pos_assist.i18n.translate import tr
from pos_assist.shop import SAMPLES, make_sample, make_shop, open_shop
from pos_assist.system.paths import new_path, remember_shop

if TYPE_CHECKING:
    from pos_assist.exchange.receipts.any_file import FileAnswers


class Source(StrEnum):
    """The source of the first shop: none yet, a sample, or a file or folder."""

    EMPTY = "empty"  # a name and a trade; items come later
    BURGER = "burger"
    BAKERY = "bakery"
    CAMERA = "camera"
    RECEIPTS = "receipts"  # past receipts in a file of anybody's
    FOLDER = "folder"  # items.csv and others
    PACK = "pack"
    BACKUP = "backup"  # a shop moves to a new computer, with its receipts and all that was learned


@dataclass(frozen=True, slots=True)
class NewShop:
    """A person's answers about a new shop: the name on its sign, the trade (a code of TRADES), whether people eat
    there, whether its prices are with tax."""

    name: str = ""
    trade: str = ""
    eat_in: bool = False
    prices: Prices = Prices.INCLUDED  # of an empty shop, or one of receipts; all others bring their own


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


def begin(  # noqa: PLR0913 — given by name
    source: Source,
    file: Path | None,
    data_folder: Path,
    now: datetime,
    *,
    manager: str = "",
    pin: str = "",
    new: NewShop | None = None,
    answers: FileAnswers | None = None,
) -> Begun:
    """Make the shop and make it the one that opens. Without a manager's name nobody has a PIN yet. The name in `new` is the
    shop's, whatever the file is called; an empty shop needs it. `answers`: what was said about a file of receipts.

    Refused: name_empty, pin_length, pin_easy, shop_exists, file_missing; BadInput: what is wrong with the file. Then there is no shop.
    """
    new = new or NewShop()
    from pos_assist.services.management.staff import Role, pin_problem  # noqa: PLC0415 — lazy: not needed to ring up

    if (manager or pin) and (problem := pin_problem(pin, Role.MANAGER) if manager.strip() else "name_empty"):
        raise Refused(problem)
    if source is Source.EMPTY and not new.name.strip():
        raise Refused("shop_name_empty")
    if source is not Source.EMPTY and source not in SAMPLES and file is None:
        raise Refused("file_missing")
    path = new_path(_stem(source, file, new), data_folder)
    data_folder.mkdir(parents=True, exist_ok=True)
    if source is Source.EMPTY:
        from pos_assist.services.setup.empty_shop import empty_shop  # noqa: PLC0415 — lazy: only a new shop needs it

        empty_shop(path, new.name.strip(), new.trade, eat_in=new.eat_in, prices=new.prices)
    else:
        _make(source, file, path, manager or "–", now, answers, new.prices)
        _name(path, new.name.strip())
    recovery = ""
    if manager:
        shop = open_shop(path)
        try:
            recovery = shop.staff.found(manager.strip(), pin, pin)
        finally:
            shop.close()
    remember_shop(path, data_folder)
    return Begun(path, recovery)


def _stem(source: Source, file: Path | None, new: NewShop) -> str:
    """What the shop's file is called: after its name, else after what it is made of."""
    from pos_assist.services.setup.empty_shop import file_stem  # noqa: PLC0415 — lazy: only a new shop needs it

    return file_stem(new.name or (source if file is None else file.stem))


def _name(path: Path, name: str) -> None:
    if name:
        shop = open_shop(path)
        try:
            shop.manage("–").set_settings({NAME.name: name})
        finally:
            shop.close()


def _make(  # noqa: PLR0913, PLR0917 — of one caller
    source: Source,
    file: Path | None,
    path: Path,
    who: str,
    now: datetime,
    answers: FileAnswers | None,
    prices: Prices,
) -> None:
    if file is None:
        make_sample(source, path)
    elif source is Source.FOLDER:
        make_shop(file, path)
    elif source is Source.BACKUP:
        from pos_assist.services.management.backup_restore import put_file_back  # noqa: PLC0415 — lazy: only a new shop needs it

        put_file_back(path, file)
    elif source is Source.PACK:
        from pos_assist.services.management.pack_exchange import shop_from_pack  # noqa: PLC0415 — lazy: PyNaCl

        shop_from_pack(file, path, who, now)
    else:
        from pos_assist.services.setup.build_shop import shop_from_receipts  # noqa: PLC0415 — lazy: only a new shop needs it

        shop_from_receipts(file, path, department=tr("Items"), answers=answers, prices=prices)

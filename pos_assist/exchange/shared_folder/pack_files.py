"""`packs/<shop>/<maker>.<serial>.<sha256>.pospack`: catalogs on their way between back offices and tills. `packs/chain/`: headquarters'."""

from __future__ import annotations

import contextlib
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pos_assist.domain.problems import BadInput
from pos_assist.exchange.packs import SUFFIX, Pack, read_pack
from pos_assist.exchange.shared_folder.files import listed, name_part, put_file, sum_of, whole_file

CHAIN = "chain"  # the folder of headquarters' packs, for every shop
KEPT = 3  # packs of a maker that stay in the folder, for «back»
_NAME = re.compile(r"([\w-]+)\.(\d{1,9})\.([0-9a-f]{64})" + re.escape(SUFFIX))


@dataclass(frozen=True, slots=True, order=True)
class PackName:
    """What a pack's name says: who made it, which number it has."""

    maker: str
    serial: int
    sum: str

    @property
    def text(self) -> str:
        """The file's name."""
        return f"{self.maker}.{self.serial}.{self.sum}{SUFFIX}"


def packs_folder(folder: Path, shop: str) -> Path:
    """Where the packs of a shop lie; a shop that is called as headquarters' folder is has another one."""
    name = name_part(shop)
    return folder / "packs" / (f"{name}_" if name.casefold() == CHAIN else name)


def chain_folder(folder: Path) -> Path:
    """Where headquarters' packs lie."""
    return folder / "packs" / CHAIN


def pack_names(folder: Path) -> list[PackName]:
    """The packs in that folder, by maker and number. The newest is the one with the highest number, whatever its date."""
    found = (_NAME.fullmatch(path.name) for path in listed(folder))
    return sorted(PackName(x[1], int(x[2]), x[3]) for x in found if x)


def put_pack(folder: Path, maker: str, serial: int, data: bytes) -> PackName:
    """Write a pack, and take the maker's older ones away but for the last three. Raises EnvironmentProblem."""
    name = PackName(name_part(maker), serial, sum_of(data))
    put_file(folder / name.text, data)
    mine = [x for x in pack_names(folder) if x.maker == name.maker]
    for old in mine[:-KEPT]:
        with contextlib.suppress(OSError):  # held by somebody who reads it: next time
            (folder / old.text).unlink()
    return name


def fetched_pack(folder: Path, name: PackName) -> Pack:
    """The pack of that name, checked: its bytes, its sums, its signature, and that it is by whom and of the number that its name
    says. Raises BadInput, EnvironmentProblem."""
    data = whole_file(folder / name.text, name.sum)
    with tempfile.TemporaryDirectory() as here:  # read where nobody changes it meanwhile
        file = Path(here) / name.text[-80:]
        file.write_bytes(data)
        pack = read_pack(file)
    if (name_part(pack.shop), pack.serial) != (name.maker, name.serial):
        raise BadInput("bad_pack", file=name.text, reason="named after another pack")
    return pack

"""Where a shop's files lie in the shared folder, and what a till calls itself there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pos_assist.domain.settings import NAME, SHARED_FOLDER, SHARED_SHOP, TILL
from pos_assist.exchange.shared_folder.files import name_part
from pos_assist.exchange.shared_folder.pack_files import chain_folder, packs_folder
from pos_assist.exchange.shared_folder.sales_files import sales_folder
from pos_assist.exchange.shared_folder.till_notes import notes_folder
from pos_assist.storage import Storage


@dataclass(frozen=True, slots=True)
class SharedShop:
    """The shared folder as one till uses it."""

    folder: Path
    shop: str
    till: str

    @property
    def sales(self) -> Path:
        """Where the shop's sales files lie."""
        return sales_folder(self.folder, self.shop)

    @property
    def packs(self) -> Path:
        """Where the shop's own packs lie."""
        return packs_folder(self.folder, self.shop)

    @property
    def chain_packs(self) -> Path:
        """Where headquarters' packs lie."""
        return chain_folder(self.folder)

    @property
    def notes(self) -> Path:
        """Where the tills say how they are."""
        return notes_folder(self.folder, self.shop)


def shared_shop(storage: Storage, folder: Path | None = None) -> SharedShop | None:
    """The shared folder of this till, or `folder` in its place; None where it has none."""
    set_here = storage.catalog.setting(SHARED_FOLDER)
    if folder is None and not set_here:
        return None
    name = storage.catalog.setting(SHARED_SHOP) or storage.catalog.setting(NAME) or storage.path.stem
    return SharedShop(folder or Path(set_here), name_part(name), storage.catalog.setting(TILL))

"""What a setting is: its name, kind, default and words, whose it is, where it is changed. All of them: `settings.SETTINGS`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from pos_assist.domain.marking import Phrase
from pos_assist.domain.problems import Refused
from pos_assist.domain.setting_kinds import Lines, SettingKind

T = TypeVar("T")


class Scope(StrEnum):
    """The extent of one value of a setting: shop, till or computer."""

    SHOP = "shop"
    TILL = "till"
    PC = "pc"  # this computer: kept beside the shops' files, for all of them


class SettingPlace(StrEnum):
    """Where a person changes it."""

    MANNERS = "manners"  # back office, Settings, Manners
    WORDING = "wording"
    SHOP = "shop"
    PEOPLE = "people"  # back office, Settings, People
    ITEMS = "items"  # back office, at the item or the department
    DEVICES = "devices"  # back office, Settings, Devices
    MENU = "menu"  # the counter's menu
    FILE = "file"  # shop.json, or `pos-assist settings`
    CREATION = "creation"  # shop.json, when the shop is made, and never after
    ITSELF = "itself"  # the program notes it


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One setting. `what`: one sentence on what it does, shown where it is changed."""

    name: str
    kind: SettingKind[T]
    default: T
    label: str
    what: str
    where: SettingPlace
    scope: Scope = Scope.SHOP
    in_packs: bool = True  # of the shop's own; those of a till or this PC never travel
    reported: bool = True  # its value may stand in a problem report; False where it may name somebody

    def of(self, settings: Mapping[str, str]) -> T:
        """Its value among the settings; the default where it was never set or cannot be read."""
        text = settings.get(self.name)
        if text is None:
            return self.default
        try:
            return self.kind.read(text)
        except ValueError:
            return self.default

    def checked(self, text: str) -> str:
        """The text as it is kept. Refused: bad_setting (name, value, may), unknown_blank (value, may)."""
        try:
            return self.kind.write(self.kind.read(text))
        except ValueError as error:
            if isinstance(self.kind, Lines) and (blank := self.kind.unknown_blank(text)):
                raise Refused("unknown_blank", value=blank, may=self.kind.may) from error
            raise Refused("bad_setting", name=Phrase(self.label), value=text[:60], may=self.kind.allowed) from error

    @property
    def usual(self) -> str:
        """The default, as it would be written."""
        return self.kind.write(self.default)

    @property
    def travels(self) -> bool:
        """Whether a pack takes it along."""
        return self.scope is Scope.SHOP and self.in_packs

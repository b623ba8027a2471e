"""Settings of a till that stands beside another register and follows its orders. Part of `settings.SETTINGS`."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pos_assist.domain.marking import N_
from pos_assist.domain.setting import Scope, Setting, SettingPlace
from pos_assist.domain.setting_kinds import Choice, Flag, Number, Text


class Dock(StrEnum):
    """The edge of the screen at which the companion window stands."""

    RIGHT = "right"
    LEFT = "left"


FEED_API = Setting(
    "feed.api", Flag(), False, N_("Other programs may send orders"),
    N_("A register program on this computer tells its orders and is told what to offer (docs/api.md). From the next start on."),
    SettingPlace.DEVICES, Scope.TILL,
)  # fmt: skip
FEED_SETS = Setting(
    "feed.sets", Flag(), False, N_("The other register knows the sets"),
    N_("Yes: it charges the set prices of this shop, so that offers say what they add. No: offers say no amount."),
    SettingPlace.DEVICES, Scope.TILL,
)  # fmt: skip
FEED_DOCK: Setting[Dock] = Setting(
    "feed.dock", Choice({Dock.RIGHT: N_("at the right"), Dock.LEFT: N_("at the left")}), Dock.RIGHT,
    N_("Companion window"), N_("The edge of the screen at which the window beside another register stands."),
    SettingPlace.DEVICES, Scope.TILL,
)  # fmt: skip

FEED_WIDTH = Setting(
    "feed.width", Number(600, least=300), 340, N_("Companion window: width"), N_("In pixels. 300 is the narrowest."),
    SettingPlace.DEVICES, Scope.TILL,
)  # fmt: skip

FEED_REGISTER = Setting(
    "feed.register", Text(40), "", N_("The other register's number"),
    N_("As its receipts have it (レジNo.). Where tills share a folder, sales of one register count once by it, whichever of them follow it."),
    SettingPlace.DEVICES, Scope.TILL,
)  # fmt: skip

FEED_SETTINGS: tuple[Setting[Any], ...] = (FEED_API, FEED_REGISTER, FEED_SETS, FEED_DOCK, FEED_WIDTH)

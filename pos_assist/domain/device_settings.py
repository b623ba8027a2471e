"""The settings of a till's devices: receipt printer, drawer, kitchen printer, displays. Part of `settings.SETTINGS`.

Where a device is reached is written as `tcp:192.168.1.50:9100`, `serial:COM3` or `serial:/dev/ttyUSB0@19200`,
`file:/dev/usb/lp0`, on Windows `spool:` and the printer's name (`devices.address`). Empty: there is none.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pos_assist.domain.marking import N_
from pos_assist.domain.setting import Scope, Setting, SettingPlace
from pos_assist.domain.setting_kinds import Choice, Flag, Number, Text

ADDRESS = Text(200, pattern=r"(tcp|serial|file|spool):\S.*", example="tcp:192.168.1.50:9100")


class Printed(StrEnum):
    """When a receipt is printed by itself."""

    ALWAYS = "always"
    ASKED = "asked"
    NEVER = "never"


class PaperWidth(StrEnum):
    """How wide the paper is, in millimetres."""

    MM_80 = "80"
    MM_58 = "58"


DOTS = {PaperWidth.MM_80: 576, PaperWidth.MM_58: 384}  # that a printer prints across, 8 per mm


class PrintMode(StrEnum):
    """How a slip goes to a printer."""

    IMAGE = "image"  # as a picture: every sign as on the screen
    TEXT = "text"  # as cp932 text in the printer's own font


class DrawerPin(StrEnum):
    """Which of the printer's two drawer lines opens the drawer."""

    NONE = ""
    PIN_2 = "2"
    PIN_5 = "5"


class DrawerSensor(StrEnum):
    """The level of the drawer's line while the drawer is open."""

    NONE = ""
    HIGH = "high"
    LOW = "low"


class PoleKind(StrEnum):
    """The language of a customer display of 2 × 20 signs."""

    EPSON = "epson"
    CD5220 = "cd5220"
    LOGIC_CONTROLS = "logic"


DISPLAY_KINDS = {PoleKind.EPSON: "Epson", PoleKind.CD5220: "CD5220", PoleKind.LOGIC_CONTROLS: "Logic Controls"}


def _till(name: str, kind: Any, default: Any, label: str, what: str) -> Setting[Any]:
    return Setting(name, kind, default, label, what, SettingPlace.DEVICES, Scope.TILL)


_WIDTHS = {PaperWidth.MM_80: N_("80 mm"), PaperWidth.MM_58: N_("58 mm")}
_MODES = {PrintMode.IMAGE: N_("as a picture"), PrintMode.TEXT: N_("as text")}

PRINTER: Setting[str] = _till(
    "printer", ADDRESS, "", N_("Receipt printer"),
    N_("Where it is reached: tcp:ADDRESS:PORT, serial:PORT, file:DEVICE. Empty: none."),
)  # fmt: skip
PRINT_RECEIPT: Setting[Printed] = _till(
    "print_receipt",
    Choice({Printed.ALWAYS: N_("always"), Printed.ASKED: N_("when asked for"), Printed.NEVER: N_("never")}), Printed.ALWAYS,
    N_("Receipts are printed"), N_("With every sale, only when the cashier asks for one, or not at all."),
)  # fmt: skip
PAPER: Setting[PaperWidth] = _till(
    "printer.paper", Choice(_WIDTHS), PaperWidth.MM_80, N_("Paper"), N_("How wide the receipt printer's paper is.")
)
PRINT_MODE: Setting[PrintMode] = _till(
    "printer.mode", Choice(_MODES), PrintMode.IMAGE, N_("Receipts go to the printer"),
    N_("As a picture every sign looks as on the screen; as text (Shift JIS) the printer's own font is used."),
)  # fmt: skip
PRINTER_ANSWERS: Setting[bool] = _till(
    "printer.answers", Flag(), True, N_("The printer answers"),
    N_("It says whether it has paper and whether a receipt was printed. No: for a printer that only listens."),
)  # fmt: skip
CUT: Setting[bool] = _till("printer.cut", Flag(), True, N_("Cut the paper"), N_("After each receipt."))
DRAWER: Setting[DrawerPin] = _till(
    "drawer",
    Choice({DrawerPin.NONE: N_("none"), DrawerPin.PIN_2: N_("pin 2"), DrawerPin.PIN_5: N_("pin 5")}), DrawerPin.NONE,
    N_("Cash drawer"), N_("On which of the printer's lines it hangs. It opens when cash is taken, before the receipt."),
)  # fmt: skip
DRAWER_PULSE: Setting[int] = _till(
    "drawer.pulse", Number(500, least=20), 50, N_("Drawer pulse"), N_("In milliseconds; some drawers need longer ones.")
)
DRAWER_SENSOR: Setting[DrawerSensor] = _till(
    "drawer.sensor",
    Choice({DrawerSensor.NONE: N_("none"), DrawerSensor.HIGH: N_("high when open"), DrawerSensor.LOW: N_("low when open")}),
    DrawerSensor.NONE, N_("Drawer sensor"), N_("What its line says while it is open; the drawer test shows it."),
)  # fmt: skip
KITCHEN: Setting[str] = _till(
    "kitchen",
    ADDRESS,
    "",
    N_("Kitchen printer"),
    N_("A second printer, for a slip without prices at payment. Empty: none."),
)
KITCHEN_PAPER: Setting[PaperWidth] = _till(
    "kitchen.paper",
    Choice(_WIDTHS),
    PaperWidth.MM_80,
    N_("Kitchen paper"),
    N_("How wide the kitchen printer's paper is."),
)
KITCHEN_ANSWERS: Setting[bool] = _till(
    "kitchen.answers", Flag(), True, N_("The kitchen printer answers"), N_("As for the receipt printer.")
)
POLE: Setting[str] = _till(
    "pole",
    ADDRESS,
    "",
    N_("Customer display"),
    N_("Two lines of 20 signs: serial:PORT@SPEED, or as a printer. Empty: none."),
)
POLE_KIND: Setting[PoleKind] = _till(
    "pole.kind",
    Choice(DISPLAY_KINDS), PoleKind.EPSON,
    N_("Language of the display"), N_("Most obey Epson's commands. The display test shows which is right."),
)  # fmt: skip
CUSTOMER_SCREEN = Setting(
    "customer_screen", Text(200), "", N_("Screen for the customer"),
    N_("A second screen that shows the order, by its name. Empty: none."), SettingPlace.MENU, Scope.PC,
)  # fmt: skip

DEVICE_SETTINGS: tuple[Setting[Any], ...] = (
    PRINTER, PRINT_RECEIPT, PAPER, PRINT_MODE, PRINTER_ANSWERS, CUT, DRAWER, DRAWER_PULSE, DRAWER_SENSOR, KITCHEN, KITCHEN_PAPER,
    KITCHEN_ANSWERS, POLE, POLE_KIND, CUSTOMER_SCREEN,
)  # fmt: skip

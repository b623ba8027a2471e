"""Trying a device out, from the settings page: here and now, on no queue, with the result shown at once."""

from __future__ import annotations

from dataclasses import dataclass

from pos_assist.devices.address import Address
from pos_assist.devices.escpos import drawer_line_is_high, drawer_pulse
from pos_assist.devices.job_bytes import job_bytes
from pos_assist.devices.pole import Lines, changes
from pos_assist.devices.printer import WRITE_SECONDS, SendOutcome, print_job, status
from pos_assist.devices.receipt_slip import ShopSign
from pos_assist.devices.slip import GAP, RULE, Block, Slip, SlipBlock, centered, line
from pos_assist.devices.transport import DeviceError, connected
from pos_assist.domain.device_settings import PoleKind
from pos_assist.i18n.translate import Speaker
from pos_assist.services.printing.device_config import DeviceConfig

DISPLAY: Lines = ("ｱｲｳｴｵ ABC 0123456789".ljust(20), "ｶﾞｷﾞｸﾞ ¥1,234 ﾊﾟﾋﾟﾌﾟ".ljust(20)[:20])


def trial_slip(sign: ShopSign, where: str) -> Slip:
    """A ruler, kanji that machines stumble over, sizes, a barcode and a QR code."""
    say = Speaker(sign.language)
    return Slip(
        (
            SlipBlock(Block.RULER),
            centered(sign.name, size=2, bold=True),
            centered(say.tr("Test print")),
            line(where),
            RULE,
            line("あいうえお アイウエオ ｱｲｳｴｵ", "¥1,234"),
            line("髙﨑 﨑玉 ㈱ ① ※ 〜 ー − ￥", "8%※"),
            line("ABCDEFGHIJ abcdefghij 0123456789", "!"),
            line("太字 Bold", "¥0", bold=True),
            line("2倍 Large", "¥0", size=2),
            RULE,
            SlipBlock(Block.CODE, "NV0123456789"),
            SlipBlock(Block.QR, "pos-assist"),
            GAP,
            SlipBlock(Block.RULER),
        ),
        say.tr("Test print"),
    )


def try_printer(config: DeviceConfig, sign: ShopSign, where: str) -> SendOutcome:
    """Print the test. Needs fonts."""
    pieces = job_bytes(trial_slip(sign, where), config.dots, as_text=config.as_text, cut=config.cut)
    return print_job(config.where, pieces, answers=config.answers)


@dataclass(frozen=True, slots=True)
class DrawerTrial:
    """Whether the pulse went out, and the sensor's line before and after it; None: the printer does not say."""

    sent: bool
    high_before: bool | None = None
    high_after: bool | None = None


def try_drawer(config: DeviceConfig) -> DrawerTrial:
    """Open the drawer and look at its line."""
    try:
        with connected(config.where) as device:
            asks = config.answers and device.answers
            before = status(device).first if asks else None
            device.send(drawer_pulse(config.drawer_pin or 2, config.drawer_pulse), WRITE_SECONDS)
            if asks:
                device.listen(1, config.drawer_pulse / 1000 + 0.4)  # the time that a drawer needs to spring open
            after = status(device).first if asks else None
    except DeviceError:
        return DrawerTrial(False)
    high = [None if x is None else drawer_line_is_high(x) for x in (before, after)]
    return DrawerTrial(True, *high)


def try_display(where: Address, kind: PoleKind) -> bool:
    """Two lines with katakana, letters and a yen sign; whether they could be sent."""
    try:
        with connected(where) as device:
            device.send(changes(kind, None, DISPLAY), WRITE_SECONDS)
    except DeviceError:
        return False
    return True

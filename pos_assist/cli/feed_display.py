"""`pos-assist feed record | calibrate | profile`: what a register's customer display shows, recorded to a file; a profile made of it."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pos_assist.cli.main import opened
from pos_assist.cli.management import signed
from pos_assist.domain.device_settings import PoleKind
from pos_assist.domain.feeds import FeedRefusal, Parity, ScreenKind
from pos_assist.domain.problems import Refused
from pos_assist.domain.relay_plan import RelayPlan
from pos_assist.i18n.feed_texts import screen_kind_words
from pos_assist.i18n.translate import tr, trn

if TYPE_CHECKING:
    from pos_assist.services.feeds.display.calibration import Calibration, ScreenRow, Trial
    from pos_assist.shop import Shop

_MOST_SHOWN = 20


def arguments(what: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to those of `feed`."""
    record = what.add_parser("record", help=tr("record what the display's line carries, until Ctrl+C"))
    record.add_argument("file", metavar=tr("FILE"), type=Path, help=tr("where the recording goes"))
    record.add_argument("--port", required=True, help=tr("the serial port that the register writes to: COM3, /dev/ttyUSB0"))  # fmt: skip
    record.add_argument("--seconds", type=float, metavar="S", help=tr("stop by itself after so long"))
    calibrate = what.add_parser("calibrate", help=tr("what is understood of a recording; mark examples, try it, save a profile"))  # fmt: skip
    calibrate.add_argument("file", metavar=tr("FILE"), type=Path, help=tr("a recording, or bytes as a terminal program captured them"))  # fmt: skip
    calibrate.add_argument(
        "--mark", action="append", default=[], metavar="N=KIND", help=tr("screen N is idle, item, quantity, void, discount, subtotal, total, tender, change or ignored")
    )  # fmt: skip
    calibrate.add_argument("--name", action="append", default=[], metavar="SHOWN=CODE", help=tr("what the display calls an item, and its code"))  # fmt: skip
    calibrate.add_argument("--test", type=Path, metavar=tr("FILE"), help=tr("follow this second recording by what was learned"))  # fmt: skip
    calibrate.add_argument("--profile", type=Path, metavar=tr("FILE"), help=tr("begin with this profile (default: the shop's)"))  # fmt: skip
    calibrate.add_argument("--out", type=Path, metavar=tr("FILE"), help=tr("write the profile to this file"))
    calibrate.add_argument(
        "--save", metavar=tr("TITLE"), help=tr("read the display by it from now on, under this title")
    )
    profile = what.add_parser("profile", help=tr("the display's profile: show it, export it, import one, back to the usual one"))  # fmt: skip
    choice = profile.add_mutually_exclusive_group()
    choice.add_argument("--export", type=Path, metavar=tr("FILE"), help=tr("write it to a file"))
    choice.add_argument("--import", dest="take", type=Path, metavar=tr("FILE"), help=tr("read the display by the profile of a file"))  # fmt: skip
    choice.add_argument("--usual", action="store_true", help=tr("back to the usual one"))
    for command in (record, calibrate):
        command.add_argument("--kind", choices=[str(x) for x in PoleKind], help=tr("the display's language (default: as its profile says)"))  # fmt: skip
    record.add_argument("--speed", type=int, help=tr("bits per second (default: as the relay is set up)"))


def _record(args: argparse.Namespace) -> int:
    """Raises Refused: feed_off without the owner's consent; EnvironmentProblem: port_unusable, file_unwritable."""
    from pos_assist.devices.display_tap import listen  # noqa: PLC0415 — lazy: as in main
    from pos_assist.services.feeds.display.display_recording import Recorder  # noqa: PLC0415 — lazy: as in main
    from pos_assist.services.feeds.feed_files import save_recording  # noqa: PLC0415 — lazy: as in main
    from pos_assist.services.relaying.relay_files import load_plan  # noqa: PLC0415 — lazy: as in main

    with opened(args, readonly=True) as shop:
        if shop.feeds.refusal() is FeedRefusal.NO_CONSENT:
            raise Refused("no_feed_consent")
        profile, line = shop.feeds.profile(), load_plan(shop.path) or RelayPlan()
    recorder = Recorder(PoleKind(args.kind) if args.kind else profile.kind)
    until = time.monotonic() + args.seconds if args.seconds else None

    def stopped() -> bool:
        return recorder.is_full or (until is not None and time.monotonic() >= until)

    print(tr("Recording. Stop with Ctrl+C."), flush=True)
    with suppress(KeyboardInterrupt):
        listen(
            args.port, args.speed or line.speed, profile.quiet_ms / 1000, recorder.burst, stopped, Parity(line.parity)
        )
    save_recording(args.file, recorder.recording())
    print(trn("{n} screen recorded.", "{n} screens recorded.", len(recorder)))
    if recorder.left_out:
        print(trn("{n} screen about a person was left out.", "{n} screens about a person were left out.", recorder.left_out))  # fmt: skip
    return 0


def _calibrate(args: argparse.Namespace) -> int:
    """Raises what a mark, a name and the files raise."""
    from pos_assist.services.feeds.display.calibration import Calibration  # noqa: PLC0415 — lazy: as in main
    from pos_assist.services.feeds.feed_files import (  # noqa: PLC0415 — lazy: as in main
        load_profile,
        load_recording,
        save_profile,
    )

    with opened(args, readonly=args.save is None) as shop:
        profile = load_profile(args.profile) if args.profile else shop.feeds.profile()  # fmt: skip
        kind = PoleKind(args.kind) if args.kind else profile.kind
        recording = load_recording(args.file, kind)
        calibration = Calibration(shop.feeds.items(), profile, recording)
        for said in args.name:
            name, _, code = said.rpartition("=")
            calibration.name(name, code)
        for said in args.mark:
            number, _, word = said.partition("=")
            marks = [x for x in ScreenKind if str(x) == word and x is not ScreenKind.UNCLEAR]
            if not marks or not number.isascii() or not number.isdigit() or not 1 <= int(number) <= len(recording.bursts):  # fmt: skip
                raise Refused("bad_mark", value=said[:40])
            calibration.mark(int(number), marks[0])
        for row in calibration.rows():
            print(_row(row))
        if not recording.bursts:
            print(tr("No screen came: the recording is empty."))
        _tell_unknown(calibration)
        if args.test:
            _tell_trial(_tried(shop, calibration, load_recording(args.test, kind)))
        if args.out:
            title = args.save or calibration.profile.name or args.out.stem
            save_profile(args.out, replace(calibration.profile, name=title))
        if args.save is not None:
            shop.feeds.save_profile(replace(calibration.profile, name=args.save), signed(shop, args.who))
            print(tr("The display is read by “{name}” from now on.", name=args.save))
    return 0


def _profile(args: argparse.Namespace) -> int:
    from pos_assist.services.feeds.display.display_profile import DisplayProfile, profile_json  # noqa: PLC0415 — lazy: as in main
    from pos_assist.services.feeds.feed_files import load_profile, save_profile  # noqa: PLC0415 — lazy: as in main

    changes = args.take is not None or args.usual
    with opened(args, readonly=not changes) as shop:
        if args.export:
            save_profile(args.export, shop.feeds.profile())
        elif changes:
            profile = DisplayProfile() if args.usual else load_profile(args.take)
            shop.feeds.save_profile(profile, signed(shop, args.who))
            print(tr("The display is read by “{name}” from now on.", name=profile.name or tr("the usual profile")))
        else:
            print(profile_json(shop.feeds.profile()))
    return 0


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "record": _record,
    "calibrate": _calibrate,
    "profile": _profile,
}


def _row(row: ScreenRow) -> str:
    mark = "*" if row.marked else " " if row.is_understood else "?"
    said = f"{row.item.code} ×{row.units.qty} {row.units.unit:,}" if row.item and row.units else ""
    amount = f"{row.reading.amount:,}" if row.reading.amount is not None else ""
    words = f"{screen_kind_words(row.reading.kind)} {said or amount}".rstrip()
    return f"{row.number:4}{mark} |{row.upper}|{row.lower}| {words}"


def _tell_unknown(calibration: Calibration) -> None:
    unknown = calibration.unknown().most_common(_MOST_SHOWN)
    if unknown:
        print(tr("Names that no item has, and how often they came:"))
    for name, n in unknown:
        print(f"  {name}  {n}")


def _tried(shop: Shop, calibration: Calibration, recording: Any) -> Trial:
    till = shop.try_feed()
    try:
        return calibration.try_on(recording, till).to_the_end()
    finally:
        till.stop()


def _tell_trial(trial: Trial) -> None:
    print(
        tr("Second recording: {understood} of {screens} screens understood; of {orders} orders {agreed} agreed, {unsure} unsure, {wrong} wrong.",
           understood=trial.understood, screens=trial.screens, orders=trial.orders, agreed=trial.agreed, unsure=trial.unsure, wrong=len(trial.wrong))
    )  # fmt: skip
    for number, theirs, ours in trial.wrong[:_MOST_SHOWN]:
        print("  " + tr("screen {n}: the register took {theirs}, we thought {ours}", n=number, theirs=f"{theirs:,}", ours=f"{ours:,}"))  # fmt: skip
    for name, n in trial.unknown.most_common(_MOST_SHOWN):
        print(f"  ? {name}  {n}")

"""`pos-assist` and `python -m pos_assist`: the counter, or one command."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def main() -> int:
    """Open the counter, or run the command that was given. Returns the exit code."""
    from pos_assist.cli.main import exit_code_of, guarded, parse  # noqa: PLC0415 — lazy: so that an import of this module costs nothing

    args = parse(sys.argv[1:])
    from pos_assist.system.files import only_for_us  # noqa: PLC0415 — lazy: as above

    only_for_us()
    if args.command in ("back-office", "companion") and has_screen():
        return _open_window(args)
    if args.command:
        return guarded(args)
    if args.sample and (code := exit_code_of(lambda: _begin_sample(args))):
        return code
    if args.pack and has_screen() and not args.no_window:
        from pos_assist.desktop.office_app import open_pack  # noqa: PLC0415 — lazy: as above

        return open_pack(args.pack, args.shop, args.data_dir, args.lang)
    if has_screen() and not args.no_window:
        gc.disable()  # 10 ms of a start are looks for garbage that is none yet; the first frame switches it on again
        from pos_assist.desktop.app import run  # noqa: PLC0415 — lazy: only the counter needs Qt

        return run(args.shop, args.data_dir, args.lang)
    from pos_assist.cli.no_screen import show  # noqa: PLC0415 — lazy: as above
    from pos_assist.desktop.picture import save_picture  # noqa: PLC0415 — lazy: as above

    return show(args, save_picture)


def _open_window(args: argparse.Namespace) -> int:
    if args.command == "companion":
        from pos_assist.desktop.companion.companion_app import run as run_companion  # noqa: PLC0415 — lazy: only windows need Qt

        return run_companion(args.shop, args.data_dir, args.lang)
    from pos_assist.desktop.office_app import run as run_office  # noqa: PLC0415 — lazy: as above

    return run_office(args.shop, args.data_dir, args.lang)


def _begin_sample(args: argparse.Namespace) -> int:
    from pos_assist.first_start import Source, begin, is_first  # noqa: PLC0415 — lazy: as above
    from pos_assist.system import clock  # noqa: PLC0415 — lazy: as above
    from pos_assist.system.paths import data_folder  # noqa: PLC0415 — lazy: as above

    if is_first(data_folder(args.data_dir)):
        begin(Source(args.sample), None, data_folder(args.data_dir), clock.now())
    return 0


def has_screen() -> bool:
    """Whether a window can be opened. Without one Qt would abort the process: so the servers are asked as Qt would."""
    if sys.platform in ("win32", "darwin"):
        return True
    platforms = os.environ.get("QT_QPA_PLATFORM", "") or "wayland;xcb"
    return any(_answers(x) for x in platforms.split(";"))


def _answers(platform: str) -> bool:
    if platform.startswith("wayland"):
        return _wayland_answers()
    return not platform.startswith("xcb") or (bool(os.environ.get("DISPLAY")) and _x_answers())


def _wayland_answers() -> bool:
    """A name may be left in the environment by a session that is over."""
    import socket  # noqa: PLC0415 — lazy: only under Wayland

    if "WAYLAND_SOCKET" in os.environ:
        return True
    name = os.environ.get("WAYLAND_DISPLAY", "")
    if not name:
        return False
    with socket.socket(socket.AF_UNIX) as asked:
        try:
            asked.connect(os.path.join(os.environ.get("XDG_RUNTIME_DIR", ""), name))  # noqa: PTH118 — an absolute name stands alone
        except OSError:
            return False
    return True


def _x_answers() -> bool:
    import ctypes  # noqa: PLC0415 — lazy: not on Windows

    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # then it is Qt that says what is missing
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not failed


if __name__ == "__main__":
    sys.exit(main())

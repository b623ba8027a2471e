"""The counter on a machine without a screen: a short sample order in the terminal, and a picture of the real window."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from pos_assist.cli.main import opened, print_problem
from pos_assist.cli.terminal import PageText, paint
from pos_assist.domain.problems import Problem
from pos_assist.i18n.translate import tr
from pos_assist.services.till.till import Till
from pos_assist.shop import Shop

PICTURE = "pos-assist-counter.png"
_ORDER = ("チーズバーガー", "コーラ M", "ナゲット 5個")  # of the burger sample


def show(args: argparse.Namespace, save_picture: Callable[[Shop, Path], None]) -> int:
    """Say why there is no window, ring the sample order up, and paint the window with it into a file. Nothing is
    written to the shop."""
    try:
        with opened(args, readonly=True, new_key=lambda: "sample") as shop:
            if not args.no_window:
                print(_why())
            print(tr("A short sample order instead, as the counter shows it:"))
            print()
            ring_sample(shop.till)
            print(paint(shop.till.view, PageText.of_terminal(shop.currency), shop.name))
            print()
            picture = (_writable_folder() / PICTURE).resolve()
            save_picture(shop, picture)
            print(tr("A picture of the window with this order: {path}", path=picture))
            print(tr("More without a screen: pos-assist ring --help"))
    except Problem as problem:
        return print_problem(problem)
    return 0


def _why() -> str:
    """Which screen does not answer, or that none is named."""
    named = [x for x in ("DISPLAY", "WAYLAND_DISPLAY") if os.environ.get(x)]
    if not named:
        return tr("There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open.")
    dead = ", ".join(f"{os.environ[x]} ({x})" for x in named)
    return tr("The screen {display} does not answer, so no window can open.", display=dead)


def ring_sample(till: Till) -> None:
    """The sample's well-known order; in another shop the first key of its first departments."""
    known = [found[0] for name in _ORDER if (found := till.search(name, 1)) and found[0].title == name]
    if len(known) < len(_ORDER):
        pages = (till.keys(department.code, 0) for department in till.departments())
        plain = ([item for item in keys if not (item.sold_out or item.by_weight)] for keys in pages)
        known = [keys[0] for keys in plain if keys]
    for item in known[: len(_ORDER)]:
        till.ring(item.code)


def _writable_folder() -> Path:
    return Path.cwd() if os.access(Path.cwd(), os.W_OK) else Path(tempfile.gettempdir())

"""A sample shop with a short history, for tests and benchmarks that need only a little to suggest from."""

from __future__ import annotations

import shutil
from pathlib import Path

from pos_assist.shop import make_shop
from pos_assist.system.paths import resources


def short_sample(name: str, folder: Path, receipt_lines: int) -> Path:
    """Make that sample with the last lines of its history in a folder of its own below `folder`; the path of its file."""
    files = short_files(name, folder / f"{name}-files", receipt_lines)
    path = folder / "shops" / f"{name}.db"
    path.parent.mkdir(exist_ok=True)
    make_shop(files, path)
    return path


def short_files(name: str, folder: Path, receipt_lines: int) -> Path:
    """Copy the sample's files to `folder`, which must not exist yet, with that many lines of its history."""
    shutil.copytree(resources() / "shops" / name, folder)
    receipts = folder / "receipts.csv"
    if receipt_lines:
        head, *history = receipts.read_text(encoding="utf-8").splitlines(keepends=True)
        receipts.write_text("".join([head, *history[-receipt_lines:]]), encoding="utf-8")
    else:
        receipts.unlink()
    return folder

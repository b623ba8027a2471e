"""An outside judge of what we send to a printer: `python tests/devices/emupos_check.py [--python python3.13] [--env DIR]`.

emupos (a simulator of POS hardware that knows nothing of this program) prints our receipts; its picture must be ours dot for
dot, it must know every byte, and its faults must come back as what they are. It needs Python 3.13, so it lives in an
environment of its own, made where `--env` says if it is not there. Ends with 1 where something differs.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QImage

from pos_assist.devices import raster
from pos_assist.devices.address import Address, address
from pos_assist.devices.job_bytes import job_bytes
from pos_assist.devices.printer import open_drawer, print_job, printer_state
from pos_assist.devices.receipt_slip import MadeOut, receipt_slip
from pos_assist.domain.print_jobs import JobState, Trouble
from pos_assist.services.printing.device_trial import trial_slip
from tests.devices.sales import SIGN, VISIT, sale

VERSION = "0.4.0"
PORT, API = 19107, "http://127.0.0.1:8765/api/v1"
CONFIG = f"""schema: 1
devices:
  - id: front
    type: printer
    profile: epson-tm-t20iii
    receipts_dir: ./receipts
    connections: [{{tcp: {{port: {PORT}}}}}]
"""


def main() -> int:
    """Print, break, ask."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--python", default="python3.13")
    parser.add_argument("--env", type=Path, default=Path(tempfile.gettempdir()) / "emupos-env")
    args = parser.parse_args()
    program = args.env / "bin" / "emupos"
    if not program.exists():
        subprocess.run([args.python, "-m", "venv", str(args.env)], check=True)
        subprocess.run([str(args.env / "bin" / "pip"), "install", "-q", f"emupos=={VERSION}"], check=True)
    raster.get_ready()
    wrong: list[str] = []
    with _simulator(program) as log:
        where = address(f"tcp:127.0.0.1:{PORT}")
        _receipts(where, wrong)
        _faults(where, wrong)
        if open_drawer(where, 2, 50, answers=True).state is not JobState.SENT or _drawer() != "open":
            wrong.append("the drawer did not open")
        unknown = [x for x in log.read_text(errors="replace").splitlines() if "unknown" in x]
        if unknown:
            wrong.append(f"bytes that it does not know: {unknown[:3]}")
    print("\n".join(wrong) or "emupos agrees: every dot, every byte, every fault")
    return 1 if wrong else 0


def _receipts(where: Address, wrong: list[str]) -> None:
    slips = {
        "receipt": receipt_slip(sale(next_visit=VISIT), SIGN),
        "ryoshusho": receipt_slip(sale(), SIGN, reprint=True, made_out=MadeOut("髙﨑㈱", "お食事代として")),
        "test print": trial_slip(SIGN, "tcp"),
    }
    for name, slip in slips.items():
        before = len(_get("/devices/front/receipts"))
        outcome = print_job(where, job_bytes(slip, raster.DOTS_80))
        if outcome.state is not JobState.CONFIRMED:
            wrong.append(f"{name}: {outcome}")
            continue
        until = time.monotonic() + 10
        while len(_get("/devices/front/receipts")) == before and time.monotonic() < until:
            time.sleep(0.1)
        newest = max(_get("/devices/front/receipts"), key=lambda x: str(x.get("completed_at", x["id"])))
        image = QImage.fromData(_raw(f"/devices/front/receipts/{newest['id']}/image"))
        if not _holds(image, raster.bitmap_of(slip)):
            wrong.append(f"{name}: its picture ({image.width()} × {image.height()}) is not ours")


def _holds(image: QImage, ours: Any) -> bool:
    """Whether our dots stand in its picture, which may have margins."""
    for left in range(image.width() - ours.width + 1):
        for top in range(min(80, image.height() - ours.height + 1)):
            part = image.copy(left, top, ours.width, ours.height)
            if raster.from_image(part).bits == ours.bits:
                return True
    return False


def _faults(where: Address, wrong: list[str]) -> None:
    for fault, trouble in (
        ("paper-near-end", Trouble.NEAR_END), ("paper-out", Trouble.NO_PAPER), ("cover-open", Trouble.COVER), ("offline", Trouble.OFFLINE),
    ):  # fmt: skip
        _call("PUT", f"/devices/front/faults/{fault}")
        found = printer_state(where).trouble
        _call("DELETE", f"/devices/front/faults/{fault}")
        if found is not trouble:
            wrong.append(f"{fault}: read as {found!r}")
    if printer_state(where).trouble is not Trouble.NONE:
        wrong.append("it is not well again")


@contextmanager
def _simulator(program: Path) -> Iterator[Path]:
    """The simulator, ready; the file that it tells its events to."""
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "events").open("wb") as log:
        (Path(folder) / "emupos.yaml").write_text(CONFIG)
        process = subprocess.Popen([str(program), "run"], cwd=folder, stdout=log, stderr=log)
        try:
            until = time.monotonic() + 60
            while time.monotonic() < until:
                try:
                    _get("/devices")
                    break
                except OSError:
                    time.sleep(0.2)
            yield Path(folder) / "events"
        finally:
            process.terminate()
            process.wait()


def _drawer() -> str:
    return str(_get("/devices")[0]["state"]["drawer"])


def _get(path: str) -> Any:
    return json.loads(_raw(path))


def _raw(path: str) -> bytes:
    return _call("GET", path)


def _call(method: str, path: str) -> bytes:
    request = urllib.request.Request(API + path, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return bytes(answer.read())


if __name__ == "__main__":
    sys.exit(main())

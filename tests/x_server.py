"""An X server without a monitor: a real window that takes real keys and a real mouse."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

Environment = dict[str, str]  # of a program


def need_x_server() -> None:
    """Skip the test where the tools for it are missing; in CI, where they must be there, fail it."""
    for tool in ("Xvfb", "xdotool"):
        if shutil.which(tool) is None:
            if os.environ.get("CI"):
                pytest.fail(f"{tool} is not installed")
            pytest.skip(f"{tool} is not installed: apt-get install xvfb xdotool")


@contextmanager
def x_server(size: str = "1366x768") -> Iterator[Environment]:
    """Start one on a free number, `size` in px; the environment for a Qt program whose windows shall stand there."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size}x24", "-nolisten", "tcp", "-noreset", "-ac"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as answer:
            display = f":{answer.readline().strip()}"
        try:
            yield {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        finally:
            server.terminate()

"""Where a program on this computer finds the API of a till, and the token that shows it may: a file beside the shop, which only
this user can read."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.services.feeds.json_lines import API
from pos_assist.system.files import replace_file


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach a till's API."""

    port: int
    token: str
    pid: int = 0


def token_file(shop: Path) -> Path:
    """The file of that shop."""
    return shop.with_suffix(".api")


def write_access(shop: Path, access: Access) -> None:
    """Write it, so that nobody else could read it at any time. EnvironmentProblem: file_unwritable."""
    said = json.dumps({"api": API, "port": access.port, "token": access.token, "pid": access.pid})

    def write(new: Path) -> None:
        new.unlink(missing_ok=True)
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(said)

    replace_file(token_file(shop), write)


def read_access(shop: Path) -> Access:
    """How to reach the API of that shop's till. EnvironmentProblem: no_api where none is open."""
    try:
        said = json.loads(token_file(shop).read_text(encoding="utf-8"))
        return Access(int(said["port"]), str(said["token"]), int(said["pid"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EnvironmentProblem("no_api", file=str(token_file(shop))) from error


def forget_access(shop: Path) -> None:
    """The till is closed."""
    with suppress(OSError):
        token_file(shop).unlink(missing_ok=True)

"""Files on a folder that several computers write to: each has a name of its own, is written once, and is never changed.

No lock and no pointer file: what is not whole has a sum that differs from the one in its name, and is passed over. A file is
written under another name, made durable, read back, and only then renamed. Asked of Samba over SMB, a rename onto a name that
is there is refused; on other file systems it replaces, which does no harm, since the same name means the same bytes. On FAT
nothing is atomic: there the sum alone decides.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from pos_assist.domain.problems import BadInput, EnvironmentProblem, system_problem
from pos_assist.system.files import patiently

MOST = 64_000_000  # bytes of one file
PART = ".part"
_ODD = re.compile(r"[^\w-]")
_LONGEST = 40  # characters of a shop's or till's name in a file name


def name_part(text: str) -> str:
    """A shop's or till's name as a part of a file name: letters, digits, - and _ alone. Two names may become one; that does no
    harm, since a life is never used twice."""
    return _ODD.sub("_", unicodedata.normalize("NFC", text.strip()))[:_LONGEST] or "_"


def printable(name: str) -> str:
    """A file's name as it can be shown: what no encoding knows, and what would act on a terminal, as «?»."""
    return "".join(x if x.isprintable() else "?" for x in name.encode("utf-8", "replace").decode())


def sum_of(data: bytes) -> str:
    """The SHA-256 that stands in a file's name."""
    return hashlib.sha256(data).hexdigest()


def put_file(path: Path, data: bytes) -> None:
    """Write a file of the folder, whole or not at all; one of that name that is whole is left as it is. Raises
    EnvironmentProblem; nothing but a file ending in .part may then be left."""
    part = path.with_name(f"{path.name}.{os.getpid()}{PART}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.read_bytes() == data:
            return
        try:
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if part.read_bytes() != data:
                raise EnvironmentProblem("disk_error", file=str(path))
            patiently(lambda: part.replace(path))  # os.replace: the call whose behaviour was tried on SMB
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
        _sync_folder(path.parent)
    except OSError as error:
        raise system_problem(error, str(path)) from error


def whole_file(path: Path, wanted: str) -> bytes:
    """The bytes of a file, whose sum is `wanted`. Raises BadInput: share_file_damaged where it is not (a copy under way, or rot),
    file_too_large; EnvironmentProblem where it cannot be read."""
    try:
        if path.stat().st_size > MOST:
            raise BadInput("file_too_large", file=path.name, most=f"{MOST // 1_000_000} MB")
        data = path.read_bytes()
    except OSError as error:
        raise system_problem(error, str(path)) from error
    if sum_of(data) != wanted:
        raise BadInput("share_file_damaged", file=path.name)
    return data


def listed(folder: Path) -> list[Path]:
    """The files of a folder, by name; none where the folder is not there. Raises EnvironmentProblem where it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return sorted(folder / x.name for x in entries if x.is_file() and not x.name.endswith(PART))
    except OSError as error:
        if isinstance(error, FileNotFoundError | NotADirectoryError) and not folder.is_dir():
            return []
        raise system_problem(error, str(folder)) from error  # also where it was gone for a moment: it is not empty


def folders(folder: Path) -> Iterator[Path]:
    """The folders in a folder, by name."""
    try:
        yield from sorted(x for x in folder.iterdir() if x.is_dir())
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise system_problem(error, str(folder)) from error


def require_folder(folder: Path) -> None:
    """Raises EnvironmentProblem no_share_folder where the shared folder cannot be reached: it is never made by itself, or a
    drive that is not mounted would be mistaken for it."""
    if not folder.is_dir():
        raise EnvironmentProblem("no_share_folder", folder=str(folder))


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):  # a share may have no call for it
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

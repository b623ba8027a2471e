"""The files of items' pictures beside a shop, `NAME-pictures/CODE.png`, as bytes: how they are called, how large they may be, and how they
travel in packs and backups. What is in them is for the window to see."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.system.files import replace_file

KINDS = ("png", "jpg", "jpeg", "bmp")  # file endings, the first where there are several of one item
STORED = ("png", "jpg")  # the ones that are written
MOST_BYTES = 200_000  # of one that travels; one that was chosen here is smaller
MOST_TOGETHER = 32_000_000  # bytes that travel at once: 160 of the largest, a thousand usual ones
_FORBIDDEN = frozenset('%<>:"/\\|?*')  # in file names of Windows, and what marks them here
_BEGINS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")

Pictures = Mapping[str, bytes]  # «CODE.png» -> the file


def pictures_beside(shop: Path) -> Path:
    """The folder of the pictures of that shop's file; it need not be there."""
    return shop.with_name(f"{shop.stem}-pictures")


def picture_name(code: str) -> str:
    """The name of an item's picture without its ending: its code, what no file may be called as %XX."""
    safe = "".join(f"%{ord(sign):02X}" if sign in _FORBIDDEN else sign for sign in code)
    return f"{safe[:-1]}%2E" if safe.endswith(".") else safe


def listed(folder: Path) -> dict[str, Path]:
    """The picture files of a folder by their names without endings."""
    found: dict[str, Path] = {}
    rank = {ending: i for i, ending in enumerate(KINDS)}
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if not entry.name.startswith(".")]
    except OSError:
        return {}
    for name in sorted(names, key=lambda x: (-rank.get(x.rpartition(".")[2].lower(), len(KINDS)), x)):
        stem, _, ending = name.rpartition(".")
        if stem and ending.lower() in rank:
            found[stem] = folder / name
    return found


def travelling(folder: Path, codes: Collection[str] | None = None) -> dict[str, bytes]:
    """The pictures that go along, of those items or of all: no file over MOST_BYTES, together no more than MOST_TOGETHER. What cannot be
    read stays behind: a shop is more than its pictures."""
    names = None if codes is None else {picture_name(code) for code in codes}
    found: dict[str, bytes] = {}
    room = MOST_TOGETHER
    for name, file in sorted(listed(folder).items()):
        if names is not None and name not in names:
            continue
        try:
            if file.stat().st_size > min(MOST_BYTES, room):
                continue
            data = file.read_bytes()
        except OSError:
            continue
        if is_picture(file.name, data):
            found[f"{name}.{file.suffix[1:].lower()}"] = data
            room -= len(data)
    return found


def is_picture(name: str, data: bytes) -> bool:
    """Whether that may be written beside a shop: by its name and its first bytes."""
    stem, _, ending = name.rpartition(".")
    plain = bool(stem) and not _FORBIDDEN - {"%"} & set(stem) and stem[0] != "." and stem.isprintable()
    return plain and len(name) < 200 and ending in STORED and len(data) <= MOST_BYTES and data.startswith(_BEGINS)


def put_pictures(folder: Path, pictures: Pictures, *, replace: bool = False) -> int:
    """Write pictures that came along, those of items that have one only if they are to be replaced; how many. Raises Environment
    (file_unwritable)."""
    there = listed(folder)
    new = {
        name: data
        for name, data in pictures.items()
        if is_picture(name, data) and (replace or name.rpartition(".")[0] not in there)
    }
    if not new:
        return 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentProblem("file_unwritable", file=str(folder), reason=error.strerror or str(error)) from error
    for name, data in new.items():
        _write(folder / name, data)
    return len(new)


def as_they_were(folder: Path, names: Iterable[str]) -> Callable[[], None]:
    """What brings the pictures of those names (without endings) back to what they are now. Raises Environment when called
    (file_unwritable)."""
    there = listed(folder)
    before: dict[str, tuple[str, bytes] | None] = {}
    for name in names:
        try:
            before[name] = (there[name].name, there[name].read_bytes()) if name in there else None
        except OSError:
            continue  # it could not be seen either

    def back() -> None:
        for name, kept in before.items():
            now = listed(folder).get(name)
            try:
                if now and (kept is None or now.name != kept[0]):
                    now.unlink()
            except OSError as error:
                raise EnvironmentProblem(
                    "file_unwritable", file=str(now), reason=str(error.strerror or error)
                ) from error
            if kept:
                folder.mkdir(parents=True, exist_ok=True)
                _write(folder / kept[0], kept[1])

    return back


def packed(pictures: Pictures) -> bytes:
    """The pictures in one piece; no bytes where there are none. Equal pictures are equal bytes."""
    if not pictures:
        return b""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(pictures):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), pictures[name])
    return file.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """What `packed` put together. Raises ValueError for anything else, however it is made."""
    if not data:
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if any(x.compress_type != zipfile.ZIP_STORED or x.file_size > MOST_BYTES for x in infos):
                raise ValueError("a picture that cannot be")
            found = {x.filename: archive.read(x) for x in infos}
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, KeyError) as error:
        raise ValueError(str(error)) from error
    if sum(map(len, found.values())) > MOST_TOGETHER or not all(is_picture(*x) for x in found.items()):
        raise ValueError("pictures that cannot be")
    return found


def _write(path: Path, data: bytes) -> None:
    replace_file(path, lambda new: new.write_bytes(data))

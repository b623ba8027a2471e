"""Archives that lie about their size, devices, pipes, sticks that are pulled: each ends in words, in little memory."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.items import Item
from pos_assist.domain.problems import BadInput, EnvironmentProblem, Problem
from pos_assist.exchange.archives import read_member
from pos_assist.exchange.catalog.deal_file import read_json
from pos_assist.exchange.packs import FORMAT, PackLabel, read_pack, write_pack
from pos_assist.exchange.spreadsheets import as_csv
from pos_assist.exchange.tables import open_file

if sys.platform == "win32":
    pytest.skip("pipes and devices as Linux has them, and its count of a process's memory", allow_module_level=True)
import resource

MANY = 300_000_000  # bytes a member inflates to
NOON = datetime(2026, 11, 21, 12)


def understated(path: Path, names: tuple[str, ...], bomb: str, *, says: int = 10) -> Path:
    """An archive of those members, one of which inflates to MANY bytes while its headers declare a few."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in names:
            with archive.open(name, "w") as member:
                if name == bomb:
                    for _ in range(MANY // 1_000_000):
                        member.write(b" " * 1_000_000)
                else:
                    member.write(b"{}")
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            if struct.unpack_from("<I", data, at + offset)[0] == MANY:
                struct.pack_into("<I", data, at + offset, says)
    path.write_bytes(data)
    return path


def first_sheet(path: Path) -> None:
    with as_csv(path) as plain:
        plain.read_bytes()


@pytest.mark.parametrize(
    ("read", "names", "bomb"),
    [
        (read_pack, ("bases.json", "catalog.json", "manifest.json"), "catalog.json"),
        (first_sheet, ("[Content_Types].xml", "xl/workbook.xml"), "xl/workbook.xml"),
    ],
)
def test_a_member_that_understates_its_size_is_not_inflated(
    tmp_path: Path, read: Callable[[Path], object], names: tuple[str, ...], bomb: str
) -> None:
    file = understated(tmp_path / "bomb.zip", names, bomb)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(BadInput):
        read(file)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB


def test_what_a_header_overstates_is_refused_too() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a", b"12345")
    with zipfile.ZipFile(file) as archive:
        [member] = archive.infolist()
        assert read_member(archive, member, 5) == b"12345"
        with pytest.raises(ValueError, match="larger"):
            read_member(archive, member, 4)


def test_a_pack_of_many_small_values_is_refused_before_they_are_made(tmp_path: Path) -> None:
    file = tmp_path / "x.pospack"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", f'{{"format": "{FORMAT}"}}')
        archive.writestr("bases.json", "{}")
        archive.writestr("catalog.json", "[" + "[]," * 10_000_000 + "[]]")
    with pytest.raises(BadInput, match="file_too_large"):
        read_pack(file)


@pytest.mark.parametrize("serial", [-5, 2**62, 2**70, 1.5, True, "7"])
def test_a_number_that_no_shop_reaches_is_refused(tmp_path: Path, serial: object) -> None:
    label = PackLabel("s", "店", serial, NOON, "")  # type: ignore[arg-type]
    write_pack(tmp_path / "p.pospack", label, Change(), [], None)
    with pytest.raises(BadInput, match="bad_pack"):
        read_pack(tmp_path / "p.pospack")


@pytest.mark.parametrize("name", ["\x1b[2J\x1b]0;owned\x07", "a\nb", "\u202eabc", "x" * 101, "\u200b"])
@pytest.mark.parametrize("which", ["shop", "name", "made_by"])
def test_a_name_that_acts_on_a_terminal_is_refused(tmp_path: Path, name: str, which: str) -> None:
    fields = {"shop": "s", "name": "店", "serial": 1, "made_at": NOON, "made_by": "", which: name}
    write_pack(tmp_path / "p.pospack", PackLabel(**fields), Change(), [], None)  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="bad_pack"):
        read_pack(tmp_path / "p.pospack")


def test_a_pack_of_more_records_than_any_shop_has_is_refused(tmp_path: Path) -> None:
    items = tuple(Item(f"c{i}", "x", 1, "") for i in range(100_001))
    write_pack(tmp_path / "p.pospack", PackLabel("s", "店", 1, NOON, ""), Change(items), [], None)
    with pytest.raises(BadInput, match="100000 records"):
        read_pack(tmp_path / "p.pospack")


COMMANDS = [
    ["import", "receipts", "{}", "--shop", "my"],
    ["import", "shop", "{}", "--shop", "my"],
    ["import", "items", "{}"],
    ["pack", "look", "{}"],
    ["pack", "take", "{}"],
    ["price", "{}"],
    ["rank", "--receipts", "{}"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda x: " ".join(x[:2]))
@pytest.mark.parametrize("kind", ["device", "pipe"])
def test_a_device_or_a_pipe_is_refused_in_words(tmp_path: Path, command: list[str], kind: str) -> None:
    path = Path("/dev/zero") if kind == "device" else tmp_path / "pipe"
    if kind == "pipe":
        os.mkfifo(path)
    arguments = [word.format(path) for word in command]
    done = subprocess.run(
        [sys.executable, "-m", "pos_assist", *arguments, "--data-dir", str(tmp_path / "shops"), "--lang", "en"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode in (2, 3, 4), done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("pos-assist: ")


def test_a_stick_that_is_pulled_while_it_is_read_ends_in_words() -> None:
    """/proc/self/mem opens like a file, and fails as it is read."""
    path = Path("/proc/self/mem")
    readers: list[Callable[[Path], object]] = [first_sheet, read_pack, read_json]
    for read in readers:
        with pytest.raises(Problem):
            read(path)
    with pytest.raises(EnvironmentProblem, match="file_unreadable"), open_file(path) as file:
        file.read(4)

"""Displays of 2 × 20 signs: what each kind is sent comes out as the two lines, and no mark is parted from its letter."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.devices.address import Address, Way
from pos_assist.devices.pole import Lines, changes, fitted, half_width, spoken, start, two_ends
from pos_assist.domain.device_settings import PoleKind
from pos_assist.services.printing.pole_worker import PoleWorker


class Glass:
    """A display of 2 × 20 that reads one of the languages."""

    def __init__(self, kind: PoleKind) -> None:
        self.kind = kind
        self.cells = bytearray(b" " * 40)
        self.at = 0

    def take(self, data: bytes) -> None:
        while data:
            n = self._command(data)
            if n == 0:
                self.cells[self.at] = data[0]
                self.at = (self.at + 1) % 40
            data = data[max(n, 1) :]

    def _command(self, data: bytes) -> int:
        if data[:1] == b"\x0c":
            self.cells[:], self.at = b" " * 40, 0
            return 1
        if self.kind is PoleKind.LOGIC_CONTROLS:
            if data[:1] == b"\x10":
                self.at = data[1]
                return 2
            return {b"\x1f": 2 if data[1:2] == b"\x11" else 1, b"\x14": 1}.get(data[:1], 0)
        place, fixed = {
            PoleKind.EPSON: (b"\x1f$", {b"\x1b@": 2, b"\x1bt": 3, b"\x1bR": 3, b"\x1f\x01": 2, b"\x1fC": 3}),
            PoleKind.CD5220: (b"\x1bl", {b"\x1b@": 2, b"\x1b\x11": 2, b"\x1b_": 3}),
        }[self.kind]
        if data[:2] == place:
            self.at = (data[3] - 1) * 20 + data[2] - 1
            return 4
        return fixed.get(data[:2], 0)

    @property
    def lines(self) -> Lines:
        text = bytes(self.cells).decode("cp932").replace("\\", "¥")
        return text[:20], text[20:]


SIGNS = st.text(st.sampled_from("ABC xyz019¥-ｱｲｳｶﾞﾊﾟｯｰ"), max_size=24)


@pytest.mark.parametrize("kind", list(PoleKind))
@given(shown=st.lists(st.tuples(SIGNS, SIGNS), min_size=1, max_size=5))
def test_the_glass_shows_the_newest_lines_whatever_it_showed_before(
    kind: PoleKind, shown: list[tuple[str, str]]
) -> None:
    glass = Glass(kind)
    before: Lines | None = None
    for above, below in shown:
        now = (fitted(above), fitted(below))
        glass.take(changes(kind, before, now))
        assert glass.lines == now
        before = now


@pytest.mark.parametrize("kind", list(PoleKind))
def test_only_the_line_that_changed_is_sent(kind: PoleKind) -> None:
    before = (fitted("ｺｰﾗ"), fitted("¥250"))
    assert changes(kind, before, before) == b""
    assert len(changes(kind, before, (before[0], fitted("¥300")))) <= 24
    assert changes(kind, None, before).startswith(start(kind))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("チーズバーガー", "ﾁｰｽﾞﾊﾞｰｶﾞｰ"),
        ("ポテトＭ", "ﾎﾟﾃﾄM"),
        ("こーら", "ｺｰﾗ"),
        ("ﾁｰｽﾞ", "ﾁｰｽﾞ"),
        ("㈱ 山田", "()"),
        ("café", "caf"),
        ("ア\\イ", "ｱｲ"),
        ("¥1,234", "¥1,234"),
    ],
)
def test_names_become_half_width_katakana(text: str, shown: str) -> None:
    assert half_width(text) == shown


def test_a_name_with_kanji_is_shown_by_its_reading() -> None:
    assert spoken("照り焼きバーガー", "テリヤキバーガー") == "ﾃﾘﾔｷﾊﾞｰｶﾞｰ"
    assert spoken("コーラ", "") == "ｺｰﾗ"


@given(st.lists(st.sampled_from(("ｶﾞ", "ﾊﾟ", "A", "B", "ｱ")), max_size=30).map("".join), st.integers(1, 20))
def test_no_mark_is_parted_from_its_letter(text: str, width: int) -> None:
    cut = fitted(text, width)
    assert len(cut) == width
    rest = text[len(cut.rstrip()) :]
    assert not rest.startswith(("ﾞ", "ﾟ"))


@given(st.text(max_size=60), st.integers(0, 9_999_999))
def test_the_price_is_never_cut(name: str, price: int) -> None:
    line = two_ends(name, f"¥{price:,}")
    assert len(line) == 20
    assert line.endswith(f"¥{price:,}")


def test_the_worker_shows_the_newest_lines_on_a_real_line(tmp_path: Path) -> None:
    file = tmp_path / "display"
    where = Address(Way.FILE, str(file))
    worker = PoleWorker(lambda: (where, PoleKind.EPSON))
    wanted = (fitted("ｺﾞｳｹｲ"), fitted("¥1,420"))
    for n in range(5):
        worker.show((fitted(f"{n}"), fitted("")))
    worker.show(wanted)
    moment = threading.Event()
    glass = Glass(PoleKind.EPSON)
    for _ in range(500):
        glass = Glass(PoleKind.EPSON)
        glass.take(file.read_bytes() if file.exists() else b"")
        if glass.lines == wanted:
            break
        moment.wait(0.01)
    worker.close()
    assert glass.lines == wanted


def test_a_display_that_is_gone_is_looked_for_with_the_next_change(tmp_path: Path) -> None:
    folder = tmp_path / "later"
    where = Address(Way.FILE, str(folder / "display"))
    worker = PoleWorker(lambda: (where, PoleKind.EPSON))
    worker.show((fitted("A"), fitted("")))
    folder.mkdir()
    moment = threading.Event()
    for n in range(500):
        worker.show((fitted("B"), fitted(str(n))))
        if (folder / "display").exists() and (folder / "display").read_bytes():
            break
        moment.wait(0.01)
    worker.close()
    assert b"B" in (folder / "display").read_bytes()

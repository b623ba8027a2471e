"""What a register's display was sent, recorded screen by screen to set its profile up; screens that concern a person are left out before
anything is kept. A JSON file (docs/files.md), or the bytes as a terminal program captured them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, Never

from pos_assist.devices.pole import narrow
from pos_assist.domain.device_settings import PoleKind
from pos_assist.domain.problems import BadInput
from pos_assist.services.feeds.display.line_display import LineDisplay

FORMAT, VERSION = "pos-assist display recording", 1
MOST = 20_000  # screens: a long day of most shops
_LONGEST = 4_096  # bytes of one screen
# A member, a card's or an approval number, somebody's name: in the half-width signs of a display.
_PERSONAL = re.compile(
    r"ｶｲｲﾝ|ﾒﾝﾊﾞｰ|MEMBER|ｼｮｳﾆﾝ|APPROVAL|AUTH|ｶｰﾄﾞ ?(ﾊﾞﾝｺﾞｳ|NO)|CARD ?N|ｵﾅﾏｴ|ｼﾒｲ|ﾃﾞﾝﾜ|TEL|ﾎﾟｲﾝﾄ|POINT|ﾀﾝﾄｳ|ﾖﾔｸ|会員|承認|ｶｰﾄﾞ番号|名前|氏名|電話|担当|予約|様|[*xX]{4}|ｻﾏ(?![ﾞﾟｱ-ﾝ])"
    r"|\d(?:[ -]?\d){8,}",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{2,4}[-/.]\d{1,2}[-/.]\d{1,2}")  # of an idle screen's clock
# Where a new screen may begin in bytes without times: it is cleared, or the upper line is written anew.
_BEGINS: dict[PoleKind, tuple[bytes, ...]] = {
    PoleKind.EPSON: (b"\x0c", b"\x1b@", b"\x0b", b"\x1f$\x01\x01"),
    PoleKind.CD5220: (b"\x0c", b"\x1b@", b"\x0b", b"\x1bQA", b"\x1bl\x01\x01", b"\x1b[H"),
    PoleKind.LOGIC_CONTROLS: (b"\x1f", b"\x10\x00"),
}


class Burst(NamedTuple):
    """What came between two silences, and when it ended (seconds)."""

    at: float
    data: bytes


@dataclass(frozen=True, slots=True)
class Recording:
    """Screens in their order."""

    kind: PoleKind
    bursts: tuple[Burst, ...] = ()


class Recorder:
    """Keeps screens while somebody sets the display up. `left_out`: how many concerned a person."""

    def __init__(self, kind: PoleKind) -> None:
        self.kind = kind
        self.left_out = 0
        self._bursts: list[Burst] = []
        self._display = LineDisplay(kind)

    def __len__(self) -> int:
        return len(self._bursts)

    @property
    def is_full(self) -> bool:
        """Whether nothing more is kept."""
        return len(self._bursts) >= MOST

    def burst(self, data: bytes, at: float) -> None:
        """One screen. What concerns a person is cleared in its place, so that it is not on the screens after it either."""
        if self.is_full:
            return
        self._display.feed(data)
        if concerns_person(self._display.lines):
            self.left_out += 1
            self._display = LineDisplay(self.kind)
            data = _BEGINS[self.kind][0]
        self._bursts.append(Burst(at, data[:_LONGEST]))

    def recording(self) -> Recording:
        """What there is by now."""
        return Recording(self.kind, tuple(self._bursts))


def concerns_person(lines: tuple[bytes, bytes]) -> bool:
    """Whether a screen names somebody, or a card."""
    return _PERSONAL.search(_DATE.sub(" ", narrow(" ".join(shown(x) for x in lines)))) is not None


def shown(line: bytes) -> str:
    """A line as a person reads it."""
    return line.replace(b"\x00", b" ").decode("cp932", "replace")


def recording_json(recording: Recording) -> str:
    """The recording as it is saved."""
    begin = recording.bursts[0].at if recording.bursts else 0.0
    said = {
        "format": FORMAT,
        "version": VERSION,
        "display": str(recording.kind),
        "screens": [[round(x.at - begin, 3), x.data.hex()] for x in recording.bursts],
    }
    return json.dumps(said, ensure_ascii=False)


def read_recording(data: bytes, kind: PoleKind) -> Recording:
    """A recording of ours, or captured bytes of that kind of display. BadInput: not_a_recording (reason: the field), newer_recording."""
    if not data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        return _captured(data, kind)
    try:
        said = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadInput("not_a_recording", reason="JSON") from error
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        _bad("format")
    version = said.get("version")
    if not isinstance(version, int) or version < 1:
        _bad("version")
    if version > VERSION:
        raise BadInput("newer_recording", version=version)
    if said.get("display") not in tuple(PoleKind):
        _bad("display")
    screens = said.get("screens")
    if not isinstance(screens, list) or len(screens) > MOST:
        _bad("screens")
    return _kept(PoleKind(said["display"]), [_burst(x, i) for i, x in enumerate(screens)])


def _burst(said: Any, i: int) -> Burst:
    where = f"screens[{i}]"
    if not isinstance(said, list) or len(said) != 2:
        _bad(where)
    at, data = said
    if isinstance(at, bool) or not isinstance(at, int | float) or not 0 <= at < 1e7 or not isinstance(data, str):
        _bad(where)
    try:
        return Burst(float(at), bytes.fromhex(data))
    except ValueError:
        _bad(where)


def _captured(data: bytes, kind: PoleKind) -> Recording:
    """Bytes without times: a screen ends where the next one begins to be written. Two seconds lie between two of them."""
    if not data.strip(b"\x00\r\n "):
        _bad("screens")
    begins = re.compile(b"|".join(re.escape(x) for x in _BEGINS[kind]))
    display, bursts, begin = LineDisplay(kind), list[Burst](), 0
    places = [m.start() for m in begins.finditer(data) if m.start()]
    for end in (*places, len(data)):
        piece = data[begin:end]
        display.feed(piece)
        if any(x >= 0x20 for x in piece[len(_BEGINS[kind][0]) :]) and any(x.strip() for x in display.lines):
            bursts.append(Burst(2.0 * len(bursts), piece))
            begin = end
    if len(bursts) > MOST:
        _bad("screens")
    return _kept(kind, bursts)


def _kept(kind: PoleKind, bursts: Iterable[Burst]) -> Recording:
    recorder = Recorder(kind)
    for at, data in bursts:
        recorder.burst(data, at)
    return recorder.recording()


def _bad(where: str) -> Never:
    raise BadInput("not_a_recording", reason=where)

"""How long the commands of receipt printers are (Epson's ESC/POS reference), so that what is none of a
reader's business can be skipped."""

from __future__ import annotations

from collections.abc import Callable

WINDOW = 8_192  # bytes within which a command says its length
LEADS = b"\x10\x12\x1b\x1c\x1d"  # bytes that commands begin with
Length = int | Callable[[bytes], int]


def _n(data: bytes, *places: int) -> int:
    """The number in those bytes, the lowest first; -1 where they have not come yet."""
    if len(data) <= max(places):
        return -1
    return sum(data[place] << (8 * i) for i, place in enumerate(places))


def _counted(first: int, *places: int) -> Callable[[bytes], int]:
    """`first` bytes, and as many more as the number in `places` says."""

    def size(data: bytes) -> int:
        more = _n(data, *places)
        return first + more if more >= 0 else 0

    return size


def _area_of(first: int, width: tuple[int, ...], height: tuple[int, ...], unit: int = 1) -> Callable[[bytes], int]:
    """`first` bytes, and a picture of so many bytes across and down."""

    def size(data: bytes) -> int:
        across, down = _n(data, *width), _n(data, *height)
        return first + across * down * unit if across >= 0 and down >= 0 else 0

    return size


def _to_nul(data: bytes) -> int:
    end = data.find(b"\0", 2)
    return end + 1 if end >= 0 else 2 if len(data) > 300 else 0


def _by_function(sizes: dict[int, int], usual: int) -> Callable[[bytes], int]:
    """As many bytes as the third one says."""
    return lambda data: sizes.get(data[2], usual) if len(data) > 2 else 0


def _bit_image(data: bytes) -> int:
    columns = _n(data, 3, 4)
    return 5 + columns * (3 if data[2] in (32, 33) else 1) if columns >= 0 else 0


def _own_letters(data: bytes) -> int:
    """`ESC &`: for each letter its width, and so many columns."""
    if len(data) < 5:
        return 0
    high, first, last = data[2:5]
    at = 5
    for _ in range(first, last + 1):
        if at >= len(data):
            return 0 if len(data) < WINDOW else at
        at += 1 + high * data[at]
    return at


def _barcode(data: bytes) -> int:
    if len(data) < 4:
        return 0
    return 4 + data[3] if data[2] >= 65 else _to_nul(data)


def _cut_size(data: bytes) -> int:
    return 0 if len(data) < 3 else 3 if data[2] in (0, 1, 48, 49) else 4


_PASSED_OVER: dict[
    int, dict[int, bytes]
] = {  # commands that move no text: the first byte, and the second ones by how many bytes follow
    0x12: {1: b"q"},
    0x1B: {0: b"2<v", 1: b" %-3=?ACEGHIKNQRSTUVabeflorsu{}", 2: b"Bc", 3: b"Zp"},
    0x1C: {0: b"L", 1: b"-", 2: b"?S", 3: b"I", 74: b"2"},
    0x1D: {0: b":Yc", 1: b'"#&BEHITabfhijrwx', 2: b"LPW", 3: b"^z", 4: b"D"},
}
LENGTHS: dict[bytes, Length] = {
    bytes((lead, letter)): 2 + size
    for lead, sizes in _PASSED_OVER.items()
    for size, letters in sizes.items()
    for letter in letters
}
"""A command's first two bytes -> its length, or what tells it from its beginning: 0 where more of it must come first."""

LENGTHS |= {
    b"\x10\x04": _by_function({7: 4, 8: 4, 18: 4}, 3),
    b"\x10\x05": 3,
    b"\x10\x14": _by_function({7: 4, 8: 10}, 5),
    b"\x1b@": 2,
    b"\x1b!": 3,
    b"\x1bM": 3,
    b"\x1b$": 4,
    b"\x1b\\": 4,
    b"\x1bJ": 3,
    b"\x1bd": 3,
    b"\x1bt": 3,
    b"\x1bD": _to_nul,
    b"\x1bi": 2,
    b"\x1bm": 2,
    b"\x1bL": 2,
    b"\x1b\x0c": 2,
    b"\x1bW": 10,
    b"\x1b*": _bit_image,
    b"\x1b&": _own_letters,
    b"\x1b(": _counted(5, 3, 4),
    b"\x1c!": 3,
    b"\x1cW": 3,
    b"\x1c&": 2,
    b"\x1c.": 2,
    b"\x1cC": 3,
    b"\x1c(": _counted(5, 3, 4),
    b"\x1cp": 4,
    b"\x1cq": _area_of(7, (3, 4), (5, 6), 8),
    b"\x1cg": 11,
    b"\x1d!": 3,
    b"\x1d$": 4,
    b"\x1d\\": 4,
    b"\x1dV": _cut_size,
    b"\x1d/": 3,
    b"\x1d(": _counted(5, 3, 4),
    b"\x1d8": _counted(7, 3, 4, 5, 6),
    b"\x1d*": _area_of(4, (2,), (3,), 8),
    b"\x1dk": _barcode,
    b"\x1dv": _area_of(8, (4, 5), (6, 7)),
    b"\x1dQ": _area_of(8, (4, 5), (6, 7)),
    b"\x1dg": 6,
    b"\x1dC": _by_function({48: 5, 49: 11}, 5),
}


def size_of(data: bytes, at: int) -> int:
    """The length of the command that begins there, 0 where more of it must come first; one that is not known is as long as its letter."""
    if data[at] not in LEADS:
        return 1
    if len(data) < at + 2:
        return 0
    length = LENGTHS.get(data[at : at + 2], 2)
    return length if isinstance(length, int) else length(data[at : at + WINDOW])

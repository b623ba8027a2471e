"""Codes to be scanned, as rows of dark and light modules: Code 128 (set B) and QR."""

from __future__ import annotations

Modules = tuple[tuple[bool, ...], ...]  # row by row; True is dark

# Widths of bars and spaces by value (ISO/IEC 15417), the start of set B and the stop.
_WIDTHS = [
    "212222",
    "222122",
    "222221",
    "121223",
    "121322",
    "131222",
    "122213",
    "122312",
    "132212",
    "221213",
    "221312",
    "231212",
    "112232",
    "122132",
    "122231",
    "113222",
    "123122",
    "123221",
    "223211",
    "221132",
    "221231",
    "213212",
    "223112",
    "312131",
    "311222",
    "321122",
    "321221",
    "312212",
    "322112",
    "322211",
    "212123",
    "212321",
    "232121",
    "111323",
    "131123",
    "131321",
    "112313",
    "132113",
    "132311",
    "211313",
    "231113",
    "231311",
    "112133",
    "112331",
    "132131",
    "113123",
    "113321",
    "133121",
    "313121",
    "211331",
    "231131",
    "213113",
    "213311",
    "213131",
    "311123",
    "311321",
    "331121",
    "312113",
    "312311",
    "332111",
    "314111",
    "221411",
    "431111",
    "111224",
    "111422",
    "121124",
    "121421",
    "141122",
    "141221",
    "112214",
    "112412",
    "122114",
    "122411",
    "142112",
    "142211",
    "241211",
    "221114",
    "413111",
    "241112",
    "134111",
    "111242",
    "121142",
    "121241",
    "114212",
    "124112",
    "124211",
    "411212",
    "421112",
    "421211",
    "212141",
    "214121",
    "412121",
    "111143",
    "111341",
    "131141",
    "114113",
    "114311",
    "411113",
    "411311",
    "113141",
    "114131",
    "311141",
    "411131",
]
_START_B, _START_VALUE, _STOP = "211214", 104, "2331112"
QUIET = 10  # light modules at either end of a barcode, as scanners need them


def code128(text: str) -> tuple[bool, ...]:
    """The modules of one row, quiet zones included. Raises ValueError for what is not printable ASCII."""
    if not text or not all(" " <= x <= "~" for x in text):
        raise ValueError(text)
    values = [ord(x) - 32 for x in text]
    check = (_START_VALUE + sum(place * value for place, value in enumerate(values, 1))) % 103
    widths = "".join((_START_B, *(_WIDTHS[x] for x in (*values, check)), _STOP))
    bars = [dark for i, n in enumerate(widths) for dark in [i % 2 == 0] * int(n)]
    quiet = [False] * QUIET
    return (*quiet, *bars, *quiet)


def qr(text: str) -> Modules:
    """A QR code that survives a little dirt (level M), with its quiet zone."""
    import segno  # noqa: PLC0415 — lazy: 15 ms that only a code needs

    code = segno.make_qr(text, error="m")
    return tuple(tuple(bool(x) for x in row) for row in code.matrix_iter(border=4))

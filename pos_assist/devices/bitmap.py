"""A picture of black and white dots, as printers take it and screens show it: the same bits everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bitmap:
    """`bits`: row after row, eight dots a byte, the leftmost highest, 1 is black; a row fills whole bytes."""

    width: int  # dots; a multiple of 8
    height: int
    bits: bytes

    def __post_init__(self) -> None:
        if self.width % 8 or len(self.bits) != self.stride * self.height:
            raise ValueError(f"{len(self.bits)} bytes are no {self.width} × {self.height} dots")

    @property
    def stride(self) -> int:
        """The number of bytes in a row."""
        return self.width // 8

    def bands(self, rows: int) -> Iterator[Bitmap]:
        """From top to bottom in pieces of at most so many rows."""
        for top in range(0, self.height, rows):
            high = min(rows, self.height - top)
            yield Bitmap(self.width, high, self.bits[top * self.stride : (top + high) * self.stride])

"""A slip as the bytes of one print job, as a picture or as text."""

from __future__ import annotations

from pos_assist.devices import raster
from pos_assist.devices.escpos import image_job, text_job
from pos_assist.devices.slip import Slip


def job_bytes(slip: Slip, dots: int, *, as_text: bool = False, cut: bool = True) -> list[bytes]:
    """The pieces of the job, all of them made before the first is sent. Needs fonts (`raster`)."""
    if not as_text:
        return [*image_job(raster.bitmap_of(slip, dots), cut=cut)]
    cells = dots // raster.CELL
    return [*text_job(slip, cells, lambda row: raster.bitmap_of_rows([row], dots), cut=cut)]

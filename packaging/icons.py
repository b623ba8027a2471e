"""Draw the icon in every size a desktop asks for: `icons.py FOLDER` writes PNGs in the hicolor layout, and an .ico.

Sizes: freedesktop.org's hicolor theme; Windows wants 16 to 256 in one .ico (PNG entries, read since Vista).
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SVG = Path(__file__).parent / "icons" / "pos-assist.svg"
HICOLOR = (16, 22, 24, 32, 48, 64, 128, 256, 512)
WINDOWS = (16, 24, 32, 48, 64, 256)


def png(size: int) -> bytes:
    """The icon as a PNG of that many pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(SVG)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs know this overload with bytes only
    return bytes(buffer.data().data())


def ico(sizes: tuple[int, ...]) -> bytes:
    """The sizes in one Windows icon: a directory of 16-byte entries, then the PNGs."""
    images = [png(size) for size in sizes]
    offset = 6 + 16 * len(images)
    directory = struct.pack("<HHH", 0, 1, len(images))
    for size, image in zip(sizes, images, strict=True):
        directory += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(image), offset)
        offset += len(image)
    return directory + b"".join(images)


def main(folder: Path) -> None:
    """Write them all."""
    app = QGuiApplication([])
    for size in HICOLOR:
        path = folder / "hicolor" / f"{size}x{size}" / "apps" / "pos-assist.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(png(size))
    scalable = folder / "hicolor" / "scalable" / "apps" / "pos-assist.svg"
    scalable.parent.mkdir(parents=True, exist_ok=True)
    scalable.write_bytes(SVG.read_bytes())
    (folder / "pos-assist.ico").write_bytes(ico(WINDOWS))
    del app


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Pictures of items: files beside the shop, `NAME-pictures/CODE.png`; shown where they are there, never waited for.

Nothing is read when an item is rung up: `ItemPictures.of` answers from what is decoded, and what is not yet is decoded between two
events, one at a time. Then `arrived` says whose key, card or sheet is to be painted again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QImageReader, QImageWriter, QPainter, QPixmap

from pos_assist.domain.codes import normal_code
from pos_assist.domain.items import Item
from pos_assist.domain.problems import BadInput, EnvironmentProblem
from pos_assist.system.files import replace_file
from pos_assist.system.picture_files import KINDS, MOST_BYTES, STORED, listed, picture_name

SMALL, LARGE = 128, 384  # px, of the longer side: on keys and cards; on the customer's display, and as they are stored
_KEPT = {SMALL: 256, LARGE: 8}  # decoded ones: 16 MB, and 5
_HEAVY, _QUALITY = 64_000, 85  # bytes of a PNG that is rather kept as a JPEG, of that quality
_HEAVIEST = 32_000_000  # bytes of a file that is still read: a photograph of any camera, no film


class ItemPictures(QObject):
    """The pictures of one folder. `arrived` carries the code of an item whose picture can be painted now."""

    arrived = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._seen = -1  # when the folder was last changed, as it was last read
        self._files: dict[str, Path] = {}  # by name without the ending
        self._decoded: dict[int, OrderedDict[str, QPixmap]] = {side: OrderedDict() for side in _KEPT}
        self._wanted: OrderedDict[tuple[str, int], None] = OrderedDict()
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._decode_one)

    def refresh(self) -> None:
        """See whether pictures were put there or taken away; reads the folder's list only if so."""
        try:
            changed = self._folder.stat().st_mtime_ns
        except OSError:
            changed = 0
        if changed == self._seen:
            return
        self._seen = changed
        self._files = listed(self._folder) if changed else {}
        for pixmaps in self._decoded.values():
            pixmaps.clear()
        self._wanted.clear()

    def of(self, code: str, side: int = SMALL) -> QPixmap | None:
        """The item's picture, its longer side `side` px (SMALL or LARGE); None where there is none or it is not decoded yet."""
        name = picture_name(code)
        if name not in self._files:
            return None
        decoded = self._decoded[side]
        found = decoded.get(name)
        if found is None:
            self._wanted[code, side] = None
            self._next.start()
            return None
        decoded.move_to_end(name)
        return None if found.isNull() else found

    def _decode_one(self) -> None:
        if not self._wanted:
            return
        (code, side), _ = self._wanted.popitem(last=False)
        name = picture_name(code)
        file, decoded = self._files.get(name), self._decoded[side]
        if file is not None:
            image = read_picture(file, side)
            decoded[name] = QPixmap() if image is None else QPixmap.fromImage(image)
            if len(decoded) > _KEPT[side]:
                decoded.popitem(last=False)
            self.arrived.emit(code)
        if self._wanted:
            self._next.start()


def paint_picture(p: QPainter, area: QRect, picture: QPixmap) -> None:
    """The whole picture in the middle of `area`, its sides as they are to each other."""
    size = picture.size().scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatio)
    left, top = area.left() + (area.width() - size.width()) // 2, area.top() + (area.height() - size.height()) // 2
    p.save()
    p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    p.drawPixmap(QRect(left, top, size.width(), size.height()), picture)
    p.restore()


def read_picture(file: Path, side: int) -> QImage | None:
    """The picture of a file, upright, its longer side at most `side` px; None where it is none."""
    try:
        if file.stat().st_size > _HEAVIEST:
            return None
    except OSError:
        return None
    reader = QImageReader(str(file))
    reader.setAutoTransform(True)  # how the camera was held
    reader.setDecideFormatFromContent(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > side:
        reader.setScaledSize(size.scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1)))
    image = reader.read()
    return None if image.isNull() else image


def picture_of(folder: Path, code: str) -> Path | None:
    """The file of an item's picture; None where it has none."""
    files = (folder / f"{picture_name(code)}.{ending}" for ending in KINDS)
    return next((file for file in files if file.is_file()), None)


def keep_picture(folder: Path, code: str, source: Path) -> None:
    """Store the picture of a file as that item's, in place of the one it had. Raises BadInput (not_a_picture), EnvironmentProblem (file_unwritable)."""
    image = read_picture(source, LARGE)
    if image is None:
        raise BadInput("not_a_picture", file=source.name, kinds=", ".join(KINDS))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentProblem("file_unwritable", file=str(folder), reason=error.strerror or str(error)) from error
    data, ending = _small(image)
    file = folder / f"{picture_name(code)}.{ending}"

    def write(new: Path) -> None:
        if not data or new.write_bytes(data) != len(data):
            raise OSError(0, ending.upper())

    replace_file(file, write)
    drop_picture(folder, code, keep=file)


def _small(image: QImage) -> tuple[bytes, str]:
    """The picture as a file of a size that travels, and its ending: a photograph as JPEG, what one can see through ever smaller."""
    data = _written(image, STORED[0])
    if len(data) > _HEAVY and not image.hasAlphaChannel():
        return _written(image, STORED[1]), STORED[1]
    while len(data) > MOST_BYTES:
        image = image.scaled(
            image.size() * 0.8, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        data = _written(image, STORED[0])
    return data, STORED[0]


def _written(image: QImage, kind: str) -> bytes:
    """The file of a picture; no bytes where it cannot be made."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(kind.encode()))
    writer.setQuality(_QUALITY)
    return bytes(buffer.data().data()) if writer.write(image) else b""


def drop_picture(folder: Path, code: str, keep: Path | None = None) -> bool:
    """Take an item's pictures away, but for the file `keep`; whether it had one. Raises EnvironmentProblem (file_unwritable)."""
    gone = False
    for ending in KINDS:
        file = folder / f"{picture_name(code)}.{ending}"
        if file == keep:
            continue
        try:
            file.unlink()
            gone = True
        except FileNotFoundError:
            continue
        except OSError as error:
            raise EnvironmentProblem("file_unwritable", file=str(file), reason=error.strerror or str(error)) from error
    return gone


def keep_pictures(folder: Path, source: Path, items: Iterable[Item]) -> tuple[int, tuple[str, ...]]:
    """Store every picture of the folder `source` whose name is an item's code, barcode or name: how many, and the names of the files that
    are no item's or no picture. Raises EnvironmentProblem (file_unwritable)."""
    codes: dict[str, str] = {}
    for item in items:
        for name in (item.name, *item.barcodes, item.code):  # a code is surer than a name
            codes[normal_code(name)] = item.code
    stored = {picture_name(code): code for code in codes.values()}
    kept, left = 0, []
    for name, file in sorted(listed(source).items()):
        code = codes.get(normal_code(name)) or stored.get(name)
        try:
            if code is None:
                left.append(file.name)
            else:
                keep_picture(folder, code, file)
                kept += 1
        except BadInput:
            left.append(file.name)
    return kept, tuple(left)

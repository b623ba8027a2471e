"""An item's picture in its form: seen, chosen out of a file, taken away; and a whole folder of them at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.widgets import button, column, label, row
from pos_assist.desktop.shared.file_dialogs import file_to_open, folder_to_open
from pos_assist.desktop.shared.item_pictures import drop_picture, keep_picture, keep_pictures, picture_of, read_picture
from pos_assist.desktop.shared.plain_label import PlainLabel
from pos_assist.domain.items import Item
from pos_assist.domain.problems import Problem
from pos_assist.i18n.translate import tr, trn
from pos_assist.system.picture_files import KINDS, as_they_were, picture_name, pictures_beside

SIDE = 72  # px
TOLD = 3  # files of a folder that did not go in, by name


class PictureField(QWidget):
    """A picture is a file beside the shop, no part of the catalog: chosen, it is on the keys at once; Ctrl+Z takes it back in this window."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context = context
        self._item: Item | None = None
        self.shown = PlainLabel()
        self.shown.setAccessibleName(tr("Picture"))
        self.shown.setFixedSize(SIDE, SIDE)
        self.shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.choose = button(tr("Choose a picture…"), self._choose)
        self.drop = button(tr("No picture"), self._drop)
        inside = column(label(tr("Picture"), "dim"), row(self.shown, column(self.choose, self.drop, space=4)), space=2)
        inside.setContentsMargins(0, 0, 0, 0)
        self.setLayout(inside)

    def show_item(self, item: Item) -> None:
        """Show that item's picture; an item that is being added has none yet."""
        self._item = item if item.code else None
        file = picture_of(pictures_beside(self.context.shop.path), item.code) if item.code else None
        image = read_picture(file, SIDE) if file else None
        self.shown.setPixmap(QPixmap() if image is None else QPixmap.fromImage(image))
        if image is None:
            self.shown.setText("–")
        self.choose.setEnabled(bool(item.code))
        self.drop.setEnabled(image is not None)

    def _choose(self) -> None:
        item = self._item
        kinds = " ".join(f"*.{kind}" for kind in KINDS)
        file = file_to_open(self, tr("Choose a picture"), tr("Pictures ({kinds})", kinds=kinds)) if item else None
        if item is None or file is None:
            return
        folder = pictures_beside(self.context.shop.path)
        back = as_they_were(folder, [picture_name(item.code)])
        try:
            keep_picture(folder, item.code, file)
        except Problem as problem:
            self.context.messages.refuse(problem)
            return
        self._done(item, tr("{name} has its picture.", name=item.title), back)

    def _drop(self) -> None:
        item = self._item
        if item is None:
            return
        folder = pictures_beside(self.context.shop.path)
        back = as_they_were(folder, [picture_name(item.code)])
        try:
            drop_picture(folder, item.code)
        except Problem as problem:
            self.context.messages.refuse(problem)
            return
        self._done(item, tr("{name} has no picture now.", name=item.title), back)

    def _done(self, item: Item, words: str, back: Callable[[], None]) -> None:
        self.show_item(item)
        self.context.messages.tell(words)
        self.context.made(back)


def take_folder(context: PageContext, parent: QWidget) -> None:
    """Ask for a folder and store its pictures by the items' codes, barcodes or names; say what did not go in."""
    source = folder_to_open(parent, tr("Pictures from a folder"))
    if source is None:
        return
    manager = context.manager
    every = [
        item
        for retired in (False, True)
        for item in manager.items(manager.list_items("", None, "key", retired=retired).codes)
    ]
    folder = pictures_beside(context.shop.path)
    back = as_they_were(folder, [picture_name(item.code) for item in every])
    try:
        kept, left = keep_pictures(folder, source, every)
    except Problem as problem:
        context.messages.refuse(problem)
        return
    words = [trn("{n} item has its picture.", "{n} items have their picture.", kept)]
    if left:
        names = ", ".join(left[:TOLD]) + (" …" if len(left) > TOLD else "")
        words.append(
            tr(
                "Not taken: {files}. A file is called as the item’s code, barcode or name, and is a picture.",
                files=names,
            )
        )
    (context.messages.warn if left else context.messages.tell)(" ".join(words))
    if kept:
        context.made(back)

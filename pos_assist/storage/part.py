"""What every part of a till's storage is made of: a reader of its own thread's, and the one writer."""

from __future__ import annotations

from pos_assist.storage.connection import Reader
from pos_assist.storage.writer import Writer


def required(writer: Writer | None) -> Writer:
    """The writer. Raises ValueError where the file was opened for reading only."""
    if writer is None:
        raise ValueError("opened for reading only")
    return writer


class StoragePart:
    """Reads may come from any thread; writes all go over the one writing thread."""

    def __init__(self, reader: Reader, writer: Writer | None) -> None:
        self._reader = reader
        self._maybe_writer = writer

    @property
    def _writer(self) -> Writer:
        return required(self._maybe_writer)

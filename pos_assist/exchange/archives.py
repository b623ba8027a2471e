"""ZIP archives, inflated no further than they may be, whatever their headers say."""

from __future__ import annotations

import copy
import zipfile

_AT_ONCE = 1 << 16


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    """One member, at most `most` bytes. On Python 3.11 `ZipFile.read` inflates all there is before it cuts it to the size
    that the header declares; here it is inflated piece by piece and counted. Raises ValueError where it is longer than `most`
    or another size than declared, and whatever zipfile raises on a broken archive."""
    real = copy.copy(member)
    real.file_size = most + 1  # else what the header understates would be cut off and never seen
    pieces, size = list[bytes](), 0
    with archive.open(real) as file:
        while piece := file.read(_AT_ONCE):
            size += len(piece)
            if size > most:
                raise ValueError("larger than it may be")
            pieces.append(piece)
    if size != member.file_size:
        raise ValueError("another size than declared")
    return b"".join(pieces)

"""Words about receipts that were read from files."""

from __future__ import annotations

from pos_assist.i18n.translate import tr, trn
from pos_assist.storage.import_batches import ImportBatch


def batch_text(batch: ImportBatch) -> str:
    """One file, its receipts and their days, in a line."""
    parts = [
        batch.file or tr("(a file)"),
        f"{batch.read_at:%Y-%m-%d %H:%M}" if batch.read_at else "–",
        trn("{n} receipt", "{n} receipts", batch.receipts),
        f"{batch.first_sale:%Y-%m-%d} … {batch.last_sale:%Y-%m-%d}",
    ]
    return "  ".join([*parts, *([tr("taken back")] if batch.taken_back == batch.receipts else [])])

"""The sentence for each problem's code. Sorted by code; marked with N_ so that they are collected for translation.

{file}, {row} and {column} are put in front of the sentence where a problem has them: do not repeat them in it.
"""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802 — gettext's name for «collect, translate later»
    """Mark a message for collection."""
    return message


PROBLEMS: dict[str, str] = {
    "no_such_item": N_("There is no item “{code}”."),
    "sold_out": N_("“{name}” is sold out."),
    "unknown_barcode": N_("No item has the barcode {code}. Nothing was added."),
}

"""What no text of a shop may hold, whoever wrote it."""

from __future__ import annotations

import re

# Controls, lone surrogates, zero-width and bidi marks: they hide what a name really says, or cut it short (CVE-2021-42574).
# U+200D stays: emoji are joined with it.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)

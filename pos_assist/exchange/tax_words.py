"""What the title of a column says of its prices: with tax in them (税込, 内税) or without (税抜, 税別, 外税, 本体)."""

from __future__ import annotations

import re
import unicodedata

from pos_assist.domain.tax import Prices

_WITHOUT = re.compile(
    r"税抜|税別|外税|本体|without\W*tax|ex(?:cl?(?:\.|uding|usive(?: of)?)?)?\W*tax|tax\W*ex|before\W*tax|net price"
)
_WITH = re.compile(r"税込|内税|with\W*tax|incl?(?:\.|uding|usive(?: of)?)?\W*tax|tax\W*incl")


def said_by(title: str) -> Prices | None:
    """What a title says; None where it says neither, or both."""
    text = unicodedata.normalize("NFKC", title).casefold().replace("_", " ")
    without, with_ = bool(_WITHOUT.search(text)), bool(_WITH.search(text))
    if without == with_:
        return None
    return Prices.ADDED if without else Prices.INCLUDED

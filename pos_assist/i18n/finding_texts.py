"""What there is to say about deals, in words."""

from __future__ import annotations

from collections.abc import Callable

from pos_assist.i18n.problem_texts import PROBLEMS
from pos_assist.i18n.translate import tr
from pos_assist.pricing import Finding

_MONEY = {"price", "parts", "amount"}


def finding_text(finding: Finding, amount: Callable[[int], str]) -> str:
    """The sentence of a finding; `amount` writes minor units."""
    data = {k: amount(v) if k in _MONEY and isinstance(v, int) else v for k, v in finding.data.items()}
    return tr(PROBLEMS[finding.code], **data)

"""The bars of the results stand over an axis with round figures."""

from __future__ import annotations

import pytest

from pos_assist.desktop.shared.charts import axis_end


@pytest.mark.parametrize(
    ("share", "end"), [(0.0, 0.01), (0.01, 0.01), (0.03, 0.05), (0.33, 0.5), (0.5, 0.5), (0.51, 1.0), (1.0, 1.0)]
)
def test_the_axis_ends_at_the_next_round_share(share: float, end: float) -> None:
    assert axis_end(share) == end

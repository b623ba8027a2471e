"""The manners under random orders; `tests/benchmarks/manners.py` does a million of them."""

from __future__ import annotations

import pytest

from pos_assist.suggest import manners
from tests.benchmarks.manners import main


def test_random_orders_breach_no_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(4_000, 3) == 0


@pytest.mark.parametrize("rule", sorted(manners.RULES.keys() - {"silenced", "quiet_hour"}))
def test_the_checker_notices_a_rule_that_is_left_out(
    rule: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(manners.RULES, rule)
    assert main(1_500, 3) == 1

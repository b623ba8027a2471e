"""The list of rules that the mutation run leaves out names what is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules import RULES, Rule

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("rule", RULES, ids=lambda x: x.name)
def test_each_listed_rule_stands_in_its_file_and_its_tests_are_there(rule: Rule) -> None:
    assert rule.text in (ROOT / rule.file).read_text(encoding="utf-8")
    assert rule.text != rule.without
    assert all((ROOT / name).exists() for name in rule.tests.split())

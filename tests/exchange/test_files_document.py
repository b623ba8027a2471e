"""docs/files.md says what the code reads."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pos_assist.domain.deal_json import deal_from_json
from pos_assist.domain.deals import KINDS
from pos_assist.exchange.catalog import catalog_rows
from pos_assist.exchange.receipts import receipts_file
from tests.exchange.conftest import RECEIPTS

TEXT = (Path(__file__).parents[2] / "docs" / "files.md").read_text(encoding="utf-8")
TABLES = {
    "receipts": receipts_file.COLUMNS,
    "items": catalog_rows.ITEM_COLUMNS,
    "departments": catalog_rows.DEPARTMENT_COLUMNS,
    "upgrades": catalog_rows.UPGRADE_COLUMNS,
    "pairings": catalog_rows.PAIRING_COLUMNS,
    "perks": catalog_rows.PERK_COLUMNS,
}


@pytest.mark.parametrize("table", TABLES)
def test_every_column_that_is_read_is_written_down(table: str) -> None:
    for column in set(TABLES[table].values()):
        assert re.search(rf"`{column}`", TEXT), column


def test_the_deals_that_are_shown_can_be_read_and_show_every_kind() -> None:
    block = re.search(r"^    \[\n(?:    .*\n)+?    \]\n", TEXT, re.M)
    assert block
    deals = [deal_from_json(deal) for deal in json.loads(block[0])]
    assert {type(deal) for deal in deals} == set(KINDS.values())


def test_the_limits_that_are_named_are_those_of_the_code() -> None:
    assert f"1 to {receipts_file.MAX_QTY}" in TEXT
    assert f"longer than {catalog_rows.MAX_CODE} characters" in TEXT
    assert RECEIPTS.splitlines()[0].split(",")[:3] == list(receipts_file.REQUIRED)

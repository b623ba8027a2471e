"""`pos-assist price`: a case file in, answers out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pos_assist.cli.main import BAD_INPUT, OK, main

CASE = {
    "items": [
        {"id": "bread", "price": 200, "tax": 8},
        {"id": "coffee", "price": 300},
        {"id": "bag", "price": 5, "tax": 10},
    ],
    "deals": [
        {"id": "pair", "kind": "set_price", "price": 450, "slots": [{"items": ["bread"]}, {"items": ["coffee"]}]},
        {"id": "lunch", "kind": "spend", "min": 600, "amount": 30, "when": {"hours": [["11:00", "14:00"]]}},
    ],
    "orders": [
        {"id": "a", "order": {"bread": 1}, "candidates": ["coffee", "bag"], "context": {"at": "2026-11-22T12:00"}},
        {"id": "b", "order": {"bread": 2, "coffee": 1}, "context": {"at": "2026-11-22T12:00", "mode": "eat_in"}},
    ],
}


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(CASE), encoding="utf-8")
    return path


def test_json_gives_totals_proofs_and_marginal_prices(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["price", str(case), "--json"]) == OK
    answers = json.loads(capsys.readouterr().out)
    assert (
        answers["a"].items()
        >= {"total": 200, "bound": 200, "proven": True, "marginal": {"coffee": 250, "bag": 5}}.items()
    )
    assert answers["b"].items() >= {"total": 620, "sets": {"pair": 1}, "list_total": 700}.items()
    assert answers["a"]["ms"] >= 0


def test_without_json_a_table_for_people(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["price", str(case), "--lang", "en"]) == OK
    assert "pair×1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"items": [{"id": "bread"}]}, "items[0]"),
        ({"items": [{"id": "bread", "price": -2}]}, "items[0]"),
        ({"orders": [{"id": "a", "order": {"tea": 1}}]}, "orders[0]"),
        ({"orders": [{"id": "a", "order": {"bread": 0}}]}, "orders[0]"),
        ({"orders": [{"id": "a"}]}, "orders[0]"),
        ({"deals": [{"id": "x", "kind": "set_price", "slots": [{"items": ["a"]}]}]}, "deals[0].price"),
    ],
)
def test_a_bad_case_is_refused_with_its_place(
    case: Path, capsys: pytest.CaptureFixture[str], change: dict[str, object], place: str
) -> None:
    case.write_text(json.dumps(CASE | change), encoding="utf-8")
    assert main(["price", str(case), "--lang", "en"]) == BAD_INPUT
    error = capsys.readouterr().err
    assert place in error
    assert "case.json" in error


def test_a_missing_file_is_said_plainly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["price", str(tmp_path / "none.json"), "--lang", "en"]) == BAD_INPUT
    assert "none.json" in capsys.readouterr().err

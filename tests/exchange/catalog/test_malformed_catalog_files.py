"""A thousandth of what `tests/benchmarks/fuzz_files.py` does: malformed files end in words, and the shop is as it was."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.problems import Problem
from pos_assist.exchange.catalog.catalog_files import plan_import
from pos_assist.i18n.translate import sentence
from tests.profiles import examples


@pytest.fixture(scope="module")
def fuzz_files() -> ModuleType:
    path = Path(__file__).parents[2] / "benchmarks" / "fuzz_files.py"
    spec = importlib.util.spec_from_file_location("fuzz_files", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_mutations_of_good_files_end_in_words(
    fuzz_files: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert fuzz_files.fuzz(150, 7, tmp_path) == 0, capsys.readouterr().out


@given(st.binary(max_size=300))
@examples(150)
def test_any_bytes_end_in_words(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(data)
    with pytest.raises(Problem) as caught:
        plan_import(path, Change(), 1, {}, kind="items")
    assert sentence(caught.value)


CELLS = st.text(max_size=8) | st.sampled_from(
    ["1", "-1", "9" * 5000, "=x", "0x10", "１２", "∞", "1e9", "true", "2026-13-01"]
)


@given(
    st.lists(
        st.sampled_from(["code", "name", "price", "cost", "tax", "barcodes", "page", "next_from", "?"]),
        min_size=1,
        unique=True,
    ),
    st.lists(st.lists(CELLS, min_size=1, max_size=9), min_size=1, max_size=4),
)
@examples(150)
def test_any_cells_end_in_a_plan_or_in_words(tmp_path: Path, header: list[str], rows: list[list[str]]) -> None:
    import csv  # noqa: PLC0415 — beside its use

    path = tmp_path / "any.csv"
    with path.open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    try:
        plan = plan_import(path, Change(), 1, {}, kind="items")
    except Problem as problem:
        sentence(problem)
        return
    assert all(sentence(x) and x.data["row"] for x in plan.problems)
    assert not plan.problems or plan.edit.change == Change()

"""The measures, on models whose hit rates can be worked out by hand; and the two commands."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pos_assist.cli.history import read_baskets
from pos_assist.cli.main import BAD_INPUT, OK, main
from pos_assist.domain.problems import BadInput
from pos_assist.learning.measuring import Confidence, Measured, Popularity, Rate, is_sorted, measure, split
from pos_assist.learning.ranking import Ranked

Basket = tuple[list[str], datetime]
NOON = datetime(2026, 3, 2, 12, 0)


class Always:
    """Gives the same answers to everyone, and notes what it was told."""

    def __init__(self, *items: str) -> None:
        self.items = items
        self.learned: list[list[str]] = []
        self.asked: list[tuple[list[str], int]] = []

    def rank(self, items: Sequence[str], when: datetime, k: int) -> list[Ranked]:
        self.asked.append((list(items), len(self.learned)))
        return [Ranked(x, 0.0, 0.0) for x in self.items if x not in items][:k]

    def learn(self, items: Sequence[str], when: datetime) -> None:
        self.learned.append(list(items))


def run(model: Always, test: list[Basket], *, live: bool = False) -> Measured:
    return list(measure(model, test, live=live, shuffled=False, ticks=lambda: 0.0))[-1]


def test_each_item_of_a_receipt_is_hidden_in_turn() -> None:
    model = Always("a", "b", "x", "c")
    rates = run(model, [(["a", "b", "c", "d"], NOON), (["a"], NOON)]).rates
    # a: first of a x; b: first of b x; c: second of x c; d: never.
    assert (rates["HR@1"].hits, rates["HR@3"].hits, rates["HR@5"].hits) == (2, 3, 3)
    assert rates["HR@1"].asked == 4


def test_at_most_ten_items_of_a_receipt_are_hidden() -> None:
    model = Always()
    assert run(model, [([str(i) for i in range(14)], NOON)]).rates["HR@1"].asked == 10


def test_a_growing_basket_is_asked_after_each_item_but_the_last() -> None:
    model = Always("c", "x", "y", "b")
    any3 = run(model, [(["a", "b", "c", "d"], NOON)]).rates["any3"]
    assert (any3.hits, any3.asked) == (2, 3)  # a: c comes; a b: c comes; a b c: x y b, none comes


def test_live_learns_a_receipt_only_after_being_asked_about_it() -> None:
    model = Always()
    run(model, [(["a", "b"], NOON), (["c", "d"], NOON)], live=True)
    assert {known for items, known in model.asked if items in (["a"], ["b"])} == {0}
    assert {known for items, known in model.asked if items in (["c"], ["d"])} == {1}


def test_the_oldest_four_fifths_are_for_training() -> None:
    baskets: list[Basket] = [([str(i)], NOON + timedelta(hours=i)) for i in range(10)]
    training, test = split(baskets)
    assert (len(training), len(test)) == (8, 2)
    assert training[-1][1] < test[0][1]


def test_the_standard_error_is_the_binomial_one_where_receipts_have_one_question() -> None:
    rate = Rate()
    for i in range(400):
        rate.add(i % 4 == 0, 1)
    assert rate.percent == 25
    assert rate.error == pytest.approx(100 * (0.25 * 0.75 / 400) ** 0.5)


def test_hits_that_come_together_on_a_receipt_make_the_error_larger() -> None:
    apart, together = Rate(), Rate()
    for i in range(100):
        apart.add(2, 4)
        together.add(4 * (i % 2), 4)
    assert apart.error == 0
    assert together.error == pytest.approx(5)


def test_a_file_whose_items_are_always_in_the_same_order_was_sorted() -> None:
    assert is_sorted([(["a", "b", "c"], NOON)] * 10)
    assert not is_sorted([(["a", "b", "c"], NOON), (["c", "b", "a"], NOON)] * 10)


def test_popularity_gives_newer_sales_more_weight() -> None:
    old: list[Basket] = [(["scone", "tea"], datetime(2025, 1, 1))] * 20
    new: list[Basket] = [(["waffle", "tea"], NOON)] * 5
    assert [x.item for x in Popularity(old + new).rank(["tea"], NOON, 2)] == ["waffle", "scone"]


def test_confidence_follows_the_share_of_receipts() -> None:
    baskets: list[Basket] = [(["tea", "jam"], NOON)] * 3 + [(["tea", "cake"], NOON)] * 2
    assert [x.item for x in Confidence(baskets).rank(["tea"], NOON, 5)] == ["jam", "cake"]


def write(path: Path, baskets: list[Basket], header: str = "receipt_id,timestamp,item,qty,price") -> Path:
    rows = [header]
    rows += [f"{i},{when:%Y-%m-%d %H:%M:%S},{item},," for i, (items, when) in enumerate(baskets) for item in items]
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


@pytest.fixture
def file(tmp_path: Path, paired: Callable[[int], list[Basket]]) -> Path:
    return write(tmp_path / "receipts.csv", paired(300))


def ask(
    file: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], *lines: str
) -> list[dict[str, object]]:
    stdin = io.TextIOWrapper(io.BytesIO("\n".join(lines).encode("utf-8", "surrogateescape")))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert main(["rank", "--receipts", str(file), "--stdio", "--lang", "en"]) == OK
    answers = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert answers.pop(0) == {"ready": True}
    return answers


def test_rank_answers_a_line_with_a_line(
    file: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    asked = '{"items": ["bread"], "k": 2, "when": "2026-01-08 10:00:00"}'
    [answer] = ask(file, monkeypatch, capfd, asked)
    found = answer["items"]
    assert isinstance(found, list)
    assert found[0] == "jam"
    assert len(found) == 2


def test_rank_learns_while_it_runs(
    file: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    learn = '{"learn": ["bread", "honey"], "when": "2026-02-08 10:00:00"}'
    asked = '{"items": ["bread"], "k": 1, "when": "2026-02-09 10:30:00"}'
    *told, answer = ask(file, monkeypatch, capfd, *[learn] * 100, asked)
    assert told == [{"ok": True}] * 100
    assert answer == {"items": ["honey"]}


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "[]",
        "7",
        '{"items": "bread"}',
        '{"items": [1]}',
        '{"items": ["bread"], "k": 0}',
        '{"items": ["bread"], "k": true}',
        '{"items": ["bread"], "when": "yesterday"}',
        '{"items": ["bread"], "when": 5}',
        '{"items": [], "learn": []}',
        "[" * 100_000,
        "\udcff\udcfe",
    ],
)
def test_a_bad_line_is_told_and_the_program_goes_on(
    line: str, file: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    bad, good = ask(file, monkeypatch, capfd, line, '{"items": ["bread"], "k": 1}')
    assert list(bad) == ["error"]
    assert good == {"items": ["jam"]}


def test_however_many_are_asked_for_all_that_is_sold_is_ranked(
    file: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    asked = ['{"items": ["bread"], "k": 1000000}', '{"items": ["bread"]}', '{"items": ["bread"], "k": null}']
    everything, plain, nothing_said = ask(file, monkeypatch, capfd, *asked)
    found = everything["items"]
    assert isinstance(found, list)
    assert plain == nothing_said == {"items": found[:5]}
    sold = {item for items, _ in read_baskets(file) for item in items}
    assert sorted(found) == sorted(sold - {"bread"})


def test_a_history_is_read_as_an_import_reads_it(tmp_path: Path) -> None:
    japanese = tmp_path / "japanese.csv"
    rows = ["レシート番号,日時,商品名", "1,2026/1/8 9:30,パン", "1,2026/1/8 9:30:00,ジャム", "1,2026/1/9 10:05,茶"]
    japanese.write_bytes("\r\n".join(rows).encode("cp932"))
    assert read_baskets(japanese) == [
        (["パン", "ジャム"], datetime(2026, 1, 8, 9, 30)),
        (["茶"], datetime(2026, 1, 9, 10, 5)),  # numbers that begin anew each day
    ]


def test_a_bad_time_is_told_with_its_row(tmp_path: Path) -> None:
    file = tmp_path / "receipts.csv"
    file.write_text("receipt_id,timestamp,item\n1,2026-01-08,a\n1,2026/13/1 9:30,b\n", "utf-8")
    with pytest.raises(BadInput) as told:
        read_baskets(file)
    assert (told.value.code, told.value.data["row"]) == ("bad_time", 3)


def test_each_answer_is_there_before_the_next_question(file: Path) -> None:
    command = [sys.executable, "-m", "pos_assist", "rank", "--receipts", str(file), "--stdio"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        assert json.loads(program.stdout.readline()) == {"ready": True}
        for _ in range(3):
            program.stdin.write(b'{"items": ["bread"], "k": 1}\n')
            program.stdin.flush()
            assert json.loads(program.stdout.readline()) == {"items": ["jam"]}
        program.stdin.close()
        assert program.wait(20) == 0


def test_evaluate_prints_ours_beside_popularity_and_confidence(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(file), "--lang", "en"]) == OK
    out = capsys.readouterr().out
    assert [line.split()[0] for line in out.splitlines()[-3:]] == ["popularity", "confidence", "pos-assist"]
    assert "HR@3" in out


def test_a_run_against_itself_says_that_nothing_changed(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / "baseline.json"
    assert main(["evaluate", str(file), "--live", "--save", str(saved), "--lang", "en"]) == OK
    capsys.readouterr()
    assert main(["evaluate", str(file), "--live", "--against", str(saved), "--lang", "en"]) == OK
    compared = [line.split()[2:4] for line in capsys.readouterr().out.splitlines()[-12:]]
    assert compared == [["+0.00", "same"]] * 12


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pos-assist": {"HR@1": [1]}}'])
def test_a_baseline_that_is_none_is_said_plainly(
    text: str, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / "baseline.json"
    saved.write_text(text)
    assert main(["evaluate", str(file), "--against", str(saved), "--lang", "en"]) == BAD_INPUT
    assert "baseline.json" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("baskets", "header", "said"),
    [
        ([(["tea"], NOON)], "receipt_id,when,item,qty,price", "timestamp"),
        ([], "receipt_id,timestamp,item,qty,price", "no rows"),
        ([([""], NOON)], "receipt_id,timestamp,item,qty,price", "row 2"),
    ],
)
def test_a_file_that_cannot_be_learned_from_is_refused_with_the_place(
    baskets: list[Basket], header: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "receipts.csv", baskets, header)
    assert main(["evaluate", str(path), "--lang", "en"]) == BAD_INPUT
    assert said in capsys.readouterr().err


def test_columns_are_found_by_name_and_receipts_need_not_be_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = [
        "item,timestamp,size,receipt_id",
        "tea,2026-03-02 12:00,M,2",
        "bread,2026-03-01 12:00,,1",
        "jam,2026-03-01 12:00,,1",
    ]
    path = tmp_path / "receipts.csv"
    path.write_text("\n".join([*rows, "cake,2026-03-02 12:00,,2"]), "utf-8")
    assert ask(path, monkeypatch, capfd, '{"items": ["tea"], "k": 1}') == [{"items": ["cake"]}]

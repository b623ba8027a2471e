"""docs/api.md is true: its methods, errors and its conversation, and the client that comes with it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pos_assist.domain.feed_settings import FEED_SETS
from pos_assist.domain.settings import CONTROL_SHARE, CUSTOMER_LANGUAGE
from pos_assist.i18n.translate import set_language
from pos_assist.services.feeds.feed import Feed
from pos_assist.services.feeds.json_lines import ErrorCode
from pos_assist.services.feeds.methods import METHODS
from pos_assist.shop import open_shop
from tests.conftest import CopySample
from tests.services.till.conftest import Clock

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "api.md").read_text(encoding="utf-8")


def test_every_method_has_its_chapter() -> None:
    told = {"suggestion.changed", "suggestion.chosen", "feed.state", "app.closing"}
    assert set(re.findall(r"^### `([a-z.]+)`$", PAGE, re.M)) == {*METHODS, "session.hello", *told}


def test_every_error_stands_in_the_table() -> None:
    assert sorted(map(int, re.findall(r"^\| (-32\d+) \|", PAGE, re.M))) == sorted(map(int, ErrorCode))


def conversation() -> list[tuple[str, dict[str, Any]]]:
    """(who, what) of each line of the recorded conversation."""
    [block] = re.findall(r"```text\n(.*?)```", PAGE, re.S)
    return [(line[0], json.loads(line[2:])) for line in block.splitlines()]


def form_of(said: dict[str, Any]) -> Any:
    """What is said, of an offer only its fields: which one leads, and in what words, moves with what is learned."""

    def form(value: Any) -> Any:
        if isinstance(value, dict) and "suggestion_id" in value and "line" in value:
            return sorted(value)
        if isinstance(value, dict):
            return {name: form(x) for name, x in value.items() if name not in ("addons", "upgrade")}
        return [form(x) for x in value] if isinstance(value, list) else value

    return form(said)


def test_the_recorded_conversation_goes_as_it_was_recorded(feed: Feed, clock: Clock) -> None:
    set_language("ja")
    heard: list[bytes] = []
    session = feed.connected(heard.append)
    for who, said in conversation():
        if who == "→":
            assert heard == [], "everything that was told is in the record"
            clock.pass_by(2)
            session.receive(json.dumps(said, ensure_ascii=False).encode())
        else:
            assert form_of(json.loads(heard.pop(0))) == form_of(said)
    assert heard == []


def test_the_client_is_sixty_lines_of_plain_python() -> None:
    lines = (DOCS / "register_client.py").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 60
    assert "pos_assist" not in "\n".join(x for x in lines if "import" in x)


@pytest.mark.parametrize("eof_in_the_middle", [False, True])
def test_the_same_conversation_without_a_window(
    tmp_path: Path, copy_sample: CopySample, eof_in_the_middle: bool
) -> None:
    """A real process; what depends on its own clock and keys is left out."""
    shop = open_shop(copy_sample("burger", tmp_path / "burger.db"))
    shop.storage.catalog.put_setting(FEED_SETS.name, "1")
    shop.storage.catalog.put_setting(CONTROL_SHARE.name, "0")
    shop.storage.catalog.put_setting(CUSTOMER_LANGUAGE.name, "ja")
    shop.feeds.give_consent("店長")
    sold = shop.sales()
    shop.close()
    calls = [said for who, said in conversation() if who == "→" and said["method"] != "suggestion.respond"]
    lines = "".join(json.dumps(x) + "\n" for x in calls) + ('{"jsonrpc' if eof_in_the_middle else "")
    command = [sys.executable, "-m", "pos_assist", "serve", "--stdio", "--shop", "burger", "--data-dir", str(tmp_path)]
    done = subprocess.run(command, input=lines.encode(), capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode()
    answers = {x["id"]: x for line in done.stdout.splitlines() for x in [json.loads(line)] if "id" in x}
    assert set(answers) == {x["id"] for x in calls}
    assert all("result" in x for x in answers.values())
    shop = open_shop(tmp_path / "burger.db")
    assert shop.sales() == sold + 1
    shop.close()

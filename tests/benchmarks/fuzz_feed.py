"""Malformed lines sent to the local API: `python -m tests.benchmarks.fuzz_feed [LINES] [SEED] [--display]`.

A good driver has an order open; a second client, which also drives a till of its own, sends lines that are broken in every
way a register program breaks them: cut, doubled, of wrong types, huge, in the wrong order. With `--display` they are what a display was
sent: noise, screens that are cut, doubled or have bytes changed, data that is none. Printed: how many were answered, with
which codes, what memory grew by, and whether the order that was open before is as it was.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from pos_assist.devices import pole
from pos_assist.domain.device_settings import PoleKind
from pos_assist.domain.receipts import FOLLOWED
from pos_assist.services.feeds.json_lines import ErrorCode
from pos_assist.shop import Shop, make_sample, open_shop

_ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2**63, 10**400, 1.5, "", "x", "1", "チーズバーガー", "\u202e", "\ud800", "a" * 5_000, [], {}, [[]], {"a": {}},
    ["cheeseburger"] * 600, "cheeseburger", "2901000000015", "A1",
)  # fmt: skip
_SCREENS = (
    ("ｲﾗｯｼｬｲﾏｾ", ""), ("ﾎﾟﾃﾄ M", "\\290"), ("ﾎﾟﾃﾄ M", "2x290 \\580"), ("ﾄﾘｹｼ ﾎﾟﾃﾄ M", "-\\290"), ("ｼｮｳｹｲ", "\\290"), ("ｺﾞｳｹｲ", "\\580"),
    ("ｱｽﾞｶﾘ 1,000", "ｵﾂﾘ 420"), ("3x", ""), ("ﾈﾋﾞｷ", "-50"), ("99999999999999999999", "\\99999999999"), ("", ""), ("@@@@xxx", "0x0 \\0"),
)  # fmt: skip
_METHODS = (
    "session.hello",
    "catalog.put",
    "order.put",
    "order.close",
    "suggestion.respond",
    "suggestion.get",
    "status.get",
    "x",
)
_FIELDS = (
    "order_id", "rev", "service", "staff", "lines", "items", "full", "result", "total", "number", "day", "suggestion_id", "action", "moment",
    "token", "client", "api", "role",
)  # fmt: skip


@dataclass
class Found:
    """What an attack came to."""

    calls: int = 0
    answered: int = 0
    codes: Counter[int] = field(default_factory=Counter)
    internal_errors: int = 0
    untouched: bool = False
    seconds: float = 0.0
    kib: int = 0
    sold: int = 0  # orders that a display's noise came to: shown from idle to change, with a total that agreed


def attack(shop: Shop, lines: int, seed: int, *, display: bool = False) -> Found:
    """Send so many lines; what came of it."""
    chance, found = Random(seed), Found()
    shop.feeds.give_consent("benchmark")
    feed = shop.follow()
    heard: list[bytes] = []
    driver = feed.connected(heard.append)
    driver.receive(_call("session.hello", client="fuzz", api="1"))
    good = {"line_id": "1", "sku": "cheeseburger", "qty": "1", "unit_price": 240}
    driver.receive(_call("order.put", order_id="KEPT", rev=1, lines=[good]))
    sales, before = shop.sales(), feed.till.view.order.lines
    stranger = feed.connected(lambda _: None)
    stranger.receive(_call("session.hello", client="listener", api="1", role="listener"))
    start, memory = time.process_time(), _memory()
    for i in range(lines):
        line = _display_line(chance) if display else _line(chance, good)
        if shop.feeds.refusal() is not None:  # three totals of noise in a row
            shop.feeds.turn_on("benchmark")
        session = driver if chance.random() < 0.5 else stranger
        heard.clear()
        session.receive(line)
        if session is driver and _wants_answer(line):
            found.calls += 1
            answers = [json.loads(x) for x in heard]
            replies = [x for x in answers if "method" not in x]
            found.answered += len(replies) == 1
            for reply in replies:
                code = reply.get("error", {}).get("code", 0)
                found.codes[code] += 1
                found.internal_errors += code == ErrorCode.INTERNAL
        if i == lines // 10:
            memory = _memory()  # by then all code is loaded and caches are full
    found.seconds, found.kib = time.process_time() - start, _memory() - memory
    driver.receive(_call("order.put", order_id="KEPT", rev=2**52, lines=[good]))
    same = [(x.item.code, x.qty, x.price) for x in feed.till.view.order.lines] == [
        (x.item.code, x.qty, x.price) for x in before
    ]
    written = [x for x in shop.all_receipts() if x.till == FOLLOWED]
    found.untouched = same and shop.sales() == sales + len(written) and feed.till.order_id == "KEPT"
    found.sold = len(written)
    found.untouched = found.untouched and all(x.total == sum(y.net for y in x.lines) for x in written)
    found.untouched = found.untouched and (display or not written)
    feed.till.stop()
    return found


def _line(chance: Random, good: dict[str, Any]) -> bytes:
    """One line that no register should send."""
    params: dict[str, Any] = {name: chance.choice(_ODD) for name in chance.sample(_FIELDS, chance.randrange(6))}
    params["order_id"] = chance.choice([x for x in _ODD if x != "A1"])
    method = chance.choice(_METHODS)
    if method == "order.put":
        line = dict(good)
        line[chance.choice([*good, "discount", "tax_rate"])] = chance.choice(_ODD[:17])
        params.update(
            order_id="F", rev=chance.choice(_ODD), lines=chance.choice([[line], [line] * 2, line, [None], _ODD])
        )
    if method == "order.close":
        params["result"] = chance.choice([x for x in _ODD if x != "paid"])
    if method == "catalog.put":
        params["items"] = chance.choice(
            [[{"sku": "cheeseburger", "name": chance.choice(_ODD), "price": -1}], [[]], {}, 7]
        )
    if method == "session.hello":
        params["api"] = chance.choice(_ODD[:10])
    call: dict[str, Any] = {"jsonrpc": "2.0", "id": chance.choice((1, "x", 2**60)), "method": method, "params": params}
    if chance.random() < 0.1:
        call[chance.choice(list(call))] = chance.choice(_ODD)
    try:
        line_ = json.dumps(call, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    except ValueError:
        line_ = b"{"
    kind = chance.randrange(8)
    if kind == 0:
        return line_[: chance.randrange(len(line_) + 1)] or b"{"
    if kind == 1:
        at = chance.randrange(len(line_))
        return line_[:at] + bytes([chance.randrange(256)]) + line_[at + 1 :]
    if kind == 2:
        return line_ + line_
    if kind == 3:
        return chance.randbytes(chance.randrange(1, 200)).replace(b"\n", b" ")
    return line_


def _display_line(chance: Random) -> bytes:
    """What no display should be sent, among screens that it would be."""
    kind = chance.choice(list(PoleKind))
    data = pole.changes(kind, ("\0", "\0"), chance.choice(_SCREENS))
    for _ in range(chance.randrange(3)):
        at, how = chance.randrange(len(data) + 1), chance.randrange(5)
        data = (
            data[:at],
            data[:at] + chance.randbytes(chance.randrange(1, 40)) + data[at:],
            data[at:] + data,
            data * chance.randrange(1, 4),
            chance.randbytes(chance.randrange(2_000)),
        )[how]
    params: dict[str, Any] = {"data": data.hex(), "kind": str(chance.choice((kind, *PoleKind)))}
    if chance.random() < 0.2:
        params[chance.choice(("data", "kind", "age_ms"))] = chance.choice(_ODD)
    try:
        return json.dumps({"jsonrpc": "2.0", "id": 1, "method": "display.put", "params": params}).encode()
    except ValueError:
        return b"{"


def _wants_answer(line: bytes) -> bool:
    """Whether the line must be answered: all but a good notification."""
    try:
        said = json.loads(line.decode())
    except (ValueError, RecursionError):
        return True
    return (
        not isinstance(said, dict)
        or "id" in said
        or said.get("jsonrpc") != "2.0"
        or not isinstance(said.get("method"), str)
    )


def _call(method: str, **params: Any) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": 0, "method": method, "params": params}).encode()


def _memory() -> int:
    """The most memory there was, in KiB; 0 on Windows, which cannot be asked so."""
    if sys.platform == "win32":
        return 0
    import resource  # noqa: PLC0415 — POSIX

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    numbers = [int(x) for x in sys.argv[1:] if x != "--display"]
    lines, seed = [*numbers, *(100_000, 1)[len(numbers) :]]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "burger.db"
        make_sample("burger", path)
        shop = open_shop(path)
        found = attack(shop, lines, seed, display="--display" in sys.argv)
        shop.close()
    print(f"{lines:,} lines in {found.seconds:.1f} s of processor time, {found.kib:+,} KiB after the first tenth")
    print(
        f"answered {found.answered:,} of {found.calls:,} calls of the driver; the open order untouched: {found.untouched}; {found.sold:,} orders written down"
    )
    print("codes: " + ", ".join(f"{code} {n:,}" for code, n in sorted(found.codes.items())))
    if not found.untouched or found.answered != found.calls or found.internal_errors:
        raise SystemExit(1)


if __name__ == "__main__":
    main()

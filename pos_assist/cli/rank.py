"""`pos-assist rank --receipts FILE --stdio`: what goes with some items, for programs: a JSON line in, a JSON line out."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path

from pos_assist.cli.history import read_baskets, read_time
from pos_assist.cli.main import OK, common
from pos_assist.i18n.translate import tr
from pos_assist.learning.in_memory import Learner

MOST = 1_000  # items in a question


class _BadLineError(ValueError):
    """A request line that cannot be answered; the text says why."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to `parser`."""
    parser.add_argument("--receipts", required=True, type=Path, metavar="FILE", help=tr("receipts to learn from (CSV)"))
    parser.add_argument(
        "--stdio",
        action="store_true",
        help=tr("answer JSON lines on standard input until it ends (the only way so far)"),
    )
    common(parser, shop=False)


def run(args: argparse.Namespace) -> int:
    """Learn, say that it is ready, answer line by line."""
    baskets = read_baskets(args.receipts)
    learner = Learner(baskets)
    last = baskets[-1][1]
    _say({"ready": True})
    for line in sys.stdin.buffer:  # each gets its answer, an empty one too: whoever asks is waiting for it
        try:
            _say(_answer(learner, line, last))
        except _BadLineError as error:
            _say({"error": str(error)})
    return OK


def _answer(learner: Learner, line: bytes, last: datetime) -> dict[str, object]:
    try:
        request = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _BadLineError(tr("not a line of JSON: {reason}", reason=error)) from error
    if not isinstance(request, dict) or ("items" in request) == ("learn" in request):
        raise _BadLineError(tr("give an object with either “items” or “learn”"))
    when = _when(request, last)
    if "learn" in request:
        learner.learn(_items(request, "learn"), when)
        return {"ok": True}
    k = 5 if request.get("k") is None else request["k"]
    if not isinstance(k, int) or isinstance(k, bool) or k < 1:
        raise _BadLineError(tr("“k” is a whole number from 1 on"))
    return {"items": [ranked.item for ranked in learner.rank(_items(request, "items"), when, k)]}


def _items(request: dict[str, object], name: str) -> list[str]:
    items = request[name]
    if not isinstance(items, list) or not all(isinstance(x, str) and x for x in items) or len(items) > MOST:
        raise _BadLineError(tr("“{name}” is a list of at most {most} item names", name=name, most=MOST))
    return list(dict.fromkeys(items))


def _when(request: dict[str, object], last: datetime) -> datetime:
    text = request.get("when")
    if text is None:
        return last
    try:
        return read_time(text) if isinstance(text, str) else _refuse_time()
    except ValueError as error:
        raise _BadLineError(tr("“when” is a time like 2017-01-03 10:15:00")) from error


def _refuse_time() -> datetime:
    raise ValueError


def _say(answer: dict[str, object]) -> None:
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
    sys.stdout.buffer.flush()

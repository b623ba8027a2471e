"""A client of the local API (docs/api.md) for the commands that stand in for another register."""

from __future__ import annotations

import json
import select
import socket
import time
from collections.abc import Iterator
from itertools import count
from typing import Any

from pos_assist.domain.feeds import FeedRefusal
from pos_assist.domain.marking import Phrase
from pos_assist.domain.problems import EnvironmentProblem, Refused
from pos_assist.i18n.feed_texts import REFUSALS, WHAT_TO_DO
from pos_assist.services.feeds.json_lines import API, ErrorCode
from pos_assist.services.feeds.token_file import Access

_ANSWER_WITHIN = 10.0  # seconds


class Connection:
    """The line to the window. EnvironmentProblem: no_api where nobody listens."""

    def __init__(self, access: Access, client: str, role: str = "driver") -> None:
        try:
            self._socket = socket.create_connection(("127.0.0.1", access.port), timeout=_ANSWER_WITHIN)
        except OSError as error:
            raise EnvironmentProblem("no_api", file=f"127.0.0.1:{access.port}") from error
        self._rest = b""
        self._ids = count(1)
        self._heard: list[dict[str, Any]] = []
        try:
            self.call("session.hello", token=access.token, client=client, api=API, role=role)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """The result of a call. Refused: feed_refused."""
        number = next(self._ids)
        said = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
        try:
            self._socket.sendall(json.dumps(said).encode() + b"\n")
        except OSError as error:
            raise EnvironmentProblem("no_api", file="127.0.0.1") from error
        for heard in self._read(_ANSWER_WITHIN):
            if heard.get("id") == number:
                if "error" in heard:
                    raise _refused(heard["error"])
                result: dict[str, Any] = heard["result"]
                return result
            self._heard.append(heard)
        raise EnvironmentProblem("no_api", file="127.0.0.1")

    def notices(self, seconds: float) -> Iterator[dict[str, Any]]:
        """What the window tells within that time."""
        while self._heard:
            yield self._heard.pop(0)
        yield from self._read(seconds)

    def _read(self, seconds: float) -> Iterator[dict[str, Any]]:
        until = time.monotonic() + seconds
        while True:
            while b"\n" in self._rest:
                line, _, self._rest = self._rest.partition(b"\n")
                yield json.loads(line)
            left = until - time.monotonic()
            if left <= 0 or not select.select([self._socket], [], [], left)[0]:
                return
            try:
                data = self._socket.recv(1 << 16)
            except OSError:  # a window that was killed resets the line
                data = b""
            if not data:
                raise EnvironmentProblem("no_api", file="127.0.0.1")
            self._rest += data


def _refused(error: dict[str, Any]) -> Refused:
    """In the user's language, where it is something that the user can change."""
    code, reason = error["code"], error.get("data", {}).get("reason")
    if code == ErrorCode.FEED_OFF and reason in tuple(FeedRefusal):
        why = FeedRefusal(reason)
        return Refused("feed_off", why=Phrase(REFUSALS[why]), do=Phrase(WHAT_TO_DO[why]))
    if code == ErrorCode.OTHER_DRIVER:
        return Refused("feed_driven")
    return Refused("feed_refused", code=code, message=error["message"])
